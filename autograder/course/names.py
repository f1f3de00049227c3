"""Which names a notebook's code defines, and whose code decides what they stand for. Nothing is run.

The evaluator reads from it which names must be asked of the student's process and which are the instructor's own.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.course.notebooks import is_solution, is_test

# Cell magics that run the cell's body as Python, in the notebook's own names.
BODY_MAGICS = ("%%time", "%%capture", "%%prun")
# And of a line: `%time result = f()` binds result.
LINE_MAGICS = re.compile(r"^(\s*)%(?:time|prun)\s+", re.MULTILINE)
IMPORTS = (ast.Import, ast.ImportFrom)


def names_defined(source: str) -> set[str]:
    """Return the names that running `source` as a cell binds at module level.

    Definitions, assignments of every form, loops, `with`, imports, patterns, and names that a function declares
    `global`; not what is bound within a function, class or comprehension only. Source that is no Python binds nothing.
    """
    return _bound(parse_cell(source).body)


def student_names(notebook: NotebookNode) -> frozenset[str]:
    """Return the names of the instructor's `notebook` whose values the student's code decides.

    These are the names that solution cells define, and those that ordinary cells then compute from them, in the
    notebook's order: after `result = squares(10)`, `result` is one; so is `losses` after `losses.append(step(x))`,
    and a class with a base among them. A function that merely mentions one is not: it stays the instructor's, and
    what is computed by calling it becomes one. Modules never are, wherever they are imported.

    An argument that the student's function changes in place (`fill(buffer)`) is not found this way.
    """
    code = [(cell, parse_cell(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]
    imported = set().union(*(_imported_names(tree) for _, tree in code))
    solutions = [tree for cell, tree in code if is_solution(cell)]
    of_students = set().union(*(_bound(tree.body, imports=False) for tree in solutions))
    flow = _Flow(imported, whole=frozenset(of_students))
    for cell, tree in code:
        if is_solution(cell):
            flow.tainted |= _bound(tree.body, imports=False)
        elif not is_test(cell):
            flow.run(tree.body)
    return frozenset(flow.tainted)


def imported_modules(notebook: NotebookNode) -> list[str]:
    """Return the modules that the cells other than tests import, each once, as they are written ("numpy.linalg")."""
    found: dict[str, None] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or is_test(cell):
            continue
        for node in ast.walk(parse_cell(cell.source)):
            if isinstance(node, ast.Import):
                found.update(dict.fromkeys(alias.name for alias in node.names))
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
    return list(found)


def parse_cell(source: str) -> ast.Module:
    """Parse a cell as IPython would run it, magics included; what cannot be parsed gives an empty module."""
    first, _, rest = source.lstrip().partition("\n")
    if first.split(" ")[0] in BODY_MAGICS:
        source = rest
    tree = _parse(source)
    if tree is None:
        # Only now: importing IPython takes its time, and most cells hold no magic.
        from IPython.core.inputtransformer2 import TransformerManager

        try:
            tree = _parse(TransformerManager().transform_cell(LINE_MAGICS.sub(r"\1", source)))
        except SyntaxError:
            tree = None
    return tree or ast.Module(body=[], type_ignores=[])


def _parse(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is its author's business
            flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            tree = compile(source, "<cell>", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    assert isinstance(tree, ast.Module)
    return tree


# What a piece of code binds and loads when it is run


def _bound(nodes: Iterable[ast.AST], imports: bool = True) -> set[str]:
    """Names that running `nodes` binds in the scope in which they stand."""
    found: set[str] = set()
    for node in nodes:
        for inner in _run_at_once(node):
            if imports or not isinstance(inner, IMPORTS):
                found |= _binds(inner)
    return found


def _binds(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return {name}
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name} | _declared_global(node)
        case ast.Lambda():
            return _declared_global(node)
        case ast.Import() | ast.ImportFrom():
            names = (alias.asname or alias.name.partition(".")[0] for alias in node.names)
            return {name for name in names if name != "*"}
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return {name}
        case ast.MatchMapping(rest=str(name)):
            return {name}
    return set()


def _declared_global(node: ast.AST) -> set[str]:
    return {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}


def _loaded(node: ast.AST) -> set[str]:
    """Names that running `node` reads, not counting what only a later call of a function would read."""
    names = (inner for inner in _run_at_once(node, into_classes=True) if isinstance(inner, ast.Name))
    return {name.id for name in names if not isinstance(name.ctx, ast.Store)}


def _run_at_once(node: ast.AST, into_classes: bool = False) -> Iterator[ast.AST]:
    """Walk `node` and all in it that runs when it does and in its own scope.

    Of a function: its decorators, defaults and annotations, not its body. Of a class: its bases and decorators, and
    its body `into_classes` only. Of a comprehension: all but its targets, which are its own.
    """
    pending = [node]  # a list, not a recursion: `1 + 1 + … + 1` nests deeper than Python may call
    while pending:
        node = pending.pop()
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pending += [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
            case ast.Lambda():
                pending.append(node.args)
            case ast.ClassDef():
                pending += [*node.decorator_list, *node.bases, *node.keywords, *(node.body if into_classes else ())]
            case ast.comprehension():
                pending += [node.iter, *node.ifs]
            case ast.AnnAssign(value=None):
                pending.append(node.annotation)
            case _:
                pending += ast.iter_child_nodes(node)


def _imported_names(tree: ast.Module) -> set[str]:
    return _bound(node for node in ast.walk(tree) if isinstance(node, IMPORTS))


# How values flow from the student's names to others


@dataclass
class _Function:
    """What calling an instructor's function or class reads, and which module-level names it may set."""

    reads: set[str]
    sets: set[str]


def _function(definition: ast.AST) -> _Function:
    names = (inner for inner in ast.walk(definition) if isinstance(inner, ast.Name))
    return _Function({name.id for name in names if isinstance(name.ctx, ast.Load)}, _declared_global(definition))


@dataclass
class _Flow:
    """Runs the instructor's statements in order, knowing of each name only whether the student decides its value.

    tainted: the names that are known to be so by now. whole: those of all solution cells, which a function's body
    may read once it is called. reach: functions whose call reads such a name.
    """

    imported: set[str]
    whole: frozenset[str]
    tainted: set[str] = field(default_factory=set)
    functions: dict[str, _Function] = field(default_factory=dict)

    def run(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self._run(statement)

    def _run(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._define(statement)
            case ast.For() | ast.AsyncFor():
                self._block([statement.iter], [statement.target], statement.body * 2 + statement.orelse)
            case ast.While():
                self._block([statement.test], [], statement.body * 2 + statement.orelse)
            case ast.If():
                self._block([statement.test], [], statement.body + statement.orelse)
            case ast.With() | ast.AsyncWith():
                contexts = [item.context_expr for item in statement.items]
                targets = [item.optional_vars for item in statement.items if item.optional_vars]
                self._block(contexts, targets, statement.body)
            case ast.Try() | ast.TryStar():
                handled = [inner for handler in statement.handlers for inner in handler.body]
                self._block([], [], statement.body + handled + statement.orelse + statement.finalbody)
            case ast.Assign(targets=[ast.Name(id=alias)], value=ast.Name(id=name)) if name in self.functions:
                self.functions[alias] = self.functions[name]  # another name for it, not a call
            case ast.Assign(targets=[ast.Name(id=alias)], value=ast.Lambda() as function):
                self.functions[alias] = _function(function)
            case _:
                self._effect(statement)

    def _define(self, definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if self._depends(definition):
            self.tainted.add(definition.name)
        self.functions[definition.name] = _function(definition)

    def _block(self, header: list[ast.expr], targets: list[ast.expr], body: list[ast.stmt]) -> None:
        """A compound statement: where the student decides the header, so is all that its body binds.

        A loop's body comes twice, so that what its end taints is seen at its beginning.
        """
        if any(self._depends(expression) for expression in header):
            self.tainted |= _bound([*targets, *body], imports=False)
        for expression in header:
            self._effect(expression)
        self.run(body)

    def _effect(self, node: ast.AST) -> None:
        """A simple statement: where it reads a student's value, all that it binds or changes has one."""
        if self._depends(node):
            called = (self.functions[name] for name in _loaded(node) if name in self.functions)
            self.tainted |= _bound([node], imports=False).union(*(function.sets for function in called))
            self.tainted |= self._changed_in_place(node) - self.imported

    def _changed_in_place(self, node: ast.AST) -> set[str]:
        """Names of objects that `node` puts a student's value into: `a[i] = …`, `a.b = …`, `a.append(…)`."""
        stores = (ast.Attribute, ast.Subscript)
        changed = [inner for inner in _run_at_once(node) if isinstance(inner, stores) and _is_store(inner)]
        match node:
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method) as call):
                if any(self._depends(argument) for argument in (*call.args, *call.keywords)):
                    changed.append(method)
        return set().union(*(_root(inner) for inner in changed))

    def _depends(self, node: ast.AST) -> bool:
        loaded = _loaded(node)
        return bool(loaded & self.tainted) or any(self._reaches(name, set()) for name in loaded)

    def _reaches(self, name: str, seen: set[str]) -> bool:
        """Whether calling the instructor's function `name` comes to read a student's name."""
        if name not in self.functions or name in seen:
            return False
        seen.add(name)
        reads = self.functions[name].reads
        return bool(reads & (self.tainted | self.whole)) or any(self._reaches(other, seen) for other in reads)


def _is_store(node: ast.Attribute | ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Store)


def _root(node: ast.AST) -> set[str]:
    """The name at which `a.b[i].c` begins."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()
