"""`coursekit release`: prove the instructor's version, then make the students'.

The instructor's notebook is graded through the same processes as a submission: its solution must earn every point that
a machine can give. The students' version must earn none.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder import batch
from autograder.course.folder import Course
from autograder.course.stock import generate_assignment
from autograder.errors import CourseError
from autograder.execution.graders import Graders
from autograder.execution.limits import Limits


def run(given: argparse.Namespace) -> int:
    """Prove and release the assignment."""
    course = Course.open(given.course)
    released = release(course, given.assignment, force=given.force)
    print(f"{given.assignment}: {released.max_score:g} points; the solution earns what a machine can give.")
    print(f"The students' version is in {course.released(given.assignment)}.")
    return 0


def release(course: Course, name: str, *, force: bool = False) -> batch.Assignment:
    """Prove the assignment and make the students' version.

    Raises CourseError, naming the cell, where the solution does not earn all points or the students' version earns any,
    and where there is a students' version already and not `force`.
    """
    assignment = batch.Assignment.open(course, name)
    place = course.released(name)
    if place.exists() and not force:
        raise CourseError(f"{name} is released already, in {place}: --force makes it anew from its source.")
    with batch.warm(assignment, Limits()) as graders, tempfile.TemporaryDirectory(prefix="coursekit-") as folder:
        for stem, master in assignment.masters.items():
            path = Path(folder, f"{stem}.ipynb")
            _prove_solution(stem, _grade(graders, path, master.notebook))
            _prove_release(stem, _grade(graders, path, master.release))
    generate_assignment(course, name, force=force)
    return assignment


def _grade(graders: Graders, path: Path, notebook: NotebookNode) -> list[dict[str, Any]]:
    """Return the results of the cells that a machine grades."""
    nbformat.write(notebook, path)
    outcome = graders.grade(path.stem, path, graders.course.supplementary_files(graders.assignment))
    if outcome.status != "graded":
        raise CourseError(f"{path.name} cannot be graded: {'; '.join(outcome.remarks)}")
    return [cell for cell in outcome.cells if cell["status"] != "manual"]


def _prove_solution(stem: str, cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["points"] != cell["max_points"]:
            why = cell["findings"][0]["message"] if cell["findings"] else cell["status"]
            raise CourseError(
                f"{stem}.ipynb: graded as a submission, the solution gets {cell['points']:g} of {cell['max_points']:g} "
                f"points in cell {cell['grade_id']} ({why}): mend the solution or the test."
            )


def _prove_release(stem: str, cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["points"]:
            raise CourseError(
                f"{stem}.ipynb: without a solution, cell {cell['grade_id']} still gives {cell['points']:g} points: "
                "let it test something that only the solution provides."
            )
