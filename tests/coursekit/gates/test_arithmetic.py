"""The arithmetic gates' conventions, by hand-worked examples."""

import numpy as np
import pytest

from coursekit.gates import Divide, Maximum, Mean, Minimum, Power, Sum


@pytest.mark.parametrize("gate", [Maximum(), Minimum()])
def test_a_tie_gives_half_to_each(gate):
    gate.forward([1.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    x, y = gate.backward(np.full(3, 10.0))
    larger = [0.0, 5.0, 10.0]
    np.testing.assert_array_equal(x, larger if isinstance(gate, Maximum) else larger[::-1])
    np.testing.assert_array_equal(x + y, [10.0, 10.0, 10.0])


def test_a_tie_at_infinity_is_a_tie():
    gate = Maximum()
    assert gate.forward(np.inf, np.inf) == np.inf
    assert gate.backward(1.0) == (0.5, 0.5)


@pytest.mark.parametrize(("exponent", "value", "slope"), [(0, 1.0, 0.0), (1, 0.0, 1.0), (2, 0.0, 0.0), (3.0, 0.0, 0.0)])
def test_powers_of_zero(exponent, value, slope):
    gate = Power(exponent=exponent)
    assert gate.forward(0.0) == value
    assert gate.backward(1.0) == (slope,)


def test_square_is_the_default_power():
    gate = Power()
    assert gate.forward(-3) == 9
    assert gate.backward(2) == (-12,)


def test_divide_does_not_overflow_in_the_square_of_the_divisor():
    gate = Divide()
    gate.forward(1e200, 1e200)
    # Two roundings of 1e-200.
    np.testing.assert_allclose(gate.backward(1.0), (1e-200, -1e-200), rtol=1e-15)


def test_mean_shares_and_sum_copies():
    x = np.arange(6.0).reshape(2, 3)
    for gate, share in ((Sum(axis=1), 1.0), (Mean(axis=1), 1 / 3)):
        gate.forward(x)
        np.testing.assert_array_equal(gate.backward([3.0, 6.0])[0], [[3 * share] * 3, [6 * share] * 3])
