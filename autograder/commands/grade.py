"""`coursekit grade`: grade what was submitted, into nbgrader's gradebook."""

import argparse

from autograder import batch
from autograder.commands.terminal import GradingProgress, print_summary
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
            raise CourseError(
                f"Nothing submitted for {assignment.name} by {', '.join(unknown)}: "
                f"{len(known)} students submitted, {', '.join(list(known)[:5])}{' …' if len(known) > 5 else ''}."
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
    print_summary(summary, [submission.student for submission in submissions], course.results(assignment.name))
    students = {submission.student for submission in submissions}
    return int(any(result.student in students for result in summary.not_graded))
