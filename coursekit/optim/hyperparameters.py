"""Which numbers a hyperparameter may be: checked when an optimizer or a schedule is made, and refused by name."""

from typing import Any

from coursekit.arguments import finite_number


def positive(owner: str, name: str, value: Any) -> float:
    """Return `value` if it is a finite number above 0."""
    if (number := finite_number(owner, name, value)) <= 0:
        raise ValueError(f"{owner}: {name} must be above 0, not {value!r}")
    return number


def not_negative(owner: str, name: str, value: Any) -> float:
    """Return `value` if it is a finite number, 0 or above."""
    if (number := finite_number(owner, name, value)) < 0:
        raise ValueError(f"{owner}: {name} must be 0 or above, not {value!r}")
    return number


def fraction(owner: str, name: str, value: Any) -> float:
    """Return `value` if it is at least 0 and below 1, as the decay of a running average is."""
    number = finite_number(owner, name, value)
    if not 0 <= number < 1:
        raise ValueError(f"{owner}: {name} must be at least 0 and below 1, not {value!r}")
    return number


def fractions(owner: str, name: str, value: Any) -> tuple[float, float]:
    """Return `value` if it is a pair of numbers, each at least 0 and below 1."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError(f"{owner}: {name} must be two numbers, such as (0.9, 0.999), not {value!r}")
    return fraction(owner, f"{name}[0]", value[0]), fraction(owner, f"{name}[1]", value[1])


def reduction(owner: str, value: Any) -> float:
    """Return `value`, called factor, if a rate that is multiplied by it falls and stays above 0."""
    number = finite_number(owner, "factor", value)
    if not 0 < number < 1:
        raise ValueError(f"{owner}: factor must be above 0 and below 1, by which the rate falls, not {value!r}")
    return number
