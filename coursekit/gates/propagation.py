"""How values run forward along a graph, and gradients backward.

Forward visits the nodes in topological order, backward in the reverse, so that a node's gradient is complete (summed
over all its branches) before it is passed on. Each node is visited once: that is what makes backpropagation cost
about as much as the forward pass.

Source: "Backpropagation in general computation graph", CSE 587 lecture 3 and CS224N lecture 4.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.gates.coercion import Array, as_array, as_numbers

if TYPE_CHECKING:
    from coursekit.gates.graph import Graph, Node


def forward(graph: "Graph", inputs: Mapping[str, Any]) -> Array:
    """Give the inputs their values, run every gate, and return the value of the output."""
    _refuse_recorded(graph)
    _refuse_wrong_names(graph, inputs)
    for node in graph.nodes:
        node.run = node.gradient = None
    values = {node: node.accept(_read(node, inputs[graph.label(node)])) for node in graph.inputs}
    run = object()
    for node in graph.nodes:
        if node.kind == "input":
            node.value = values[node]
        elif node.kind == "gate":
            node.value = _run_gate(graph, node)
        node.run = run
    return graph.output.value


def backward(graph: "Graph", upstream: Any) -> dict[str, Array]:
    """Run every gate's backward in reverse order and return the gradients of the inputs that have one."""
    _refuse_recorded(graph)
    _refuse_stale(graph)
    for node in graph.nodes:
        node.gradient = None
    graph.output.gradient = _own(first_upstream(graph.output.value, upstream, "Graph.backward"))
    for node in reversed(graph.nodes):
        if node.kind == "gate" and node.gradient is not None:
            for parent, gradient in zip(node.parents, downstream(graph, node, node.gradient), strict=True):
                if gradient is not None and parent.needs_gradient:
                    # A sum is a new array: nothing is added in place to an array that a gate may still hold.
                    parent.gradient = gradient if parent.gradient is None else parent.gradient + gradient
    return {graph.label(node): node.gradient for node in graph.inputs if node.needs_gradient}


def _read(node: "Node", value: Any) -> Array:
    return (as_numbers if node.needs_gradient else as_array)(value, "Graph.forward", str(node.name))


def _run_gate(graph: "Graph", node: "Node") -> Array:
    try:
        value = node.gate.forward(*(parent.value for parent in node.parents))
    except Exception as error:
        error.add_note(f"in the forward pass of a graph, at {graph.equation(node)}")
        raise
    return as_numbers(value, graph.equation(node), "what forward returns")


def downstream(graph: "Graph", node: "Node", upstream: Array) -> list[Array]:
    """Run the backward of one gate of a graph that has run forward: what of `upstream` goes to each of its parents.

    Returns a gradient in the parent's shape, or None, for each.
    """
    try:
        returned = node.gate.backward(upstream)
    except Exception as error:
        error.add_note(f"in the backward pass of a graph, at {graph.equation(node)}")
        raise
    gradients = list(returned) if isinstance(returned, (tuple, list)) else [returned]
    # Gradients of data that stand last may be left out.
    while len(gradients) < len(node.parents) and not node.parents[len(gradients)].needs_gradient:
        gradients.append(None)
    if len(gradients) != len(node.parents):
        raise ValueError(
            f"{graph.equation(node)}: backward returned {len(gradients)} gradient(s) for {len(node.parents)} input(s); "
            "it must return one for each input, in order"
        )
    for index, (parent, gradient) in enumerate(zip(node.parents, gradients, strict=True)):
        if gradient is not None:
            name = f"the gradient of {graph.label(parent)}"
            gradients[index] = _own(as_numbers(gradient, graph.equation(node), name))
            if np.shape(gradients[index]) != np.shape(parent.value):
                raise ValueError(
                    f"{graph.equation(node)}: {name} has shape {np.shape(gradient)}, but {graph.label(parent)} has "
                    f"shape {np.shape(parent.value)}; a gradient has the shape of its input"
                )
    return gradients


def _own(gradient: Array) -> Array:
    """Copy an array: a gate may return its upstream, or one array for two inputs, and they must not change together."""
    return gradient.copy() if isinstance(gradient, np.ndarray) else gradient


def first_upstream(output: Array, upstream: Any, owner: str) -> Array:
    """Return the gradient with which backpropagation begins: `upstream` if it fits the output, 1 for a single number.

    Raises ValueError, in the name of `owner`, if the shapes differ, or if an output with a shape is given no upstream.
    """
    if upstream is None:
        if np.shape(output) != ():
            raise ValueError(
                f"the output has shape {np.shape(output)} and is no single number, so it has no gradient by itself: "
                "call backward(upstream) with the gradient of a loss with respect to the output, in that shape"
            )
        return np.ones_like(output)[()]
    upstream = as_numbers(upstream, owner, "upstream")
    if np.shape(upstream) != np.shape(output):
        raise ValueError(
            f"upstream has shape {np.shape(upstream)}, but the output has shape {np.shape(output)}; the upstream "
            "gradient has the shape of the output"
        )
    return upstream


def _refuse_recorded(graph: "Graph") -> None:
    if not graph.output.runs:
        raise TypeError(
            "this graph is the record of a tensor, whose values were computed when it was made; its gradients come "
            "from tensor.backward(keep=True), and other values from running the program that made it again"
        )


def _refuse_wrong_names(graph: "Graph", inputs: Mapping[str, Any]) -> None:
    missing = [name for name in graph.names if name not in inputs]
    unknown = [name for name in inputs if name not in graph.names]
    if missing or unknown:
        problems = [f"no value for {', '.join(missing)}"] * bool(missing)
        problems += [f"no input is named {', '.join(unknown)}"] * bool(unknown)
        raise TypeError(f"Graph.forward: {'; '.join(problems)}. The inputs are {', '.join(graph.names) or 'none'}.")


def _refuse_stale(graph: "Graph") -> None:
    run = graph.output.run
    if run is None:
        raise RuntimeError("Graph.backward was called before forward, or after one that failed; call forward first")
    for node in graph.nodes:
        if node.run is not run:
            raise RuntimeError(
                f"{graph.label(node)} was computed anew in another graph since this one's forward; call forward again "
                "before backward"
            )
