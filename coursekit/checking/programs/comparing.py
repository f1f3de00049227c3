"""Numbers that came back beside those that are right: read with care, since they come from a student's process."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checking.plain import NUMBER_KINDS

# Two ways to compute the same thing differ by roundings, and by a little more where terms cancel. A wrong factor of
# 1.0001 or an offset of 1e-5 is far beyond.
ROUNDING = 1e-9

# By how much what a hypothesis predicts may differ from what came, so that it explains it.
EXPLAINED = 1e-6


def as_numbers(value: Any, expected: Any) -> Any:
    """Return a value as float64 in the shape expected, or None if it is not that. A single number may come as (1,)."""
    if isinstance(value, (list, tuple, dict, set, frozenset, str, bytes)) or value is None:
        return None
    array = np.asarray(value)
    if array.dtype.kind not in NUMBER_KINDS - {"c"}:
        return None
    if np.shape(expected) == () and array.size == 1:
        array = array.reshape(())
    return array.astype(np.float64) if array.shape == np.shape(expected) else None


def off(got: Any, expected: Any, scale: float = 0.0, tolerance: float = ROUNDING) -> Any:
    """Return which entries don't agree, relative to the largest (or to `scale`, if terms as large as that cancel)."""
    allowed = tolerance * max(scale, float(np.max(np.abs(expected), initial=0.0)), 1e-3)
    with np.errstate(all="ignore"):
        return ~(np.abs(np.asarray(got) - expected) <= allowed)


def close(got: Any, expected: Any, scale: float = 0.0, tolerance: float = ROUNDING) -> bool:
    """Whether all numbers agree."""
    return not np.any(off(got, expected, scale, tolerance))


def all_close(got: Sequence[Any], expected: Sequence[Any], tolerance: float = EXPLAINED) -> bool:
    """Whether each of a list of numbers or arrays agrees with its counterpart."""
    return all(close(one, other, 0.0, tolerance) for one, other in zip(got, expected, strict=True))
