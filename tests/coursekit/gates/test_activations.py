"""The activations at their kinks, far out, and in their last digits."""

import math

import numpy as np
import pytest

from coursekit.gates import HardTanh, LeakyReLU, PReLU, ReLU, Sigmoid, Sign, SoftSign, Tanh

# Two units in the last place for each of the few operations of a formula.
FEW_ROUNDINGS = 4e-15


@pytest.mark.parametrize("gate", [Sigmoid(), Tanh(), HardTanh(), SoftSign(), ReLU(), LeakyReLU(), Sign()])
def test_large_inputs_give_finite_answers_without_a_warning(gate):
    x = np.array([-1e300, -1000.0, -700.0, 700.0, 1000.0, 1e300])
    assert np.all(np.isfinite(gate.forward(x)))
    assert np.all(np.isfinite(gate.backward(np.ones(6))[0]))
    assert np.all(np.isfinite(gate.value(np.array([-1000 + 1e-30j, 1000 + 1e-30j]))))


def test_sigmoid_keeps_its_digits_in_both_tails():
    x = np.array([-700.0, -40.0, 40.0, 700.0])
    gate = Sigmoid()
    np.testing.assert_allclose(gate.forward(x)[:2], np.exp(x[:2]), rtol=FEW_ROUNDINGS)
    # σ′ = e^−|x| / (1 + e^−|x|)²; the square is 1 to the last digit here.
    np.testing.assert_allclose(gate.backward(np.ones(4))[0], np.exp(-np.abs(x)), rtol=FEW_ROUNDINGS)


def test_tanh_keeps_the_digits_of_its_slope():
    gate = Tanh()
    gate.forward([-20.0, 20.0, 300.0])
    # 1 − tanh² = 4 e^−2|x| to the last digit here; 1 − z² would give 0.
    np.testing.assert_allclose(
        gate.backward(np.ones(3))[0], [4 * math.exp(-2 * a) for a in (20, 20, 300)], rtol=FEW_ROUNDINGS
    )


@pytest.mark.parametrize(
    ("gate", "x", "slope"),
    [
        (ReLU(), 0, 0),
        (LeakyReLU(slope=0.2), 0, 0.2),
        (HardTanh(), 1, 1),
        (HardTanh(), -1, 1),
        (Sign(), 0, 0),
        (SoftSign(), 0, 1),
    ],
)
def test_conventions_at_kinks(gate, x, slope):
    gate.forward(x)
    assert gate.backward(1) == (slope,)


def test_prelu_learns_its_slope_where_it_is_negative():
    gate = PReLU()
    np.testing.assert_array_equal(gate.forward([[-2.0, 3.0], [-1.0, 0.0]], [0.5, 0.1]), [[-1.0, 3.0], [-0.5, 0.0]])
    x, a = gate.backward(np.ones((2, 2)))
    np.testing.assert_array_equal(x, [[0.5, 1.0], [0.5, 0.1]])
    np.testing.assert_array_equal(a, [-3.0, 0.0])


@pytest.mark.parametrize("gate", [Sigmoid(), Tanh(), HardTanh(), SoftSign(), ReLU(), LeakyReLU(), Sign()])
def test_nan_stays_visible(gate):
    assert np.isnan(gate.forward(np.nan))
