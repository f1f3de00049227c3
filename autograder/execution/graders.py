"""The warm processes of a batch, and how one notebook is graded with them."""

import contextlib
import socket
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder.course.folder import Course
from autograder.course.master import Master
from autograder.execution.forkserver import ForkServer, Line, ServerFailed
from autograder.execution.limits import ENVIRONMENT, MAX_RESULT, Limits
from autograder.execution.scratch import lay_out
from autograder.execution.wire import Channel, WireError, WireTimeout

EVALUATOR_GRACE = 30.0  # seconds that an evaluator may take beyond its worker's time


@dataclass(frozen=True)
class Outcome:
    """What became of one notebook. status: "graded", "unreadable", "crashed" or "timed-out"."""

    status: str
    notebook: nbformat.NotebookNode | None = None
    cells: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    sandbox: str = ""
    seconds: float = 0.0


class Graders:
    """The warm processes of a batch: one evaluator for each notebook of the assignment, and one for the workers."""

    def __init__(
        self, course: Course, assignment: str, masters: Mapping[str, Master], salt: bytes, limits: Limits
    ) -> None:
        """Name what is to be warmed up; entering the context does it."""
        self.course = course
        self.assignment = assignment
        self.masters = masters
        self.salt = salt
        self.limits = limits
        self._stack = contextlib.ExitStack()
        self._lock = threading.Lock()

    def __enter__(self) -> "Graders":
        """Start all warm processes at once.

        Raises ServerFailed where the instructor's own notebook does not pass its tests.
        """
        with contextlib.ExitStack() as stack:
            self.scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coursekit-")))
            self.workers = self._workers()
            stack.callback(self.workers.stop)
            self.evaluators = {}
            for name in self.masters:
                self.evaluators[name] = self._evaluator(name)
                stack.callback(self.evaluators[name].stop)
            self.workers.ready()
            for name, server in self.evaluators.items():
                try:
                    server.ready()
                except ServerFailed as failure:
                    raise ServerFailed(f"{name}.ipynb cannot be used for grading: {failure}") from None
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _workers(self) -> ForkServer:
        imports = sorted({name for master in self.masters.values() for name in master.imported_modules})
        directory = self._folder("workers")
        return ForkServer("autograder.execution.worker", {"imports": imports}, environment(directory), directory)

    def _evaluator(self, name: str) -> ForkServer:
        directory = self._folder(f"evaluator-{name}")
        files = self.course.supplementary_files(self.assignment)
        lay_out(directory, files)
        setup = {
            "master": self.masters[name].to_forms(),
            "directory": str(directory),
            "salt": self.salt,
        }
        return ForkServer("autograder.execution.evaluator", setup, environment(directory), directory)

    def _folder(self, name: str) -> Path:
        folder = self.scratch / name
        folder.mkdir()
        return folder

    def grade(self, name: str, path: Path, files: Mapping[str, Path]) -> Outcome:
        """Grade one submitted notebook. May be called from several threads at once.

        Raises WireClosed when a warm process is gone.
        """
        job = {
            "notebook": str(path),
            "scratch": str(self.scratch),
            "files": {key: str(value) for key, value in files.items()},
            "limits": asdict(self.limits),
        }
        with contextlib.ExitStack() as stack:
            ours, theirs = map(stack.enter_context, socket.socketpair())
            with self._lock:
                worker_line = stack.enter_context(self.workers.line())
                evaluator_line = stack.enter_context(contextlib.closing(Line(self.evaluators[name].line())))
            number = evaluator_line.fork(job, [theirs.fileno(), worker_line.fileno()])
            theirs.close()
            worker_line.close()
            deadline = time.monotonic() + self.limits.notebook_seconds + EVALUATOR_GRACE
            try:
                reply = Channel(ours, MAX_RESULT).receive(deadline)
            except WireTimeout:
                evaluator_line.kill(number)
                return Outcome("timed-out", remarks=["the evaluator did not finish in time and was stopped"])
            except WireError as error:
                with self._lock:
                    self.workers.line().close()  # is it its own fault, or is the workers' process gone?
                ended = evaluator_line.wait(number, time.monotonic() + 5)
                code = "unknown" if ended is None else ended.code
                return Outcome("crashed", remarks=[f"the evaluator ended without a result (exit code {code}: {error})"])
        if "unreadable" in reply:
            return Outcome("unreadable", remarks=[reply["unreadable"]])
        return Outcome(
            "graded",
            nbformat.reads(reply["notebook"], as_version=4),
            reply["cells"],
            reply["remarks"],
            reply["sandbox"],
            reply["seconds"],
        )


def environment(directory: Path) -> dict[str, str]:
    """Return the environment of a warm process: nothing of the grader's own but where this package is."""
    package = str(Path(__file__).parents[2])
    return {**ENVIRONMENT, "HOME": str(directory), "IPYTHONDIR": str(directory), "PYTHONPATH": package}
