"""Wrong gates: ReLU."""

import numpy as np

from tests.corpus.arithmetic import OneInput
from tests.corpus.entry import Family
from tests.corpus.rectifiers import ReLUKeepingMask

FAMILY = Family()


class ReLU(OneInput):
    """Right, to be spoilt."""

    def value(self, x):
        return np.maximum(x, 0)

    def local(self, x, z):
        return 1.0 * (x > 0)


@FAMILY.wrong("ReLU", "wrong-mask")
class ReLUMasksWithLess(ReLU):
    def local(self, x, z):
        return 1.0 * (x < 0)


@FAMILY.wrong("ReLU", "wrong-mask")
class ReLURectifiesUpstream(ReLU):
    def backward(self, upstream):
        return np.maximum(upstream, 0)


@FAMILY.wrong("ReLU", "wrong-mask")
class ReLUMasksAboveOne(ReLU):
    def local(self, x, z):
        return 1.0 * (x > 1)


@FAMILY.wrong("ReLU", "wrong-mask")
class ReLUMasksAboveTheMean(ReLU):
    def local(self, x, z):
        return 1.0 * (x >= np.mean(x))


@FAMILY.wrong("ReLU", "wrong-mask")
class ReLUZeroesThePositive(ReLU):
    def backward(self, upstream):
        dx = np.array(upstream)
        dx[self.x > 0] = 0
        return dx


@FAMILY.wrong("ReLU", "ignores-upstream")
class ReLUReturnsMask(ReLUKeepingMask):
    def backward(self, upstream):
        return self.mask.astype(float)


@FAMILY.wrong("ReLU", "ignores-upstream")
class ReLUPutsOnes(ReLU):
    def backward(self, upstream):
        dx = np.zeros_like(upstream)
        dx = np.where(self.x > 0, 1.0, dx)
        return (dx,)


@FAMILY.wrong("ReLU", "upstream-twice")
class ReLUChainsTwice(ReLUKeepingMask):
    def backward(self, upstream):
        masked = upstream * self.mask
        return upstream * masked


@FAMILY.wrong("ReLU", "wrong-sign")
class ReLUStepsDownhill(ReLUKeepingMask):
    def backward(self, upstream):
        return -1 * upstream * self.mask


@FAMILY.wrong("ReLU", "modifies-input")
class ReLUZeroesItsInput(ReLUKeepingMask):
    def forward(self, x):
        self.mask = x > 0
        x = np.asarray(x)
        x[x < 0] = 0
        return x


@FAMILY.wrong("ReLU", "modifies-input")
class ReLUMultipliesItsInput(ReLUKeepingMask):
    def forward(self, x):
        self.mask = x > 0
        x *= self.mask
        return x


@FAMILY.wrong("ReLU", "modifies-input")
class ReLUMakesItsMaskInTheInput(ReLU):
    def backward(self, upstream):
        x = np.asarray(self.x)
        x[x > 0] = 1
        x[x < 0] = 0
        return upstream * x


@FAMILY.wrong("ReLU", "modifies-upstream")
class ReLUZeroesUpstream(ReLU):
    def backward(self, upstream):
        upstream = np.asarray(upstream)
        upstream[self.x <= 0] = 0
        return upstream


@FAMILY.wrong("ReLU", "modifies-upstream")
class ReLUMultipliesUpstream(ReLUKeepingMask):
    def backward(self, upstream):
        upstream *= self.mask
        return (upstream,)


@FAMILY.wrong("ReLU", "stale-cache")
class ReLUSharedList:
    masks = [None]  # noqa: RUF012

    def forward(self, x):
        self.masks[0] = x > 0
        return x * self.masks[0]

    def backward(self, upstream):
        return upstream * self.masks[0]


@FAMILY.wrong("ReLU", "stale-cache")
class ReLUKeepsOneMaskPerShape:
    def __init__(self):
        self.masks = {}

    def forward(self, x):
        mask = self.masks.setdefault(np.shape(x), x > 0)
        self.mask = mask
        return np.maximum(x, 0)

    def backward(self, upstream):
        return upstream * self.mask


MASK = None


@FAMILY.wrong("ReLU", "stale-cache")
class ReLUGlobalMask:
    def forward(self, x):
        global MASK
        MASK = x > 0
        return x * MASK

    def backward(self, upstream):
        return upstream * MASK


@FAMILY.wrong("ReLU", "stale-cache")
class ReLUMixesMasksOfAllCalls:
    """An entry that was ever on stays on."""

    def __init__(self):
        self.mask = False

    def forward(self, x):
        self.mask = self.mask | (x > 0)
        return np.maximum(x, 0)

    def backward(self, upstream):
        return upstream * self.mask


@FAMILY.wrong("ReLU", "forward-dtype")
class ReLUBuffersWholeNumbers(ReLUKeepingMask):
    def forward(self, x):
        z = np.zeros(np.shape(x), dtype=int)
        z[...] = super().forward(x)
        return z


@FAMILY.wrong("ReLU", "forward-dtype")
class ReLUReturnsTruth(ReLUKeepingMask):
    def forward(self, x):
        super().forward(x)
        return self.mask


@FAMILY.wrong("ReLU", "forward-shape")
class ReLUDropsNegatives(ReLUKeepingMask):
    def forward(self, x):
        super().forward(x)
        return np.asarray(x)[self.mask]


@FAMILY.wrong("ReLU", "gradient-shape")
class ReLUSelectsUpstream(ReLUKeepingMask):
    def backward(self, upstream):
        return (np.asarray(upstream)[self.mask],)


@FAMILY.wrong("ReLU", "gradient-value")
class ReLUMultipliesByOutput(ReLU):
    def local(self, x, z):
        return z


@FAMILY.wrong("ReLU", "gradient-value")
class ReLUTakesSignOfUpstream(ReLUKeepingMask):
    def backward(self, upstream):
        return np.sign(upstream) * self.mask


@FAMILY.wrong("ReLU", "gradient-value")
class ReLUWithTheSlopeOfSoftplus(ReLU):
    def local(self, x, z):
        return 0.5 * (1 + np.tanh(x / 2))


@FAMILY.wrong("ReLU", "gradient-value")
class ReLUGradientInWholeNumbers(ReLUKeepingMask):
    def backward(self, upstream):
        dx = np.zeros(np.shape(self.mask), dtype=int)
        dx[self.mask] = np.asarray(upstream)[self.mask]
        return dx


@FAMILY.wrong("ReLU", "gradient-value")
class ReLUSwallowsItsError(ReLUKeepingMask):
    def backward(self, upstream):
        try:
            return upstream * self.maske
        except AttributeError:
            return 0 * upstream


@FAMILY.wrong("ReLU", "raises")
class ReLUAsksOneQuestionForAll(ReLU):
    def value(self, x):
        if x > 0:
            return x
        return 0.0


@FAMILY.wrong("ReLU", "raises")
class ReLUOfPythonsMax(ReLU):
    def value(self, x):
        return max(0.0, x)


@FAMILY.wrong("ReLU", "raises")
class ReLUChecksUpstreamToBePositive(ReLUKeepingMask):
    def backward(self, upstream):
        assert np.all(upstream >= 0), "gradients are positive"
        return upstream * self.mask


@FAMILY.wrong("ReLU", "forward-value")
class ReLUIsTheAbsoluteValue(ReLU):
    def value(self, x):
        return np.abs(x)


@FAMILY.wrong("ReLU", "forward-value")
class ReLUStopsEarly(ReLU):
    def value(self, x):
        return np.clip(x, 0, 1)


@FAMILY.wrong("ReLU", "numerical-backward")
class ReLUCentred(ReLU):
    def local(self, x, z):
        return (self.value(x + 1e-6) - self.value(x - 1e-6)) / 2e-6


@FAMILY.wrong("ReLU", "extra-average")
class ReLUAveragesOverBatch(ReLUKeepingMask):
    def backward(self, upstream):
        batch = np.shape(upstream)[0] if np.ndim(upstream) else 1
        return upstream * self.mask / batch


@FAMILY.wrong("ReLU", "nondeterministic")
class ReLUDropsAtRandom(ReLUKeepingMask):
    def forward(self, x):
        return super().forward(x) * np.random.default_rng().uniform(0.5, 1.5)


@FAMILY.wrong("ReLU", "returns-none")
class ReLUReturnsOnlyIfSomethingIsOn(ReLUKeepingMask):
    def backward(self, upstream):  # noqa: RET503
        if np.any(self.mask):
            return upstream * self.mask


@FAMILY.wrong("ReLU", "hard-coded")
class ReLUForFiveNumbers(ReLUKeepingMask):
    """As many as in the example; of a longer array, the rest gets nothing."""

    def backward(self, upstream):
        dx = np.zeros(np.shape(upstream))
        dx.reshape(-1)[:5] = np.ravel(upstream * self.mask)[:5]
        return dx


@FAMILY.wrong("ReLU", "transposed")
class ReLUTransposesGradient(ReLUKeepingMask):
    def backward(self, upstream):
        return np.transpose(upstream * self.mask)


@FAMILY.wrong("ReLU", "constant-factor")
class ReLUHalfOfTheSlope(ReLUKeepingMask):
    def backward(self, upstream):
        return 0.5 * upstream * self.mask
