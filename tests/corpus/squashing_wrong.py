"""Wrong gates: tanh's piecewise linear and its rational relative."""

import numpy as np

from tests.corpus.activations import (
    HardTanhByCases,
    HardTanhByClip,
    SoftSignByQuotientRule,
    SoftSignByTheRule,
    SoftSignFromOutput,
)
from tests.corpus.entry import Family

FAMILY = Family()

# -- HardTanh --


@FAMILY.wrong("HardTanh", "wrong-mask")
class HardTanhPassesOutside(HardTanhByCases):
    def backward(self, upstream):
        return upstream * (np.abs(self.x) > 1)


@FAMILY.wrong("HardTanh", "wrong-mask")
class HardTanhMasksAsReLU(HardTanhByCases):
    def backward(self, upstream):
        return np.where(self.x > 0, upstream, 0.0)


@FAMILY.wrong("HardTanh", "wrong-mask")
class HardTanhMasksByUpstream(HardTanhByCases):
    def backward(self, upstream):
        return np.where(np.abs(upstream) <= 1, upstream, 0.0)


@FAMILY.wrong("HardTanh", "wrong-mask")
class HardTanhMasksWithinAHalf(HardTanhByCases):
    def backward(self, upstream):
        return np.where(np.abs(self.x) <= 0.5, upstream, 0.0)


@FAMILY.wrong("HardTanh", "missing-mask")
class HardTanhMasksAboveOnly(HardTanhByCases):
    def backward(self, upstream):
        return (upstream * (self.x <= 1),)


@FAMILY.wrong("HardTanh", "missing-mask")
class HardTanhMasksBelowOnly(HardTanhByCases):
    def backward(self, upstream):
        dx = np.array(upstream)
        dx[self.x < -1] = 0
        return dx


@FAMILY.wrong("HardTanh", "missing-mask")
class HardTanhMasksOneEndTwice(HardTanhByCases):
    """Of two comparisons that look in the same direction, one is idle."""

    def backward(self, upstream):
        return np.where((self.x > -1) | (self.x > 1), upstream, 0.0)


@FAMILY.wrong("HardTanh", "ignores-upstream")
class HardTanhReturnsMask(HardTanhByClip):
    def backward(self, upstream):
        return 1.0 * self.inside


@FAMILY.wrong("HardTanh", "forward-value")
class HardTanhClipsAtZero(HardTanhByClip):
    def forward(self, x):
        super().forward(x)
        return np.clip(x, 0, 1)


@FAMILY.wrong("HardTanh", "forward-value")
class HardTanhForgetsTheLowerEnd(HardTanhByClip):
    def forward(self, x):
        super().forward(x)
        return np.minimum(x, 1)


@FAMILY.wrong("HardTanh", "gradient-value")
class HardTanhClipsUpstream(HardTanhByClip):
    def backward(self, upstream):
        return np.clip(upstream, -1, 1)


@FAMILY.wrong("HardTanh", "gradient-value")
class HardTanhWithTheSlopeOfTanh(HardTanhByCases):
    def backward(self, upstream):
        z = np.clip(self.x, -1, 1)
        return upstream * (1 - z**2)


@FAMILY.wrong("HardTanh", "gradient-value")
class HardTanhMultipliesByInput(HardTanhByCases):
    def backward(self, upstream):
        return upstream * self.x * (np.abs(self.x) < 1)


@FAMILY.wrong("HardTanh", "modifies-input")
class HardTanhClipsInPlace(HardTanhByClip):
    def forward(self, x):
        x = np.asarray(x)
        super().forward(x)
        return np.clip(x, -1, 1, out=x)


@FAMILY.wrong("HardTanh", "modifies-input")
class HardTanhMakesItsMaskInTheInput:
    def forward(self, x):
        self.x = np.asarray(x)
        return np.clip(x, -1, 1)

    def backward(self, upstream):
        inside = np.abs(self.x) <= 1
        self.x[inside] = 1
        self.x[~inside] = 0
        return upstream * self.x


@FAMILY.wrong("HardTanh", "upstream-twice")
class HardTanhChainsTwice(HardTanhByClip):
    def backward(self, upstream):
        return super().backward(upstream) * upstream


@FAMILY.wrong("HardTanh", "wrong-sign")
class HardTanhStepsDownhill(HardTanhByClip):
    def backward(self, upstream):
        return -super().backward(upstream)


@FAMILY.wrong("HardTanh", "stale-cache")
class HardTanhSharesItsMask:
    shared = {"inside": None}  # noqa: RUF012

    def forward(self, x):
        self.shared["inside"] = np.abs(x) <= 1
        return np.clip(x, -1, 1)

    def backward(self, upstream):
        return upstream * self.shared["inside"]


@FAMILY.wrong("HardTanh", "numerical-backward")
class HardTanhCentred(HardTanhByCases):
    def backward(self, upstream):
        h = 1e-4
        return upstream * (np.clip(self.x + h, -1, 1) - np.clip(self.x - h, -1, 1)) / (2 * h)


@FAMILY.wrong("HardTanh", "forward-dtype")
class HardTanhBuffersWholeNumbers(HardTanhByClip):
    def forward(self, x):
        z = np.zeros(np.shape(x), dtype=np.int64)
        z[...] = super().forward(x)
        return z


@FAMILY.wrong("HardTanh", "raises")
class HardTanhAsksOneQuestionForAll(HardTanhByClip):
    def forward(self, x):
        self.inside = np.abs(x) <= 1
        if x > 1:
            return 1.0
        return max(x, -1.0)


@FAMILY.wrong("HardTanh", "gradient-shape")
class HardTanhSelectsEntries(HardTanhByClip):
    def backward(self, upstream):
        return (np.asarray(upstream)[self.inside],)


@FAMILY.wrong("HardTanh", "extra-average")
class HardTanhAveragesOverEntries(HardTanhByClip):
    def backward(self, upstream):
        return upstream * self.inside / np.size(upstream)


@FAMILY.wrong("HardTanh", "hard-coded")
class HardTanhForMatricesOfTheExample(HardTanhByClip):
    def backward(self, upstream):
        dx = np.zeros(np.shape(upstream))
        if dx.shape == (3, 4):
            dx[self.inside] = upstream[self.inside]
        return dx


# -- SoftSign --


@FAMILY.wrong("SoftSign", "forward-value")
class SoftSignWithoutAbsoluteValue(SoftSignByTheRule):
    def forward(self, x):
        super().forward(x)
        return x / (1 + x)


@FAMILY.wrong("SoftSign", "forward-value")
class SoftSignOfSquare(SoftSignByTheRule):
    def forward(self, x):
        super().forward(x)
        return x / (1 + x**2)


@FAMILY.wrong("SoftSign", "forward-value")
class SoftSignOfRoot(SoftSignByTheRule):
    def forward(self, x):
        super().forward(x)
        return x / np.sqrt(1 + x**2)


@FAMILY.wrong("SoftSign", "gradient-value")
class SoftSignSlopeAsPrinted(SoftSignByTheRule):
    """sgn(x)/(1 + |x|)², as in the notes."""

    def backward(self, upstream):
        return np.sign(self.x) * super().backward(upstream)


@FAMILY.wrong("SoftSign", "gradient-value")
class SoftSignSlopeWithoutAbsoluteValue(SoftSignByTheRule):
    def backward(self, upstream):
        return upstream / (1 + self.x) ** 2


@FAMILY.wrong("SoftSign", "gradient-value")
class SoftSignSlopeOfSquares(SoftSignByTheRule):
    def backward(self, upstream):
        return upstream / (1 + np.abs(self.x) ** 2)


@FAMILY.wrong("SoftSign", "gradient-value")
class SoftSignSlopeWithEpsilon(SoftSignFromOutput):
    def local(self, x, z):
        return 1e-5 + super().local(x, z)


@FAMILY.wrong("SoftSign", "missing-term")
class SoftSignFirstTermOfQuotientRule(SoftSignByQuotientRule):
    def backward(self, upstream):
        return (upstream / self.bottom,)


@FAMILY.wrong("SoftSign", "missing-term")
class SoftSignSecondTermOfQuotientRule(SoftSignByQuotientRule):
    def backward(self, upstream):
        return (-upstream * np.abs(self.x) / self.bottom**2,)


@FAMILY.wrong("SoftSign", "uses-output-for-input")
class SoftSignOfItsOutput(SoftSignFromOutput):
    def local(self, x, z):
        return 1 / (1 + np.abs(z)) ** 2


@FAMILY.wrong("SoftSign", "uses-output-for-input")
class SoftSignOverwritesX(SoftSignByTheRule):
    def forward(self, x):
        x = x / (1 + np.abs(x))
        self.x = x
        return x


@FAMILY.wrong("SoftSign", "uses-input-for-output")
class SoftSignOneMinusInput(SoftSignFromOutput):
    def local(self, x, z):
        return (1 - np.abs(x)) ** 2


@FAMILY.wrong("SoftSign", "ignores-upstream")
class SoftSignReturnsSlope(SoftSignByTheRule):
    def backward(self, upstream):
        return (1 + np.abs(self.x)) ** -2.0


@FAMILY.wrong("SoftSign", "wrong-sign")
class SoftSignSignOfQuotientRule(SoftSignByQuotientRule):
    """(v·u′ − u·v′)/v², in the other order."""

    def backward(self, upstream):
        numerator = np.abs(self.x) - self.bottom
        return upstream * numerator / self.bottom**2


@FAMILY.wrong("SoftSign", "missing-local-gradient")
class SoftSignPassesUpstream(SoftSignByTheRule):
    def backward(self, upstream):
        return (upstream,)


@FAMILY.wrong("SoftSign", "upstream-twice")
class SoftSignSquaresUpstreamToo(SoftSignByTheRule):
    """The square was meant for the denominator alone."""

    def backward(self, upstream):
        return (upstream / (1 + np.abs(self.x))) ** 2


@FAMILY.wrong("SoftSign", "numerical-backward")
class SoftSignCallsForwardAgain(SoftSignByTheRule):
    def backward(self, upstream):
        x, h = self.x, 1e-6
        return upstream * (self.forward(x + h) - self.forward(x - h)) / (2 * h)


@FAMILY.wrong("SoftSign", "stale-cache")
class SoftSignKeepsTheFirst(SoftSignByTheRule):
    def forward(self, x):
        if "x" not in vars(self):
            self.x = x
        return x / (1 + np.abs(x))


@FAMILY.wrong("SoftSign", "constant-factor")
class SoftSignDoubled(SoftSignByTheRule):
    def backward(self, upstream):
        return 2 * upstream / (1 + np.abs(self.x)) ** 2


@FAMILY.wrong("SoftSign", "extra-average")
class SoftSignAveragesOverBatch(SoftSignByTheRule):
    def backward(self, upstream):
        return super().backward(upstream) / (np.shape(self.x) or (1,))[0]


@FAMILY.wrong("SoftSign", "modifies-input")
class SoftSignTakesSizesInPlace(SoftSignByTheRule):
    def forward(self, x):
        x = np.asarray(x)
        z = x / (1 + np.abs(x))
        self.x = np.abs(x, out=x).copy()
        return z


@FAMILY.wrong("SoftSign", "transposed")
class SoftSignTransposesSlope(SoftSignByTheRule):
    def backward(self, upstream):
        return [np.transpose(upstream / (1 + np.abs(self.x)) ** 2)]


@FAMILY.wrong("SoftSign", "missing-method")
class SoftSignForwardWithoutInput(SoftSignByTheRule):
    def forward(self):
        return self.x / (1 + np.abs(self.x))
