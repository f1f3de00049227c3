"""The ladder against closed-form derivatives: what it calls smooth is right, and at kinks it brackets the slopes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.autodiff import numeric_vjp

SMOOTH = {
    "exp": (np.exp, np.exp),
    "sin": (np.sin, np.cos),
    "square": (np.square, lambda x: 2 * x),
    "tanh": (np.tanh, lambda x: 4 * np.exp(-2 * np.abs(x)) / (1 + np.exp(-2 * np.abs(x))) ** 2),
    "1/(1+x²)": (lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
    "steep": (lambda x: np.sqrt(x * x + 1e-8), lambda x: x / np.sqrt(x * x + 1e-8)),
    "polynomial": (lambda x: (x - 1) ** 4 + x, lambda x: 4 * (x - 1) ** 3 + 1),
}
POSITIVE = {
    "log": (np.log, lambda x: 1 / x),
    "sqrt": (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x**2),
}

# From 1e-8 to 300 in size, of both signs, and 0.
sizes = st.builds(lambda power, digits: 10.0**power * digits, st.integers(-8, 2), st.floats(1, 3))
reals = st.one_of(st.just(0.0), sizes, sizes.map(lambda x: -x))

# Numbers of all sizes, in a step's every position between round-off and curvature: the usual count meets few of them.
more_examples = settings(max_examples=2 * settings().max_examples)


def estimate(f, x, upstream=1.0):
    (result,) = numeric_vjp(f, [x], upstream)
    return result


def assert_honest(result, truth):
    truth = np.broadcast_to(truth, result.value.shape)
    smooth = result.kind == "smooth"
    off = np.abs(result.value - truth)
    assert np.all((off <= 4 * result.error + 1e-10 * np.abs(truth))[smooth])
    assert np.all(((result.low <= truth) & (truth <= result.high))[result.kind == "kink"])


@pytest.mark.parametrize("name", SMOOTH)
@more_examples
@given(x=reals)
def test_smooth_functions(name, x):
    f, slope = SMOOTH[name]
    assert_honest(estimate(f, x), slope(x))


@pytest.mark.parametrize("name", POSITIVE)
@given(x=sizes, others=st.lists(sizes, max_size=3))
def test_near_the_border_of_the_domain(name, x, others):
    f, slope = POSITIVE[name]
    x = np.array([x, *others])
    assert_honest(estimate(f, x, np.ones_like(x)), slope(x))


def test_well_behaved_functions_are_known_to_many_digits():
    x = np.array([-1.3, 0.4, 2.2])
    for name in ("exp", "sin", "tanh", "polynomial"):
        f, slope = SMOOTH[name]
        result = estimate(f, x, np.ones(3))
        assert set(result.kind) == {"smooth"}
        # Round-off of 8 units in the last place, divided by steps down to 1e-3.
        np.testing.assert_allclose(result.value, slope(x), rtol=1e-10)
        assert np.all(result.error < 1e-9)
        np.testing.assert_array_equal(result.low, result.value - result.error)
        np.testing.assert_array_equal(result.high, result.value + result.error)


@more_examples
@given(
    distance=st.one_of(
        st.just(0.0), st.builds(lambda s, p: s * 10.0**p, st.sampled_from([-1, 1]), st.integers(-15, 0))
    ),
    jump=st.sampled_from([2.0, 1.0, 1e-3, 1e-6]),
    bend=st.sampled_from([0.0, 1.0, 1000.0]),
)
def test_at_and_near_kinks(distance, jump, bend):
    x = 1 + distance
    result = estimate(lambda x: bend * (x - 1) ** 2 + jump * np.maximum(x - 1, 0) + x, x)
    slope = 2 * bend * (x - 1) + 1
    if x == 1:
        # A kink that is small beside the slope may be called smooth, with the jump in the error.
        assert result.low <= 1
        assert result.high >= 1 + jump
        assert result.kind == ("kink" if jump > 1e-2 else result.kind)
    else:
        assert_honest(result, slope + jump * (x > 1))


def test_a_kink_at_zero_has_sharp_bounds():
    result = estimate(lambda x: np.maximum(x, 0), np.zeros(2), np.array([1.0, -3.0]))
    assert list(result.kind) == ["kink", "kink"]
    # The slopes are exact here; the bounds are widened by the round-off that any f might have had.
    np.testing.assert_allclose(result.low, [0, -3], atol=1e-13)
    np.testing.assert_allclose(result.high, [1, 0], atol=1e-13)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.sqrt, 0.0),
        (np.log, 0.0),
        (np.log, -1.0),
        (np.sign, 0.0),
        (np.cbrt, 0.0),
        (np.exp, 800.0),
        (lambda x: np.floor(x + 1), 0.0),
        (lambda x: np.where(x < 0, np.nan, x), 0.0),
        (np.tanh, np.inf),
        (np.tanh, np.nan),
    ],
)
def test_where_there_is_no_slope_nothing_is_claimed(f, x):
    result = estimate(f, x)
    assert result.kind == "unknown"
    assert np.isnan(result.value)
    assert (result.error, result.low, result.high) == (math.inf, -math.inf, math.inf)


@given(large=st.floats(1e3, 1e12), x=st.floats(-3, 3))
def test_terms_that_cancel_inside(large, x):
    x = np.array([large, x, -large])
    assert_honest(estimate(lambda x: np.sum(np.array([x[0], np.sin(x[1]), x[2]])), x), [1, np.cos(x[1]), 1])


def test_single_precision_inside_is_allowed_for():
    result = estimate(lambda x: np.sin(x).astype(np.float32), np.array([0.5, 1.5]), np.ones(2))
    assert set(result.kind) == {"smooth"}
    assert_honest(result, np.cos([0.5, 1.5]))


def test_digits_that_agree_by_accident_do_not_count():
    result = estimate(lambda x: np.log(1 + np.exp(x)), -30.0)
    assert result.kind == "unknown"


def test_inputs_are_chosen_passed_and_kept():
    table, rows = np.arange(6.0).reshape(3, 2), np.array([2, 2, 0])
    before = table.copy()
    (result,) = numeric_vjp(lambda table, rows: table[rows], [table, rows], np.ones((3, 2)), wrt=[0])
    np.testing.assert_allclose(result.value, [[1, 1], [0, 0], [2, 2]], atol=1e-12)  # round-off 8e-16 · 5 / h
    np.testing.assert_array_equal(table, before)
    both = numeric_vjp(np.multiply, [2, 3], 1)
    assert [float(one.value) for one in both] == pytest.approx([3, 2])


def test_a_function_that_returns_its_own_input():
    np.testing.assert_allclose(estimate(lambda x: x, np.ones(3), np.ones(3)).value, 1, rtol=1e-12)


def test_empty_inputs_and_outputs():
    result = estimate(np.exp, np.ones((0, 2)), np.ones((0, 2)))
    assert result.value.shape == result.kind.shape == (0, 2)
    nothing = estimate(lambda x: np.ones(0), 1.0, np.ones(0))
    assert (nothing.kind, nothing.value) == ("smooth", 0)


def test_shapes_are_checked():
    with pytest.raises(ValueError, match=r"upstream has shape \(\), but f returned shape \(2,\)"):
        numeric_vjp(np.exp, [np.ones(2)], 1.0)
    with pytest.raises(TypeError, match="input 1 must be real numbers"):
        numeric_vjp(np.add, [1.0, 1j], 1.0, wrt=[1])
    with pytest.raises(TypeError, match="f must return real numbers, not complex128"):
        numeric_vjp(np.add, [1.0, 1j], 1.0, wrt=[0])


def test_few_calls_where_it_is_easy():
    calls = 0

    def f(x):
        nonlocal calls
        calls += 1
        return 3 * x

    estimate(f, np.arange(1.0, 11.0), np.ones(10))
    assert calls <= 6 * 10 + 9  # three rows for each entry; at the start, the value and eight for the round-off
