"""Moving entries: against NumPy for any shape and key, and each gate against its adjoint."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from rules import assert_right

from coursekit.gates import BroadcastTo, Concatenate, Index, Multiply, Node, Reshape, Scatter, Transpose

shapes = npst.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=3)


def numbered(shape):
    return np.arange(1.0, 1 + np.prod(shape)).reshape(shape)


@pytest.mark.parametrize(
    ("given_shape", "shape", "result"),
    [
        ((2, 3), (3, 2), (3, 2)), ((2, 3), -1, (6,)), ((2, 3), (-1, 2), (3, 2)), ((), (1, 1), (1, 1)), ((1,), (), ()),
        ((0, 3), (3, 0), (3, 0)), ((6,), [2, 3], (2, 3)), ((4, 3), (2, -1, 3), (2, 2, 3)),
    ],
)  # fmt: skip
def test_reshaping(given_shape, shape, result):
    gate = Reshape(shape=shape)
    assert gate.forward(numbered(given_shape)).shape == result
    assert_right(gate, numbered(given_shape))


def test_reshaping_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"Reshape\(shape=\(2, 2\)\) cannot take x \(3,\). It takes an array with as"):
        Reshape(shape=(2, 2)).forward(np.ones(3))
    with pytest.raises(ValueError, match="lengths in shape must be at least 0 but for one −1"):
        Reshape(shape=(-1, -1))
    with pytest.raises(ValueError, match="lengths in shape must be at least 0"):
        Reshape(shape=(2, -2))
    with pytest.raises(TypeError, match="Reshape: shape must be an integer or a tuple of integers, not '3'"):
        Reshape(shape="3")


@given(data=st.data(), shape=shapes)
def test_transposing(data, shape):
    order = data.draw(st.none() | st.permutations(range(len(shape))))
    negative = data.draw(st.booleans())
    axes = [axis - len(shape) for axis in order] if order and negative else order
    gate, x = Transpose(axes=axes), numbered(shape)
    np.testing.assert_array_equal(gate.forward(x), np.transpose(x, axes))
    assert_right(gate, x)


def test_transposing_other_axes_is_refused():
    with pytest.raises(ValueError, match=r"Transpose: axes must name each of the 2 axes once, such as \(1, 0\), not"):
        Transpose(axes=(0, 0))
    with pytest.raises(TypeError, match="Transpose: axes must be None or a tuple of integers, not 1"):
        Transpose(axes=1)
    with pytest.raises(ValueError, match=r"Transpose\(axes=\(1, 0\)\) cannot take x \(2,\)"):
        Transpose(axes=(1, 0)).forward(np.ones(2))


@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_joining(axis):
    generator = np.random.default_rng(4)
    for lengths in ((2, 3), (1,), (2, 0, 1)):
        arrays = [generator.normal(size=(length, 3) if axis in (0, -2) else (3, length)) for length in lengths]
        gate = Concatenate(axis=axis)
        np.testing.assert_array_equal(gate.forward(*arrays), np.concatenate(arrays, axis=axis))
        assert_right(gate, *arrays)


def test_joining_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"cannot take arrays\[0\] \(2, 3\), arrays\[1\] \(2, 2\). It takes one array"):
        Concatenate().forward(np.ones((2, 3)), np.ones((2, 2)))
    with pytest.raises(TypeError, match="Concatenate: axis must be an integer, not None"):
        Concatenate(axis=None)


@given(npst.mutually_broadcastable_shapes(num_shapes=1, base_shape=(2, 3), max_dims=3, max_side=3))
def test_broadcasting(drawn):
    x = numbered(drawn.input_shapes[0])
    gate = BroadcastTo(shape=drawn.result_shape)
    np.testing.assert_array_equal(gate.forward(x), np.broadcast_to(x, drawn.result_shape))
    assert_right(gate, x)


def test_broadcasting_what_does_not_fit_is_refused():
    with pytest.raises(
        ValueError, match=r"BroadcastTo\(shape=\(2, 3\)\) cannot take x \(2,\). It takes an array whose"
    ):
        BroadcastTo(shape=(2, 3)).forward(np.ones(2))
    with pytest.raises(ValueError, match=r"BroadcastTo: the lengths in shape must be at least 0, not \(2, -1\)"):
        BroadcastTo(shape=(2, -1))


@st.composite
def keys(draw, shape):
    """Basic keys with None and ..., flags, and arrays of integers, in which some come twice."""
    kinds = [npst.basic_indices(shape, allow_newaxis=True), npst.arrays(np.bool_, shape)]
    if shape:
        whole = st.integers(-shape[0], shape[0] - 1)
        kinds += [
            npst.integer_array_indices(shape, result_shape=npst.array_shapes(max_dims=2, max_side=4)),
            st.lists(whole, max_size=4),
            npst.arrays(np.bool_, shape[:1]),
            st.tuples(st.just(...), st.lists(st.integers(0, shape[-1] - 1), min_size=1, max_size=4)),
        ]
    return draw(st.one_of(kinds))


@given(data=st.data(), shape=shapes)
def test_any_key(data, shape):
    key = data.draw(keys(shape))
    x = numbered(shape)
    gate = Index(key=key)
    picked = gate.forward(x)
    np.testing.assert_array_equal(picked, x[[] if isinstance(key, list) and not key else key])
    assert_right(gate, x)
    assert_right(Scatter(key=key, shape=shape), np.asarray(picked))


def test_what_is_picked_twice_gets_both_gradients():
    gate = Index(key=([0, 2, 0, 0],))
    gate.forward(np.ones((3, 2)))
    (gradient,) = gate.backward(np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0], [8.0, 80.0]]))
    np.testing.assert_array_equal(gradient, [[13.0, 130.0], [0.0, 0.0], [2.0, 20.0]])


def test_a_key_is_the_gates_own():
    places = np.array([0, 0])
    gate = Index(key=places)
    gate.forward(np.array([1.0, 2.0]))
    places[:] = 1
    np.testing.assert_array_equal(gate.backward(np.ones(2))[0], [2.0, 0.0])


def test_what_is_no_key_is_refused():
    for wrong in (1.5, "a", [0.5], (0, {})):
        with pytest.raises(TypeError, match="Index: a key is made of integers, slices, None"):
            Index(key=wrong)
    with pytest.raises(IndexError, match="index 3 is out of bounds"):
        Index(key=3).forward(np.ones(3))

    class Carrier(Node):
        __array_ufunc__ = Multiply

    with pytest.raises(TypeError, match="must be known when the gate is made, so it cannot contain a Carrier; take"):
        Index(key=(0, Carrier("input")))


def test_scattering_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"cannot take x \(1,\). It takes an array in the shape that the key picks"):
        Scatter(key=slice(0, 2), shape=3).forward(np.ones(1))


def test_empty_arrays():
    for gate in (Index(key=slice(1)), Index(key=np.zeros(0, dtype=int)), Transpose(), BroadcastTo(shape=(2, 0, 3))):
        output = gate.forward(np.ones((0, 3)))
        assert output.size == 0
        assert gate.backward(np.ones_like(output))[0].shape == (0, 3)
