"""Functions that join arrays, split them, or repeat them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from coursekit.autodiff.compositions.axis import along, from_first
from coursekit.autodiff.compositions.rearranging import atleast_1d, atleast_2d, expand_dims, ravel, take
from coursekit.gates.coercion import Array


def stack(arrays: Sequence[Array], axis: int = 0) -> Array:
    """Return arrays of one shape joined along a new axis, which stands at place `axis` of the result."""
    shapes = {np.shape(a) for a in arrays}
    if len(shapes) != 1:
        raise ValueError(f"stack needs arrays of one shape, at least one; these have {sorted(shapes)}")
    return np.concatenate([expand_dims(a, axis) for a in arrays], axis=axis)


def vstack(tup: Sequence[Array]) -> Array:
    """Return arrays joined as rows."""
    return np.concatenate([atleast_2d(a) for a in tup], axis=0)


def hstack(tup: Sequence[Array]) -> Array:
    """Return arrays joined along their second axis, vectors along their only one."""
    arrays = [atleast_1d(a) for a in tup]
    return np.concatenate(arrays, axis=min(np.ndim(arrays[0]) - 1, 1))


def dstack(tup: Sequence[Array]) -> Array:
    """Return arrays joined along their third axis."""
    arrays = [atleast_2d(a) for a in tup]
    return np.concatenate([expand_dims(a, 2) if np.ndim(a) == 2 else a for a in arrays], axis=2)


def column_stack(tup: Sequence[Array]) -> Array:
    """Return vectors and matrices joined as columns."""
    return np.concatenate([np.reshape(a, (-1, 1)) if np.ndim(a) < 2 else a for a in tup], axis=1)


def append(arr: Array, values: Array, axis: int | None = None) -> Array:
    """Return arr with values behind it along an axis, or both flattened."""
    if axis is None:
        return np.concatenate([ravel(arr), ravel(values)])
    return np.concatenate([arr, values], axis=axis)


def split(ary: Array, indices_or_sections: Any, axis: int = 0) -> list[Array]:
    """Return the parts of an array: a number of equal ones, or those that end at the given places."""
    length = np.shape(ary)[axis]
    if np.ndim(indices_or_sections) == 0 and length % indices_or_sections:
        raise ValueError(
            f"split into {indices_or_sections} parts needs a length that they divide, not {length}; "
            "np.array_split makes parts that are not equal"
        )
    return array_split(ary, indices_or_sections, axis)


def array_split(ary: Array, indices_or_sections: Any, axis: int = 0) -> list[Array]:
    """Return the parts of an array: a number of nearly equal ones, the longer first, or those that end at places."""
    place = from_first(axis, np.ndim(ary))
    if np.ndim(indices_or_sections) == 0:
        size, longer = divmod(np.shape(ary)[place], int(indices_or_sections))
        ends: list[Any] = [part * size + min(part, longer) for part in range(int(indices_or_sections) + 1)]
    else:
        ends = [0, *indices_or_sections, None]
    return [ary[along(place, slice(start, end))] for start, end in pairwise(ends)]


def hsplit(ary: Array, indices_or_sections: Any) -> list[Array]:
    """Return the parts of an array along its second axis, of a vector along its only one."""
    return split(ary, indices_or_sections, min(np.ndim(ary) - 1, 1))


def vsplit(ary: Array, indices_or_sections: Any) -> list[Array]:
    """Return the parts of an array along its first axis."""
    return split(ary, indices_or_sections, 0)


def tile(A: Array, reps: int | Sequence[int]) -> Array:
    """Return A repeated as a whole, so many times along each axis."""
    times = tuple(reps) if isinstance(reps, (tuple, list)) else (reps,)
    ndim = max(len(times), np.ndim(A))
    times = (1,) * (ndim - len(times)) + times
    lengths = (1,) * (ndim - np.ndim(A)) + np.shape(A)
    # Each axis gets one in front of it, along which it is copied.
    apart = np.reshape(A, tuple(n for length in lengths for n in (1, length)))
    copied = np.broadcast_to(apart, tuple(n for pair in zip(times, lengths, strict=True) for n in pair))
    return np.reshape(copied, tuple(time * length for time, length in zip(times, lengths, strict=True)))


def repeat(a: Array, repeats: int | Sequence[int], axis: int | None = None) -> Array:
    """Return a with each entry repeated along an axis, or of the flattened array."""
    if axis is None:
        return repeat(ravel(a), repeats, 0)
    return take(a, np.repeat(np.arange(np.shape(a)[axis]), repeats), axis)


def pad(array: Array, pad_width: Any, mode: str = "constant", *, constant_values: float = 0) -> Array:
    """Return an array with entries put before and after it along each axis.

    pad_width: (before, after) for each axis, or one pair or one number for all. mode: "constant" (for the number
    `constant_values`), "edge", "reflect", "symmetric" or "wrap", which repeat entries as NumPy does.
    """
    if mode not in ("constant", "edge", "reflect", "symmetric", "wrap"):
        raise ValueError(f'pad: mode must be "constant", "edge", "reflect", "symmetric" or "wrap", not {mode!r}')
    for axis, (before, after) in enumerate(np.broadcast_to(pad_width, (np.ndim(array), 2)).tolist()):
        if mode == "constant":
            dtype = np.zeros_like(array).dtype
            sides = [
                np.full((*np.shape(array)[:axis], count, *np.shape(array)[axis + 1 :]), constant_values, dtype)
                for count in (before, after)
            ]
            array = np.concatenate([sides[0], array, sides[1]], axis=axis)
        else:
            array = take(array, np.pad(np.arange(np.shape(array)[axis]), (before, after), mode=mode), axis)  # type: ignore[call-overload]
    return array
