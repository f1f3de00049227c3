"""`Graph`: the lectures' computation graph, made by applying gates to nodes.

    x, y, z = Node.inputs("x", "y", "z")
    f = Multiply()(Add()(x, y), Maximum()(y, z))
    graph = Graph(f)
    graph.forward(x=1, y=2, z=0)     # 6.0
    graph.backward()                 # {"x": 2.0, "y": 5.0, "z": 0.0}

This module is the structure: nodes, edges, their order. How values and gradients run along it is told in
`propagation`. Any object with `forward` and `backward` can be a gate; one that isn't a `Gate` is put into a graph by
`apply(MyGate(), x, y)`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

import numpy as np

from coursekit.gates import propagation
from coursekit.gates.coercion import Array

Edge = tuple["Node", "Node"]


class Node:
    """A node of a graph: an input, a constant, or a gate applied to its parents.

    Attributes: `kind`; `gate` (None but for kind `"gate"`); `parents`, in the order of the gate's inputs; `name`, None
    unless given (assign one to see it in print); `needs_gradient`, False for data and constants; and, once a graph has
    run, `value` and `gradient`. `run` marks the forward pass that the value belongs to.

    Every way to differentiate in this library works on nodes: `Graph` runs them, and in `coursekit.autodiff` a
    `Tensor` is a node that has its value from the start, a `Symbol` one that knows its shape only.
    """

    # Whether a graph computes this node's value; otherwise it was computed when the node was made.
    runs: ClassVar[bool] = True

    __slots__ = ("gate", "gradient", "kind", "name", "needs_gradient", "parents", "run", "value")

    def __init__(
        self,
        kind: Literal["input", "constant", "gate"],
        *,
        gate: Any = None,
        parents: tuple["Node", ...] = (),
        name: str | None = None,
        needs_gradient: bool = True,
    ) -> None:
        self.kind = kind
        self.gate = gate
        self.parents = parents
        self.name = name
        self.needs_gradient = needs_gradient
        self.value: Array = None
        self.gradient: Array = None
        self.run: object = None

    @classmethod
    def inputs(cls, *names: str, data: bool = False) -> tuple["Node", ...]:
        """Return an input node for each name. Always a tuple: `(x,) = Node.inputs("x")`.

        data: these inputs are data, such as labels or indices: they are passed on as they are, where other inputs
        become float64, and have no gradient.
        """
        for name in names:
            if not isinstance(name, str) or not name:
                raise TypeError(f"Node.inputs: a name must be a string that isn't empty, not {name!r}")
        refuse_duplicates(names)
        return tuple(cls("input", name=name, needs_gradient=not data) for name in names)

    @classmethod
    def constant(cls, value: Any) -> "Node":
        """Return a node that always has this value, and no gradient."""
        node = cls("constant", needs_gradient=False)
        node.value = np.asarray(value) if isinstance(value, (list, tuple)) else value
        return node

    def apply(self, gate: Any, inputs: tuple[Any, ...]) -> "Node":
        """Return the node that a gate of the library makes of inputs of which this node is the first that is one.

        The node gets a copy of the gate, so that one gate may be applied many times without the uses sharing state.
        """
        gate.refuse_count(len(inputs))
        return apply(gate.fresh(), *inputs)

    def accept(self, value: Array) -> Array:
        """Return a value that is given for this input, if it fits."""
        return value

    def __repr__(self) -> str:
        what = type(self.gate).__name__ if self.kind == "gate" else self.kind
        return f"<Node {self.name}: {what}>" if self.name else f"<Node: {what}>"


def apply(gate: Any, *inputs: Any) -> Node:
    """Return the node that `gate` makes of `inputs`: nodes, or numbers, which become constants.

    gate: an instance with `forward` and `backward`, such as a student's own. It will be run as it is and not copied:
    give every node an instance of its own.
    """
    if isinstance(gate, type):
        raise TypeError(f"apply needs an instance, not the class: apply({gate.__name__}(), ...)")
    for method in ("forward", "backward"):
        if not callable(getattr(gate, method, None)):
            raise TypeError(f"apply: a gate has the methods forward and backward; {gate!r} has no {method}")
    parents = tuple(given if isinstance(given, Node) else Node.constant(given) for given in inputs)
    return Node("gate", gate=gate, parents=parents)


class Graph:
    """All that an output is computed from.

    - `output`: the node that the graph was made for.
    - `nodes`: every node once, in topological order: parents stand before what is made of them.
    - `edges`: (parent, child), one for each input of each gate; x·x has the edge from x twice.
    - `inputs`: the input nodes, in the order in which they are first needed.
    """

    def __init__(self, output: Node) -> None:
        """Collect the graph that ends in `output`.

        Raises ValueError if two inputs share a name, or two nodes share one instance of a gate.
        """
        if not isinstance(output, Node):
            raise TypeError(f"Graph needs the node of its output, not {type(output).__name__} {output!r}")
        self.output = output
        self.nodes: tuple[Node, ...] = topological_order(output)
        self.edges: tuple[Edge, ...] = tuple((parent, node) for node in self.nodes for parent in node.parents)
        self.inputs: tuple[Node, ...] = tuple(node for node in self.nodes if node.kind == "input")
        self._numbers = _numbered(self.nodes)
        refuse_duplicates(self.names)
        self._refuse_shared_gates()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return tuple(map(self.label, self.inputs))

    def label(self, node: Node) -> str:
        """Return the node's name, or its number in this graph: v1, v2, … for gates and c1, c2, … for constants.

        Inputs have names, but for those of tensors, which may have none: x1, x2, …
        """
        return node.name or self._numbers[node]

    def equation(self, node: Node) -> str:
        """Return a gate node as an equation, such as `v3 = Multiply(v1, v2)`; for others, the label."""
        if node.kind != "gate":
            return self.label(node)
        name = getattr(node.gate, "name", type(node.gate).__name__)
        return f"{self.label(node)} = {name}({', '.join(map(self.label, node.parents))})"

    def forward(self, /, **inputs: Any) -> Array:
        """Compute every node's value, in topological order, and return the output's.

        inputs: a value for each input, by name. Raises TypeError if one is missing or unknown.
        """
        return propagation.forward(self, inputs)

    def backward(self, upstream: Any = None) -> dict[str, Array]:
        """Compute every node's gradient, in reverse order, and return those of the inputs, by name.

        upstream: the gradient of a loss with respect to the output, in its shape. May be left out if the output is a
        single number, which then is the loss itself (upstream 1).

        Each gradient has the shape of its input. It is None where a gate gives none; data inputs are left out.
        """
        return propagation.backward(self, upstream)

    def __repr__(self) -> str:
        return f"<Graph {self.label(self.output)}({', '.join(self.names)}): {len(self.nodes)} nodes>"

    def __str__(self) -> str:
        """One line for each node in topological order: equation, value, gradient."""
        rows = [
            (self.equation(node), _shown("value", node.value), _shown("gradient", node.gradient)) for node in self.nodes
        ]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        return "\n".join(f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]}".rstrip() for row in rows)

    def _refuse_shared_gates(self) -> None:
        owners: dict[int, Node] = {}
        for node in self.nodes:
            if node.kind == "gate" and node.runs and owners.setdefault(id(node.gate), node) is not node:
                raise ValueError(
                    f"{self.equation(owners[id(node.gate)])} and {self.equation(node)} share one instance of "
                    f"{type(node.gate).__name__}, so each would overwrite what the other keeps for backward; "
                    "give each an instance of its own"
                )


def topological_order(output: Node) -> tuple[Node, ...]:
    """Return `output` and all it depends on, parents first, by a depth-first search with a stack of its own.

    Python's call stack would end at a chain of a thousand gates.
    """
    order: list[Node] = []
    seen = {output}
    stack = [(output, iter(output.parents))]
    while stack:
        node, parents = stack[-1]
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            stack.pop()
    return tuple(order)


def refuse_duplicates(names: Iterable[str]) -> None:
    """Raise ValueError if a name stands for two inputs."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(f"two inputs have the name {twice[0]!r}; give each input its own name")


def _numbered(nodes: tuple[Node, ...]) -> dict[Node, str]:
    """Number the nodes that have no name, passing over numbers that are taken as names."""
    taken = {node.name for node in nodes}
    letters = {"gate": "v", "constant": "c", "input": "x"}
    count = dict.fromkeys(letters, 0)
    labels = {}
    for node in nodes:
        if not node.name:
            letter = letters[node.kind]
            count[node.kind] += 1
            while f"{letter}{count[node.kind]}" in taken:
                count[node.kind] += 1
            labels[node] = f"{letter}{count[node.kind]}"
    return labels


def _shown(what: str, value: Array) -> str:
    if value is None:
        return ""
    if np.size(value) > 6:
        return f"{what} of shape {np.shape(value)}"
    numbers = f"{value:.6g}" if np.ndim(value) == 0 else np.array2string(value, precision=6, separator=", ")
    return f"{what} {numbers}".replace("\n", "")
