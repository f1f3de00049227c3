"""Linear gates: the matrix product, and the affine map of a layer of neurons, z = Wx + b.

Their gradients are matrix products themselves, the dearest part of a backward pass. So each is given as a function,
which is called only if somebody wants it: nobody needs the gradient of the data. u stands for the upstream gradient.

Source: "Neural networks" in CSE 587 lecture 3 and the CS224n notes (z = Wx + b); the matrix calculus of CS224N
lecture 4, with ∂L/∂W = δxᵀ.
"""

import math
from typing import ClassVar

import numpy as np

from coursekit.gates.coercion import Array, Refusal
from coursekit.gates.gate import Gate


class MatMul(Gate):
    """z = x y, the matrix product as `np.matmul` defines it. Downstream: (u yᵀ, xᵀ u).

    x (…, n, m) and y (…, m, k) give z (…, n, k); the axes before the last two broadcast. A vector x (m,) is a row, a
    vector y (m,) a column, and the axis that they lack is lacking in z, too.
    """

    fits: ClassVar[str] = (
        "x (…, n, m) and y (…, m, k), or a vector (m,) for either: the last axis of x is as long as the last but one "
        "of y (a vector's only one), and the axes before the last two broadcast"
    )

    def value(self, x: Array, y: Array) -> Array:
        return np.matmul(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        row, column = np.ndim(x) == 1, np.ndim(y) == 1
        left = x[None, :] if row else x
        right = y[:, None] if column else y
        if row or column:
            shape = np.shape(output)
            batch = shape[: len(shape) - (not row) - (not column)]
            upstream = np.reshape(upstream, (*batch, np.shape(left)[-2], np.shape(right)[-1]))

        def for_y() -> Array:
            gradient = np.matmul(np.swapaxes(left, -1, -2), upstream)
            return gradient[..., 0] if column else gradient

        # A row's axis of length one is summed away with the batch's.
        return lambda: np.matmul(upstream, np.swapaxes(right, -1, -2)), for_y


class Affine(Gate):
    """z = x Wᵀ + b: for one row x, the lectures' Wx + b. Downstream: (u W, uᵀ x, Σ u over the rows).

    x (N, m), W (n, m) and b (n,) give z (N, n). x may be a single row (m,), or have more axes (…, m): all but its last
    count rows.
    """

    broadcasts: ClassVar[bool] = False

    fits: ClassVar[str] = "x (N, m), W (n, m) and b (n,): a row of W, and an entry of b, for each output"

    def value(self, x: Array, W: Array, b: Array) -> Array:
        try:
            fits = x.ndim > 0 and W.ndim == 2 and b.shape == W.shape[:1]
        except AttributeError:  # a plain number
            fits = False
        if not fits:
            raise _misshapen(self, np.shape(x), np.shape(W), np.shape(b))
        return np.dot(x, W.T) + b  # of two matrices the same as np.matmul, and sooner begun

    def gradients(self, upstream: Array, output: Array, x: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
        # np.add.reduce is np.sum without its wrapper, which takes longer than a small batch.
        if x.ndim == 2:
            return lambda: np.dot(upstream, W), lambda: np.dot(upstream.T, x), lambda: np.add.reduce(upstream, 0)
        rows = _rows(upstream)
        return lambda: np.dot(upstream, W), lambda: np.dot(rows.T, _rows(x)), lambda: np.add.reduce(rows, 0)


def _rows(x: Array) -> Array:
    """Return x (…, m) with all its rows one below the other: (N, m)."""
    *several, length = np.shape(x)
    return np.reshape(x, (math.prod(several), length))


def _misshapen(gate: Affine, x: tuple[int, ...], W: tuple[int, ...], b: tuple[int, ...]) -> Refusal:
    given = f"{gate} cannot take x {x}, W {W}, b {b}. It takes {gate.fits}"
    if not x:
        return Refusal(f"{given}. x is a single number where it should be a row, or rows")
    if len(W) != 2:
        return Refusal(f"{given}. W has {len(W)} axes where it should have two")
    return Refusal(f"{given}. For these W, b must have shape {W[:1]}; nothing is broadcast here")
