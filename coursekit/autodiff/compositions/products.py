"""Products of vectors and matrices, and the norm."""

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.compositions.axis import all_from_first
from coursekit.autodiff.compositions.rearranging import diagonal, ravel
from coursekit.autodiff.compositions.statistics import root
from coursekit.gates.coercion import Array


def dot(a: Array, b: Array) -> Array:
    """Return the sum of products over the last axis of a and the last but one of b (of a vector, its only one)."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(a) <= 2 and np.ndim(b) <= 2:
        return np.matmul(a, b)
    return tensordot(a, b, (-1, max(np.ndim(b) - 2, 0)))


def vdot(a: Array, b: Array) -> Array:
    """Return the sum of products of all entries of two arrays of one size."""
    return np.matmul(ravel(a), ravel(b))


def inner(a: Array, b: Array) -> Array:
    """Return the sums of products over the last axis of both."""
    return a * b if np.ndim(a) == 0 or np.ndim(b) == 0 else tensordot(a, b, (-1, -1))


def outer(a: Array, b: Array) -> Array:
    """Return the matrix of all products of an entry of a (its row) and an entry of b (its column)."""
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def tensordot(a: Array, b: Array, axes: int | Sequence[Any] = 2) -> Array:
    """Return the sums of products over the last `axes` axes of a and the first of b, or over pairs of axes."""
    if isinstance(axes, int):
        axes = (tuple(range(-axes, 0)), tuple(range(axes)))
    left, right = all_from_first(axes[0], np.ndim(a)), all_from_first(axes[1], np.ndim(b))
    if len(left) != len(right):
        raise ValueError(f"tensordot pairs axes of a with axes of b, so it needs as many of each; axes is {axes!r}")
    letters = list(string.ascii_letters[: np.ndim(a)])
    others = list(string.ascii_letters[np.ndim(a) : np.ndim(a) + np.ndim(b)])
    for one, other in zip(left, right, strict=True):
        if np.shape(a)[one] != np.shape(b)[other]:
            raise ValueError(
                f"tensordot: axis {one} of a (shape {np.shape(a)}) and axis {other} of b (shape {np.shape(b)}) differ "
                "in length"
            )
        others[other] = letters[one]
    output = [letter for letter in letters + others if (letter in letters) != (letter in others)]
    return np.einsum(f"{''.join(letters)},{''.join(others)}->{''.join(output)}", a, b)


def kron(a: Array, b: Array) -> Array:
    """Return the Kronecker product: every entry of a times all of b."""
    ndim = max(np.ndim(a), np.ndim(b))
    coarse = (1,) * (ndim - np.ndim(a)) + np.shape(a)
    fine = (1,) * (ndim - np.ndim(b)) + np.shape(b)
    spread = np.reshape(a, tuple(n for length in coarse for n in (length, 1)))
    blocks = spread * np.reshape(b, tuple(n for length in fine for n in (1, length)))
    return np.reshape(blocks, tuple(m * n for m, n in zip(coarse, fine, strict=True)))


def trace(a: Array, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Array:
    """Return the sum of a diagonal."""
    return np.sum(diagonal(a, offset, axis1, axis2), axis=-1)


def norm(x: Array, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Array:  # noqa: A002 - NumPy's name
    """Return the norm of vectors along an axis, or of matrices in two axes; by default √Σx² over all entries.

    ord: for vectors, any number p for (Σ|x|ᵖ)^(1/p), 0 (how many are not 0), np.inf and -np.inf; for matrices, "fro",
    1, -1, np.inf and -np.inf (largest or smallest sum of a column or row). Norms by singular values are not known here.
    At x = 0 the Euclidean norm has the gradient 0.
    """
    if ord is None and axis is None:
        return root(np.sum(np.power(x, 2), axis=None, keepdims=keepdims))
    places = all_from_first(axis, np.ndim(x))
    if len(places) == 1:
        return _vector_norm(x, 2 if ord is None else ord, places[0], keepdims)
    if len(places) != 2:
        raise ValueError(f"norm: vectors have one axis and matrices two, but axis is {axis!r} for shape {np.shape(x)}")
    return _matrix_norm(x, ord, places, keepdims)


def _vector_norm(x: Array, power: Any, axis: int, keepdims: bool) -> Array:
    if power == 2:
        return root(np.sum(np.power(x, 2), axis=axis, keepdims=keepdims))
    if power == 0:
        return np.sum(np.where(np.equal(x, 0), np.zeros_like(x), 1), axis=axis, keepdims=keepdims)
    if not isinstance(power, (int, float)):
        raise ValueError(f"norm: for vectors ord is a number or None, not {power!r}")
    size = np.absolute(x)
    if np.isinf(power):
        return (np.max if power > 0 else np.min)(size, axis=axis, keepdims=keepdims)
    return np.power(np.sum(np.power(size, power), axis=axis, keepdims=keepdims), 1 / power)


def _matrix_norm(x: Array, order: Any, axes: tuple[int, ...], keepdims: bool) -> Array:
    if order in (None, "fro"):
        return root(np.sum(np.power(x, 2), axis=axes, keepdims=keepdims))
    if order not in (1, -1, np.inf, -np.inf):
        raise ValueError(f'norm: for matrices ord is None, "fro", 1, -1, np.inf or -np.inf here, not {order!r}')
    summed, compared = axes if abs(order) == 1 else axes[::-1]
    sums = np.sum(np.absolute(x), axis=summed, keepdims=True)
    extreme = (np.max if order > 0 else np.min)(sums, axis=compared, keepdims=True)
    lost = tuple(n for axis, n in enumerate(np.shape(extreme)) if axis not in axes)
    return extreme if keepdims else np.reshape(extreme, lost)
