"""Right implementations of losses and penalties, as students write them."""

import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family

FAMILY = Family()

WIDER = partial(gates.MaxMargin, margin=0.25)


def softmax(x):
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


# -- SoftmaxCrossEntropy --


@FAMILY.right("SoftmaxCrossEntropy")
class SoftmaxCrossEntropyGate:
    def forward(self, scores, labels):
        n = len(labels)
        shifted = scores - scores.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.p, self.labels = np.exp(logs), labels
        return -logs[np.arange(n), labels].sum() / n

    def backward(self, upstream):
        n = len(self.labels)
        d = self.p.copy()
        d[np.arange(n), self.labels] -= 1
        return upstream * d / n, None


@FAMILY.right("SoftmaxCrossEntropy")
class CrossEntropyWithOneHotRows:
    def forward(self, scores, labels):
        self.scores = scores
        self.y = np.eye(scores.shape[1])[labels]
        right = np.sum(scores * self.y, axis=1)
        return np.mean(np.logaddexp.reduce(scores, axis=1) - right)

    def backward(self, upstream):
        return (upstream * (softmax(self.scores) - self.y) / self.scores.shape[0],)


@FAMILY.right("SoftmaxCrossEntropy")
class CrossEntropyWithALoop:
    def forward(self, scores, labels):
        self.scores, self.labels = scores, labels
        total = 0.0
        for row, label in zip(scores, labels, strict=True):
            total += max(row) + math.log(sum(math.exp(score - max(row)) for score in row)) - row[label]
        return total / len(labels)

    def backward(self, upstream):
        gradient = []
        for p, label in zip(softmax(self.scores), self.labels, strict=True):
            gradient.append([(p[k] - (k == label)) / len(self.labels) * upstream for k in range(len(p))])
        return np.array(gradient), None


@FAMILY.right("SoftmaxCrossEntropy")
class CrossEntropyKeepingTheLocalGradient:
    """What backward multiplies with is worked out in forward. Labels that nobody can change get zeros."""

    def forward(self, scores, labels):
        top = np.max(scores, axis=1)
        log_of_sum = top + np.log(np.sum(np.exp(scores - top[:, None]), axis=1))
        is_label = labels[:, None] == np.arange(scores.shape[1])
        self.local = (np.exp(scores - log_of_sum[:, None]) - is_label) / len(scores)
        self.none = np.zeros(len(labels))
        return np.mean(log_of_sum - scores[is_label])

    def backward(self, upstream):
        return np.multiply(self.local, upstream), self.none


# -- BinaryCrossEntropy --


@FAMILY.right("BinaryCrossEntropy")
class BinaryCrossEntropyGate:
    def forward(self, logits, targets):
        self.x, self.t = logits, targets
        return np.mean(np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits))))

    def backward(self, upstream):
        return upstream * (sigmoid(self.x) - self.t) / np.size(self.x), None


@FAMILY.right("BinaryCrossEntropy")
class BinaryCrossEntropyByLogaddexp:
    """Both gradients: that for the targets is nobody's business, but right."""

    def forward(self, logits, targets):
        self.inputs = logits, targets
        return np.mean(targets * np.logaddexp(0, -logits) + (1 - targets) * np.logaddexp(0, logits))

    def backward(self, upstream):
        x, t = self.inputs
        share = upstream / np.size(x)
        return [share * (np.exp(-np.logaddexp(0, -x)) - t), -share * x]


@FAMILY.right("BinaryCrossEntropy")
class BinaryCrossEntropyEntryByEntry:
    def forward(self, logits, targets):
        self.x, self.t = np.asarray(logits), np.asarray(targets)
        losses = []
        for x, t in zip(self.x.flat, self.t.flat, strict=True):
            softplus = x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))
            losses.append(softplus - t * x)
        return sum(losses) / len(losses)

    def backward(self, upstream):
        dx = np.zeros(self.x.shape)
        for index in np.ndindex(*self.x.shape):
            x = float(self.x[index])
            p = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
            dx[index] = upstream * (p - self.t[index]) / self.x.size
        return dx


# -- MeanSquaredError --


@FAMILY.right("MeanSquaredError")
class MeanSquaredErrorGate:
    def forward(self, prediction, target):
        self.error = prediction - target
        return np.mean(self.error**2)

    def backward(self, upstream):
        return 2 * self.error * upstream / np.size(self.error)


@FAMILY.right("MeanSquaredError")
class MeanSquaredErrorByDotProduct:
    def forward(self, prediction, target):
        self.saved = prediction, target
        error = np.ravel(prediction - target)
        return error @ error / len(error)

    def backward(self, upstream):
        prediction, target = self.saved
        d = np.subtract(prediction, target) * (upstream / (0.5 * np.size(target)))
        return d, -d


@FAMILY.right("MeanSquaredError")
@dataclass
class MeanSquaredErrorInSteps:
    """Subtract, square and mean, backwards in the opposite order."""

    kept: dict[str, Any] = field(default_factory=dict)

    def forward(self, prediction, target):
        difference = prediction - target
        square = np.square(difference)
        self.kept = {"difference": difference, "square": square}
        return square.sum() / square.size

    def backward(self, upstream):
        d_square = np.full(np.shape(self.kept["square"]), upstream) / np.size(self.kept["square"])
        d_difference = d_square * 2 * self.kept["difference"]
        return (d_difference, None)


# -- MaxMargin --


@FAMILY.right("MaxMargin")
class MaxMarginGate:
    def __init__(self, margin=1.0):
        self.margin = margin

    def forward(self, s, s_c):
        missing = self.margin + s_c - s
        self.active = missing > 0
        return np.mean(np.maximum(missing, 0))

    def backward(self, upstream):
        d = upstream * self.active / np.size(self.active)
        return -d, d


@FAMILY.right(WIDER)
class MaxMarginEntryByEntry:
    """At the kink it counts an entry as active, where the reference doesn't: both are subgradients."""

    def __init__(self, margin=0.25):
        self.margin = margin

    def forward(self, s, s_c):
        self.s, self.s_c = np.asarray(s), np.asarray(s_c)
        pairs = zip(self.s.flat, self.s_c.flat, strict=True)
        return float(np.mean([max(self.margin + corrupt - true, 0.0) for true, corrupt in pairs]))

    def backward(self, upstream):
        ds, ds_c = np.zeros(self.s.shape), np.zeros(self.s.shape)
        for index in np.ndindex(*self.s.shape):
            if self.margin + self.s_c[index] - self.s[index] >= 0:
                ds[index] -= upstream / self.s.size
                ds_c[index] += upstream / self.s.size
        return ds, ds_c


@FAMILY.right("MaxMargin")
class MaxMarginBySign:
    def forward(self, s, s_c):
        gap = s - s_c
        self.slope = np.sign(np.clip(1 - gap, 0, None))
        return np.sum(self.slope * (1 - gap)) / np.size(gap)

    def backward(self, upstream):
        d = self.slope * upstream / np.size(self.slope)
        return [sign * d for sign in (-1, 1)]


# -- L1Penalty --


@FAMILY.right("L1Penalty")
class L1PenaltyGate:
    def forward(self, W):
        self.W = W
        return np.sum(np.abs(W))

    def backward(self, upstream):
        return upstream * np.sign(self.W)


@FAMILY.right("L1Penalty")
class L1PenaltyByNorm:
    """At 0 it takes the slope from the right, another admissible choice."""

    def forward(self, W):
        self.signs = np.where(np.asarray(W) >= 0, 1.0, -1.0)
        return np.linalg.norm(np.ravel(W), ord=1)

    def backward(self, upstream):
        return (self.signs * upstream,)


@FAMILY.right("L1Penalty")
class L1PenaltyWithMasks:
    def forward(self, W):
        self.above, self.below = np.asarray(W) > 0, np.asarray(W) < 0
        return np.sum(W, where=self.above) - np.sum(W, where=self.below)

    def backward(self, upstream):
        dW = np.zeros(self.above.shape)
        dW[self.above] = upstream
        dW[self.below] = -upstream
        return [dW]


# -- L2Penalty --


@FAMILY.right("L2Penalty")
class L2PenaltyGate:
    def forward(self, W):
        self.W = W
        return 0.5 * np.sum(W**2)

    def backward(self, upstream):
        return upstream * self.W


@FAMILY.right("L2Penalty")
class L2PenaltyByEinsum:
    def forward(self, W):
        self.W = np.array(W)
        return np.einsum("i,i->", self.W.ravel(), self.W.ravel()) / 2

    def backward(self, upstream):
        return (np.einsum(",...->...", upstream, self.W),)


@FAMILY.right("L2Penalty")
class L2PenaltyByNorm:
    def forward(self, W):
        self.W = W
        return np.linalg.norm(W) ** 2 / 2 if np.ndim(W) else W * W / 2

    def backward(self, upstream):
        return [2 * np.asarray(self.W) * upstream / 2]
