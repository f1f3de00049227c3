"""Wrong implementations of the affine map, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.linear import AffineGate, AffineRowByRow

FAMILY = Family()


@FAMILY.wrong("Affine", "missing-method")
class ForwardWithoutBias(AffineGate):
    def forward(self, x, W):
        return super().forward(x, W, np.zeros(len(W)))


@FAMILY.wrong("Affine", "missing-method")
class BackwardWantsTheInputsAgain(AffineGate):
    def backward(self, x, W, b, upstream):
        return upstream @ W, upstream.T @ x, upstream.sum(axis=0)


@FAMILY.wrong("Affine", "raises")
class WeightsNotTransposed(AffineGate):
    def forward(self, x, W, b):
        super().forward(x, W, b)
        return x @ W + b


@FAMILY.wrong("Affine", "raises")
class ForgetsToKeepTheInput(AffineGate):
    def forward(self, x, W, b):
        self.W = W
        return x @ W.T + b


@FAMILY.wrong("Affine", "raises")
class WantsSizesInTheConstructor(AffineGate):
    def __init__(self, fan_in, fan_out):
        self.shape = fan_out, fan_in


@FAMILY.wrong("Affine", "returns-none")
class SwallowsTheException(AffineGate):
    """The product of shapes that don't fit raises, and nobody is told."""

    def backward(self, upstream):
        try:
            return upstream @ self.W.T, upstream.T @ self.x, upstream.sum(axis=0)
        except ValueError:
            pass


@FAMILY.wrong("Affine", "returns-none")
class NoGradientForTheBias(AffineGate):
    def backward(self, upstream):
        dx, dW, _ = super().backward(upstream)
        return dx, dW, None


@FAMILY.wrong("Affine", "wrong-count")
class BiasLeftOut(AffineGate):
    def backward(self, upstream):
        return super().backward(upstream)[:2]


@FAMILY.wrong("Affine", "wrong-count")
class GradientsByName(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return {"x": dx, "W": dW, "b": db}


@FAMILY.wrong("Affine", "forward-value")
class BiasForgotten(AffineGate):
    def forward(self, x, W, b):
        return super().forward(x, W, 0)


@FAMILY.wrong("Affine", "forward-value")
class MinusTheBias(AffineGate):
    def forward(self, x, W, b):
        return super().forward(x, W, -b)


@FAMILY.wrong("Affine", "forward-shape")
class OutputsAreColumns(AffineGate):
    def forward(self, x, W, b):
        super().forward(x, W, b)
        return W @ x.T + b[:, None]


@FAMILY.wrong("Affine", "forward-dtype")
class BufferOfIntegers(AffineGate):
    def forward(self, x, W, b):
        z = np.zeros((len(x), len(W)), dtype=int)
        z[:] = super().forward(x, W, b)
        return z


@FAMILY.wrong("Affine", "modifies-input")
class DescendsInBackward(AffineGate):
    """A step of gradient descent, before anybody asked for it."""

    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        self.W -= 0.1 * dW
        return dx, dW, db


@FAMILY.wrong("Affine", "modifies-input")
class WritesTheGradientOverTheInput(AffineGate):
    def backward(self, upstream):
        dW, db = upstream.T @ self.x, upstream.sum(axis=0)
        self.x[...] = upstream @ self.W
        return self.x, dW, db


@FAMILY.wrong("Affine", "modifies-upstream")
class AddsRowsInAView(AffineGate):
    def backward(self, upstream):
        dx, dW = upstream @ self.W, upstream.T @ self.x
        db = upstream[-1]
        for row in upstream[:-1]:
            db += row
        return dx, dW, db


@FAMILY.wrong("Affine", "modifies-upstream")
class CumulatesInPlace(AffineGate):
    def backward(self, upstream):
        dx, dW, _ = super().backward(upstream)
        return dx, dW, np.cumsum(upstream, axis=0, out=upstream)[-1]


@FAMILY.wrong("Affine", "nondeterministic")
class GradientNoise(AffineGate):
    """A trick of training, in the wrong place."""

    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW + np.random.default_rng().normal(0, 0.01, dW.shape), db


@FAMILY.wrong("Affine", "stale-cache")
class KeepsTheFirstInput:
    x = None

    def forward(self, x, W, b):
        if self.x is None:
            self.x = x
        self.W = W
        return x @ W.T + b

    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, upstream.sum(axis=0)


@FAMILY.wrong("Affine", "stale-cache")
class DefaultArgumentAsCache:
    def forward(self, x, W, b, cache={}):  # noqa: B006
        self.cache = cache
        cache["x"], cache["W"] = x, W
        return x @ W.T + b

    def backward(self, upstream):
        return upstream @ self.cache["W"], upstream.T @ self.cache["x"], upstream.sum(axis=0)


@FAMILY.wrong("Affine", "ignores-upstream")
class WeightsLearnTheInputAlone(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, np.tile(self.x.sum(axis=0), (len(dW), 1)), db


@FAMILY.wrong("Affine", "ignores-upstream")
class OnesForUpstream(AffineGate):
    def backward(self, upstream):
        upstream = np.ones_like(upstream)
        return super().backward(upstream)


@FAMILY.wrong("Affine", "upstream-twice")
class WeightsTimesUpstreamTwice(AffineGate):
    def backward(self, upstream):
        dx, _, db = super().backward(upstream)
        delta = upstream * upstream
        return dx, delta.T @ self.x, db


@FAMILY.wrong("Affine", "wrong-sign")
class BiasOfAThreshold(AffineGate):
    """As if b were taken away."""

    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW, -db


@FAMILY.wrong("Affine", "constant-factor")
class WeightsCountedTwice(AffineGate):
    def backward(self, upstream):
        return upstream @ self.W, 2 * upstream.T @ self.x, upstream.sum(axis=0)


@FAMILY.wrong("Affine", "extra-average")
class WeightsAveragedOverTheBatch(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW / len(self.x), db / len(self.x)


@FAMILY.wrong("Affine", "extra-average")
class WholeUpstreamAveraged(AffineGate):
    def backward(self, upstream):
        return super().backward(upstream / upstream.shape[0])


@FAMILY.wrong("Affine", "swapped-inputs")
class WeightsBeforeInput(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dW, dx, db


@FAMILY.wrong("Affine", "swapped-inputs")
class BiasBeforeWeights(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, db, dW


@FAMILY.wrong("Affine", "transposed")
class InputTimesDelta(AffineGate):
    def backward(self, upstream):
        return upstream @ self.W, self.x.T @ upstream, upstream.sum(axis=0)


@FAMILY.wrong("Affine", "transposed")
class InputsGradientInColumns(AffineGate):
    def backward(self, upstream):
        return self.W.T @ upstream.T, upstream.T @ self.x, upstream.sum(axis=0)


@FAMILY.wrong("Affine", "missing-broadcast-sum")
class BiasGetsAllRows(AffineGate):
    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, upstream


@FAMILY.wrong("Affine", "wrong-broadcast-sum")
class BiasSummedAlongRows(AffineGate):
    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, upstream.sum(axis=1)


@FAMILY.wrong("Affine", "wrong-broadcast-sum")
class BiasAveraged(AffineGate):
    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, np.mean(upstream, axis=0)


@FAMILY.wrong("Affine", "wrong-broadcast-sum")
class BiasSummedOverEverything(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW, np.full(db.shape, upstream.sum())


@FAMILY.wrong("Affine", "missing-local-gradient")
class InputGetsUpstream(AffineGate):
    def backward(self, upstream):
        return upstream, upstream.T @ self.x, upstream.sum(axis=0)


@FAMILY.wrong("Affine", "overwrites-gradient")
class WeightsOfTheLastRow(AffineRowByRow):
    def backward(self, upstream):
        dx, dW, db = np.zeros(self.x.shape), np.zeros(self.W.shape), np.zeros(self.b.shape)
        for i, delta in enumerate(upstream):
            dx[i] = self.W.T @ delta
            dW = np.outer(delta, self.x[i])
            db += delta
        return dx, dW, db


@FAMILY.wrong("Affine", "overwrites-gradient")
class BiasOfTheLastRow(AffineRowByRow):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        for delta in upstream:
            db[:] = delta
        return dx, dW, db


@FAMILY.wrong("Affine", "numerical-backward")
class ComplexStepForTheWeights(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        for i, j in np.ndindex(*dW.shape):
            W = self.W.astype(complex)
            W[i, j] += 1e-30j
            dW[i, j] = np.sum(upstream * np.imag(self.x @ W.T)) / 1e-30
        return dx, dW, db


@FAMILY.wrong("Affine", "numerical-backward")
class OneSidedDifferences:
    def forward(self, x, W, b):
        self.inputs = x, W, b
        return x @ W.T + b

    def backward(self, upstream):
        inputs, gradients = self.inputs, []
        base = type(self)().forward(*inputs)
        for k in range(3):
            gradient = np.zeros(inputs[k].shape)
            for index in np.ndindex(*inputs[k].shape):
                moved = [np.array(value) for value in inputs]
                moved[k][index] += 1e-6
                gradient[index] = np.sum(upstream * (type(self)().forward(*moved) - base)) / 1e-6
            gradients.append(gradient)
        return gradients


@FAMILY.wrong("Affine", "hard-coded")
class ThreeRowsAlways(AffineGate):
    """Three rows, as in the exercise, whatever the batch."""

    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW, db if len(upstream) == 3 else np.zeros(db.shape)


@FAMILY.wrong("Affine", "gradient-shape")
class BiasKeepsAnAxis(AffineGate):
    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, upstream.sum(axis=0, keepdims=True)


@FAMILY.wrong("Affine", "gradient-shape")
class WeightsFlattened(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW.ravel(), db


@FAMILY.wrong("Affine", "gradient-value")
class SizeOfUpstreamForTheWeights(AffineGate):
    def backward(self, upstream):
        dx, _, db = super().backward(upstream)
        return dx, np.abs(upstream).T @ self.x, db


@FAMILY.wrong("Affine", "gradient-value")
class NoGradientToTheBias(AffineGate):
    def backward(self, upstream):
        dx, dW, db = super().backward(upstream)
        return dx, dW, np.zeros_like(db)
