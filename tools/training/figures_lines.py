"""Synthetic amount boxes: a spelling written by a hand, then scanned and cut out as the reader will see it."""

import cv2
import numpy as np

import damage
import figures_text
import normalise
from figures_text import FIGURES_SYMBOLS
from hands import HIGH

HEIGHT = 40
MARGIN = 4  # rows of paper above and below the ink
WIDEST = 400
BASE = 95  # row of the base line on the drawing board
BOARD = 160  # rows of the board


class Pen:
    """Writes symbols along a line onto a board, in the manner of one hand on one day."""

    def __init__(self, rng, hand):
        self.rng, self.hand = rng, hand
        hand.start(rng)
        self.loose = 0.0 if hand.printed else rng.uniform(0.3, 1.3)
        self.slant = 0.0 if hand.printed else rng.normal(0, 0.17)
        self.wide = float(np.exp(rng.normal(0, 0.16 if hand.printed else 0.14)))
        self.tracking = rng.uniform(-0.02, 0.14) if hand.printed else rng.normal(0, 0.09)
        self.board = np.zeros((BOARD, 1400), np.float32)
        self.x = 60.0

    def write(self, symbols, size=1.0, base=BASE):
        for symbol in symbols:
            if symbol == " ":
                self.x += 0.4 * HIGH * size
            else:
                self._put(self.hand.glyph(self.rng, symbol), size, base)

    def _put(self, glyph, size, base):
        rng, loose = self.rng, self.loose
        sy = size * np.exp(rng.normal(0, 0.06) * loose)
        sx = size * self.wide * np.exp(rng.normal(0, 0.07) * loose)
        shear = self.slant + rng.normal(0, 0.05) * loose
        turn = rng.normal(0, 0.035) * loose
        high, wide = glyph.ink.shape
        out = (int(wide * sx + abs(shear) * 2 * high * sy + abs(turn) * high) + 8, int(high * sy + abs(turn) * wide * sx) + 8)
        forward = np.array([[sx, -shear * sy + turn * sx], [-turn * sy, sy]])
        back = np.linalg.inv(forward)
        # The glyph's point on the base line, below its ink's left edge, goes to `foot` of the patch.
        foot = np.array([4 + max(0.0, -shear) * high * sy + max(0, turn) * high, glyph.top * sy + 4 + max(0, turn) * wide * sx])
        xs, ys = np.meshgrid(np.arange(out[0], dtype=np.float32) - foot[0], np.arange(out[1], dtype=np.float32) - foot[1])
        from_x, from_y = back[0, 0] * xs + back[0, 1] * ys, back[1, 0] * xs + back[1, 1] * ys + glyph.top
        if loose:
            a, b, p, q = rng.normal(0, 1.3 * loose, 2).tolist() + rng.uniform(0, 6.3, 2).tolist()
            from_x, from_y = from_x + a * np.sin(from_y * (4.5 / HIGH) + p), from_y + b * np.sin(from_x * (4.5 / HIGH) + q)
        patch = cv2.remap(glyph.ink, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR)
        if size < 0.8 and not self.hand.printed and rng.random() < 0.5:
            patch = cv2.dilate(patch, np.ones((2, 2), np.uint8))
        x = int(round(self.x + glyph.left * sx - foot[0]))
        y = int(round(base - foot[1] + rng.normal(0, 0.03) * HIGH * loose))
        x0, y0 = max(0, -x), max(0, -y)
        spot = self.board[y + y0 : y + patch.shape[0], x + x0 : x + patch.shape[1]]
        np.maximum(spot, patch[y0 : y0 + spot.shape[0], x0 : x0 + spot.shape[1]], out=spot)
        self.x += glyph.advance * sx + self.tracking * HIGH * size + rng.normal(0, 0.04) * HIGH * size * loose

    def rule(self, x0, x1, y, rise=0.0):
        """A bar under raised cents, as thick as a pen draws."""
        way = damage.curve(self.rng, (x0, y), (x1, y - rise), 0.7, 6)
        damage.draw(self.board, way, self.rng.uniform(2, 5))


def _write(rng, hand, spelling):
    pen = Pen(rng, hand)
    pen.write(spelling.dollars)
    small = rng.uniform(0.42, 0.78)
    form, cents, under = spelling.form, spelling.cents, spelling.under
    # Raised so far that their foot is well above the line: nobody could tell others from digits on the line.
    top = BASE - HIGH * rng.uniform(max(0.9, small + 0.27), max(1.15, small + 0.45))
    if form == "plain":
        pen.write(cents)
    elif form == "dash":
        pen.x += rng.uniform(0, 0.3) * HIGH
        pen.write("-")
    elif form == "beside":
        pen.x += rng.uniform(0.2, 0.8) * HIGH
        size = rng.choice([1.0, small])
        pen.write(cents + "/" + under, size, BASE - rng.uniform(0, 1) * (1 - size) * HIGH)
    elif form != "none":
        pen.x += rng.uniform(0.05, 0.4) * HIGH
        _raised(rng, pen, form, cents, under, small * 0.85 if form == "stacked" else small, top)
    pen.write(spelling.suffix)
    return pen.board[:, : int(pen.x + 80)]


def _raised(rng, pen, form, cents, under, small, top):
    base = top + small * HIGH
    if form == "raised-beside":
        return pen.write(cents + "/" + under, small, base)
    start = pen.x
    pen.write(cents, small, base)
    end = pen.x
    if form == "diagonal":
        pen.x -= rng.uniform(0, 0.15) * HIGH
        pen.write("/", rng.uniform(0.8, 1.1), BASE)
        pen.x -= rng.uniform(0, 0.25) * HIGH
        return pen.write(under, small, BASE + rng.uniform(-0.05, 0.25) * HIGH)
    low = base + HIGH * rng.uniform(0.06, 0.2)
    over = HIGH * rng.uniform(-0.05, 0.3)
    if form == "stacked":
        pen.rule(start - over, end + over, low, rng.normal(0, 0.08) * HIGH + rng.choice([0, 0.2 * HIGH]))
        pen.x = start - rng.uniform(-0.1, 0.2) * HIGH
        pen.write(under, small * rng.uniform(0.7, 1), low + HIGH * (small * rng.uniform(0.85, 1.0) + rng.uniform(0.08, 0.2)))
        pen.x = max(end, pen.x)
    elif rng.random() < 0.5:  # raised and underlined, once or twice
        pen.rule(start - over, end + over + HIGH * rng.choice([0, 0.3]), low, rng.normal(0, 0.06) * HIGH)
        if rng.random() < 0.4:
            pen.rule(start - over, end + over, low + HIGH * rng.uniform(0.1, 0.2))


def _texture(rng, board, printed):
    """Ink on the board as the tool leaves it: pen width, pressure, dots of a matrix, the teeth of a check protector."""
    board = cv2.GaussianBlur(board, (0, 0), 1.0 if printed else 1.4)
    level = rng.uniform(0.3, 0.6) if printed else rng.uniform(0.22, 0.56)
    board = np.clip((board - level) * 4 + 0.5, 0, 1)
    if not printed and rng.random() < 0.3:
        board *= np.clip(0.8 + 0.35 * damage.blotches(rng, board.shape, rng.uniform(4, 20)), 0.3, 1)
    if printed and rng.random() < 0.3:
        ys, xs = np.mgrid[0 : board.shape[0], 0 : board.shape[1]].astype(np.float32)
        kind, step = rng.integers(4), rng.uniform(4.5, 7)
        if kind == 0:  # dots
            board *= (np.cos(xs * 6.28 / step) + np.cos(ys * 6.28 / step) > rng.uniform(-1.2, -0.4)).astype(np.float32)
        elif kind == 1:  # rows
            board *= (np.cos(ys * 6.28 / step) > rng.uniform(-0.7, 0.1)).astype(np.float32)
        elif kind == 2:  # slanting teeth
            board *= (np.cos((xs + ys) * 6.28 / step) > rng.uniform(-0.7, 0.1)).astype(np.float32)
        else:  # embossed: the edges only
            board = np.clip(board - 0.8 * cv2.erode(board, np.ones((5, 5), np.uint8)), 0, 1)
    return board


def _scan(rng, board, harm):
    """The board as a scanner's grey image with its digits 14 to 62 px high; gives the image and the clean ink in it."""
    digit = float(np.exp(rng.uniform(np.log(14), np.log(62))))
    scale = digit / HIGH
    size = (max(8, int(board.shape[1] * scale)), max(8, int(board.shape[0] * scale)))
    if scale < 1:
        board = cv2.GaussianBlur(board, (0, 0), 0.35 / scale)
    climb = rng.normal(0, 0.02) if rng.random() < 0.7 else rng.normal(0, 0.06)
    matrix = np.array([[scale, 0, rng.uniform(-0.5, 0.5)], [-climb * scale, scale, climb * size[0] / 2]], np.float32)
    ink = cv2.warpAffine(board, matrix, size, flags=cv2.INTER_LINEAR)
    seen = ink > 0.12
    paper = rng.uniform(1 - 0.35 * harm, 1)
    grey = paper - ink * (paper - rng.uniform(0, 0.15 + 0.4 * harm))
    _frame(rng, grey, seen, harm)
    if rng.random() < 0.5 * harm + 0.05:
        grey += damage.waves(rng, grey.shape, rng.uniform(0.02, 0.1) * harm)
    if rng.random() < 0.4 * harm:
        grey += damage.blotches(rng, grey.shape, rng.uniform(1, 40)) * rng.uniform(0.02, 0.08) * harm
    if rng.random() < 0.7:
        grey = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), rng.uniform(0.3, 0.5 + 0.5 * harm))
    grey = (grey + rng.normal(0, 0.004 + rng.uniform(0, 0.06) * harm, grey.shape)).astype(np.float32)
    if rng.random() < 0.4:
        grey = damage.bitonal(rng, np.clip(grey, 0, 1), harm)
        if rng.random() < 0.4 * harm:
            grey = damage.speckle(rng, grey, rng.uniform(0, 0.006) * harm)
    elif rng.random() < 0.6:
        grey = damage.jpeg(grey, rng.uniform(90 - 60 * harm, 95))
    return damage.to_bytes(grey), seen


def _box(seen):
    ys, xs = np.where(seen.any(1))[0], np.where(seen.any(0))[0]
    return ys[0], ys[-1] + 1, xs[0], xs[-1] + 1


def _frame(rng, grey, seen, harm):
    """What the form prints around the field: sides of its box, a rule below, the edge of its big dollar sign."""
    top, bottom, left, right = _box(seen)
    high = bottom - top
    dark = rng.uniform(0, 0.45)
    thick = max(1, int(round(high * rng.uniform(0.02, 0.07))))
    tilt = rng.normal(0, 0.008)

    def line(a, b):
        cv2.line(grey, tuple(int(v) for v in a), tuple(int(v) for v in b), float(dark), thick)

    for y in (bottom + high * rng.uniform(-0.12, 0.18), top - high * rng.uniform(-0.04, 0.18)):
        if rng.random() < 0.22:
            line((0, y), (grey.shape[1], y + tilt * grey.shape[1]))
    for x in (left - high * rng.uniform(0.08, 0.6), right + high * rng.uniform(0.08, 0.6)):
        if rng.random() < 0.2:
            line((x, 0), (x - tilt * grey.shape[0], grey.shape[0]))
    if rng.random() < 0.06:  # shading of the box
        grey[:, max(0, int(left - high * 0.3)) :] *= rng.uniform(0.75, 0.95)
    if rng.random() < 0.06:  # the right edge of the printed dollar sign, too little to read
        x, y = int(left - high * rng.uniform(0.25, 0.6)), int(top + high * rng.uniform(0.2, 0.6))
        cv2.ellipse(grey, (x - int(high * 0.1), y), (int(high * 0.1), int(high * 0.18)), 0, -80, 80, float(dark), thick)


def cut(grey, box, above, below):
    """The crop as the reader takes it: the box's rows to 40 less the margins, at most 400 wide, normalised.

    `box` is (top, bottom, left, right) in the image; `above` and `below` are rows of margin in the result.
    """
    top, bottom, left, right = box
    scale = (HEIGHT - above - below) / max(1, bottom - top)
    width = int(np.clip(round((right - left) * scale), 8, WIDEST))
    y0, y1 = int(round(top - above / scale)), int(round(bottom + below / scale))
    pad = max(0, -y0, y1 - grey.shape[0], -left, right - grey.shape[1])
    if pad:
        grey = np.pad(grey, pad, mode="edge")
    piece = grey[y0 + pad : max(y0 + 1, y1) + pad, left + pad : right + pad]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return normalise.figures(cv2.resize(piece, (width, HEIGHT), interpolation=method))


def line(rng, hand, harm):
    """One crop, float32 [40, W], and its text."""
    spelling = (figures_text.printed if hand.printed else figures_text.handwritten)(rng)
    board = _texture(rng, _write(rng, hand, spelling), hand.printed)
    grey, seen = _scan(rng, board, harm)
    top, bottom, left, right = _box(seen)
    high = bottom - top
    left -= int(high * rng.uniform(0.03, 0.6))
    right += int(high * rng.uniform(0.03, 0.6))
    above, below = np.clip(rng.normal(MARGIN, 1.3, 2), 0, 10)
    if rng.random() < 0.1:
        above += rng.uniform(0, 8)
    if rng.random() < 0.1:
        below += rng.uniform(0, 8)
    return cut(grey, (top, bottom, left, right), above, below), spelling.text


def classes(text):
    return [FIGURES_SYMBOLS.index(symbol) + 1 for symbol in text]
