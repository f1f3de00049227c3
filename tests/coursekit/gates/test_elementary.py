"""Elementary functions: against witnesses all over their domains, at their kinks and edges, and for large numbers."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from rules import assert_right

from coursekit.gates import (
    Absolute,
    Arccos,
    Arccosh,
    Arcsin,
    Arcsinh,
    Arctan,
    Arctan2,
    Arctanh,
    Cos,
    Cosh,
    Expm1,
    Hypot,
    Log1p,
    LogAddExp,
    RaisedTo,
    Sin,
    Sinh,
    Sqrt,
    Tan,
)

# Gate, where it is asked (ends inside of its domain), and its derivative in mpmath's words.
ONE = [
    (Sqrt, 0.05, 9.0, lambda x: 1 / (2 * mpmath.sqrt(x))),
    (Absolute, -3.0, 3.0, mpmath.sign),
    (Log1p, -0.9, 9.0, lambda x: 1 / (1 + x)),
    (Expm1, -40.0, 5.0, mpmath.exp),
    (Sin, -9.0, 9.0, mpmath.cos),
    (Cos, -9.0, 9.0, lambda x: -mpmath.sin(x)),
    (Tan, -1.4, 1.4, lambda x: mpmath.sec(x) ** 2),
    (Arcsin, -0.99, 0.99, lambda x: 1 / mpmath.sqrt(1 - x * x)),
    (Arccos, -0.99, 0.99, lambda x: -1 / mpmath.sqrt(1 - x * x)),
    (Arctan, -9.0, 9.0, lambda x: 1 / (1 + x * x)),
    (Sinh, -5.0, 5.0, mpmath.cosh),
    (Cosh, -5.0, 5.0, mpmath.sinh),
    (Arcsinh, -9.0, 9.0, lambda x: 1 / mpmath.sqrt(1 + x * x)),
    (Arccosh, 1.05, 9.0, lambda x: 1 / mpmath.sqrt(x * x - 1)),
    (Arctanh, -0.99, 0.99, lambda x: 1 / (1 - x * x)),
]
TWO = [(Arctan2, -3.0, 3.0), (Hypot, -3.0, 3.0), (LogAddExp, -5.0, 5.0), (RaisedTo, 0.2, 3.0)]

every_function = pytest.mark.parametrize(("kind", "low", "high", "derivative"), ONE)
every_pair = pytest.mark.parametrize(("kind", "low", "high"), TWO)


@every_function
def test_functions_of_one_input(kind, low, high, derivative):
    generator = np.random.default_rng(1)
    for shape in ((), (5,), (2, 3)):
        assert_right(kind(), generator.uniform(low, high, shape))


@every_function
@given(data=st.data())
def test_derivatives_are_right_to_the_last_digits(kind, low, high, derivative, data):
    x = data.draw(st.floats(low, high))
    gate = kind()
    gate.forward(x)
    with mpmath.workdps(50):
        exact = derivative(mpmath.mpf(x))
        # Six roundings at most, of a form without cancellation (tan's own rounding counts twice).
        assert abs(gate.backward(1.0)[0] - exact) <= 6 * 2.3e-16 * abs(exact)


@every_pair
@given(shapes=npst.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3), seed=st.integers(0, 99))
def test_functions_of_two_inputs_broadcast(kind, low, high, shapes, seed):
    generator = np.random.default_rng(seed)
    inputs = [generator.uniform(low, high, shape) for shape in shapes.input_shapes]
    assert_right(kind(), *inputs, complex_step=kind is RaisedTo)


@pytest.mark.parametrize("kind", [case[0] for case in ONE + TWO])
def test_empty_arrays_stay_empty(kind):
    gate = kind()
    inputs = [np.ones((0, 3))] * (2 if kind in [case[0] for case in TWO] else 1)
    assert gate.forward(*inputs).shape == (0, 3)
    assert [gradient.shape for gradient in gate.backward(np.ones((0, 3)))] == [(0, 3)] * len(inputs)


@pytest.mark.parametrize(
    ("kind", "large"),
    [
        (Sqrt, 1000.0), (Absolute, -1000.0), (Log1p, 1000.0), (Expm1, -1000.0), (Sin, 1000.0), (Cos, -1000.0),
        (Tan, 1000.0), (Arctan, -1000.0), (Arcsinh, 1000.0), (Arcsinh, -1000.0), (Arccosh, 1000.0),
    ],
)  # fmt: skip
def test_large_numbers_where_the_function_is_finite(kind, large):
    for dtype in (np.float64, np.float32):
        gate = kind()
        assert np.isfinite(gate.forward(dtype(large)))
        assert np.isfinite(gate.backward(dtype(1.0))[0])


def test_large_numbers_in_pairs():
    big = np.array([1000.0, -1000.0, 1e200, 1e-200])
    for kind in (Arctan2, Hypot, LogAddExp):
        gate = kind()
        assert np.all(np.isfinite(gate.forward(big, big[[1, 1, 2, 3]])))
        assert np.all(np.isfinite(gate.backward(np.full(4, 1e-210))))
    gate = LogAddExp()
    gate.forward([1000.0, -1000.0, 0.0], [0.0, -1000.0, 0.0])
    x, y = gate.backward(np.ones(3))
    np.testing.assert_array_equal(x, [1.0, 0.5, 0.5])
    np.testing.assert_array_equal(y, [0.0, 0.5, 0.5])


def test_absolute_has_the_slope_0_at_its_kink():
    gate = Absolute()
    np.testing.assert_array_equal(gate.forward([-2.0, -0.0, 0.0, 3.0]), [2.0, 0.0, 0.0, 3.0])
    assert not np.any(np.signbit(gate.forward([-0.0, 0.0])))
    gate.forward([-2.0, -0.0, 0.0, 3.0])
    np.testing.assert_array_equal(gate.backward(np.full(4, 5.0))[0], [-5.0, 0.0, 0.0, 5.0])


def test_the_origin_has_neither_an_angle_nor_a_direction():
    for gate in (Arctan2(), Hypot()):
        assert gate.forward(0.0, 0.0) == 0.0
        assert gate.backward(1.0) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("x", "y", "by_x", "by_y"),
    [
        (3.0, 0.0, 0.0, np.log(3.0)),
        (0.0, 0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 2.0, 0.0, 0.0),
        (2.0, 3.0, 12.0, 8 * np.log(2.0)),
    ],
)
def test_powers_of_and_by_zero(x, y, by_x, by_y):
    gate = RaisedTo()
    assert gate.forward(x, y) == x**y
    np.testing.assert_allclose(gate.backward(1.0), (by_x, by_y), rtol=1e-15)


def test_a_negative_base_has_a_slope_in_the_base_alone():
    gate = RaisedTo()
    output = gate.value(np.float64(-2.0), np.float64(3.0))
    by_base, by_exponent = gate.gradients(np.float64(1.0), output, np.float64(-2.0), np.float64(3.0))
    assert by_base() == 12.0
    with pytest.warns(RuntimeWarning, match="invalid value encountered in log"):
        assert np.isnan(by_exponent())


def test_infinite_slopes_are_numpys():
    gate = Sqrt()
    assert gate.forward(0.0) == 0.0
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert gate.backward(1.0) == (np.inf,)
