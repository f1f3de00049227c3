"""Computation graphs: the lectures' example, branches, students' gates, and what is said when something is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.gates import Add, Exp, Graph, Maximum, Multiply, Negate, Node, Softmax, Sum, apply


class MultiplyGate:
    """As a student writes it."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return [upstream * self.y, upstream * self.x]


class SquareGate:
    """One input: the bare gradient is returned."""

    def forward(self, x):
        self.x = x
        return x**2

    def backward(self, upstream):
        return 2 * self.x * upstream


class Returns:
    """A gate with one input that returns what it is told."""

    def __init__(self, value=1.0, gradient=1.0):
        self.value, self.gradient = value, gradient

    def forward(self, *inputs):
        return self.value

    def backward(self, upstream):
        return self.gradient


def run(graph):
    graph.forward(x=1)
    return graph.backward()


def lecture():
    x, y, z = Node.inputs("x", "y", "z")
    return Graph(Multiply()(Add()(x, y), Maximum()(y, z)))


def test_the_lectures_example():
    graph = lecture()
    assert graph.forward(x=1, y=2, z=0) == 6
    assert graph.backward() == {"x": 2, "y": 5, "z": 0}
    assert graph.backward(10) == {"x": 20, "y": 50, "z": 0}


def test_structure():
    graph = lecture()
    assert graph.names == ("x", "y", "z")
    assert [graph.label(node) for node in graph.nodes] == ["x", "y", "v1", "z", "v2", "v3"]
    position = {node: index for index, node in enumerate(graph.nodes)}
    assert len(graph.edges) == 6
    assert all(position[parent] < position[child] for parent, child in graph.edges)
    assert graph.nodes[-1] is graph.output


def test_printing_before_and_after():
    graph = lecture()
    assert repr(graph) == "<Graph v3(x, y, z): 6 nodes>"
    assert str(graph).splitlines()[-1] == "v3 = Multiply(v1, v2)"
    graph.forward(x=1, y=2, z=0)
    graph.backward()
    assert str(graph).splitlines()[2].split() == ["v1", "=", "Add(x,", "y)", "value", "3", "gradient", "2"]
    (x,) = Node.inputs("x")
    large = Graph(Sum()(x))
    large.output.name = "total"
    large.forward(x=np.ones((4, 5)))
    assert "value of shape (4, 5)" in str(large)
    assert "total = Sum(x)" in str(large)
    assert repr(x) == "<Node x: input>"
    assert repr(Negate()(x)) == "<Node: Negate>"


def test_numbers_pass_over_names_that_are_taken():
    (v1,) = Node.inputs("v1")
    graph = Graph(Add()(Negate()(v1), 3))
    assert str(graph).splitlines()[-1] == "v3 = Add(v2, c1)"


@given(st.floats(-2, 2), st.integers(1, 6))
def test_gradients_add_up_at_branches(number, uses):
    (x,) = Node.inputs("x")
    node = x
    for _ in range(uses):
        node = Add()(node, x)
    graph = Graph(node)
    graph.forward(x=number)
    assert graph.backward() == {"x": uses + 1}


def test_one_gate_may_be_applied_many_times():
    multiply = Multiply()
    x, y = Node.inputs("x", "y")
    graph = Graph(multiply(multiply(x, y), multiply(x, x)))
    assert graph.forward(x=2, y=3) == 24
    assert graph.backward() == {"x": 36, "y": 8}


@pytest.mark.slow
def test_a_long_chain():
    (x,) = Node.inputs("x")
    node = x
    for _ in range(100_000):
        node = Negate()(node)
    graph = Graph(node)
    assert graph.forward(x=1) == 1
    assert graph.backward() == {"x": 1}


def test_results_do_not_share_memory():
    x, y = Node.inputs("x", "y")
    shared = np.ones(2)
    graph = Graph(apply(Returns(shared, (shared, shared)), x, y))
    graph.forward(x=[1, 2], y=[3, 4])
    gradients = graph.backward(shared)
    assert not np.shares_memory(gradients["x"], gradients["y"])
    assert not np.shares_memory(gradients["x"], shared)


def test_arrays_that_broadcast():
    W, x, b = Node.inputs("W", "x", "b")
    graph = Graph(Sum()(Add()(Multiply()(W, x), b)))
    graph.forward(W=np.ones((2, 3)), x=[1, 2, 3], b=1)
    gradients = graph.backward()
    np.testing.assert_array_equal(gradients["W"], [[1, 2, 3], [1, 2, 3]])
    np.testing.assert_array_equal(gradients["x"], [2, 2, 2])
    assert gradients["b"] == 6


def test_students_gates_beside_the_librarys():
    x, y = Node.inputs("x", "y")
    graph = Graph(Add()(apply(MultiplyGate(), x, y), apply(SquareGate(), x)))
    assert graph.forward(x=3, y=4) == 21
    assert graph.backward() == {"x": 10, "y": 3}
    assert "v1 = MultiplyGate(x, y)" in str(graph)


def test_constants_and_data_have_no_gradient():
    class Pick:
        def forward(self, x, index, scale):
            self.shape, self.index, self.scale = x.shape, index, scale
            assert isinstance(index, np.ndarray)
            return scale * x[index]

        def backward(self, upstream):
            gradient = np.zeros(self.shape)
            np.add.at(gradient, self.index, upstream * self.scale)
            return gradient  # the two inputs of data, which stand last, are left out

    (x,) = Node.inputs("x")
    (index,) = Node.inputs("index", data=True)
    graph = Graph(Sum()(apply(Pick(), x, index, 3)))
    assert graph.forward(x=[5, 6], index=[1, 1]) == 36
    gradients = graph.backward()
    assert list(gradients) == ["x"]
    np.testing.assert_array_equal(gradients["x"], [0, 6])


def test_an_input_without_any_gradient_has_none():
    x, y = Node.inputs("x", "y")
    graph = Graph(apply(Returns(1.0, (None, None)), Exp()(x), y))
    graph.forward(x=1, y=1)
    assert graph.backward() == {"x": None, "y": None}


def test_a_graph_of_one_input():
    graph = Graph(*Node.inputs("x"))
    assert graph.forward(x=3) == 3
    assert graph.backward() == {"x": 1}


def test_an_output_that_is_not_a_number_needs_upstream():
    (x,) = Node.inputs("x")
    graph = Graph(Softmax()(x))
    graph.forward(x=[1, 2])
    with pytest.raises(ValueError, match=r"shape \(2,\) and is no single number.*backward\(upstream\)"):
        graph.backward()
    with pytest.raises(ValueError, match=r"upstream has shape \(3,\), but the output has shape \(2,\)"):
        graph.backward([1, 2, 3])
    assert set(graph.backward([1, 0])) == {"x"}


def test_names_of_inputs_are_checked():
    with pytest.raises(TypeError, match=r"no value for y; no input is named w. The inputs are x, y, z."):
        lecture().forward(x=1, w=2, z=0)
    with pytest.raises(ValueError, match="two inputs have the name 'x'"):
        Node.inputs("x", "x")
    with pytest.raises(ValueError, match="two inputs have the name 'x'"):
        Graph(Add()(*Node.inputs("x"), *Node.inputs("x")))
    with pytest.raises(TypeError, match="a name must be a string"):
        Node.inputs("")
    with pytest.raises(TypeError, match=r"Graph\.forward: y must be numbers"):
        lecture().forward(x=1, y="two", z=0)


def test_backward_needs_a_forward_that_went_well():
    graph = lecture()
    with pytest.raises(RuntimeError, match="before forward"):
        graph.backward()
    graph.forward(x=1, y=2, z=0)
    with pytest.raises(ValueError, match="cannot take"):
        graph.forward(x=[1, 2], y=[1, 2, 3], z=0)
    with pytest.raises(RuntimeError, match="after one that failed"):
        graph.backward()


def test_another_graph_over_the_same_nodes_is_noticed():
    (x,) = Node.inputs("x")
    square = Multiply()(x, x)
    first, second = Graph(square), Graph(Negate()(square))
    second.forward(x=5)
    assert second.backward() == {"x": -10}
    first.forward(x=1)
    with pytest.raises(RuntimeError, match="computed anew in another graph"):
        second.backward()


@pytest.mark.parametrize(
    ("gate", "error", "message"),
    [
        (Returns(None), TypeError, r"v1 = Returns\(x\): what forward returns must be numbers.*not NoneType None"),
        (Returns(1.0, (1.0, 2.0)), ValueError, r"v1 = Returns\(x\): backward returned 2 gradient\(s\) for 1 input"),
        (Returns(1.0, ()), ValueError, r"backward returned 0 gradient\(s\) for 1 input"),
        (
            Returns(1.0, np.ones(2)),
            ValueError,
            r"v1 = Returns\(x\): the gradient of x has shape \(2,\), but x has shape \(\)",
        ),
        (Returns(1.0, "one"), TypeError, r"v1 = Returns\(x\): the gradient of x must be numbers"),
    ],
)
def test_a_gate_that_breaks_the_rules_is_named(gate, error, message):
    (x,) = Node.inputs("x")
    graph = Graph(apply(gate, x))
    with pytest.raises(error, match=message):
        run(graph)


def test_an_exception_in_a_gate_says_at_which_node():
    (x,) = Node.inputs("x")
    graph = Graph(apply(SquareGate(), apply(MultiplyGate(), x, 2)))
    graph.nodes[-1].gate.backward = lambda upstream: 1 / 0
    graph.forward(x=1)
    with pytest.raises(ZeroDivisionError) as caught:
        graph.backward()
    assert caught.value.__notes__ == ["in the backward pass of a graph, at v2 = SquareGate(v1)"]


def test_apply_and_graph_refuse_what_does_not_fit():
    (x,) = Node.inputs("x")
    with pytest.raises(TypeError, match=r"apply needs an instance, not the class: apply\(MultiplyGate\(\), ...\)"):
        apply(MultiplyGate, x, x)
    with pytest.raises(TypeError, match="has no forward"):
        apply("gate", x)
    with pytest.raises(TypeError, match="Graph needs the node of its output, not float"):
        Graph(1.0)
    gate = SquareGate()
    with pytest.raises(ValueError, match=r"v1 = SquareGate\(x\) and v2 = SquareGate\(v1\) share one instance"):
        Graph(apply(gate, apply(gate, x)))
