"""Commands of nbgrader's own that ours call: what nbgrader does well stays nbgrader's."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.course.folder import Course
from autograder.errors import CourseError


def generate_assignment(course: Course, assignment: str, *, force: bool) -> None:
    """Make the students' version in release/, and enter the assignment in the gradebook."""
    _run(course, "GenerateAssignment", assignment, force)


def generate_feedback(course: Course, assignment: str, *, force: bool) -> None:
    """Make the pages of all students who were graded."""
    _run(course, "GenerateFeedback", assignment, force)


def _run(course: Course, converter: str, assignment: str, force: bool) -> None:
    from nbgrader import converters
    from nbgrader.coursedir import CourseDirectory

    directory = CourseDirectory(config=course.config, root=str(course.root))
    directory.assignment_id = assignment
    step = getattr(converters, converter)(coursedir=directory, config=course.config)
    step.force = force
    log = _Log()
    step.log = logging.Logger(converter)
    step.log.addHandler(log)
    with programs_found():
        try:
            step.start()
        except SystemExit as error:
            raise CourseError(log.last or f"nbgrader's {converter} ended with {error.code}.") from error
        except Exception as error:
            raise CourseError(f"nbgrader's {converter} failed: {log.last or error}") from error


class _Log(logging.Handler):
    """Keeps the last error that nbgrader told."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR and "Traceback" not in record.getMessage():
            self.last = record.getMessage().strip()


@contextmanager
def programs_found() -> Iterator[None]:
    """Let nbgrader find the programs installed beside this Python: it starts `alembic` by its bare name."""
    path = os.environ.get("PATH")
    beside = str(Path(sys.executable).parent)
    os.environ["PATH"] = beside if path is None else os.pathsep.join([beside, path])
    try:
        yield
    finally:
        if path is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = path
