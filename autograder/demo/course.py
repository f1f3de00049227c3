"""A course folder for the demonstration: what an instructor would write, and what a class would hand in."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from autograder.demo.packaged import CONFIG, assignments_folder
from autograder.demo.students import SyntheticStudent
from autograder.errors import CourseError

ASSIGNMENT = "gates"

# An evening in a made-up term; the same one every time, so that two demos are alike.
FIRST_HAND_IN = datetime(2025, 10, 17, 18, 0)


def make_course(directory: Path | str) -> Path:
    """Write `source/` and `nbgrader_config.py` into `directory`, made if need be, and return it.

    Raises CourseError, and writes nothing, if a course is there already.
    """
    course = Path(directory)
    for name in ("source", CONFIG):
        if (course / name).exists():
            raise CourseError(f"{course} holds a course already ({name} is there). Name an empty or a new folder.")
    packaged = assignments_folder()
    course.mkdir(parents=True, exist_ok=True)
    shutil.copytree(packaged / "source", course / "source", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    shutil.copyfile(packaged / CONFIG, course / CONFIG)
    return course


def write_submissions(course_dir: Path | str, students: Iterable[SyntheticStudent]) -> list[Path]:
    """Write every student's notebook and time stamp under `submitted/`, and return the notebooks' paths.

    Raises CourseError if the assignment has not been released: students start from the released notebook.
    """
    course = Path(course_dir)
    notebook = f"{ASSIGNMENT}.ipynb"
    released = course / "release" / ASSIGNMENT / notebook
    if not released.is_file():
        raise CourseError(f"{released} is not there yet. Release the assignment {ASSIGNMENT!r} first.")
    release = released.read_bytes()
    written = []
    for minutes, student in enumerate(students):
        folder = course / "submitted" / student.id / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        (folder / notebook).write_bytes(student.submission(release))
        handed_in = FIRST_HAND_IN + timedelta(minutes=minutes)
        (folder / "timestamp.txt").write_text(f"{handed_in:%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")
        written.append(folder / notebook)
    return written
