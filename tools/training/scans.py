"""Both readers on whole scanned checks: a rough finder of the field, then the reader; never trained on.

Usage: scans.py MICR.onnx FIGURES.onnx CORPUS...
A corpus has batches/ and truth.jsonl. The finders are only good enough to measure by; the product has its own.
"""

import json
import re
import sys
from collections import defaultdict

import cv2
import numpy as np
from PIL import Image

import amounts
import figures_lines
import micr_lines
import normalise
import tables
from figures_text import FIGURES_SYMBOLS
from glyphs import MICR_SYMBOLS
from reading import greedy, posterior


def checks(corpus):
    """Every check of the corpus: (grey page, dpi, item, tags)."""
    with open(f"{corpus}/truth.jsonl", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            for item in line["items"]:
                file, _, number = item["page"].partition("#")
                image = Image.open(f"{corpus}/batches/{line['batch']}/{file}")
                image.seek(int(number or 1) - 1)
                yield np.array(image.convert("L")), line["tags"]["dpi"], item, line["tags"]


def paper(page):
    """The bright part of the scan as (top, bottom, left, right)."""
    rows, columns = (page > 110).mean(1) > 0.5, (page > 110).mean(0) > 0.5
    ys, xs = np.where(rows)[0], np.where(columns)[0]
    return (ys[0], ys[-1] + 1, xs[0], xs[-1] + 1) if len(ys) and len(xs) else (0, *page.shape[:1], 0, page.shape[1])


def dark(grey):
    """Ink by the neighbourhood, as 0 and 1."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
    return cv2.adaptiveThreshold(smooth, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 14)


def amount_box(page, dpi):
    """The inside of the printed frame at the right of the pay line, and the ink's box in it; None if not found."""
    top, bottom, left, right = paper(page)
    y0, y1, x0 = top + int((bottom - top) * 0.22), top + int((bottom - top) * 0.6), left + int((right - left) * 0.6)
    region = page[y0:y1, x0:right]
    contours, tree = cv2.findContours(dark(region), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = None
    for contour, (_, _, _, parent) in zip(contours, tree[0] if tree is not None else []):
        x, y, w, h = cv2.boundingRect(contour)
        if parent >= 0 and 0.6 < w / dpi < 2.2 and 0.17 < h / dpi < 0.6 and (found is None or w * h > found[2] * found[3]):
            found = (x, y, w, h)
    if found is None:
        return None
    x, y, w, h = found
    inside = region[y + 2 : y + h - 2, x + 2 : x + w - 2]
    ink = dark(inside)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = [s for s in stats[1:] if s[4] > (dpi * 0.012) ** 2 and not _rule(s, inside.shape)]
    if not kept:
        return None
    kept = np.array(kept)
    edge = int(0.03 * dpi)
    box = (kept[:, 1].min(), (kept[:, 1] + kept[:, 3]).max(), kept[:, 0].min() - edge, (kept[:, 0] + kept[:, 2]).max() + edge)
    return inside, box


def _rule(stat, shape):
    """A leftover of the frame: thin, and along an edge."""
    x, y, w, h, _ = stat
    beside = x <= 2 or x + w >= shape[1] - 2
    over = y <= 2 or y + h >= shape[0] - 2
    return (beside and w < 0.03 * shape[1]) or (over and h < 0.12 * shape[0])


def micr_strip(page, dpi):
    """The lowest line of glyph-sized marks, turned straight and scaled; None if there are too few."""
    module = 0.013 * dpi
    top, bottom, left, right = paper(page)
    y0 = bottom - int(min(0.45 * (bottom - top), 1.0 * dpi))
    region = page[y0:bottom, left:right]
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark(region), connectivity=8)
    tall = stats[1:][(stats[1:, 3] > 7 * module) & (stats[1:, 3] < 11.5 * module) & (stats[1:, 2] < 9 * module)]
    if len(tall) < 8:
        return None
    xs, ys = tall[:, 0] + tall[:, 2] / 2, tall[:, 1] + tall[:, 3] / 2
    best = (0, 0.0, 0.0)
    for slope in np.arange(-0.045, 0.0451, 0.0015):
        level = ys - slope * xs
        for y in level:
            near = np.abs(level - y) < module
            if near.sum() > best[0]:
                best = (near.sum(), slope, float(np.median(level[near])))
    _, slope, level = best
    scale = micr_lines.PX_PER_MODULE / module
    shear = np.float32([[1, 0, 0], [-slope, 1, 0]])  # a small turn, as a shear
    straight = cv2.warpAffine(region, shear, (region.shape[1], region.shape[0]), borderMode=cv2.BORDER_REPLICATE)
    small = cv2.resize(straight, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    row = int(round(level * scale)) + 40 - 16
    return normalise.micr(np.pad(small, ((40, 40), (0, 0)), mode="edge")[row : row + 32])


def micr_right(text, item):
    """Whether the line's routing, account and serial are all the item's; a money order has one number for both."""
    digits = lambda part: re.sub(r"\D", "", part or "")
    match = re.fullmatch(r"(?:⑈(\d+)⑈)?⑆([\d⑉]+)⑆([\d⑉]*)⑈(\d*)(?:⑇\d*⑇)?", text)
    if not match:
        return False
    before, routing, account, after = match.groups()
    serial = before or after or account
    return (
        item["routing"] in (None, digits(routing))
        and digits(account) == item["account"]
        and digits(serial).lstrip("0") == item["serial"].lstrip("0")
    )


def main(micr, figures, *corpora):
    cv2.setNumThreads(1)
    read_micr, read_figures = tables.session(micr), tables.session(figures)
    lines, boxes = defaultdict(list), defaultdict(list)
    for corpus in corpora:
        for page, dpi, item, tags in checks(corpus):
            strip = micr_strip(page, dpi)
            if strip is None:
                lines["no line found"].append(None)
            else:
                log_probs = read_micr(strip[None, None])
                text, weakest = greedy(log_probs, MICR_SYMBOLS)
                right = "right" if micr_right(text, item) else text
                lines[corpus].append(("right", right, weakest, posterior(log_probs, text, MICR_SYMBOLS)))
            found = amount_box(page, dpi)
            if found is None:
                boxes["no box found"].append(None)
                continue
            x = figures_lines.cut(*found, figures_lines.MARGIN, figures_lines.MARGIN)
            log_probs = read_figures(x[None, None])
            text, weakest = greedy(log_probs, FIGURES_SYMBOLS)
            expected = int(item["amount"].replace(".", ""))
            kind = "printed" if tags["digits"] == ["printed"] else "digits " + "/".join(tags["digits"])
            worth = amounts.cents(text)
            boxes[kind].append((expected, worth, weakest, posterior(log_probs, text, FIGURES_SYMBOLS), text))
    report(lines, boxes)


def report(lines, boxes):
    print(f"no line found: {len(lines.pop('no line found', []))}")
    for corpus, results in lines.items():
        wrong = [(text, round(p, 3)) for right, text, _, p in results if text != right]
        print(f"E-13B {corpus.rstrip('/').split('/')[-1]}: {len(results) - len(wrong)} of {len(results)} right; wrong {wrong}")
    print("\nE-13B, posterior:\n\n" + tables.coverage(sum(lines.values(), []), 3) + "\n")
    print(f"no box found: {len(boxes.pop('no box found', []))}")
    for kind, results in boxes.items():
        right = sum(t == r for t, r, _, _, _ in results)
        wrong = [(t, text, round(p, 3)) for t, r, _, p, text in results if r is not None and t != r]
        none = [(t, text) for t, r, _, _, text in results if r is None]
        print(f"amount, {kind}: {len(results)} boxes, {right} right, {len(wrong)} wrong {wrong}, {len(none)} none {none}")
    print("\nAmounts, posterior:\n\n" + tables.coverage([r[:4] for results in boxes.values() for r in results if r[1] is not None], 3))


if __name__ == "__main__":
    main(*sys.argv[1:])
