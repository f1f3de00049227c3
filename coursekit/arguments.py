"""What may be given for a number, a whole number or a source of randomness: one answer for the whole library.

`owner` is what the user called, such as "Adam" or "minibatches"; messages begin with it.
"""

import math
import numbers
from typing import Any, TypeAlias

import numpy as np

# A seed or a generator: the same seed gives the same bits, a generator goes on where it stands. None takes fresh
# randomness from the operating system, as in NumPy.
Rng: TypeAlias = int | np.random.Generator | None


def finite_number(owner: str, name: str, value: Any) -> float:
    """Return `value` if it is a finite real number; otherwise raise an error that names it."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{owner}: {name} must be a real number, not {type(value).__name__} {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{owner}: {name} must be finite, not {value!r}")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def whole_number(owner: str, name: str, value: Any, least: int) -> int:
    """Return `value` if it is an integer of at least `least`; otherwise raise an error."""
    if not is_integer(value):
        raise TypeError(f"{owner}: {name} must be an integer, not {type(value).__name__} {value!r}")
    if value < least:
        raise ValueError(f"{owner}: {name} must be at least {least}, not {value}")
    return int(value)


def generator(rng: Rng, owner: str) -> np.random.Generator:
    """Return a generator: the given one, or a new one from a seed; raise TypeError for what is neither."""
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is not None:
        if not is_integer(rng):
            raise TypeError(
                f"{owner}: rng must be a seed or a generator, such as 0 or np.random.default_rng(0), "
                f"not {type(rng).__name__} {rng!r}"
            )
        if rng < 0:
            raise ValueError(f"{owner}: a seed is 0 or more, not {rng}")
    return np.random.default_rng(rng)


def is_integer(value: Any) -> bool:
    """Whether `value` is a single integer, of Python or NumPy, and no truth value."""
    return isinstance(value, numbers.Integral) and not isinstance(value, (bool, np.bool_))
