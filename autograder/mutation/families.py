"""The kinds of mistakes that are made on purpose, one function for each: what else could stand in a place.

A family takes a site and yields what may stand there instead; None (or `pass`) for nothing at all. It may reuse parts
of the program: they are written down, never changed.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import combinations

from autograder.mutation.sites import Site

Replacements = Iterator[ast.AST | None]

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add, ast.Sub),
    ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult, ast.Div),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

# Functions and methods that are taken for one another.
KINDRED = (
    ("maximum", "minimum"),
    ("max", "min"),
    ("argmax", "argmin"),
    ("sum", "mean", "prod"),
    ("exp", "log", "expm1"),
    ("log", "log1p"),
    ("greater", "less", "greater_equal", "less_equal"),
    ("equal", "not_equal"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("add", "subtract", "multiply", "divide"),
    ("logical_and", "logical_or"),
    ("sqrt", "square"),
    ("abs", "sign"),
    ("tanh", "sinh", "arctan"),
    ("sin", "cos"),
    ("dot", "outer"),
    ("cumsum", "cumprod"),
    ("std", "var"),
)

# A factor and an offset that nobody sees in a printed number, and that a check must see.
FACTOR, OFFSET = 1.0001, 1e-5
AXES = (None, 0, 1, 2, -1, -2)


def operators(site: Site) -> Replacements:
    """Exchange every operator for others; a sum that is added to becomes an assignment."""
    match site.node:
        case ast.BinOp(left, op, right):
            yield from (ast.BinOp(left, other(), right) for other in ARITHMETIC.get(type(op), ()))
        case ast.AugAssign(target, op, value):
            yield from (ast.AugAssign(target, other(), value) for other in ARITHMETIC.get(type(op), ()))
            yield ast.Assign([target], value, lineno=0)
        case ast.Compare(left, [op, *more], comparators):
            yield from (ast.Compare(left, [other(), *more], comparators) for other in COMPARISONS[type(op)])
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(_, operand):
            yield operand


def signs(site: Site) -> Replacements:
    """Turn the sign of what is returned, stored, given to a function, or the first of a sum or a power's exponent."""
    quantity = _quantity(site)
    if quantity is None:
        return
    match site.parent:
        case ast.Return() | ast.Assign() | ast.AugAssign() | ast.Call() | ast.Tuple() | ast.List():
            yield ast.UnaryOp(ast.USub(), quantity)
        case ast.BinOp(op=ast.Add() | ast.Sub()) if site.field == "left":
            yield ast.UnaryOp(ast.USub(), quantity)
        case ast.BinOp(op=ast.Pow()) if site.field == "right":
            yield ast.UnaryOp(ast.USub(), quantity)


def slight_errors(site: Site) -> Replacements:
    """Make what is returned a little too large: by a factor, and by an offset."""
    quantity = _quantity(site)
    if quantity is not None and isinstance(site.parent, (ast.Return, ast.Tuple, ast.List)):
        yield ast.BinOp(quantity, ast.Mult(), ast.Constant(FACTOR))
        yield ast.BinOp(quantity, ast.Add(), ast.Constant(OFFSET))


def constants(site: Site) -> Replacements:
    """Exchange every constant for its neighbours, its negative, and a number that is nearly the same."""
    match site.node:
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            yield from (_number(value + step) for step in (1, -1))
            if site.role != "setting":
                yield _number(-value)
            if site.role == "value":
                yield _number(value * FACTOR if value else OFFSET)


def settings(site: Site) -> Replacements:
    """Exchange every axis for another, and leave out what says along which axes, or that they are kept."""
    match site.node:
        case ast.keyword("axis"):
            yield from (ast.keyword("axis", _number(axis)) for axis in AXES)
            yield None
        case ast.keyword("axes" | "keepdims" | "dtype"):
            yield None


def places(site: Site) -> Replacements:
    """Leave out an index, leave out the ends of a slice, or turn it round."""
    match site.node:
        case ast.Subscript(value) if site.role != "target":
            yield value
        case ast.Slice(lower, upper, step):
            if lower is not None:
                yield ast.Slice(None, upper, step)
            if upper is not None:
                yield ast.Slice(lower, None, step)
            yield ast.Slice(lower, upper, None if step is not None else _number(-1))


def omissions(site: Site) -> Replacements:
    """Leave out a term, a factor, or the function that is applied."""
    match site.node:
        case ast.BinOp(left, ast.Sub(), right):
            yield left
            yield ast.UnaryOp(ast.USub(), right)
        case ast.BinOp(left, ast.Div(), right):
            yield left
            yield ast.BinOp(ast.Constant(1), ast.Div(), right)
        case ast.BinOp(left, _, right):
            yield left
            yield right
        case ast.Call(func, args) if site.role == "value" and not isinstance(site.parent, ast.Expr):
            yield from (arg for arg in args if not isinstance(arg, ast.Starred))
            if isinstance(func, ast.Attribute) and _is_known(func.value, site):
                yield func.value
        case ast.Attribute(value, "T"):
            yield value


def orders(site: Site) -> Replacements:
    """Exchange operands, arguments, and what stands in a tuple: the gradients that are returned, above all."""
    match site.node:
        case ast.BinOp(left, ast.Sub() | ast.Div() | ast.Pow() | ast.MatMult() as op, right):
            yield ast.BinOp(right, op, left)
        case ast.Call(func, args, keywords):
            yield from (ast.Call(func, list(each), keywords) for each in _exchanged(args))
        case ast.Tuple(elements) if site.role != "target":
            yield from (ast.Tuple(list(each), ast.Load()) for each in _exchanged(elements))
        case ast.List(elements):
            yield from (ast.List(list(each), ast.Load()) for each in _exchanged(elements))


def functions(site: Site) -> Replacements:
    """Exchange a function or a method for one that is easily taken for it."""
    if site.role == "function":
        match site.node:
            case ast.Attribute(value, name):
                yield from (ast.Attribute(value, other, ast.Load()) for other in _kin(name))
            case ast.Name(name):
                yield from (ast.Name(other, ast.Load()) for other in _kin(name))


def names(site: Site) -> Replacements:
    """Exchange a variable or an attribute for another of the same function or object."""
    if site.role not in ("function", "target") and _is_known(site.node, site):
        yield from (ast.Name(name, ast.Load()) for name in site.around.variables)
        yield from (ast.Attribute(ast.Name("self", ast.Load()), name, ast.Load()) for name in site.around.attributes)


def statements(site: Site) -> Replacements:
    """Leave out a statement."""
    if isinstance(site.node, ast.stmt) and not isinstance(site.node, (ast.ClassDef, ast.FunctionDef, ast.Pass)):
        yield ast.Pass()


def conditions(site: Site) -> Replacements:
    """Take a branch always, or never."""
    match site.node:
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse
        case ast.expr() if isinstance(site.parent, ast.If) and site.field == "test":
            yield ast.Constant(True)
            yield ast.Constant(False)


def elements(site: Site) -> Replacements:
    """Leave out what stands in a returned tuple or list, or have None in its place."""
    if isinstance(site.parent, (ast.Tuple, ast.List)) and site.role == "value":
        yield None
        yield ast.Constant(None)


FAMILIES: dict[str, Callable[[Site], Replacements]] = {
    "operator": operators,
    "sign": signs,
    "slight error": slight_errors,
    "constant": constants,
    "setting": settings,
    "place": places,
    "omission": omissions,
    "order": orders,
    "function": functions,
    "name": names,
    "statement": statements,
    "condition": conditions,
    "element": elements,
}


def _quantity(site: Site) -> ast.expr | None:
    """Return the expression, if it is something to compute with, as far as one can see."""
    match site.node:
        case ast.Name("self"):
            return None
        case ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript() | ast.BinOp() if site.role == "value":
            return site.node
        case _:
            return None


def _is_known(node: ast.AST, site: Site) -> bool:
    """Whether an expression is a variable of the function or an attribute of self, rather than a module or builtin."""
    match node:
        case ast.Name(name):
            return name in site.around.variables
        case ast.Attribute(ast.Name("self"), name):
            return name in site.around.attributes
        case _:
            return False


def _kin(name: str) -> list[str]:
    return [other for group in KINDRED if name in group for other in group if other != name]


def _exchanged(listed: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for i, j in combinations(range(len(listed)), 2):
        exchanged = list(listed)
        exchanged[i], exchanged[j] = listed[j], listed[i]
        yield exchanged


def _number(value: float | None) -> ast.expr:
    """Write a number; a negative one as Python reads it back, with a minus in front."""
    if value is not None and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)
