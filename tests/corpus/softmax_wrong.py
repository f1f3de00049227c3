"""Wrong implementations of softmax, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.softmax import SoftmaxComputedAgain, SoftmaxGate, softmax

FAMILY = Family()


def along_rows(u, z):
    return np.sum(u * z, axis=-1, keepdims=True)


@FAMILY.wrong("Softmax", "missing-method")
class DerivativeInsteadOfBackward:
    def forward(self, x):
        self.z = softmax(x)
        return self.z

    def derivative(self, upstream):
        return self.z * (upstream - along_rows(upstream, self.z))


@FAMILY.wrong("Softmax", "raises")
class SumsWithoutTheirAxis(SoftmaxGate):
    """The row sums of a matrix are a vector, which doesn't divide the rows."""

    def forward(self, x):
        powers = np.exp(x - x.max(axis=-1, keepdims=True))
        self.z = powers / powers.sum(axis=-1)
        return self.z


@FAMILY.wrong("Softmax", "timeout")
class LooksForTheLargestForEver(SoftmaxGate):
    def forward(self, x):
        i, top = 0, x[..., :1]
        while i < x.shape[-1]:
            top = np.maximum(top, x[..., i : i + 1])
        powers = np.exp(x - top)
        self.z = powers / powers.sum(axis=-1, keepdims=True)
        return self.z


@FAMILY.wrong("Softmax", "returns-none")
class NoReturnInForward(SoftmaxGate):
    def forward(self, x):
        self.z = softmax(x)


@FAMILY.wrong("Softmax", "wrong-count")
class GradientAndOutput(SoftmaxGate):
    def backward(self, upstream):
        return super().backward(upstream), self.z


@FAMILY.wrong("Softmax", "forward-value")
class DownTheColumns(SoftmaxGate):
    def forward(self, x):
        powers = np.exp(x - x.max(axis=0))
        self.z = powers / powers.sum(axis=0)
        return self.z


@FAMILY.wrong("Softmax", "forward-value")
class OneDistributionForTheBatch(SoftmaxGate):
    def forward(self, x):
        powers = np.exp(x - x.max())
        self.z = powers / powers.sum()
        return self.z


@FAMILY.wrong("Softmax", "forward-value")
class PowersOfTwo(SoftmaxGate):
    def forward(self, x):
        powers = 2 ** (x - x.max(axis=-1, keepdims=True))
        self.z = powers / powers.sum(axis=-1, keepdims=True)
        return self.z


@FAMILY.wrong("Softmax", "forward-value")
class EpsilonInTheDenominator(SoftmaxGate):
    def forward(self, x):
        powers = np.exp(x - x.max(axis=-1, keepdims=True))
        self.z = powers / (powers.sum(axis=-1, keepdims=True) + 1e-5)
        return self.z


@FAMILY.wrong("Softmax", "forward-dtype")
class HalfPrecision(SoftmaxGate):
    def forward(self, x):
        return super().forward(x).astype(np.float16)


@FAMILY.wrong("Softmax", "forward-overflow")
class NotShifted(SoftmaxGate):
    def forward(self, x):
        self.z = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
        return self.z


@FAMILY.wrong("Softmax", "forward-overflow")
class ClippedScores(SoftmaxGate):
    """Keeps exp from overflowing, and large scores from being told apart."""

    def forward(self, x):
        return super().forward(np.clip(x, -20, 20))


@FAMILY.wrong("Softmax", "modifies-input")
class ShiftsInPlace(SoftmaxGate):
    def forward(self, x):
        x -= x.max(axis=-1, keepdims=True)
        return super().forward(x)


@FAMILY.wrong("Softmax", "modifies-input")
class ExponentialsIntoTheInput(SoftmaxGate):
    def forward(self, x):
        powers = np.exp(x - x.max(axis=-1, keepdims=True), out=x)
        self.z = powers / powers.sum(axis=-1, keepdims=True)
        return self.z


@FAMILY.wrong("Softmax", "modifies-upstream")
class ShiftsUpstream(SoftmaxGate):
    def backward(self, upstream):
        upstream -= along_rows(upstream, self.z)
        return self.z * upstream


@FAMILY.wrong("Softmax", "nondeterministic")
class JitteredScores(SoftmaxGate):
    """A little noise, so that no two scores are equal."""

    def forward(self, x):
        return super().forward(x + 1e-3 * np.random.default_rng().random(x.shape))


@FAMILY.wrong("Softmax", "stale-cache")
class OutputOfTheClass(SoftmaxGate):
    def forward(self, x):
        type(self).z = softmax(x)
        return self.z


@FAMILY.wrong("Softmax", "upstream-twice")
class UpstreamInAndOutOfTheBracket(SoftmaxGate):
    def backward(self, upstream):
        return upstream * super().backward(upstream)


@FAMILY.wrong("Softmax", "wrong-sign")
class SumMinusUpstream(SoftmaxGate):
    def backward(self, upstream):
        return self.z * (along_rows(upstream, self.z) - upstream)


@FAMILY.wrong("Softmax", "constant-factor")
class SlopeOfTheSquare(SoftmaxGate):
    def backward(self, upstream):
        return 2 * self.z * (upstream - along_rows(upstream, self.z))


@FAMILY.wrong("Softmax", "extra-average")
class DividedByTheRows(SoftmaxGate):
    def backward(self, upstream):
        return super().backward(upstream) / len(upstream)


@FAMILY.wrong("Softmax", "uses-output-for-input")
class SoftmaxTwice(SoftmaxComputedAgain):
    """The name x stands for the output when backward comes."""

    def forward(self, x):
        self.x = super().forward(x)
        return self.x


@FAMILY.wrong("Softmax", "uses-output-for-input")
class SoftmaxOfTheOutputForTheJacobian(SoftmaxGate):
    def backward(self, upstream):
        p = softmax(self.z)
        jacobian = p[..., None] * (np.eye(p.shape[-1]) - p[..., None, :])
        return np.einsum("...ij,...i->...j", jacobian, upstream)


@FAMILY.wrong("Softmax", "uses-input-for-output")
class JacobianOfTheScores(SoftmaxComputedAgain):
    def backward(self, upstream):
        dx = np.zeros_like(self.x)
        for row in np.ndindex(*self.x.shape[:-1]):
            x = self.x[row]
            dx[row] = (np.diag(x) - np.outer(x, x)) @ upstream[row]
        return (dx,)


@FAMILY.wrong("Softmax", "uses-input-for-output")
class ScoresForProbabilities(SoftmaxGate):
    def forward(self, x):
        self.z = x
        return softmax(x)


@FAMILY.wrong("Softmax", "diagonal-only")
class LikeASigmoid(SoftmaxGate):
    def backward(self, upstream):
        return upstream * self.z * (1 - self.z)


@FAMILY.wrong("Softmax", "diagonal-only")
class JacobianWithoutItsOtherEntries(SoftmaxGate):
    def backward(self, upstream):
        dx = np.zeros_like(self.z)
        for row in np.ndindex(*self.z.shape[:-1]):
            jacobian = np.diag(self.z[row]) - np.diag(self.z[row] ** 2)
            dx[row] = jacobian @ upstream[row]
        return dx


@FAMILY.wrong("Softmax", "missing-term")
class OuterProductForgotten(SoftmaxGate):
    """diag(z), without the outer product."""

    def backward(self, upstream):
        return upstream * self.z


@FAMILY.wrong("Softmax", "missing-term")
class OuterProductAlone(SoftmaxGate):
    def backward(self, upstream):
        return (-self.z * along_rows(upstream, self.z),)


@FAMILY.wrong("Softmax", "overwrites-gradient")
class LastOutputsShareOnly(SoftmaxGate):
    """Every output sends a gradient to every score; each overwrites the one before."""

    def backward(self, upstream):
        k, dx = self.z.shape[-1], np.zeros_like(self.z)
        for i in range(k):
            for j in range(k):
                dx[..., i] = upstream[..., j] * self.z[..., j] * ((i == j) - self.z[..., i])
        return dx


@FAMILY.wrong("Softmax", "gradient-overflow")
class ComputedAgainWithoutShift(SoftmaxComputedAgain):
    def backward(self, upstream):
        p = np.exp(self.x) / np.sum(np.exp(self.x), axis=-1, keepdims=True)
        return p * (upstream - along_rows(upstream, p))


@FAMILY.wrong("Softmax", "numerical-backward")
class DifferencesOfAHelper(SoftmaxComputedAgain):
    def backward(self, upstream):
        return slopes(softmax, self.x, upstream)


def slopes(function, x, upstream, step=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        e = np.zeros(x.shape)
        e[index] = step
        gradient[index] = np.sum(upstream * (function(x + e) - function(x - e))) / (2 * step)
    return gradient


@FAMILY.wrong("Softmax", "gradient-value")
class SumWithoutTheOutputs(SoftmaxGate):
    def backward(self, upstream):
        return self.z * (upstream - upstream.sum(axis=-1, keepdims=True))


@FAMILY.wrong("Softmax", "gradient-value")
class SumOverTheWholeBatch(SoftmaxGate):
    def backward(self, upstream):
        return self.z * (upstream - np.sum(upstream * self.z))
