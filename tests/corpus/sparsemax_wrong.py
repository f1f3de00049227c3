"""Wrong implementations of sparsemax, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.softmax import SparsemaxByRemoval, SparsemaxGate, SparsemaxRowByRow, softmax

FAMILY = Family()


def mean_inside(upstream, inside):
    return np.sum(upstream * inside, axis=-1, keepdims=True) / inside.sum(axis=-1, keepdims=True)


@FAMILY.wrong("Sparsemax", "timeout")
class BisectionWithoutEnd(SparsemaxGate):
    """Halves an interval until it is shorter than any two numbers are apart."""

    def forward(self, x):
        low = x.max(axis=-1, keepdims=True) - 1
        high = low + 1
        while np.any(high - low > 1e-30):
            middle = (low + high) / 2
            above = np.maximum(x - middle, 0).sum(axis=-1, keepdims=True) > 1
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        self.z = np.maximum(x - low, 0)
        return self.z


@FAMILY.wrong("Sparsemax", "missing-method")
class ForwardWantsTheTemperature(SparsemaxGate):
    def forward(self, x, temperature):
        return super().forward(x / temperature)


@FAMILY.wrong("Sparsemax", "returns-none")
class ReturnsOnlyIfTheSumIsOne(SparsemaxGate):
    def backward(self, upstream):  # noqa: RET503 (that is the mistake)
        if np.array_equal(self.z.sum(), 1):
            return super().backward(upstream)


@FAMILY.wrong("Sparsemax", "forward-value")
class SoftmaxInstead(SparsemaxGate):
    def forward(self, x):
        super().forward(x)
        return softmax(x)


@FAMILY.wrong("Sparsemax", "forward-value")
class RanksFromZero(SparsemaxGate):
    def forward(self, x):
        descending = -np.sort(-x, axis=-1)
        sums = np.cumsum(descending, axis=-1)
        rank = np.arange(x.shape[-1])
        k = np.sum(1 + rank * descending > sums, axis=-1, keepdims=True)
        self.z = np.maximum(x - (np.take_along_axis(sums, k - 1, axis=-1) - 1) / np.maximum(k, 1), 0)
        return self.z


@FAMILY.wrong("Sparsemax", "forward-value")
class NegativeEntriesCutAndRescaled(SparsemaxGate):
    def forward(self, x):
        super().forward(x)
        positive = np.maximum(x - x.max(axis=-1, keepdims=True) + 1, 0)
        return positive / positive.sum(axis=-1, keepdims=True)


@FAMILY.wrong("Sparsemax", "forward-overflow")
class BisectionInAFixedInterval(SparsemaxGate):
    def forward(self, x):
        low, high = np.full((*x.shape[:-1], 1), -20.0), np.full((*x.shape[:-1], 1), 20.0)
        for _ in range(60):
            middle = (low + high) / 2
            above = np.maximum(x - middle, 0).sum(axis=-1, keepdims=True) > 1
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        self.z = np.maximum(x - low, 0)
        return self.z


@FAMILY.wrong("Sparsemax", "modifies-input")
class SortsItsInput(SparsemaxGate):
    def forward(self, x):
        z = super().forward(x)
        x.sort(axis=-1)
        self.largest = x[..., -1]
        return z


@FAMILY.wrong("Sparsemax", "modifies-upstream")
class ZeroesUpstream(SparsemaxGate):
    def backward(self, upstream):
        support = self.z > 0
        upstream[~support] = 0
        return support * (upstream - mean_inside(upstream, support))


@FAMILY.wrong("Sparsemax", "stale-cache")
class FirstRowsForEver(SparsemaxRowByRow):
    rows = None

    def forward(self, x):
        self.shape = x.shape
        rows = [self._project(row) for row in x.reshape(-1, x.shape[-1])]
        self.rows = self.rows or rows
        return np.array(rows).reshape(x.shape)


@FAMILY.wrong("Sparsemax", "nondeterministic")
class TiesBrokenByChance(SparsemaxGate):
    def forward(self, x):
        return super().forward(x + np.random.default_rng().normal(0, 1e-4, x.shape))


@FAMILY.wrong("Sparsemax", "upstream-twice")
class UpstreamTimesTheResult(SparsemaxByRemoval):
    def backward(self, upstream):
        return super().backward(upstream) * upstream


@FAMILY.wrong("Sparsemax", "wrong-sign")
class MeanMinusUpstream(SparsemaxByRemoval):
    def backward(self, upstream):
        return self.inside * (mean_inside(upstream, self.inside) - upstream)


@FAMILY.wrong("Sparsemax", "constant-factor")
class AThousandthTooMuch(SparsemaxByRemoval):
    def backward(self, upstream):
        return 1.001 * super().backward(upstream)


@FAMILY.wrong("Sparsemax", "extra-average")
class DividedByTheNumberOfScores(SparsemaxGate):
    def backward(self, upstream):
        return super().backward(upstream) / upstream.size


@FAMILY.wrong("Sparsemax", "diagonal-only")
class EachScoreForItself(SparsemaxGate):
    """uᵢ (1 − 1/|S|) on the support."""

    def backward(self, upstream):
        support = self.z > 0
        return upstream * support * (1 - 1 / support.sum(axis=-1, keepdims=True))


@FAMILY.wrong("Sparsemax", "missing-term")
class LikeAReLU(SparsemaxGate):
    """The threshold moves with the scores, which is left out."""

    def backward(self, upstream):
        return upstream * (self.z > 0)


@FAMILY.wrong("Sparsemax", "missing-mask")
class MeanTakenFromAll(SparsemaxGate):
    def backward(self, upstream):
        return upstream - mean_inside(upstream, self.z > 0)


@FAMILY.wrong("Sparsemax", "wrong-mask")
class OutsideOfTheSupport(SparsemaxGate):
    def backward(self, upstream):
        support = self.z > 0
        return ~support * (upstream - mean_inside(upstream, support))


@FAMILY.wrong("Sparsemax", "wrong-mask")
class MaskOnUpstream(SparsemaxGate):
    def backward(self, upstream):
        return (upstream > 0) * (upstream - mean_inside(upstream, self.z > 0))


@FAMILY.wrong("Sparsemax", "numerical-backward")
class CentredDifferences:
    def __init__(self):
        self.gate = SparsemaxByRemoval()

    def forward(self, x):
        self.x = x
        return self.gate.forward(x)

    def backward(self, upstream):
        h = 1e-7
        dx = np.zeros(self.x.shape)
        for index in np.ndindex(*dx.shape):
            e = np.zeros(dx.shape)
            e[index] = h
            difference = self.gate.forward(self.x + e) - self.gate.forward(self.x - e)
            dx[index] = np.vdot(difference, upstream) / h / 2
        return dx


@FAMILY.wrong("Sparsemax", "gradient-value")
class MeanOverTheWholeRow(SparsemaxGate):
    def backward(self, upstream):
        return (self.z > 0) * (upstream - upstream.mean(axis=-1, keepdims=True))


@FAMILY.wrong("Sparsemax", "gradient-value")
class JacobianOfTheSoftmax(SparsemaxGate):
    def backward(self, upstream):
        return self.z * (upstream - np.sum(upstream * self.z, axis=-1, keepdims=True))


@FAMILY.wrong("Sparsemax", "gradient-shape")
class OnlyTheSupport(SparsemaxGate):
    def backward(self, upstream):
        return super().backward(upstream)[self.z > 0]
