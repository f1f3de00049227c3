"""`coursekit feedback`: a page for every student, made by nbgrader from what was graded."""

import argparse
import shutil
from pathlib import Path

from autograder.course.folder import Course
from autograder.course.stock import generate_feedback
from autograder.errors import CourseError


def run(given: argparse.Namespace) -> int:
    """Make the pages that are missing or older than the grading; all of them with --force."""
    course = Course.open(given.course)
    assignment = course.assignment(given.assignment)
    graded = [
        submission.student
        for submission in course.submissions(assignment)
        if any(course.autograded(submission.student, assignment).glob("*.ipynb"))
    ]
    if not graded:
        raise CourseError(f"Nothing of {assignment} is graded yet: run `coursekit grade {assignment}` first.")
    for student in graded:
        pages = course.feedback(student, assignment)
        if pages.is_dir() and _changed(pages) < _changed(course.autograded(student, assignment)):
            shutil.rmtree(pages)  # nbgrader would leave it as it is
    generate_feedback(course, assignment, force=given.force)
    students = "1 student" if len(graded) == 1 else f"{len(graded)} students"
    print(f"Feedback for {students} is in {course.root / str(course.settings.feedback_directory)}.")
    return 0


def _changed(folder: Path) -> int:
    return folder.stat().st_mtime_ns
