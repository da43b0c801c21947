"""Who writes: a hand gives each symbol as ink, upright and a nominal 44 px high, with its place on the line."""

import glob
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import damage

HIGH = 44  # pixels of a digit on the drawing board


@dataclass
class Glyph:
    ink: np.ndarray  # float32 0..1, cut to the ink
    top: float  # rows from the base line up to the first row of ink
    left: float  # columns from the pen to the ink
    advance: float  # columns from the pen to the next pen


class FontHand:
    """A font's figures. Symbols it does not have are drawn by strokes."""

    def __init__(self, path, printed):
        self.printed = printed
        probe = ImageFont.truetype(path, 100)
        digits = [probe.getmask(d).size[1] for d in "0123456789"]
        self.font = ImageFont.truetype(path, int(round(100 * HIGH / np.median(digits))))
        self.glyphs = {}
        missing = bytes(self.font.getmask("\ue123"))
        for symbol in "0123456789.,/-$*xno":
            if bytes(self.font.getmask(symbol)) == missing:
                continue
            left, top, right, bottom = self.font.getbbox(symbol, anchor="ls")
            if right <= left or bottom <= top:
                continue
            image = Image.new("L", (right - left + 4, bottom - top + 4))
            ImageDraw.Draw(image).text((2 - left, 2 - top), symbol, fill=255, font=self.font, anchor="ls")
            ink = np.asarray(image, np.float32) / 255
            self.glyphs[symbol] = Glyph(ink, 2 - top, left - 2, self.font.getlength(symbol))

    def start(self, rng):
        """A new string: nothing to choose."""

    def glyph(self, rng, symbol):
        return self.glyphs.get(symbol) or stroke(rng, symbol, 4)


class MnistHand:
    """Digits of one MNIST split, those of one string alike in thickness; all else by strokes of that thickness."""

    printed = False

    def __init__(self, folder, split):
        prefix = {"train": "train", "test": "t10k"}[split]
        with open(f"{folder}/{prefix}-images-idx3-ubyte", "rb") as data:
            images = np.frombuffer(data.read(), np.uint8, offset=16).reshape(-1, 28, 28)
        with open(f"{folder}/{prefix}-labels-idx1-ubyte", "rb") as data:
            labels = np.frombuffer(data.read(), np.uint8, offset=8)
        self.digits = [images[labels == d] for d in range(10)]
        self.thickness = [np.array([_thickness(x) for x in of_digit]) for of_digit in self.digits]
        self.order = [np.argsort(t) for t in self.thickness]
        self.share = 0.5

    def start(self, rng):
        self.share = rng.beta(1.3, 1.3)  # how thick the pen is among all of MNIST

    def glyph(self, rng, symbol):
        if not symbol.isdigit():
            return stroke(rng, symbol, 2.5 + 5 * self.share)
        order = self.order[int(symbol)]
        at = int(np.clip(self.share + rng.normal(0, 0.06), 0, 0.9999) * len(order))
        image = self.digits[int(symbol)][order[at]]
        ys, xs = np.where(image > 60)
        image = image[ys[0] : ys[-1] + 1, xs.min() : xs.max() + 1].astype(np.float32) / 255
        scale = HIGH / max(image.shape[0], 14)
        if symbol != "1" and image.shape[1] * scale > 1.3 * HIGH:
            scale = 1.3 * HIGH / image.shape[1]
        image = cv2.resize(np.pad(image, 1), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        image = np.clip((cv2.GaussianBlur(image, (0, 0), 1) - 0.45) * 3 + 0.5, 0, 1)
        room = rng.normal(0.14, 0.05) * HIGH
        return Glyph(image, image.shape[0] - scale, room / 2 - scale, image.shape[1] - 2 * scale + room)


def _thickness(image):
    """Mean half width of the strokes of a 28 x 28 digit."""
    ink = (image > 100).astype(np.uint8)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    return float(depth.sum() / max(1, ink.sum()))


def stroke(rng, symbol, pen):
    """A symbol drawn by hand with a pen `pen` pixels wide."""
    h = float(HIGH)
    jot = lambda s=0.04: rng.normal(0, s) * h
    if symbol == ".":
        x = rng.uniform(0, 0.1) * h
        ways = [[(0, -0.02 * h + jot(0.02)), (x, -0.02 * h + jot(0.03))]]
        pen *= rng.uniform(1, 1.7)
    elif symbol == ",":
        ways = [[(0.1 * h, -0.05 * h), (0.08 * h + jot(), 0.06 * h), (0.02 * h + jot(), 0.22 * h + jot())]]
    elif symbol == "/":
        reach = rng.uniform(0.25, 0.7) * h
        ways = [[(0, 0.12 * h + jot()), (reach * 0.5 + jot(), -0.5 * h), (reach, -1.05 * h + jot(0.08))]]
    elif symbol == "-":
        reach = rng.uniform(0.3, 1.6) * h
        bow = jot(0.05)
        ways = [[(0, -0.45 * h + jot()), (reach * 0.3, -0.45 * h + bow), (reach * 0.7, -0.45 * h - bow), (reach, -0.45 * h + jot())]]
    elif symbol == "*":
        r = 0.22 * h
        ways = [[(r - r * np.cos(a), -0.6 * h - r * np.sin(a)), (r + r * np.cos(a), -0.6 * h + r * np.sin(a))] for a in (0.3, 1.35, 2.4)]
    elif symbol == "x":
        w = rng.uniform(0.3, 0.55) * h
        tall = rng.uniform(0.5, 0.85) * h
        ways = [[(jot(), -tall + jot()), (w + jot(), jot())], [(w + jot(), -tall + jot()), (jot(), jot())]]
    elif symbol == "n":
        ways = [[(0, -0.6 * h), (0.03 * h, 0)], [(0.03 * h, -0.3 * h), (0.18 * h, -0.6 * h + jot()), (0.34 * h, -0.45 * h), (0.38 * h + jot(), 0)]]
    elif symbol == "o":
        r, a = 0.24 * h, np.linspace(0.5, 6.6, 12)
        ways = [list(zip(r + r * np.cos(a), -0.3 * h + 0.28 * h * np.sin(a)))]
    else:
        assert symbol == "$", symbol
        bulge = rng.uniform(0.2, 0.3) * h
        bow = [(1.8, 0.8), (1.3, 0.95), (0.6, 0.9), (0.25, 0.72), (0.7, 0.55), (1.3, 0.45), (1.75, 0.3), (1.5, 0.1), (0.8, 0.03), (0.15, 0.15)]
        ways = [[(bulge * x + jot(0.02), -h * y + jot(0.02)) for x, y in bow]]
        ways.append([(bulge + jot(0.03), -1.08 * h + jot()), (bulge + jot(0.03), 0.1 * h + jot())])
        if rng.random() < 0.3:
            ways.append([(bulge + 0.1 * h, -1.06 * h), (bulge + 0.1 * h, 0.08 * h)])
    points = np.array([p for way in ways for p in way])
    edge = pen + 2
    low, size = points.min(0) - edge, np.ptp(points, axis=0) + 2 * edge + 1
    ink = np.zeros((int(size[1]), int(size[0])), np.float32)
    for way in ways:
        damage.draw(ink, np.array(way) - low, pen)
    return Glyph(ink, -low[1], low[0] + pen / 2 + 0.05 * h, size[0] - 2 * edge + pen + 0.14 * h)


def fonts(folder, kind):
    return [FontHand(path, kind == "print") for path in sorted(glob.glob(f"{folder}/{kind}/*.ttf"))]
