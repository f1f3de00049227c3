"""Wrong gates: tanh."""

import numpy as np

from tests.corpus.activations import TanhComputedTwice, TanhFromSigmoid, TanhKeepingOutput
from tests.corpus.arithmetic import OneInput
from tests.corpus.entry import Family

FAMILY = Family()


class Tanh(OneInput):
    """Right, to be spoilt."""

    def value(self, x):
        return np.tanh(x)

    def local(self, x, z):
        return 1 - z**2


@FAMILY.wrong("Tanh", "gradient-value")
class TanhForgetsTheSquare(Tanh):
    def local(self, x, z):
        return 1 - z


@FAMILY.wrong("Tanh", "gradient-value")
class TanhSquaresTheDifference(Tanh):
    def local(self, x, z):
        return (1 - z) ** 2


@FAMILY.wrong("Tanh", "gradient-value")
class TanhWithTheSlopeOfSigmoid(TanhKeepingOutput):
    def backward(self, upstream):
        return upstream * self.t * (1 - self.t)


@FAMILY.wrong("Tanh", "uses-input-for-output")
class TanhOneMinusInputSquared(TanhComputedTwice):
    def backward(self, upstream):
        return upstream * (1 - self.x**2)


@FAMILY.wrong("Tanh", "uses-output-for-input")
class TanhTakenTwice(TanhKeepingOutput):
    def backward(self, upstream):
        return upstream * (1 - np.tanh(self.t) ** 2)


@FAMILY.wrong("Tanh", "uses-output-for-input")
class TanhOverwritesX(TanhComputedTwice):
    def forward(self, x):
        self.x = np.tanh(x)
        return self.x


@FAMILY.wrong("Tanh", "wrong-sign")
class TanhSquareMinusOne(Tanh):
    def local(self, x, z):
        return z**2 - 1


@FAMILY.wrong("Tanh", "missing-term")
class TanhForgetsTheOne(Tanh):
    def local(self, x, z):
        return -(z**2)


@FAMILY.wrong("Tanh", "forward-overflow")
class TanhOfFourExponentials(TanhKeepingOutput):
    def forward(self, x):
        super().forward(x)
        return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@FAMILY.wrong("Tanh", "forward-overflow")
class TanhOfDoubledExponent(TanhKeepingOutput):
    def forward(self, x):
        super().forward(x)
        e = np.exp(2 * x)
        return (e - 1) / (e + 1)


@FAMILY.wrong("Tanh", "forward-overflow")
class TanhIsSinhOverCosh(TanhKeepingOutput):
    def forward(self, x):
        self.t = np.sinh(x) / np.cosh(x)
        return self.t


@FAMILY.wrong("Tanh", "gradient-overflow")
class TanhSlopeOfSinhAndCosh(TanhComputedTwice):
    def backward(self, upstream):
        return upstream * (1 - (np.sinh(self.x) / np.cosh(self.x)) ** 2)


@FAMILY.wrong("Tanh", "gradient-overflow")
class TanhSlopeOfExponentials(Tanh):
    def local(self, x, z):
        e = np.exp(2 * x)
        return 4 * e / (e + 1) ** 2


@FAMILY.wrong("Tanh", "gradient-overflow")
class TanhSlopeOfClippedInput(Tanh):
    def local(self, x, z):
        return 1 - np.tanh(np.clip(x, -5, 5)) ** 2


@FAMILY.wrong("Tanh", "ignores-upstream")
class TanhReturnsSlope(TanhKeepingOutput):
    def backward(self, upstream):
        return 1 - self.t**2


@FAMILY.wrong("Tanh", "upstream-twice")
class TanhChainsTwice(Tanh):
    def backward(self, upstream):
        slope = upstream * self.local(self.x, self.z)
        return (upstream * slope,)


@FAMILY.wrong("Tanh", "missing-local-gradient")
class TanhPassesUpstream(Tanh):
    def local(self, x, z):
        return np.ones_like(z)


@FAMILY.wrong("Tanh", "constant-factor")
class TanhDoubled(TanhFromSigmoid):
    def local(self, x, z):
        return 2 * (1 - z) * (1 + z)


@FAMILY.wrong("Tanh", "missing-method")
class TanhMisspeltForward(TanhKeepingOutput):
    forward = None

    def foward(self, x):
        self.t = np.tanh(x)
        return self.t


@FAMILY.wrong("Tanh", "stale-cache")
class TanhKeepsTheFirst:
    t = None

    def forward(self, x):
        if self.t is None:
            self.t = np.tanh(x)
        return np.tanh(x)

    def backward(self, upstream):
        return upstream * (1 - self.t**2)


@FAMILY.wrong("Tanh", "numerical-backward")
class TanhOneSided(TanhComputedTwice):
    h = 1e-4

    def backward(self, upstream):
        return upstream * (np.tanh(self.x + self.h) - np.tanh(self.x)) / self.h


@FAMILY.wrong("Tanh", "numerical-backward")
class TanhFivePoints(Tanh):
    """The four-point formula, which is right to ten digits."""

    def local(self, x, z):
        h = 1e-3
        near, far = np.tanh(x + h) - np.tanh(x - h), np.tanh(x + 2 * h) - np.tanh(x - 2 * h)
        return (8 * near - far) / (12 * h)


@FAMILY.wrong("Tanh", "gradient-shape")
class TanhFlattensGradient(TanhKeepingOutput):
    def backward(self, upstream):
        return (np.ravel(upstream * (1 - self.t**2)),)


@FAMILY.wrong("Tanh", "gradient-shape")
class TanhSumsGradient(TanhKeepingOutput):
    def backward(self, upstream):
        return np.sum(upstream * (1 - self.t**2))


@FAMILY.wrong("Tanh", "forward-value")
class TanhIsTheArctangent(TanhKeepingOutput):
    def forward(self, x):
        super().forward(x)
        return np.arctan(x)


@FAMILY.wrong("Tanh", "forward-value")
class TanhForgetsToDoubleX(TanhKeepingOutput):
    def forward(self, x):
        super().forward(x)
        return 2 / (1 + np.exp(-x)) - 1


@FAMILY.wrong("Tanh", "forward-dtype")
class TanhInSingleBuffer(TanhKeepingOutput):
    def forward(self, x):
        z = np.empty(np.shape(x), dtype="float32")
        z[...] = super().forward(x)
        return z


@FAMILY.wrong("Tanh", "modifies-upstream")
class TanhScalesUpstreamInPlace(TanhKeepingOutput):
    def backward(self, upstream):
        upstream *= 1 - self.t**2
        return upstream


@FAMILY.wrong("Tanh", "modifies-input")
class TanhIntoItsInput(TanhKeepingOutput):
    def forward(self, x):
        x = np.asarray(x)
        np.tanh(x, out=x)
        self.t = x.copy()
        return x


@FAMILY.wrong("Tanh", "extra-average")
class TanhAveragesOverEntries(TanhKeepingOutput):
    def backward(self, upstream):
        return upstream * (1 - self.t**2) / np.size(self.t)
