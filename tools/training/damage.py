"""What paper, pen and scanner do to a line. Images are float greys, 0 black to 1 white; ink masks are 0 to 1."""

import cv2
import numpy as np


def waves(rng, shape, strength):
    """Security background: one or two families of bent lines."""
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    field = np.zeros(shape, np.float32)
    for _ in range(rng.integers(1, 3)):
        turn = rng.uniform(0, np.pi)
        bend = rng.uniform(0, 2) * np.sin(xs * rng.uniform(0.01, 0.08))
        field += np.sin(rng.uniform(0.1, 1.2) * (xs * np.cos(turn) + ys * np.sin(turn)) + bend + rng.uniform(0, 6.3))
    return field * strength


def blotches(rng, shape, size):
    """Smooth noise of unit deviation, `size` pixels a blotch."""
    small = rng.normal(0, 1, (max(2, int(shape[0] / size) + 1), max(2, int(shape[1] / size) + 1)))
    return cv2.resize(small.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def curve(rng, start, end, sway, points=14):
    """A pen's way from start to end: a polyline that sways by `sway` pixels."""
    t = np.linspace(0, 1, points)[:, None]
    way = np.array(start) * (1 - t) + np.array(end) * t
    for k in (1, 2, 3):
        way += rng.normal(0, sway / k, (1, 2)) * np.sin(np.pi * k * t + rng.uniform(0, 6.3))
    return way


def draw(mask, way, width, strength=1.0):
    points = np.round(way * 8).astype(np.int32)
    cv2.polylines(mask, [points], False, float(strength), max(1, int(round(width))), cv2.LINE_AA, 3)


def jpeg(grey, quality):
    _, data = cv2.imencode(".jpg", to_bytes(grey), [cv2.IMWRITE_JPEG_QUALITY, int(quality)])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255


def bitonal(rng, grey, slack):
    """A scanner's threshold: at a level between paper and ink, or by the neighbourhood."""
    if rng.random() < 0.35:
        side = int(rng.integers(7, 20)) * 2 + 1
        mean = cv2.boxFilter(grey, -1, (side, side), borderType=cv2.BORDER_REPLICATE)
        return (grey > mean - rng.uniform(0.06, 0.18)).astype(np.float32)
    ink, paper = np.percentile(grey, 3), np.percentile(grey, 90)
    level = 0.5 + rng.normal(0, 0.25) * slack
    return (grey > ink + (paper - ink) * np.clip(level, 0.2, 0.8)).astype(np.float32)


def speckle(rng, grey, share):
    """Isolated black and white pixels, and a few dots of two or three."""
    spots = rng.random(grey.shape)
    grey = np.where(spots < share, rng.random(grey.shape) * 0.4, grey)
    grey = np.where(spots > 1 - share, 1.0, grey).astype(np.float32)
    for _ in range(rng.poisson(share * grey.size / 25)):
        at = (int(rng.integers(grey.shape[1])), int(rng.integers(grey.shape[0])))
        cv2.circle(grey, at, 1, float(rng.random() * 0.3), -1)
    return grey


def to_bytes(grey):
    return np.clip(np.round(grey * 255), 0, 255).astype(np.uint8)
