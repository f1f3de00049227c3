"""A graph, step by step: values forward node by node, then gradients back along its edges, each step told in words.

The numbers are those of `Graph.forward` and `Graph.backward`; what goes along a single edge is asked of the same gates.

Source: the worked example f = (x + y)·max(y, z), CSE 587 lecture 3 and CS224N lecture 4.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.autodiff import Symbol, Tensor
from coursekit.gates import Cost, Graph, Node, cost, propagation
from coursekit.results.graph_layout import Layout, graph_layout
from coursekit.results.graph_words import brief, equation, figure, symbol, told_back, told_forward
from coursekit.results.numbers import shape

LARGEST = 60  # nodes


@dataclass(frozen=True, eq=False)
class GraphNode:
    """A node: its name, kind ("input", "constant" or "gate"), its gate's sign, its value and, in the end, gradient."""

    name: str
    kind: str
    symbol: str
    equation: str
    parents: tuple[int, ...]
    value: Any
    gradient: Any


@dataclass(frozen=True, eq=False)
class GraphEdge:
    """An edge, and what comes back along it: upstream × local = downstream. Gates on arrays have no single local."""

    parent: int
    child: int
    upstream: Any
    local: Any
    downstream: Any


@dataclass(frozen=True)
class Question:
    """What can be predicted before a step: a number, and how it is asked for."""

    ask: str
    answer: float


@dataclass(frozen=True)
class GraphStep:
    """A step: its phase ("inputs", "forward", "loss" or "backward"), its node, the edges that it walks along.

    `gradients`: what the nodes' gradients are after it, (node, text), where it changes them.
    """

    phase: str
    node: int
    edges: tuple[int, ...]
    told: str
    questions: tuple[Question, ...]
    gradients: tuple[tuple[int, str], ...]


@dataclass(frozen=True, eq=False)
class GraphRun:
    """A graph at its inputs: all steps, where the nodes stand, and what it costs."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    steps: tuple[GraphStep, ...]
    output: int
    cost: Cost
    layout: Layout


def as_graph(given: Any, inputs: Mapping[str, Any]) -> Graph:
    """Return the graph of a `Graph`, a node, a `Symbol`, a `Tensor`, or a function that computes with tensors.

    A tensor's record is made into a graph whose inputs can be changed. It stays the record of what was computed, while
    a function is asked anew: an `if` in it may go the other way. inputs: for a function, the values, by name.
    """
    if isinstance(given, Graph):
        return _of_record(given) if isinstance(given.output, Tensor) else given
    if isinstance(given, Node):
        return as_graph(Graph(given), inputs)
    if not callable(given):
        raise TypeError(
            f"a graph, a node, a tensor or a function of tensors is what can be stepped through, not {given!r}"
        )
    tensors = {name: Tensor(inputs[name], name=name) for name in argument_names(given)}
    output = given(**tensors)
    if not isinstance(output, Tensor) or not output.needs_gradient:
        raise ValueError(f"the function must compute its result from its arguments; it returned {output!r}")
    return as_graph(output, inputs)


def argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a function's arguments, which become those of the graph's inputs."""
    return tuple(inspect.signature(function).parameters)


def drawn_inputs(names_and_shapes: Mapping[str, tuple[int, ...]], seed: int) -> dict[str, Any]:
    """Return whole numbers from −3 to 3 for inputs, so that one can compute in one's head, and ties happen."""
    rng = np.random.default_rng(seed)
    return {name: rng.integers(-3, 4, shape).astype(float).tolist() for name, shape in sorted(names_and_shapes.items())}


def input_shapes(graph: Graph) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a graph's inputs as far as they are known; otherwise they are single numbers."""
    return {graph.label(node): node.shape if isinstance(node, Symbol) else _shape(node.value) for node in graph.inputs}


def _shape(value: Any) -> tuple[int, ...]:
    return () if value is None else np.shape(value)


def run_graph(graph: Graph, inputs: Mapping[str, Any]) -> GraphRun:
    """Return a graph's run at its inputs. If its output is an array, backward starts with ones: that of their sum.

    Raises ValueError for too large a graph, for missing and unknown inputs, and for shapes that do not fit.
    """
    if len(graph.nodes) > LARGEST:
        raise ValueError(f"a graph of {len(graph.nodes)} nodes is too large to be seen; at most {LARGEST} are shown")
    refuse_unknown(graph.names, inputs)
    with np.errstate(all="ignore"):
        graph.forward(**inputs)
        graph.backward(np.ones_like(graph.output.value))
        edges = _edges(graph)
    numbers = {node: number for number, node in enumerate(graph.nodes)}
    nodes = tuple(
        GraphNode(
            graph.label(node),
            node.kind,
            symbol(node),
            equation(node, graph.label),
            tuple(numbers[parent] for parent in node.parents),
            node.value,
            node.gradient,
        )
        for node in graph.nodes
    )
    steps = (*_forward_steps(graph, nodes, edges), *_backward_steps(graph, nodes, edges))
    layout = graph_layout([node.parents for node in nodes])
    return GraphRun(nodes, edges, steps, len(nodes) - 1, cost(graph), layout)


def refuse_unknown(names: tuple[str, ...], inputs: Mapping[str, Any]) -> None:
    """Raise ValueError if a value is given for an input that the graph does not have."""
    for name in inputs:
        if name not in names:
            raise ValueError(f"the graph has no input {name!r}; its inputs are {', '.join(names)}")


def _of_record(record: Graph) -> Graph:
    """Return a graph that computes what a tensor's record says, from other inputs if one likes."""
    made: dict[Node, Node] = {}
    for node in record.nodes:
        if node.kind == "gate":
            made[node] = gates.apply(node.gate.fresh(), *(made[parent] for parent in node.parents))
            made[node].name = node.name
        elif node.kind == "input":
            (made[node],) = Node.inputs(record.label(node))
            made[node].value = node.value
        else:
            made[node] = Node.constant(node.value)
    return Graph(made[record.output])


def _edges(graph: Graph) -> tuple[GraphEdge, ...]:
    """Return the edges with what goes back along them."""
    numbers = {node: number for number, node in enumerate(graph.nodes)}
    edges = []
    for node in graph.nodes:
        if node.kind != "gate":
            continue
        nothing = [None] * len(node.parents)
        upstream = node.gradient
        passed = propagation.downstream(graph, node, upstream) if upstream is not None else nothing
        single = upstream is not None and all(np.ndim(each) == 0 for each in (upstream, *passed))
        local = propagation.downstream(graph, node, np.ones_like(upstream)) if single else nothing
        for parent, slope, back in zip(node.parents, local, passed, strict=True):
            taken = parent.needs_gradient and back is not None
            edges.append(
                GraphEdge(
                    numbers[parent],
                    numbers[node],
                    upstream if taken else None,
                    slope if taken else None,
                    back if taken else None,
                )
            )
    return tuple(edges)


def _forward_steps(graph: Graph, nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> list[GraphStep]:
    given = ", ".join(f"{node.name} = {figure(node.value)}" for node in nodes if node.kind == "input")
    told = f"The inputs are {given}." if given else "There are no inputs."
    steps = [GraphStep("inputs", -1, (), told, (), ())]
    for number, node in enumerate(graph.nodes):
        if node.kind == "gate":
            walked = tuple(index for index, edge in enumerate(edges) if edge.child == number)
            asked = _question(f"{nodes[number].equation} =", node.value)
            steps.append(GraphStep("forward", number, walked, told_forward(node, graph.label), asked, ()))
    return steps


def _backward_steps(graph: Graph, nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...]) -> list[GraphStep]:
    last = len(nodes) - 1
    name, start = nodes[last].name, nodes[last].gradient
    whole = f" {name} is {shape(start)}: what is differentiated is the sum of its entries." if np.ndim(start) else ""
    told = f"Back from {name}: its own gradient is {figure(start)}.{whole}"
    steps = [GraphStep("loss", last, (), told, (), ((last, brief(start)),))]
    arrived: dict[int, list[Any]] = {}
    for number in range(last, -1, -1):
        walked = tuple(index for index, edge in enumerate(edges) if edge.child == number and _carries(edge))
        if walked:
            steps.append(_back_through(graph.nodes[number], graph, nodes, edges, walked, arrived))
    return steps


def _back_through(
    node: Node,
    graph: Graph,
    nodes: tuple[GraphNode, ...],
    edges: tuple[GraphEdge, ...],
    walked: tuple[int, ...],
    arrived: dict[int, list[Any]],
) -> GraphStep:
    """Return the step back through a gate; `arrived` is told what each of its parents gets."""
    asked: list[Question] = []
    for edge in (edges[index] for index in walked):
        arrived.setdefault(edge.parent, []).append(edge.downstream)
        asked += _question(f"{nodes[edge.child].name} → {nodes[edge.parent].name}:", edge.downstream)
    told = [told_back(node, graph.label, [edges[index] for index in walked], nodes)]
    gradients = {}
    for parent in dict.fromkeys(edges[index].parent for index in walked):
        due = sum(edge.parent == parent and _carries(edge) for edge in edges)
        gathered = (arrived[parent], nodes[parent].gradient, due)
        gradients[parent] = _sum(*gathered, brief)
        if len(arrived[parent]) > 1:
            told.append(f"{nodes[parent].name} gathers {_sum(*gathered, figure)}.")
    number = edges[walked[0]].child
    return GraphStep("backward", number, walked, " ".join(told), tuple(asked), tuple(gradients.items()))


def _carries(edge: GraphEdge) -> bool:
    return edge.downstream is not None


def _sum(arrived: list[Any], total: Any, due: int, write: Callable[[Any], str]) -> str:
    """Return what has arrived at a node as a sum: `2 + …`, `2 + 3 = 5`; what arrives alone, alone."""
    if due == 1:
        return write(total)
    first, *rest = map(write, arrived)
    parts = " + ".join([first, *(f"({part})" if part.startswith("−") else part for part in rest)])
    return f"{parts} = {write(total)}" if len(arrived) == due else f"{parts} + …"


def _question(ask: str, answer: Any) -> tuple[Question, ...]:
    return (Question(ask, float(answer)),) if np.ndim(answer) == 0 and np.isfinite(answer) else ()
