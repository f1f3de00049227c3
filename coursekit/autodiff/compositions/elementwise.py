"""Functions that work entry by entry, made of powers, logarithms and choices."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.gates.coercion import Array

# Python's numbers, so that they do not widen float32.
LN2, LN10, DEGREE = math.log(2), math.log(10), math.pi / 180


def square(x: Array) -> Array:
    """Return x²."""
    return np.power(x, 2)


def reciprocal(x: Array) -> Array:
    """Return 1/x."""
    return 1 / x


def cbrt(x: Array) -> Array:
    """Return the cube root of x, of any sign. Its slope at 0 is infinite."""
    return np.sign(x) * np.power(np.absolute(x), 1 / 3)


def exp2(x: Array) -> Array:
    """Return 2ˣ."""
    return np.power(2.0, x)


def log2(x: Array) -> Array:
    """Return the logarithm of x to the base 2."""
    return np.log(x) / LN2


def log10(x: Array) -> Array:
    """Return the logarithm of x to the base 10."""
    return np.log(x) / LN10


def logaddexp2(x1: Array, x2: Array) -> Array:
    """Return log₂(2^x1 + 2^x2), without overflow."""
    return np.logaddexp(x1 * LN2, x2 * LN2) / LN2


def remainder(x1: Array, x2: Array) -> Array:
    """Return what is left of x1 after whole multiples of x2, with the sign of x2."""
    return x1 - np.floor_divide(x1, x2) * x2


def radians(x: Array) -> Array:
    """Return an angle given in degrees in radians."""
    return x * DEGREE


def degrees(x: Array) -> Array:
    """Return an angle given in radians in degrees."""
    return x / DEGREE


def clip(a: Array, a_min: Array = None, a_max: Array = None) -> Array:
    """Return a, but a_min where it is below, and a_max where it is above; None for no limit.

    On a limit the gradient goes to a, as in hard tanh.
    """
    raised = a if a_min is None else np.where(np.less(a, a_min), a_min, a)
    return raised if a_max is None else np.where(np.greater(raised, a_max), a_max, raised)


def select(condlist: Sequence[Array], choicelist: Sequence[Array], default: Array = 0) -> Array:
    """Return, entry by entry, the choice of the first condition that holds, or the default if none does."""
    if len(condlist) != len(choicelist):
        raise ValueError(f"select needs one choice for each condition, not {len(choicelist)} for {len(condlist)}")
    chosen = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        chosen = np.where(condition, choice, chosen)
    return chosen


def copy(a: Array) -> Array:
    """Return a, which nobody can change in place if it is a tensor or a symbol."""
    return np.positive(a)


def full_like(a: Array, fill_value: Any) -> Array:
    """Return an array in the shape of a with `fill_value` in every entry."""
    return np.zeros_like(a) + fill_value
