"""grad, value_and_grad, vjp, jvp, jacobian and hessian: values, nesting, containers, and what they refuse."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import (
    Symbol,
    Tensor,
    grad,
    hessian,
    jacobian,
    jvp,
    no_grad,
    numeric_vjp,
    stop_gradient,
    symbols,
    value_and_grad,
    vjp,
)

points = st.floats(-2, 2).map(lambda x: round(x, 3))


def test_the_value_and_the_gradient():
    value, gradient = value_and_grad(lambda x: np.sum(x**3))(np.array([1.0, 2.0]))
    assert value == 9
    assert type(value) is np.float64
    np.testing.assert_array_equal(gradient, [3, 12])
    assert grad(math_free_cube)(2) == 12
    assert grad(math_free_cube).__name__ == "math_free_cube"


def math_free_cube(x):
    return x**3


@given(points)
def test_every_order_by_nesting(x):
    # d/dx, …, d⁵/dx⁵ of x·eˣ is (x + n)·eˣ. Each order multiplies the terms; 1e-13 is a few hundred roundings.
    f = lambda x: x * np.exp(x)  # noqa: E731
    for order in range(1, 6):
        f = grad(f)
        assert math.isclose(f(x), (x + order) * math.exp(x), rel_tol=1e-13, abs_tol=1e-13)


def test_derivatives_inside_of_derivatives_are_not_confused():
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(2.0) == 1
    assert grad(lambda x: x * grad(lambda y: x * y * y)(1.0))(2.0) == 8
    assert grad(lambda x: grad(lambda y: x * y)(x) * x)(3.0) == 6
    assert grad(lambda x: x * stop_gradient(grad(lambda y: y * y)(x)))(3.0) == 6


def test_results_are_plain_arrays_outside():
    assert isinstance(grad(np.sum)(np.ones(3)), np.ndarray)
    assert isinstance(hessian(lambda x: np.sum(x**3))(np.ones(2)), np.ndarray)
    value, push = vjp(np.tanh, np.ones(2))
    assert isinstance(value, np.ndarray)
    assert isinstance(push(np.ones(2))[0], np.ndarray)
    value, tangent = jvp(np.tanh, (np.ones(2),), (np.ones(2),))
    assert isinstance(value, np.ndarray)
    assert isinstance(tangent, np.ndarray)


def test_a_tensor_outside_stays_connected():
    w = Tensor(3.0)
    slope = grad(lambda x: w * x * x)(2.0)
    assert isinstance(slope, Tensor)
    slope.backward()
    assert w.gradient == 4
    v = Tensor(2.0)
    inner = grad(lambda x: x**3)(v)
    inner.backward()
    assert v.gradient == 12
    constant = Tensor(2.0, needs_gradient=False)
    assert grad(lambda x: x**3)(constant) == 12


def test_several_arguments_and_containers():
    class Layer(NamedTuple):
        W: object
        b: object

    def f(parameters, x, *, scale):
        hidden = parameters["layer"].W @ x + parameters["layer"].b
        return scale * np.sum(hidden) + np.sum(parameters["list"][0]) + parameters["list"][1][0] ** 2

    parameters = {"layer": Layer(np.ones((2, 3)), np.ones(2)), "list": [np.ones(2), (4.0,)]}
    by_parameters, by_x = grad(f, argnums=(0, 1))(parameters, np.arange(3.0), scale=2.0)
    assert isinstance(by_parameters["layer"], Layer)
    np.testing.assert_array_equal(by_parameters["layer"].W, 2 * np.array([[0, 1, 2], [0, 1, 2]]))
    np.testing.assert_array_equal(by_parameters["layer"].b, [2, 2])
    np.testing.assert_array_equal(by_parameters["list"][0], [1, 1])
    assert by_parameters["list"][1] == (8,)
    np.testing.assert_array_equal(by_x, [4, 4, 4])


def test_what_does_not_matter_has_gradient_zero():
    by_x, by_y = grad(lambda x, y: np.sum(x), (0, 1))(np.ones(2), np.ones((2, 2)))
    np.testing.assert_array_equal(by_y, np.zeros((2, 2)))
    np.testing.assert_array_equal(by_x, np.ones(2))
    assert grad(lambda x: 3.0)(1.0) == 0
    assert grad(lambda x: np.sum(np.floor(x)))(np.ones(2)).tolist() == [0, 0]
    value, gradient = value_and_grad(lambda x: Tensor(2.0))(1.0)
    assert (value, gradient) == (2, 0)
    _, tangent = jvp(lambda x: np.ones(2), (1.0,), (1.0,))
    np.testing.assert_array_equal(tangent, [0, 0])


def test_jacobian():
    A = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(jacobian(lambda x: A @ x)(np.ones(3)), A)
    softmax = lambda x: np.exp(x) / np.sum(np.exp(x))  # noqa: E731
    x = np.array([0.1, -0.4, 1.0])
    z = softmax(x)
    np.testing.assert_allclose(jacobian(softmax)(x), np.diag(z) - np.outer(z, z), atol=1e-15)
    # ∂(Wx + b)/∂W of one row is n × nm: here (2, 2, 3).
    by_W = jacobian(lambda x, W: W @ x, 1)(np.ones(3), A)
    assert by_W.shape == (2, 2, 3)
    assert jacobian(lambda x: x[:0])(np.ones(3)).shape == (0, 3)
    assert jacobian(lambda x: x**2)(3.0) == 6


def test_hessian_is_that_of_the_formula_and_symmetric():
    f = lambda v: v[0] ** 2 * v[1] + np.exp(v[1])  # noqa: E731
    np.testing.assert_allclose(hessian(f)(np.array([2.0, 3.0])), [[6, 4], [4, math.exp(3)]], rtol=1e-15)
    A = np.array([[2.0, 1.0], [1.0, 5.0]])
    np.testing.assert_allclose(hessian(lambda x: x @ A @ x / 2)(np.ones(2)), A, rtol=1e-15)


def test_third_derivatives_of_several_variables():
    f = lambda x: np.sum(np.sin(x) * x[::-1] ** 2)  # noqa: E731
    x = np.array([0.3, 1.1])
    third = jacobian(hessian(f))(x)
    seen = numeric_vjp(lambda x: hessian(f)(x), [x], np.ones((2, 2)))[0]
    np.testing.assert_allclose(np.sum(third, axis=(0, 1)), seen.value, rtol=1e-7)
    np.testing.assert_allclose(third, np.swapaxes(third, 0, 2), atol=1e-14)


@given(st.integers(0, 1000))
def test_forward_and_reverse_products_are_adjoint(seed):
    rng = np.random.default_rng(seed)
    x, W, v = rng.normal(size=3), rng.normal(size=(2, 3)), rng.normal(size=2)
    tangents = rng.normal(size=3), rng.normal(size=(2, 3))
    f = lambda x, W: np.tanh(W @ x) * np.sum(x)  # noqa: E731
    value, pull_back = vjp(f, x, W)
    pulled = pull_back(v)
    same_value, pushed = jvp(f, (x, W), tangents)
    np.testing.assert_array_equal(value, same_value)
    there = sum(np.sum(a * b) for a, b in zip(pulled, tangents, strict=True))
    # Sums of a dozen terms of size 1 to 10: equal to a few roundings of their sum.
    np.testing.assert_allclose(there, np.sum(pushed * v), rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(pull_back(v)[0], pulled[0])


def test_jvp_nests():
    assert grad(lambda a: jvp(lambda v: v**3, (a,), (1.0,))[1])(2.0) == 12
    assert jvp(lambda a: jvp(lambda v: v**3, (a,), (1.0,))[1], (2.0,), (1.0,))[1] == 12
    assert jvp(grad(lambda v: v**3), (2.0,), (1.0,))[1] == 12


def test_transforms_record_even_under_no_grad():
    with no_grad():
        assert grad(lambda x: x**2)(3.0) == 6
        assert not (Tensor(1.0) * 2).needs_gradient


def test_only_what_is_asked_for_is_differentiated():
    calls = []

    from coursekit.gates import Gate

    class Watched(Gate):
        def value(self, x):
            return x * 1

        def gradients(self, upstream, output, x):
            calls.append("backward")
            return (upstream,)

    w = Tensor(2.0)
    slope = grad(lambda x: x * Watched()(w))(3.0)
    assert slope.value == 2
    assert not calls


def test_errors_say_what_to_do():
    with pytest.raises(ValueError, match=r"returned shape \(2,\); take np.sum or np.mean"):
        grad(lambda x: x)(np.ones(2))
    with pytest.raises(TypeError, match="must return one array or number"):
        grad(lambda x: (x, x))(1.0)
    with pytest.raises(TypeError, match="not NoneType"):
        grad(lambda x: None)(1.0)
    with pytest.raises(ValueError, match=r"argnums=2, but there are 1 positional"):
        grad(np.sum, 2)(np.ones(2))
    with pytest.raises(TypeError, match="tuple of primals"):
        jvp(np.sum, np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match=r"1 primal\(s\), but 2 tangent"):
        jvp(np.sum, (np.ones(2),), (np.ones(2), np.ones(2)))
    with pytest.raises(ValueError, match=r"tangents have the shapes \[\(3,\)\]"):
        jvp(np.sum, (np.ones(2),), (np.ones(3),))
    with pytest.raises(TypeError, match="must be an array, not dict"):
        jacobian(lambda p: p["x"])({"x": np.ones(2)})
    with pytest.raises(TypeError, match="must be numbers"):
        grad(lambda x: x)("one")
    with pytest.raises(TypeError, match="Symbol"):
        grad(lambda x: x)(symbols("s"))
    with pytest.raises(TypeError, match="must return one array or number"):
        grad(lambda x: symbols("s"))(1.0)
    assert Symbol is not Tensor
