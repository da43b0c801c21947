"""Trains the E-13B reader. Usage: train_micr.py STATE.pt SECONDS [MOST_STEPS]"""

import sys

import cv2
import numpy as np
import torch

import micr_lines
from glyphs import MICR_SYMBOLS
from net import LineNet, parameters
from train import train

SEED = 13
HEIGHT = micr_lines.HEIGHT
WIDTHS = (192, 288, 384)
BATCH = 24


def net():
    return LineNet(1 + len(MICR_SYMBOLS), HEIGHT, frame=4, channels=(16, 32, 48, 64, 80))


def harm(rng):
    """How badly a training line is treated: everything from clean to ruined, the hard half more often."""
    return float(rng.beta(1.6, 1.1))


def main(state, seconds, most_steps=10**9):
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)

    def batch():
        width = int(rng.choice(WIDTHS))
        lines = [micr_lines.strip(rng, width, harm(rng)) for _ in range(BATCH)]
        return torch.tensor(np.stack([x for x, _ in lines]))[:, None], [label for _, label in lines]

    reader = net()
    print(parameters(reader), "parameters")
    train(reader, batch, float(seconds), float(most_steps), peak=4e-3, weights=state)


if __name__ == "__main__":
    main(*sys.argv[1:])
