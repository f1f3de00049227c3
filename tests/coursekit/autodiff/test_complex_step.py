"""The complex step against derivatives known in closed form."""

import numpy as np
import pytest

from coursekit.autodiff import complex_step_vjp


def test_derivatives_to_the_last_digits():
    x = np.array([0.3, 2.0, 17.0])
    (gradient,) = complex_step_vjp(lambda x: np.exp(np.sin(x)) / x, [x], np.ones(3))
    truth = np.exp(np.sin(x)) * (np.cos(x) / x - 1 / x**2)
    np.testing.assert_allclose(gradient, truth, rtol=1e-14)  # some ten operations, each right to 2e-16


def test_upstream_weighs_the_outputs_and_wrt_chooses_inputs():
    A, x = np.arange(6.0).reshape(2, 3), np.array([1.0, -1.0, 2.0])
    upstream = np.array([2.0, -3.0])
    both = complex_step_vjp(np.matmul, [A, x], upstream)
    np.testing.assert_array_equal(both[0], np.outer(upstream, x))
    np.testing.assert_array_equal(both[1], upstream @ A)
    (second,) = complex_step_vjp(np.matmul, [A, x], upstream, wrt=[1])
    np.testing.assert_array_equal(second, both[1])


def test_it_is_wrong_where_its_documentation_says_so():
    (gradient,) = complex_step_vjp(np.abs, [2.0], 1.0)
    assert gradient == 0  # |x| forgets the imaginary part


def test_shapes_are_checked():
    with pytest.raises(ValueError, match=r"upstream has shape \(2,\), but f returned shape \(3,\)"):
        complex_step_vjp(np.exp, [np.ones(3)], np.ones(2))
