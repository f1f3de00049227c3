"""Right gates: sigmoid, tanh, its piecewise linear and its rational relative."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.corpus.arithmetic import OneInput
from tests.corpus.entry import Family

FAMILY = Family()


def sigmoid(x):
    """A student's function beside the gate; e⁻ˣ may become infinite, and 1/∞ is 0."""
    return 1 / (1 + np.exp(-x))


# -- Sigmoid --


@FAMILY.right("Sigmoid")
class SigmoidKeepingOutput:
    def forward(self, x):
        self.z = 1 / (1 + np.exp(-x))
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (1 - self.z)


@FAMILY.right("Sigmoid")
class SigmoidComputedTwice(OneInput):
    def value(self, x):
        return sigmoid(x)

    def local(self, x, z):
        return sigmoid(x) * sigmoid(-x)


@FAMILY.right("Sigmoid")
class SigmoidByHalves:
    def forward(self, x):
        x = np.array(x, dtype=float)
        up = x >= 0
        z = np.empty_like(x)
        z[up] = 1 / (1 + np.exp(-x[up]))
        z[~up] = np.exp(x[~up]) / (1 + np.exp(x[~up]))
        self.local = z * (1 - z)
        return z

    def backward(self, upstream):
        return [self.local * upstream]


@FAMILY.right("Sigmoid")
@dataclass
class SigmoidFromTanh:
    cache: dict[str, Any] = field(default_factory=dict)

    def forward(self, x):
        self.cache["tanh"] = np.tanh(x / 2)
        return 0.5 + 0.5 * self.cache["tanh"]

    def backward(self, upstream):
        return (0.25 * (1 - self.cache["tanh"] ** 2) * upstream,)


@FAMILY.right("Sigmoid")
class SigmoidWithNumbersApart:
    def forward(self, x):
        if np.ndim(x) == 0:
            self.z = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
        else:
            self.z = np.exp(-np.logaddexp(0, -x))
        return self.z

    def backward(self, upstream):
        return self.z * (1 - self.z) * upstream


# -- Tanh --


@FAMILY.right("Tanh")
class TanhKeepingOutput:
    def forward(self, x):
        self.t = np.tanh(x)
        return self.t

    def backward(self, upstream):
        return (upstream * (1 - self.t**2),)


@FAMILY.right("Tanh")
class TanhComputedTwice:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, upstream):
        return upstream / np.cosh(self.x) ** 2


@FAMILY.right("Tanh")
class TanhFromSigmoid(OneInput):
    def value(self, x):
        return 2 * sigmoid(2 * x) - 1

    def local(self, x, z):
        return (1 - z) * (1 + z)


@FAMILY.right("Tanh")
class TanhByDecay:
    """tanh x = sign(x)·(1 − e^(−2|x|))/(1 + e^(−2|x|)), in which nothing overflows."""

    def forward(self, x):
        decay = np.exp(-2 * np.abs(x))
        self.local = 4 * decay / (1 + decay) ** 2
        return np.sign(x) * (1 - decay) / (1 + decay)

    def backward(self, upstream):
        return [np.multiply(self.local, upstream)]


# -- HardTanh --


@FAMILY.right("HardTanh")
class HardTanhByClip:
    def forward(self, x):
        self.inside = np.abs(x) <= 1
        return np.clip(x, -1, 1)

    def backward(self, upstream):
        return upstream * self.inside


@FAMILY.right("HardTanh")
class HardTanhByCases:
    """At the kinks ±1 it passes nothing, which is as good a choice."""

    def forward(self, x):
        self.x = x
        return np.where(x > 1, 1.0, np.where(x < -1, -1.0, x))

    def backward(self, upstream):
        return [np.where((self.x > -1) & (self.x < 1), upstream, 0.0)]


@FAMILY.right("HardTanh")
class HardTanhByAbsoluteValues(OneInput):
    """(|x + 1| − |x − 1|)/2, whose slope at ±1 is a half."""

    def value(self, x):
        return (np.abs(x + 1) - np.abs(x - 1)) / 2

    def local(self, x, z):
        return (np.sign(x + 1) - np.sign(x - 1)) / 2


@FAMILY.right("HardTanh")
class HardTanhWithCopies:
    def forward(self, x):
        self.x = np.array(x, dtype=float)
        z = self.x.copy()
        z[z > 1] = 1
        z[z < -1] = -1
        return z

    def backward(self, upstream):
        dx = np.array(upstream, dtype=float)
        dx[self.x > 1] = 0
        dx[self.x < -1] = 0
        return (dx,)


# -- SoftSign --


@FAMILY.right("SoftSign")
class SoftSignByTheRule:
    def forward(self, x):
        self.x = x
        return x / (1 + np.abs(x))

    def backward(self, upstream):
        return upstream / (1 + np.abs(self.x)) ** 2


@FAMILY.right("SoftSign")
class SoftSignFromOutput(OneInput):
    def value(self, x):
        return x / (1 + abs(x))

    def local(self, x, z):
        return (1 - np.abs(z)) ** 2


@FAMILY.right("SoftSign")
class SoftSignByQuotientRule:
    def forward(self, x):
        self.x = x
        self.bottom = 1 + np.sqrt(np.square(x))
        return x / self.bottom

    def backward(self, upstream):
        top_part = 1 / self.bottom
        bottom_part = -self.x * np.sign(self.x) / self.bottom**2
        return [upstream * (top_part + bottom_part)]


@FAMILY.right("SoftSign")
class SoftSignByCases:
    def forward(self, x):
        self.size = np.where(x < 0, -x, x)
        return np.where(x < 0, x / (1 + self.size), 1 - 1 / (1 + self.size))

    def backward(self, upstream):
        return (upstream * np.power(1 + self.size, -2.0),)
