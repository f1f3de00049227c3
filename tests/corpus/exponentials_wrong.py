"""Wrong gates: exponentials and logarithms."""

import math

import numpy as np

from tests.corpus.arithmetic import OneInput
from tests.corpus.entry import Family
from tests.corpus.powers import ExpKeepingOutput, LogKeepingInput

FAMILY = Family()


class Exp(OneInput):
    """Right, to be spoilt."""

    def value(self, x):
        return np.exp(x)

    def local(self, x, z):
        return z


class Log(OneInput):
    """Right, to be spoilt."""

    def value(self, x):
        return np.log(x)

    def local(self, x, z):
        return 1 / x


def taylor(x, terms=40):
    """The sum of xⁿ/n!, which is right as long as x is small."""
    total, term = np.ones_like(x), np.ones_like(x)
    for n in range(1, terms):
        term = term * x / n
        total = total + term
    return total


# -- Exp --


@FAMILY.wrong("Exp", "uses-input-for-output")
class ExpKeepsInputAsOutput:
    def forward(self, x):
        self.z = x
        return np.exp(x)

    def backward(self, upstream):
        return upstream * self.z


@FAMILY.wrong("Exp", "uses-output-for-input")
class ExpOfTheExponential(Exp):
    def local(self, x, z):
        return np.exp(z)


@FAMILY.wrong("Exp", "gradient-value")
class ExpWithTheRuleOfPowers(Exp):
    def local(self, x, z):
        return x * np.exp(x - 1)


@FAMILY.wrong("Exp", "missing-local-gradient")
class ExpPassesUpstream(Exp):
    def backward(self, upstream):
        return upstream


@FAMILY.wrong("Exp", "ignores-upstream")
class ExpReturnsItself(ExpKeepingOutput):
    def backward(self, upstream):
        return self.z


@FAMILY.wrong("Exp", "upstream-twice")
class ExpChainsTwice(ExpKeepingOutput):
    def backward(self, upstream):
        return super().backward(upstream) * upstream


@FAMILY.wrong("Exp", "wrong-sign")
class ExpAsOfMinusX(Exp):
    def local(self, x, z):
        return -z


@FAMILY.wrong("Exp", "forward-overflow")
class ExpByTaylor(ExpKeepingOutput):
    def forward(self, x):
        super().forward(x)
        return taylor(x)


@FAMILY.wrong("Exp", "gradient-overflow")
class ExpGradientByTaylor(Exp):
    def local(self, x, z):
        return taylor(x)


@FAMILY.wrong("Exp", "gradient-overflow")
class ExpGradientFromSquares(Exp):
    """e⁴ˣ/e³ˣ is eˣ until one of them is infinite."""

    def local(self, x, z):
        return np.exp(4 * x) / np.exp(3 * x)


@FAMILY.wrong("Exp", "modifies-input")
class ExpIntoItsInput:
    def forward(self, x):
        x = np.asarray(x, dtype=float)
        self.z = np.exp(x, out=x).copy()
        return x

    def backward(self, upstream):
        return upstream * self.z


@FAMILY.wrong("Exp", "modifies-upstream")
class ExpScalesUpstreamInPlace(ExpKeepingOutput):
    def backward(self, upstream):
        upstream *= self.z
        return upstream


@FAMILY.wrong("Exp", "raises")
class ExpOfOneNumberOnly(ExpKeepingOutput):
    def forward(self, x):
        self.z = math.exp(x)
        return self.z


@FAMILY.wrong("Exp", "gradient-shape")
class ExpReturnsJacobian(ExpKeepingOutput):
    def backward(self, upstream):
        return (np.diag(np.ravel(self.z)) * np.ravel(upstream),)


@FAMILY.wrong("Exp", "forward-value")
class ExpToBaseTwo(Exp):
    def value(self, x):
        return 2**x


@FAMILY.wrong("Exp", "forward-value")
class ExpMinusOne(ExpKeepingOutput):
    def forward(self, x):
        return super().forward(x) - 1


@FAMILY.wrong("Exp", "numerical-backward")
class ExpByComplexStep(Exp):
    def backward(self, upstream):
        h = 1e-20
        return upstream * np.imag(self.value(self.x + 1j * h)) / h


@FAMILY.wrong("Exp", "numerical-backward")
class ExpEntryByEntryCentred(ExpKeepingOutput):
    def forward(self, x):
        self.x = np.array(x, dtype=float)
        return np.exp(x)

    def backward(self, upstream):
        h, slope = 1e-5, np.zeros_like(self.x)
        for place in np.ndindex(self.x.shape):
            slope[place] = (math.exp(self.x[place] + h) - math.exp(self.x[place] - h)) / (2 * h)
        return upstream * slope


@FAMILY.wrong("Exp", "constant-factor")
class ExpATrifleTooMuch(Exp):
    def local(self, x, z):
        return 1.0001 * z


@FAMILY.wrong("Exp", "gradient-value")
class ExpPlusEpsilon(Exp):
    def local(self, x, z):
        return z + 1e-5


@FAMILY.wrong("Exp", "forward-dtype")
class ExpInSinglePrecision(ExpKeepingOutput):
    def forward(self, x):
        return np.float32(super().forward(x))


@FAMILY.wrong("Exp", "forward-dtype")
class ExpStaysComplex(ExpKeepingOutput):
    def forward(self, x):
        self.z = np.exp(x)
        return self.z + 0j


@FAMILY.wrong("Exp", "stale-cache")
class ExpKeepsTheFirst(ExpKeepingOutput):
    def forward(self, x):
        z = np.exp(x)
        self.__dict__.setdefault("z", z)
        return z


@FAMILY.wrong("Exp", "stale-cache")
class ExpKeepsOnePerShape:
    def __init__(self):
        self.outputs = {}

    def forward(self, x):
        z = np.exp(x)
        if np.shape(x) not in self.outputs:
            self.outputs[np.shape(x)] = z
        return z

    def backward(self, upstream):
        return upstream * self.outputs[np.shape(upstream)]


@FAMILY.wrong("Exp", "nondeterministic")
class ExpWithNoise(ExpKeepingOutput):
    def forward(self, x):
        return super().forward(x) * np.random.default_rng().uniform(0.9, 1.1)


@FAMILY.wrong("Exp", "wrong-count")
class ExpReturnsOutputToo(ExpKeepingOutput):
    def backward(self, upstream):
        return self.z, upstream * self.z


@FAMILY.wrong("Exp", "not-an-array")
class ExpReturnsAListForAVector(ExpKeepingOutput):
    def forward(self, x):
        z = super().forward(x)
        return list(z) if np.ndim(z) == 1 else z


# -- Log --


@FAMILY.wrong("Log", "forward-value")
class LogToBaseTen(Log):
    def value(self, x):
        return np.log10(x)


@FAMILY.wrong("Log", "forward-value")
class LogWithEpsilon(Log):
    def value(self, x):
        return np.log(x + 1e-5)


@FAMILY.wrong("Log", "forward-shape")
class LogSumsUp(LogKeepingInput):
    def forward(self, x):
        return np.sum(super().forward(x))


@FAMILY.wrong("Log", "uses-output-for-input")
class LogKeepsTheLogarithm:
    def forward(self, x):
        x = np.log(x)
        self.x = x
        return x

    def backward(self, upstream):
        return upstream / self.x


@FAMILY.wrong("Log", "gradient-value")
class LogSquaresDenominator(Log):
    def local(self, x, z):
        return 1 / x**2


@FAMILY.wrong("Log", "gradient-value")
class LogMultipliesByInput(Log):
    def local(self, x, z):
        return x


@FAMILY.wrong("Log", "gradient-value")
class LogGradientInWholeNumbers(LogKeepingInput):
    def backward(self, upstream):
        dx = np.zeros(np.shape(self.x), dtype=int)
        dx[...] = upstream / self.x
        return dx


@FAMILY.wrong("Log", "ignores-upstream")
class LogReturnsReciprocal(LogKeepingInput):
    def backward(self, upstream):
        return 1 / self.x


@FAMILY.wrong("Log", "upstream-twice")
class LogSquaresUpstream(LogKeepingInput):
    def backward(self, upstream):
        return upstream**2 / self.x


@FAMILY.wrong("Log", "wrong-sign")
class LogAsALoss(Log):
    def local(self, x, z):
        return -1 / x


@FAMILY.wrong("Log", "returns-none")
class LogForgetsReturn(LogKeepingInput):
    def forward(self, x):
        self.x = x
        self.z = np.log(x)


@FAMILY.wrong("Log", "missing-local-gradient")
class LogPassesUpstream(LogKeepingInput):
    def backward(self, upstream):
        return (1.0 * upstream,)


@FAMILY.wrong("Log", "constant-factor")
class LogGradientToBaseTwo(Log):
    def local(self, x, z):
        return 1 / (x * np.log(2))


@FAMILY.wrong("Log", "extra-average")
class LogAveragedAsALoss(LogKeepingInput):
    def backward(self, upstream):
        return super().backward(upstream) / np.size(self.x)


@FAMILY.wrong("Log", "numerical-backward")
class LogCentred(LogKeepingInput):
    def backward(self, upstream):
        return upstream * (np.log(self.x * (1 + 1e-6)) - np.log(self.x * (1 - 1e-6))) / (2e-6 * self.x)


@FAMILY.wrong("Log", "stale-cache")
class LogKeepsOnTheClass:
    def forward(self, x):
        type(self).x = x
        return np.log(x)

    def backward(self, upstream):
        return upstream / self.x


@FAMILY.wrong("Log", "modifies-input")
class LogInvertsInputInBackward:
    def forward(self, x):
        self.x = np.asarray(x)
        return np.log(x)

    def backward(self, upstream):
        np.divide(1, self.x, out=self.x)
        return upstream * self.x
