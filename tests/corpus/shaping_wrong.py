"""Wrong implementations of Reshape, Transpose and Concatenate, each with one mistake."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family
from tests.corpus.shaping import (
    SIDE_BY_SIDE,
    TURNED,
    TWO_ROWS,
    ConcatenateColumns,
    ConcatenateGate,
    ConcatenateWithSlices,
    ReshapeGate,
    TransposeByArgsort,
    TransposeGate,
)

FAMILY = Family()


# -- Reshape --


@FAMILY.wrong(TWO_ROWS, "missing-method")
class BackwardMisspelt:
    def forward(self, x):
        self.before = x.shape
        return x.reshape(2, -1)

    def backwards(self, upstream):
        return upstream.reshape(self.before)


@FAMILY.wrong(TWO_ROWS, "raises")
class BackToTheTargetOfTheWrongName(ReshapeGate):
    def backward(self, upstream):
        return upstream.reshape(self.original_shape)


@FAMILY.wrong(TWO_ROWS, "returns-none")
class CopytoReturnsNothing(ReshapeGate):
    def backward(self, upstream):
        dx = np.empty(self.before)
        return np.copyto(dx, upstream.reshape(self.before))


@FAMILY.wrong(TWO_ROWS, "wrong-count")
class ShapeAmongTheGradients(ReshapeGate):
    def backward(self, upstream):
        return np.reshape(upstream, self.before), None


@FAMILY.wrong(TWO_ROWS, "forward-value")
class ColumnsFirst(ReshapeGate):
    def forward(self, x):
        super().forward(x)
        return np.reshape(x, self.shape, order="F")


@FAMILY.wrong(TWO_ROWS, "forward-shape")
class TwoColumnsForTwoRows(ReshapeGate):
    def forward(self, x):
        super().forward(x)
        return np.reshape(x, self.shape[::-1])


@FAMILY.wrong(TWO_ROWS, "forward-dtype")
class IntoWholeNumbers(ReshapeGate):
    def forward(self, x):
        super().forward(x)
        z = np.zeros((2, x.size // 2), dtype=np.int64)
        z.flat = x.flat
        return z


@FAMILY.wrong(TWO_ROWS, "gradient-value")
class BackColumnsFirst(ReshapeGate):
    def backward(self, upstream):
        return np.reshape(upstream, self.before, order="F")


@FAMILY.wrong(TWO_ROWS, "gradient-shape")
class BackToAVector(ReshapeGate):
    def backward(self, upstream):
        return upstream.reshape(-1)


@FAMILY.wrong(partial(gates.Reshape, shape=(3, 2, 2)), "missing-local-gradient")
class UpstreamAsItCame(ReshapeGate):
    def __init__(self, shape=(3, 2, 2)):
        super().__init__(shape)

    def backward(self, upstream):
        return upstream


@FAMILY.wrong(TWO_ROWS, "stale-cache")
class ShapeOfTheFirst(ReshapeGate):
    before = None

    def forward(self, x):
        if self.before is None:
            self.before = x.shape
        return x.reshape(self.shape)


@FAMILY.wrong(TWO_ROWS, "upstream-twice")
class UpstreamTimesUpstream(ReshapeGate):
    def backward(self, upstream):
        return upstream.reshape(self.before) * upstream.reshape(self.before)


@FAMILY.wrong(TWO_ROWS, "ignores-upstream")
class OnesInTheShapeOfTheInput(ReshapeGate):
    def backward(self, upstream):
        return np.ones(self.before)


# -- Transpose --


@FAMILY.wrong("Transpose", "missing-method")
class ForwardWithoutSelf:
    def forward(x):
        return x.T

    def backward(self, upstream):
        return upstream.T


@FAMILY.wrong("Transpose", "raises")
class MatricesOnly:
    """Swaps the axes by name, which a vector doesn't have."""

    def forward(self, x):
        return np.swapaxes(x, 0, 1) if x.ndim == 2 else np.einsum("ijk->kji", x)

    def backward(self, upstream):
        return upstream.T


@FAMILY.wrong("Transpose", "forward-shape")
class LastTwoAxesOnly(TransposeGate):
    def forward(self, x):
        return x if x.ndim == 1 else np.swapaxes(x, -1, -2)


@FAMILY.wrong(TURNED, "forward-shape")
class TurnedTheOtherWay(TransposeByArgsort):
    """With the inverse of the axes' order."""

    def forward(self, x):
        return x.transpose(np.argsort(self.axes))


@FAMILY.wrong("Transpose", "forward-value")
class ReshapedToTheTransposedShape(TransposeGate):
    def forward(self, x):
        return x.reshape(x.shape[::-1])


@FAMILY.wrong(TURNED, "transposed")
class TurnedOnInsteadOfBack(TransposeByArgsort):
    def backward(self, upstream):
        return upstream.transpose(self.axes)


@FAMILY.wrong(TURNED, "transposed")
class TurnedBackInReverse(TransposeByArgsort):
    def backward(self, upstream):
        return upstream.transpose(self.axes[::-1])


@FAMILY.wrong("Transpose", "gradient-value")
class BackByReshaping:
    def forward(self, x):
        self.shape = x.shape
        return x.T

    def backward(self, upstream):
        return upstream.reshape(self.shape)


@FAMILY.wrong("Transpose", "ignores-upstream")
class OnesWhateverComes(TransposeGate):
    def backward(self, upstream):
        return np.ones(upstream.T.shape)


@FAMILY.wrong("Transpose", "modifies-upstream")
class ScalesUpstreamForItsNorm(TransposeGate):
    """Keeps the gradient, and leaves upstream normalised."""

    def backward(self, upstream):
        gradient = upstream.T.copy()
        upstream /= np.linalg.norm(upstream)
        return gradient


@FAMILY.wrong("Transpose", "returns-none")
class PrintsInsteadOfReturning(TransposeGate):
    def backward(self, upstream):
        self.gradient = upstream.T


# -- Concatenate --


@FAMILY.wrong("Concatenate", "missing-method")
class TakesOneList(ConcatenateGate):
    """forward([x, y]) in place of forward(x, y)."""

    def forward(self, arrays):
        return super().forward(*arrays)


@FAMILY.wrong("Concatenate", "wrong-count")
class TwoInputsAlways(ConcatenateGate):
    def backward(self, upstream):
        first = self.lengths[0]
        return upstream[:first], upstream[first:]


@FAMILY.wrong("Concatenate", "wrong-count")
class UpstreamInOnePiece(ConcatenateGate):
    def backward(self, upstream):
        return (upstream,)


@FAMILY.wrong("Concatenate", "wrong-count")
class SplitWithTheEnd(ConcatenateGate):
    """The end of the last array is no place to cut: an empty piece is left over."""

    def backward(self, upstream):
        return np.split(upstream, np.cumsum(self.lengths))


@FAMILY.wrong("Concatenate", "forward-value")
class LastComesFirst(ConcatenateGate):
    def forward(self, *arrays):
        super().forward(*arrays)
        return np.concatenate(arrays[::-1])


@FAMILY.wrong("Concatenate", "forward-value")
class StartNeverMovesOn(ConcatenateWithSlices):
    """Every array is written at the beginning, over the one before."""

    def forward(self, *arrays):
        z = np.zeros_like(super().forward(*arrays))
        for array in arrays:
            z[: len(array)] = array
        return z


@FAMILY.wrong("Concatenate", "forward-shape")
class OneLongRow(ConcatenateGate):
    def forward(self, *arrays):
        super().forward(*arrays)
        return np.concatenate([array.ravel() for array in arrays])


@FAMILY.wrong("Concatenate", "forward-dtype")
class BufferForWholeNumbers(ConcatenateWithSlices):
    def forward(self, *arrays):
        return super().forward(*arrays).astype(int)


@FAMILY.wrong("Concatenate", "forward-dtype")
class InSinglePrecision(ConcatenateGate):
    def forward(self, *arrays):
        super().forward(*arrays)
        return np.concatenate(arrays, dtype=np.float32)


@FAMILY.wrong("Concatenate", "swapped-inputs")
class PiecesInReverse(ConcatenateGate):
    def backward(self, upstream):
        return super().backward(upstream)[::-1]


@FAMILY.wrong("Concatenate", "gradient-value")
class PiecesFromTheEnd(ConcatenateGate):
    """Upstream is read backwards, so every piece has its rows in reverse and of another place."""

    def backward(self, upstream):
        return super().backward(upstream[::-1])


@FAMILY.wrong("Concatenate", "gradient-shape")
class CutOneTooEarly(ConcatenateGate):
    def backward(self, upstream):
        return np.split(upstream, np.cumsum(self.lengths)[:-1] - 1)


@FAMILY.wrong(SIDE_BY_SIDE, "gradient-shape")
class CutAlongTheWrongAxis(ConcatenateColumns):
    def backward(self, upstream):
        ends = np.cumsum([array.shape[1] for array in self.arrays])[:-1]
        return np.split(upstream, ends, axis=0)


@FAMILY.wrong("Concatenate", "ignores-upstream")
class OnesForEveryPiece(ConcatenateGate):
    def backward(self, upstream):
        return [np.ones_like(piece) for piece in super().backward(upstream)]


@FAMILY.wrong("Concatenate", "extra-average")
class SharedAmongTheInputs(ConcatenateGate):
    def backward(self, upstream):
        return [piece / len(piece) for piece in super().backward(upstream)]
