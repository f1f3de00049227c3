"""A graph's run: its numbers are the library's, its words say what happens."""

import numpy as np
import pytest

from coursekit import gates
from coursekit.autodiff import Symbol, Tensor, derivative, symbols
from coursekit.gates import Graph, Node
from coursekit.results import graph as results
from coursekit.results.expression import graph_of
from coursekit.results.graph import argument_names, as_graph, drawn_inputs, input_shapes, run_graph
from coursekit.results.graph_words import brief, figure

LECTURE = {"x": 1.0, "y": 2.0, "z": 0.0}


def lecture():
    return run_graph(graph_of("f = (x + y)*max(y, z)"), LECTURE)


def test_the_lectures_example():
    run = lecture()
    assert {node.name: (float(node.value), float(node.gradient)) for node in run.nodes} == {
        "x": (1, 2),
        "y": (2, 5),
        "z": (0, 0),
        "a": (3, 2),
        "b": (2, 3),
        "f": (6, 1),
    }
    assert [step.phase for step in run.steps] == ["inputs", *["forward"] * 3, "loss", *["backward"] * 3]
    for edge in run.edges:
        assert edge.upstream * edge.local == edge.downstream
    told = [step.told for step in run.steps]
    assert told[1] == "Forward: a = x + y = 1 + 2 = 3."
    assert told[-1].endswith("x gets 2 × 1 = 2; y gets 2 × 1 = 2. y gathers 3 + 2 = 5.")
    assert run.steps[6].gradients == ((1, "3 + …"), (3, "0"))
    assert [(each.ask, each.answer) for each in run.steps[5].questions] == [("f → a:", 2), ("f → b:", 3)]
    assert (run.cost.forward, run.cost.together, run.cost.one_by_one) == (6, 6, 8)
    assert run.output == 5


def test_a_tie_is_told():
    run = run_graph(graph_of("max(x, y)"), {"x": 2, "y": 2})
    assert "x and y tie" in run.steps[1].told
    assert "tie of x and y: half to each" in run.steps[-1].told
    assert [node.gradient for node in run.nodes[:2]] == [0.5, 0.5]
    arrays = run_graph(graph_of("sum(max(x, y))"), {"x": [2, 1], "y": [2, 0]})
    assert "some entries of x and y" in arrays.steps[1].told


def test_arrays_go_without_single_local_gradients():
    run = run_graph(graph_of("W @ x"), {"W": [[1, 2], [3, 4]], "x": [1, -1]})
    assert run.edges[0].local is None
    np.testing.assert_array_equal(run.edges[1].downstream, [4, 6])
    assert "the sum of its entries" in run.steps[2].told
    assert run.steps[1].questions == ()


def test_what_is_not_finite_is_told_and_not_asked():
    run = run_graph(graph_of("log(x)*0"), {"x": 0})
    assert "not a finite number" in run.steps[1].told
    assert run.steps[1].questions == ()
    assert np.isnan(run.nodes[run.output].value)


def test_data_and_constants_get_no_gradient():
    (scores,), (labels,) = Node.inputs("scores"), Node.inputs("labels", data=True)
    loss = Graph(gates.SoftmaxCrossEntropy()(scores, labels))
    run = run_graph(loss, {"scores": [[1.0, 2.0]], "labels": [1]})
    by_name = {node.name: node for node in run.nodes}
    assert by_name["labels"].gradient is None
    assert len(run.steps[-1].edges) == 1
    constant = run_graph(Graph(gates.apply(gates.Add(), 1.0, *Node.inputs("x"))), {"x": 2})
    assert [edge.downstream is None for edge in constant.edges] == [True, False]
    alone = run_graph(Graph(Node.constant(3.0)), {})
    assert [step.phase for step in alone.steps] == ["inputs", "loss"]
    assert alone.steps[0].told == "There are no inputs."


def test_a_graph_without_any_gradient_only_goes_forward():
    class Silent:
        def forward(self, x):
            return 2 * x

        def backward(self, upstream):
            return (None,)

    run = run_graph(Graph(gates.apply(gates.Multiply(), gates.apply(Silent(), *Node.inputs("x")), 3.0)), {"x": 1})
    assert run.nodes[0].gradient is None
    assert run.steps[-1].edges != ()


def test_a_tape_becomes_a_graph_whose_inputs_can_be_changed():
    x, w = Tensor(2.0, name="x"), Tensor(3.0)
    graph = as_graph(np.tanh(w * x) + x * 0.5, {})
    assert graph.names == ("x1", "x")
    assert [float(node.value) for node in graph.inputs] == [3, 2]
    run = run_graph(graph, {"x1": 0.0, "x": 1.0})
    assert run.nodes[run.output].value == 0.5
    assert as_graph(Graph(x * w), {}).forward(x=2, x1=5) == 10


def test_functions_are_recorded_anew():
    def choose(x, y):
        return x * y if x.value > 0 else x + y

    assert argument_names(choose) == ("x", "y")
    assert as_graph(choose, {"x": 1.0, "y": 2.0}).output.gate.__class__ is gates.Multiply
    assert as_graph(choose, {"x": -1.0, "y": 2.0}).output.gate.__class__ is gates.Add
    with pytest.raises(ValueError, match="from its arguments"):
        as_graph(lambda x: 3.0, {"x": 1.0})
    with pytest.raises(TypeError, match="what can be stepped through, not 3"):
        as_graph(3, {})


def test_the_derivative_of_a_symbol_is_a_graph_too():
    x, y = symbols("x y")
    run = run_graph(as_graph(derivative(x * x * y, x), {}), {"x": 3, "y": 2})
    assert run.nodes[run.output].value == 12


def test_inputs_are_drawn():
    assert drawn_inputs({"x": (), "y": ()}, 1) == drawn_inputs({"y": (), "x": ()}, 1)
    drawn = drawn_inputs({"W": (2, 3)}, 0)["W"]
    assert np.shape(drawn) == (2, 3)
    assert all(abs(each) <= 3 and each == int(each) for row in drawn for each in row)
    assert input_shapes(graph_of("x*y")) == {"x": (), "y": ()}
    vector = Symbol("input", (3,), name="v")
    assert input_shapes(as_graph(vector * 2, {})) == {"v": (3,)}


def test_wrong_inputs_and_large_graphs_are_told():
    with pytest.raises(ValueError, match=r"no input 'q'; its inputs are x, y, z"):
        run_graph(graph_of("f = (x + y)*max(y, z)"), {"q": 1})
    with pytest.raises(TypeError, match="no value for y"):
        run_graph(graph_of("x + y"), {"x": 1})
    with pytest.raises(ValueError, match="101 nodes is too large"):
        run_graph(graph_of(" + ".join(["x"] * (results.LARGEST + 41))), {"x": 1})


@pytest.mark.parametrize(
    ("formula", "inputs", "told"),
    [
        ("x - y", {"x": 1, "y": -2}, "f = x − y = 1 − (−2) = 3"),
        ("x**2", {"x": -3}, "f = x² = (−3)² = 9"),
        ("-x", {"x": -3}, "f = −x = −(−3) = 3"),
        ("abs(x)", {"x": -3}, "f = |x| = |−3| = 3"),
        ("sigmoid(x)", {"x": 0}, "f = σ(x) = σ(0) = 0.5"),
        ("Softmax(x)", {"x": [0, 0]}, "f = Softmax(x) = Softmax([0, 0]) = [0.5, 0.5]"),
        ("3*x", {"x": 2}, "f = 3 × x = 3 × 2 = 6"),
    ],
)
def test_gates_are_written_as_one_writes_them(formula, inputs, told):
    assert told in run_graph(graph_of(formula), inputs).steps[1].told


def test_arrays_are_written_short():
    assert figure(np.ones((2, 3))) == "an array 2×3"
    assert figure(np.array([1, -2.5])) == "[1, −2.5]"
    assert brief(np.ones((2, 3))) == "2×3 array"
    assert brief(np.ones(7)) == "7 numbers"
    assert brief(np.array([0.1234, 2])) == "[0.12, 2]"
    assert brief(np.array([-0.1234, -2.1])) == "2 numbers"
    assert [brief(each) for each in (12.25, -0.76159)] == ["12.25", "−0.762"]
    assert brief(2.5) == "2.5"
    assert figure(np.zeros(0)) == "an array 0"
