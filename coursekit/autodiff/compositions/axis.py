"""Which axis is meant: negative axes count from the last, as everywhere in NumPy."""

import operator
from typing import Any

import numpy as np


def from_first(axis: Any, ndim: int) -> int:
    """Return an axis counted from the first, or raise NumPy's own error (AxisError) if there is none such."""
    position = operator.index(axis)
    if not -ndim <= position < ndim:
        raise np.exceptions.AxisError(position, ndim)
    return position % ndim


def all_from_first(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return one axis or several, counted from the first; all of them for None."""
    listed = range(ndim) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    positions = tuple(from_first(one, ndim) for one in listed)
    if len(set(positions)) < len(positions):
        raise ValueError(f"axis names an axis twice: {axis!r}")
    return positions


def along(axis: int, part: Any) -> tuple[Any, ...]:
    """Return the key that picks `part` along an axis counted from the first, and everything along the others."""
    return (*(slice(None),) * axis, part)
