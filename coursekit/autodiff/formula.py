"""An expression as one reads it: infix signs with as few brackets as they need, and functions by name."""

from typing import Any

import numpy as np

from coursekit.gates import arithmetic
from coursekit.gates.graph import Node, topological_order

# How tightly a sign binds; what stands in a looser one needs brackets.
SUM, PRODUCT, MINUS, POWER, ATOM = range(5)

INFIX: dict[type, tuple[str, int]] = {
    arithmetic.Add: (" + ", SUM),
    arithmetic.Subtract: (" - ", SUM),
    arithmetic.Multiply: (" * ", PRODUCT),
    arithmetic.Divide: (" / ", PRODUCT),
}

LONGEST = 500  # characters; beyond that a list of nodes reads better


def formula(output: Node) -> str | None:
    """Return the expression that ends in `output`; None if it is too long to be read."""
    written: dict[Node, tuple[str, int]] = {}
    for node in topological_order(output):
        text, binding = _written(node, [written[parent] for parent in node.parents])
        if len(text) > LONGEST:
            return None
        written[node] = text, binding
    return written[output][0]


def _written(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    if node.name:
        return node.name, ATOM
    if node.kind == "constant":
        return _number(node.value)
    gate = node.gate
    if type(gate) in INFIX:
        sign, binding = INFIX[type(gate)]
        (left, right) = parts
        # x − (y − z) and x / (y·z) keep their brackets; sums and products of sums and products need none.
        tighter = binding if sign in (" + ", " * ") else binding + 1
        return f"{_in(left, binding)}{sign}{_in(right, tighter)}", binding
    if isinstance(gate, arithmetic.Negate):
        return f"-{_in(parts[0], MINUS)}", MINUS
    if isinstance(gate, arithmetic.Power):
        return f"{_in(parts[0], ATOM)}**{_number(gate.exponent)[0]}", POWER
    return f"{_name(gate)}({', '.join(text for text, _ in parts)})", ATOM


def _in(part: tuple[str, int], binding: int) -> str:
    text, own = part
    return text if own >= binding else f"({text})"


def _number(value: Any) -> tuple[str, int]:
    if np.ndim(value) == 0:
        text = f"{value:.6g}"
        return text, MINUS if text.startswith("-") else ATOM
    if np.size(value) <= 6:
        return np.array2string(np.asarray(value), separator=", ", precision=6).replace("\n", ""), ATOM
    flat = np.unique(value)
    same = f"{flat[0]:.6g}" if flat.size == 1 else "array"
    return f"{same}[{'×'.join(map(str, np.shape(value)))}]", ATOM


def _name(gate: Any) -> str:
    """Return the gate's name with its settings, in the manner of a function: `maximum`, `sum[axis=0]`."""
    name, _, settings = str(gate).partition("(")
    settings = settings.removesuffix(")")
    return name.lower() + (f"[{settings}]" if settings else "")
