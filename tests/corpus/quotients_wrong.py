"""Wrong gates: quotients."""

import numpy as np

from tests.corpus.arithmetic import DivideByQuotientRule, DivideKeepingTheQuotient
from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family

FAMILY = Family()


@FAMILY.wrong("Divide", "swapped-inputs")
class DivideReturnsInOtherOrder(DivideByQuotientRule):
    def backward(self, upstream):
        return super().backward(upstream)[::-1]


@FAMILY.wrong("Divide", "wrong-sign")
class DivideForgetsTheMinus(DivideByQuotientRule):
    def local(self, x, y):
        return 1 / y, x / y**2


@FAMILY.wrong("Divide", "gradient-value")
class DivideForgetsTheSquare(DivideByQuotientRule):
    def local(self, x, y):
        return 1 / y, -x / y


@FAMILY.wrong("Divide", "gradient-value")
class DivideSquaresBoth(DivideByQuotientRule):
    def local(self, x, y):
        return 1 / y**2, -x / y**2


@FAMILY.wrong("Divide", "missing-local-gradient")
class DividePassesUpstreamToNumerator(DivideByQuotientRule):
    def local(self, x, y):
        return 1.0, -x / y**2


@FAMILY.wrong("Divide", "upstream-twice")
class DivideReusesTheFirstGradient(DivideKeepingTheQuotient):
    def backward(self, upstream):
        share = upstream / self.y
        return back_to(self.shapes[0], share), back_to(self.shapes[1], -share * self.z * upstream)


@FAMILY.wrong("Divide", "ignores-upstream")
class DivideIgnoresUpstreamForSecond(DivideKeepingTheQuotient):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, back_to(self.shapes[1], -self.z / self.y)


@FAMILY.wrong("Divide", "missing-broadcast-sum")
class DivideUnsummed(DivideKeepingTheQuotient):
    def backward(self, upstream):
        return upstream / self.y, -upstream * self.z / self.y


@FAMILY.wrong("Divide", "wrong-broadcast-sum")
class DivideAveragesForDenominator(DivideByQuotientRule):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx, dy * self.y.size / np.size(upstream)


@FAMILY.wrong("Divide", "overwrites-gradient")
class DivideAssignsInLoop(DivideByQuotientRule):
    def backward(self, upstream):
        x, y = np.broadcast_arrays(self.x, self.y)
        dx, dy = np.zeros(self.x.shape), np.zeros(self.y.shape)
        to_x, to_y = origins(dx.shape, x.shape), origins(dy.shape, y.shape)
        for place, u in np.ndenumerate(upstream):
            dx.flat[to_x[place]] = u / y[place]
            dy.flat[to_y[place]] = -u * x[place] / y[place] ** 2
        return dx, dy


@FAMILY.wrong("Divide", "forward-value")
class DivideFloors(DivideByQuotientRule):
    def value(self, x, y):
        return x // y


@FAMILY.wrong("Divide", "forward-value")
class DivideWithEpsilon(DivideByQuotientRule):
    def value(self, x, y):
        return x / (y + 1e-5)


@FAMILY.wrong("Divide", "modifies-input")
class DivideInvertsInPlace:
    def forward(self, x, y):
        y **= -1
        self.x, self.reciprocal = np.copy(x), np.copy(y)
        return x * y

    def backward(self, upstream):
        dy = -upstream * self.x * self.reciprocal**2
        return back_to(self.x.shape, upstream * self.reciprocal), back_to(self.reciprocal.shape, dy)


@FAMILY.wrong("Divide", "wrong-count")
class DivideReturnsThree(DivideByQuotientRule):
    def backward(self, upstream):
        return (*super().backward(upstream), upstream)


@FAMILY.wrong("Divide", "returns-none")
class DivideDenominatorIsNone(DivideByQuotientRule):
    def backward(self, upstream):
        return super().backward(upstream)[0], None


@FAMILY.wrong("Divide", "raises")
class DivideGuardsAgainstZero(DivideByQuotientRule):
    def value(self, x, y):
        if y == 0:
            return np.inf
        return x / y


@FAMILY.wrong("Divide", "numerical-backward")
class DivideByComplexStep(DivideByQuotientRule):
    def local(self, x, y):
        h = 1e-30
        return np.imag((x + 1j * h) / y) / h, np.imag(x / (y + 1j * h)) / h


@FAMILY.wrong("Divide", "stale-cache")
class DivideReadsTheOldest:
    def __init__(self):
        self.calls = []

    def forward(self, x, y):
        self.calls.append((x, y))
        return x / y

    def backward(self, upstream):
        x, y = self.calls[0]
        return back_to(np.shape(x), upstream / y), back_to(np.shape(y), -upstream * x / y**2)


@FAMILY.wrong("Divide", "gradient-value")
class DivideSwallowsItsError(DivideByQuotientRule):
    def backward(self, upstream):
        try:
            return upstream / self.denominator, -upstream * self.x / self.denominator**2
        except Exception:
            return np.zeros(self.x.shape), np.zeros(self.y.shape)


@FAMILY.wrong("Divide", "constant-factor")
class DivideHalvesDenominator(DivideByQuotientRule):
    def local(self, x, y):
        return 1 / y, -x / (2 * y**2)
