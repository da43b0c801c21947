"""Synthetic E-13B strips: drawn from the glyph grid, printed badly, soiled, scanned, cut out."""

import cv2
import numpy as np

import damage
import normalise
from glyphs import GLYPHS, MICR_SYMBOLS

HEIGHT = 32
PX_PER_MODULE = 2.25
PITCH = 0.125 / 0.013  # modules, right edge to right edge
FINE = 6  # pixels a module on the drawing board
ABOVE = 8  # modules of paper above and below the line on the drawing board

_BLOCKS = {symbol: np.kron(glyph, np.ones((FINE // 2, FINE // 2), np.float32)) for symbol, glyph in GLYPHS.items()}


def _text(rng):
    """Symbols and spaces, as on checks or at random, half and half; now and then none, which must stay unread."""
    if rng.random() < 0.03:
        return ""
    digits = lambda n: "".join(rng.choice(list("0123456789"), n))
    if rng.random() < 0.5:
        symbols = rng.choice(list(MICR_SYMBOLS), rng.integers(8, 40))
        return "".join(s + " " * int(rng.random() < 0.08) * int(rng.integers(1, 4)) for s in symbols)
    routing = "⑆" + digits(9) + "⑆"
    if rng.random() < 0.1:
        routing = "⑆" + digits(5) + "⑉" + digits(3) + "⑆"
    account = digits(rng.integers(5, 15))
    if rng.random() < 0.3:
        cut = int(rng.integers(2, 5))
        account = account[:cut] + rng.choice(["⑉", " "]) + account[cut:]
    serial = digits(rng.integers(3, 8))
    gap = " " * int(rng.integers(0, 4))
    shape = rng.integers(4)
    if shape == 0:
        line = f"⑈{serial.zfill(6)}⑈ {routing}{gap}{account}⑈"
    elif shape == 1:
        line = f"{routing}{gap}{account}⑈{gap}{serial}"
    elif shape == 2:
        line = f"{routing}{gap}{serial}{gap}{account}⑈"
    else:
        line = f"{routing} {account}⑈ {serial}"
    if rng.random() < 0.25:
        line += " " * int(rng.integers(1, 6)) + "⑇" + digits(10) + "⑇"
    return line


def _print_line(rng, text, harm):
    """Ink on the drawing board and, for each symbol, (class, left, right) in board pixels."""
    pitch = PITCH * np.exp(rng.normal(0, 0.012 * harm))
    lead = rng.uniform(2, 12)
    width = int((lead + pitch * (len(text) + 1) + rng.uniform(2, 12)) * FINE)
    board = np.zeros(((2 * ABOVE + 9) * FINE, width), np.float32)
    placed = []
    right = lead + 7
    stray = 0.25 * harm if rng.random() < 0.8 else 0.6 * harm
    for symbol in text:
        if symbol != " ":
            glyph = _BLOCKS[symbol]
            x = int(round((right + rng.normal(0, stray)) * FINE)) - glyph.shape[1]
            y = int(round((ABOVE + rng.normal(0, stray)) * FINE))
            x, y = max(0, x), int(np.clip(y, 0, board.shape[0] - glyph.shape[0]))
            spot = board[y : y + glyph.shape[0], x : x + glyph.shape[1]]
            np.maximum(spot, glyph[:, : spot.shape[1]] * rng.uniform(1 - 0.3 * harm, 1), out=spot)
            placed.append((MICR_SYMBOLS.index(symbol) + 1, x, x + glyph.shape[1]))
        right += pitch if rng.random() > 0.01 * harm else pitch * rng.uniform(1.2, 4)
    return board[:, : int((right + 10) * FINE)], placed


def _wear(rng, board, harm):
    """Ink spread or thinning, breaks, voids, a ghost of a second strike."""
    soft = cv2.GaussianBlur(board, (0, 0), FINE * 0.28)
    level = 0.5 + rng.uniform(-0.28, 0.22) * harm
    board = np.clip((soft - level) * 5 + 0.5, 0, 1)
    if rng.random() < 0.5 * harm:
        worn = damage.blotches(rng, board.shape, FINE * rng.uniform(0.4, 1.5))
        board *= np.clip((worn + rng.uniform(0.9, 2.2)) * 4, 0, 1)
    if rng.random() < 0.3 * harm:  # a ribbon or a row of a print head that failed
        y = int((ABOVE + rng.uniform(0, 9)) * FINE)
        board[y : y + int(rng.uniform(0.3, 0.8) * FINE)] *= rng.uniform(0, 0.5)
    if rng.random() < 0.12 * harm:
        board = np.maximum(board, np.roll(board, (int(rng.integers(-4, 5)), int(rng.integers(-5, 6))), (0, 1)) * rng.uniform(0.2, 0.5))
    return board


def _soil(rng, board, harm):
    """Pens and staples: what lies over the line or comes down to it from above."""
    high, wide = board.shape
    span = FINE * 60
    if rng.random() < 0.35 * harm:  # a signature through the line
        x = rng.uniform(0, wide)
        start, end = (x, rng.uniform(-10, high)), (x + rng.normal(0, span), rng.uniform(0, high + 10))
        damage.draw(board, damage.curve(rng, start, end, FINE * 6), FINE * rng.uniform(0.5, 1.4), rng.uniform(0.4, 1))
    if rng.random() < 0.45 * harm:  # bottoms of handwriting or print above
        floor = (ABOVE - rng.uniform(0.8, 3.5)) * FINE
        x = rng.uniform(-span, wide * 0.7)
        for _ in range(rng.integers(2, 14)):
            low = floor - abs(rng.normal(0, 8))
            way = damage.curve(rng, (x, 0), (x + rng.uniform(-6, 14), low), 3, 6)
            damage.draw(board, way, FINE * rng.uniform(0.4, 1.1), rng.uniform(0.6, 1))
            x += rng.uniform(10, 60)
    if rng.random() < 0.12 * harm:  # a rule or an edge beside the line
        y = (ABOVE + rng.choice([-rng.uniform(1, 4), 9 + rng.uniform(1, 4)])) * FINE
        damage.draw(board, np.array([[0, y], [wide, y + rng.normal(0, 6)]]), FINE * rng.uniform(0.3, 1.2))
    if rng.random() < 0.1 * harm:  # a staple, its shadow, a fold
        x, y = rng.uniform(0, wide), rng.uniform(0, high)
        turn = rng.uniform(0, np.pi)
        reach = np.array([np.cos(turn), np.sin(turn)]) * FINE * rng.uniform(8, 17)
        shade = np.zeros_like(board)
        damage.draw(shade, np.array([[x, y], [x + reach[0], y + reach[1]]]), FINE * rng.uniform(0.8, 2))
        np.maximum(board, cv2.GaussianBlur(shade, (0, 0), FINE * 0.6) * rng.uniform(0.5, 1), out=board)
    return board


def _scan(rng, board, harm):
    """The board as a scanner's grey image, turned about its middle, and the image's pixels a module."""
    module = rng.choice([200, 200, 240, 300, 150, 120, 100], p=[0.3, 0.2, 0.17, 0.16, 0.09, 0.05, 0.03]) * 0.013
    stretch = module / FINE
    turn = np.deg2rad(rng.uniform(-1.2, 1.2) * harm)
    high, wide = board.shape
    size = (int(round(wide * stretch)), int(round(high * stretch)))
    board = cv2.GaussianBlur(board, (0, 0), rng.uniform(0.3, 0.42 + 0.3 * harm) / stretch)
    pan = rng.uniform(-0.5, 0.5, 2)
    matrix = np.array([[stretch, -turn * stretch, pan[0] + turn * size[1] / 2],
                       [turn * stretch, stretch, pan[1] - turn * size[0] / 2]], np.float32)
    ink = cv2.warpAffine(board, matrix, size, flags=cv2.INTER_LINEAR)
    paper = rng.uniform(0.97 - 0.27 * harm, 1)
    grey = paper - ink * (paper - rng.uniform(0, 0.1 + 0.35 * harm))
    if rng.random() < 0.45 * harm:
        grey += damage.waves(rng, grey.shape, rng.uniform(0.02, 0.1) * harm)
    if rng.random() < 0.4 * harm:
        grey += damage.blotches(rng, grey.shape, rng.uniform(1, 30)) * rng.uniform(0.02, 0.1) * harm
    grey += rng.normal(0, 0.005 + rng.uniform(0, 0.07) * harm, grey.shape)
    grey = grey.astype(np.float32)
    if rng.random() < 0.5:
        grey = damage.bitonal(rng, np.clip(grey, 0, 1), harm)
    if rng.random() < 0.4 * harm:
        grey = damage.speckle(rng, grey, rng.uniform(0, 0.012) * harm)
    if rng.random() < 0.4:
        grey = damage.jpeg(grey, rng.uniform(90 - 65 * harm, 95))
    return np.clip(grey, 0, 1).astype(np.float32), module


def _window(rng, board, placed, width):
    """The part of the board that will be seen, `width` board pixels, and its classes.

    A symbol that is cut is read if four fifths of it are left, wiped out if half is, and else left standing or not.
    """
    left = int(rng.uniform(0, 1) * (board.shape[1] - width))
    window = np.zeros((board.shape[0], width), np.float32)
    a, b = max(0, left), min(board.shape[1], left + width)
    window[:, a - left : b - left] = board[:, a:b]
    label = []
    for k, x0, x1 in placed:
        inside = (min(x1, b) - max(x0, a)) / (x1 - x0)
        if inside >= 0.8:
            label.append(k)
        elif inside > 0.4 or (inside > 0 and rng.random() < 0.5):
            window[:, max(0, x0 - left - 2) : max(0, x1 - left + 2)] = 0
    return window, label


def strip(rng, width, harm):
    """One strip: float32 [32, width] and its classes. `harm` runs from 0 (a clean scan) to 1."""
    scale = PX_PER_MODULE * np.exp(rng.uniform(-0.08, 0.08) * (0.3 + 0.7 * harm))
    text = _text(rng)
    fits = int(width / scale / PITCH) + 1
    start = int(rng.integers(0, max(1, len(text) - fits + 1)))
    board, placed = _print_line(rng, text[start : start + fits], harm)
    board, label = _window(rng, board, placed, int(np.ceil(width / scale * FINE)))
    board = _soil(rng, _wear(rng, board, harm), harm)
    grey, module = _scan(rng, board, harm)
    resize = scale / module
    method = cv2.INTER_AREA if resize < 1 else cv2.INTER_LINEAR
    grey = cv2.resize(grey, None, fx=resize, fy=resize, interpolation=method)
    top = int(round((ABOVE + 4.5) * scale + rng.uniform(-3, 3) * harm)) - HEIGHT // 2
    grey = np.pad(grey, ((0, 0), (0, 8)), mode="edge")[top : top + HEIGHT, :width]
    assert grey.shape == (HEIGHT, width)
    return normalise.micr(damage.to_bytes(grey)), label
