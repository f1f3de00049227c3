"""Wrong gates: the sigmoid."""

import math

import numpy as np

from tests.corpus.activations import SigmoidComputedTwice, SigmoidKeepingOutput, sigmoid
from tests.corpus.entry import Family

FAMILY = Family()


@FAMILY.wrong("Sigmoid", "forward-value")
class SigmoidWithoutMinus(SigmoidKeepingOutput):
    """As it is printed in the notes."""

    def forward(self, x):
        super().forward(x)
        return 1 / (1 + np.exp(x))


@FAMILY.wrong("Sigmoid", "forward-value")
class SigmoidWithoutParentheses(SigmoidKeepingOutput):
    def forward(self, x):
        super().forward(x)
        return 1 / 1 + np.exp(-x)


@FAMILY.wrong("Sigmoid", "forward-value")
class SigmoidWithEpsilon(SigmoidKeepingOutput):
    def forward(self, x):
        return super().forward(x) + 1e-5


@FAMILY.wrong("Sigmoid", "uses-output-for-input")
class SigmoidTakenTwice(SigmoidComputedTwice):
    def local(self, x, z):
        s = sigmoid(z)
        return s * (1 - s)


@FAMILY.wrong("Sigmoid", "uses-output-for-input")
class SigmoidOverwritesX:
    def forward(self, x):
        x = sigmoid(x)
        self.x = x
        return x

    def backward(self, upstream):
        return upstream * sigmoid(self.x) * sigmoid(-self.x)


@FAMILY.wrong("Sigmoid", "uses-input-for-output")
class SigmoidOfInputTimesOneMinusInput(SigmoidComputedTwice):
    def local(self, x, z):
        return x * (1 - x)


@FAMILY.wrong("Sigmoid", "uses-input-for-output")
class SigmoidCachesTooEarly:
    def forward(self, x):
        z = x
        self.z = z
        z = sigmoid(z)
        return z  # noqa: RET504

    def backward(self, upstream):
        return self.z * (1 - self.z) * upstream


@FAMILY.wrong("Sigmoid", "wrong-sign")
class SigmoidTimesOutputMinusOne(SigmoidComputedTwice):
    def local(self, x, z):
        return z * (z - 1)


@FAMILY.wrong("Sigmoid", "gradient-value")
class SigmoidSlopeAsPrinted(SigmoidComputedTwice):
    """−e⁻ˣ/(1 + e⁻ˣ), without the square, as in the notes."""

    def local(self, x, z):
        return -(1 - z)


@FAMILY.wrong("Sigmoid", "gradient-value")
class SigmoidOnePlusOutput(SigmoidComputedTwice):
    def local(self, x, z):
        return z * (1 + z)


@FAMILY.wrong("Sigmoid", "gradient-value")
class SigmoidWithTheSlopeOfTanh(SigmoidComputedTwice):
    def local(self, x, z):
        return 1 - z**2


@FAMILY.wrong("Sigmoid", "gradient-value")
class SigmoidSlopeWithEpsilon(SigmoidComputedTwice):
    def local(self, x, z):
        return z * (1 - z) + 1e-5


@FAMILY.wrong("Sigmoid", "ignores-upstream")
class SigmoidReturnsSlope(SigmoidKeepingOutput):
    def backward(self, upstream):
        return self.z * (1 - self.z)


@FAMILY.wrong("Sigmoid", "upstream-twice")
class SigmoidChainsTwice(SigmoidKeepingOutput):
    def backward(self, upstream):
        delta = upstream * self.z * (1 - self.z)
        return upstream * delta


@FAMILY.wrong("Sigmoid", "missing-local-gradient")
class SigmoidPassesUpstream(SigmoidKeepingOutput):
    def backward(self, upstream):
        return [upstream]


@FAMILY.wrong("Sigmoid", "missing-term")
class SigmoidFirstTermOfProductRule(SigmoidKeepingOutput):
    """z − z² without the z²."""

    def backward(self, upstream):
        return upstream * self.z


@FAMILY.wrong("Sigmoid", "missing-term")
class SigmoidSecondTermOfProductRule(SigmoidKeepingOutput):
    """z − z² without the z."""

    def backward(self, upstream):
        return -upstream * self.z**2


@FAMILY.wrong("Sigmoid", "forward-overflow")
class SigmoidOfTwoExponentials(SigmoidKeepingOutput):
    def forward(self, x):
        self.z = np.exp(x) / (1 + np.exp(x))
        return self.z


@FAMILY.wrong("Sigmoid", "forward-overflow")
class SigmoidOfClippedInput(SigmoidKeepingOutput):
    def forward(self, x):
        super().forward(x)
        return sigmoid(np.clip(x, -10, 10))


@FAMILY.wrong("Sigmoid", "gradient-overflow")
class SigmoidSlopeOfExponentials(SigmoidComputedTwice):
    def local(self, x, z):
        return np.exp(-x) / (1 + np.exp(-x)) ** 2


@FAMILY.wrong("Sigmoid", "gradient-overflow")
class SigmoidSlopeFromSquaredOutput(SigmoidComputedTwice):
    def local(self, x, z):
        return z**2 * np.exp(-x)


@FAMILY.wrong("Sigmoid", "gradient-overflow")
class SigmoidSlopeOfClippedInput(SigmoidComputedTwice):
    def local(self, x, z):
        z = sigmoid(np.clip(x, -10, 10))
        return z * (1 - z)


@FAMILY.wrong("Sigmoid", "stale-cache")
class SigmoidSharedList:
    outputs = []  # noqa: RUF012

    def forward(self, x):
        z = sigmoid(x)
        self.outputs.append(z)
        return z

    def backward(self, upstream):
        z = self.outputs[-1]
        return upstream * z * (1 - z)


@FAMILY.wrong("Sigmoid", "stale-cache")
class SigmoidDefaultDictionary:
    def __init__(self, cache={}):  # noqa: B006
        self.cache = cache

    def forward(self, x):
        self.cache["z"] = sigmoid(x)
        return self.cache["z"]

    def backward(self, upstream):
        return upstream * self.cache["z"] * (1 - self.cache["z"])


@FAMILY.wrong("Sigmoid", "raises")
class SigmoidOfOneNumberOnly(SigmoidKeepingOutput):
    def forward(self, x):
        self.z = 0.5 * (1 + math.tanh(x / 2))
        return self.z


@FAMILY.wrong("Sigmoid", "raises")
class SigmoidForgetsSelf:
    def forward(self, x):
        z = sigmoid(x)
        return z  # noqa: RET504

    def backward(self, upstream):
        return upstream * z * (1 - z)  # noqa: F821


@FAMILY.wrong("Sigmoid", "returns-none")
class SigmoidForgetsReturn(SigmoidKeepingOutput):
    def forward(self, x):
        self.z = sigmoid(x)


@FAMILY.wrong("Sigmoid", "constant-factor")
class SigmoidHalfSlope(SigmoidComputedTwice):
    def local(self, x, z):
        return 0.5 * z * (1 - z)


@FAMILY.wrong("Sigmoid", "constant-factor")
class SigmoidATrifleTooSteep(SigmoidComputedTwice):
    def local(self, x, z):
        return 1.0001 * z * (1 - z)


@FAMILY.wrong("Sigmoid", "extra-average")
class SigmoidAveragesOverBatch(SigmoidKeepingOutput):
    def backward(self, upstream):
        batch = len(upstream) if np.ndim(upstream) else 1
        return super().backward(upstream) / batch


@FAMILY.wrong("Sigmoid", "gradient-shape")
class SigmoidReturnsJacobian(SigmoidKeepingOutput):
    def backward(self, upstream):
        return (np.diag(np.ravel(super().backward(upstream))),)


@FAMILY.wrong("Sigmoid", "numerical-backward")
class SigmoidOneSided(SigmoidComputedTwice):
    def backward(self, upstream):
        h = 1e-7
        return upstream * (sigmoid(self.x + h) - sigmoid(self.x)) / h


def slope(function, x, h=1e-5):
    """A student's own difference quotient."""
    return (function(x + h) - function(x - h)) / (2 * h)


@FAMILY.wrong("Sigmoid", "numerical-backward")
class SigmoidCallsDifferenceQuotient(SigmoidComputedTwice):
    def local(self, x, z):
        return slope(self.value, x)


@FAMILY.wrong("Sigmoid", "modifies-input")
class SigmoidNegatesInPlace(SigmoidKeepingOutput):
    def forward(self, x):
        x *= -1
        self.z = 1 / (1 + np.exp(x))
        return self.z


@FAMILY.wrong("Sigmoid", "modifies-upstream")
class SigmoidScalesUpstreamInPlace(SigmoidKeepingOutput):
    def backward(self, upstream):
        upstream *= self.z
        upstream *= 1 - self.z
        return upstream


@FAMILY.wrong("Sigmoid", "transposed")
class SigmoidTransposesDelta(SigmoidKeepingOutput):
    def backward(self, upstream):
        return np.transpose(super().backward(upstream))


@FAMILY.wrong("Sigmoid", "hard-coded")
class SigmoidLoopsOverFive(SigmoidKeepingOutput):
    """As many as in the example; of a longer array, the rest gets nothing."""

    def backward(self, upstream):
        dx = np.zeros(np.shape(upstream))
        for i in range(min(5, dx.size)):
            dx.reshape(-1)[i] = np.ravel(super().backward(upstream))[i]
        return dx


@FAMILY.wrong("Sigmoid", "wrong-count")
class SigmoidReturnsCacheToo(SigmoidKeepingOutput):
    def backward(self, upstream):
        return super().backward(upstream), self.z


@FAMILY.wrong("Sigmoid", "nondeterministic")
class SigmoidWithDropout(SigmoidKeepingOutput):
    def forward(self, x):
        return super().forward(x) * (np.random.rand(*np.shape(x)) + 0.5)


@FAMILY.wrong("Sigmoid", "missing-method")
class SigmoidCalledDerivative:
    def forward(self, x):
        self.z = sigmoid(x)
        return self.z

    def derivative(self, upstream):
        return upstream * self.z * (1 - self.z)
