"""`coursekit new`: a course of one's own, ready for nbgrader."""

import argparse

from autograder.demo.course import make_course


def run(given: argparse.Namespace) -> int:
    """Write the packaged assignments and the configuration into the folder."""
    course = make_course(given.directory)
    print(f"A course is in {course}.")
    print(
        f"Next: cd {course}, then `coursekit release gates`; what students hand in goes to submitted/<student>/gates/."
    )
    return 0
