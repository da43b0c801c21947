"""Held-out figures of the E-13B reader. Usage: measure_micr.py MICR.onnx [LINES_PER_LEVEL]"""

import sys

import cv2
import numpy as np

import micr_lines
import tables
from glyphs import MICR_SYMBOLS

SEED = 1_000_013  # not the training seed: other lines, other damage
LEVELS = {0.0: "clean", 0.25: "light", 0.5: "medium", 0.75: "heavy", 1.0: "ruinous"}
WIDTH = 704  # a whole check's line


def main(path, lines=1000):
    cv2.setNumThreads(1)
    run = tables.session(path)
    rng = np.random.default_rng(SEED)
    pooled = []
    print(tables.EXACT_HEAD)
    for harm, name in LEVELS.items():
        drawn = []
        for _ in range(int(lines)):
            x, label = micr_lines.strip(rng, WIDTH, harm)
            drawn.append((x, "".join(MICR_SYMBOLS[k - 1] for k in label)))
        results = tables.read_all(run, drawn, MICR_SYMBOLS)
        print(tables.exact(f"{name} ({harm})", results), flush=True)
        pooled += results
    print("\nWeakest symbol, all levels:\n\n" + tables.coverage(pooled, 2))
    print("\nPosterior of the string, all levels:\n\n" + tables.coverage(pooled, 3))


if __name__ == "__main__":
    main(*sys.argv[1:])
