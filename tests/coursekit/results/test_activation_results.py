"""Activations along a line: values, slopes, saturation and products through layers."""

import numpy as np
import pytest

from coursekit.results.activation import ACTIVATIONS, activation_at, activation_curve, slope_product


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_those_of_the_values(name):
    x = np.linspace(-5.97, 5.98, 240)  # beside the kinks
    h = 1e-6
    value, slope = activation_at(name, x)
    right, left = activation_at(name, x + h)[0], activation_at(name, x - h)[0]
    np.testing.assert_allclose(slope, (right - left) / (2 * h), atol=1e-9)
    assert value.shape == slope.shape == x.shape


def test_conventions_at_kinks_are_the_gates():
    assert activation_at("ReLU", 0.0) == (0, 0)
    assert activation_at("leaky ReLU", 0.0)[1] == 0.1
    assert activation_at("hard tanh", 1.0)[1] == 1


def test_where_they_saturate():
    (low, high) = activation_curve("sigmoid").saturated
    assert low == pytest.approx((-6, -4.6), abs=0.03)
    assert high == pytest.approx((4.6, 6), abs=0.03)
    assert activation_curve("soft sign", -5, 5).saturated == ()
    assert activation_curve("sign").saturated == ((-6, 6),)
    assert activation_curve("ReLU").saturated == ((-6, 0),)


def test_slopes_multiply_through_the_layers():
    product = slope_product("sigmoid", 20, seed=3)
    assert product.product[-1] == pytest.approx(np.prod(product.slope))
    assert product.product[-1] <= 0.25**20
    assert np.all(slope_product("ReLU", 30, seed=0).product >= 0)
    assert slope_product("tanh", 5, seed=1).z[0] != slope_product("tanh", 5, seed=2).z[0]


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="'relu' is no activation here; there are sigmoid"):
        activation_at("relu", 0.0)
