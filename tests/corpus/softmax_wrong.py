"""Wrong implementations of softmax and of its logarithm, each with one mistake."""

from typing import ClassVar

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.softmax import LogSoftmaxByLogaddexp, LogSoftmaxGate, SoftmaxComputedAgain, SoftmaxGate, softmax

FAMILY = Family()


def along_rows(u, z):
    return np.sum(u * z, axis=-1, keepdims=True)


# -- Softmax --


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


# -- LogSoftmax --


@FAMILY.wrong("LogSoftmax", "forward-overflow")
class LogarithmOfTheSoftmax(LogSoftmaxByLogaddexp):
    def forward(self, x):
        super().forward(x)
        return np.log(softmax(x))


@FAMILY.wrong("LogSoftmax", "forward-overflow")
class ExponentialsNotShifted(LogSoftmaxByLogaddexp):
    def forward(self, x):
        super().forward(x)
        return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


@FAMILY.wrong("LogSoftmax", "forward-value")
class LogarithmToBaseTen(LogSoftmaxGate):
    def forward(self, x):
        return super().forward(x) / np.log(10)


@FAMILY.wrong("LogSoftmax", "forward-value")
class MaximumSubtractedOnlyOnce(LogSoftmaxByLogaddexp):
    """The scores are shifted in the sum, but not outside of it."""

    def forward(self, x):
        super().forward(x)
        return x - np.log(np.exp(x - x.max(axis=-1, keepdims=True)).sum(axis=-1, keepdims=True))


@FAMILY.wrong("LogSoftmax", "forward-shape")
class LogarithmsOfTheSumsOnly(LogSoftmaxByLogaddexp):
    def forward(self, x):
        super().forward(x)
        return np.logaddexp.reduce(x, axis=-1)


@FAMILY.wrong("LogSoftmax", "ignores-upstream")
class OnesForUpstream(LogSoftmaxGate):
    def backward(self, upstream):
        return super().backward(np.ones_like(self.z))


@FAMILY.wrong("LogSoftmax", "upstream-twice")
class UpstreamOnceMore(LogSoftmaxGate):
    def backward(self, upstream):
        local = super().backward(upstream)
        return upstream * local


@FAMILY.wrong("LogSoftmax", "wrong-sign")
class SoftmaxMinusUpstream(LogSoftmaxByLogaddexp):
    def backward(self, upstream):
        return softmax(self.x) * upstream.sum(axis=-1, keepdims=True) - upstream


@FAMILY.wrong("LogSoftmax", "diagonal-only")
class OneMinusTheProbability(LogSoftmaxGate):
    def backward(self, upstream):
        return upstream * (1 - np.exp(self.z))


@FAMILY.wrong("LogSoftmax", "missing-term")
class WithoutUpstreamItself(LogSoftmaxGate):
    def backward(self, upstream):
        return -np.exp(self.z) * upstream.sum(axis=-1, keepdims=True)


@FAMILY.wrong("LogSoftmax", "uses-input-for-output")
class PowersOfTheScores(LogSoftmaxGate):
    """exp of the output is the softmax; exp of the input is not."""

    def forward(self, x):
        z = super().forward(x)
        self.z = x
        return z


@FAMILY.wrong("LogSoftmax", "gradient-overflow")
class ShiftForgottenInBackward(LogSoftmaxByLogaddexp):
    def backward(self, upstream):
        p = np.exp(self.x) / np.exp(self.x).sum(axis=-1, keepdims=True)
        return upstream - p * upstream.sum(axis=-1, keepdims=True)


@FAMILY.wrong("LogSoftmax", "extra-average")
class AveragedOverTheBatch(LogSoftmaxGate):
    def backward(self, upstream):
        return super().backward(upstream) / self.z.shape[0]


@FAMILY.wrong("LogSoftmax", "stale-cache")
class CacheInTheClassBody(LogSoftmaxByLogaddexp):
    cache: ClassVar[dict] = {}

    def forward(self, x):
        self.cache.update(x=x)
        return super().forward(x)

    def backward(self, upstream):
        return upstream - softmax(self.cache["x"]) * upstream.sum(axis=-1, keepdims=True)


@FAMILY.wrong("LogSoftmax", "gradient-value")
class SumWeightedByTheOutput(LogSoftmaxGate):
    def backward(self, upstream):
        return upstream - np.exp(self.z) * np.sum(upstream * self.z, axis=-1, keepdims=True)


@FAMILY.wrong("LogSoftmax", "gradient-value")
class SumDownTheColumns(LogSoftmaxGate):
    def backward(self, upstream):
        return upstream - np.exp(self.z) * upstream.sum(axis=0, keepdims=True)


@FAMILY.wrong("LogSoftmax", "numerical-backward")
class ForwardCalledInBackward(LogSoftmaxByLogaddexp):
    def backward(self, upstream):
        x, h = self.x.copy(), 1e-6
        dx = np.empty_like(x)
        for index in np.ndindex(*x.shape):
            moved = x.copy()
            moved[index] += h
            above = self.forward(moved)
            moved[index] -= 2 * h
            dx[index] = ((above - self.forward(moved)) * upstream).sum() / (2 * h)
        return dx


@FAMILY.wrong("LogSoftmax", "not-an-array")
class RowsAsLists(LogSoftmaxGate):
    def forward(self, x):
        return super().forward(x).tolist()
