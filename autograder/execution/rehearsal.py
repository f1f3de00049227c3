"""The instructor's notebook, run once from top to bottom with its own solutions, before any submission is judged.

The rehearsal proves that the notebook passes its own tests, fills the caches of `check` with the cases and expected
values of this batch, and keeps the namespace as it was before each test cell. A test cell of a submission then starts
from there: every name is the instructor's own, except those that the student's code decides.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.course.notebooks import grade_id, is_solution, is_test
from autograder.execution.forkserver import ServerFailed
from autograder.execution.shell import CellRun, RecordingShell
from coursekit.checking import collecting
from coursekit.checking.clock import time_limit
from coursekit.checking.references import register_reference

CELL_SECONDS = 60.0  # for one cell of the instructor's own


@dataclass(frozen=True)
class Before:
    """The namespace before a test cell, and the names that the test itself bound in the rehearsal."""

    namespace: dict[str, Any]
    bound: frozenset[str]


class Rehearsal:
    """The state of a rehearsed notebook: the shell it ran in, and what each test cell starts from."""

    def __init__(self, shell: RecordingShell, notebook: NotebookNode, student_names: frozenset[str]) -> None:
        """Run the notebook; raise ServerFailed, naming the cell, where the instructor's own version fails."""
        self.shell = shell
        self.student_names = student_names
        self.before: dict[str, Before] = {}
        for number, cell in enumerate(notebook.cells, 1):
            if cell.cell_type != "code":
                continue
            before = dict(shell.user_ns)
            with collecting.collect() as reports, time_limit(CELL_SECONDS):
                run = shell.run(cell.source)
            failed = next((report for report in reports if not report.passed), None)
            if failed is not None:
                raise ServerFailed(f"{_where(cell, number)} fails: {failed.candidate}: {failed.findings[0].message}")
            if run.error is not None and "raises-exception" not in cell.metadata.get("tags", []):
                raise ServerFailed(_failure(cell, number, run))
            if is_test(cell):
                self.before[grade_id(cell) or ""] = Before(before, _rebound(before, shell.user_ns))
            elif is_solution(cell):
                self._register_references(_rebound(before, shell.user_ns))

    def _register_references(self, names: frozenset[str]) -> None:
        """Make the instructor's own gates and functions known as the references for the students' of the same name."""
        for name in names & self.student_names:
            solution = self.shell.user_ns[name]
            if callable(solution):
                with contextlib.suppress(TypeError, ValueError):  # no gate and no function: a `check` of it will say so
                    register_reference(name, solution)


def _rebound(before: dict[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        name for name, value in after.items() if not name.startswith("_") and before.get(name) is not value
    )


def _failure(cell: NotebookNode, number: int, run: CellRun) -> str:
    what = f"{type(run.error).__name__}: {run.error}".strip().splitlines()
    return f"{_where(cell, number)} stops: {what[0] if what else 'no message'}"


def _where(cell: NotebookNode, number: int) -> str:
    return f"the instructor's own version of cell {grade_id(cell) or number}"
