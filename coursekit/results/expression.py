"""Formulas as one types them, made into graphs: `f = (x + y)*max(y, z)`.

A formula is in Python's grammar, and nothing of it is executed: operators and functions become gates, names that stand
for nothing yet become inputs, numbers constants. Parts may be named before: `a = x + y; f = a*a`.
"""

import ast
from collections.abc import Iterator
from itertools import count

from coursekit import gates
from coursekit.gates import Gate, Graph, Node

_OPERATORS: dict[type[ast.operator], type[Gate]] = {
    ast.Add: gates.Add,
    ast.Sub: gates.Subtract,
    ast.Mult: gates.Multiply,
    ast.Div: gates.Divide,
    ast.MatMult: gates.MatMul,
}
FUNCTIONS: dict[str, type[Gate]] = {
    "max": gates.Maximum,
    "min": gates.Minimum,
    "exp": gates.Exp,
    "log": gates.Log,
    "sqrt": gates.Sqrt,
    "abs": gates.Absolute,
    "sin": gates.Sin,
    "cos": gates.Cos,
    "tanh": gates.Tanh,
    "sigmoid": gates.Sigmoid,
    "relu": gates.ReLU,
    "sum": gates.Sum,
}
_TYPED = str.maketrans({"·": "*", "×": "*", "÷": "/", "−": "-", "^": "\x01"})


def graph_of(formula: str) -> Graph:
    """Return the graph of a formula. The output is `f` if nothing else is, gates in between get letters.

    formula: + - * / @ and powers, `FUNCTIONS`, and the library's gates by their names, as in `Affine(x, W, b)`.

    Raises ValueError for what is no such formula, naming the part that isn't.
    """
    try:
        statements = ast.parse(formula.translate(_TYPED).replace("\x01", "**").strip()).body
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{formula!r} is no formula: {error}; write one such as f = (x + y)*max(y, z)") from None
    if not statements:
        raise ValueError("the formula is empty; write one such as f = (x + y)*max(y, z)")
    known: dict[str, Node] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                node = _node(value, known)
                if name in known:
                    raise ValueError(f"{name} has two meanings in {formula!r}; give each part a name of its own")
                if node.kind == "gate" and node.name is None:
                    node.name = name
                known[name] = node
            case ast.Expr(value=value):
                node = _node(value, known)
            case _:
                raise ValueError(f"{ast.unparse(statement)!r} is no formula; write one such as f = (x + y)*max(y, z)")
    graph = Graph(node)
    if not graph.inputs:
        raise ValueError(f"{formula!r} has no inputs; let a name stand in it, such as x")
    _name(graph)
    return Graph(node)


def _node(part: ast.expr, known: dict[str, Node]) -> Node:
    match part:
        case ast.Name(id=name):
            if name not in known:
                (known[name],) = Node.inputs(name)
            return known[name]
        case ast.Constant(value=bool() | int() | float() as number):
            return Node.constant(float(number))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return Node.constant(-float(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _applied(gates.Negate(), part, [operand], known)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            exponent = _node(right, {}) if not _names(right) else None
            if exponent is not None and exponent.kind == "constant":
                return _applied(gates.Power(exponent=exponent.value), part, [left], known)
            return _applied(gates.RaisedTo(), part, [left, right], known)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return _applied(_OPERATORS[type(operator)](), part, [left, right], known)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _applied(_gate(name), part, arguments, known)
    raise ValueError(f"{ast.unparse(part)!r} cannot stand in a formula here; there are + - * / ** @ and functions")


def _applied(gate: Gate, part: ast.expr, arguments: list[ast.expr], known: dict[str, Node]) -> Node:
    try:
        gate.refuse_count(len(arguments))
    except TypeError as error:
        raise ValueError(f"{ast.unparse(part)}: {error}") from None
    return gates.apply(gate, *(_node(argument, known) for argument in arguments))


def _gate(name: str) -> Gate:
    kind = FUNCTIONS.get(name)
    try:
        return (kind or gates.find_gate(name))()
    except (LookupError, TypeError) as error:
        raise ValueError(f"no function {name!r} here; there are {', '.join(FUNCTIONS)}. ({error})") from None


def _names(part: ast.expr) -> bool:
    return any(isinstance(each, (ast.Name, ast.Call)) for each in ast.walk(part))


def _name(graph: Graph) -> None:
    """Name what the formula left without a name."""
    taken = {node.name for node in graph.nodes}
    if graph.output.name is None and "f" not in taken:
        graph.output.name = "f"
    letters = _letters({*taken, "f"})
    for node in graph.nodes:
        if node.kind == "gate" and node.name is None:
            node.name = next(letters)


def _letters(taken: set[str | None]) -> Iterator[str]:
    yield from (letter for letter in "abcdeghijkl" if letter not in taken)
    yield from (name for number in count(1) if (name := f"v{number}") not in taken)
