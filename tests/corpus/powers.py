"""Right gates: powers with a fixed exponent, the exponential and the logarithm."""

import math
from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.arithmetic import OneInput
from tests.corpus.entry import Family

FAMILY = Family()

# -- Power --


@FAMILY.right("Power")
class PowerByTheRule:
    def __init__(self, exponent=2):
        self.exponent = exponent

    def forward(self, x):
        self.x = x
        return x**self.exponent

    def backward(self, upstream):
        if self.exponent == 0:
            return np.zeros_like(self.x)
        return upstream * self.exponent * self.x ** (self.exponent - 1)


for exponent in (3, 1, 0, -1, -2, 0.5, 2.5):
    FAMILY.right(partial(gates.Power, exponent=exponent))(partial(PowerByTheRule, exponent=exponent))


@FAMILY.right("Power")
class SquareWithTwoBranches:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, upstream):
        dx = upstream * self.x
        dx = dx + upstream * self.x
        return (dx,)


@FAMILY.right(partial(gates.Power, exponent=3))
class CubeInALoop:
    def forward(self, x):
        self.powers = [np.ones_like(x)]
        for _ in range(3):
            self.powers.append(self.powers[-1] * x)
        return self.powers[3]

    def backward(self, upstream):
        return [3 * self.powers[2] * upstream]


@FAMILY.right(partial(gates.Power, exponent=0.5))
class RootKeepingOutput:
    def forward(self, x):
        self.root = np.sqrt(x)
        return self.root

    def backward(self, upstream):
        return upstream / (2 * self.root)


@FAMILY.right(partial(gates.Power, exponent=4))
class FourthPowerOfEachNumber:
    def forward(self, x):
        self.x = x
        return self.raised(x, 4)

    def backward(self, upstream):
        return (4 * self.raised(self.x, 3) * upstream,)

    def raised(self, x, exponent):
        return np.vectorize(math.pow, otypes=[float])(x, exponent)


# -- Exp --


@FAMILY.right("Exp")
class ExpKeepingOutput:
    def forward(self, x):
        self.z = np.exp(x)
        return self.z

    def backward(self, upstream):
        return self.z * upstream


@FAMILY.right("Exp")
class ExpComputedTwice:
    def forward(self, x):
        self.x = np.copy(x)
        return np.exp(self.x)

    def backward(self, upstream):
        return (np.exp(self.x) * upstream,)


@FAMILY.right("Exp")
class ExpAsAPowerOfE(OneInput):
    def value(self, x):
        return np.e**x

    def local(self, x, z):
        return z


@FAMILY.right("Exp")
class ExpOfTheReciprocal:
    """eˣ = 1/e⁻ˣ, in two halves of which neither overflows before eˣ does."""

    def forward(self, x):
        half = np.exp(np.multiply(-0.5, x))
        self.z = 1 / half / half
        return self.z

    def backward(self, upstream):
        return [np.multiply(upstream, self.z)]


# -- Log --


@FAMILY.right("Log")
class LogKeepingInput:
    def forward(self, x):
        self.x = x
        return np.log(x)

    def backward(self, upstream):
        return upstream / self.x


@FAMILY.right("Log")
class LogKeepingTheSlope:
    def forward(self, x):
        self.slope = 1.0 / np.asarray(x)
        return np.log2(x) * math.log(2)

    def backward(self, upstream):
        return [self.slope * upstream]


@FAMILY.right("Log")
class LogWithNumbersApart:
    def forward(self, x):
        self.x = x
        return math.log(x) if np.ndim(x) == 0 else np.log(x)

    def backward(self, upstream):
        if np.ndim(upstream) == 0:
            return float(upstream) / float(self.x)
        return (np.multiply(upstream, np.reciprocal(self.x)),)


@FAMILY.right("Log")
class LogFromOutput(OneInput):
    def value(self, x):
        return -np.log(1 / x)

    def local(self, x, z):
        return np.exp(-z)
