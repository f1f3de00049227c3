"""`coursekit feedback`: a page for every student, made by nbgrader from what was graded."""

import argparse

from autograder.course.folder import Course
from autograder.course.stock import generate_feedback
from autograder.errors import CourseError


def run(given: argparse.Namespace) -> int:
    """Make the pages."""
    course = Course.open(given.course)
    assignment = course.assignment(given.assignment)
    if not any(course.root.glob(f"autograded/*/{assignment}")):
        raise CourseError(f"Nothing of {assignment} is graded yet: run `coursekit grade {assignment}` first.")
    generate_feedback(course, assignment, force=given.force)
    print(f"Feedback is in {course.root / 'feedback'}.")
    return 0
