"""Functions that move entries of one array: other axes, another order, a part of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.compositions.axis import all_from_first, along, from_first
from coursekit.gates.coercion import Array
from coursekit.gates.selection import Sort, TakeAlongAxis


def expand_dims(a: Array, axis: int | Sequence[int]) -> Array:
    """Return a with new axes of length 1 at these places of the result."""
    count = len(axis) if isinstance(axis, (tuple, list)) else 1
    new = all_from_first(axis, np.ndim(a) + count)
    lengths = iter(np.shape(a))
    return np.reshape(a, tuple(1 if place in new else next(lengths) for place in range(np.ndim(a) + count)))


def squeeze(a: Array, axis: int | Sequence[int] | None = None) -> Array:
    """Return a without its axes of length 1, or without those that are named."""
    shape = np.shape(a)
    lost = all_from_first(axis, len(shape)) if axis is not None else ()
    for place in lost:
        if shape[place] != 1:
            raise ValueError(
                f"squeeze takes away axes of length 1, but axis {place} of shape {shape} has {shape[place]}"
            )
    kept = (n for place, n in enumerate(shape) if (n != 1 if axis is None else place not in lost))
    return np.reshape(a, tuple(kept))


def ravel(a: Array) -> Array:
    """Return the entries of a in one axis."""
    return np.reshape(a, -1)


def swapaxes(a: Array, axis1: int, axis2: int) -> Array:
    """Return a with two axes exchanged."""
    order = list(range(np.ndim(a)))
    first, second = from_first(axis1, len(order)), from_first(axis2, len(order))
    order[first], order[second] = second, first
    return np.transpose(a, tuple(order))


def moveaxis(a: Array, source: int | Sequence[int], destination: int | Sequence[int]) -> Array:
    """Return a with some axes moved to other places, the rest in the order that they had."""
    sources, places = all_from_first(source, np.ndim(a)), all_from_first(destination, np.ndim(a))
    if len(sources) != len(places):
        raise ValueError(f"moveaxis needs as many destinations as sources, not {destination!r} for {source!r}")
    order = [axis for axis in range(np.ndim(a)) if axis not in sources]
    for place, axis in sorted(zip(places, sources, strict=True)):
        order.insert(place, axis)
    return np.transpose(a, tuple(order))


def atleast_1d(*arys: Array) -> Any:
    """Return each array with at least one axis: a tuple, or the array itself if there is one."""
    raised = tuple(np.reshape(a, (1,)) if np.ndim(a) == 0 else a for a in arys)
    return raised[0] if len(raised) == 1 else raised


def atleast_2d(*arys: Array) -> Any:
    """Return each array with at least two axes, new ones in front: a tuple, or the array itself if there is one."""
    raised = tuple(np.reshape(a, (1, -1)) if np.ndim(a) < 2 else a for a in arys)
    return raised[0] if len(raised) == 1 else raised


def broadcast_arrays(*args: Array) -> tuple[Array, ...]:
    """Return the arrays, each copied to the shape to which all of them broadcast."""
    shape = np.broadcast_shapes(*map(np.shape, args))
    return tuple(np.broadcast_to(a, shape) for a in args)


def flip(m: Array, axis: int | Sequence[int] | None = None) -> Array:
    """Return m with its entries in reverse order along some axes, or all."""
    reversed_axes = all_from_first(axis, np.ndim(m))
    return m[tuple(slice(None, None, -1 if place in reversed_axes else 1) for place in range(np.ndim(m)))]


def fliplr(m: Array) -> Array:
    """Return m with its columns in reverse order."""
    return flip(m, 1)


def flipud(m: Array) -> Array:
    """Return m with its rows in reverse order."""
    return flip(m, 0)


def roll(a: Array, shift: int | Sequence[int], axis: int | Sequence[int] | None = None) -> Array:
    """Return a with its entries moved on by `shift`, the last ones to the front; along the flattened array for None."""
    if axis is None:
        return np.reshape(roll(ravel(a), shift, 0), np.shape(a))
    shifts, places = np.broadcast_arrays(shift, axis)
    for by, place in zip(shifts.flat, places.flat, strict=True):
        front = from_first(place, np.ndim(a))
        length = np.shape(a)[front]
        start = length - int(by) % length if length else 0
        a = np.concatenate([a[along(front, slice(start, None))], a[along(front, slice(start))]], axis=front)
    return a


def take(a: Array, indices: Any, axis: int | None = None) -> Array:
    """Return the entries of a at these places along an axis, or of the flattened array."""
    if axis is None:
        return ravel(a)[np.asarray(indices)]
    return a[along(from_first(axis, np.ndim(a)), np.asarray(indices))]


def take_along_axis(arr: Array, indices: Array, axis: int | None = -1) -> Array:
    """Return the entries at these places along an axis, row by row; of the flattened array for None."""
    if axis is None:
        return TakeAlongAxis(axis=0)(ravel(arr), indices)
    return TakeAlongAxis(axis=axis)(arr, indices)


def sort(a: Array, axis: int | None = -1) -> Array:
    """Return a with its entries in ascending order along an axis; flattened for None."""
    return Sort(axis=0)(ravel(a)) if axis is None else Sort(axis=axis)(a)


def delete(arr: Array, obj: Any, axis: int | None = None) -> Array:
    """Return arr without the entries at `obj` (places, a slice or flags) along an axis, or of the flattened array."""
    if axis is None:
        return delete(ravel(arr), obj, 0)
    return take(arr, np.delete(np.arange(np.shape(arr)[axis]), obj), axis)


def diagonal(a: Array, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Array:
    """Return the entries with equal index along two axes (or the second ahead by `offset`), as the last axis."""
    last = moveaxis(a, (axis1, axis2), (-2, -1))
    rows, columns = np.shape(last)[-2:]
    start = max(-offset, 0)
    row = np.arange(start, max(min(rows, columns - offset), start))
    return last[(..., row, row + offset)]


def diag(v: Array, k: int = 0) -> Array:
    """Return the k-th diagonal of a matrix; for a vector, the matrix of zeros that has it as its k-th diagonal."""
    if np.ndim(v) == 2:
        return diagonal(v, k)
    if np.ndim(v) != 1:
        raise ValueError(f"diag takes a vector or a matrix, not an array of shape {np.shape(v)}")
    size = np.size(v) + abs(k)
    row = np.arange(size) - max(-k, 0)  # which entry stands in a row of the matrix, if one does
    entries = v[np.clip(row, 0, np.size(v) - 1)] if np.size(v) else np.zeros((size,))
    return np.where(np.eye(size, k=k, dtype=bool), np.reshape(entries, (size, 1)), 0)


def tril(m: Array, k: int = 0) -> Array:
    """Return a matrix with zeros above its k-th diagonal."""
    return np.where(_lower(m, k), m, 0)


def triu(m: Array, k: int = 0) -> Array:
    """Return a matrix with zeros below its k-th diagonal."""
    return np.where(_lower(m, k - 1), 0, m)


def _lower(m: Array, k: int) -> Array:
    """Flag what is not above the k-th diagonal."""
    rows, columns = np.shape(m)[-2:]
    return np.tri(rows, columns, k, dtype=bool)
