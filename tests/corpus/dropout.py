"""Right implementations of inverted dropout, as students write them.

An entry is kept where `rng.random(x.shape) >= rate`, so that the same seed drops the same entries.
"""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family

FAMILY = Family()

THIRTY_PERCENT = partial(gates.Dropout, rate=0.3, rng=1)
HALF = partial(gates.Dropout, rate=0.5, rng=7)


class Switched:
    """A gate that behaves otherwise in training."""

    training = True

    def train(self):
        self.training = True
        return self

    def eval(self):
        self.training = False
        return self


@FAMILY.right(THIRTY_PERCENT)
class DropoutGate(Switched):
    def __init__(self, rate=0.3, rng=1):
        self.rate, self.rng = rate, np.random.default_rng(rng)

    def forward(self, x):
        self.mask = np.ones(np.shape(x))
        if self.training:
            self.mask = (self.rng.random(np.shape(x)) >= self.rate) / (1 - self.rate)
        return x * self.mask

    def backward(self, upstream):
        return upstream * self.mask


@FAMILY.right(HALF)
class DropoutByWhere(Switched):
    def __init__(self, rate=0.5, rng=7):
        self.rate = rate
        self.random = np.random.default_rng(rng).random

    def forward(self, x):
        self.dropped = self.random(np.shape(x)) < self.rate if self.training else np.zeros(np.shape(x), dtype=bool)
        self.scale = 1 / (1 - self.rate) if self.training else 1.0
        return np.where(self.dropped, 0.0, np.multiply(x, self.scale))

    def backward(self, upstream):
        return (np.where(self.dropped, 0.0, self.scale * upstream),)


@FAMILY.right(THIRTY_PERCENT)
class DropoutOnCopies(Switched):
    """Copies what comes in, and sets to zero what is dropped."""

    def __init__(self, rate=0.3, rng=1):
        self.keep = 1 - rate
        self.rng = np.random.default_rng(rng)

    def forward(self, x):
        self.drawn = np.asarray(self.rng.random(np.shape(x))) if self.training else None
        return self._thinned(x)

    def backward(self, upstream):
        return [self._thinned(upstream)]

    def _thinned(self, array):
        out = np.array(array, dtype=float)
        if self.drawn is not None:
            out /= self.keep
            out[self.drawn < 1 - self.keep] = 0
        return out
