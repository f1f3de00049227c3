"""Symbols: an expression's graph in, the derivative's graph out; printed, evaluated, differentiated again."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import Symbol, Tensor, derivative, grad, hessian, symbols
from coursekit.gates import Affine, Dropout, Embedding, Graph, SoftmaxCrossEntropy, Tanh


def value(expression, **inputs):
    """Evaluate an expression, given more names than it may need."""
    graph = Graph(expression)
    return graph.forward(**{name: inputs[name] for name in graph.names})


def lecture(x, y, z):
    return (x + y) * np.maximum(y, z)


def test_the_lectures_example_by_both_strategies():
    x, y, z = symbols("x y z")
    by_symbols = derivative(lecture(x, y, z), (x, y, z))
    by_tape = grad(lecture, (0, 1, 2))(1.0, 2.0, 0.0)
    assert [value(expression, x=1, y=2, z=0) for expression in by_symbols] == [2, 5, 0]
    assert by_tape == (2, 5, 0)
    assert str(by_symbols[0]) == "maximum(y, z)"


PROGRAMS = {
    "polynomial": lambda x: 3 * x**3 - x / 2 + 1,
    "exponential": lambda x: np.exp(x) * x**2,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": lambda x: np.tanh(x) ** 2,
    "trigonometric": lambda x: np.sin(x) / (2 + np.cos(x)),
    "logarithm": lambda x: np.log(1 + x * x) - np.sqrt(1 + x**2),
    "kinks": lambda x: np.maximum(x, 0.1) * np.abs(x - 3.7) + np.where(x > 0.35, x, 2 * x),
    "reductions": lambda x: np.sum(np.stack([x, x**2, np.sin(x)]) ** 2) + np.max(np.stack([x, 2 - x])),
}


@pytest.mark.parametrize("name", PROGRAMS)
@given(at=st.floats(-2, 2).map(lambda x: round(x, 2) + 0.003))
def test_tape_and_symbols_agree_to_the_third_order(name, at):
    program = PROGRAMS[name]
    x = symbols("x")
    expression, by_tape = program(x), program
    for _ in range(3):
        expression, by_tape = derivative(expression, x), grad(by_tape)
        # The same rules, but simplified differently: equal up to the order of a few dozen roundings.
        np.testing.assert_allclose(value(expression, x=at), by_tape(at), rtol=1e-10, atol=1e-12)


def test_arrays():
    W, x, b = symbols("W", shape=(2, 3)), symbols("x", shape=(3,)), symbols("b", shape=(2,))
    loss = np.sum(np.tanh(W @ x + b) ** 2)
    gradients = derivative(loss, [W, x, b])
    assert [gradient.shape for gradient in gradients] == [(2, 3), (3,), (2,)]
    rng = np.random.default_rng(0)
    given = {"W": rng.normal(size=(2, 3)), "x": rng.normal(size=3), "b": rng.normal(size=2)}
    by_tape = grad(lambda W, x, b: np.sum(np.tanh(W @ x + b) ** 2), (0, 1, 2))(given["W"], given["x"], given["b"])
    for expression, gradient in zip(gradients, by_tape, strict=True):
        np.testing.assert_allclose(value(expression, **given), gradient, rtol=1e-12)


def test_second_derivatives_of_arrays():
    x = symbols("x", shape=(2,))
    f = lambda x: np.sum(x**3) * x[0]  # noqa: E731
    first = derivative(f(x), x)
    at = np.array([1.5, -0.5])
    rows = [value(derivative(first[i], x), x=at) for i in range(2)]
    np.testing.assert_allclose(rows, hessian(f)(at), rtol=1e-13)


def test_a_network_with_labels_as_data():
    x, W, b = symbols("x", shape=(4, 3)), symbols("W", shape=(2, 3)), symbols("b", shape=(2,))
    labels = symbols("labels", shape=(4,), data=True)
    loss = SoftmaxCrossEntropy()(Affine()(x, W, b), labels)
    by_W = derivative(loss, W)
    rng = np.random.default_rng(1)
    given = {"x": rng.normal(size=(4, 3)), "W": rng.normal(size=(2, 3)), "b": np.zeros(2), "labels": [0, 1, 1, 0]}
    weights = Tensor(given["W"])
    SoftmaxCrossEntropy()(Affine()(given["x"], weights, given["b"]), given["labels"]).backward()
    np.testing.assert_allclose(value(by_W, **given), weights.gradient, rtol=1e-12)


def test_embeddings_scatter_their_gradient():
    table, ids = symbols("E", shape=(3, 2)), symbols("ids", shape=(2,), data=True)
    by_table = derivative(np.sum(Embedding()(table, ids) ** 2), table)
    np.testing.assert_array_equal(value(by_table, E=np.ones((3, 2)), ids=[1, 1]), [[0, 0], [4, 4], [0, 0]])


def test_expressions_read_like_mathematics():
    x, y = symbols("x, y")
    assert str(x + y * 2) == "x + y * 2"
    assert str((x + y) * 2) == "(x + y) * 2"
    assert str(x - (y - 1)) == "x - (y - 1)"
    assert str(x / (y * 2)) == "x / (y * 2)"
    assert str(-(x + y)) == "-(x + y)"
    assert str((-x) ** 2) == "(-x)**2"
    assert str(x * -3.0) == "x * -3"
    assert str(np.sum(symbols("v", shape=(3,)), axis=0)) == "sum[axis=0](v)"
    assert str(symbols("v", shape=(2,)) + np.array([1.0, 2.5])) == "v + [1. , 2.5]"
    assert str(symbols("v", shape=(3, 4)) + np.ones((3, 4))) == "v + 1[3×4]"
    assert str(symbols("v", shape=(3, 4)) + np.arange(12.0).reshape(3, 4)) == "v + array[3×4]"
    assert str(x > 1) == "greater(x, 1)"
    assert repr(x) == "Symbol(x)"
    assert repr(symbols("v", shape=(3,))) == "Symbol(v, shape=(3,))"


def test_what_is_too_long_to_read_is_listed():
    x = symbols("x")
    y = x
    for _ in range(12):
        y = y * y + 1
    assert "v1 = Multiply(x, x)" in str(y)
    assert repr(y) == "Symbol(an expression of many terms)"


def test_what_is_easily_seen_to_be_simpler_is():
    x, v = symbols("x"), symbols("v", shape=(3,))
    assert 1 * x is x
    assert x * 1.0 is x
    assert x + 0 is x
    assert 0 + x is x
    assert x - 0 is x
    assert x / 1 is x
    assert x**1 is x
    assert np.negative(-x) is x
    assert np.reshape(v, (3,)) is v
    assert np.broadcast_to(v, (3,)) is v
    assert str(x * 0) == str(0 * x) == str(0 / x) == "0"
    # Not if the shape would change.
    assert (x + np.zeros(3)).shape == (3,)
    assert str(x + np.zeros(3)) == "x + [0., 0., 0.]"
    assert (v * 0).shape == (3,)
    # Constants are computed at once.
    assert (symbols("y") * 0 + 2).kind == "constant"


def test_derivatives_of_what_does_not_depend():
    x, y, v = symbols("x"), symbols("y"), symbols("v", shape=(2,))
    assert str(derivative(x * 2, y)) == "0"
    assert derivative(x * 2, v).shape == (2,)
    assert str(derivative(x, x)) == "1"
    assert str(derivative(np.floor(x) * x, x)) == "floor(x)"
    step = np.argmax(v)
    assert Graph(step).forward(v=[1.0, 3.0]) == 1


def test_a_derivative_by_an_inner_expression():
    x = symbols("x")
    inner = x**2
    outer = np.sin(inner)
    assert str(derivative(outer, inner)) == "cos(x**2)"


def test_shapes_are_checked_when_the_graph_is_drawn_and_when_it_runs():
    v, w = symbols("v", shape=(2,)), symbols("w", shape=(3,))
    with pytest.raises(ValueError, match=r"Add cannot take x \(2,\), y \(3,\)"):
        v + w
    with pytest.raises(ValueError, match=r"v was announced with the shape \(2,\), but its value has the shape \(3,\)"):
        Graph(v * 2).forward(v=np.ones(3))
    with pytest.raises(TypeError, match="Tanh takes 1 input"):
        Tanh()(v, w)
    with pytest.raises(ValueError, match=r"b must have shape \(4,\)"):
        Affine()(symbols("x", shape=(2, 3)), symbols("W", shape=(4, 3)), symbols("b", shape=(3,)))
    with pytest.raises(TypeError, match="axes"):
        np.argmax(v, axes=0)


def test_symbols_have_no_value_yet():
    x = symbols("x")
    with pytest.raises(TypeError, match=r"np\.where"):
        bool(x > 0)
    with pytest.raises(TypeError, match="evaluate it first"):
        math.exp(x)
    with pytest.raises(TypeError, match="no value yet"):
        np.asarray(x)
    with pytest.raises(TypeError, match="cannot be assigned"):
        symbols("v", shape=(2,))[0] = 1
    with pytest.raises(TypeError, match="Tensor cannot be computed with symbols"):
        x + Tensor(1.0)


def test_errors_of_symbols_and_derivative():
    with pytest.raises(ValueError, match=r'symbols\("x y"\)'):
        symbols("")
    with pytest.raises(ValueError, match="not 3"):
        symbols(3)
    with pytest.raises(ValueError, match="two inputs have the name 'x'"):
        symbols("x x")
    x, v = symbols("x"), symbols("v", shape=(2,))
    with pytest.raises(TypeError, match="not on float"):
        derivative(3.0, x)
    with pytest.raises(TypeError, match="not on str"):
        derivative(x, "x")
    with pytest.raises(ValueError, match=r"shape \(2,\); sum it"):
        derivative(v, v)


def test_lists_are_constants():
    v = symbols("v", shape=(2,))
    assert np.add(v, [1.0, 2.0]).shape == (2,)
    assert isinstance([1.0, 2.0] * v, Symbol)


def test_dropout_draws_when_it_runs():
    x = symbols("x", shape=(50,))
    graph = Graph(Dropout(rate=0.5, rng=0)(x))
    first, second = (graph.forward(x=np.ones(50)) for _ in range(2))
    assert set(first) == set(second) == {0, 2}
    assert np.any(first != second)
