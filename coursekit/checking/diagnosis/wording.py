"""Numbers, arrays and cases in words short enough for a sentence."""

from typing import Any

import numpy as np

from coursekit.checking.plan import Case

READABLE = 12  # more entries than these are not written out in a sentence


def number(value: Any) -> str:
    """Round a number for reading: four significant digits, more where fewer would hide a difference."""
    if isinstance(value, complex | np.complexfloating):
        return f"{complex(value):.4g}"
    return f"{float(value):.4g}"


def numbers(value: Any) -> str:
    """Write an array out if it is small, else say its shape."""
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return repr(value)[:80]
    if array.ndim == 0:
        return number(array[()])
    if array.size > READABLE:
        return f"an array of shape {array.shape}"
    return "[" + ", ".join(numbers(row) for row in array) + "]"


def two_numbers(got: Any, expected: Any) -> tuple[str, str]:
    """Round two different numbers so that they still look different."""
    for digits in (4, 7, 10, 17):
        one, other = f"{got:.{digits}g}", f"{expected:.{digits}g}"
        if one != other:
            break
    return one, other


def at(case: Case) -> str:
    """Say at which inputs something was seen: the numbers if there are few, else the name of the case."""
    if case.size > READABLE or not case.inputs:
        return f"for {case.name}"
    return "for " + ", ".join(f"{name} = {numbers(value)}" for name, value in zip(case.names, case.inputs, strict=True))


def entry(name: str, index: tuple[int, ...]) -> str:
    """Name one entry of an array: `y[0, 2]`; a single number goes by its name."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def plain_number(value: Any) -> float | str:
    """Return a number that JSON can hold: what isn't finite goes by its name."""
    value = value.real if isinstance(value, complex | np.complexfloating) else value
    real = float(value)
    return real if np.isfinite(real) else str(real)
