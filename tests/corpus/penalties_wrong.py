"""Wrong implementations of the two penalties, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.losses import L1PenaltyGate, L1PenaltyWithMasks, L2PenaltyByEinsum, L2PenaltyGate

FAMILY = Family()


# -- L1Penalty --


@FAMILY.wrong("L1Penalty", "ignores-upstream")
class SignAlone(L1PenaltyGate):
    def backward(self, upstream):
        return np.sign(self.W)


@FAMILY.wrong("L1Penalty", "missing-local-gradient")
class UpstreamForEveryWeight(L1PenaltyGate):
    def backward(self, upstream):
        return np.full(np.shape(self.W), upstream)


@FAMILY.wrong("L1Penalty", "wrong-sign")
class AgainstTheSign(L1PenaltyWithMasks):
    def backward(self, upstream):
        dW = np.zeros(self.above.shape)
        dW[self.above], dW[self.below] = -upstream, upstream
        return dW


@FAMILY.wrong("L1Penalty", "extra-average")
class MeanOfTheSigns(L1PenaltyGate):
    def backward(self, upstream):
        return upstream * np.sign(self.W) / np.size(self.W)


@FAMILY.wrong("L1Penalty", "forward-value")
class AbsoluteValueOfTheSum(L1PenaltyGate):
    def forward(self, W):
        self.W = W
        return np.abs(np.sum(W))


@FAMILY.wrong("L1Penalty", "forward-shape")
class AbsoluteValuesNotSummed(L1PenaltyGate):
    def forward(self, W):
        super().forward(W)
        return np.abs(W)


@FAMILY.wrong("L1Penalty", "modifies-input")
class AbsoluteValuesIntoTheWeights(L1PenaltyGate):
    def forward(self, W):
        self.W = np.array(W)
        return np.sum(np.abs(W, out=W) if np.ndim(W) else abs(W))


@FAMILY.wrong("L1Penalty", "gradient-value")
class GradientIsTheWeight(L1PenaltyGate):
    """That of the other penalty."""

    def backward(self, upstream):
        return upstream * self.W


@FAMILY.wrong("L1Penalty", "gradient-value")
class SignOfUpstream(L1PenaltyGate):
    def backward(self, upstream):
        return self.W * np.sign(upstream)


@FAMILY.wrong("L1Penalty", "gradient-shape")
class SignsSummed(L1PenaltyGate):
    def backward(self, upstream):
        return upstream * np.sum(np.sign(self.W))


@FAMILY.wrong("L1Penalty", "hard-coded")
class SignsOfTheExample(L1PenaltyGate):
    """The exercise's weights have alternating signs."""

    def backward(self, upstream):
        signs = np.resize([1.0, -1.0], np.shape(self.W))
        return upstream * signs


# -- L2Penalty --


@FAMILY.wrong("L2Penalty", "constant-factor")
class HalfForgottenInBackward(L2PenaltyGate):
    def backward(self, upstream):
        return 2 * upstream * self.W


@FAMILY.wrong("L2Penalty", "ignores-upstream")
class WeightAlone(L2PenaltyGate):
    def backward(self, upstream):
        return self.W


@FAMILY.wrong("L2Penalty", "missing-local-gradient")
class UpstreamCopied(L2PenaltyByEinsum):
    def backward(self, upstream):
        return upstream * np.ones_like(self.W)


@FAMILY.wrong("L2Penalty", "uses-output-for-input")
class LossForTheWeights(L2PenaltyGate):
    def forward(self, W):
        self.shape = np.shape(W)
        self.W = super().forward(W)
        return self.W

    def backward(self, upstream):
        return np.full(self.shape, upstream * self.W)


@FAMILY.wrong("L2Penalty", "wrong-sign")
class DescentDirection(L2PenaltyGate):
    def backward(self, upstream):
        return -self.W * upstream


@FAMILY.wrong("L2Penalty", "extra-average")
class AveragedOverTheWeights(L2PenaltyByEinsum):
    def backward(self, upstream):
        return upstream * self.W / self.W.size


@FAMILY.wrong("L2Penalty", "upstream-twice")
class UpstreamOnBothSides(L2PenaltyGate):
    def backward(self, upstream):
        return upstream * self.W * upstream


@FAMILY.wrong("L2Penalty", "forward-value")
class WithoutTheHalf(L2PenaltyGate):
    def forward(self, W):
        return 2 * super().forward(W)


@FAMILY.wrong("L2Penalty", "forward-value")
class NormNotSquared(L2PenaltyGate):
    def forward(self, W):
        self.W = W
        return np.sqrt(np.sum(W**2))


@FAMILY.wrong("L2Penalty", "forward-value")
class HundredThousandthTooMuch(L2PenaltyGate):
    def forward(self, W):
        return super().forward(W) + 1e-5


@FAMILY.wrong("L2Penalty", "numerical-backward")
class OneSidedStep(L2PenaltyGate):
    def backward(self, upstream):
        W, h = np.asarray(self.W), 1e-7
        here = 0.5 * np.sum(W**2)
        dW = np.zeros(W.shape)
        for index in np.ndindex(*W.shape):
            there = W.copy()
            there[index] += h
            dW[index] = (0.5 * np.sum(there**2) - here) / h
        return upstream * dW


@FAMILY.wrong("L2Penalty", "nondeterministic")
class LangevinNoise(L2PenaltyGate):
    def backward(self, upstream):
        return upstream * self.W + 0.01 * np.random.default_rng().normal(size=np.shape(self.W))


@FAMILY.wrong("L2Penalty", "gradient-value")
class GradientOfTheNorm(L2PenaltyGate):
    def backward(self, upstream):
        return upstream * self.W / np.linalg.norm(self.W)
