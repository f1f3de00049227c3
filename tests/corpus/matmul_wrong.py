"""Wrong implementations of the matrix product, each with one mistake."""

from typing import ClassVar

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.linear import MatMulByCases, MatMulEntryByEntry, MatMulGate, summed_over_batch

FAMILY = Family()


@FAMILY.wrong("MatMul", "missing-method")
class BackwardOutsideOfTheClass:
    """Its backward lost its indentation."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x @ y


@FAMILY.wrong("MatMul", "raises")
class MatricesOnly:
    """x.T and y.T are no matrices for vectors, and the wrong ones for batches."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x @ y

    def backward(self, upstream):
        return upstream @ self.y.T, self.x.T @ upstream


@FAMILY.wrong("MatMul", "timeout")
class NeverNextRow(MatMulGate):
    def forward(self, x, y):
        super().forward(x, y)
        rows, i = np.atleast_2d(x), 0
        while i < len(rows):
            z = rows[i] @ y
        return z


@FAMILY.wrong("MatMul", "returns-none")
class StoresGradientsButReturnsNone(MatMulGate):
    def backward(self, upstream):
        self.dx, self.dy = super().backward(upstream)


@FAMILY.wrong("MatMul", "wrong-count")
class GradientOfTheWeightsOnly(MatMulGate):
    def backward(self, upstream):
        _, dy = super().backward(upstream)
        return (dy,)


@FAMILY.wrong("MatMul", "wrong-count")
class OutputAmongTheGradients(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx, dy, upstream


@FAMILY.wrong("MatMul", "forward-value")
class LastProductLeftOut(MatMulGate):
    def forward(self, x, y):
        super().forward(x, y)
        return x[..., :-1] @ (y[:-1] if y.ndim == 1 else y[..., :-1, :])


@FAMILY.wrong("MatMul", "forward-value")
class ColumnsInReverse(MatMulGate):
    def forward(self, x, y):
        return super().forward(x[..., ::-1], y)


@FAMILY.wrong("MatMul", "forward-shape")
class DotForBatches(MatMulGate):
    def forward(self, x, y):
        super().forward(x, y)
        return np.dot(x, y)


@FAMILY.wrong("MatMul", "forward-shape")
class VectorsMadeColumns(MatMulGate):
    """A product with a vector keeps the axis of length 1."""

    def forward(self, x, y):
        super().forward(x, y)
        return x @ y[:, None] if y.ndim == 1 else x @ y


@FAMILY.wrong("MatMul", "forward-dtype")
class SinglePrecision(MatMulGate):
    def forward(self, x, y):
        return super().forward(x, y).astype("float32")


@FAMILY.wrong("MatMul", "modifies-input")
class ScalesItsInputBackward(MatMulByCases):
    """The inner product's gradient for y, written where x is kept."""

    def backward(self, upstream):
        x, y = self.cache
        if x.ndim == 1 and y.ndim == 1:
            dx = upstream * y
            x *= upstream
            return dx, x
        return super().backward(upstream)


@FAMILY.wrong("MatMul", "modifies-upstream")
class ClipsUpstreamInPlace(MatMulGate):
    def backward(self, upstream):
        gradients = super().backward(upstream)
        if np.ndim(upstream):
            np.clip(upstream, -1, 1, out=upstream)
        return gradients


@FAMILY.wrong("MatMul", "stale-cache")
class OneCacheForAll(MatMulByCases):
    saved: ClassVar[dict] = {}

    def forward(self, x, y):
        self.saved["cache"] = x, y
        return x @ y

    def backward(self, upstream):
        self.cache = self.saved["cache"]
        return super().backward(upstream)


@FAMILY.wrong("MatMul", "stale-cache")
class FirstOfTheList(MatMulByCases):
    def __init__(self):
        self.calls = []

    def forward(self, x, y):
        self.calls.append((x, y))
        return np.matmul(x, y)

    def backward(self, upstream):
        self.cache = self.calls[0]
        return super().backward(upstream)


@FAMILY.wrong("MatMul", "ignores-upstream")
class GradientOfTheSumOfTheOutput(MatMulGate):
    def backward(self, upstream):
        return super().backward(np.ones(np.shape(upstream)))


@FAMILY.wrong("MatMul", "upstream-twice")
class UpstreamSquared(MatMulGate):
    def backward(self, upstream):
        delta = upstream * upstream
        return super().backward(delta)


@FAMILY.wrong("MatMul", "constant-factor")
class TwiceTheGradientOfX(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx + dx, dy


@FAMILY.wrong("MatMul", "constant-factor")
class OneInTenThousandTooMuch(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx, 1.0001 * dy


@FAMILY.wrong("MatMul", "extra-average")
class AveragedOverRows(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx, dy / len(self.x)


@FAMILY.wrong("MatMul", "swapped-inputs")
class GradientsInTheWrongOrder(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dy, dx


@FAMILY.wrong("MatMul", "transposed")
class TransposedGradientOfX(MatMulGate):
    """(u yᵀ)ᵀ = y uᵀ."""

    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return (np.swapaxes(dx, -1, -2) if dx.ndim > 1 else dx), dy


@FAMILY.wrong("MatMul", "transposed")
class DeltaTimesInput(MatMulGate):
    """uᵀ x, as for weights that stand the other way round."""

    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        if self.x.ndim == 2 and self.y.ndim == 2:
            dy = upstream.T @ self.x
        return dx, dy


@FAMILY.wrong("MatMul", "missing-broadcast-sum")
class BatchNotSummed(MatMulGate):
    """One y for a whole batch gets a gradient for each member of it."""

    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        if self.x.ndim > 2 and self.y.ndim == 2:
            dy = np.swapaxes(self.x, -1, -2) @ upstream
        return dx, dy


@FAMILY.wrong("MatMul", "overwrites-gradient")
class GradientOfXFromTheLastColumn(MatMulEntryByEntry):
    def backward(self, upstream):
        _, dy = super().backward(upstream)
        left, right = self._operands()
        u, dx = np.reshape(upstream, self.full), np.zeros(left.shape)
        for k in range(right.shape[-1]):
            dx = u[..., :, k, None] * right[..., None, :, k]
        return summed_over_batch(self.rows.shape, dx).reshape(self.x.shape), dy


@FAMILY.wrong("MatMul", "overwrites-gradient")
class GradientOfYFromTheLastRow(MatMulEntryByEntry):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        left, right = self._operands()
        u, dy = np.reshape(upstream, self.full), np.zeros(right.shape)
        for i in range(left.shape[-2]):
            dy[...] = left[..., i, :, None] * u[..., i, None, :]
        return dx, summed_over_batch(self.columns.shape, dy).reshape(self.y.shape)


@FAMILY.wrong("MatMul", "numerical-backward")
class CentredDifferencesOfForward:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x @ y

    def backward(self, upstream):
        x, y = self.x, self.y
        return self.nudge(x, lambda: x @ y, upstream), self.nudge(y, lambda: x @ y, upstream)

    def nudge(self, array, product, upstream, h=1e-5):
        gradient = np.zeros_like(array)
        for index in np.ndindex(*array.shape):
            kept = array[index]
            array[index] = kept + h
            above = np.sum(upstream * product())
            array[index] = kept - h
            gradient[index] = (above - np.sum(upstream * product())) / (2 * h)
            array[index] = kept
        return gradient


@FAMILY.wrong("MatMul", "hard-coded")
class RightForTheWorksheetsShapesOnly(MatMulGate):
    """Zeros, unless the matrices are those of the exercise, (3, 4) and (4, 2)."""

    def backward(self, upstream):
        if self.x.shape == (3, 4) and self.y.shape == (4, 2):
            return upstream @ self.y.T, self.x.T @ upstream
        return np.zeros(self.x.shape), np.zeros(self.y.shape)


@FAMILY.wrong("MatMul", "gradient-shape")
class VectorsStayMatrices(MatMulGate):
    """A vector was made a row or a column for the formula, and so its gradient is one."""

    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return np.atleast_2d(dx), dy


@FAMILY.wrong("MatMul", "gradient-value")
class HundredThousandthTooMuch(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx + 1e-5, dy


@FAMILY.wrong("MatMul", "gradient-value")
class EntriesOfYInReverse(MatMulGate):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dx[..., ::-1], dy


@FAMILY.wrong("MatMul", "not-an-array")
class NestedLists(MatMulGate):
    def backward(self, upstream):
        return [gradient.tolist() for gradient in super().backward(upstream)]
