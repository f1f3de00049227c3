"""How graphs are written and told: the signs of gates, equations, and what a gate does with a gradient."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.gates import Node
from coursekit.results.numbers import SUPERSCRIPTS, lengths, written

Label = Callable[[Node], str]

_SIGNS: dict[type, str] = {
    gates.Add: "+",
    gates.Subtract: "−",
    gates.Multiply: "×",
    gates.Divide: "÷",
    gates.MatMul: "@",
    gates.Negate: "−",
    gates.Maximum: "max",
    gates.Minimum: "min",
    gates.Power: "power",
    gates.RaisedTo: "power",
    gates.Exp: "exp",
    gates.Log: "log",
    gates.Sqrt: "√",
    gates.Absolute: "| |",
    gates.Sigmoid: "σ",
    gates.Tanh: "tanh",
    gates.Sin: "sin",
    gates.Cos: "cos",
    gates.Sum: "sum",
}
_BETWEEN = (gates.Add, gates.Subtract, gates.Multiply, gates.Divide, gates.MatMul)
_HABITS: dict[type, str] = {
    gates.Add: "distributes it",
    gates.Multiply: "switches: each input gets it times the other",
    gates.Maximum: "routes it to the larger",
    gates.Minimum: "routes it to the smaller",
}
# Four digits: the numbers of a graph are often computed in one's head.
figure = partial(written, digits=4)


def brief(value: Any) -> str:
    """Return what fits into a card: a number, a few short ones in brackets, or the shape of an array."""
    if np.ndim(value) == 0:
        text = figure(value)
        return text if len(text) <= 6 else written(value, 3)
    text = written(value, 2)
    if len(text) <= 12 and np.size(value) <= 4:
        return text
    return f"{np.size(value)} numbers" if np.ndim(value) == 1 else f"{lengths(value)} array"


def symbol(node: Node) -> str:
    """Return the sign of a node's gate, such as ×; "" for inputs and constants."""
    if node.kind != "gate":
        return ""
    return _SIGNS.get(type(node.gate), str(getattr(node.gate, "name", type(node.gate).__name__)))


def expression(node: Node, written: Callable[[Node], str]) -> str:
    """Return a gate applied to its inputs, `x + y`, with the inputs as `written` has them."""
    inputs = [written(parent) for parent in node.parents]
    sign = symbol(node)
    if isinstance(node.gate, _BETWEEN) and len(inputs) == 2:
        second = f"({inputs[1]})" if inputs[1].startswith("−") else inputs[1]
        return f"{inputs[0]} {sign} {second}"
    bare = f"({inputs[0]})" if inputs[0].startswith("−") else inputs[0]
    if isinstance(node.gate, gates.Power):
        return bare + f"{node.gate.exponent:g}".translate(SUPERSCRIPTS)
    if isinstance(node.gate, gates.Negate):
        return f"−{bare}"
    if isinstance(node.gate, gates.Absolute):
        return f"|{inputs[0]}|"
    return f"{sign}({', '.join(inputs)})"


def equation(node: Node, label: Label) -> str:
    """Return a gate's equation, `a = x + y`; of an input its name, of a constant its value."""
    if node.kind == "gate":
        return f"{label(node)} = {expression(node, lambda parent: name(parent, label))}"
    return name(node, label)


def name(node: Node, label: Label) -> str:
    """Return what a node is called: constants by their values."""
    return figure(node.value) if node.kind == "constant" else label(node)


def told_forward(node: Node, label: Label) -> str:
    """Return the step forward through a gate in words."""
    numbers = expression(node, lambda parent: figure(parent.value))
    tie = f" {_tied(node, label)} tie." if _is_tie(node) else ""
    broken = "" if np.all(np.isfinite(node.value)) else " That is not a finite number: from here on it spoils the rest."
    return f"Forward: {equation(node, label)} = {numbers} = {figure(node.value)}.{tie}{broken}"


def told_back(node: Node, label: Label, walked: Sequence[Any], nodes: Sequence[Any]) -> str:
    """Return the step back through a gate in words. walked: its edges; nodes: whose names are told."""
    habit = _HABITS.get(type(node.gate))
    if _is_tie(node):
        habit = f"finds a tie of {_tied(node, label)}: half to each"
    sent = "; ".join(f"{nodes[edge.parent].name} gets {product(edge)}" for edge in walked)
    start = f"Back through {equation(node, label)}, where {figure(node.gradient)} arrives"
    return f"{start}. {symbol(node)} {habit}: {sent}." if habit else f"{start}: {sent}."


def product(edge: Any, write: Callable[[Any], str] = figure) -> str:
    """Return what goes back along an edge: upstream × local = downstream."""
    if edge.local is None:
        return write(edge.downstream)
    local = write(edge.local)
    local = f"({local})" if local.startswith("−") else local
    return f"{write(edge.upstream)} × {local} = {write(edge.downstream)}"


def _is_tie(node: Node) -> bool:
    if not isinstance(node.gate, (gates.Maximum, gates.Minimum)):
        return False
    first, second = (parent.value for parent in node.parents)
    return bool(np.any(np.equal(first, second)))


def _tied(node: Node, label: Label) -> str:
    words = " and ".join(name(parent, label) for parent in node.parents)
    return words if np.ndim(node.value) == 0 else f"some entries of {words}"
