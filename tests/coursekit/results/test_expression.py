"""Formulas become graphs, and what is no formula is told."""

import numpy as np
import pytest

from coursekit.results.expression import graph_of


@pytest.mark.parametrize(
    ("formula", "inputs", "value"),
    [
        ("f = (x + y)*max(y, z)", {"x": 1, "y": 2, "z": 0}, 6),
        ("(x + y)·max(y, z)", {"x": 1, "y": 2, "z": 0}, 6),
        ("a = x + y; b = a*a; b - a/2", {"x": 1, "y": 3}, 14),
        ("-x + -2", {"x": 3}, -5),
        ("x^2 + x**-1", {"x": 2}, 4.5),
        ("x**y", {"x": 2, "y": 3}, 8),
        ("x**(2*1)", {"x": 3}, 9),
        ("sigmoid(x) + relu(x) + tanh(x) + Exp(x)", {"x": 0}, 1.5),
        ("sum(W @ x)", {"W": [[1, 2], [3, 4]], "x": [1, -1]}, -2),
        ("x", {"x": 4}, 4),
    ],
)
def test_a_formula_is_computed(formula, inputs, value):
    assert graph_of(formula).forward(**inputs) == pytest.approx(value)


def test_what_is_in_between_gets_letters():
    graph = graph_of("(x + y)*max(y, z)")
    assert [graph.label(node) for node in graph.nodes] == ["x", "y", "a", "z", "b", "f"]
    assert graph_of("f*2").output.name == "a"
    many = graph_of(" + ".join(["x"] * 20))
    names = [node.name for node in many.nodes]
    assert len(set(names)) == len(names)
    assert {"a", "l", "v1", "f"} <= set(names)


def test_a_name_may_stand_for_an_input():
    graph = graph_of("y = x; s = y*y")
    assert graph.forward(x=3) == 9
    assert graph.names == ("x",)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("", "empty"),
        ("x +", "no formula"),
        ("1 + 2", "no inputs"),
        ("import os", "no formula"),
        ("x.y", "cannot stand"),
        ("'a' + x", "cannot stand"),
        ("x % y", "cannot stand"),
        ("maxi(x, y)", "no function 'maxi'"),
        ("Einsum(x)", "no function 'Einsum'"),
        ("max(x, y, z)", "takes 2 inputs"),
        ("a = x; a = y*2; a", "a has two meanings"),
        ("f = x*f", "f has two meanings"),
        ("a = x + y; a = a; a", "two meanings"),
        ("max(x, y=2)", "cannot stand"),
        ("\0", "no formula"),
    ],
)
def test_what_is_no_formula_is_told(formula, said):
    with pytest.raises(ValueError, match=said):
        graph_of(formula)


def test_numbers_are_constants():
    graph = graph_of("3*x")
    assert [node.kind for node in graph.nodes] == ["constant", "input", "gate"]
    assert np.ndim(graph.nodes[0].value) == 0
