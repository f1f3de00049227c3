"""The instructor's notebook, read once for a whole batch, in the three forms that grading needs.

                 solutions    hidden tests    who sees it
    notebook     yes          yes             the evaluator: it is the reference
    stored       no           yes             nbgrader's gradebook, the graded notebook, the checksums
    release      no           no              the student

The forms are made by nbgrader's own preprocessors, as the course has configured them for `generate_assignment`, so
that a checksum computed here is the one that nbgrader computes.
"""

import contextlib
import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.folder import Course
from autograder.course.names import imported_modules, names_defined, student_names
from autograder.course.notebooks import (
    UnreadableNotebook,
    grade_id,
    is_manual,
    is_marked,
    is_solution,
    is_task,
    is_test,
    points,
    read_notebook,
    tidy,
)
from autograder.errors import CourseError

__all__ = ["GradedCell", "Master", "imported_modules", "names_defined", "student_names"]

# The first of these begins to take things away, so what comes before makes the complete notebook.
REMOVING = ("ClearSolutions", "ClearOutput", "SaveCells")
# What the gradebook stores is what has come about when this one's turn is.
STORING = "SaveCells"


@dataclass(frozen=True)
class GradedCell:
    """A cell that brings points.

    kind: `"test"` (running it decides), `"manual"` (an answer, graded by a person) or `"task"` (the same, set in a
    cell of its own). cell_type: `"code"` or `"markdown"`.
    """

    grade_id: str
    points: float
    cell_type: str
    kind: str


@dataclass(frozen=True)
class Master:
    """One notebook of an assignment: its name (without suffix), path, and the forms that the module tells of."""

    name: str
    path: Path
    notebook: NotebookNode
    stored: NotebookNode
    release: NotebookNode

    @classmethod
    def read(cls, path: Path, course: Course) -> "Master":
        """Read the notebook at `path`; raise CourseError where it is none that nbgrader could hand out."""
        try:
            notebook = read_notebook(path)
        except UnreadableNotebook as error:
            raise CourseError(f"{path} cannot be read: {error}") from error
        try:
            # Headers and footers are named relative to the course.
            with contextlib.chdir(course.root):
                notebook, stored, release = _forms(notebook, path, course)
        except CourseError:
            raise
        except Exception as error:  # nbgrader's own, of many types: ValidationError, SchemaTooOldError, RuntimeError, …
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise CourseError(f"{path} cannot be handed out ({reason}): mend the notebook.") from error
        for cell in stored.cells:
            if is_marked(cell) and cell.cell_type == "raw":
                raise CourseError(f"{path}: cell {grade_id(cell)} is a raw cell: make it a code or Markdown cell.")
        return cls(path.stem, path, notebook, stored, release)

    def to_forms(self) -> dict[str, str]:
        """Return all of it as text, for another process: making the forms anew would take nbgrader there too."""
        forms = {name: nbformat.writes(getattr(self, name)) for name in ("notebook", "stored", "release")}
        return {"name": self.name, "path": str(self.path), **forms}

    @classmethod
    def from_forms(cls, forms: dict[str, str]) -> "Master":
        """Return the master of which `to_forms` made this."""
        read = {name: nbformat.reads(forms[name], as_version=4) for name in ("notebook", "stored", "release")}
        return cls(forms["name"], Path(forms["path"]), **read)

    @cached_property
    def graded_cells(self) -> tuple[GradedCell, ...]:
        """The cells that bring points, in the notebook's order."""
        return tuple(
            GradedCell(grade_id(cell) or "", points(cell), cell.cell_type, _kind(cell))
            for cell in self.stored.cells
            if is_test(cell) or is_manual(cell) or is_task(cell)
        )

    @cached_property
    def released(self) -> dict[str | None, NotebookNode]:
        """The marked cells as students got them, by grade_id."""
        return {grade_id(cell): cell for cell in self.release.cells if is_marked(cell)}

    @cached_property
    def max_score(self) -> float:
        """The most points that the notebook can bring."""
        return sum(cell.points for cell in self.graded_cells)

    @cached_property
    def student_names(self) -> frozenset[str]:
        """The names whose values the student's code decides."""
        return student_names(self.notebook)

    @cached_property
    def imported_modules(self) -> tuple[str, ...]:
        """The modules that the notebook's cells import, tests aside."""
        return tuple(imported_modules(self.notebook))


def _kind(cell: NotebookNode) -> str:
    return "task" if is_task(cell) else "manual" if is_solution(cell) else "test"


def _forms(notebook: NotebookNode, path: Path, course: Course) -> tuple[NotebookNode, NotebookNode, NotebookNode]:
    """The notebook complete, as the gradebook stores it, and as students get it."""
    from nbgrader.converters import GenerateAssignment  # takes more than a second, so only where it is needed
    from nbgrader.nbgraderformat import MetadataValidator
    from traitlets.utils.importstring import import_item

    MetadataValidator().validate_nb(notebook)
    steps = GenerateAssignment(coursedir=course.settings, config=course.config).preprocessors
    resources: dict[str, Any] = {"metadata": {"path": str(path.parent)}, "unique_key": path.stem}
    complete = stored = None
    for step in steps:
        kind = import_item(step) if isinstance(step, str) else step
        if complete is None and kind.__name__ in REMOVING:
            complete = copy.deepcopy(notebook)
        if kind.__name__ == STORING:
            stored = copy.deepcopy(notebook)
        else:
            notebook, resources = kind(config=course.config)(notebook, resources)
    if complete is None or stored is None:
        raise CourseError(
            "GenerateAssignment.preprocessors in nbgrader_config.py lacks SaveCells: "
            "without it nbgrader keeps no record of the assignment."
        )
    return tidy(complete), tidy(stored), tidy(notebook)
