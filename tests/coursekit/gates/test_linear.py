"""MatMul and Affine: the lectures' layer, every shape of a matrix product, and shapes that only seem to fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.autodiff import Tensor
from coursekit.gates import Affine, Graph, MatMul, Node

W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
b = np.array([10.0, 20.0])


def test_one_row_is_the_lectures_layer():
    gate = Affine()
    np.testing.assert_array_equal(gate.forward([1, 0, -1], W, b), [8.0, 18.0])
    x, weights, bias = gate.backward([1.0, 2.0])
    np.testing.assert_array_equal(x, [9.0, 12.0, 15.0])  # Wᵀδ
    np.testing.assert_array_equal(weights, np.outer([1.0, 2.0], [1, 0, -1]))  # δxᵀ
    np.testing.assert_array_equal(bias, [1.0, 2.0])


def test_a_batch_adds_up_what_its_rows_give():
    x, upstream = np.arange(12.0).reshape(2, 2, 3), np.arange(8.0).reshape(2, 2, 2)
    whole, one = Affine(), Affine()
    output = whole.forward(x, W, b)
    for_x, for_weights, for_bias = whole.backward(upstream)
    rows = []
    for index in np.ndindex(2, 2):
        np.testing.assert_array_equal(one.forward(x[index], W, b), output[index])
        rows.append(one.backward(upstream[index]))
        np.testing.assert_array_equal(rows[-1][0], for_x[index])
    np.testing.assert_array_equal(for_weights, sum(row[1] for row in rows))
    np.testing.assert_array_equal(for_bias, sum(row[2] for row in rows))


def test_no_gradient_is_computed_that_nobody_wants():
    gradients = Affine().gradients(np.ones((4, 2)), None, np.ones((4, 3)), W, b)
    assert all(callable(gradient) for gradient in gradients)
    assert all(callable(gradient) for gradient in MatMul().gradients(np.ones((4, 2)), np.ones((4, 2)), W, b))


@pytest.mark.parametrize(
    ("x", "weights", "bias", "message"),
    [
        (
            (4, 3),
            (2, 3),
            (1,),
            r"x \(4, 3\), W \(2, 3\), b \(1,\).*b must have shape \(2,\); nothing is broadcast here",
        ),
        ((4, 3), (2, 3), (4, 2), r"b must have shape \(2,\)"),
        ((4, 3), (2, 3), (), r"b must have shape \(2,\)"),
        ((4, 3), (3,), (3,), "W has 1 axes where it should have two"),
        ((4, 3), (5, 2, 3), (5,), "W has 3 axes where it should have two"),
        (
            (4, 2),
            (2, 3),
            (2,),
            r"Affine cannot take x \(4, 2\), W \(2, 3\).*It takes x \(N, m\), W \(n, m\) and b \(n,\)",
        ),
        ((), (2, 3), (2,), "It takes x"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(x, weights, bias, message):
    with pytest.raises(ValueError, match=message):
        Affine().forward(np.ones(x), np.ones(weights), np.ones(bias))


def test_a_plain_number_is_no_matrix_and_no_vector():
    x, weights = Tensor(np.ones((4, 3))), Tensor(W)
    with pytest.raises(ValueError, match=r"b \(\)\..*b must have shape \(2,\); nothing is broadcast here"):
        Affine()(x, weights, 1.0)
    with pytest.raises(ValueError, match=r"W \(\), b \(2,\).*W has 0 axes where it should have two"):
        Affine()(x, 2.0, Tensor(b))


@given(npst.mutually_broadcastable_shapes(signature="(n?,m),(m,k?)->(n?,k?)", max_dims=2, max_side=3, min_side=0))
def test_a_matrix_product_of_any_shapes(shapes):
    x, y = (np.arange(np.prod(shape), dtype=float).reshape(shape) for shape in shapes.input_shapes)
    gate = MatMul()
    output = gate.forward(x, y)
    np.testing.assert_array_equal(output, np.matmul(x, y))
    # z is linear in x and in y, so <upstream, z> = <gradient of x, x> = <gradient of y, y>: integers, hence exact.
    upstream = np.ones_like(output) * 2
    for given_, gradient in zip((x, y), gate.backward(upstream), strict=True):
        assert np.shape(gradient) == given_.shape
        assert np.sum(gradient * given_) == np.sum(upstream * output)


def test_products_that_do_not_exist_are_refused():
    for x, y in (((2, 3), (2, 3)), ((3,), (2,)), ((), (2, 2)), ((2, 2, 3), (3, 3, 2))):
        with pytest.raises(ValueError, match=r"MatMul cannot take x.*It takes x.*or a vector"):
            MatMul().forward(np.ones(x), np.ones(y))


@given(st.integers(1, 4))
def test_a_layer_in_a_graph(n):
    x, weights, bias = Node.inputs("x", "W", "b")
    graph = Graph(Affine()(x, weights, bias))
    graph.forward(x=np.ones((n, 3)), W=W, b=b)
    np.testing.assert_array_equal(graph.backward(np.ones((n, 2)))["b"], [n, n])
