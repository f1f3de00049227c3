"""Plain data: what may pass between a candidate and what judges it.

Numbers, strings, arrays of numbers, and lists, tuples and dicts of these; nothing that can run code or lie about
itself. Everything else becomes `Opaque`, which keeps only the name of its type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_DEPTH = 16

# Kinds of numbers that an array may hold: booleans, signed and unsigned integers, floats, complex numbers.
NUMBER_KINDS = frozenset("biufc")

# What a subclass of a builtin stores, read by the builtin's own method and so not by one that the subclass brings.
BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__int__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (bytes, bytes.__bytes__),
)

Plain = Any  # None, bool, int, float, complex, str, bytes, list, tuple, dict, number array or scalar, Opaque


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data."""

    type: str


def plain(value: Any, depth: int = MAX_DEPTH) -> Plain:
    """Return `value` as plain data of exact builtin and NumPy types, copied, so that later changes don't show.

    Subclasses are reduced to what they store: an array whose comparison is always true becomes an ordinary array.
    """
    if value is None or type(value) in (bool, int, float, complex, str, bytes):
        return value
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.generic):
        return np.array(value)[()] if value.dtype.kind in NUMBER_KINDS else Opaque(type(value).__name__)
    if depth == 0:
        return Opaque(type(value).__name__)
    if isinstance(value, (list, tuple)):
        items = (plain(item, depth - 1) for item in value)
        return list(items) if isinstance(value, list) else tuple(items)
    if isinstance(value, Mapping):
        return {plain(key, depth - 1): plain(item, depth - 1) for key, item in value.items()}
    for base, reduce in BASES:
        if isinstance(value, base):
            return reduce(value)
    return Opaque(type(value).__name__)


def _array(value: np.ndarray[Any, Any]) -> Plain:
    if value.dtype.kind not in NUMBER_KINDS or value.dtype.itemsize > 16:
        return Opaque(f"{type(value).__name__} of dtype {value.dtype}")
    # A dtype in native byte order; C order; owns its data; no subclass.
    native = value.dtype.newbyteorder("=")
    return np.array(value, dtype=native, order="C", copy=True, subok=False)
