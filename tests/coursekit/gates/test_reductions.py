"""Reductions: every axis, with and without keepdims; ties, zeros among factors, large numbers, nothing to reduce."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from rules import assert_right

from coursekit.gates import CumSum, LogSumExp, Max, Mean, Min, Prod, Sum

REDUCTIONS = [Sum, Mean, Max, Min, Prod, LogSumExp]
NUMPYS = {Sum: np.sum, Mean: np.mean, Max: np.max, Min: np.min, Prod: np.prod}
every_reduction = pytest.mark.parametrize("kind", REDUCTIONS)


@every_reduction
@pytest.mark.parametrize("keepdims", [False, True])
def test_every_axis(kind, keepdims):
    generator = np.random.default_rng(2)
    for axis in (None, 0, 1, -1, (0, 2), (2, 0), (-1, 1), (0, 1, 2), ()):
        gate = kind(axis=axis, keepdims=keepdims)
        x = generator.normal(size=(2, 3, 5))
        assert_right(gate, x)
        if kind in NUMPYS:
            np.testing.assert_array_equal(gate.forward(x), NUMPYS[kind](x, axis=axis, keepdims=keepdims))


@every_reduction
def test_single_numbers_and_single_entries(kind):
    for x, axis in ((2.5, None), ([2.5], 0), ([[2.5]], (0, 1))):
        assert_right(kind(axis=axis), np.array(x))
    for axis in (0, -1) if kind is not Mean else ():  # of all NumPy's reductions, np.mean alone refuses these
        assert_right(kind(axis=axis), np.array(2.5))


@pytest.mark.parametrize("kind", [Max, Min])
@pytest.mark.parametrize("keepdims", [False, True])
def test_entries_that_tie_share_equally(kind, keepdims):
    x = np.array([[3.0, 3.0, 1.0, 3.0], [1.0, 1.0, 1.0, 1.0]])
    gate = kind(axis=1, keepdims=keepdims)
    gate.forward(x)
    (gradient,) = gate.backward(np.array([6.0, 12.0]).reshape((2, 1) if keepdims else 2))
    first = [2.0, 2.0, 0.0, 2.0] if kind is Max else [0.0, 0.0, 6.0, 0.0]
    np.testing.assert_array_equal(gradient, [first, [3.0] * 4])
    assert_right(gate, x)


@given(
    x=npst.arrays(
        np.float64, npst.array_shapes(max_dims=2, max_side=9), elements=st.sampled_from([-2.0, 0.0, 1.0, 4.0])
    ),
    whole=st.booleans(),
)
def test_a_product_with_zeros_has_the_product_of_the_others_for_a_gradient(x, whole):
    gate = Prod(axis=None if whole else -1)
    rows = x.reshape(1, -1) if whole else x.reshape(-1, x.shape[-1])
    others = [[np.prod(np.delete(row, place)) for place in range(row.size)] for row in rows]
    gate.forward(x)
    (gradient,) = gate.backward(np.ones(np.shape(gate.value(x))))
    np.testing.assert_array_equal(gradient, np.reshape(others, x.shape))  # powers of two multiply exactly


@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_running_sums(axis):
    generator = np.random.default_rng(3)
    for shape in ((2, 3), (4, 1), (2, 3, 2)):
        x = generator.normal(size=shape)
        assert_right(CumSum(axis=axis), x)
        np.testing.assert_array_equal(CumSum(axis=axis).forward(x), np.cumsum(x, axis=axis))
    assert CumSum().forward(2.0).shape == (1,)  # as NumPy has it
    gate = CumSum()
    gate.forward(2.0)
    assert gate.backward([3.0]) == (3.0,)


def test_log_sum_exp_of_large_numbers():
    gate = LogSumExp(axis=1)
    x = np.array([[1000.0, 1000.0], [-1000.0, -1000.0], [1000.0, -1000.0], [-np.inf, 0.0]])
    np.testing.assert_allclose(
        gate.forward(x), [1000 + np.log(2), -1000 + np.log(2), 1000, 0], rtol=1e-15
    )  # one rounding of the sum
    # x − z is rounded at the size of x: 1000·2⁻⁵³ in the exponent.
    np.testing.assert_allclose(gate.backward(np.ones(4))[0], [[0.5, 0.5], [0.5, 0.5], [1, 0], [0, 1]], rtol=2e-13)


def test_log_sum_exp_of_nothing_and_of_everything():
    gate = LogSumExp()
    with pytest.warns(RuntimeWarning, match="divide by zero encountered in log"):
        assert gate.forward([-np.inf, -np.inf]) == -np.inf
    np.testing.assert_array_equal(gate.backward(1.0)[0], [0.0, 0.0])
    assert gate.forward([np.inf, 0.0]) == np.inf


@pytest.mark.parametrize("kind", [Sum, Prod])
@pytest.mark.parametrize("keepdims", [False, True])
def test_nothing_to_reduce(kind, keepdims):
    for shape, axis in (((0, 3), 0), ((0, 3), 1), ((2, 0), None), ((0,), 0)):
        gate = kind(axis=axis, keepdims=keepdims)
        output = gate.forward(np.ones(shape))
        np.testing.assert_array_equal(output, NUMPYS[kind](np.ones(shape), axis=axis, keepdims=keepdims))
        assert gate.backward(np.ones_like(output))[0].shape == shape


def test_the_mean_of_nothing_is_nan_with_a_warning():
    gate = Mean()
    with pytest.warns(RuntimeWarning, match="Mean of empty slice"), np.errstate(invalid="ignore"):
        assert np.isnan(gate.forward(np.ones((0, 3))))
    assert gate.backward(1.0)[0].shape == (0, 3)


@pytest.mark.parametrize("kind", [Max, Min, LogSumExp])
def test_there_is_no_extreme_of_nothing(kind):
    with pytest.raises(ValueError, match=r"cannot take x \(0, 3\). It takes an array .* with at least one entry"):
        kind(axis=0).forward(np.ones((0, 3)))
    gate = kind(axis=1)
    assert gate.forward(np.ones((0, 3))).shape == (0,)
    assert gate.backward(np.ones(0))[0].shape == (0, 3)


@every_reduction
def test_settings_are_checked(kind):
    name = kind.__name__
    with pytest.raises(TypeError, match=f"{name}: axis must be None, an integer or a tuple of integers, not 1.5"):
        kind(axis=1.5)
    with pytest.raises(ValueError, match=rf"{name}: axis names an axis twice: \(1, 1\)"):
        kind(axis=(1, 1))
    with pytest.raises(TypeError, match=f"{name}: keepdims must be True or False, not 1"):
        kind(keepdims=1)
    with pytest.raises(ValueError, match=rf"{name}\(axis=2\) cannot take x \(2, 3\)"):
        kind(axis=2).forward(np.ones((2, 3)))


def test_a_running_sum_has_one_axis():
    with pytest.raises(TypeError, match="CumSum: axis must be an integer, not None"):
        CumSum(axis=None)
    with pytest.raises(ValueError, match=r"CumSum\(axis=1\) cannot take x \(3,\)"):
        partial(CumSum, axis=1)().forward(np.ones(3))
