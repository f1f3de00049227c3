"""Does a student's backward differentiate numerically, instead of by the formula?

Two things tell, and both are looked at where the student's code runs. What backward does: it calls a function at a
point very near to an input, and not at the input as forward did. And what it says: a difference of two values of one
expression, at x + h and at x − h or x, divided by h; or an imaginary part divided by h.

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
        for node in _quotients(tree):
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


def _quotients(tree: ast.AST) -> Iterator[ast.expr]:
    for scope in ast.walk(tree):
        if isinstance(scope, (ast.FunctionDef, ast.Lambda)):
            names = _assigned(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _is_quotient(node, names, scope):
                    yield node


def _assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """Return the expressions for which names of a function stand: the last that each was assigned."""
    return {
        target.id: node.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_quotient(node: ast.BinOp, names: dict[str, ast.expr], scope: ast.AST) -> bool:
    steps = {ast.dump(part) for part in ast.walk(node.right) if isinstance(part, (ast.Name, ast.Attribute))}
    steps |= {
        ast.dump(part) for part in ast.walk(node.right) if isinstance(part, ast.Constant) and _is_small(part.value)
    }
    numerator = _resolved(node.left, names)
    if _takes_imaginary_part(numerator) and any(_is_imaginary(part) for part in ast.walk(numerator)):
        return True
    for part in ast.walk(node.left):
        value = names.get(part.id, part) if isinstance(part, ast.Name) else part
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub):
            one, other = _resolved(value.left, names), _resolved(value.right, names)
            if not any(isinstance(each, ast.Call) for side in (one, other) for each in ast.walk(side)) and not (
                _has_operation(one) and _has_operation(other)
            ):
                continue
            alike = ast.dump(one) == ast.dump(other)
            if alike and ast.dump(value.left) != ast.dump(value.right):
                if any(_steps_in_place(each, steps) for each in ast.walk(scope)):
                    return True
            elif not alike and any(_without(one, step) == _without(other, step) for step in steps):
                return True
    return False


def _is_small(value: Any) -> bool:
    return isinstance(value, float) and 0 < abs(value) <= 0.1


def _takes_imaginary_part(tree: ast.AST) -> bool:
    return any(
        (isinstance(part, ast.Attribute) and part.attr == "imag") or (isinstance(part, ast.Name) and part.id == "imag")
        for part in ast.walk(tree)
    )


def _is_imaginary(part: ast.AST) -> bool:
    return isinstance(part, ast.Constant) and isinstance(part.value, complex)


def _has_operation(tree: ast.AST) -> bool:
    return any(
        isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Mult, ast.Pow, ast.Div)) for part in ast.walk(tree)
    )


def _steps_in_place(node: ast.AST, steps: set[str]) -> bool:
    """Whether an entry of an array is changed by the step: `x[i] += h`, `x[i] = old + h`."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.target, ast.Subscript) and any(ast.dump(part) in steps for part in ast.walk(node.value))
    if isinstance(node, ast.Assign):
        to_entry = any(isinstance(target, ast.Subscript) for target in node.targets)
        return to_entry and any(ast.dump(part) in steps for part in ast.walk(node.value))
    return False


def _resolved(tree: ast.expr, names: dict[str, ast.expr], depth: int = 0) -> ast.expr:
    """Put the expressions for which names stand in their place."""

    class Resolve(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            value = names.get(node.id)
            simple = value is None or isinstance(value, ast.Constant) or depth >= DEPTH
            return node if simple or value is None else _resolved(value, names, depth + 1)

    copied = ast.parse(ast.unparse(tree), mode="eval").body
    resolved: ast.expr = Resolve().visit(copied)
    return resolved


def _without(tree: ast.expr, step: str) -> str:
    """Return an expression as text, with x for every x + h and x − h."""

    class Unstep(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.op, (ast.Add, ast.Sub)) and any(ast.dump(part) == step for part in ast.walk(node.right)):
                return node.left
            return node

    copied = ast.parse(ast.unparse(tree), mode="eval").body
    return ast.dump(Unstep().visit(copied))
