"""`Symbol`: a node that has no value yet. Computing with symbols draws a graph, and `derivative` draws another.

This is the lectures' symbol-to-symbol strategy: an expression's graph in, the derivative's graph out. What comes out
is an expression like any other: it can be printed, evaluated later, and differentiated again.

    x, y, z = symbols("x y z")
    f = (x + y) * np.maximum(y, z)
    slope = derivative(f, x)              # max(y, z)
    Graph(slope).forward(x=1, y=2, z=0)   # 2.0

The rules are the gates' own: where the tape gives them numbers, this module gives them symbols.

Source: IST lecture 5 and CSE 587 lecture 3, on symbol-to-number and symbol-to-symbol differentiation.
"""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

from coursekit.autodiff.formula import formula
from coursekit.autodiff.operators import Operators
from coursekit.autodiff.simplification import simpler
from coursekit.autodiff.step import Step
from coursekit.gates.broadcast import sum_to_shape
from coursekit.gates.coercion import Array, Refusal, Shape
from coursekit.gates.graph import Graph, Node, refuse_duplicates, topological_order


class Symbol(Operators, Node):
    """A variable, a constant, or what a gate makes of them, of which only the shape is known.

    NumPy's functions, Python's operators and all gates work on symbols. Shapes are fixed when a symbol is made, so that
    whatever does not fit is found while the graph is drawn.

    Attributes: those of `Node`, and `shape`. `Graph(symbol)` lists, evaluates and draws it.
    """

    __slots__ = ("_shape",)

    def __init__(self, kind: Any, shape: Shape, **node: Any) -> None:
        super().__init__(kind, **node)
        self._shape = shape

    @property
    def shape(self) -> Shape:
        """The lengths of the axes."""
        return self._shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the entries: expressions are evaluated in float64."""
        return np.dtype(np.float64)

    def apply(self, gate: Any, inputs: tuple[Any, ...]) -> "Symbol":
        """Return the expression that a gate makes of symbols and numbers, simplified where that is easily seen."""
        gate.refuse_count(len(inputs))
        parents = tuple(given if isinstance(given, Symbol) else constant(given) for given in inputs)
        try:
            shape = _shape_of_output(gate, parents)
        except Refusal:
            raise
        except ValueError as error:
            raise gate.misfit(tuple(_example(parent) for parent in parents), error) from error
        if all(parent.kind == "constant" for parent in parents):
            return constant(gate.value(*(parent.value for parent in parents)))
        found = simpler(gate, parents, shape)
        if found is not None:
            return found if isinstance(found, Symbol) else constant(found)
        needs = not isinstance(gate, Step) and any(parent.needs_gradient for parent in parents)
        return Symbol("gate", shape, gate=gate.fresh(), parents=parents, needs_gradient=needs)

    def step(self, function: Callable[..., Any], arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """Apply a function of NumPy's that is constant but for jumps."""
        return self.apply(Step(function, options), tuple(arguments))

    def accept(self, value: Array) -> Array:
        """Return a value given for this input, if it has the shape that was announced."""
        if np.shape(value) != self.shape:
            raise ValueError(
                f"{self.name} was announced with the shape {self.shape}, but its value has the shape {np.shape(value)}"
            )
        return value

    def __str__(self) -> str:
        return formula(self) or str(Graph(self))

    def __repr__(self) -> str:
        shape = f", shape={self.shape}" if self.shape else ""
        return f"Symbol({formula(self) or 'an expression of many terms'}{shape})"

    def __bool__(self) -> NoReturn:
        raise TypeError("a symbol has no value yet, so it cannot decide an if; write both cases with np.where")

    def __float__(self) -> NoReturn:
        raise TypeError("a symbol has no value yet; evaluate it first: Graph(symbol).forward(x=...)")

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            "a symbol has no value yet, so it cannot be an array; evaluate it: Graph(symbol).forward(x=...)"
        )

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise TypeError("a symbol cannot be assigned to; np.where(mask, new, symbol) makes a new one")


def symbols(names: str, *, shape: Shape = (), data: bool = False) -> Any:
    """Return a symbol for each name in a string like `"x y z"`: a tuple, or the symbol itself if there is one name.

    shape: that of each of them, () for a single number.
    data: these are data, such as labels: passed on as they are, and without a gradient.
    """
    listed = names.replace(",", " ").split() if isinstance(names, str) else ()
    if not listed:
        raise ValueError(f'symbols needs names in one string, such as symbols("x y"), not {names!r}')
    refuse_duplicates(listed)
    made = tuple(Symbol("input", tuple(shape), name=name, needs_gradient=not data) for name in listed)
    return made[0] if len(made) == 1 else made


def constant(value: Any) -> Symbol:
    """Return a symbol for a number or an array that does not change."""
    if isinstance(value, Node):
        raise TypeError(f"a {type(value).__name__} cannot be computed with symbols")
    node = Symbol("constant", np.shape(value), needs_gradient=False)
    node.value = np.asarray(value) if isinstance(value, (list, tuple)) else value
    return node


def derivative(output: Symbol, by: Any) -> Any:
    """Return the expression of ∂output/∂by, in the shape of `by`; for a tuple of symbols, a tuple of expressions.

    output: an expression of a single number. Reverse accumulation, as backpropagation does it: every node of the
    graph is visited once, however many symbols are asked for.

    Raises ValueError if the output is not a single number, TypeError for what is not a symbol.
    """
    several = isinstance(by, (tuple, list))
    wanted = tuple(by) if several else (by,)
    for node in (output, *wanted):
        if not isinstance(node, Symbol):
            raise TypeError(f"derivative works on symbols, made by symbols(...), not on {type(node).__name__}")
    if output.shape != ():
        raise ValueError(f"only a single number has a derivative, but this expression has shape {output.shape}; sum it")
    order = topological_order(output)
    leading: set[Node] = set(wanted)
    for node in order:
        if node.needs_gradient and any(parent in leading for parent in node.parents):
            leading.add(node)
    gradients: dict[Node, Any] = {output: constant(1.0)}
    for node in reversed(order):
        if node in leading and node in gradients and node.gate is not None:
            downstream = node.gate.gradients(gradients[node], node, *node.parents)
            for parent, gradient in zip(node.parents, downstream, strict=True):
                if gradient is not None and isinstance(parent, Symbol) and parent in leading:
                    gradient = sum_to_shape(gradient() if callable(gradient) else gradient, parent.shape)
                    gradients[parent] = gradients[parent] + gradient if parent in gradients else gradient
    found = tuple(_symbol(gradients.get(node, np.zeros(node.shape)[()])) for node in wanted)
    return found if several else found[0]


def _symbol(expression: Any) -> Symbol:
    return expression if isinstance(expression, Symbol) else constant(expression)


def _shape_of_output(gate: Any, parents: tuple[Symbol, ...]) -> Shape:
    """Return the shape that a gate's output has, by running its rule on numbers that nobody looks at."""
    with np.errstate(all="ignore"):
        return np.shape(gate.value(*(_example(parent) for parent in parents)))


def _example(node: Symbol) -> Array:
    """Return a constant's value; for others an array of the shape, of numbers in the domain of most functions."""
    if node.kind == "constant":
        return node.value
    return np.full(node.shape, 0.5) if node.needs_gradient else np.zeros(node.shape, dtype=np.int64)
