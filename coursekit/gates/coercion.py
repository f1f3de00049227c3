"""What a gate takes for a number: anything given becomes floating-point NumPy values, or is refused by name."""

from typing import Any, TypeAlias

import numpy as np

# What a rule computes with: an ndarray or NumPy scalar, real or complex, or another carrier of numbers that answers
# NumPy's protocols (`__array_ufunc__`). Python's type system has no word for "works in NumPy's functions".
Array: TypeAlias = Any

Shape: TypeAlias = tuple[int, ...]


class Refusal(ValueError):
    """An error of a rule's own: it names the gate, what was given, what fits and the remedy. Nothing is added to it."""


def is_numpy(value: object) -> bool:
    """Whether `value` is NumPy's own array or scalar, rather than another carrier of numbers."""
    return isinstance(value, (np.ndarray, np.generic))


def is_carrier(value: object) -> bool:
    """Whether `value` is not NumPy's own, but can stand in for an array in NumPy's functions."""
    return not is_numpy(value) and getattr(type(value), "__array_ufunc__", None) is not None


def precision_of(value: Array) -> np.dtype[Any]:
    """Return the dtype of floating-point numbers, of whatever carrier; float64 for integers and Python's numbers."""
    dtype = np.dtype(getattr(value, "dtype", np.float64))
    return dtype if dtype.kind in "fc" else np.dtype(np.float64)


def as_numbers(value: Any, owner: object, name: str) -> Array:
    """Return `value` as floating-point numbers of its own shape; a single number becomes a NumPy scalar.

    Floats and complex numbers keep their precision; booleans and integers become float64, lists become arrays,
    subclasses of ndarray (`np.matrix`) plain ones. Other carriers of numbers pass through untouched.

    Raises TypeError, in the name of `owner` and its input `name`, for what isn't numbers.
    """
    if is_carrier(value):
        return value
    array = as_array(value, owner, name)
    if array.dtype.kind in "biu":
        array = array.astype(np.float64)
    elif array.dtype.kind not in "fc":
        what = "an array of dtype " if isinstance(value, np.ndarray) else f"{type(value).__name__} "
        shown = str(array.dtype) if isinstance(value, np.ndarray) else _short(value)
        raise TypeError(f"{owner}: {name} must be numbers (a number, a list of numbers or an array), not {what}{shown}")
    return array[()]


def as_array(value: Any, owner: object, name: str) -> Array:
    """Return `value` as an array of whatever dtype; lists whose rows differ in length are refused with ValueError."""
    if is_carrier(value):
        return value
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{owner}: the rows of {name} differ in length; an array needs rows of one length") from error


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
