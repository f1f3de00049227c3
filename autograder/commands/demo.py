"""`coursekit demo`: a course with a synthetic class, graded, and what was found."""

import argparse
import tempfile
from pathlib import Path

from rich.console import Console

from autograder import batch
from autograder.commands.release import release
from autograder.commands.terminal import GradingProgress, results_table
from autograder.course.folder import Course
from autograder.course.stock import generate_feedback
from autograder.demo.course import ASSIGNMENT, make_course, write_submissions
from autograder.demo.students import SyntheticStudent, synthetic_class
from autograder.execution.limits import LEVEL, Limits


def run(given: argparse.Namespace) -> int:
    """Make the course, release the assignment, hand in for the class, grade, and show the outcome."""
    console = Console(highlight=False, soft_wrap=True)
    root = Path(given.out) if given.out else Path(tempfile.mkdtemp(prefix="coursekit-demo-"))
    course = Course.open(make_course(root))
    console.print(f"A course in {course.root}; releasing {ASSIGNMENT}: the solution must pass its own tests.")
    release(course, ASSIGNMENT)
    students = synthetic_class(given.students)
    write_submissions(course.root, students)
    assignment = batch.Assignment.open(course, ASSIGNMENT)
    with GradingProgress() as progress:
        summary = batch.grade(
            assignment,
            course.submissions(ASSIGNMENT),
            jobs=given.jobs or batch.default_jobs(),
            limits=Limits(cell_seconds=3.0),
            progress=progress,
        )
    console.print("Writing the feedback pages.")
    generate_feedback(course, ASSIGNMENT, force=False)
    _show(console, students, summary)
    each = summary.seconds / max(len(summary.graded_now), 1)
    console.print(
        f"\n{len(students)} submissions in {summary.seconds:.1f} s, {each:.2f} s each; sandbox level: {LEVEL}."
    )
    console.print(f"Gradebook: {course.root / 'gradebook.db'}")
    console.print(f"Results:   {course.results(ASSIGNMENT)}")
    console.print(f"Feedback:  {course.root / 'feedback'}")
    console.print(f"Look around with nbgrader: cd {course.root} && nbgrader export")
    return 0


def _show(console: Console, students: list[SyntheticStudent], summary: batch.Summary) -> None:
    descriptions = {student.id: f"{student.kind}: {student.description}" for student in students}
    wide = Console(highlight=False, width=max(console.width, 110))
    console.print()
    wide.print(results_table([summary.results[student.id] for student in students], descriptions))
