"""Choosing: the gradient goes to what was chosen, and what decides has none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from rules import assert_right

from coursekit.gates import AddAlongAxis, Sort, TakeAlongAxis, Where


@given(
    shapes=npst.mutually_broadcastable_shapes(num_shapes=3, max_dims=2, max_side=3),
    seed=st.integers(0, 99),
    kind=st.sampled_from([bool, int]),
)
def test_one_or_the_other(shapes, seed, kind):
    generator = np.random.default_rng(seed)
    condition, x, y = (generator.normal(size=shape) for shape in shapes.input_shapes)
    condition = (condition > 0).astype(kind)
    np.testing.assert_array_equal(Where().forward(condition, x, y), np.where(condition, x, y))
    assert_right(Where(), condition, x, y)


def test_what_was_not_chosen_may_be_infinite():
    gate = Where()
    gate.forward([True, False], [1.0, np.nan], [np.inf, 2.0])
    condition, x, y = gate.backward([3.0, np.inf])
    assert condition is None
    np.testing.assert_array_equal(x, [3.0, 0.0])
    np.testing.assert_array_equal(y, [0.0, np.inf])


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_taking_along_an_axis_and_its_adjoint(axis):
    generator = np.random.default_rng(5)
    x = generator.normal(size=(3, 4))
    for count in (0, 1, 3, 6):
        shape = (count, 4) if axis == 0 else (3, count)
        places = generator.integers(-x.shape[axis], x.shape[axis], shape)
        gate = TakeAlongAxis(axis=axis)
        np.testing.assert_array_equal(gate.forward(x, places), np.take_along_axis(x, places, axis=axis))
        assert_right(gate, x, places)
        assert_right(AddAlongAxis(axis=axis, shape=x.shape), generator.normal(size=shape), places)


def test_places_broadcast():
    x, places = np.arange(6.0).reshape(2, 3), np.array([[2, 2, 0]])
    assert_right(TakeAlongAxis(), x, places)
    assert_right(TakeAlongAxis(axis=0), np.array([[1.0], [2.0]]), np.array([[0, 1, 1]]))


def test_places_are_integers():
    gate = TakeAlongAxis()
    np.testing.assert_array_equal(gate.forward([1.0, 2.0], [1.0, 0.0]), [2.0, 1.0])
    with pytest.raises(TypeError, match=r"TakeAlongAxis: places must be integers, not an array of dtype float"):
        gate.forward([1.0, 2.0], [0.5])
    with pytest.raises(ValueError, match=r"cannot take x \(2,\), places \(1, 1\). It takes x and places with equally"):
        gate.forward([1.0, 2.0], [[0]])
    with pytest.raises(TypeError, match="TakeAlongAxis: axis must be an integer, not None"):
        TakeAlongAxis(axis=None)


@given(data=st.data(), x=npst.arrays(np.float64, npst.array_shapes(max_dims=2, max_side=4), elements=st.floats(-9, 9)))
def test_sorting(data, x):
    gate = Sort(axis=data.draw(st.integers(-x.ndim, x.ndim - 1)))
    np.testing.assert_array_equal(gate.forward(x), np.sort(x, axis=gate.axis))
    upstream = np.random.default_rng(6).normal(size=x.shape)
    gate.forward(x)
    (gradient,) = gate.backward(upstream)
    # The same moves that sort x, stably, take its gradient to upstream.
    order = np.argsort(x, axis=gate.axis, kind="stable")
    np.testing.assert_array_equal(np.take_along_axis(gradient, order, axis=gate.axis), upstream)


def test_sorting_against_the_witnesses():
    generator = np.random.default_rng(7)
    for axis in (0, 1, -1):
        assert_right(Sort(axis=axis), generator.normal(size=(3, 4)))
    assert Sort().forward(np.ones((2, 0))).shape == (2, 0)
    with pytest.raises(ValueError, match=r"Sort cannot take x \(\)"):
        Sort().forward(1.0)
