"""Grading a batch: one trusted grader, a few submissions at a time, one writer.

What comes back of a submission is written in the order that `results.py` tells of, so that a run which is stopped
anywhere goes on from there: what has its line is not run again, and what the gradebook lacks of it is filled in.
"""

import contextlib
import hashlib
import hmac
import json
import os
import queue
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import autograder
from autograder.course.autograded import read_autograded, write_autograded
from autograder.course.files import printable
from autograder.course.folder import Course, Submission
from autograder.course.gradebook import GradebookWriter
from autograder.course.master import Master
from autograder.course.notebooks import nbgrader_metadata
from autograder.course.results import (
    CellFinding,
    CellResult,
    Graded,
    ResultsFile,
    SubmissionResult,
    submission_sha256,
)
from autograder.errors import CourseError
from autograder.execution.forkserver import ServerFailed
from autograder.execution.graders import Graders, Outcome
from autograder.execution.limits import LEVEL, Limits
from autograder.execution.wire import WireError
from autograder.stopping import undivided

# What is not tried again as long as neither the submission nor the grader changes: the student decided it.
SETTLED = frozenset({"graded", "missing", "unreadable"})

# Seconds between looking up from waiting: a signal that comes just before a wait begins does not end the wait.
LOOK_UP = 0.5


@dataclass(frozen=True)
class Assignment:
    """What a batch needs to know of an assignment: its masters by notebook name, and the seeds of its cases."""

    course: Course
    name: str
    masters: Mapping[str, Master]
    salt: bytes

    @classmethod
    def open(cls, course: Course, name: str) -> "Assignment":
        """Read the assignment's notebooks, and make the course's secret if it has none yet."""
        course.assignment(name)
        masters = {stem: Master.read(path, course) for stem, path in course.master_notebooks(name).items()}
        tested = json.dumps([name, _source(masters), submission_sha256(course.supplementary_files(name))])
        return cls(course, name, masters, hmac.digest(course_secret(course), tested.encode(), "sha256"))

    @property
    def seed_id(self) -> str:
        """Names the seeds without telling them; another one once the source is another, so that all is graded again."""
        return hashlib.sha256(self.salt).hexdigest()[:12]

    @property
    def max_score(self) -> float:
        """The most points that the assignment can bring."""
        return sum(master.max_score for master in self.masters.values())


def _source(masters: Mapping[str, Master]) -> list[Any]:
    """Return what of the instructor's notebooks decides grades: their cells, without what they showed when they ran."""
    return [
        [stem, [[cell.cell_type, cell.source, nbgrader_metadata(cell)] for cell in master.notebook.cells]]
        for stem, master in masters.items()
    ]


def course_secret(course: Course) -> bytes:
    """Return the secret from which a course's cases are drawn, so that nobody can prepare for them."""
    path = course.root / "results" / ".secret"
    try:
        path.parent.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError), open(path, "xb", opener=_privately) as file:
            file.write(secrets.token_hex(32).encode())
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be made or read ({error.strerror}): make the folder writable.") from error


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Progress:
    """What a batch tells while it runs; by default nobody listens."""

    def started(self, due: int, kept: int) -> None:
        """So many submissions are to be graded, and so many are done already."""

    def graded(self, result: SubmissionResult) -> None:
        """One submission was graded, and its result is safe."""


@dataclass
class Summary:
    """What a batch came to: every result by student, which of them were made now, and how long that took.

    remarks: by student, what had to be put right or left out in what was graded now.
    """

    results: dict[str, SubmissionResult] = field(default_factory=dict)
    graded_now: list[str] = field(default_factory=list)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0


def grade(
    assignment: Assignment,
    submissions: Sequence[Submission],
    *,
    jobs: int,
    limits: Limits | None = None,
    db_url: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Grade the submissions into the course's results and gradebook; those that are done already are kept.

    Raises CourseError where the course or the machine is at fault, KeyboardInterrupt (saying how far it got) when it is
    stopped; what was graded by then is kept.
    """
    progress = progress or Progress()
    started = time.monotonic()
    course = assignment.course
    results = ResultsFile(course.results(assignment.name))
    summary = Summary(results.results())
    hashes = {submission.student: submission_sha256(submission.files) for submission in submissions}
    done = {} if force else results.done()

    def is_done(student: str) -> bool:
        made_from = Graded(hashes[student], assignment.seed_id, autograder.__version__, LEVEL)
        return done.get(student) == made_from and summary.results[student].status in SETTLED

    with GradebookWriter(db_url or course.db_url, course.course_id, course.config) as gradebook:
        gradebook.prepare(assignment.name, list(assignment.masters.values()))
        due = [
            submission
            for submission in submissions
            if not is_done(submission.student)
            or not _is_entered(gradebook, assignment, submission, summary.results[submission.student])
        ]
        progress.started(len(due), len(submissions) - len(due))
        if due:
            try:
                with warm(assignment, limits or Limits()) as graders:
                    grade_one = _grader(assignment, graders, hashes)
                    for submission, (result, outcomes) in in_parallel(jobs, due, grade_one):
                        with undivided():
                            _record(assignment, submission, result, outcomes, results, gradebook)
                            summary.results[submission.student] = result
                            summary.graded_now.append(submission.student)
                        summary.remarks[submission.student] = [*submission.problems, *_remarks(outcomes)]
                        progress.graded(result)
            except KeyboardInterrupt:
                left = len(due) - len(summary.graded_now)
                raise KeyboardInterrupt(
                    f"{len(submissions) - left} of {len(submissions)} are graded and kept; "
                    f"`coursekit grade {assignment.name} --course {course.root}` goes on with the rest."
                ) from None
    summary.seconds = time.monotonic() - started
    return summary


def _record(
    assignment: Assignment,
    submission: Submission,
    result: SubmissionResult,
    outcomes: Mapping[str, Outcome],
    results: ResultsFile,
    gradebook: GradebookWriter,
) -> None:
    """Write a result everywhere. One that is to be tried again leaves the graded notebooks and the gradebook alone."""
    if result.status not in SETTLED:
        results.append(result)
        return
    notebooks = {name: outcome.notebook for name, outcome in outcomes.items() if outcome.notebook}
    write_autograded(assignment.course, submission.student, assignment.name, notebooks, submission.files)
    results.append(result)
    gradebook.write(result, notebooks, submission.timestamp)


def _remarks(outcomes: Mapping[str, Outcome]) -> list[str]:
    return [f"{name}.ipynb: {remark}" for name, outcome in outcomes.items() for remark in outcome.remarks]


@contextlib.contextmanager
def warm(assignment: Assignment, limits: Limits) -> Iterator[Graders]:
    """Keep the warm processes of an assignment while the block runs."""
    try:
        with Graders(assignment.course, assignment.name, assignment.masters, assignment.salt, limits) as graders:
            yield graders
    except ServerFailed as failure:
        raise CourseError(f"{assignment.name}: {failure}") from failure
    except WireError as error:
        raise CourseError(
            f"{assignment.name}: a process of the grader's own was killed, perhaps for its memory: "
            "run the same command again, which keeps what was graded, with a smaller --jobs if it happens again."
        ) from error


def _is_entered(
    gradebook: GradebookWriter, assignment: Assignment, submission: Submission, result: SubmissionResult
) -> bool:
    """Enter in the gradebook what a run that was stopped did not; False if the graded notebooks for it are gone."""
    notebooks = read_autograded(assignment.course, submission.student, assignment.name)
    if notebooks is None:
        return False
    if not gradebook.has(result, notebooks, submission.timestamp):
        gradebook.write(result, notebooks, submission.timestamp)
    return True


def _grader(
    assignment: Assignment, graders: Graders, hashes: Mapping[str, str]
) -> Callable[[Submission], tuple[SubmissionResult, dict[str, Outcome]]]:
    supplementary = assignment.course.supplementary_files(assignment.name)

    def grade_one(submission: Submission) -> tuple[SubmissionResult, dict[str, Outcome]]:
        started = time.monotonic()
        files = {name: path for name, path in submission.files.items() if not name.endswith(".ipynb")} | supplementary
        outcomes = {
            name: graders.grade(name, submission.notebooks[name], files)
            for name in assignment.masters
            if name in submission.notebooks
        }
        cells = tuple(
            cell
            for name, master in assignment.masters.items()
            for cell in _cells(name, master, outcomes.get(name), submission)
        )
        result = SubmissionResult(
            student=submission.student,
            assignment=assignment.name,
            status=_status(outcomes),
            score=sum(cell.points or 0.0 for cell in cells),
            max_score=assignment.max_score,
            cells=cells,
            sandbox=LEVEL,
            submission_sha256=hashes[submission.student],
            grader_version=autograder.__version__,
            seed_id=assignment.seed_id,
            seconds=time.monotonic() - started,
        )
        return result, outcomes

    return grade_one


def _status(outcomes: Mapping[str, Outcome]) -> str:
    """Return the worst of the notebooks' statuses; a submission without any of the notebooks is missing."""
    found = {outcome.status for outcome in outcomes.values()}
    return next((status for status in ("crashed", "timed-out", "unreadable", "graded") if status in found), "missing")


def _cells(name: str, master: Master, outcome: Outcome | None, submission: Submission) -> Iterator[CellResult]:
    """Return what the cells of one notebook brought; where it could not be graded, each cell says why."""
    if outcome is not None and outcome.status == "graded":
        for cell in outcome.cells:
            findings = tuple(CellFinding(**finding) for finding in cell["findings"])
            yield CellResult(**{**cell, "notebook": name, "findings": findings})
        return
    code, reason = ("missing", _absence(name, submission)) if outcome is None else (outcome.status, outcome.remarks[0])
    found = (CellFinding(code, "fail", f"{name}.ipynb: {reason}"),)
    status = code if code in ("crashed", "timed-out") else "failed"
    for graded in master.graded_cells:
        yield CellResult(name, graded.grade_id, 0.0, graded.points, status, found)


def _absence(name: str, submission: Submission) -> str:
    """Say what there is in place of a notebook that was not handed in."""
    others = sorted(other for other in submission.files if other != "timestamp.txt")
    shown = f"{', '.join(map(printable, others[:3]))}{' …' if len(others) > 3 else ''}" if others else "nothing"
    return "; ".join([f"not handed in; there is {shown}", *submission.problems])


def in_parallel(
    jobs: int, submissions: Sequence[Submission], grade: Callable[[Submission], Any]
) -> Iterator[tuple[Submission, Any]]:
    """Yield each submission with what `grade` returned for it, as they get done; `jobs` run at once.

    When the caller stops taking (an error, Ctrl-C), those that have not begun are dropped.
    """
    done: queue.Queue[tuple[Submission, Any, BaseException | None]] = queue.Queue()

    def run(submission: Submission) -> None:
        try:
            done.put((submission, grade(submission), None))
        except BaseException as error:
            done.put((submission, None, error))

    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        for submission in submissions:
            pool.submit(run, submission)
        left = len(submissions)
        while left:
            try:
                submission, result, error = done.get(timeout=LOOK_UP)
            except queue.Empty:
                continue
            if error is not None:
                raise error
            left -= 1
            yield submission, result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def default_jobs() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
