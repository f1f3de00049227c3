"""What was found of each submission, kept as one line of JSON in `results/<assignment>.jsonl`.

A submission is recorded in this order, so that a run which is killed at any point loses nothing:

1. the graded notebooks go to `autograded/<student>/<assignment>/`, each folder put in place by a rename;
2. the line goes to the results, in one write that has reached the disk before anything else is done;
3. the gradebook gets it, in one transaction.

A run that starts again skips a student whose line was made from the same files, by the same grader with the same
seeds (`ResultsFile.done`); where the gradebook lacks what such a line says (`GradebookWriter.has`), the line and the
graded notebooks are written to it again. A line that was torn in the middle is cut off, and its student graded again.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from autograder.course.files import open_regular
from autograder.errors import CourseError

STATUSES = ("graded", "missing", "unreadable", "crashed", "timed-out")
CELL_STATUSES = ("passed", "partial", "failed", "crashed", "timed-out", "manual")
CHUNK = 1 << 20


@dataclass(frozen=True)
class CellFinding:
    """Something to tell the student about a cell: a code of the checker's, how grave it is, and a sentence."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True)
class CellResult:
    """What one graded cell brought.

    points: None until a person has graded the cell. status: `"passed"`, `"partial"`, `"failed"`, `"crashed"`,
    `"timed-out"` or `"manual"`. seconds: what it took.
    """

    notebook: str
    grade_id: str
    points: float | None
    max_points: float
    status: str
    findings: tuple[CellFinding, ...] = ()
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.status not in CELL_STATUSES:
            raise ValueError(f"a cell is one of {', '.join(CELL_STATUSES)}, not {self.status!r}")


@dataclass(frozen=True)
class SubmissionResult:
    """What one submission brought.

    status: `"graded"`, `"missing"`, `"unreadable"`, `"crashed"` or `"timed-out"`. sandbox: the level under which its
    code ran. submission_sha256: of its files. seed_id: names the seeds of the cases. seconds: what it took in all.
    """

    student: str
    assignment: str
    status: str
    score: float
    max_score: float
    cells: tuple[CellResult, ...]
    sandbox: str
    submission_sha256: str
    grader_version: str
    seed_id: str
    seconds: float

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"a submission is one of {', '.join(STATUSES)}, not {self.status!r}")

    def to_line(self) -> bytes:
        """Return the result as one line, its end included; in ASCII, so that no sign in it ends a line or lies."""
        return json.dumps(asdict(self), allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "SubmissionResult":
        """Read a line; raise ValueError where it is no result. Fields of later versions are passed over."""
        try:
            entry = json.loads(line)
            cells = tuple(
                _known(CellResult, cell, findings=tuple(_known(CellFinding, found) for found in cell["findings"]))
                for cell in entry["cells"]
            )
            result: SubmissionResult = _known(cls, entry, cells=cells)
        except (KeyError, TypeError) as error:
            raise ValueError(f"a field is missing or of another kind: {error}") from error
        return result


def _known(kind: Any, entry: Mapping[str, Any], **converted: Any) -> Any:
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in entry.items() if name in names} | converted)


class Graded(NamedTuple):
    """What a result was made from: where all of it is as it was, the result still holds."""

    submission_sha256: str
    seed_id: str
    grader_version: str
    sandbox: str


class ResultsFile:
    """The results of one assignment, at `path`. A student's last line is the one that counts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, result: SubmissionResult) -> None:
        """Add a line; it is on the disk when this returns, whole, or CourseError says that it isn't there."""
        line = result.to_line()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._locked() as descriptor:
                end = _cut_torn_line(descriptor)
                try:
                    if os.write(descriptor, line) < len(line):
                        raise OSError("the disk is full")
                    os.fsync(descriptor)
                except OSError:
                    os.ftruncate(descriptor, end)
                    raise
        except OSError as error:
            reason = error.strerror or error
            raise CourseError(f"{self.path} cannot be written ({reason}): make room, or make it writable.") from error

    def results(self) -> dict[str, SubmissionResult]:
        """Return the latest result of each student; nothing where there is no file yet."""
        latest: dict[str, SubmissionResult] = {}
        for number, line in enumerate(self._lines(), 1):
            try:
                result = SubmissionResult.from_line(line)
            except ValueError as error:
                raise CourseError(f"{self.path}, line {number} is no result ({error}): remove the line.") from error
            latest.pop(result.student, None)
            latest[result.student] = result
        return latest

    def done(self) -> dict[str, Graded]:
        """Say for each student from what the latest result was made, so that only what changed is graded again."""
        return {
            student: Graded(result.submission_sha256, result.seed_id, result.grader_version, result.sandbox)
            for student, result in self.results().items()
        }

    def _lines(self) -> list[bytes]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CourseError(f"{self.path} cannot be read ({error.strerror}): make it readable.") from error
        # What stands behind the last end of a line was torn.
        return data.split(b"\n")[:-1]

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Open the file for appending, alone: two graders at once would cut off each other's lines."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _cut_torn_line(descriptor: int) -> int:
    """Cut off what stands behind the last end of a line; return the file's length then."""
    size = end = os.fstat(descriptor).st_size
    while end > 0:
        start = max(0, end - CHUNK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    if end < size:
        os.ftruncate(descriptor, end)
    return end


def submission_sha256(files: Mapping[str, Path]) -> str:
    """Return the hash of a submission's files: names and contents, each preceded by its length, sorted by name.

    The lengths keep apart submissions that differ only in where one file ends and the next begins. A file that
    cannot be read counts by its name.
    """
    total = hashlib.sha256()
    for name in sorted(files):
        encoded = name.encode("utf-8")
        total.update(len(encoded).to_bytes(8, "big") + encoded + _size_and_digest(files[name]))
    return total.hexdigest()


def _size_and_digest(path: Path) -> bytes:
    content, size = hashlib.sha256(), 0
    try:
        with open_regular(path) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                content.update(chunk)
    except OSError:
        return b"unreadable"
    return size.to_bytes(8, "big") + content.digest()
