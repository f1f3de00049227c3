"""A student's class `ComputationalGraph(nodes, output)`, as problem set 1 asks for, beside the library's graph.

The class is only asked what it promises: `forward(inputs)` and `backward()`. The value of a node inside is that of a
graph that ends there; the gradient of a node inside that of a graph in which the node is an input.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.gates import Graph, Node
from coursekit.results.graph_words import figure

# What the operations of the problem set are in the library.
OPERATIONS: dict[str, Callable[[], gates.Gate]] = {
    "add": gates.Add,
    "subtract": gates.Subtract,
    "multiply": gates.Multiply,
    "divide": gates.Divide,
    "maximum": gates.Maximum,
    "negate": gates.Negate,
    "square": lambda: gates.Power(exponent=2),
    "exp": gates.Exp,
}

# The notebook's gates have slopes of some nine digits, and a chain of them loses a few.
CLOSE = 1e-5

Listed = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class StudentGraph:
    """A class, or any function that makes its graphs; its nodes as (name, operation, names of inputs); the output."""

    make: Callable[[list[Listed], str], Any]
    nodes: Sequence[Listed]
    output: str

    def reference(self) -> Graph:
        """Return the library's graph of these nodes. Operations may be those of the problem set, or names of gates.

        Raises ValueError if an operation is unknown, nodes wait for each other, or the output is none of them.
        """
        listed = {name: (operation, inputs) for name, operation, inputs in self.nodes}
        if self.output not in listed:
            raise ValueError(f"the output {self.output!r} is no node; there are {', '.join(listed)}")
        made: dict[str, Node] = {}
        waiting = dict(listed)
        while waiting:
            ready = [name for name, (_, inputs) in waiting.items() if not any(each in waiting for each in inputs)]
            if not ready:
                raise ValueError(f"no order exists, since these nodes wait for each other: {', '.join(waiting)}")
            for name in ready:
                operation, inputs = waiting.pop(name)
                for each in inputs:
                    if each not in made:
                        (made[each],) = Node.inputs(each)
                made[name] = gates.apply(_gate(operation), *(made[each] for each in inputs))
                made[name].name = name
        return Graph(made[self.output])


@dataclass(frozen=True)
class Difference:
    """Where a student's class says something else: the node's name, and what is said, in words."""

    node: str
    told: str


def differences(student: StudentGraph, graph: Graph, inputs: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return where the class differs from the library's graph, which has run forward and backward at these inputs.

    Values come first, in the order of computing; then gradients, in the order of backpropagation. At most one of each
    node, since what follows from a mistake is no second one.
    """
    given = {name: np.asarray(value, dtype=float)[()] for name, value in inputs.items()}
    known = {graph.label(node): node for node in graph.nodes}
    found: dict[str, str] = {}
    for name, node in known.items():
        if node.kind != "gate":
            continue
        value = _attempt(_value, student, given, name)
        if told := _compared("value", value, node.value):
            found.setdefault(name, told)
    for name, node in reversed(known.items()):
        if name in found or node.gradient is None:
            continue
        gradient = _attempt(_gradient, student, given, name, node)
        if told := _compared("gradient", gradient, node.gradient):
            found.setdefault(name, told)
    return tuple(Difference(name, told) for name, told in found.items())


def _value(student: StudentGraph, given: dict[str, Any], name: str) -> Any:
    return student.make(list(student.nodes), name).forward(dict(given))


def _gradient(student: StudentGraph, given: dict[str, Any], name: str, node: Node) -> Any:
    if name == student.output:
        return node.gradient  # it is what backward starts with
    nodes = [each for each in student.nodes if each[0] != name]
    graph = student.make(nodes, student.output)
    graph.forward({**given, name: node.value})
    return graph.backward()[name]


def _attempt(ask: Callable[..., Any], *about: Any) -> Any:
    """Return what the class answers, or the error that it raises: whose code it is, anything may come."""
    try:
        return ask(*about)
    except Exception as error:
        return error


def _compared(what: str, answer: Any, right: Any) -> str:
    """Return in words how an answer differs from what is right; "" if it doesn't."""
    if isinstance(answer, Exception):
        return f"no {what}: {type(answer).__name__}: {answer}"
    try:
        numbers = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return f"the {what} is {answer!r}, which is no number"
    if numbers.shape != np.shape(right):
        return f"the {what} has the shape {numbers.shape}, and not {np.shape(right)}"
    if np.allclose(numbers, right, rtol=CLOSE, atol=CLOSE, equal_nan=True):
        return ""
    return f"the {what} is {figure(numbers)}, and not {figure(right)}"


def _gate(operation: str) -> gates.Gate:
    if operation in OPERATIONS:
        return OPERATIONS[operation]()
    try:
        return gates.find_gate(operation)()
    except (LookupError, TypeError) as error:
        raise ValueError(
            f"no operation {operation!r} here; there are {', '.join(OPERATIONS)}, and the library's gates. ({error})"
        ) from None
