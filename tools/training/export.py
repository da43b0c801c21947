"""Writes a trained reader as ONNX and proves that onnxruntime gives what torch gives.

Usage: export.py micr|figures STATE.pt OUT.onnx
"""

import os
import sys

import numpy as np
import onnxruntime
import torch

LARGEST = 490_000  # bytes; the repository refuses files above 500,000


def load(name, state):
    if name == "micr":
        import train_micr as model
    else:
        import train_figures as model
    reader = model.net()
    reader.load_state_dict(torch.load(state))
    return reader.eval(), model.HEIGHT


def main(name, state, out):
    torch.set_num_threads(1)
    reader, height = load(name, state)
    example = torch.rand(2, 1, height, 200)
    torch.onnx.export(
        reader, example, out, opset_version=13, input_names=["x"], output_names=["log_probs"],
        dynamic_axes={"x": {0: "N", 3: "W"}, "log_probs": {0: "N", 1: "T"}},
    )
    size = os.path.getsize(out)
    assert size < LARGEST, f"{size} bytes"
    session = onnxruntime.InferenceSession(out, providers=["CPUExecutionProvider"])
    worst = 0.0
    for count, width in ((1, 64), (3, 200), (1, 333), (2, 700)):
        x = torch.rand(count, 1, height, width)
        with torch.no_grad():
            expected = reader(x).numpy()
        worst = max(worst, float(np.abs(session.run(None, {"x": x.numpy()})[0] - expected).max()))
    assert worst < 1e-3, worst
    print(f"{out}: {size} bytes, at most {worst:.1e} from torch")


if __name__ == "__main__":
    main(*sys.argv[1:])
