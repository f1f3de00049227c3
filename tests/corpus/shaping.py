"""Right implementations of the gates that move numbers: Reshape, Transpose, Concatenate, Embedding."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family

FAMILY = Family()

TWO_ROWS = partial(gates.Reshape, shape=(2, -1))
TURNED = partial(gates.Transpose, axes=(2, 0, 1))
SIDE_BY_SIDE = partial(gates.Concatenate, axis=1)


# -- Reshape --


@FAMILY.right(TWO_ROWS)
class ReshapeGate:
    def __init__(self, shape=(2, -1)):
        self.shape = shape

    def forward(self, x):
        self.before = np.shape(x)
        return np.reshape(x, self.shape)

    def backward(self, upstream):
        return np.reshape(upstream, self.before)


@FAMILY.right(partial(gates.Reshape, shape=12))
class ReshapeToAVector:
    def forward(self, x):
        self.x = np.asarray(x)
        return self.x.flatten()

    def backward(self, upstream):
        return (upstream.reshape(self.x.shape),)


@FAMILY.right(TWO_ROWS)
class ReshapeIntoACopy:
    """Entry by entry, into an array of the right size."""

    def forward(self, x):
        self.x = x
        z = np.zeros((2, np.size(x) // 2))
        for position, number in enumerate(np.asarray(x).flat):
            z.flat[position] = number
        return z

    def backward(self, upstream):
        dx = np.zeros(np.shape(self.x))
        dx.flat = upstream.ravel()
        return [dx]


@FAMILY.right(partial(gates.Reshape, shape=(3, 2, 2)))
class ReshapeWithAnIndex:
    """Where each number goes is worked out once, and undone by looking it up."""

    def forward(self, x):
        self.positions = np.arange(np.size(x)).reshape(3, 2, 2)
        self.shape = np.shape(x)
        return np.take(x, self.positions)

    def backward(self, upstream):
        dx = np.empty(self.positions.size)
        dx[self.positions] = upstream
        return dx.reshape(self.shape)


# -- Transpose --


@FAMILY.right("Transpose")
class TransposeGate:
    def forward(self, x):
        return np.asarray(x).T

    def backward(self, upstream):
        return np.asarray(upstream).T


@FAMILY.right(TURNED)
class TransposeByArgsort:
    def __init__(self, axes=(2, 0, 1)):
        self.axes = axes

    def forward(self, x):
        return x.transpose(self.axes)

    def backward(self, upstream):
        return (upstream.transpose(np.argsort(self.axes)),)


@FAMILY.right(TURNED)
class TransposeByMoveaxis:
    def forward(self, x):
        return np.moveaxis(x, 2, 0)

    def backward(self, upstream):
        return [np.moveaxis(upstream, 0, 2)]


@FAMILY.right("Transpose")
class TransposeEntryByEntry:
    def forward(self, x):
        return self._turned(np.asarray(x))

    def backward(self, upstream):
        return self._turned(np.asarray(upstream))

    def _turned(self, array):
        result = np.empty(array.shape[::-1])
        for index in np.ndindex(*array.shape):
            result[index[::-1]] = array[index]
        return result


# -- Concatenate --


@FAMILY.right("Concatenate")
class ConcatenateGate:
    def forward(self, *arrays):
        self.lengths = [len(array) for array in arrays]
        return np.concatenate(arrays)

    def backward(self, upstream):
        return np.split(upstream, np.cumsum(self.lengths)[:-1])


@FAMILY.right("Concatenate")
class ConcatenateWithSlices:
    def forward(self, *arrays):
        self.slices, start = [], 0
        for array in arrays:
            self.slices.append(slice(start, start + array.shape[0]))
            start += array.shape[0]
        z = np.zeros((start, *arrays[0].shape[1:]))
        for part, array in zip(self.slices, arrays, strict=True):
            z[part] = array
        return z

    def backward(self, upstream):
        return tuple(upstream[part].copy() for part in self.slices)


@FAMILY.right(SIDE_BY_SIDE)
class ConcatenateColumns:
    def __init__(self, axis=1):
        self.axis = axis

    def forward(self, *arrays):
        self.arrays = arrays
        return np.hstack(arrays) if self.axis == 1 else np.vstack(arrays)

    def backward(self, upstream):
        gradients = []
        start = 0
        for array in self.arrays:
            gradients.append(upstream[:, start : start + array.shape[1]])
            start += array.shape[1]
        return gradients


@FAMILY.right(partial(gates.Concatenate, axis=-1))
class ConcatenateByTake:
    """Each number of the output knows of which input it is."""

    def forward(self, *arrays):
        self.owner = np.repeat(range(len(arrays)), [array.shape[-1] for array in arrays])
        return np.concatenate(arrays, axis=-1)

    def backward(self, upstream):
        count = self.owner.max() + 1
        return tuple(np.compress(self.owner == owner, upstream, axis=-1) for owner in range(count))


# -- Embedding --


@FAMILY.right("Embedding")
class EmbeddingGate:
    def forward(self, E, ids):
        self.shape, self.ids = E.shape, ids
        return E[ids]

    def backward(self, upstream):
        dE = np.zeros(self.shape)
        np.add.at(dE, self.ids, upstream)
        return dE, None


@FAMILY.right("Embedding")
class EmbeddingByOneHotRows:
    """Looking up is a product with rows of the identity."""

    def forward(self, E, ids):
        self.one_hot = np.eye(len(E))[ids]
        return self.one_hot @ E

    def backward(self, upstream):
        rows, width = self.one_hot.shape[-1], upstream.shape[-1]
        return self.one_hot.reshape(-1, rows).T @ upstream.reshape(-1, width)


@FAMILY.right("Embedding")
class EmbeddingWithALoop:
    def forward(self, E, ids):
        self.E = E
        self.ids = np.asarray(ids)
        return np.take(E, ids, axis=0)

    def backward(self, upstream):
        dE = np.zeros_like(self.E)
        flat = np.reshape(upstream, (self.ids.size, self.E.shape[1]))
        for word, gradient in zip(self.ids.ravel(), flat, strict=True):
            dE[word] += gradient
        return (dE,)


@FAMILY.right("Embedding")
class EmbeddingByBincount:
    def forward(self, E, ids):
        self.rows, self.width = E.shape
        self.ids = ids
        return E[ids, :]

    def backward(self, upstream):
        flat, columns = np.ravel(self.ids), np.reshape(upstream, (np.size(self.ids), self.width)).T
        sums = [np.bincount(flat, weights=column, minlength=self.rows) for column in columns]
        return np.stack(sums, axis=1).astype(float), None  # where there are no ids, bincount counts in integers
