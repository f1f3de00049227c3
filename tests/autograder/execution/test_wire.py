"""The wire carries plain data unchanged, and turns anything else into a WireError without allocating for it."""

import socket
import struct
import time

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.execution import wire
from autograder.execution.wire import Channel, Extension, Handle, WireClosed, WireError, WireTimeout, decode, encode
from coursekit.checking.plain import Opaque

numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers()
leaves = (
    numbers
    | st.text()
    | st.binary()
    | st.builds(Opaque, st.text(max_size=9))
    | st.builds(Handle, st.integers(0, 2**40), st.text(max_size=9), st.booleans())
    | hnp.arrays(st.sampled_from(sorted(wire.DTYPES)), hnp.array_shapes(min_dims=0, min_side=0, max_dims=4, max_side=4))
    | hnp.from_dtype(np.dtype("float64"))
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.sets(st.integers() | st.text(), max_size=4)
        | st.frozensets(st.integers(), max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def alike(left, right):
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, (np.ndarray, np.generic)):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    if isinstance(left, (float, complex)):
        return repr(left) == repr(right)
    return left == right


@given(values)
def test_plain_data_arrives_unchanged(value):
    assert alike(decode(encode(value)), value)


def test_an_array_that_arrives_can_be_written_to():
    array = decode(encode(np.zeros((2, 3))))
    array += 1
    assert array.sum() == 6


def test_a_strided_array_arrives_in_order():
    given_array = np.arange(12.0).reshape(3, 4)[::-1, ::2].T
    np.testing.assert_array_equal(decode(encode(given_array)), given_array)


class Lies(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


@pytest.mark.parametrize(
    "value",
    [object(), {1, object}, Lies(3), np.array([None]), len, np.array(["text"]), pytest.param(1 << 40_000, id="long")],
)
def test_what_is_not_plain_is_refused_by_the_sender(value):
    with pytest.raises(WireError):
        encode([value])


def test_a_list_that_contains_itself_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(WireError):
        encode(loop)


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(body):
    try:
        decode(body)
    except WireError:
        pass


@given(st.integers(1, 9), st.binary(max_size=100))
def test_any_extension_decodes_or_is_refused(code, data):
    try:
        decode(msgpack.packb(msgpack.ExtType(code, data)))
    except WireError:
        pass


def array_frame(name, shape, raw):
    return msgpack.packb(msgpack.ExtType(Extension.ARRAY, msgpack.packb([name, shape, raw])))


@pytest.mark.parametrize(
    ("name", "shape", "raw"),
    [
        ("float64", [10**12], b""),  # announces what would not fit into memory
        ("float64", [2**33, 2**33], b"\0" * 8),  # whose product overflows
        ("float64", [-1], b"\0" * 8),
        ("float64", [1.0], b"\0" * 8),
        ("float64", [1] * 40, b"\0" * 8),
        ("object", [1], b"\0" * 8),
        ("float64", [2], b"\0" * 15),
        ("bool", [1], b"\x07"),
        ("float64", "1", b"\0" * 8),
        (["float64"], [1], b"\0" * 8),
    ],
)
def test_an_array_that_is_none_is_refused(name, shape, raw):
    with pytest.raises(WireError):
        decode(array_frame(name, shape, raw))


def test_extensions_nested_in_each_other_are_refused_beyond_the_depth():
    body = msgpack.packb([])
    for _ in range(wire.MAX_DEPTH + 2):
        body = msgpack.packb(msgpack.ExtType(Extension.TUPLE, body))
    with pytest.raises(WireError, match="nested deeper"):
        decode(body)


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def soon(seconds=5.0):
    return time.monotonic() + seconds


def test_frames_keep_their_bounds(ends):
    left, right = map(Channel, ends)
    left.send([1, "two"])
    left.send((3.0,))
    assert right.receive(soon()) == [1, "two"]
    assert right.receive(soon()) == (3.0,)


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read(ends):
    left, right = ends
    left.sendall(struct.pack(">I", 2**32 - 1))
    with pytest.raises(WireError, match="announced"):
        Channel(right).receive(soon())


def test_a_half_sent_frame_runs_out_of_time(ends):
    left, right = ends
    left.sendall(struct.pack(">I", 100) + b"half")
    with pytest.raises(WireTimeout):
        Channel(right).receive(soon(0.05))


def test_an_end_that_takes_nothing_runs_out_of_time(ends):
    with pytest.raises(WireTimeout):
        Channel(ends[0]).send(b"\0" * 2**24, soon(0.05))


def test_a_closed_wire_says_so(ends):
    left, right = ends
    left.close()
    with pytest.raises(WireClosed):
        Channel(right).receive(soon())
    with pytest.raises(WireClosed):
        Channel(right).send(1, soon())
