"""Right implementations of the matrix product and of the affine map, as students write them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.corpus.entry import Family

FAMILY = Family()


# -- MatMul --


def summed_over_batch(shape, gradient):
    """Sum over the axes before the last two, along which an operand was repeated."""
    while np.ndim(gradient) > len(shape):
        gradient = np.sum(gradient, axis=0)
    for axis in range(len(shape) - 2):
        if shape[axis] == 1:
            gradient = np.sum(gradient, axis=axis, keepdims=True)
    return gradient


@FAMILY.right("MatMul")
class MatMulGate:
    """Vectors become matrices first, so that one formula serves all."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.matmul(x, y)

    def backward(self, upstream):
        x, y, u = self.x, self.y, upstream
        if x.ndim == 1:
            x, u = x[np.newaxis, :], np.expand_dims(u, -1 if y.ndim == 1 else -2)
        if y.ndim == 1:
            y, u = y[:, np.newaxis], np.expand_dims(u, -1)
        dx = summed_over_batch(x.shape, u @ np.swapaxes(y, -1, -2))
        dy = summed_over_batch(y.shape, np.swapaxes(x, -1, -2) @ u)
        return dx.reshape(self.x.shape), dy.reshape(self.y.shape)


@FAMILY.right("MatMul")
class MatMulByCases:
    """A case for each pair of dimensions, as they come up in a problem set."""

    def forward(self, x, y):
        self.cache = (x, y)
        return x @ y

    def backward(self, upstream):
        x, y = self.cache
        if x.ndim == 1 and y.ndim == 1:
            return [upstream * y, upstream * x]
        if x.ndim == 1 and y.ndim == 2:
            return [y @ upstream, np.outer(x, upstream)]
        if y.ndim == 1:
            dx = upstream[..., None] * y
            return [dx, (upstream[..., None] * x).reshape(-1, len(y)).sum(axis=0)]
        if x.ndim == 1:
            dx = np.sum(y * upstream[..., None, :], axis=-1)
            return [dx.reshape(-1, len(x)).sum(axis=0), summed_over_batch(y.shape, x[:, None] * upstream[..., None, :])]
        dx = np.matmul(upstream, y.swapaxes(-1, -2))
        dy = np.matmul(x.swapaxes(-1, -2), upstream)
        return [summed_over_batch(x.shape, dx), summed_over_batch(y.shape, dy)]


@FAMILY.right("MatMul")
class MatMulByEinsum:
    def forward(self, x, y):
        self.row, self.column = x.ndim == 1, y.ndim == 1
        self.x = x[None] if self.row else x
        self.y = y[:, None] if self.column else y
        z = np.einsum("...ij,...jk->...ik", self.x, self.y)
        self.full = z.shape
        if self.column:
            z = z[..., 0]
        if self.row:
            z = z[..., 0] if self.column else z[..., 0, :]
        return z

    def backward(self, upstream):
        u = np.reshape(upstream, self.full)
        dx = summed_over_batch(self.x.shape, np.einsum("...ik,...jk->...ij", u, self.y))
        dy = summed_over_batch(self.y.shape, np.einsum("...ij,...ik->...jk", self.x, u))
        return dx[0] if self.row else dx, dy[:, 0] if self.column else dy


@FAMILY.right("MatMul")
class MatMulEntryByEntry:
    """Products of numbers, over every pair of matrices in the batch."""

    def forward(self, x, y):
        self.x, self.y = x, y
        self.rows = x[None] if x.ndim == 1 else x
        self.columns = y[:, None] if y.ndim == 1 else y
        self.batch = np.broadcast_shapes(self.rows.shape[:-2], self.columns.shape[:-2])
        left, right = self._operands()
        z = np.zeros((*self.batch, self.rows.shape[-2], self.columns.shape[-1]))
        for index in np.ndindex(*z.shape):
            *which, i, k = index
            for j in range(self.rows.shape[-1]):
                z[index] += left[(*which, i, j)] * right[(*which, j, k)]
        self.full = z.shape
        return z.reshape(np.shape(x @ y))

    def backward(self, upstream):
        left, right = self._operands()
        u = np.reshape(upstream, self.full)
        dx, dy = np.zeros(left.shape), np.zeros(right.shape)
        for index in np.ndindex(*self.full):
            *which, i, k = index
            for j in range(self.rows.shape[-1]):
                dx[(*which, i, j)] += u[index] * right[(*which, j, k)]
                dy[(*which, j, k)] += u[index] * left[(*which, i, j)]
        dx = summed_over_batch(self.rows.shape, dx)
        dy = summed_over_batch(self.columns.shape, dy)
        return dx.reshape(self.x.shape), dy.reshape(self.y.shape)

    def _operands(self):
        left = np.broadcast_to(self.rows, self.batch + self.rows.shape[-2:])
        return left, np.broadcast_to(self.columns, self.batch + self.columns.shape[-2:])


# -- Affine --


@FAMILY.right("Affine")
class AffineGate:
    def forward(self, x, W, b):
        self.x, self.W = x, W
        return x @ W.T + b

    def backward(self, upstream):
        return upstream @ self.W, upstream.T @ self.x, upstream.sum(axis=0)


@FAMILY.right("Affine")
class AffineRowByRow:
    """The lectures' Wx + b, with δxᵀ for the weights, one row after another."""

    def forward(self, x, W, b):
        self.x, self.W, self.b = x, W, b
        rows = [W.dot(row) + b for row in x]
        return np.array(rows).reshape(len(x), len(b))

    def backward(self, upstream):
        dx, dW, db = np.zeros(self.x.shape), np.zeros(self.W.shape), np.zeros(self.b.shape)
        for i, delta in enumerate(upstream):
            dx[i] = self.W.T.dot(delta)
            dW += np.outer(delta, self.x[i])
            db += delta
        return dx, dW, db


@FAMILY.right("Affine")
class AffineByEinsum:
    def forward(self, x, W, b):
        self.cache = {"x": x, "W": W}
        return np.einsum("nm,km->nk", x, W) + b[None, :]

    def backward(self, upstream):
        x, W = self.cache["x"], self.cache["W"]
        return (
            np.einsum("nk,km->nm", upstream, W),
            np.einsum("nk,nm->km", upstream, x),
            np.einsum("nk->k", upstream),
        )


@FAMILY.right("Affine")
class AffineWithBiasInTheWeights:
    """The bias is one more column of W, for an input that is always 1."""

    def forward(self, x, W, b):
        self.extended = np.hstack([x, np.ones((x.shape[0], 1))])
        self.weights = np.column_stack([W, b])
        return self.extended.dot(self.weights.T)

    def backward(self, upstream):
        for_weights = np.dot(upstream.T, self.extended)
        return [np.dot(upstream, self.weights)[:, :-1], for_weights[:, :-1], for_weights[:, -1]]


class Layer:
    """A base class, which remembers what forward was given."""

    def forward(self, *inputs):
        self.inputs = inputs
        return self.compute(*inputs)

    def backward(self, upstream):
        return tuple(rule(upstream, *self.inputs) for rule in self.rules)


@FAMILY.right("Affine")
class DenseLayer(Layer):
    rules = (
        lambda u, x, W, b: np.dot(u, W),
        lambda u, x, W, b: np.dot(x.T, u).T,
        lambda u, x, W, b: np.ones(len(x)) @ u,
    )

    def compute(self, x, W, b):
        return np.dot(W, x.T).T + b


@FAMILY.right("Affine")
@dataclass
class AffineDataclass:
    x: Any = None
    W: Any = None

    def forward(self, x, W, b):
        self.x, self.W = x.copy(), W.copy()
        return np.add(np.inner(x, W), b)

    def backward(self, upstream):
        dW = np.tensordot(upstream, self.x, axes=(0, 0))
        dx = np.tensordot(upstream, self.W, axes=1)
        return dx, dW, np.add.reduce(upstream)
