"""`coursekit grade`: grade what was submitted, into nbgrader's gradebook."""

import argparse
import difflib

from autograder import batch
from autograder.commands.terminal import GradingProgress, print_summary
from autograder.course.files import printable
from autograder.course.folder import Course
from autograder.errors import CourseError
from autograder.execution.limits import Limits


def run(given: argparse.Namespace) -> int:
    """Grade; return 1 if some submissions could not be graded."""
    course = Course.open(given.course)
    assignment = batch.Assignment.open(course, given.assignment)
    submissions = course.submissions(assignment.name)
    if given.student:
        known = {submission.student: submission for submission in submissions}
        unknown = [student for student in given.student if student not in known]
        if unknown:
            close = difflib.get_close_matches(unknown[0], known, n=5, cutoff=0.5) or list(known)[:5]
            raise CourseError(
                f"Nothing submitted for {assignment.name} by {', '.join(map(printable, unknown))}: "
                f"name one of the {len(known)} who submitted, such as {', '.join(close)}."
            )
        submissions = [known[student] for student in dict.fromkeys(given.student)]
    with GradingProgress() as progress:
        summary = batch.grade(
            assignment,
            submissions,
            jobs=given.jobs or batch.default_jobs(),
            limits=Limits(cell_seconds=given.cell_seconds),
            db_url=given.db,
            force=given.force,
            progress=progress,
        )
    students = [submission.student for submission in submissions]
    print_summary(summary, students)
    print(f"Results: {course.results(assignment.name)}")
    return int(any(summary.results[student].status != "graded" for student in students))
