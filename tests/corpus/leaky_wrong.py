"""Wrong gates: leaky rectifiers with a fixed and with a learned slope, and the sign."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family
from tests.corpus.rectifiers import LeakyReLUByCases, PReLUByCases, SignOfNumPy

FAMILY = Family()

leaky = partial(gates.LeakyReLU, slope=0.2)


class LeakyReLU(LeakyReLUByCases):
    """Right, to be spoilt."""

    def __init__(self):
        super().__init__(slope=0.2)


# -- LeakyReLU --


@FAMILY.wrong(leaky, "wrong-mask")
class LeakyReLUMasksWithLess(LeakyReLU):
    def backward(self, upstream):
        return np.where(self.x < 0, upstream, self.slope * upstream)


@FAMILY.wrong(leaky, "wrong-mask")
class LeakyReLUMasksByUpstream(LeakyReLU):
    def backward(self, upstream):
        return np.where(upstream > 0, upstream, self.slope * upstream)


@FAMILY.wrong("LeakyReLU", "missing-term")
class LeakyReLUForgetsTheLeak(LeakyReLUByCases):
    def backward(self, upstream):
        return upstream * (self.x > 0)


@FAMILY.wrong(leaky, "missing-term")
class LeakyReLUKeepsTheLeakOnly(LeakyReLU):
    def backward(self, upstream):
        return (self.slope * (self.x <= 0) * upstream,)


@FAMILY.wrong(leaky, "forward-value")
class LeakyReLUIsReLU(LeakyReLU):
    def forward(self, x):
        super().forward(x)
        return np.maximum(x, 0)


@FAMILY.wrong("LeakyReLU", "forward-value")
class LeakyReLUWithAnotherSlope(LeakyReLUByCases):
    def __init__(self, slope=0.1):
        super().__init__(slope)


@FAMILY.wrong(partial(gates.LeakyReLU, slope=1.5), "forward-value")
class LeakyReLUByMaximumForASteepSlope(LeakyReLUByCases):
    def __init__(self):
        super().__init__(slope=1.5)

    def forward(self, x):
        super().forward(x)
        return np.maximum(x, self.slope * x)


@FAMILY.wrong(leaky, "ignores-upstream")
class LeakyReLUReturnsSlopes(LeakyReLU):
    def backward(self, upstream):
        return np.where(self.x > 0, 1.0, self.slope)


@FAMILY.wrong(leaky, "upstream-twice")
class LeakyReLUChainsTwice(LeakyReLU):
    def backward(self, upstream):
        return upstream * super().backward(upstream)


@FAMILY.wrong(leaky, "gradient-value")
class LeakyReLUNegatesTheLeak(LeakyReLU):
    def backward(self, upstream):
        return np.where(self.x > 0, upstream, -self.slope * upstream)


@FAMILY.wrong(leaky, "gradient-value")
class LeakyReLUSquaresTheLeak(LeakyReLU):
    def backward(self, upstream):
        return np.where(self.x > 0, upstream, self.slope**2 * upstream)


@FAMILY.wrong(leaky, "modifies-input")
class LeakyReLUScalesInPlace(LeakyReLU):
    def forward(self, x):
        self.x = np.array(x)
        x = np.asarray(x)
        x[x < 0] *= self.slope
        return x


@FAMILY.wrong(leaky, "modifies-upstream")
class LeakyReLUScalesUpstreamInPlace(LeakyReLU):
    def backward(self, upstream):
        upstream = np.asarray(upstream)
        upstream[self.x <= 0] *= self.slope
        return upstream


@FAMILY.wrong(leaky, "stale-cache")
class LeakyReLUKeepsOnTheClass:
    local = None

    def forward(self, x):
        LeakyReLUKeepsOnTheClass.local = np.where(x > 0, 1.0, 0.2)
        return x * self.local

    def backward(self, upstream):
        return upstream * self.local


@FAMILY.wrong(leaky, "numerical-backward")
class LeakyReLUOneSided(LeakyReLU):
    def backward(self, upstream):
        x, h = self.x, 1e-6
        return upstream * (self.forward(x + h) - self.forward(x)) / h


@FAMILY.wrong(leaky, "extra-average")
class LeakyReLUAveragesOverEntries(LeakyReLU):
    def backward(self, upstream):
        return super().backward(upstream) / np.size(upstream)


@FAMILY.wrong(leaky, "wrong-sign")
class LeakyReLUStepsDownhill(LeakyReLU):
    def backward(self, upstream):
        return super().backward(-upstream)


@FAMILY.wrong(leaky, "returns-none")
class LeakyReLUForgetsReturn(LeakyReLU):
    def backward(self, upstream):
        super().backward(upstream)


# -- PReLU --


@FAMILY.wrong("PReLU", "wrong-count")
class PReLUForgetsTheSlope(PReLUByCases):
    def backward(self, upstream):
        return np.where(self.x > 0, upstream, self.a * upstream)


@FAMILY.wrong("PReLU", "returns-none")
class PReLUTakesTheSlopeForAConstant(PReLUByCases):
    def backward(self, upstream):
        return np.where(self.x > 0, upstream, self.a * upstream), None


@FAMILY.wrong("PReLU", "missing-broadcast-sum")
class PReLUUnsummed(PReLUByCases):
    def backward(self, upstream):
        return np.where(self.x > 0, upstream, self.a * upstream), np.where(self.x > 0, 0, upstream * self.x)


@FAMILY.wrong("PReLU", "wrong-broadcast-sum")
class PReLUAveragesForSlope(PReLUByCases):
    def backward(self, upstream):
        dx, da = super().backward(upstream)
        return dx, da * np.size(self.a) / np.size(self.x)


@FAMILY.wrong("PReLU", "wrong-broadcast-sum")
class PReLUGivesTheTotalToEachSlope(PReLUByCases):
    def backward(self, upstream):
        dx, da = super().backward(upstream)
        return dx, np.full(np.shape(self.a), np.sum(da))


@FAMILY.wrong("PReLU", "overwrites-gradient")
class PReLUAssignsInLoop(PReLUByCases):
    def backward(self, upstream):
        dx, da = super().backward(upstream)
        da = np.zeros(np.shape(self.a))
        places = origins(da.shape, np.shape(upstream))
        for place, u in np.ndenumerate(upstream):
            da.reshape(-1)[places[place]] = u * np.minimum(self.x, 0)[place]
        return dx, da


@FAMILY.wrong("PReLU", "missing-mask")
class PReLUSlopeOfAllInputs(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(np.shape(self.a), upstream * self.x)


@FAMILY.wrong("PReLU", "wrong-mask")
class PReLUSlopeOfPositiveInputs(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(np.shape(self.a), np.where(self.x > 0, upstream * self.x, 0))


@FAMILY.wrong("PReLU", "wrong-mask")
class PReLUMasksBySlope(PReLUByCases):
    def backward(self, upstream):
        _, da = super().backward(upstream)
        return np.where(self.a > 0, upstream, self.a * upstream) * np.ones_like(self.x), da


@FAMILY.wrong("PReLU", "missing-term")
class PReLUForgetsTheLeak(PReLUByCases):
    def backward(self, upstream):
        _, da = super().backward(upstream)
        return upstream * (self.x > 0), da


@FAMILY.wrong("PReLU", "swapped-inputs")
class PReLUReturnsInOtherOrder(PReLUByCases):
    def backward(self, upstream):
        dx, da = super().backward(upstream)
        return da, dx


@FAMILY.wrong("PReLU", "gradient-value")
class PReLUSlopeByItself(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(np.shape(self.a), np.where(self.x > 0, 0, upstream * self.a))


@FAMILY.wrong("PReLU", "ignores-upstream")
class PReLUSumsInputsForSlope(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(np.shape(self.a), np.minimum(self.x, 0))


@FAMILY.wrong("PReLU", "upstream-twice")
class PReLUSquaresUpstreamForSlope(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(np.shape(self.a), upstream**2 * np.minimum(self.x, 0))


@FAMILY.wrong("PReLU", "wrong-sign")
class PReLUSlopeOfSizes(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(np.shape(self.a), np.where(self.x > 0, 0, upstream * np.abs(self.x)))


@FAMILY.wrong("PReLU", "forward-value")
class PReLUScalesPositives(PReLUByCases):
    def forward(self, x, a):
        super().forward(x, a)
        return np.where(x > 0, a * x, x)


@FAMILY.wrong("PReLU", "modifies-input")
class PReLULearnsInBackward(PReLUByCases):
    def backward(self, upstream):
        dx, da = super().backward(upstream)
        self.a -= 0.1 * da
        return dx, da


@FAMILY.wrong("PReLU", "stale-cache")
class PReLUSharesItsInputs(PReLUByCases):
    kept = []  # noqa: RUF012

    def forward(self, x, a):
        self.kept[:] = x, a
        return np.where(x > 0, x, a * x)

    def backward(self, upstream):
        self.x, self.a = self.kept
        return super().backward(upstream)


@FAMILY.wrong("PReLU", "numerical-backward")
class PReLUCentredForSlope(PReLUByCases):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        x, a, h = self.x, self.a, 1e-6
        slope = (self.forward(x, a + h) - self.forward(x, a - h)) / (2 * h)
        return dx, back_to(np.shape(a), upstream * slope)


# -- Sign --


@FAMILY.wrong("Sign", "missing-local-gradient")
class SignPassesUpstream(SignOfNumPy):
    def backward(self, upstream):
        return upstream


@FAMILY.wrong("Sign", "gradient-value")
class SignPassesUpstreamWithinOne(SignOfNumPy):
    def forward(self, x):
        self.x = x
        return np.sign(x)

    def backward(self, upstream):
        return upstream * (np.abs(self.x) < 1)


@FAMILY.wrong("Sign", "gradient-value")
class SignMultipliesByOutput(SignOfNumPy):
    def forward(self, x):
        self.z = np.sign(x)
        return self.z

    def backward(self, upstream):
        return (upstream * self.z,)


@FAMILY.wrong("Sign", "returns-none")
class SignHasNoGradient(SignOfNumPy):
    def backward(self, upstream):
        return None


@FAMILY.wrong("Sign", "forward-dtype")
class SignOfWholeNumbers(SignOfNumPy):
    def forward(self, x):
        super().forward(x)
        return np.where(x > 0, 1, np.where(x < 0, -1, 0))


@FAMILY.wrong("Sign", "forward-value")
class SignOfZeroIsOne(SignOfNumPy):
    def forward(self, x):
        super().forward(x)
        return np.where(x >= 0, 1.0, -1.0)


@FAMILY.wrong("Sign", "forward-value")
class SignDividesBySize(SignOfNumPy):
    """0/0 is not 0."""

    def forward(self, x):
        super().forward(x)
        return x / np.abs(x)


@FAMILY.wrong("Sign", "forward-value")
class SignIsASteepTanh(SignOfNumPy):
    def forward(self, x):
        super().forward(x)
        return np.tanh(10 * x)


@FAMILY.wrong("Sign", "gradient-shape")
class SignReturnsOneZero(SignOfNumPy):
    def backward(self, upstream):
        return 0.0


@FAMILY.wrong("Sign", "raises")
class SignAsksOneQuestionForAll(SignOfNumPy):
    def forward(self, x):
        super().forward(x)
        if x == 0:
            return 0.0
        return 1.0 if x > 0 else -1.0


@FAMILY.wrong("Sign", "modifies-input")
class SignWritesIntoItsInput(SignOfNumPy):
    def forward(self, x):
        super().forward(x)
        x = np.asarray(x)
        x[x > 0] = 1
        x[x < 0] = -1
        return x


@FAMILY.wrong("Sign", "wrong-count")
class SignReturnsTwo(SignOfNumPy):
    def backward(self, upstream):
        return np.zeros(self.shape), np.zeros(self.shape)
