"""Wrong implementations of squared error and margin, each with one mistake."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family
from tests.corpus.losses import (
    WIDER,
    MaxMarginEntryByEntry,
    MaxMarginGate,
    MeanSquaredErrorByDotProduct,
    MeanSquaredErrorGate,
    MeanSquaredErrorInSteps,
)

FAMILY = Family()


# -- MeanSquaredError --


@FAMILY.wrong("MeanSquaredError", "constant-factor")
class TwoForgotten(MeanSquaredErrorGate):
    def backward(self, upstream):
        return self.error * upstream / np.size(self.error)


@FAMILY.wrong("MeanSquaredError", "constant-factor")
class FourForTwo(MeanSquaredErrorGate):
    def backward(self, upstream):
        return 4 * self.error * upstream / np.size(self.error), None


@FAMILY.wrong("MeanSquaredError", "missing-average")
class SquaresSummedInBackward(MeanSquaredErrorGate):
    def backward(self, upstream):
        return 2 * self.error * upstream


@FAMILY.wrong("MeanSquaredError", "missing-average")
class MeansGateForgotten(MeanSquaredErrorInSteps):
    def backward(self, upstream):
        d_square = np.ones(np.shape(self.kept["square"])) * upstream
        return (d_square * 2 * self.kept["difference"], None)


@FAMILY.wrong("MeanSquaredError", "extra-average")
class AveragedTwice(MeanSquaredErrorByDotProduct):
    def backward(self, upstream):
        d, _ = super().backward(upstream)
        return d / d.size


@FAMILY.wrong("MeanSquaredError", "wrong-sign")
class TargetMinusPrediction(MeanSquaredErrorByDotProduct):
    def backward(self, upstream):
        prediction, target = self.saved
        return 2 * (target - prediction) * upstream / np.size(target)


@FAMILY.wrong("MeanSquaredError", "ignores-upstream")
class NothingComesFromAbove(MeanSquaredErrorGate):
    def backward(self, upstream):
        return 2 * self.error / np.size(self.error), None


@FAMILY.wrong("MeanSquaredError", "upstream-twice")
class UpstreamInEveryStep(MeanSquaredErrorInSteps):
    def backward(self, upstream):
        d_square = upstream * np.ones_like(self.kept["square"]) / np.size(self.kept["square"])
        return upstream * d_square * 2 * self.kept["difference"]


@FAMILY.wrong("MeanSquaredError", "missing-term")
class PredictionWithoutTarget(MeanSquaredErrorByDotProduct):
    def backward(self, upstream):
        prediction, target = self.saved
        return 2 * prediction * upstream / np.size(target), None


@FAMILY.wrong("MeanSquaredError", "forward-value")
class HalfTheSquare(MeanSquaredErrorGate):
    def forward(self, prediction, target):
        return super().forward(prediction, target) / 2


@FAMILY.wrong("MeanSquaredError", "forward-value")
class RootOfTheMean(MeanSquaredErrorGate):
    def forward(self, prediction, target):
        return np.sqrt(super().forward(prediction, target))


@FAMILY.wrong("MeanSquaredError", "forward-value")
class DividesByTheRows(MeanSquaredErrorGate):
    """The number of rows is not the number of entries."""

    def forward(self, prediction, target):
        super().forward(prediction, target)
        return np.sum(self.error**2) / len(np.atleast_1d(prediction))


@FAMILY.wrong("MeanSquaredError", "forward-shape")
class SquaresNotAveraged(MeanSquaredErrorGate):
    def forward(self, prediction, target):
        super().forward(prediction, target)
        return self.error**2


@FAMILY.wrong("MeanSquaredError", "forward-dtype")
class RoundedToAWholeNumber(MeanSquaredErrorGate):
    def forward(self, prediction, target):
        return np.array(super().forward(prediction, target)).astype(int)


@FAMILY.wrong("MeanSquaredError", "modifies-input")
class SubtractsInPlace(MeanSquaredErrorGate):
    def forward(self, prediction, target):
        prediction -= target
        self.error = prediction
        return np.mean(self.error**2)


@FAMILY.wrong("MeanSquaredError", "nondeterministic")
class EntriesWeightedAtRandom(MeanSquaredErrorGate):
    def forward(self, prediction, target):
        super().forward(prediction, target)
        weights = np.random.default_rng().dirichlet(np.ones(np.size(prediction)))
        return np.sum(weights * np.ravel(self.error) ** 2)


@FAMILY.wrong("MeanSquaredError", "hard-coded")
class FiveExamplesAlways(MeanSquaredErrorGate):
    def backward(self, upstream):
        return 2 * self.error * upstream / 5


@FAMILY.wrong("MeanSquaredError", "raises")
class ErrorNotKept:
    def forward(self, prediction, target):
        error = prediction - target
        return np.mean(error**2)

    def backward(self, upstream):
        return 2 * self.error * upstream / self.error.size


@FAMILY.wrong("MeanSquaredError", "numerical-backward")
class ComplexStep(MeanSquaredErrorByDotProduct):
    def backward(self, upstream):
        prediction, target = self.saved
        d = np.zeros(np.shape(prediction))
        for index in np.ndindex(*d.shape):
            step = np.zeros(d.shape, complex)
            step[index] = 1e-20j
            d[index] = upstream * np.mean((prediction + step - target) ** 2).imag / 1e-20
        return d


# -- MaxMargin --


@FAMILY.wrong("MaxMargin", "missing-mask")
class EveryPairPushedApart(MaxMarginGate):
    def backward(self, upstream):
        d = np.full(np.shape(self.active), upstream / np.size(self.active))
        return -d, d


@FAMILY.wrong("MaxMargin", "missing-mask")
class HingeForgottenEntryByEntry(MaxMarginEntryByEntry):
    def __init__(self, margin=1.0):
        super().__init__(margin)

    def backward(self, upstream):
        share = upstream / self.s.size
        return -share * np.ones_like(self.s), share * np.ones_like(self.s)


@FAMILY.wrong("MaxMargin", "wrong-mask")
class PairsThatAreFarEnough(MaxMarginGate):
    def backward(self, upstream):
        d = upstream * ~np.asarray(self.active) / np.size(self.active)
        return -d, d


@FAMILY.wrong("MaxMargin", "wrong-mask")
class MarginLeftOutOfTheMask(MaxMarginGate):
    def forward(self, s, s_c):
        loss = super().forward(s, s_c)
        self.active = s_c > s
        return loss


@FAMILY.wrong(WIDER, "wrong-mask")
class MaskOfTheMean(MaxMarginEntryByEntry):
    """One mask for all pairs: whether the loss is above 0."""

    def backward(self, upstream):
        on = self.forward(self.s, self.s_c) > 0
        d = np.full(self.s.shape, on * upstream / self.s.size)
        return -d, d


@FAMILY.wrong("MaxMargin", "wrong-sign")
class BothScoresPushedUp(MaxMarginGate):
    def backward(self, upstream):
        _, d = super().backward(upstream)
        return d, d


@FAMILY.wrong("MaxMargin", "missing-average")
class PairsSummed(MaxMarginGate):
    def backward(self, upstream):
        d = upstream * self.active
        return -d, d


@FAMILY.wrong(partial(gates.MaxMargin, margin=2.0), "ignores-upstream")
class OneForUpstream(MaxMarginGate):
    def __init__(self, margin=2.0):
        super().__init__(margin)

    def backward(self, upstream):
        d = self.active / np.size(self.active)
        return -d, d


@FAMILY.wrong("MaxMargin", "wrong-count")
class OneGradientForBoth(MaxMarginGate):
    def backward(self, upstream):
        return (super().backward(upstream)[1],)


@FAMILY.wrong("MaxMargin", "forward-value")
class MarginForgotten(MaxMarginGate):
    def forward(self, s, s_c):
        super().forward(s, s_c)
        return np.mean(np.maximum(s_c - s, 0))


@FAMILY.wrong("MaxMargin", "forward-value")
class HingeOfTheMean(MaxMarginGate):
    def forward(self, s, s_c):
        super().forward(s, s_c)
        return max(np.mean(self.margin + s_c - s), 0.0)


@FAMILY.wrong("MaxMargin", "forward-shape")
class HingesNotAveraged(MaxMarginGate):
    def forward(self, s, s_c):
        super().forward(s, s_c)
        return np.maximum(self.margin + s_c - s, 0)


@FAMILY.wrong("MaxMargin", "stale-cache")
class ActiveInTheClass(MaxMarginGate):
    def forward(self, s, s_c):
        ActiveInTheClass.pair = s, s_c
        return super().forward(s, s_c)

    def backward(self, upstream):
        s, s_c = self.pair
        self.active = self.margin + s_c - s > 0
        return super().backward(upstream)
