"""Putting questions to a candidate: what runs a student's code, and all that comes back of it.

An exam is plain data, and so are its answers. That is what lets one `sit` serve a notebook, where the candidate
lives in this process, and a grader, where it lives in another one that is not to be trusted. For that reason
this module knows nothing of references, cases or right answers and imports nothing but NumPy.
"""

import copy
import functools
import inspect
import linecache
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from coursekit.checking.clock import OutOfTime, time_limit
from coursekit.checking.plain import Plain, plain

# Where code lies that is not the student's: this package, Python's own library, the import system.
NOT_STUDENTS = (str(Path(__file__).parents[1]), str(Path(inspect.__file__).parent), "<frozen")


@dataclass(frozen=True)
class Step:
    """One call in a question: `method` of the `instance`-th fresh candidate, with these arguments.

    `method` is `"forward"`, `"backward"`, or `"call"` for a plain function.
    """

    instance: int
    method: str
    arguments: tuple[Plain, ...]


Question = tuple[Step, ...]


@dataclass(frozen=True)
class Raised:
    """An exception of the candidate's: its type's name, message, and where in the student's own code."""

    type: str
    message: str
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Answer:
    """What one step brought.

    status: `"returned"`, `"raised"`, `"timed-out"`, `"missing"` (no such method), `"wrong-arguments"` (it cannot be
    called with these), or `"not-reached"` (an earlier step of the question failed).
    value: what was returned, as plain data; `changed`: indices of arguments that the call changed in place.
    """

    status: str
    value: Plain = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    signature: str | None = None


NOT_REACHED = Answer("not-reached")


@runtime_checkable
class Examinee(Protocol):
    """What can be examined without being called here, such as a stand-in for an object in another process."""

    def __coursekit_sit__(self, questions: Sequence[Question]) -> list[list[Answer]]:
        """Answer every question, step by step."""
        ...

    def __coursekit_name__(self) -> str:
        """The candidate's own name, as the student wrote it."""
        ...


@dataclass
class Sitting:
    """The state of one exam: how long a step may take, and how many steps have already run out of time."""

    seconds_per_step: float = 2.0
    timeouts_left: int = field(default=2)


def sit(candidate: Any, questions: Iterable[Question], seconds_per_step: float = 2.0) -> list[list[Answer]]:
    """Put the questions to `candidate` (a class, a `partial` of one, an instance or a function), one after another.

    Nothing that the candidate raises gets out, but for KeyboardInterrupt. After two steps that ran out of time, the
    rest is answered `"timed-out"` without being tried: an endless loop costs seconds, not minutes.
    """
    sitting = Sitting(seconds_per_step)
    return [_answer(candidate, question, sitting) for question in questions]


def _answer(candidate: Any, question: Question, sitting: Sitting) -> list[Answer]:
    instances: dict[int, Any] = {}
    answers: list[Answer] = []
    for step in question:
        if answers and answers[-1].status != "returned":
            answers.append(NOT_REACHED)
            continue
        if not sitting.timeouts_left:
            answers.append(Answer("timed-out"))
            continue
        try:
            with time_limit(sitting.seconds_per_step):
                if step.instance not in instances:
                    instances[step.instance] = fresh(candidate, step.method)
                answers.append(_take(instances[step.instance], step))
        except OutOfTime:
            sitting.timeouts_left -= 1
            answers.append(Answer("timed-out"))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            answers.append(Answer("raised", raised=describe(error)))
    return answers


def fresh(candidate: Any, method: str) -> Any:
    """Make what answers one instance's steps: a new instance, a copy of a given one, or the function itself."""
    if method == "call":
        return candidate
    if isinstance(candidate, (type, functools.partial)):
        return candidate()
    return copy.deepcopy(candidate)


def _take(instance: Any, step: Step) -> Answer:
    method: Callable[..., Any] | None = instance if step.method == "call" else getattr(instance, step.method, None)
    if not callable(method):
        return Answer("missing")
    arguments = tuple(_own_copy(argument) for argument in step.arguments)
    signature = _signature(method)
    if signature is not None:
        try:
            signature.bind(*arguments)
        except TypeError:
            return Answer("wrong-arguments", signature=str(signature))
    value = plain(method(*arguments))
    changed = tuple(
        index for index, (given, now) in enumerate(zip(step.arguments, arguments, strict=True)) if not _same(given, now)
    )
    return Answer("returned", value=value, changed=changed)


def _own_copy(argument: Plain) -> Plain:
    """Copy an array as it lies in memory, so that a strided or Fortran-ordered case stays one."""
    return copy.deepcopy(argument)


def _same(given: Plain, now: Plain) -> bool:
    if isinstance(given, np.ndarray):
        return bool(now.shape == given.shape and now.dtype == given.dtype and now.tobytes() == given.tobytes())
    return True  # numbers, strings and tuples cannot be changed in place


def _signature(method: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(method)
    except (TypeError, ValueError):  # a builtin that doesn't tell
        return None


def describe(error: BaseException) -> Raised:
    """Say what was raised, and from which line of the student's own code (outside any installed package)."""
    line = source = None
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if _is_students(filename):
            line, source = trace.tb_lineno, _source_line(filename, trace.tb_lineno)
        trace = trace.tb_next
    try:
        message = str(error)
    except Exception:
        message = ""
    return Raised(type(error).__name__, message[:1000], line, source)


def _is_students(filename: str) -> bool:
    return not filename.startswith(NOT_STUDENTS) and "site-packages" not in filename


def _source_line(filename: str, line: int) -> str | None:
    return linecache.getline(filename, line).strip()[:200] or None
