"""Wrong implementations of the logarithm of softmax, each with one mistake."""

from typing import ClassVar

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.softmax import LogSoftmaxByLogaddexp, LogSoftmaxGate, softmax

FAMILY = Family()


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
