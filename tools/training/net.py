"""The line reader both models share: a strip of ink in, a row of log-probabilities out (CTC, class 0 is blank)."""

import torch
from torch import nn
from torch.nn import functional as F


def _conv(inputs, outputs, kernel=3, stride=1, padding=None):
    if padding is None:
        padding = kernel // 2
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Along(nn.Module):
    """Looks nine frames along the line, channel by channel, and mixes the channels: context at little cost."""

    def __init__(self, channels):
        super().__init__()
        self.look = nn.Sequential(
            nn.Conv2d(channels, channels, (1, 9), padding=(0, 4), groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return x + self.look(x)


class LineNet(nn.Module):
    """[N, 1, height, W] -> [N, about W / `frame`, classes] log-softmax; `height` is a multiple of eight.

    `frame` is 2 where symbols may be as narrow as six pixels, 4 where they stand 20 pixels apart. `along` blocks of context
    stand in for one plain convolution where what a mark means depends on its surroundings.
    """

    def __init__(self, classes, height, frame, channels, along=0):
        super().__init__()
        assert height % 8 == 0 and frame in (2, 4)
        a, b, c, d, e = channels
        context = [Along(e) for _ in range(along)] or [_conv(e, e, (1, 3), padding=(0, 1))]
        self.look = nn.Sequential(
            _conv(1, a, 5, 2),
            _conv(a, b),
            nn.MaxPool2d((2, frame // 2)),
            _conv(b, c),
            _conv(c, c),
            nn.MaxPool2d((2, 1)),
            _conv(c, d),
            _conv(d, e, (height // 8, 1), padding=0),
            *context,
            nn.Dropout(0.1),
        )
        self.name = nn.Conv2d(e, classes, 1)

    def forward(self, x):
        scores = self.name(self.look(x))
        return F.log_softmax(scores.squeeze(2).transpose(1, 2), dim=2)


def parameters(net):
    return sum(p.numel() for p in net.parameters())


def ctc_loss(log_probs, labels):
    """`labels`: one list of class numbers (from 1) per line."""
    frames = torch.full((len(labels),), log_probs.shape[1], dtype=torch.long)
    lengths = torch.tensor([len(label) for label in labels])
    flat = torch.tensor([k for label in labels for k in label], dtype=torch.long)
    return F.ctc_loss(log_probs.transpose(0, 1), flat, frames, lengths, zero_infinity=True)
