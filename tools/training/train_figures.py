"""Trains the reader of courtesy amounts.

Usage: train_figures.py STATE.pt SECONDS MNIST_FOLDER FONT_FOLDER [MOST_STEPS]. Goes on from STATE.pt if there is one.
"""

import os
import sys

import cv2
import numpy as np
import torch

import figures_lines
import hands
from figures_text import FIGURES_SYMBOLS
from net import LineNet, parameters
from train import train

SEED = 17
HEIGHT = figures_lines.HEIGHT
BATCH = 32
BATCHES_AT_ONCE = 6  # drawn together and sorted by width, so that little is padded
KEPT = 12  # such sets are kept and shown once more: drawing costs as much as learning


def net():
    return LineNet(1 + len(FIGURES_SYMBOLS), HEIGHT, frame=2, channels=(16, 24, 40, 64, 96), along=3)


def padded(lines):
    """Lines of different widths as one [N, 1, 40, W], ground to the right, and their classes."""
    wide = max(x.shape[1] for x, _ in lines)
    x = np.stack([np.pad(x, ((0, 0), (0, wide - x.shape[1]))) for x, _ in lines])
    return torch.tensor(x)[:, None], [figures_lines.classes(text) for _, text in lines]


def batches(rng, mnist, hand, printed):
    """Endless batches: nine lines in twenty by MNIST's writers, seven by handwriting fonts, four printed."""
    kept = []
    while True:
        lines = []
        for _ in range(BATCH * BATCHES_AT_ONCE):
            pick = rng.random()
            fonts = hand if pick < 0.8 else printed
            writer = mnist if pick < 0.45 else fonts[rng.integers(len(fonts))]
            lines.append(figures_lines.line(rng, writer, float(rng.beta(1.2, 2.0))))
        lines.sort(key=lambda line: line[0].shape[1])
        drawn = [padded(lines[i * BATCH : (i + 1) * BATCH]) for i in range(BATCHES_AT_ONCE)]
        seen = kept.pop(int(rng.integers(len(kept)))) if len(kept) == KEPT else []
        kept.append(drawn)
        both = drawn + seen
        yield from (both[i] for i in rng.permutation(len(both)))


def main(state, seconds, mnist, fonts, most_steps=10**9):
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(SEED)
    reader, seed = net(), SEED
    print(parameters(reader), "parameters")
    if os.path.exists(state):
        reader.load_state_dict(torch.load(state))
        seed += 1  # other lines than those it has seen
    rng = np.random.default_rng(seed)
    made = batches(rng, hands.MnistHand(mnist, "train"), hands.fonts(fonts, "hand"), hands.fonts(fonts, "print"))
    train(reader, lambda: next(made), float(seconds), float(most_steps), peak=4e-3, weights=state)


if __name__ == "__main__":
    main(*sys.argv[1:])
