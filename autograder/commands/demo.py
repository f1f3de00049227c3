"""`coursekit demo`: a course with a synthetic class, graded, and what was found."""

import argparse
import shlex
import tempfile
from pathlib import Path
from typing import get_args

from autograder import batch
from autograder.commands.release import release
from autograder.commands.terminal import GradingProgress, make_console, print_table, results_table, totals
from autograder.course.folder import Course
from autograder.course.stock import generate_feedback
from autograder.demo.course import ASSIGNMENT, make_course, write_submissions
from autograder.demo.profiles import Kind
from autograder.demo.students import synthetic_class
from autograder.execution.limits import LEVEL, Limits

KINDS = get_args(Kind)  # in this order, so that those of a kind stand together


def run(given: argparse.Namespace) -> int:
    """Make the course, release the assignment, hand in for the class, grade, and show the outcome."""
    console = make_console()
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
    students.sort(key=lambda student: (KINDS.index(student.kind), student.id))
    results = [summary.results[student.id] for student in students]
    console.print()
    print_table(results_table(results, {each.id: f"{each.kind}: {each.description}" for each in students}))
    console.print(f"\n{totals(results)}")
    each = summary.seconds / max(len(summary.graded_now), 1)
    console.print(f"{len(students)} submissions in {summary.seconds:.1f} s, {each:.2f} s each; sandbox level: {LEVEL}.")
    console.print(f"Gradebook: {course.root / 'gradebook.db'}")
    console.print(f"Results:   {course.results(ASSIGNMENT)}")
    console.print(f"Feedback:  {course.root / 'feedback'}")
    console.print(f"Look around with nbgrader: cd {shlex.quote(str(course.root))} && nbgrader export")
    return 0
