"""The evaluator's side of one worker: starting it, asking it, and going on without it when it dies.

A worker may hang, crash, or be killed for the time or memory it takes. The session then starts another, runs the
cells again up to where the last one stood, leaves out the cell that did the killing, and so costs the student only what
died: the exercises before and after are still graded.
"""

import builtins
import contextlib
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder.execution.examwire import pack_questions, unpack_answers
from autograder.execution.forkserver import Ended, Line
from autograder.execution.limits import Limits
from autograder.execution.outputs import MIME_TYPES, Output
from autograder.execution.wire import Channel, WireClosed, WireError, WireTimeout
from coursekit.checking.exam import Answer, Question

MAX_DEATHS = 3


class WorkerDied(BaseException):
    """The worker is gone in the middle of a request. Not an Exception: no test means to expect it."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status  # "timed-out" or "crashed"


class WorkersGone(BaseException):
    """The process that forks the workers is gone: nothing that is judged from now on would be worth anything."""


@dataclass(frozen=True)
class StudentCell:
    """What running a cell of the student's brought. status: "ran", "timed-out" or "crashed"."""

    outputs: list[Output]
    status: str
    seconds: float


class Session:
    """One student's notebook in a worker, and in the next worker if that one dies."""

    def __init__(self, line: Line, directory: str, limits: Limits) -> None:
        self.line = line
        self.directory = directory
        self.limits = limits
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.deaths: list[WorkerDied] = []
        self.workers_gone = False
        self.epoch = 0  # counts the workers: a handle of an earlier one is void
        self._history: list[tuple[str, int]] = []
        self._channel: Channel | None = None
        self._job = 0

    # Cells --------------------------------------------------------------------------------------------------------

    def run_cell(self, source: str, number: int = 1) -> StudentCell:
        """Run a cell under its number; if it kills the worker, a new one takes over from just before it."""
        try:
            cell = self._run(source, number)
        except WorkerDied as death:
            return StudentCell([error_output(death.status, str(death))], death.status, 0.0)
        except Exception as error:  # raised beside the cell: by its time running out in IPython's own code, say
            status = "timed-out" if isinstance(error, TimeoutError) else "ran"
            return StudentCell([error_output(type(error).__name__, str(error))], status, 0.0)
        if cell.status == "ran":  # a cell that ran out of time is not tried again in the next worker
            self._history.append((source, number))
        return cell

    def _run(self, source: str, number: int) -> StudentCell:
        started = time.monotonic()
        reply = self._ask({"op": "run", "source": source, "number": number})
        outputs = [checked_output(output) for output in _list(reply.get("outputs"))]
        status = "timed-out" if reply.get("error") == "OutOfTime" else "ran"
        return StudentCell(outputs, status, time.monotonic() - started)

    # Objects ------------------------------------------------------------------------------------------------------

    def do(
        self, action: str, target: Any, arguments: Sequence[Any] = (), keywords: dict[str, Any] | None = None
    ) -> Any:
        """Do something with a student's object; return the value, or raise what it raised as the same builtin type."""
        request = {
            "op": "do",
            "action": action,
            "target": target,
            "arguments": list(arguments),
            "keywords": keywords or {},
        }
        try:
            return self._ask(request).get("value")
        except StopIteration as error:
            if action == "next":
                raise
            # Let through, it would end a loop of the test's own before anything is tested.
            raise RuntimeError(f"StopIteration: {error}") from None

    def examine(self, target: Any, questions: Sequence[Question]) -> list[list[Answer]]:
        """Let the student's object sit an exam, all of it in one frame. Raises WorkerDied if the worker dies of it."""
        request = {
            "op": "examine",
            "target": target,
            "questions": pack_questions(questions),
            "seconds_per_step": min(2.0, self.limits.cell_seconds),
        }
        reply = self._ask(request, seconds=3 * self.limits.cell_seconds)
        try:
            return unpack_answers(reply.get("answers"), questions)
        except WireError as error:
            raise self._bury("crashed", str(error)) from None

    # The worker ---------------------------------------------------------------------------------------------------

    def _ask(self, request: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
        allowed = (seconds or self.limits.cell_seconds) + self.limits.grace_seconds
        if self._channel is None:
            self._start()
        assert self._channel is not None
        deadline = min(time.monotonic() + allowed, self.deadline)
        try:
            self._channel.send(request, deadline)
            reply = self._channel.receive(deadline)
        except WireTimeout:
            raise self._bury("timed-out", f"no answer within {allowed:g} s, so it was stopped") from None
        except WireClosed:
            raise self._bury("crashed", self._autopsy()) from None
        except WireError as error:
            raise self._bury("crashed", str(error)) from None
        if type(reply) is not dict:
            raise self._bury("crashed", "it answered what is no answer")
        if "raised" in reply:
            raise remote_exception(reply["raised"])
        return reply

    def _start(self) -> None:
        """Start a worker and bring it to where the last one stood."""
        if len(self.deaths) >= MAX_DEATHS:
            raise WorkerDied(
                self.deaths[-1].status, f"the notebook's process died {MAX_DEATHS} times; it is not run again"
            )
        if time.monotonic() >= self.deadline:
            raise WorkerDied("timed-out", f"the notebook used up its {self.limits.notebook_seconds:g} s")
        ours, theirs = socket.socketpair()
        with theirs:
            payload = {"directory": self.directory, "limits": asdict(self.limits)}
            with self._told_if_gone():
                self._job = self.line.fork(payload, [theirs.fileno()])
        self._channel = Channel(ours)
        self.epoch += 1
        for source, number in self._history:
            self._run(source, number)

    def _bury(self, status: str, reason: str) -> WorkerDied:
        """Make sure that the worker is dead, and say what it died of."""
        assert self._channel is not None
        self._channel.close()
        self._channel = None
        with self._told_if_gone():
            self.line.kill(self._job)
        death = WorkerDied(status, f"the notebook's process died: {reason}")
        self.deaths.append(death)
        return death

    def _autopsy(self) -> str:
        """Say what a worker died of that has closed the wire."""
        with self._told_if_gone():
            ended = self.line.wait(self._job, time.monotonic() + self.limits.grace_seconds)
        return "it closed the wire" if ended is None else died_of(ended)

    def close(self) -> None:
        """End the worker."""
        if self._channel is not None:
            self._channel.close()
            with self._told_if_gone():
                self.line.kill(self._job)

    @contextlib.contextmanager
    def _told_if_gone(self) -> Iterator[None]:
        try:
            yield
        except WireClosed as error:
            self.workers_gone = True  # for whoever asks afterwards: a test cell may swallow any exception
            raise WorkersGone(str(error)) from None


def died_of(ended: Ended) -> str:
    """Say in words how a process ended."""
    if ended.code >= 0:
        return f"it ended itself with exit code {ended.code}"
    try:
        name = signal.Signals(-ended.code).name
    except ValueError:
        name = f"signal {-ended.code}"
    causes = {
        "SIGKILL": "killed, perhaps for its memory",
        "SIGXCPU": "out of processor time",
        "SIGSEGV": "segmentation fault",
    }
    return f"{causes[name]} ({name})" if name in causes else name


def remote_exception(raised: Any) -> BaseException:
    """Make the exception that the worker described, as its nearest builtin type; the student's traceback is a note.

    Only subclasses of Exception are made: a student's SystemExit or KeyboardInterrupt must not end the evaluator.
    """
    raised = raised if type(raised) is dict else {}
    message = str(raised.get("message", ""))[:2000]
    if raised.get("timed_out") is True:
        error: Exception = TimeoutError(message)
    else:
        error = _builtin_exception(_list(raised.get("types")), message)
    traceback = [str(line)[:500] for line in _list(raised.get("traceback"))[:50]]
    if traceback:
        error.add_note("In the notebook:\n" + "\n".join(traceback))
    return error


def _builtin_exception(types: list[Any], message: str) -> Exception:
    for name in types:
        kind = getattr(builtins, name, None) if type(name) is str else None
        if isinstance(kind, type) and issubclass(kind, Exception):
            own = types[0] if kind.__name__ == types[0] else None
            text = message if own else f"{types[0]}: {message}"
            try:
                return kind(text)
            except TypeError:  # such as UnicodeDecodeError, which wants more than a message
                continue
    return RuntimeError(f"{types[0] if types else 'unknown'}: {message}")


def checked_output(output: Any) -> Output:
    """Return an output that has the form of one, whatever the worker sent."""
    kind = output.get("output_type") if type(output) is dict else None
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": "stream", "name": output["name"], "text": str(output.get("text", ""))}
    if kind == "error":
        traceback = [str(line) for line in _list(output.get("traceback"))]
        ename, evalue = str(output.get("ename", "")), str(output.get("evalue", ""))
        return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}
    if kind in ("display_data", "execute_result"):
        data = output.get("data") if type(output.get("data")) is dict else {}
        kept = {mime: value for mime, value in data.items() if mime in MIME_TYPES and type(value) is str}
        made: Output = {"output_type": kind, "data": kept, "metadata": {}}
        if kind == "execute_result":
            made["execution_count"] = None  # the evaluator numbers the cells
        return made
    return {"output_type": "stream", "name": "stdout", "text": "[an output that is none was dropped]\n"}


def error_output(name: str, message: str) -> Output:
    """Return the output of a cell that failed."""
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []
