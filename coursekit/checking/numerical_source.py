"""Does a student's backward differentiate numerically? What its source says tells: a quotient with a small constant.

It divides a difference by a small constant that it has added somewhere before, or an imaginary part by any small
constant. Parameters of functions stand for the numbers that they were given in every call (`numerical.Watch`).
Nothing here is imported but that, NumPy and Python's own library, since it runs where no reference may be.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, ClassVar

import numpy as np

from coursekit.checking.numerical import Call, Watch

# What is small for a number to divide by: four-point formulas divide by 12h.
SMALL = 2e-2

# And large to multiply by: one over a step.
LARGE = 1e3

# Of how many steps at most one is divided (12h), or at least (h where the points are h/2 to either side).
MOST_STEPS, LEAST_STEPS = 24, 0.5

# How deep functions that call functions are followed, and names that stand for expressions.
DEPTH = 4


def quotient_line(method: Any, watch: Watch) -> tuple[int, str] | None:
    """Return the number and text of a line with a difference quotient, in a method or in what it calls; or None.

    watch: has seen a call of the method, and with it the numbers that were given to parameters.
    """
    for function in _reached(method, watch.is_students):
        try:
            lines, first = inspect.getsourcelines(function)
            tree = _Operators().visit(ast.parse(textwrap.dedent("".join(lines))))
            numbers = _numbers_of(function, getattr(method, "__self__", None))
        except (OSError, TypeError, SyntaxError, ValueError):
            continue  # no source to look at, or a name without a value: what it does still tells
        for scope in ast.walk(tree):
            if isinstance(scope, (ast.FunctionDef, ast.Lambda)):
                given = _always_given(watch.calls, function.__code__.co_filename, first + scope.lineno - 1)
                for node in _quotients(scope, numbers | given):
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
    """Return the numbers that names stand for in a function: of its module, what encloses it, and its object's."""
    closure = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    known = function.__globals__ | {name: cell.cell_contents for name, cell in closure}
    names = function.__code__.co_names
    known |= {f"self.{name}": getattr(owner, name, None) for name in names if not name.startswith("__")}
    return {name: value for name, value in known.items() if type(value) in (int, float, np.float64)}


def _always_given(calls: list[Call], file: str, line: int) -> dict[str, float]:
    """Return the numbers that parameters of the function of this line were given, if the same in every call."""
    given = [call.given for call in calls if (call.code.co_filename, call.code.co_firstlineno) == (file, line)]
    first = given[0] if given else {}
    return {
        name: float(number)
        for name, number in first.items()
        if number.shape == () and all(np.array_equal(other.get(name, number), number) for other in given)
    }


class _Operators(ast.NodeTransformer):
    """Writes NumPy's functions for the operators as these."""

    OPERATORS: ClassVar = {
        "add": ast.Add,
        "divide": ast.Div,
        "multiply": ast.Mult,
        "subtract": ast.Sub,
        "true_divide": ast.Div,
    }

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Return a sum, difference, product or quotient for the call of its function."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[left, right]) if name in self.OPERATORS:
                return ast.copy_location(ast.BinOp(left, self.OPERATORS[name](), right), node)
            case _:
                return node


def _quotients(scope: ast.AST, numbers: dict[str, Any]) -> Iterator[Any]:
    """The quotients by a small constant (or products with a large one) that are differences, or imaginary parts."""
    names = _assigned(scope)
    for node in ast.walk(scope):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.gradient", "numpy.gradient"):
            yield node  # NumPy's differences of samples
        for numerator, step in _divided(node, lambda part: abs(_factor(part, names, numbers))):
            if 0 < step <= SMALL and _by_step(scope, numerator, step, names, numbers):
                yield node


def _divided(node: ast.AST, factor: Callable[[ast.expr], float]) -> Iterator[tuple[ast.expr, float]]:
    """What is divided in a node, and by which constant; times something large is through something small."""
    match node:
        case (
            ast.BinOp(left=left, op=ast.Div(), right=right)
            | ast.AugAssign(target=ast.Name() as left, op=ast.Div(), value=right)
        ):
            yield left, factor(right)
        case (
            ast.BinOp(left=left, op=ast.Mult(), right=right)
            | ast.AugAssign(target=ast.Name() as left, op=ast.Mult(), value=right)
        ):
            for part, times in ((left, factor(right)), (right, factor(left))):
                if times >= LARGE:
                    yield part, 1 / times


def _by_step(
    scope: ast.AST, numerator: ast.expr, step: float, names: dict[str, ast.expr], numbers: dict[str, Any]
) -> bool:
    """Whether a numerator is an imaginary part, or a difference in a function that adds such a step somewhere."""
    numerator = _resolved(numerator, names)
    parts = list(ast.walk(numerator))
    if any(isinstance(part, ast.Attribute) and part.attr == "imag" for part in parts):
        return True
    moved_by = [abs(_factor(part, names, numbers)) for tree in (scope, numerator) for part in _moved_by(tree)]
    return any(map(_is_difference, parts)) and any(LEAST_STEPS * one <= step <= MOST_STEPS * one for one in moved_by)


def _is_difference(part: ast.AST) -> bool:
    if isinstance(part, ast.Attribute):
        return part.attr == "diff"
    return isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub)


def _moved_by(tree: ast.AST) -> Iterator[ast.expr]:
    """What is added to something or taken from it, what entries are set to, and what a function is called with twice.

    A step is among these; a slope, a temperature or the like is not. What is compared moves nothing: |x| − width < 0.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.Compare):
            waiting += ast.iter_child_nodes(node)
        match node:
            case ast.BinOp(left=ast.Call(func=one, args=above), op=ast.Sub(), right=ast.Call(func=other, args=below)):
                yield from (*above, *below) if ast.dump(one) == ast.dump(other) else ()
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                yield from (left, right)
            case (
                ast.AugAssign(op=ast.Add() | ast.Sub(), value=value)
                | ast.Assign(targets=[ast.Subscript()], value=value)
            ):
                yield value


def _assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """Return the expressions for which names of a function stand: the last that each was assigned, or its default."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                pairs += [(each, value) for each in targets]
            case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
                pairs.append((target, value))
            case ast.NamedExpr(target=target, value=value):
                pairs.append((target, value))
            case ast.AugAssign(target=ast.Name(id=name) as target, op=ast.Add() | ast.Sub() as operator, value=value):
                pairs.append((target, ast.BinOp(ast.Name(name), operator, value)))
            case ast.arguments(args=arguments, defaults=values):
                defaults = zip(reversed(arguments), reversed(values), strict=False)
                pairs += [(ast.Name(argument.arg), value) for argument, value in defaults]
    for left, right in list(pairs):
        if isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple) and len(left.elts) == len(right.elts):
            pairs += zip(left.elts, right.elts, strict=True)
    return {left.id: right for left, right in pairs if isinstance(left, ast.Name)}


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
            return float(np.float64(abs(factor(left)) or 1.0) ** exponent)
        case ast.BinOp(left=left, op=ast.Add(), right=right) if ast.dump(left) == ast.dump(right):
            return 2 * factor(left)
        case ast.NamedExpr(value=value):
            return factor(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -factor(operand)
        case ast.Call(func=ast.Attribute(attr="full" | "full_like"), args=[_, value]):
            return factor(value)
        case ast.Call(func=ast.Attribute(attr="sqrt" | "cbrt" as root), args=[argument]):
            return float(abs(factor(argument)) ** (1 / 2 if root == "sqrt" else 1 / 3))
        case _:
            return 1.0
