"""From log-probabilities to a text and two confidences, the way the Rust side does it."""

import numpy as np


def greedy(log_probs, alphabet):
    """[T, C] -> (text, weakest): the best class a frame, runs merged, blanks dropped.

    `weakest` is the least, over the symbols emitted, of the highest posterior within the symbol's run; 1 if none.
    """
    text, weakest, previous, peak = "", 1.0, 0, 0.0
    for frame in log_probs:
        k = int(frame.argmax())
        p = float(np.exp(frame[k]))
        if k != previous:
            if previous:
                weakest = min(weakest, peak)
            if k:
                text += alphabet[k - 1]
            peak = 0.0
        peak = max(peak, p)
        previous = k
    if previous:
        weakest = min(weakest, peak)
    return text, weakest


def posterior(log_probs, text, alphabet):
    """The CTC posterior of `text`: the sum over all paths that spell it, between 0 and 1."""
    path = [0]
    for symbol in text:
        path += [alphabet.index(symbol) + 1, 0]
    path = np.array(path)
    skips = np.zeros(len(path), bool)
    skips[2:] = (path[2:] != 0) & (path[2:] != path[:-2])
    alpha = np.full(len(path), -np.inf)
    alpha[0] = 0.0  # a virtual frame before the first
    for i, frame in enumerate(log_probs.astype(np.float64)):
        stay = alpha
        step = np.concatenate([[-np.inf], alpha[:-1]])
        skip = np.where(skips, np.concatenate([[-np.inf, -np.inf], alpha])[: len(path)], -np.inf)
        if i == 0:
            step, skip = np.where(np.arange(len(path)) == 1, 0.0, -np.inf), np.full(len(path), -np.inf)
        alpha = np.logaddexp(np.logaddexp(stay, step), skip) + frame[path]
    return float(np.exp(np.logaddexp.reduce(alpha[-2:])))
