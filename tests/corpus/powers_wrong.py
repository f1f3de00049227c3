"""Wrong gates: powers with a fixed exponent."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.arithmetic import OneInput
from tests.corpus.entry import Family
from tests.corpus.powers import PowerByTheRule

FAMILY = Family()


class Square(OneInput):
    """Right, to be spoilt."""

    def value(self, x):
        return x**2

    def local(self, x, z):
        return 2 * x


class Cube(OneInput):
    """Right, to be spoilt."""

    def value(self, x):
        return x**3

    def local(self, x, z):
        return 3 * x**2


a_cube = partial(gates.Power, exponent=3)


@FAMILY.wrong(a_cube, "constant-factor")
class CubeForgetsExponentInFront(Cube):
    def local(self, x, z):
        return x**2


@FAMILY.wrong("Power", "gradient-value")
class SquareKeepsExponent(Square):
    def local(self, x, z):
        return 2 * x**2


@FAMILY.wrong(a_cube, "gradient-value")
class CubeIntegrates(Cube):
    def local(self, x, z):
        return x**4 / 4


@FAMILY.wrong("Power", "gradient-value")
class SquareWithTheRuleOfExponentials(Square):
    def local(self, x, z):
        return z * np.log(2)


@FAMILY.wrong(a_cube, "gradient-value")
class CubeDividesOutputByInput(Cube):
    """Right but at x = 0, where 0/0 is not a number."""

    def local(self, x, z):
        return 3 * z / x


@FAMILY.wrong("Power", "uses-output-for-input")
class SquareKeepsTheSquare:
    def forward(self, x):
        x = x * x
        self.x = x
        return x

    def backward(self, upstream):
        return upstream * 2 * self.x


@FAMILY.wrong(a_cube, "uses-output-for-input")
class CubeAtOutput(Cube):
    def local(self, x, z):
        return 3 * z**2


@FAMILY.wrong("Power", "missing-method")
class SquareInsideForward:
    def forward(self, x):
        def backward(upstream):
            return 2 * x * upstream

        self.gradient = backward
        return x**2


@FAMILY.wrong("Power", "raises")
class SquareWithCaret(Square):
    def value(self, x):
        return x ^ 2


@FAMILY.wrong("Power", "raises")
class SquareAsksForLength(Square):
    def value(self, x):
        return np.reshape([x[i] ** 2 for i in range(x.shape[0])], x.shape)


@FAMILY.wrong(a_cube, "forward-value")
class CubeMultiplies(Cube):
    def value(self, x):
        return x * 3


@FAMILY.wrong(partial(gates.Power, exponent=4), "forward-value")
class FourthPowerOneStepShort:
    def forward(self, x):
        self.x, z = x, x
        for _ in range(1, 3):
            z = z * x
        return z

    def backward(self, upstream):
        return 4 * self.x**3 * upstream


@FAMILY.wrong("Power", "forward-value")
class SquareKeepsTheSign(Square):
    def value(self, x):
        return x * np.abs(x)


@FAMILY.wrong(partial(gates.Power, exponent=0.5), "forward-dtype")
class RootInHalfPrecision:
    def forward(self, x):
        self.x = x
        return np.sqrt(x).astype(np.float16)

    def backward(self, upstream):
        return 0.5 * upstream / np.sqrt(self.x)


@FAMILY.wrong("Power", "ignores-upstream")
class SquareReturnsTwoX(Square):
    def backward(self, upstream):
        return 2 * self.x


@FAMILY.wrong(a_cube, "ignores-upstream")
class CubeStartsFromOne(Cube):
    def backward(self, upstream=1.0):
        upstream = 1.0
        return 3 * self.x**2 * upstream


@FAMILY.wrong("Power", "upstream-twice")
class SquareChainsTwice(Square):
    def backward(self, upstream):
        (gradient,) = super().backward(upstream)
        return (gradient * upstream,)


@FAMILY.wrong("Power", "missing-local-gradient")
class SquarePassesUpstream(Square):
    def backward(self, upstream):
        return (upstream,)


@FAMILY.wrong(partial(gates.Power, exponent=-1), "wrong-sign")
class ReciprocalForgetsTheMinus(OneInput):
    def value(self, x):
        return 1 / x

    def local(self, x, z):
        return z**2


@FAMILY.wrong("Power", "wrong-sign")
class SquareNegates(Square):
    def local(self, x, z):
        return -2 * x


@FAMILY.wrong("Power", "modifies-input")
class SquareInPlace:
    def forward(self, x):
        self.slope = 2 * x
        x **= 2
        return x

    def backward(self, upstream):
        return upstream * self.slope


@FAMILY.wrong("Power", "numerical-backward")
class SquareOneSided(Square):
    def local(self, x, z):
        return ((x + 1e-5) ** 2 - x**2) / 1e-5


@FAMILY.wrong(a_cube, "numerical-backward")
class CubeByComplexStep(Cube):
    def local(self, x, z):
        return self.value(x + 1e-20j).imag / 1e-20


@FAMILY.wrong("Power", "extra-average")
class SquareAveragedAsALoss(Square):
    def local(self, x, z):
        return 2 * x / np.size(x)


@FAMILY.wrong("Power", "transposed")
class SquareTransposes(Square):
    def backward(self, upstream):
        return (np.transpose(upstream * 2 * self.x),)


@FAMILY.wrong("Power", "wrong-count")
class PowerReturnsOneForTheExponentToo(PowerByTheRule):
    def backward(self, upstream):
        return super().backward(upstream), 0.0


@FAMILY.wrong("Power", "constant-factor")
class SquareATrifleTooLittle(Square):
    def local(self, x, z):
        return 1.9999 * x


@FAMILY.wrong("Power", "hard-coded")
class SquareForMatricesOfTheExample(Square):
    """For the (3, 4) of the example; the slope is lost for everything else."""

    def local(self, x, z):
        return 2 * x if np.shape(x) == (3, 4) else 0 * x
