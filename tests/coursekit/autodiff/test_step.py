"""Steps in expressions: no gradient passes them, and NumPy says itself what does not fit."""

import numpy as np
import pytest

from coursekit.autodiff import derivative, symbols
from coursekit.gates import Graph


def test_a_derivative_by_a_step_ends_there():
    x = symbols("x")
    step = np.floor(x)
    assert str(derivative(step * x, step)) == "x"
    by_both = derivative(step * x, (step, x))
    assert [Graph(each).forward(x=2.5) for each in by_both] == [2.5, 2.0]


def test_a_step_takes_what_the_function_takes():
    v, w = symbols("v", shape=(2,)), symbols("w", shape=(3,))
    with pytest.raises(ValueError, match=r"could not be broadcast together with shapes \(2,\) \(3,\)"):
        np.greater(v, w)
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        np.argmax(v, axis="rows")


def test_a_step_in_a_graph_is_run_and_named():
    v = symbols("v", shape=(3,))
    graph = Graph(np.argsort(v))
    np.testing.assert_array_equal(graph.forward(v=[3.0, 1.0, 2.0]), [1, 2, 0])
    np.testing.assert_array_equal(Graph(v > 1).forward(v=[3.0, 1.0, 2.0]), [True, False, True])
    assert "argsort(v)" in str(graph)
