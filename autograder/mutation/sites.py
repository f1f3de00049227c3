"""Where a program can be mutated: its statements, expressions and keyword arguments, and what stands around each."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

# What an expression is there for: a value to compute with, a place in an array (between brackets), an axis or another
# setting of a call, the function that is called, or the target of an assignment.
Role = Literal["value", "index", "setting", "function", "target"]

# Where nothing is changed: what these hold doesn't compute, or only words an error.
UNTOUCHED: dict[type[ast.AST], frozenset[str]] = {
    ast.ClassDef: frozenset({"bases", "keywords", "decorator_list"}),
    ast.FunctionDef: frozenset({"decorator_list", "returns"}),
    ast.arg: frozenset({"annotation"}),
    ast.AnnAssign: frozenset({"annotation"}),
}
WORDS = (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)

# Keyword arguments that say along which axes, or in which shape, something is done.
SETTINGS = frozenset({"axis", "axes", "keepdims"})


@dataclass(frozen=True)
class Surroundings:
    """What the names mean at a site: the variables of the function around it, and the attributes that self has."""

    variables: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Site:
    """One node of a program and its place: `parent.field`, or `parent.field[index]`."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    role: Role
    line: int
    around: Surroundings

    @contextmanager
    def holding(self, new: ast.AST | None) -> Iterator[None]:
        """Have `new` in the node's place within the block; None takes the node out of its list."""
        before = getattr(self.parent, self.field)
        after: Any = new
        if self.index is not None:
            after = [*before[: self.index], *([] if new is None else [new]), *before[self.index + 1 :]]
        setattr(self.parent, self.field, after)
        try:
            yield
        finally:
            setattr(self.parent, self.field, before)


def sites(tree: ast.Module) -> Iterator[Site]:
    """Yield the sites of a program, from its first line to its last."""
    yield from _below(tree, "value", 1, Surroundings())


def _below(parent: ast.AST, role: Role, line: int, around: Surroundings) -> Iterator[Site]:
    for field, index, node in _children(parent):
        here = Site(node, parent, field, index, _role(parent, field, role), getattr(node, "lineno", line), around)
        if isinstance(node, (ast.stmt, ast.expr, ast.keyword)):
            yield here
        yield from _below(node, here.role, here.line, _around(node, around))


def _children(parent: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    untouched = UNTOUCHED.get(type(parent), frozenset())
    for field, value in ast.iter_fields(parent):
        listed = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, node in listed:
            changeable = isinstance(node, ast.AST) and not isinstance(node, WORDS) and not _is_docstring(node)
            if changeable and field not in untouched:
                yield field, index, node


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _role(parent: ast.AST, field: str, role: Role) -> Role:
    match parent, field:
        case ast.Subscript(), "slice":
            return "index"
        case ast.keyword(arg=name), "value" if name in SETTINGS:
            return "setting"
        case ast.Call(), "func":
            return "function"
        case (ast.Call(), "args" | "keywords") | (ast.Attribute() | ast.Subscript(), "value"):
            return "value" if role in ("function", "target") else role
        case (ast.Assign(), "targets") | (
            ast.AnnAssign() | ast.AugAssign() | ast.For() | ast.comprehension(),
            "target",
        ):
            return "target"
        case _:
            return role


def _around(node: ast.AST, around: Surroundings) -> Surroundings:
    match node:
        case ast.ClassDef():
            inside = [n for n in ast.walk(node) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
            named = [n.attr for n in inside if isinstance(n.value, ast.Name) and n.value.id == "self"]
            return replace(around, attributes=tuple(dict.fromkeys(named)))
        case ast.FunctionDef():
            parameters = [each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg) and each.arg != "self"]
            stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
            return replace(around, variables=tuple(dict.fromkeys([*parameters, *stored])))
        case _:
            return around
