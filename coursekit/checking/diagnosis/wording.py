"""Numbers, arrays and cases in words short enough for a sentence."""

from typing import Any

import numpy as np

from coursekit.checking.rule_case import Case

READABLE = 6  # more entries than these are not written out in a sentence


def number(value: Any) -> str:
    """Round a number for reading: four significant digits, more where fewer would hide a difference."""
    if isinstance(value, complex | np.complexfloating):
        return f"{complex(value):.4g}"
    return f"{float(value) + 0.0:.4g}"  # −0 reads as 0


def numbers(value: Any) -> str:
    """Write a number out, or a small array entry by entry."""
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return repr(value)[:80]
    if array.ndim == 0:
        return number(array[()])
    return "[" + ", ".join(numbers(row) for row in array) + "]"


def two_numbers(got: Any, expected: Any) -> tuple[str, str]:
    """Round two different numbers so that they still look different."""
    got, expected = got + 0.0, expected + 0.0  # −0 reads as 0
    for digits in (4, 7, 10, 17):
        one, other = f"{got:.{digits}g}", f"{expected:.{digits}g}"
        if one != other:
            break
    return one, other


def at(case: Case, upstream: bool = False) -> str:
    """Say at which inputs (and upstream) something was seen: the numbers if few, else the name of the case."""
    named = list(zip(case.names, case.inputs, strict=True)) + ([("upstream", case.upstream)] if upstream else [])
    if not case.inputs or any(np.size(value) > READABLE for _, value in named):
        return f"for {case.name}"
    return "for " + ", ".join(f"{name} = {numbers(value)}" for name, value in named)


def entry(name: str, index: tuple[int, ...]) -> str:
    """Name one entry of an array: `y[0, 2]`; a single number goes by its name."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def plain_number(value: Any) -> float | str:
    """Return a number that JSON can hold: what isn't finite goes by its name."""
    value = value.real if isinstance(value, complex | np.complexfloating) else value
    real = float(value)
    return real if np.isfinite(real) else str(real)
