"""Students' graphs beside the library's: right ones agree everywhere, wrong ones are told where they first differ."""

import numpy as np
import pytest

from coursekit.results.graph import run_graph
from coursekit.results.student_graph import StudentGraph, differences
from tests.coursekit.checking.graphs import KAHN, PULL, changed, class_of

NODES = (("f", "multiply", ("a", "b")), ("a", "add", ("x", "y")), ("b", "maximum", ("y", "z")))
INPUTS = {"x": 1.0, "y": 2.0, "z": 0.0}


def found(made_by, nodes=NODES, output="f", inputs=INPUTS):
    student = StudentGraph(made_by, nodes, output)
    graph = student.reference()
    run_graph(graph, inputs)
    return [(each.node, each.told) for each in differences(student, graph, inputs)]


@pytest.mark.parametrize("source", [KAHN, PULL])
def test_right_classes_agree(source):
    assert found(class_of(source, "ComputationalGraph")) == []


def test_a_sum_that_is_forgotten_is_told_at_its_branch():
    wrong = changed(KAHN, ("gradients[needed] = gradients[needed] + gradient", "gradients[needed] = gradient"))
    assert found(class_of(wrong, "ComputationalGraph")) == [("y", "the gradient is 2, and not 5")]


def test_a_wrong_value_is_told_at_its_node():
    wrong = changed(KAHN, ('"add": lambda x, y: x + y', '"add": lambda x, y: x + 2*y'))
    assert found(class_of(wrong, "ComputationalGraph"))[0] == ("a", "the value is 5, and not 3")


class Broken:
    def __init__(self, nodes, output):
        self.output = output

    def forward(self, inputs):
        if self.output == "a":
            raise KeyError("q")
        return "six" if self.output == "b" else [6.0, 6.0]

    def backward(self):
        raise NotImplementedError("not yet")


def test_whatever_goes_wrong_is_told():
    assert found(Broken) == [
        ("a", "no value: KeyError: 'q'"),
        ("b", "the value is 'six', which is no number"),
        ("f", "the value has the shape (2,), and not ()"),
        ("z", "no gradient: NotImplementedError: not yet"),
        ("y", "no gradient: NotImplementedError: not yet"),
        ("x", "no gradient: NotImplementedError: not yet"),
    ]


def test_the_librarys_graph_of_the_same_nodes():
    graph = StudentGraph(None, (("q", "square", ("x",)), ("s", "Sigmoid", ("q",))), "s").reference()
    np.testing.assert_allclose(graph.forward(x=0.0), 0.5)
    for nodes, output, said in [
        (NODES, "g", "the output 'g' is no node; there are f, a, b"),
        ((("f", "cube", ("x",)),), "f", "no operation 'cube' here; there are add"),
        ((("f", "add", ("g", "x")), ("g", "negate", ("f",))), "f", "wait for each other: f, g"),
    ]:
        with pytest.raises(ValueError, match=said):
            StudentGraph(None, nodes, output).reference()
