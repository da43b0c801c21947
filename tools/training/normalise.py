"""From a strip of 8-bit greys to the net's input. The Rust side repeats this step for step; see README.md."""

import numpy as np


def rank(grey, share):
    """The least grey level g such that at least `share` of the pixels are <= g (nearest rank, by histogram)."""
    counts = np.cumsum(np.bincount(grey.ravel(), minlength=256))
    return int(np.searchsorted(counts, share * grey.size - 1e-9))


def ink(grey, dark, light):
    """uint8 greys -> float32 ink, 0 ground, about 1 ink, at most 1.2."""
    low, high = rank(grey, dark), rank(grey, light)
    return np.clip((high - grey.astype(np.float32)) / max(high - low, 38), 0, 1.2).astype(np.float32)


def micr(grey):
    return ink(grey, 0.02, 0.90)


def figures(grey):
    return ink(grey, 0.02, 0.90)
