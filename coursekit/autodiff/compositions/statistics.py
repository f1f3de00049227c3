"""Functions that sum entries up: variance, weighted mean, median; and differences and running products."""

from typing import Any

import numpy as np

from coursekit.autodiff.compositions.axis import along, from_first
from coursekit.autodiff.compositions.rearranging import expand_dims, moveaxis, ravel
from coursekit.autodiff.compositions.rearranging import sort as sorted_along
from coursekit.gates.coercion import Array


def var(a: Array, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Array:
    """Return the mean square of the distances to the mean; for ddof 1, their sum divided by n − 1."""
    centred = a - np.mean(a, axis=axis, keepdims=True)
    total = np.sum(np.power(centred, 2), axis=axis, keepdims=keepdims)
    return total / (np.size(a) // max(np.size(total), 1) - ddof)


def std(a: Array, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Array:
    """Return the root of the variance. Where all entries are equal its gradient is 0."""
    return root(var(a, axis, ddof=ddof, keepdims=keepdims))


def root(x: Array) -> Array:
    """Return √x, with the slope 0 at x = 0: for a length or a spread, which has a kink there like |x|."""
    nothing = np.equal(x, 0)
    return np.where(nothing, 0, np.sqrt(np.where(nothing, 1, x)))


def average(a: Array, axis: int | None = None, weights: Array = None, *, keepdims: bool = False) -> Array:
    """Return the mean of a with these weights, which have its shape, or are one for each place along `axis`."""
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    if np.shape(weights) != np.shape(a):
        if axis is None or np.shape(weights) != (np.shape(a)[axis],):
            raise ValueError(
                f"average: weights have the shape of a, {np.shape(a)}, or are one for each place along an axis that is "
                f"named; these have shape {np.shape(weights)}"
            )
        after = np.ndim(a) - 1 - from_first(axis, np.ndim(a))
        weights = np.broadcast_to(np.reshape(weights, (-1, *(1,) * after)), np.shape(a))
    total = np.sum(weights, axis=axis, keepdims=keepdims)
    return np.sum(a * weights, axis=axis, keepdims=keepdims) / total


def median(a: Array, axis: int | None = None, *, keepdims: bool = False) -> Array:
    """Return the entry in the middle by size, or the mean of the two there."""
    rows = ravel(a) if axis is None else moveaxis(a, axis, -1)
    half, odd = divmod(np.shape(rows)[-1], 2)
    middle = np.mean(sorted_along(rows)[..., half - 1 + odd : half + 1], axis=-1)
    if not keepdims:
        return middle
    return np.reshape(middle, (1,) * np.ndim(a)) if axis is None else expand_dims(middle, axis)


def ptp(a: Array, axis: Any = None, *, keepdims: bool = False) -> Array:
    """Return the largest entry less the smallest."""
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


def nansum(a: Array, axis: Any = None, *, keepdims: bool = False) -> Array:
    """Return the sum of the entries that are numbers."""
    return np.sum(np.where(np.isnan(a), 0, a), axis=axis, keepdims=keepdims)


def diff(a: Array, n: int = 1, axis: int = -1) -> Array:
    """Return the differences of neighbours along an axis, n times."""
    if n < 0:
        raise ValueError(f"diff: n must be at least 0, not {n}")
    place = from_first(axis, np.ndim(a))
    for _ in range(n):
        a = a[along(place, slice(1, None))] - a[along(place, slice(-1))]
    return a


def cumprod(a: Array, axis: int | None = None) -> Array:
    """Return running products along an axis, or along the flattened array: each a product of its own, n²/2 factors.

    That is right at zeros, where the products before an entry cannot be had by dividing.
    """
    if axis is None:
        return cumprod(ravel(a), 0)
    rows = moveaxis(a, axis, -1)
    count = np.shape(rows)[-1]
    factors = np.where(np.tri(count, dtype=bool), expand_dims(rows, -2), 1)
    return moveaxis(np.prod(factors, axis=-1), -1, axis)
