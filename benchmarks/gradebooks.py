"""What a grader left in a course folder, beside what the synthetic students deserve."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from autograder.course.folder import Course
from autograder.demo.course import ASSIGNMENT
from autograder.demo.profiles import TESTS
from autograder.demo.students import SyntheticStudent

# By student and test cell; None where the gradebook has no points.
Points = Mapping[str, Mapping[str, float | None]]

FAILURE = re.compile(
    rf"error processing assignment: .*/(?P<student>[^/\n]+)/{ASSIGNMENT}\n(?P<traceback>.*\n(?: {{4}}.*\n)*)"
)
EXCEPTION = re.compile(r"^ {4}(?:\w+\.)*(\w+)(?::|$)", re.MULTILINE)
LEAKED = "it printed the solution"


@dataclass(frozen=True)
class Graded:
    """What one run took and left: the points, and what became of each submission in a few words."""

    seconds: float
    points: Points
    fates: Mapping[str, str]


# Reading


def worth(course: Path) -> dict[str, float]:
    """Return how many points each test cell of a released course can give."""
    with _gradebook(course) as gradebook:
        notebooks = gradebook.find_assignment(ASSIGNMENT).notebooks
        cells = {cell.name: cell.max_score for notebook in notebooks for cell in notebook.grade_cells}
    return {test: cells[test] for test in TESTS}


def read_points(course: Path, students: Sequence[SyntheticStudent]) -> dict[str, dict[str, float | None]]:
    """Return what the gradebook gives for the test cells; what is marked by hand is left out."""
    points: dict[str, dict[str, float | None]] = {student.id: dict.fromkeys(TESTS) for student in students}
    with _gradebook(course) as gradebook:
        for student, given in points.items():
            try:
                notebooks = gradebook.find_submission(ASSIGNMENT, student).notebooks
            except MissingEntry:
                continue
            grades = {grade.name: grade.auto_score for notebook in notebooks for grade in notebook.grades}
            given.update({test: grades.get(test) for test in TESTS})
    return points


def _gradebook(course: Path) -> Gradebook:
    opened = Course.open(course)
    return Gradebook(opened.db_url, opened.course_id)


def errors_in(log: str) -> dict[str, str]:
    """Return, by student, the exception that nbgrader's log tells of: the last one of each traceback."""
    found = ((failure["student"], EXCEPTION.findall(failure["traceback"])) for failure in FAILURE.finditer(log))
    return {student: exceptions[-1] for student, exceptions in found if exceptions}


def fate(course: Path, student: str, points: Mapping[str, float | None], errors: Mapping[str, str]) -> str:
    """Say what became of a submission, and whether the solution got into its outputs, and so into its feedback."""
    path = course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    if not path.is_file():
        return f"error: {errors[student]}" if student in errors else "error"
    cells = nbformat.read(path, as_version=4).cells
    leaked = any("BEGIN SOLUTION" in str(output) for cell in cells for output in cell.get("outputs", ()))
    return ("graded" if is_graded(points) else "run, no points entered") + (f"; {LEAKED}" if leaked else "")


# Judging


def is_graded(points: Mapping[str, float | None]) -> bool:
    """Whether the gradebook has points for any test cell."""
    return any(given is not None for given in points.values())


def deserved(student: SyntheticStudent, worth: Mapping[str, float]) -> dict[str, float]:
    """Return the points that each test cell should give the student."""
    return {test: share * worth[test] for test, share in student.expected.items()}


def faults(students: Sequence[SyntheticStudent], worth: Mapping[str, float], graded: Graded) -> list[str]:
    """Say of each test cell that gave other points than deserved whose it is, and of each submission what it saw."""
    found = []
    for student in students:
        who = f"{student.id} ({student.description})"
        for test, wanted in deserved(student, worth).items():
            given = graded.points[student.id][test]
            if given != wanted:
                found.append(f"{who}: {test} gave {_number(given)}, deserved {wanted:g}")
        if LEAKED in graded.fates[student.id]:
            found.append(f"{who}: {LEAKED}")
    return found


def points_table(students: Sequence[SyntheticStudent], worth: Mapping[str, float], stock: Graded, ours: Graded) -> str:
    """Return who of the hostile and the broken deserves and gets how many points; bold where it is something else."""
    lines = [
        "| submission | deserved | nbgrader | coursekit | what nbgrader made of it |",
        "|---|---:|---:|---:|---|",
    ]
    suspects = [student for student in students if student.kind in ("hostile", "broken")]
    for student in suspects:
        wanted = deserved(student, worth)
        totals = " | ".join(_total(graded.points[student.id], wanted) for graded in (stock, ours))
        made = stock.fates[student.id]
        lines.append(f"| {student.kind}: {student.description} | {sum(wanted.values()):g} | {totals} | {made} |")
    others = [student for student in students if student not in suspects]
    right = [sum(not faults([other], worth, graded) for other in others) for graded in (stock, ours)]
    lines.append(
        f"\nOf the other {len(others)}, nbgrader gives {right[0]} what they deserve, and coursekit {right[1]}."
    )
    return "\n".join(lines) + "\n"


def _total(points: Mapping[str, float | None], wanted: Mapping[str, float]) -> str:
    total = _number(sum(given or 0.0 for given in points.values()) if is_graded(points) else None)
    return total if points == wanted else f"**{total}**"


def _number(points: float | None) -> str:
    return "none" if points is None else f"{points:g}"
