"""One example of a mistake, how it is run, and how one is made from another."""

import linecache
from dataclasses import dataclass

import numpy as np

import coursekit
from coursekit.checking import Report


@dataclass(frozen=True)
class Example:
    """The smallest program that makes a mistake.

    code: what `check` calls it; source: Python that defines the candidate, with `np` and coursekit's names at hand;
    call: the check itself; next: where to look next, for a student.
    """

    code: str
    source: str
    call: str
    next: str

    def run(self) -> Report:
        """Define the candidate and check it."""
        name = f"<{self.code}>"
        text = self.source.strip("\n") + "\n"
        # So that the lines of an exception can be quoted, as in a notebook.
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        names = {"np": np, **{each: getattr(coursekit, each) for each in coursekit.__all__}}
        exec(compile(text, name, "exec"), names)  # noqa: S102 - the page's own examples
        report: Report = eval(self.call, names)  # noqa: S307 - likewise
        return report


def changed(source: str, *replacements: tuple[str, str]) -> str:
    """Return source text with a few pieces replaced, each of which must be there."""
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new)
    return source
