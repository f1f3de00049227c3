"""What counts as data here: arrays whose rows are examples, integer labels, and a source of randomness.

Everything in `coursekit.data` and `coursekit.train` asks these functions, so that the same mistake gets the same
answer everywhere. `owner` is the name of the function that the user called; messages begin with it.
"""

import math
import numbers
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]


def equal_rows(owner: str, arrays: tuple[Any, ...]) -> tuple[Array, ...]:
    """Return the arrays if all have the same number of rows, and at least one; otherwise raise ValueError."""
    if not arrays:
        raise TypeError(f"{owner} needs at least one array, such as {owner}(x, y)")
    rows = tuple(np.asarray(array) for array in arrays)
    for position, array in enumerate(rows):
        if array.ndim == 0:
            raise ValueError(
                f"{owner}: array {position} is a single number; it needs a first axis that counts examples"
            )
    lengths = [len(array) for array in rows]
    if len(set(lengths)) > 1:
        raise ValueError(
            f"{owner}: the arrays have {', '.join(map(str, lengths))} rows; each needs one row for each example"
        )
    if lengths[0] == 0:
        raise ValueError(f"{owner}: the arrays have no rows; at least one example is needed")
    return rows


def table(owner: str, value: Any, name: str = "x") -> Floats:
    """Return a float64 table (N, d) of N ≥ 1 examples with d ≥ 1 features, all finite; otherwise raise an error."""
    given = real(owner, value, name)
    if given.ndim != 2 or 0 in given.shape:
        raise ValueError(f"{owner}: {name} must have shape (examples, features), neither of them 0, not {given.shape}")
    return given


def real(owner: str, value: Any, name: str) -> Floats:
    """Return float64 numbers of any shape, all finite; otherwise raise an error that names the first that isn't."""
    given = np.asarray(value)
    if given.dtype.kind not in "biuf":
        raise TypeError(f"{owner}: {name} must be real numbers, not {type(value).__name__} of dtype {given.dtype}")
    floats: Floats = given.astype(np.float64)
    wrong = np.argwhere(~np.isfinite(floats))
    if len(wrong):
        where = tuple(int(index) for index in wrong[0])
        raise ValueError(
            f"{owner}: {name} has {len(wrong)} entries that are not finite, the first {floats[where]} at {where}; "
            "remove or replace them first"
        )
    return floats


def class_labels(owner: str, value: Any, name: str = "labels") -> Indices:
    """Return labels (N,) as int64; raise an error if they aren't integers, aren't in one row, or are negative."""
    given = np.asarray(value)
    if given.ndim != 1:
        raise ValueError(f"{owner}: {name} must have one axis, one label for each example, not shape {given.shape}")
    if given.dtype.kind not in "iu":
        shown = f", such as {given[0]!r}" if given.size else ""
        raise TypeError(
            f"{owner}: {name} must be integers (0 for the first class, 1 for the second, …), not {given.dtype}{shown}"
        )
    if given.size and given.min() < 0:
        raise ValueError(f"{owner}: {name} count from 0, but there is a {given.min()}")
    return given.astype(np.int64)


def real_number(owner: str, name: str, value: Any) -> float:
    """Return `value` if it is a finite real number; otherwise raise an error."""
    number = single_number(owner, name, value)
    if not math.isfinite(number):
        raise ValueError(f"{owner}: {name} must be finite, not {number}")
    return number


def single_number(owner: str, name: str, value: Any) -> float:
    """Return a real number, or an array that holds just one, as a float; nan and inf pass. Otherwise raise an error."""
    number = value.item() if isinstance(value, np.ndarray) and value.size == 1 else value
    if isinstance(number, (bool, np.bool_)) or not isinstance(number, numbers.Real):
        raise TypeError(f"{owner}: {name} must be a real number, not {type(value).__name__} {value!r}")
    return float(number)


def one_of(owner: str, name: str, value: str, choices: tuple[str, ...]) -> str:
    """Return `value` if it is one of the choices; otherwise raise ValueError, which lists them."""
    if value not in choices:
        raise ValueError(f"{owner}: {name} must be {' or '.join(map(repr, choices))}, not {value!r}")
    return value
