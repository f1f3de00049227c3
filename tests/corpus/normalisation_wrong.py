"""Wrong implementations of layer normalisation, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.normalisation import LayerNormByJacobian, LayerNormComputedAgain, LayerNormGate

FAMILY = Family()


def mean(array):
    return np.mean(array, axis=-1, keepdims=True)


@FAMILY.wrong("LayerNorm", "raises")
class MeansWithoutTheirAxis(LayerNormGate):
    def forward(self, x, gamma, beta):
        self.gamma = gamma
        self.spread = np.sqrt(x.var(axis=-1) + self.eps)
        self.n = (x - x.mean(axis=-1)) / self.spread
        return gamma * self.n + beta


@FAMILY.wrong("LayerNorm", "returns-none")
class ScaleIsNotLearnt(LayerNormGate):
    def backward(self, upstream):
        dx, _, d_beta = super().backward(upstream)
        return dx, None, d_beta


@FAMILY.wrong("LayerNorm", "wrong-count")
class GradientOfTheInputAlone(LayerNormGate):
    def backward(self, upstream):
        return super().backward(upstream)[0]


@FAMILY.wrong("LayerNorm", "wrong-count")
class ParametersInAPairOfTheirOwn(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return dx, (d_gamma, d_beta)


@FAMILY.wrong("LayerNorm", "forward-value")
class UnbiasedVariance(LayerNormGate):
    def forward(self, x, gamma, beta):
        super().forward(x, gamma, beta)
        self.spread = np.sqrt(np.var(x, axis=-1, keepdims=True, ddof=1) + self.eps)
        self.n = (x - mean(x)) / self.spread
        return gamma * self.n + beta


@FAMILY.wrong("LayerNorm", "forward-value")
class EpsilonOutsideTheRoot(LayerNormGate):
    def forward(self, x, gamma, beta):
        super().forward(x, gamma, beta)
        self.spread = np.std(x, axis=-1, keepdims=True) + self.eps
        self.n = (x - mean(x)) / self.spread
        return gamma * self.n + beta


@FAMILY.wrong("LayerNorm", "forward-value")
class ShiftForgotten(LayerNormGate):
    def forward(self, x, gamma, beta):
        return super().forward(x, gamma, beta) - beta


@FAMILY.wrong("LayerNorm", "forward-value")
class OverTheBatch(LayerNormGate):
    """Batch normalisation: down the columns."""

    def forward(self, x, gamma, beta):
        super().forward(x, gamma, beta)
        return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + self.eps) + beta


@FAMILY.wrong("LayerNorm", "forward-value")
class DividedByTheVariance(LayerNormGate):
    def forward(self, x, gamma, beta):
        super().forward(x, gamma, beta)
        return gamma * (x - mean(x)) / (np.var(x, axis=-1, keepdims=True) + self.eps) + beta


@FAMILY.wrong("LayerNorm", "forward-shape")
class RowsNotPutBack(LayerNormByJacobian):
    def __init__(self):
        super().__init__(eps=1e-5)

    def forward(self, x, gamma, beta):
        return super().forward(x, gamma, beta).reshape(-1, x.shape[-1])


@FAMILY.wrong("LayerNorm", "forward-dtype")
class BufferInSinglePrecision(LayerNormGate):
    def forward(self, x, gamma, beta):
        z = np.empty(x.shape, dtype=np.float32)
        z[...] = super().forward(x, gamma, beta)
        return z


@FAMILY.wrong("LayerNorm", "modifies-input")
class CentresInPlace(LayerNormGate):
    def forward(self, x, gamma, beta):
        x -= mean(x)
        return super().forward(x, gamma, beta)


@FAMILY.wrong("LayerNorm", "modifies-input")
class ScalesInPlaceBeforeItShifts(LayerNormGate):
    """z is x under another name."""

    def forward(self, x, gamma, beta):
        super().forward(x, gamma, beta)
        z = x
        z[...] = self.n
        return gamma * z + beta


@FAMILY.wrong("LayerNorm", "modifies-upstream")
class GammaIntoUpstream(LayerNormGate):
    def backward(self, upstream):
        rows = tuple(range(upstream.ndim - 1))
        d_gamma, d_beta = np.sum(upstream * self.n, axis=rows), np.sum(upstream, axis=rows)
        upstream *= self.gamma
        return (upstream - mean(upstream) - self.n * mean(upstream * self.n)) / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "nondeterministic")
class NoiseOnTheScale(LayerNormGate):
    def forward(self, x, gamma, beta):
        return super().forward(x, gamma + np.random.default_rng().normal(0, 0.1, gamma.shape), beta)


@FAMILY.wrong("LayerNorm", "stale-cache")
class InputsOfTheClass(LayerNormComputedAgain):
    def forward(self, x, gamma, beta):
        InputsOfTheClass.inputs = x, gamma
        return self._normal(x)[0] * gamma + beta


@FAMILY.wrong("LayerNorm", "stale-cache")
class FirstStatisticsAreKept(LayerNormGate):
    kept = None

    def forward(self, x, gamma, beta):
        z = super().forward(x, gamma, beta)
        if self.kept is None:
            self.kept = self.n, self.spread
        self.n, self.spread = self.kept
        return z


@FAMILY.wrong("LayerNorm", "ignores-upstream")
class OnesFromAbove(LayerNormGate):
    def backward(self, upstream):
        return super().backward(np.ones_like(upstream))


@FAMILY.wrong("LayerNorm", "ignores-upstream")
class ScaleGetsTheNormalisedRows(LayerNormGate):
    def backward(self, upstream):
        dx, _, d_beta = super().backward(upstream)
        return dx, np.sum(self.n, axis=tuple(range(self.n.ndim - 1))), d_beta


@FAMILY.wrong("LayerNorm", "upstream-twice")
class ScaleTimesUpstreamTwice(LayerNormGate):
    def backward(self, upstream):
        dx, _, d_beta = super().backward(upstream)
        d_output = upstream * upstream
        return dx, np.sum(d_output * self.n, axis=tuple(range(upstream.ndim - 1))), d_beta


@FAMILY.wrong("LayerNorm", "wrong-sign")
class ShiftTakenAway(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return dx, d_gamma, -d_beta


@FAMILY.wrong("LayerNorm", "constant-factor")
class OneInTenThousandTooLittle(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return 0.9999 * dx, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "extra-average")
class InputsGradientAveragedOverTheRow(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return dx / upstream.shape[-1], d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "swapped-inputs")
class ShiftBeforeScale(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return dx, d_beta, d_gamma


@FAMILY.wrong("LayerNorm", "missing-broadcast-sum")
class ScalesRowsNotSummed(LayerNormGate):
    def backward(self, upstream):
        dx, _, d_beta = super().backward(upstream)
        return dx, upstream * self.n, d_beta


@FAMILY.wrong("LayerNorm", "missing-broadcast-sum")
class ParametersForEveryRow(LayerNormComputedAgain):
    def backward(self, upstream):
        dx, _, _ = super().backward(upstream)
        return dx, upstream * self._normal(self.inputs[0])[0], upstream


@FAMILY.wrong("LayerNorm", "wrong-broadcast-sum")
class ScaleSummedAlongTheRows(LayerNormGate):
    def backward(self, upstream):
        dx, _, d_beta = super().backward(upstream)
        return dx, np.sum(upstream * self.n, axis=-1), d_beta


@FAMILY.wrong("LayerNorm", "wrong-broadcast-sum")
class ParametersAveragedOverTheRows(LayerNormGate):
    def backward(self, upstream):
        dx, _, _ = super().backward(upstream)
        rows = tuple(range(upstream.ndim - 1))
        return dx, np.mean(upstream * self.n, axis=rows), np.mean(upstream, axis=rows)


@FAMILY.wrong("LayerNorm", "wrong-broadcast-sum")
class FirstAxisOnly(LayerNormGate):
    """Two axes of rows were broadcast along; one is summed, and of the other the mean is taken."""

    def backward(self, upstream):
        dx, d_gamma, _ = super().backward(upstream)
        flat = upstream.sum(axis=0) if upstream.ndim > 1 else upstream
        return dx, d_gamma, flat.mean(axis=0) if flat.ndim > 1 else flat


@FAMILY.wrong("LayerNorm", "missing-term")
class MeanHeldConstant(LayerNormGate):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        d = upstream * self.gamma
        return (d - self.n * mean(d * self.n)) / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "missing-term")
class VarianceHeldConstant(LayerNormGate):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        d = upstream * self.gamma
        return (d - mean(d)) / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "overwrites-gradient")
class ScaleOfTheLastRow(LayerNormByJacobian):
    def __init__(self, eps=1e-5):
        super().__init__(eps)

    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        for i, u in enumerate(upstream.reshape(-1, upstream.shape[-1])):
            d_gamma = u * self.n[i]
        return dx, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "overwrites-gradient")
class ShiftOfTheLastRow(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        for u in upstream.reshape(-1, upstream.shape[-1]):
            d_beta[:] = u
        return dx, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "diagonal-only")
class EachEntryForItself(LayerNormGate):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        m = upstream.shape[-1]
        return upstream * self.gamma * (1 - 1 / m - self.n**2 / m) / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "missing-local-gradient")
class InputGetsUpstream(LayerNormGate):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        return upstream, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "gradient-shape")
class ScaleKeepsItsAxes(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return dx, np.expand_dims(d_gamma, 0), d_beta


@FAMILY.wrong("LayerNorm", "gradient-value")
class GammaForgotten(LayerNormGate):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        return (upstream - mean(upstream) - self.n * mean(upstream * self.n)) / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "gradient-value")
class SpreadSquared(LayerNormGate):
    def backward(self, upstream):
        dx, d_gamma, d_beta = super().backward(upstream)
        return dx / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "hard-coded")
class FourFeaturesAlways(LayerNormGate):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        d = upstream * self.gamma
        total, along = d.sum(axis=-1, keepdims=True), (d * self.n).sum(axis=-1, keepdims=True)
        return (d - total / 4 - self.n * along / 4) / self.spread, d_gamma, d_beta


@FAMILY.wrong("LayerNorm", "numerical-backward")
class DifferencesForTheInput(LayerNormComputedAgain):
    def backward(self, upstream):
        _, d_gamma, d_beta = super().backward(upstream)
        x, gamma = self.inputs
        dx, h = np.zeros(x.shape), 1e-5
        for index in np.ndindex(*x.shape):
            right, left = x.copy(), x.copy()
            right[index] += h
            left[index] -= h
            dx[index] = np.sum(upstream * gamma * (self._normal(right)[0] - self._normal(left)[0])) / (2 * h)
        return dx, d_gamma, d_beta
