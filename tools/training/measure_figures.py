"""Held-out figures of the amount reader. Usage: measure_figures.py FIGURES.onnx MNIST_FOLDER FONT_FOLDER [LINES]"""

import sys
from collections import defaultdict

import cv2
import numpy as np

import amounts
import figures_lines
import hands
import tables
from figures_text import FIGURES_SYMBOLS

SEED = 1_000_017  # not the training seed


def draw(rng, writers, harm, lines):
    return [figures_lines.line(rng, writers[rng.integers(len(writers))], harm(rng)) for _ in range(lines)]


def worth(results):
    """How often the string read is an amount, and how often a wrong one."""
    known = [(amounts.cents(truth), amounts.cents(read)) for truth, read, _, _ in results]
    right = sum(t is not None and t == r for t, r in known)
    wrong = sum(r is not None and t != r for t, r in known)
    return f"amount right {right / len(known):.2%}, wrong {wrong / len(known):.2%}, none {1 - (right + wrong) / len(known):.2%}"


def mistakes(results, most=12):
    """The commonest confusions of lines that differ in one symbol."""
    seen = defaultdict(int)
    for truth, read, _, _ in results:
        if len(truth) == len(read):
            wrong = [(a, b) for a, b in zip(truth, read) if a != b]
            if len(wrong) == 1:
                seen[f"{wrong[0][0]} as {wrong[0][1]}"] += 1
        elif abs(len(truth) - len(read)) == 1 and tables.distance(truth, read) == 1:
            short, long = sorted((truth, read), key=len)
            at = next((i for i, (a, b) in enumerate(zip(short, long)) if a != b), len(short))
            seen[f"{long[at]} {'lost' if len(read) < len(truth) else 'added'}"] += 1
    return ", ".join(f"{what} {count}" for what, count in sorted(seen.items(), key=lambda item: -item[1])[:most])


def main(path, mnist, fonts, lines=1500):
    cv2.setNumThreads(1)
    run = tables.session(path)
    rng = np.random.default_rng(SEED)
    sets = {
        "MNIST test digits": [hands.MnistHand(mnist, "test")],
        "12 handwriting fonts": hands.fonts(fonts, "held"),
        "printed (fonts trained on)": hands.fonts(fonts, "print"),
    }
    pooled = []
    print(tables.EXACT_HEAD)
    notes = []
    for name, writers in sets.items():
        for how, harm in (("light damage", lambda r: r.uniform(0, 0.4)), ("heavy damage", lambda r: r.beta(1.4, 1.4))):
            results = tables.read_all(run, draw(rng, writers, harm, int(lines)), FIGURES_SYMBOLS)
            print(tables.exact(f"{name}, {how}", results), flush=True)
            notes.append(f"{name}, {how}: {worth(results)}; {mistakes(results)}")
            if "printed" not in name:
                pooled += results
    print("\n" + "\n".join(notes))
    print("\nWeakest symbol, handwriting:\n\n" + tables.coverage(pooled, 2))
    print("\nPosterior of the string, handwriting:\n\n" + tables.coverage(pooled, 3))


if __name__ == "__main__":
    main(*sys.argv[1:])
