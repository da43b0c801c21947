"""The training loop: lines made afresh for every step, AdamW, one cycle of the learning rate."""

import time

import torch

from net import ctc_loss


def train(net, batch, seconds, most_steps, peak, weights):
    """Trains `net` until the time or the steps are used up; the learning rate follows whichever is further on.

    `batch()` gives ([N, 1, H, W], labels). `weights` is where the state is kept now and then.
    """
    steps = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=1e-2)
    start, shown, mean = time.time(), 0.0, None
    step = 0
    net.train()
    while True:
        spent = time.time() - start
        done = max(spent / seconds, step / most_steps)
        if done >= 1:
            break
        for group in steps.param_groups:
            group["lr"] = peak * rate(done)
        x, labels = batch()
        loss = ctc_loss(net(x), labels)
        steps.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5)
        steps.step()
        step += 1
        mean = float(loss) if mean is None else 0.97 * mean + 0.03 * float(loss)
        if spent - shown > 20:
            shown = spent
            torch.save(net.state_dict(), weights)
            print(f"step {step} loss {mean:.4f} {spent:.0f} s", flush=True)
    torch.save(net.state_dict(), weights)
    print(f"{step} steps in {time.time() - start:.0f} s, loss {mean:.4f}", flush=True)


def rate(done):
    """Share of the peak rate when `done` of the way is gone: up within a tenth, then down along a cosine."""
    if done < 0.1:
        return 0.1 + 0.9 * done / 0.1
    return 0.005 + 0.995 * 0.5 * (1 + float(torch.cos(torch.tensor(3.14159 * (done - 0.1) / 0.9))))
