"""Wrong gates: sums and means, of all entries or along an axis."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family
from tests.corpus.reductions import MeanIsSumOverCount, MeanWithAxis, SumTimesOnes, SumWithATrailingAxis, SumWithAxis

FAMILY = Family()

# -- Sum --


@FAMILY.wrong("Sum", "forward-shape")
class SumKeepsDimensions(SumTimesOnes):
    def forward(self, x):
        self.x = x
        return np.sum(np.atleast_1d(x), keepdims=True)


@FAMILY.wrong("Sum", "forward-shape")
class SumOfColumnsOnly(SumTimesOnes):
    def forward(self, x):
        self.x = x
        return np.sum(np.atleast_1d(x), axis=0)


@FAMILY.wrong("Sum", "extra-average")
class SumDividesByCount(SumTimesOnes):
    def backward(self, upstream):
        return (upstream * np.ones_like(self.x) / np.size(self.x),)


@FAMILY.wrong("Sum", "extra-average")
class SumDividesByRows(SumTimesOnes):
    def backward(self, upstream):
        rows = np.shape(self.x)[0] if np.ndim(self.x) else 1
        return np.full(np.shape(self.x), upstream / rows)


@FAMILY.wrong("Sum", "ignores-upstream")
class SumReturnsOnes(SumTimesOnes):
    def backward(self, upstream):
        return np.ones_like(self.x)


@FAMILY.wrong("Sum", "upstream-twice")
class SumSquaresUpstream(SumTimesOnes):
    def backward(self, upstream):
        return np.full(np.shape(self.x), upstream) * upstream


@FAMILY.wrong("Sum", "forward-value")
class SumOfSizes(SumTimesOnes):
    def forward(self, x):
        super().forward(x)
        return np.sum(np.abs(x))


@FAMILY.wrong("Sum", "forward-value")
class SumLeavesOutTheLast(SumTimesOnes):
    def forward(self, x):
        self.x, total = x, 0.0
        for i in range(np.size(x) - 1):
            total += np.ravel(x)[i]
        return total


@FAMILY.wrong("Sum", "timeout")
class SumForgetsToCount(SumTimesOnes):
    def forward(self, x):
        self.x, total, i = x, 0.0, 0
        while i < np.size(x):
            total = total + np.ravel(x)[i]
        return total


@FAMILY.wrong("Sum", "gradient-value")
class SumMultipliesByInput(SumTimesOnes):
    def backward(self, upstream):
        return (upstream * self.x,)


@FAMILY.wrong("Sum", "wrong-sign")
class SumStepsDownhill(SumTimesOnes):
    def backward(self, upstream):
        return (-upstream * np.ones_like(self.x),)


@FAMILY.wrong("Sum", "hard-coded")
class SumOnesOfTheExample(SumTimesOnes):
    def backward(self, upstream):
        return upstream * np.ones((3, 4))


@FAMILY.wrong("Sum", "hard-coded")
class SumFiveNumbersOfTheExample(SumTimesOnes):
    def backward(self, upstream):
        return np.array([upstream, upstream, upstream, upstream, upstream])


@FAMILY.wrong("Sum", "raises")
class SumWithAnotherLibrarysKeyword(SumTimesOnes):
    def forward(self, x):
        self.x = x
        return x.sum(dim=0)


@FAMILY.wrong(partial(gates.Sum, axis=1), "raises")
class SumForgetsTheLostAxis(SumWithATrailingAxis):
    def backward(self, upstream):
        return np.ones(self.x.shape) * upstream


@FAMILY.wrong(partial(gates.Sum, axis=1), "transposed")
class SumStacksCopiesInFront(SumWithATrailingAxis):
    def backward(self, upstream):
        return np.stack([upstream] * self.x.shape[1])


@FAMILY.wrong(partial(gates.Sum, axis=0), "gradient-value")
class SumRepeatsEachEntry(SumWithAxis):
    """The right numbers, in the wrong order."""

    def __init__(self):
        super().__init__(axis=0)

    def backward(self, upstream):
        copies = np.prod(self.shape, dtype=int) // max(np.size(upstream), 1)
        return np.repeat(upstream, copies).reshape(self.shape)


@FAMILY.wrong("Sum", "numerical-backward")
class SumOneSidedEntryByEntry(SumTimesOnes):
    def backward(self, upstream):
        x, h = np.array(self.x, dtype=float), 1e-6
        before, dx = np.sum(x), np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            x[place] += h
            dx[place] = upstream * (np.sum(x) - before) / h
            x[place] -= h
        return dx


@FAMILY.wrong("Sum", "forward-dtype")
class SumInSinglePrecision(SumTimesOnes):
    def forward(self, x):
        self.x = x
        return np.sum(x, dtype=np.float32)


@FAMILY.wrong("Sum", "stale-cache")
class SumNeverStartsAgain(SumTimesOnes):
    def __init__(self):
        self.total = 0.0

    def forward(self, x):
        self.x = x
        for number in np.ravel(x):
            self.total = self.total + number
        return self.total


@FAMILY.wrong("Sum", "modifies-input")
class SumSortsFirst(SumTimesOnes):
    """Small numbers first, to round less; but it is the caller's array that is sorted."""

    def forward(self, x):
        self.x = np.asarray(x)
        numbers = self.x.reshape(-1)
        numbers.sort()
        return np.sum(numbers)


@FAMILY.wrong("Sum", "gradient-shape")
class SumOneGradientPerRow(SumTimesOnes):
    def backward(self, upstream):
        return (np.full(np.shape(self.x)[:1], upstream),)


@FAMILY.wrong("Sum", "returns-none")
class SumForgetsReturn(SumTimesOnes):
    def backward(self, upstream):
        dx = np.zeros(np.shape(self.x))
        dx += upstream


@FAMILY.wrong("Sum", "not-an-array")
class SumReturnsAListForAVector(SumTimesOnes):
    def backward(self, upstream):
        (dx,) = super().backward(upstream)
        return (list(dx) if np.ndim(dx) == 1 else dx,)


# -- Mean --


@FAMILY.wrong("Mean", "missing-average")
class MeanFillsWithUpstream(MeanWithAxis):
    def backward(self, upstream):
        return np.full(self.x.shape, upstream)


@FAMILY.wrong("Mean", "missing-average")
class MeanMultipliesOnes(MeanWithAxis):
    def backward(self, upstream):
        return (upstream * np.ones_like(self.x),)


@FAMILY.wrong("Mean", "missing-average")
class MeanBackwardOfSum(MeanIsSumOverCount):
    def backward(self, upstream):
        return self.sum.backward(upstream)


@FAMILY.wrong(partial(gates.Mean, axis=-1), "missing-average")
class MeanOfColumnsRepeatsUpstream:
    def forward(self, x):
        self.columns = x.shape[-1]
        return x.mean(axis=-1)

    def backward(self, upstream):
        return np.repeat(np.expand_dims(upstream, -1), self.columns, axis=-1)


@FAMILY.wrong("Mean", "extra-average")
class MeanDividesTwice(MeanIsSumOverCount):
    def backward(self, upstream):
        (dx,) = super().backward(upstream)
        return (dx / self.count,)


@FAMILY.wrong("Mean", "hard-coded")
class MeanDividesByTwelve(MeanWithAxis):
    def backward(self, upstream):
        return np.full(self.x.shape, upstream / 12)


@FAMILY.wrong("Mean", "hard-coded")
class MeanDividesByFive(MeanIsSumOverCount):
    def forward(self, x):
        z = super().forward(x)
        self.count = 5
        return z


@FAMILY.wrong("Mean", "forward-value")
class MeanForgetsToDivide(MeanWithAxis):
    def forward(self, x):
        super().forward(x)
        return np.sum(x)


@FAMILY.wrong("Mean", "forward-value")
class MeanIsTheMedian(MeanWithAxis):
    def forward(self, x):
        super().forward(x)
        return np.median(x)


@FAMILY.wrong("Mean", "forward-value")
class MeanDividesByOneLess(MeanWithAxis):
    def forward(self, x):
        super().forward(x)
        return np.sum(x) / np.float64(np.size(x) - 1)


@FAMILY.wrong("Mean", "forward-value")
class MeanDividesByRows(MeanWithAxis):
    def forward(self, x):
        super().forward(x)
        return np.sum(x) / (x.shape[0] if np.ndim(x) else 1)


@FAMILY.wrong("Mean", "ignores-upstream")
class MeanReturnsShares(MeanWithAxis):
    def backward(self, upstream):
        return np.ones(self.x.shape) / self.x.size


@FAMILY.wrong("Mean", "upstream-twice")
class MeanChainsTwice(MeanIsSumOverCount):
    def backward(self, upstream):
        (dx,) = super().backward(upstream)
        return [upstream * dx]


@FAMILY.wrong("Mean", "gradient-shape")
class MeanReturnsOneShare(MeanWithAxis):
    def backward(self, upstream):
        return upstream / self.x.size


@FAMILY.wrong("Mean", "gradient-value")
class MeanCountsOneMore(MeanWithAxis):
    def backward(self, upstream):
        return np.full(self.x.shape, upstream / (self.x.size + 1))


@FAMILY.wrong("Mean", "gradient-value")
class MeanMultipliesByInput(MeanWithAxis):
    def backward(self, upstream):
        return (upstream * self.x / self.x.size,)


@FAMILY.wrong("Mean", "wrong-sign")
class MeanNegates(MeanIsSumOverCount):
    def backward(self, upstream):
        return self.sum.backward(-upstream / self.count)


@FAMILY.wrong("Mean", "forward-shape")
class MeanKeepsDimensions(MeanWithAxis):
    def forward(self, x):
        super().forward(x)
        return np.mean(np.atleast_1d(x), keepdims=True)


@FAMILY.wrong("Mean", "forward-dtype")
class MeanInWholeNumbers(MeanWithAxis):
    def forward(self, x):
        return np.asarray(super().forward(x)).astype(int)


@FAMILY.wrong("Mean", "numerical-backward")
class MeanCentredEntryByEntry(MeanWithAxis):
    def backward(self, upstream):
        h, dx = 1e-5, np.zeros(self.x.shape)
        for place in np.ndindex(self.x.shape):
            step = np.zeros(self.x.shape)
            step[place] = h
            dx[place] = (np.mean(self.x + step) - np.mean(self.x - step)) / (2 * h)
        return upstream * dx


@FAMILY.wrong("Mean", "modifies-input")
class MeanDividesInPlace(MeanIsSumOverCount):
    def forward(self, x):
        super().forward(x)
        x /= self.count
        return np.sum(x)


@FAMILY.wrong("Mean", "missing-method")
class MeanIndentedTooFar(MeanWithAxis):
    forward = None

    def __init__(self):
        def forward(self, x):
            self.x = x
            return np.mean(x)


@FAMILY.wrong("Mean", "constant-factor")
class MeanDoubledAsForSquares(MeanIsSumOverCount):
    def backward(self, upstream):
        return self.sum.backward(2 * upstream / self.count)


@FAMILY.wrong(partial(gates.Mean, axis=1), "transposed")
class MeanTilesWithoutTransposing:
    def forward(self, x):
        self.columns = x.shape[1]
        return np.mean(x, axis=1)

    def backward(self, upstream):
        return np.stack([upstream / self.columns for _ in range(self.columns)])
