"""One mutation per mutant: every place in the source, every family of mutations that has something to change there."""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from autograder.mutation.families import FAMILIES
from autograder.mutation.sites import Site, sites

# How much of a changed expression is quoted, and how much of it before the change: enough to recognise it by, and no
# more than fits a line of a table.
QUOTED = 48
LED_BY = 20


@dataclass(frozen=True)
class Mutant:
    """A program with one thing changed.

    source: the whole of it, as `ast.unparse` writes it, without comments; line: where the change is, counted in the
    original; change: what was changed, such as "`upstream * y` → `upstream / y`"; family: a key of `FAMILIES`.
    """

    source: str
    line: int
    change: str
    family: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the mutants of a program (a class, a function, a cell), no two alike, in the same order each time.

    source: Python, which may be indented as a whole. Docstrings, annotations, decorators and error messages are left as
    they are. Raises SyntaxError if it isn't Python.
    """
    tree = ast.parse(textwrap.dedent(source))
    seen = {ast.unparse(tree)}
    for site in sites(tree):
        for family, replacements in FAMILIES.items():
            for new in replacements(site):
                with site.holding(new):
                    mutated = ast.unparse(tree)
                if mutated not in seen:
                    seen.add(mutated)
                    yield Mutant(mutated, site.line, _change(site, new), family)


def _change(site: Site, new: ast.AST | None) -> str:
    old = _on_one_line(site.node)
    if new is None or isinstance(new, ast.Pass):
        return f"`{_cut(old)}` deleted"
    after = _on_one_line(new)
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, after, strict=False)))
    if max(len(old), len(after)) > QUOTED and start > LED_BY:  # the end is where they differ
        old, after = (f"…{text[start - LED_BY :]}" for text in (old, after))
    return f"`{_cut(old)}` → `{_cut(after)}`"


def _on_one_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _cut(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
