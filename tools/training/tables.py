"""Held-out results as Markdown tables: how many lines are read exactly, and what a threshold on confidence buys."""

import numpy as np


def distance(a, b):
    """Edit distance of two strings."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def exact(name, results):
    """`results`: (truth, read, weakest, posterior) of each line."""
    lines = len(results)
    right = sum(truth == read for truth, read, _, _ in results)
    wrong = sum(distance(truth, read) for truth, read, _, _ in results)
    symbols = sum(len(truth) for truth, _, _, _ in results)
    return f"| {name} | {lines} | {right / lines:.2%} | {wrong / symbols:.3%} |"


EXACT_HEAD = "| held out | lines | exactly right | symbol errors |\n| --- | --- | --- | --- |"


def coverage(results, column, levels=(0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)):
    """What is accepted at each level of a confidence (2 weakest, 3 posterior), and how much of that is wrong."""
    results = results or [("", "", 0, 0)]
    rows = ["| at least | accepted | wrong | of accepted |", "| --- | --- | --- | --- |"]
    for level in levels:
        taken = [r for r in results if r[column] >= level]
        wrong = sum(r[0] != r[1] for r in taken)
        share = f"{wrong / len(taken):.3%}" if taken else "-"
        rows.append(f"| {level} | {len(taken) / len(results):.1%} | {wrong} of {len(taken)} | {share} |")
    return "\n".join(rows)


def read_all(run, lines, alphabet):
    """`run`: [1, 1, H, W] -> log-probabilities; `lines`: (float32 [H, W], truth)."""
    from reading import greedy, posterior

    results = []
    for x, truth in lines:
        log_probs = run(x[None, None])
        text, weakest = greedy(log_probs, alphabet)
        results.append((truth, text, weakest, posterior(log_probs, text, alphabet)))
    return results


def session(path):
    """The ONNX file as a function, on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    net = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda x: net.run(None, {"x": np.ascontiguousarray(x, np.float32)})[0][0]
