"""A course folder as nbgrader lays it out, read through nbgrader's own settings.

    source/<assignment>/           the instructor's notebooks
    submitted/<student>/<assignment>/
    autograded/<student>/<assignment>/
    results/<assignment>.jsonl     ours: what was found, written before anything else
    gradebook.db  nbgrader_config.py

`nbgrader_config.py` may rename each of these; whoever wants a path asks the Course.
"""

import difflib
import fnmatch
import glob
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course.files import Inventory, Limits, NotRegularError, inventory, open_regular, printable
from autograder.errors import CourseError

MAX_NAME = 128  # characters; the width of nbgrader's columns
MAX_TIMESTAMP = 200  # bytes; the longest form that a clock prints is a quarter of it
CONFIG_NAMES = ("jupyter_config", "nbgrader_config")  # read one after another, as nbgrader's own commands do


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    notebooks: by name, without the suffix, only those at the top of the folder.
    timestamp: when it was handed in, in UTC without a zone, as nbgrader keeps it; None when the folder doesn't say.
    files: every regular file by its path in the folder, the notebooks among them.
    problems: what was left out, each in a sentence.
    """

    student: str
    path: Path
    notebooks: Mapping[str, Path]
    timestamp: datetime | None
    files: Mapping[str, Path]
    problems: tuple[str, ...] = ()


class Course:
    """An nbgrader course folder."""

    def __init__(self, root: Path | str) -> None:
        """Take the folder `root` for a course; `Course.open` asks first whether it is one."""
        self.root = Path(root).absolute()

    @classmethod
    def open(cls, path: Path | str = ".") -> "Course":
        """Return the course in `path`; raise CourseError when there is none."""
        course = cls(path)
        if not course.root.is_dir():
            raise CourseError(f"There is no folder {course.root}: name a course with --course.")
        has_config = any((course.root / f"{CONFIG_NAMES[-1]}{suffix}").is_file() for suffix in (".py", ".json"))
        if not has_config and not (course.root / "source").is_dir():
            raise CourseError(
                f"No course in {course.root}: run `coursekit new DIR` to make one, or name one with --course."
            )
        return course

    # Settings

    @cached_property
    def config(self) -> Any:
        """The course's traitlets Config: the machine's, the user's and the course's own, the last one winning."""
        from jupyter_core.paths import jupyter_config_path
        from traitlets.config.loader import Config, ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

        config = Config()
        for name in CONFIG_NAMES:
            for folder in [*reversed(jupyter_config_path()), str(self.root)]:
                for loader in (PyFileConfigLoader(f"{name}.py", folder), JSONFileConfigLoader(f"{name}.json", folder)):
                    try:
                        config.merge(loader.load_config())
                    except ConfigFileNotFound:
                        continue
                    except (Exception, SystemExit) as error:
                        where = loader.full_filename or Path(folder, loader.filename)
                        raise CourseError(
                            f"{where} cannot be read ({type(error).__name__}: {error}): mend it."
                        ) from error
        # A course may name plug-ins of its own, which nbgrader looks for beside the course's notebooks. Last, so that
        # nothing there comes before an installed package.
        if str(self.root) not in sys.path:
            sys.path.append(str(self.root))
        return config

    @cached_property
    def settings(self) -> Any:
        """The course's nbgrader.coursedir.CourseDirectory."""
        from nbgrader.coursedir import CourseDirectory  # takes more than a second, so only where it is needed
        from traitlets import TraitError

        try:
            return CourseDirectory(config=self.config, root=str(self.root))
        except TraitError as error:
            raise CourseError(f"A setting in the nbgrader_config.py of {self.root} doesn't fit: {error}") from error

    @property
    def db_url(self) -> str:
        """The gradebook's address, for SQLAlchemy."""
        return str(self.settings.db_url)

    @property
    def course_id(self) -> str:
        """The course's name in the gradebook; empty where none is set."""
        return str(self.settings.course_id)

    # Where things lie

    def source(self, assignment: str) -> Path:
        """Return the folder of the instructor's notebooks."""
        return self._path(self.settings.source_directory, ".", assignment)

    def submitted(self, student: str, assignment: str) -> Path:
        """Return the folder that a student handed in."""
        return self._path(self.settings.submitted_directory, student, assignment)

    def released(self, assignment: str) -> Path:
        """Return the folder of the students' version."""
        return self._path(self.settings.release_directory, ".", assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        """Return the folder of a student's feedback pages."""
        return self._path(self.settings.feedback_directory, student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        """Return the folder of a student's graded notebooks."""
        return self._path(self.settings.autograded_directory, student, assignment)

    def results(self, assignment: str) -> Path:
        """Return the file of an assignment's results."""
        return self.root / "results" / f"{assignment}.jsonl"

    def _path(self, step: str, student: str, assignment: str) -> Path:
        return Path(self.settings.format_path(step, student, assignment))

    def _names(self, step: str, student: str, assignment: str, wanted: str) -> list[str]:
        """Find the values that `wanted` takes in existing folders, where `student` and `assignment` may be "*"."""
        settings = self.settings
        step, student, assignment = str(step), str(student), str(assignment)
        pattern = settings.directory_structure.format(
            nbgrader_step=glob.escape(step),
            student_id=student if student == "*" else glob.escape(student),
            assignment_id=assignment if assignment == "*" else glob.escape(assignment),
        )
        value = "(?P<value>[^/]+)"
        expression = re.escape(settings.directory_structure)
        for key, given in (("nbgrader_step", step), ("student_id", student), ("assignment_id", assignment)):
            fits = value if key == wanted else "[^/]+" if given == "*" else re.escape(given)
            expression = expression.replace(re.escape("{" + key + "}"), fits)
        found = set()
        # Not Path.glob: that would drop the "." which stands for the student in the source folder.
        for path in glob.glob(pattern, root_dir=settings.root):  # noqa: PTH207
            match = re.fullmatch(expression, path)
            if match and Path(settings.root, path).is_dir():
                found.add(match["value"])
        return sorted(found)

    # Assignments

    def assignments(self) -> list[str]:
        """Name the assignments that have a notebook in the source folder."""
        names = self._names(self.settings.source_directory, ".", "*", "assignment_id")
        return [name for name in names if any(self.source(name).glob("*.ipynb"))]

    def assignment(self, name: str) -> str:
        """Return `name` if it is an assignment of this course; else raise CourseError, naming those that are."""
        fault = name_fault(name) or ("holds a +" if "+" in name else None)
        known = self.assignments()
        if not fault and name in known:
            return name
        if not known:
            raise CourseError(f"{self.root} has no assignment: put a notebook into source/<assignment>/.")
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        listed = close + [other for other in known if other not in close]
        hint = f"did you mean {close[0]}? " if close else ""
        raise CourseError(f"No assignment {printable(name)} in {self.root}: {hint}There are: {', '.join(listed)}.")

    def master_notebooks(self, assignment: str) -> dict[str, Path]:
        """Return the instructor's notebooks by name, sorted."""
        found = sorted(self.source(self.assignment(assignment)).glob("*.ipynb"))
        return {path.stem: path for path in found if path.is_file()}

    def supplementary_files(self, assignment: str) -> dict[str, Path]:
        """Return the instructor's other files by their path in the source folder: data, modules, pictures."""
        from nbgrader.utils import find_all_files

        folder = self.source(assignment)
        found = find_all_files(str(folder), [*self.settings.ignore, "*.ipynb"])
        return {Path(path).relative_to(folder).as_posix(): Path(path) for path in sorted(found)}

    # Submissions

    def submissions(self, assignment: str) -> list[Submission]:
        """Return what was handed in for the assignment, by student; raise CourseError when nothing was."""
        students = self._names(self.settings.submitted_directory, "*", self.assignment(assignment), "student_id")
        if not students:
            where = self.submitted("<student>", assignment)
            raise CourseError(f"Nothing submitted for {assignment}: put the students' notebooks into {where}.")
        return [self.submission(student, assignment) for student in students]

    def submission(self, student: str, assignment: str) -> Submission:
        """Return what one student handed in; raise CourseError where the name or the folder is at fault."""
        fault = name_fault(student)
        if fault:
            raise CourseError(f"The student's name {student!a} {fault}: rename the folder in submitted/.")
        path = self.submitted(student, assignment)
        if not path.is_dir():
            raise CourseError(f"{student} has submitted nothing for {assignment}: there is no folder {path}.")
        return self.submission_in(path, student)

    def submission_in(self, path: Path, student: str) -> Submission:
        """Read the folder `path` as the submission of `student`, wherever it lies."""
        if path.is_symlink():
            return Submission(student, path, {}, None, {}, (f"{path.name} is a link; it was not followed",))
        found = self._inventory(path)
        timestamp = _timestamp(found)
        notebooks = {
            Path(name).stem: where for name, where in found.files.items() if name.endswith(".ipynb") and "/" not in name
        }
        return Submission(student, path, notebooks, timestamp, found.files, tuple(found.problems))

    def _inventory(self, folder: Path) -> Inventory:
        settings = self.settings
        limits = Limits(settings.max_file_size * 1000, settings.max_dir_size * 1000)
        return inventory(folder, lambda name: any(fnmatch.fnmatch(name, glob) for glob in settings.ignore), limits)


def name_fault(name: str) -> str | None:
    """Say what is wrong with the name of a student or an assignment; None if nothing is."""
    if not name or name != name.strip() or name.startswith("."):
        return "is empty, or begins or ends with a space or a dot"
    if "/" in name or "\\" in name or not name.isprintable():
        return "holds a slash or a character that cannot be printed"
    if len(name) > MAX_NAME:
        return f"is longer than {MAX_NAME} characters"
    return None


def _timestamp(found: Inventory) -> datetime | None:
    """Read timestamp.txt as nbgrader does; one that is no time is a problem of the submission."""
    path = found.files.get("timestamp.txt")
    if path is None:
        return None
    from nbgrader.utils import parse_utc

    try:
        with open_regular(path) as file:
            text = file.read(MAX_TIMESTAMP).decode("utf-8").strip()
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, TypeError, NotRegularError) as error:
        found.problems.append(f"timestamp.txt holds no time ({printable(str(error))[:200]}); it was taken as missing")
        return None
