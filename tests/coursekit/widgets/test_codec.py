"""Numbers on their way to a view: from Python through the browser's own code and back."""

import base64
import json
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from coursekit.widgets.codec import pack
from tests.node import STATIC, node


@dataclass(frozen=True)
class Point:
    x: float
    name: str


def unpacked(packed):
    """What `unpack` makes of it in node; typed arrays come back as lists, numbers that JSON lacks as words."""
    program = f"""
        import {{ unpack }} from {json.dumps((STATIC / "lib/codec.js").as_uri())};
        import {{ readFileSync }} from "node:fs";
        const given = JSON.parse(readFileSync(0), (key, value) =>
            key === "data" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value);
        console.log(JSON.stringify(unpack(given), (key, value) =>
            ArrayBuffer.isView(value) ? Array.from(value, String)
            : typeof value === "number" && !Number.isFinite(value) ? String(value) : value));
    """
    text = json.dumps(packed, default=lambda each: base64.b64encode(each).decode())
    return json.loads(node("--input-type=module", "-e", program, given=text))


def test_everything_arrives():
    value = {
        "numbers": [1, 2.5, np.float32(0.5), np.int64(7), True, np.bool_(False), None],
        "far": [float("nan"), float("inf"), -np.inf],
        "point": Point(1.0, "p"),
        "named alike": {"number": 1, "dtype": "x", "shape": None},
        "array": np.arange(6.0).reshape(2, 3),
    }
    assert unpacked(pack(value)) == {
        "numbers": [1, 2.5, 0.5, 7, True, False, None],
        "far": ["NaN", "Infinity", "-Infinity"],
        "point": {"x": 1, "name": "p"},
        "named alike": {"number": 1, "dtype": "x", "shape": None},
        "array": {"data": ["0", "1", "2", "3", "4", "5"], "shape": [2, 3]},
    }


def test_arrays_of_any_layout_and_kind_arrive():
    base = np.arange(12).reshape(3, 4)
    given = [
        base.astype("f4").T,
        base[::-1, ::2].astype(">f8"),
        base % 2 == 0,
        base.astype("u1"),
        base.astype("i8"),
        np.array([np.nan, np.inf, -0.0]),
        np.empty((0, 3)),
        np.array(4.0),
    ]
    for array, found in zip(given, unpacked([pack(each) for each in given]), strict=True):
        assert found["shape"] == list(array.shape)
        np.testing.assert_array_equal(np.array(found["data"], dtype=float), array.ravel().astype(float))


@given(arrays(st.sampled_from([np.float32, np.float64, np.int32]), array_shapes(min_dims=0)))
def test_the_bytes_are_the_arrays(array):
    packed = pack(array)
    again = np.frombuffer(packed["data"], packed["$dtype"]).reshape(packed["shape"])
    np.testing.assert_array_equal(again, array)
    assert again.dtype == array.dtype


@pytest.mark.parametrize("value", [object(), {1, 2}, np.array([1j]), np.array(["x"]), [lambda: 0]])
def test_what_a_view_cannot_take_is_refused(value):
    with pytest.raises(TypeError, match="a view takes"):
        pack(value)
