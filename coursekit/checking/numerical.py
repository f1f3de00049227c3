"""Does a student's backward differentiate numerically, instead of by the formula?

Two things tell, and both are looked at where the student's code runs. What backward does: it calls a function at a
point very near to an input, and not at the input as forward did. And what it says: it divides a difference, or an
imaginary part, by a small constant.

Values alone would not tell: a complex step is exact. Nothing here is imported but NumPy and Python's own library,
since it runs where no reference may be.
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import numpy as np

# How near a point must be, relative to the largest entry (or 1), to be a step away and not another point.
STEP = 2e-3

# What is small for a number to divide by: four-point formulas divide by 12h.
SMALL = 2e-2

# And large to multiply by: one over a step.
LARGE = 1e3

# How deep functions that call functions are followed, and names that stand for expressions.
DEPTH = 4


class Call(NamedTuple):
    """A call of a student's function: which, from which line, and the numbers that it was given."""

    code: CodeType
    line: int
    numbers: tuple[Any, ...]


class Watch:
    """Notes the calls of students' functions within a `with` block."""

    def __init__(self, is_students: Callable[[str], bool]) -> None:
        self.is_students = is_students
        self.calls: list[Call] = []

    def __enter__(self) -> "Watch":
        self._before = sys.getprofile()
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event != "call" or not self.is_students(code.co_filename):
            return
        names = code.co_varnames[: code.co_argcount]
        given = [frame.f_locals[name] for name in names if name in frame.f_locals]
        numbers = tuple(np.array(value) for value in given if isinstance(value, (float, np.ndarray)))
        self.calls.append(Call(code, frame.f_back.f_lineno if frame.f_back else 0, numbers))


def stepping_line(inputs: tuple[Any, ...], forward: Watch, backward: Watch) -> int | None:
    """Return the line of backward that calls a function a small step away from an input; None if there is none.

    The same function must be called at the input, too: in forward, or in backward at this or another step.
    """
    arrays = [np.asarray(given) for given in inputs if isinstance(given, (float, np.ndarray))]
    arrays = [array for array in arrays if array.dtype.kind == "f" and array.size]
    in_forward = {call.code for call in forward.calls}
    before = [numbers for call in forward.calls for numbers in call.numbers]
    points: dict[CodeType, list[Any]] = {}
    for call in backward.calls:
        for number in call.numbers:
            if not any(_near(number, array) for array in arrays):
                continue
            seen = points.setdefault(call.code, [])
            if not any(np.array_equal(number, other) for other in seen):
                seen.append(number)
            stepped = not any(_same(number, array) for array in [*arrays, *before])
            if stepped and (call.code in in_forward or len(seen) > 1):
                return call.line
    return None


def _near(number: Any, array: Any) -> bool:
    if number.shape != array.shape or number.dtype.kind not in "fc":
        return False
    return bool(np.max(np.abs(number - array)) <= STEP * max(1.0, float(np.max(np.abs(array)))))


def _same(number: Any, array: Any) -> bool:
    return number.shape == array.shape and bool(np.array_equal(number, array))


# -- what the source says --


def quotient_line(method: Any, is_students: Callable[[str], bool]) -> tuple[int, str] | None:
    """Return the number and text of a line with a difference quotient, in a method or in what it calls; or None."""
    for function in _reached(method, is_students):
        try:
            lines, first = inspect.getsourcelines(function)
            tree = ast.parse(textwrap.dedent("".join(lines)))
        except (OSError, TypeError, SyntaxError, ValueError):
            continue  # no source to look at: what it does still tells
        for node in _quotients(tree, _numbers_of(function, getattr(method, "__self__", None))):
            return first + node.lineno - 1, lines[node.lineno - 1].strip()[:200]
    return None


def _reached(method: Any, is_students: Callable[[str], bool]) -> list[FunctionType]:
    """Return the student's functions behind a method: itself, and what it calls by a name of its module or class."""
    function = getattr(method, "__func__", method)
    owner = getattr(method, "__self__", None)
    found: list[FunctionType] = []
    waiting = [(function, 0)]
    while waiting:
        function, depth = waiting.pop()
        if not isinstance(function, FunctionType) or function in found or depth > DEPTH:
            continue
        if not is_students(function.__code__.co_filename):
            continue
        found.append(function)
        for name in function.__code__.co_names:
            called = (function.__globals__.get(name), getattr(type(owner), name, None))
            waiting += [(getattr(each, "__func__", each), depth + 1) for each in called]
    return found


def _numbers_of(function: FunctionType, owner: Any) -> dict[str, Any]:
    """Return the numbers that names stand for in a function: of its module, its defaults, and its object's."""
    names = function.__code__.co_names + function.__code__.co_varnames
    known = {name: function.__globals__.get(name) for name in names}
    known |= {f"self.{name}": getattr(owner, name, None) for name in names if not name.startswith("__")}
    defaults = inspect.signature(function).parameters.values()
    known |= {one.name: one.default for one in defaults if one.default is not one.empty}
    return {name: value for name, value in known.items() if type(value) in (int, float, np.float64)}


def _quotients(tree: ast.AST, numbers: dict[str, Any]) -> Iterator[ast.expr]:
    """The quotients of a difference, or an imaginary part, by a small constant; products by a large one, likewise."""
    for scope in ast.walk(tree):
        if not isinstance(scope, (ast.FunctionDef, ast.Lambda)):
            continue
        names = _assigned(scope)
        for node in ast.walk(scope):
            if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Mult)):
                divided = isinstance(node.op, ast.Div)
                factor = abs(_factor(node.right, names, numbers))
                small = 0 < factor <= SMALL if divided else factor >= LARGE
                if small and any(map(_is_difference, ast.walk(_resolved(node.left, names)))):
                    yield node


def _assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """Return the expressions for which names of a function stand: the last that each was assigned."""
    pairs = [
        (target, node.value) for node in ast.walk(scope) if isinstance(node, ast.Assign) for target in node.targets
    ]
    for target, value in list(pairs):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs += zip(target.elts, value.elts, strict=True)
    return {target.id: value for target, value in pairs if isinstance(target, ast.Name)}


def _is_difference(part: ast.AST) -> bool:
    if isinstance(part, ast.Attribute):
        return part.attr == "imag"
    return isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub)


def _resolved(tree: ast.expr, names: dict[str, ast.expr], depth: int = 0) -> ast.expr:
    """Put the expressions for which names stand in their place."""

    class Resolve(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            value = names.get(node.id)
            return node if value is None or depth >= DEPTH else _resolved(value, names, depth + 1)

    copied = ast.parse(ast.unparse(tree), mode="eval").body
    resolved: ast.expr = Resolve().visit(copied)
    return resolved


def _factor(tree: ast.expr, names: dict[str, ast.expr], numbers: dict[str, Any], depth: int = 0) -> float:
    """Return the constant factor of an expression; what isn't constant counts as 1."""
    if depth > DEPTH * 2:
        return 1.0

    def factor(part: ast.expr) -> float:
        return _factor(part, names, numbers, depth + 1)

    match tree:
        case ast.Constant(value=int() | float() | complex() as value):
            return abs(value)
        case ast.Name(id=name) if name in names:
            return factor(names[name])
        case ast.Name(id=name):
            return float(numbers.get(name, 1.0))
        case ast.Attribute(attr="eps", value=ast.Call()):  # np.finfo(float).eps
            return float(np.finfo(float).eps)
        case ast.Attribute(attr=name, value=ast.Name(id="self")):
            return float(numbers.get(f"self.{name}", 1.0))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return factor(left) * factor(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return factor(left) / (factor(right) or 1.0)
        case ast.BinOp(left=left, op=ast.Pow(), right=right) if abs(exponent := factor(right)) < 100:
            return float(factor(left) ** exponent)
        case ast.BinOp(left=left, op=ast.Add(), right=right) if ast.dump(left) == ast.dump(right):
            return 2 * factor(left)
        case ast.UnaryOp(operand=operand):
            return factor(operand)
        case ast.Call(func=ast.Attribute(attr="sqrt" | "cbrt" as root), args=[argument]):
            return float(abs(factor(argument)) ** (1 / 2 if root == "sqrt" else 1 / 3))
        case _:
            return 1.0
