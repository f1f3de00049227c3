"""What may be given for an axis, for lengths of axes, or for a switch: each setting of a gate is checked when made."""

import numbers
from typing import Any, TypeAlias

import numpy as np

from coursekit.gates.coercion import Shape

Axis: TypeAlias = int | tuple[int, ...] | None


def axes(gate: str, axis: Any) -> Axis:
    """Return `axis` if it is None, an integer or a tuple of different integers; otherwise raise an error."""
    listed = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if not all(map(_is_integer, listed)):
        raise TypeError(f"{gate}: axis must be None, an integer or a tuple of integers, not {axis!r}")
    if len(set(listed)) < len(listed):
        raise ValueError(f"{gate}: axis names an axis twice: {axis!r}")
    integers = tuple(int(one) for one in listed)
    return integers if isinstance(axis, tuple) else integers[0] if integers else None


def one_axis(gate: str, axis: Any) -> int:
    """Return `axis` if it is an integer; otherwise raise an error."""
    if not _is_integer(axis):
        raise TypeError(f"{gate}: axis must be an integer, not {axis!r}")
    return int(axis)


def order_of_axes(gate: str, axes: Any) -> tuple[int, ...] | None:
    """Return `axes` if it is None or names every axis from 0 on once, in any order; otherwise raise an error."""
    if axes is None:
        return None
    if not isinstance(axes, (tuple, list)) or not all(map(_is_integer, axes)):
        raise TypeError(f"{gate}: axes must be None or a tuple of integers, not {axes!r}")
    if sorted(int(axis) % max(len(axes), 1) for axis in axes) != list(range(len(axes))):
        raise ValueError(f"{gate}: axes must name each of the {len(axes)} axes once, such as (1, 0), not {axes!r}")
    return tuple(int(axis) % len(axes) for axis in axes)


def lengths(gate: str, shape: Any, *, unknown: bool = False) -> Shape:
    """Return `shape`, an integer or a sequence of them, as a tuple of lengths; otherwise raise an error.

    unknown: one length may be −1, for as many as there are.
    """
    listed = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    if not all(map(_is_integer, listed)):
        raise TypeError(f"{gate}: shape must be an integer or a tuple of integers, not {shape!r}")
    if any(length < -int(unknown) for length in listed) or listed.count(-1) > 1:
        allowed = " but for one −1, which stands for as many as there are" if unknown else ""
        raise ValueError(f"{gate}: the lengths in shape must be at least 0{allowed}, not {shape!r}")
    return tuple(int(length) for length in listed)


def switch(gate: str, name: str, value: Any) -> bool:
    """Return `value` if it is True or False; otherwise raise an error."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{gate}: {name} must be True or False, not {value!r}")
    return bool(value)


def _is_integer(value: object) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
