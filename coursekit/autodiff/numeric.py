"""Numerical differentiation as the lectures show it: change one entry a little and see what that does to f.

Slow (every entry costs calls of f) and only about right, but so simple that it is hard to get wrong: this is what
gradients made by backpropagation are checked against. `ladder` gives estimates that come with their error.

Source: gradient checks, CS224n notes; "Check your implementation with numeric gradient", CSE 587 lecture 3.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def one_sided(f: Callable[[Any], Any], x: ArrayLike, h: float = 1e-8) -> Floats:
    """Return the gradient of f at x by (f(x + h) − f(x)) / h, entry by entry; its error shrinks like h.

    f: takes an array in the shape of x, returns a single number. x: numbers of any shape; integers are converted to
    float64 (in them a step would be cut off), and x itself is never changed. The gradient has the shape of x.

    Raises ValueError if f doesn't return a single number, if h isn't positive, or if h is lost beside an entry of x.
    """
    return _differences(f, x, 0.0, h)


def centred(f: Callable[[Any], Any], x: ArrayLike, h: float = 1e-5) -> Floats:
    """Return the gradient of f at x by (f(x + h) − f(x − h)) / 2h, entry by entry; its error shrinks like h².

    At a kink this is the average of the slopes on the two sides. f, x and errors as for `one_sided`.
    """
    return _differences(f, x, h, h)


def floats(x: ArrayLike, name: str = "x") -> Floats:
    """Return a float64 copy of x; refuse what isn't real numbers."""
    given = np.asarray(x)
    if given.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be real numbers, not {type(x).__name__} of dtype {given.dtype}")
    return given.astype(np.float64)


def _differences(f: Callable[[Any], Any], x: ArrayLike, below: float, above: float) -> Floats:
    """Return the differences of f from x − below to x + above, entry by entry, by the steps that x ± h really takes."""
    if not (math.isfinite(above) and above > 0):
        raise ValueError(f"the step h must be positive, not {above!r}")
    start = floats(x)
    gradient = np.empty_like(start)
    for index in np.ndindex(start.shape):
        right, left = start.copy(), start.copy()
        right[index] += above
        left[index] -= below
        if right[index] == left[index]:
            raise ValueError(f"the step h={above!r} is lost beside x[{index}] = {start[index]!r}; take a larger h")
        gradient[index] = (_single_number(f(right)) - _single_number(f(left))) / (right[index] - left[index])
    return gradient


def _single_number(value: Any) -> float:
    if np.size(value) != 1:
        raise ValueError(
            f"f must return a single number, but it returned shape {np.shape(value)}; weigh its outputs with an "
            "upstream gradient and sum them, or call numeric_vjp"
        )
    return float(np.reshape(value, ()))
