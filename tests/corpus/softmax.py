"""Right implementations of softmax, of its logarithm, and of sparsemax, as students write them."""

import math

import numpy as np

from tests.corpus.entry import Family

FAMILY = Family()


def softmax(x):
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


# -- Softmax --


@FAMILY.right("Softmax")
class SoftmaxGate:
    def forward(self, x):
        self.z = softmax(x)
        return self.z

    def backward(self, upstream):
        return self.z * (upstream - np.sum(upstream * self.z, axis=-1, keepdims=True))


@FAMILY.right("Softmax")
class SoftmaxByJacobians:
    """The Jacobian of every row, kept from forward to backward."""

    def forward(self, x):
        z = softmax(x)
        self.jacobians = z[..., :, None] * np.eye(x.shape[-1]) - z[..., :, None] * z[..., None, :]
        return z

    def backward(self, upstream):
        return ((self.jacobians @ upstream[..., None])[..., 0],)


@FAMILY.right("Softmax")
class SoftmaxRowByRow:
    """Numbers only: what math knows, one row after another."""

    def forward(self, x):
        self.z = np.array(x, dtype=float, order="C")
        for row in self.z.reshape(-1, x.shape[-1]):
            top = max(row)
            powers = [math.exp(number - top) for number in row]
            row[:] = [power / math.fsum(powers) for power in powers]
        return self.z

    def backward(self, upstream):
        dx = np.zeros(self.z.shape)
        rows = (array.reshape(-1, self.z.shape[-1]) for array in (dx, self.z, np.array(upstream)))
        for d, z, u in zip(*rows, strict=True):
            for i in range(len(z)):
                for j in range(len(z)):
                    d[i] += u[j] * z[j] * ((i == j) - z[i])
        return [dx]


@FAMILY.right("Softmax")
class SoftmaxComputedAgain:
    """Keeps the input, and works out the rest when it is needed."""

    def forward(self, x):
        self.x = x
        return np.exp(x - np.logaddexp.reduce(x, axis=-1, keepdims=True))

    def backward(self, upstream):
        p = softmax(self.x)
        return p * upstream - p * np.einsum("...i,...i->...", p, upstream)[..., np.newaxis]


# -- LogSoftmax --


@FAMILY.right("LogSoftmax")
class LogSoftmaxGate:
    def forward(self, x):
        shifted = x - x.max(axis=-1, keepdims=True)
        self.z = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return self.z

    def backward(self, upstream):
        return upstream - np.exp(self.z) * upstream.sum(axis=-1, keepdims=True)


@FAMILY.right("LogSoftmax")
class LogSoftmaxByLogaddexp:
    def forward(self, x):
        self.x = x
        return x - np.expand_dims(np.logaddexp.reduce(x, axis=-1), -1)

    def backward(self, upstream):
        total = np.sum(upstream, axis=-1)
        return [upstream - softmax(self.x) * total[..., None]]


@FAMILY.right("LogSoftmax")
class LogSoftmaxByJacobian:
    """Rows of I − 1 pᵀ, for each row of scores."""

    def forward(self, x):
        self.p = softmax(x)
        top = np.max(x, axis=-1, keepdims=True)
        return x - top - np.log(np.sum(np.exp(x - top), axis=-1, keepdims=True))

    def backward(self, upstream):
        k = self.p.shape[-1]
        dx = np.empty(self.p.shape)
        for row in np.ndindex(*self.p.shape[:-1]):
            jacobian = np.eye(k) - np.tile(self.p[row], (k, 1))
            dx[row] = jacobian.T @ upstream[row]
        return (dx,)


@FAMILY.right("LogSoftmax")
class LogSoftmaxOfItsOutput:
    """softmax(log softmax(x)) is softmax(x): the output does as well as the input."""

    def forward(self, x):
        self.z = x - np.logaddexp.reduce(x, axis=-1, keepdims=True)
        return self.z

    def backward(self, upstream):
        return upstream - softmax(self.z) * upstream.sum(axis=-1, keepdims=True)


# -- Sparsemax --


@FAMILY.right("Sparsemax")
class SparsemaxGate:
    def forward(self, x):
        descending = -np.sort(-x, axis=-1)
        sums = np.cumsum(descending, axis=-1)
        rank = np.arange(1, x.shape[-1] + 1)
        k = np.sum(1 + rank * descending > sums, axis=-1, keepdims=True)
        tau = (np.take_along_axis(sums, k - 1, axis=-1) - 1) / k
        self.z = np.maximum(x - tau, 0)
        return self.z

    def backward(self, upstream):
        support = self.z > 0
        mean = np.sum(upstream * support, axis=-1, keepdims=True) / np.sum(support, axis=-1, keepdims=True)
        return support * (upstream - mean)


@FAMILY.right("Sparsemax")
class SparsemaxRowByRow:
    """The threshold of one row: as many of the largest as still leave something to each."""

    def forward(self, x):
        self.shape = x.shape
        self.rows = [self._project(row) for row in np.reshape(x, (-1, x.shape[-1]))]
        return np.array(self.rows).reshape(x.shape)

    def backward(self, upstream):
        out = []
        for z, u in zip(self.rows, upstream.reshape(-1, self.shape[-1]), strict=True):
            inside = np.flatnonzero(z)
            d = np.zeros(len(z))
            d[inside] = u[inside] - u[inside].mean()
            out.append(d)
        return (np.array(out).reshape(self.shape),)

    @staticmethod
    def _project(row):
        total, threshold = 0.0, 0.0
        for count, score in enumerate(sorted(row - max(row), reverse=True), start=1):
            total += score
            if score * count + 1 <= total:
                break
            threshold = (total - 1) / count
        return np.maximum(row - max(row) - threshold, 0)


@FAMILY.right("Sparsemax")
class SparsemaxByRemoval:
    """All entries share what is left; those that would be negative are taken out, until none is."""

    def forward(self, x):
        shifted = x - np.max(x, axis=-1, keepdims=True)
        inside = np.ones(x.shape, dtype=bool)
        while True:
            share = (np.sum(shifted * inside, axis=-1, keepdims=True) - 1) / inside.sum(axis=-1, keepdims=True)
            remaining = inside & (shifted > share)
            if np.array_equal(remaining, inside):
                break
            inside = remaining
        self.inside = inside
        return np.where(inside, shifted - share, 0.0)

    def backward(self, upstream):
        among = np.where(self.inside, upstream, 0.0)
        return among - self.inside * (among.sum(axis=-1, keepdims=True) / self.inside.sum(axis=-1, keepdims=True))


@FAMILY.right("Sparsemax")
class SparsemaxByJacobian:
    def forward(self, x):
        shifted = x - np.max(x, axis=-1, keepdims=True)
        descending = np.sort(shifted, axis=-1)[..., ::-1]
        candidates = (np.cumsum(descending, axis=-1) - 1) / np.arange(1, x.shape[-1] + 1)
        # The threshold is the largest of the candidates.
        self.z = np.clip(shifted - candidates.max(axis=-1, keepdims=True), 0, None)
        return self.z

    def backward(self, upstream):
        s = (self.z > 0).astype(float)
        outer = s[..., :, None] * s[..., None, :] / s.sum(axis=-1)[..., None, None]
        jacobian = s[..., None] * np.eye(s.shape[-1]) - outer
        return [np.einsum("...ij,...j->...i", jacobian, upstream)]
