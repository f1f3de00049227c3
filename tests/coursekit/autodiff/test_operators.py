"""Operators with a list or a number on the left, and functions of NumPy's that tensors and symbols do not know."""

import math

import numpy as np
import pytest

from coursekit.autodiff import Tensor, symbols
from coursekit.gates import Graph


def test_a_number_to_the_power_of_a_tensor():
    x = Tensor(3.0)
    power = 2**x
    power.backward()
    assert power.value == 8
    # A logarithm, a product, and a power: a rounding each.
    assert x.gradient == pytest.approx(8 * math.log(2), rel=1e-15)
    assert Graph(2 ** symbols("x")).forward(x=3) == 8


def test_a_list_times_a_tensor():
    x = Tensor([1.0, 2.0])
    product = [[1.0, 0.0], [3.0, 4.0]] @ x
    product.backward([1.0, 10.0])
    np.testing.assert_array_equal(product.value, [1, 11])
    np.testing.assert_array_equal(x.gradient, [31, 40])
    assert ([[1.0, 0.0], [3.0, 4.0]] @ symbols("v", shape=(2,))).shape == (2,)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: np.heaviside(x, 0.5), "heaviside"),
        (np.subtract.reduce, "subtract.reduce"),
        (np.add.accumulate, "add.accumulate"),
        (lambda x: np.histogram(x, 3), "histogram"),
    ],
)
@pytest.mark.parametrize("x", [Tensor([1.0, 2.0]), symbols("x", shape=(2,))], ids=["tensor", "symbol"])
def test_a_function_that_is_not_known_is_named_with_the_remedy(call, name, x):
    with pytest.raises(TypeError, match=rf"np\.{name} is not known for tensors and symbols.*a gate of your own"):
        call(x)
