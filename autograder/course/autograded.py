"""The folder of a graded submission, as `nbgrader autograde` leaves it: what feedback and formgrader read.

It is built beside its place and then put there by a rename, so that it is never seen half made. Between moving an
older one away and the rename there is none; as the results are written only after this, a run that is killed
there grades the submission again.
"""

import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.files import open_regular
from autograder.course.folder import Course
from autograder.course.notebooks import UnreadableNotebook, read_notebook
from autograder.errors import CourseError

NOTEBOOK = ".ipynb"


def write_autograded(
    course: Course, student: str, assignment: str, notebooks: Mapping[str, NotebookNode], files: Mapping[str, Path]
) -> Path:
    """Write a student's graded `notebooks` (by name) and the other `files` of the submission; return the folder.

    Files that the instructor's source folder has too come from there, but for those that the setting
    `Autograde.exclude_overwriting` leaves to students. Notebooks among `files` are passed over: an unknown one would
    stop nbgrader's feedback. All files become read-only, or what the course's settings say.
    """
    settings = _settings(course)
    left_to_students = settings.exclude_overwriting.get(assignment, [])
    masters = {
        name: path for name, path in course.supplementary_files(assignment).items() if name not in left_to_students
    }
    taken = {*masters, *(name + NOTEBOOK for name in notebooks)}
    place = course.autograded(student, assignment)
    building, old = (place.with_name(f".{place.name}.{state}") for state in ("building", "old"))
    try:
        _remove(building)
        building.mkdir(parents=True)
        for name, path in files.items():
            if not name.endswith(NOTEBOOK) and not _in_the_way(name, taken):
                _copy(path, building / name)
        for name, path in masters.items():
            (building / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, building / name)  # where a link leads is the instructor's business
        for name, notebook in notebooks.items():
            text = nbformat.v4.writes(notebook)
            (building / f"{name}{NOTEBOOK}").write_text(text + "\n", encoding="utf-8", errors="replace")
        _set_permissions(building, int(str(settings.permissions), 8), bool(course.settings.groupshared))
        _remove(old)
        if place.exists():
            place.rename(old)
        building.rename(place)
        _remove(old)
    except OSError as error:
        raise CourseError(f"{place} cannot be written ({error.strerror}): make room, or make it writable.") from error
    return place


def read_autograded(course: Course, student: str, assignment: str) -> dict[str, NotebookNode] | None:
    """Return a student's graded notebooks by name, to enter their grades once more.

    None where the folder is gone or was spoilt: then the submission has to be graded again.
    """
    place = course.autograded(student, assignment)
    if not place.is_dir():
        return None
    try:
        return {path.stem: read_notebook(path) for path in sorted(place.glob(f"*{NOTEBOOK}"))}
    except UnreadableNotebook:
        return None


def _settings(course: Course) -> Any:
    from nbgrader.converters import Autograde  # takes more than a second, so only where it is needed

    return Autograde(coursedir=course.settings, config=course.config)


def _in_the_way(name: str, taken: Collection[str]) -> bool:
    """Whether a student's file stands where a file of the instructor's or a folder for one has to be."""
    parents = {str(parent) for parent in PurePosixPath(name).parents}
    return not parents.isdisjoint(taken) or any(other == name or other.startswith(name + "/") for other in taken)


def _copy(path: Path, target: Path) -> None:
    """Copy a student's file; one that can no longer be opened as such is left out."""
    try:
        source = open_regular(path)
    except OSError:
        return
    with source:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            shutil.copyfileobj(source, copy)


def _set_permissions(folder: Path, permissions: int, groupshared: bool) -> None:
    for inside, _, names in os.walk(folder):
        for name in names:
            Path(inside, name).chmod(permissions)
        if groupshared:
            Path(inside).chmod(Path(inside).stat().st_mode | 0o2770)


def _remove(folder: Path) -> None:
    """Remove a folder, read-only ones within it included; nothing where there is none."""
    for inside, folders, _ in os.walk(folder):
        for name in folders:
            if not Path(inside, name).is_symlink():
                Path(inside, name).chmod(0o700)
    if folder.exists():
        folder.chmod(0o700)
        shutil.rmtree(folder)
