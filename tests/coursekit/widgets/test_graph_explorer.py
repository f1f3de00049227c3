"""GraphStepper in Python: what can be stepped through, what is refused, and that it comes back as it was."""

import numpy as np
import pytest
import traitlets as t

from coursekit.autodiff import Tensor
from coursekit.gates import Add, Graph, Maximum, Multiply, Node
from coursekit.results.student_graph import StudentGraph
from coursekit.widgets import GraphStepper
from coursekit.widgets.graph import EXAMPLES
from tests.coursekit.checking.graphs import KAHN, changed, class_of

NODES = [("f", "multiply", ["a", "b"]), ("a", "add", ["x", "y"]), ("b", "maximum", ["y", "z"])]


def gradients(widget):
    return {node.name: node.gradient for node in widget.result.run.nodes if node.kind == "input"}


def test_it_begins_with_the_lectures_example():
    widget = GraphStepper()
    assert gradients(widget) == {"x": 2, "y": 5, "z": 0}
    assert widget._told == "Step 0 of 7. The inputs are x = 1, y = 2, z = 0."
    widget.step = 99
    assert widget._told.endswith("All gradients of f: x 2, y 5, z 0.")
    assert "Step 7 of 7" in widget._told


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_stepped_through(name):
    formula, inputs = EXAMPLES[name]
    widget = GraphStepper(formula, inputs=inputs)
    for step in range(len(widget.result.run.steps)):
        widget.step = step
        assert widget.result.run.steps[step].told in widget._told


def test_a_graph_of_ones_own():
    x, y, z = Node.inputs("x", "y", "z")
    graph = Graph(Multiply()(Add()(x, y), Maximum()(y, z)))
    widget = GraphStepper(graph, inputs={"x": 1, "y": 2, "z": 0})
    assert gradients(widget) == {"x": 2, "y": 5, "z": 0}
    assert widget.expression == ""
    assert widget._scene["examples"] == []
    assert GraphStepper(graph).inputs == {"x": 1, "y": 2, "z": 0}
    assert gradients(GraphStepper(graph.output)) == {"x": 2, "y": 5, "z": 0}


def test_a_tape():
    x, y = Tensor(3.0, name="x"), Tensor(-2.0, name="y")
    widget = GraphStepper(x * y + x)
    assert widget.inputs == {"x": 3, "y": -2}
    assert gradients(widget) == {"x": -1, "y": 3}
    widget.inputs = {"x": 1.0, "y": 1.0}
    assert gradients(widget) == {"x": 2, "y": 1}
    widget.seed = 3
    assert widget.inputs == {}
    assert all(value == int(value) for value in widget.result.inputs.values())


def test_a_function():
    widget = GraphStepper(lambda x, w: np.tanh(w * x), inputs={"x": 0.0})
    assert gradients(widget)["w"] == 0
    assert set(widget.result.inputs) == {"x", "w"}
    with pytest.raises(ValueError, match="no input 'q'; its inputs are x, w"):
        widget.inputs = {"q": 1}


def test_a_students_class():
    right = GraphStepper.of_class(class_of(KAHN, "ComputationalGraph"), NODES, "f", inputs={"x": 1, "y": 2, "z": 0})
    assert right.result.differences == ()
    assert "differs" not in right._told
    wrong = changed(KAHN, ("gradients[needed] = gradients[needed] + gradient", "gradients[needed] = gradient"))
    widget = GraphStepper.of_class(class_of(wrong, "ComputationalGraph"), NODES, "f", inputs={"x": 1, "y": 2, "z": 0})
    assert "Your class differs first at y: the gradient is 2, and not 5." in widget._told
    assert isinstance(widget.graph, StudentGraph)
    assert gradients(widget)["y"] == 5


def test_inputs_that_are_not_given_are_drawn():
    widget = GraphStepper("x*y", inputs={"x": 2})
    assert widget.result.inputs["x"] == 2
    assert widget.result.inputs["y"] in range(-3, 4)
    assert GraphStepper("x*y", seed=4).result.inputs == GraphStepper("x*y", seed=4).result.inputs
    assert GraphStepper(seed=4).inputs == {}


def test_a_new_formula_or_seed_draws_new_inputs_and_reset_brings_back_the_old():
    widget = GraphStepper(step=3, predictions={"1": [3.0]})
    widget.expression = "p*q"
    assert set(widget.result.inputs) == {"p", "q"}
    assert (widget.inputs, widget.predictions) == ({}, {})
    widget.update(expression="p*q + r", inputs={"p": 1, "q": 2, "r": 3})
    assert widget.result.run.nodes[-1].value == 5
    widget.seed = 9
    assert widget.inputs == {}
    widget.reset()
    assert widget.result.inputs == {"x": 1, "y": 2, "z": 0}
    assert (widget.step, widget.predictions) == (3, {"1": [3.0]})


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({"expression": "x +"}, ValueError, "no formula"),
        ({"inputs": {"q": 1}}, ValueError, "no input 'q'; its inputs are x, y, z"),
        ({"inputs": {"x": "one"}}, TypeError, "one"),
        ({"step": -1}, t.TraitError, "step"),
        ({"formula": "x"}, TypeError, "has no setting 'formula'"),
        ({"graph": Tensor(1.0) * 2, "expression": "x"}, ValueError, "but not both"),
        ({"graph": 3}, TypeError, "not 3"),
    ],
)
def test_what_is_wrong_is_told(settings, error, said):
    with pytest.raises(error, match=said):
        GraphStepper(**settings)


def test_what_does_not_fit_changes_nothing():
    widget = GraphStepper(inputs={"x": 1, "y": 1, "z": 3})
    with pytest.raises(ValueError, match="no formula"):
        widget.update(expression="x +", inputs={"x": 1})
    with pytest.raises(ValueError, match="no formula"):
        widget.expression = "x +"
    assert widget.expression.startswith("f = ")
    assert widget.inputs == {"x": 1, "y": 1, "z": 3}
    widget.set_state({"expression": "1 + 1"})
    assert "no inputs" in widget._error
    assert widget.inputs == {"x": 1, "y": 1, "z": 3}


def test_its_state_comes_back():
    widget = GraphStepper("a*b", inputs={"a": 2.0, "b": [1.0, 2.0]}, step=2, predict=True, predictions={"1": [2.0]})
    again = GraphStepper.from_state(widget.state_dict())
    assert again.state_dict() == widget.state_dict()
    assert again._told == widget._told
    x = Tensor(2.0, name="x")
    own = GraphStepper(x * x, inputs={"x": 3.0}, step=1)
    assert GraphStepper.from_state(own.state_dict(), x * x)._told == own._told
    with pytest.raises(ValueError, match="give that, too"):
        GraphStepper.from_state(own.state_dict())


@pytest.mark.slow
def test_it_is_saved(tmp_path):
    widget = GraphStepper(step=7)
    for name, start in (("g.png", b"\x89PNG"), ("g.svg", b"<?xml")):
        assert widget.save(tmp_path / name).read_bytes().startswith(start)
    bundle, metadata = widget._repr_mimebundle_()
    assert "x 2, y 5, z 0" in metadata["image/png"]["alt"]
    assert "x 2, y 5, z 0" in bundle["text/plain"]


def test_plain_controls_show_it_too():
    widget = GraphStepper()
    plain = widget.plain()
    widget.step = 2
    assert widget._told in plain.children[-1].value
