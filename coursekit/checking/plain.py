"""Plain data: what may pass between a candidate and what judges it.

Numbers, strings, arrays of numbers, and lists, tuples, sets and dicts of these; nothing that can run code or lie about
itself. Everything else becomes `Opaque`, which keeps only the name of its type.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.honest import type_name

MAX_DEPTH = 16

# Kinds of numbers that an array may hold: booleans, signed and unsigned integers, floats, complex numbers.
NUMBER_KINDS = frozenset("biufc")

# NumPy's own types of numbers; subclasses of them are not.
SCALARS = frozenset(np.sctypeDict.values())

# What a subclass of a builtin stores, read by the builtin's own method and so not by one that the subclass brings.
BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__int__),
    (float, float.__float__),
    (complex, complex.__complex__),
    (str, str.__str__),
    (bytes, bytes.__bytes__),
)

Plain = Any  # None, bool, int, float, complex, str, bytes, list, tuple, set, dict, array of numbers, Opaque


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data."""

    type: str


def plain(value: Any, depth: int = MAX_DEPTH) -> Plain:
    """Return `value` as plain data of exact builtin and NumPy types, copied, so that later changes don't show.

    Subclasses are reduced to what they store: an array whose comparison is always true becomes an ordinary array.
    What a value is, is asked of its type, and what it holds of the builtin type's own methods: an object cannot
    pass for something else by its `__class__`, its `dtype` or its iterator.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, complex, str, bytes):
        return value
    if issubclass(kind, np.ndarray):
        return _array(np.ndarray.view(value, np.ndarray), kind)
    if kind in SCALARS:
        return value if value.dtype.kind in NUMBER_KINDS and value.dtype.itemsize <= 16 else _opaque(kind)
    if depth == 0:
        return _opaque(kind)
    if issubclass(kind, list):
        return [plain(item, depth - 1) for item in list.__iter__(value)]
    if issubclass(kind, tuple):
        return tuple(plain(item, depth - 1) for item in tuple.__iter__(value))
    if issubclass(kind, dict):
        return {plain(key, depth - 1): plain(item, depth - 1) for key, item in dict.items(value)}
    if issubclass(kind, set):
        return {plain(item, depth - 1) for item in set.__iter__(value)}
    if issubclass(kind, frozenset):
        return frozenset(plain(item, depth - 1) for item in frozenset.__iter__(value))
    for base, reduce in BASES:
        if issubclass(kind, base):
            return reduce(value)
    return _opaque(kind)


def _opaque(kind: type, but: str = "") -> Opaque:
    return Opaque(type_name(kind) + but)


def _array(value: np.ndarray[Any, Any], kind: type) -> Plain:
    if value.dtype.kind not in NUMBER_KINDS or value.dtype.itemsize > 16:
        return _opaque(kind, f" of dtype {value.dtype}")
    # A dtype in native byte order; C order; owns its data; no subclass.
    native = value.dtype.newbyteorder("=")
    return np.array(value, dtype=native, order="C", copy=True, subok=False)
