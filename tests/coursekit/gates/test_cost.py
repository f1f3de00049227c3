"""What derivatives cost: all at once about as much as the value, one at a time as often as there are inputs."""

import numpy as np

from coursekit.autodiff import Tensor
from coursekit.gates import Add, Graph, Maximum, Multiply, Node, Tanh, cost


def test_the_lectures_example():
    x, y, z = Node.inputs("x", "y", "z")
    graph = Graph(Multiply()(Add()(x, y), Maximum()(y, z)))
    # Six edges; from x two of them lead on, from y four, from z two.
    assert cost(graph) == cost(graph)
    assert (cost(graph).forward, cost(graph).together, cost(graph).one_by_one) == (6, 6, 8)


def test_the_gap_grows_with_the_number_of_inputs():
    inputs = Node.inputs(*(f"x{n}" for n in range(50)))
    total = inputs[0]
    for node in inputs[1:]:
        total = Add()(total, node)
    counted = cost(Graph(Tanh()(total)))
    assert (counted.forward, counted.together) == (99, 99)
    assert counted.one_by_one == 50 + sum(50 - max(n, 1) for n in range(50))


def test_data_and_constants_cost_nothing_backward():
    (x,), (mask,) = Node.inputs("x"), Node.inputs("mask", data=True)
    counted = cost(Graph(Multiply()(Tanh()(x), Add()(mask, 1.0))))
    assert (counted.forward, counted.together, counted.one_by_one) == (5, 2, 2)


def test_the_record_of_a_tensor_is_counted_too():
    W = Tensor(np.ones((2, 2)))
    assert cost(Graph(np.sum(np.tanh(W @ np.ones(2))))).together == 3
