"""Right gates: sums and means, of all entries or along an axis."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family

FAMILY = Family()

# -- Sum --


@FAMILY.right("Sum")
class SumWithAxis:
    def __init__(self, axis=None):
        self.axis = axis

    def forward(self, x):
        self.shape = np.shape(x)
        self.kept_shape = np.shape(np.sum(x, axis=self.axis, keepdims=True))
        return np.sum(x, axis=self.axis)

    def backward(self, upstream):
        return np.broadcast_to(np.reshape(upstream, self.kept_shape), self.shape)


@FAMILY.right("Sum")
class SumTimesOnes:
    def forward(self, x):
        self.x = x
        return np.add.reduce(np.ravel(x))

    def backward(self, upstream):
        return (upstream * np.ones_like(self.x),)


@FAMILY.right("Sum")
class SumInALoop:
    def forward(self, x):
        self.shape = np.shape(x)
        total = 0.0
        for number in np.ravel(x):
            total += number
        return total

    def backward(self, upstream):
        return [np.full(self.shape, upstream)]


@FAMILY.right("Sum")
class SumByEinsum:
    def forward(self, x):
        self.x = np.asarray(x)
        return np.einsum("i->", self.x.reshape(-1))

    def backward(self, upstream):
        dx = np.empty_like(self.x)
        dx[...] = upstream
        return dx


@FAMILY.right(partial(gates.Sum, axis=0))
class SumOfTheRows:
    def forward(self, x):
        self.shape = x.shape
        total = np.zeros(x.shape[1:])
        for row in x:
            total = total + row
        return total

    def backward(self, upstream):
        return np.array([upstream for _ in range(self.shape[0])]).reshape(self.shape)


@FAMILY.right(partial(gates.Sum, axis=-1))
class SumOfTheColumns:
    def forward(self, x):
        self.columns = x.shape[-1]
        return x @ np.ones(self.columns)

    def backward(self, upstream):
        return np.repeat(np.expand_dims(upstream, -1), self.columns, axis=-1)


@FAMILY.right(partial(gates.Sum, axis=1))
class SumWithATrailingAxis:
    def forward(self, x):
        self.x = x
        return x.sum(axis=1)

    def backward(self, upstream):
        return np.zeros(self.x.shape) + upstream[:, None]


# -- Mean --


@FAMILY.right("Mean")
class MeanWithAxis:
    def __init__(self, axis=None):
        self.axis = axis

    def forward(self, x):
        self.x = np.asarray(x)
        return self.x.mean(axis=self.axis)

    def backward(self, upstream):
        if self.axis is not None and self.x.ndim:
            upstream = np.expand_dims(upstream, self.axis)
        count = self.x.size / max(np.size(upstream), 1)
        return upstream * np.ones(self.x.shape) / count


for axis in (0, -1, (0, 1)):
    FAMILY.right(partial(gates.Sum, axis=axis))(partial(SumWithAxis, axis=axis))
    FAMILY.right(partial(gates.Mean, axis=axis))(partial(MeanWithAxis, axis=axis))


@FAMILY.right("Mean")
class MeanIsSumOverCount:
    def __init__(self):
        self.sum = SumTimesOnes()

    def forward(self, x):
        self.count = np.size(x)
        return self.sum.forward(x) / self.count

    def backward(self, upstream):
        return self.sum.backward(upstream / self.count)


@FAMILY.right("Mean")
class MeanAsAWeightedSum:
    def forward(self, x):
        self.weights = np.ones(np.shape(x)) / np.size(x)
        return np.sum(self.weights * x)

    def backward(self, upstream):
        return [self.weights * upstream]


@FAMILY.right("Mean")
class MeanOneByOne:
    """The mean of the first k numbers, for each k in turn."""

    def forward(self, x):
        self.shape = np.shape(x)
        mean, self.count = np.float64("nan"), 0
        for number in np.ravel(x):
            self.count += 1
            mean = number if self.count == 1 else mean + (number - mean) / self.count
        return mean

    def backward(self, upstream):
        gradient = [upstream / self.count for _ in range(self.count)]
        return np.array(gradient, dtype=float).reshape(self.shape)


@FAMILY.right(partial(gates.Mean, axis=0))
class MeanOfTheBatch:
    def forward(self, x):
        self.batch = x.shape[0]
        return np.sum(x, axis=0) / self.batch

    def backward(self, upstream):
        return np.tile(upstream / self.batch, (self.batch,) + (1,) * np.ndim(upstream))
