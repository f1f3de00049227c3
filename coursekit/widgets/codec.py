"""The one form in which numbers travel to a view: arrays as their bytes, all else as JSON has it.

An array becomes `{"$dtype": "<f4", "shape": [2, 3], "data": <bytes>}`; the bytes go over as a binary buffer, not as
text. Numbers that JSON lacks become `{"$number": "nan"}`, `"inf"` or `"-inf"`. `static/lib/codec.js` reads all this.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

# float64 where digits are read off, float32 for what is only drawn; whole numbers and masks.
TYPES = {"f": ("<f4", "<f8"), "i": ("<i4",), "u": ("|u1",), "b": ("|u1",)}


def pack(value: Any) -> Any:
    """Return a value in the form in which it travels.

    value: numbers, strings, None, arrays, sequences, mappings with strings as keys, and dataclasses of these.

    Raises TypeError for anything else.
    """
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else {"$number": str(float(value))}
    if isinstance(value, np.ndarray):
        return _array(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: pack(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): pack(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [pack(each) for each in value]
    raise TypeError(f"a view takes numbers, strings, arrays, and lists or dictionaries of them, not {value!r}")


def unpack(value: Any) -> Any:
    """Return settings as they were before `pack`: numbers that JSON lacks are numbers again."""
    match value:
        case {"$number": str(number), **rest} if not rest:
            return float(number)
        case Mapping():
            return {name: unpack(each) for name, each in value.items()}
        case list() | tuple():
            return [unpack(each) for each in value]
    return value


@np.errstate(invalid="ignore")
def heat_bytes(values: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return a map that is only painted, as bytes: 1 to 255 for −1 to 1, beyond them the ends, 0 for what is nan.

    `static/lib/heat.js` paints them.
    """
    codes = np.round(127 * np.clip(values, -1, 1)) + 128
    return np.where(np.isnan(codes), 0, codes).astype(np.uint8)


def _array(value: np.ndarray[Any, Any]) -> dict[str, Any]:
    kinds = TYPES.get(value.dtype.kind)
    if kinds is None:
        raise TypeError(f"a view takes arrays of real numbers, not of {value.dtype}")
    dtype = value.dtype.newbyteorder("<").str
    dtype = dtype if dtype in kinds else kinds[-1]
    return {"$dtype": dtype, "shape": list(value.shape), "data": np.ascontiguousarray(value, dtype).tobytes()}
