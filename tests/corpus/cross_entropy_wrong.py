"""Wrong implementations of the two cross-entropies, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.losses import (
    BinaryCrossEntropyByLogaddexp,
    BinaryCrossEntropyEntryByEntry,
    BinaryCrossEntropyGate,
    CrossEntropyWithALoop,
    CrossEntropyWithOneHotRows,
    SoftmaxCrossEntropyGate,
    sigmoid,
    softmax,
)

FAMILY = Family()


# -- SoftmaxCrossEntropy --


@FAMILY.wrong("SoftmaxCrossEntropy", "missing-one-hot")
class ProbabilitiesAlone(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        return upstream * self.p / len(self.p), None


@FAMILY.wrong("SoftmaxCrossEntropy", "missing-one-hot")
class OneSubtractedFromACopy(SoftmaxCrossEntropyGate):
    """Indexing with the labels first makes a copy, and the 1 is taken from that."""

    def backward(self, upstream):
        d = self.p.copy()
        d[np.arange(len(d))][:, self.labels] -= 1
        return upstream * d / len(d), None


@FAMILY.wrong("SoftmaxCrossEntropy", "missing-one-hot")
class LabelsComparedWithTheWrongThing(CrossEntropyWithALoop):
    """k is never `is` a NumPy integer, so no class is the label."""

    def backward(self, upstream):
        p = softmax(self.scores)
        y = [[float(k is label) for k in range(p.shape[1])] for label in self.labels]
        return upstream * (p - np.array(y)) / len(p)


@FAMILY.wrong("SoftmaxCrossEntropy", "ignores-upstream")
class TheLossIsTheEnd(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        d = self.p.copy()
        d[np.arange(len(d)), self.labels] -= 1
        return d / len(d), None


@FAMILY.wrong("SoftmaxCrossEntropy", "ignores-upstream")
class UpstreamSetToOne(CrossEntropyWithOneHotRows):
    def backward(self, upstream=1.0):
        upstream = 1.0
        return super().backward(upstream)


@FAMILY.wrong("SoftmaxCrossEntropy", "upstream-twice")
class UpstreamInTheErrorAndAfterIt(CrossEntropyWithOneHotRows):
    def backward(self, upstream):
        error = upstream * (softmax(self.scores) - self.y)
        return upstream * error / len(error)


@FAMILY.wrong("SoftmaxCrossEntropy", "wrong-sign")
class LabelMinusProbability(CrossEntropyWithOneHotRows):
    def backward(self, upstream):
        return upstream * (self.y - softmax(self.scores)) / len(self.y)


@FAMILY.wrong("SoftmaxCrossEntropy", "missing-average")
class SumOverTheBatchInBackward(CrossEntropyWithOneHotRows):
    def backward(self, upstream):
        return (upstream * (softmax(self.scores) - self.y),)


@FAMILY.wrong("SoftmaxCrossEntropy", "missing-average")
class RowsGradientsNotAveraged(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        d = np.array(self.p)
        for row, label in zip(d, self.labels, strict=True):
            row[label] -= 1
        return upstream * d, None


@FAMILY.wrong("SoftmaxCrossEntropy", "extra-average")
class AveragedOnceMore(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        d, _ = super().backward(upstream)
        return d / len(self.labels), None


@FAMILY.wrong("SoftmaxCrossEntropy", "constant-factor")
class NaturalLogarithmTakenForBinary(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        d, _ = super().backward(upstream)
        return d / np.log(2), None


@FAMILY.wrong("SoftmaxCrossEntropy", "swapped-inputs")
class NoneForTheScores(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        return super().backward(upstream)[::-1]


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-value")
class SumForTheMean(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        return super().forward(scores, labels) * len(labels)


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-value")
class MinusForgotten(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        return -super().forward(scores, labels)


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-value")
class EveryRowWithEveryLabel(SoftmaxCrossEntropyGate):
    """p[:, labels] is a matrix: each row at the labels of all."""

    def forward(self, scores, labels):
        super().forward(scores, labels)
        return -np.mean(np.log(self.p[:, labels]))


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-shape")
class OneLossPerRow(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        super().forward(scores, labels)
        return -np.log(self.p[np.arange(len(labels)), labels])


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-shape")
class LossInBrackets(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        return np.array([super().forward(scores, labels)])


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-dtype")
class LossAsText(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        return f"{super().forward(scores, labels):.4f}"


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-overflow")
class LogarithmOfAProbability(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        super().forward(scores, labels)
        return -np.mean(np.log(self.p[np.arange(len(labels)), labels]))


@FAMILY.wrong("SoftmaxCrossEntropy", "forward-overflow")
class ExponentialsOfTheScores(CrossEntropyWithOneHotRows):
    def forward(self, scores, labels):
        super().forward(scores, labels)
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - (scores * self.y).sum(axis=1))


@FAMILY.wrong("SoftmaxCrossEntropy", "gradient-overflow")
class ShiftedInForwardOnly(CrossEntropyWithOneHotRows):
    def backward(self, upstream):
        powers = np.exp(self.scores)
        return upstream * (powers / powers.sum(axis=1, keepdims=True) - self.y) / len(powers)


@FAMILY.wrong("SoftmaxCrossEntropy", "modifies-input")
class SubtractsTheMaximumInPlace(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        scores -= scores.max(axis=1, keepdims=True)
        return super().forward(scores, labels)


@FAMILY.wrong("SoftmaxCrossEntropy", "modifies-input")
class WritesTheGradientOverTheScores(CrossEntropyWithALoop):
    def backward(self, upstream):
        gradient, _ = super().backward(upstream)
        self.scores[:] = gradient
        return self.scores, None


@FAMILY.wrong("SoftmaxCrossEntropy", "stale-cache")
class LabelsOfTheFirstBatch(SoftmaxCrossEntropyGate):
    def forward(self, scores, labels):
        first = getattr(self, "labels", labels)
        loss = super().forward(scores, labels)
        self.labels = first
        return loss


@FAMILY.wrong("SoftmaxCrossEntropy", "gradient-shape")
class GradientOfTheLabelsScoresOnly(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        d, _ = super().backward(upstream)
        return d[np.arange(len(d)), self.labels], None


@FAMILY.wrong("SoftmaxCrossEntropy", "gradient-value")
class OneTakenFromWholeColumns(SoftmaxCrossEntropyGate):
    def backward(self, upstream):
        d = self.p.copy()
        d[:, self.labels] -= 1
        return upstream * d / len(d), None


@FAMILY.wrong("SoftmaxCrossEntropy", "gradient-value")
class ProbabilitiesDownTheColumns(CrossEntropyWithOneHotRows):
    def backward(self, upstream):
        return upstream * (softmax(self.scores.T).T - self.y) / len(self.y)


@FAMILY.wrong("SoftmaxCrossEntropy", "hard-coded")
class BatchOfFour(SoftmaxCrossEntropyGate):
    """Divides by the size of the batch in the exercise."""

    def backward(self, upstream):
        d = self.p.copy()
        d[np.arange(len(d)), self.labels] -= 1
        return upstream * d / 4, None


@FAMILY.wrong("SoftmaxCrossEntropy", "numerical-backward")
class DifferenceQuotients(CrossEntropyWithOneHotRows):
    def loss(self, scores):
        return np.mean(np.logaddexp.reduce(scores, axis=1) - np.sum(scores * self.y, axis=1))

    def backward(self, upstream):
        d, epsilon = np.zeros_like(self.scores), 1e-5
        for i in range(d.shape[0]):
            for j in range(d.shape[1]):
                plus, minus = self.scores.copy(), self.scores.copy()
                plus[i, j] += epsilon
                minus[i, j] -= epsilon
                d[i, j] = upstream * (self.loss(plus) - self.loss(minus)) / (2 * epsilon)
        return d, None


# -- BinaryCrossEntropy --


@FAMILY.wrong("BinaryCrossEntropy", "ignores-upstream")
class LossIsLast(BinaryCrossEntropyGate):
    def backward(self, upstream):
        return (sigmoid(self.x) - self.t) / np.size(self.x), None


@FAMILY.wrong("BinaryCrossEntropy", "upstream-twice")
class UpstreamBeforeAndAfter(BinaryCrossEntropyGate):
    def backward(self, upstream):
        d, _ = super().backward(upstream)
        return upstream * d


@FAMILY.wrong("BinaryCrossEntropy", "wrong-sign")
class TargetMinusProbability(BinaryCrossEntropyGate):
    def backward(self, upstream):
        return upstream * (self.t - sigmoid(self.x)) / np.size(self.x), None


@FAMILY.wrong("BinaryCrossEntropy", "missing-average")
class ErrorsNotAveraged(BinaryCrossEntropyGate):
    def backward(self, upstream):
        return upstream * (sigmoid(self.x) - self.t)


@FAMILY.wrong("BinaryCrossEntropy", "extra-average")
class MeanOfAMean(BinaryCrossEntropyEntryByEntry):
    def backward(self, upstream):
        return super().backward(upstream) / self.x.size


@FAMILY.wrong("BinaryCrossEntropy", "missing-term")
class TargetLeftOut(BinaryCrossEntropyGate):
    def backward(self, upstream):
        return upstream * sigmoid(self.x) / np.size(self.x)


@FAMILY.wrong("BinaryCrossEntropy", "missing-term")
class PositiveExamplesOnly(BinaryCrossEntropyGate):
    """The derivative of −t ln p, without that of −(1 − t) ln(1 − p)."""

    def backward(self, upstream):
        return upstream * -self.t * (1 - sigmoid(self.x)) / np.size(self.x), None


@FAMILY.wrong("BinaryCrossEntropy", "forward-value")
class NegativeExamplesForgotten(BinaryCrossEntropyByLogaddexp):
    def forward(self, logits, targets):
        super().forward(logits, targets)
        return np.mean(targets * np.logaddexp(0, -logits))


@FAMILY.wrong("BinaryCrossEntropy", "forward-value")
class LogarithmsToBaseTwo(BinaryCrossEntropyByLogaddexp):
    def forward(self, logits, targets):
        return super().forward(logits, targets) / np.log(2)


@FAMILY.wrong("BinaryCrossEntropy", "forward-shape")
class MeanOverTheFirstAxis(BinaryCrossEntropyByLogaddexp):
    def forward(self, logits, targets):
        super().forward(logits, targets)
        losses = targets * np.logaddexp(0, -logits) + (1 - targets) * np.logaddexp(0, logits)
        return np.mean(losses, axis=0) if np.ndim(losses) else losses


@FAMILY.wrong("BinaryCrossEntropy", "forward-overflow")
class LogarithmOfTheSigmoid(BinaryCrossEntropyGate):
    def forward(self, logits, targets):
        super().forward(logits, targets)
        p = sigmoid(logits)
        return -np.mean(targets * np.log(p) + (1 - targets) * np.log(1 - p))


@FAMILY.wrong("BinaryCrossEntropy", "forward-overflow")
class ExponentialOfTheLogit(BinaryCrossEntropyGate):
    def forward(self, logits, targets):
        super().forward(logits, targets)
        return np.mean(np.log(1 + np.exp(logits)) - logits * targets)


@FAMILY.wrong("BinaryCrossEntropy", "gradient-overflow")
class QuotientOfExponentials(BinaryCrossEntropyGate):
    def backward(self, upstream):
        p = np.exp(self.x) / (1 + np.exp(self.x))
        return upstream * (p - self.t) / np.size(self.x), None


@FAMILY.wrong("BinaryCrossEntropy", "swapped-inputs")
class TargetsBeforeLogits(BinaryCrossEntropyByLogaddexp):
    def backward(self, upstream):
        d_logits, d_targets = super().backward(upstream)
        return d_targets, d_logits


@FAMILY.wrong("BinaryCrossEntropy", "raises")
class LengthOfANumber(BinaryCrossEntropyGate):
    """A single logit has no length."""

    def backward(self, upstream):
        n = len(self.x) * self.x[0].size
        return upstream * (sigmoid(self.x) - self.t) / n


@FAMILY.wrong("BinaryCrossEntropy", "gradient-value")
class SlopeOfTheSquaredError(BinaryCrossEntropyGate):
    def backward(self, upstream):
        p = sigmoid(self.x)
        return upstream * (p - self.t) * p * (1 - p) / np.size(self.x), None


@FAMILY.wrong("BinaryCrossEntropy", "numerical-backward")
class OneSidedOfTheFormula(BinaryCrossEntropyByLogaddexp):
    def backward(self, upstream):
        x, t = self.inputs

        def loss(x):
            return t * np.logaddexp(0, -x) + (1 - t) * np.logaddexp(0, x)

        return upstream * (loss(x + 1e-8) - loss(x)) / 1e-8 / np.size(x), None
