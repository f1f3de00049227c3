"""Putting questions to a candidate: what runs a student's code, and all that comes back of it.

An exam is plain data, and so are its answers. That is what lets one `sit` serve a notebook, where the candidate
lives in this process, and a grader, where it lives in another one that is not to be trusted. For that reason
this module knows nothing of references, cases or right answers, and neither does anything that it imports.
"""

import copy
import functools
import inspect
import linecache
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

from coursekit.checking import numerical, numerical_source
from coursekit.checking.clock import OutOfTime, time_limit
from coursekit.checking.honest import is_a, type_name
from coursekit.checking.plain import Plain, plain
from coursekit.checking.programs.program import MissingOperation
from coursekit.checking.programs.scenes import SCENES

# Where code lies that is not the student's: this package, Python's own library, the import system.
NOT_STUDENTS = (str(Path(__file__).parents[1]), str(Path(inspect.__file__).parent), "<frozen")

# How many times as long a step may take if the machine does other things meanwhile: that is no fault of the student's.
PATIENCE = 5.0

# The innermost lines of an exception's trace that are kept: an endless recursion has a thousand.
MAX_TRACE = 12


@dataclass(frozen=True)
class Step:
    """One call in a question: `method` of the `instance`-th fresh candidate, with these arguments.

    `method` is a name such as `"forward"`; `"call"` for the candidate itself, a plain function; `"__call__"` for
    either a function or an instance that can be called; or the name of a scene that is played with the candidate
    itself (`programs.scenes`): `"tape"`, `"graph"`, … `layout` says how array arguments lie in memory: `"C"`, `"F"`
    (columns first), `"strided"` (with gaps), `"reversed"` (backwards) or `"same"` (all are one array, the first); plain
    data can't tell.

    gives: what the answer holds: `"result"`; `"arguments"`, as the call left them; `"both"`, as a pair; or `"within"`,
    the arguments as they are inside of the context manager that the call returns.
    kept: (index, step) for each argument that is the very object given at the same index in an earlier step of the
    question, as it is now. seeded: indices of arguments that are seeds, in place of which a generator is given.
    """

    instance: int
    method: str
    arguments: tuple[Plain, ...]
    layout: str = "C"
    gives: str = "result"
    kept: tuple[tuple[int, int], ...] = ()
    seeded: tuple[int, ...] = ()


Question = tuple[Step, ...]


class Line(NamedTuple):
    """A line of the student's own code: its number, the function in which it stands, and its text if known."""

    number: int
    function: str
    source: str | None


@dataclass(frozen=True)
class Raised:
    """An exception of the candidate's: its type's name, message, and the calls that led to it.

    `trace` holds the lines of the student's own code alone, outermost call first.
    """

    type: str
    message: str
    trace: tuple[Line, ...] = ()

    @property
    def line(self) -> int | None:
        """The number of the student's line in which it happened."""
        return self.trace[-1].number if self.trace else None

    @property
    def source(self) -> str | None:
        """The text of that line."""
        return self.trace[-1].source if self.trace else None


@dataclass(frozen=True)
class Answer:
    """What one step brought.

    status: `"returned"`, `"raised"`, `"timed-out"`, `"missing"` (no such method), `"wrong-arguments"` (it cannot be
    called with these), or `"not-reached"` (an earlier step of the question failed).
    value: what was returned, as plain data; `changed`: indices of arguments that the call changed in place;
    `changed_earlier`: (step, index) of arguments of earlier steps of the question that this call changed in place;
    `numerical`: the line that shows that backward differentiates numerically; `stage`: how far a scene had come when
    the candidate raised something, or had not what the stage needs.
    """

    status: str
    value: Plain = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    changed_earlier: tuple[tuple[int, int], ...] = ()
    signature: str | None = None
    numerical: Line | None = None
    stage: str | None = None


NOT_REACHED = Answer("not-reached")


@runtime_checkable
class Examinee(Protocol):
    """What can be examined without being called here, such as a stand-in for an object in another process."""

    def __coursekit_sit__(self, questions: Sequence[Question]) -> list[list[Answer]]:
        """Answer every question, step by step."""
        ...

    def __coursekit_bind__(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Return the same with these arguments given already, as `functools.partial` does."""
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
    rest is answered `"timed-out"` without being tried: an endless loop costs seconds, not minutes. Warnings are
    silenced: what an overflow does to the result is in the answer.
    """
    sitting = Sitting(seconds_per_step)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        asked = list(questions)
        answers = [_answer(candidate, question, sitting) for question in asked]
        line = _numerical_line(candidate, asked, answers, sitting)
    if line is None:
        return answers
    return [
        [replace(a, numerical=line) if step.method == "backward" else a for step, a in zip(*pair, strict=True)]
        for pair in zip(asked, answers, strict=True)
    ]


def _numerical_line(
    candidate: Any, questions: Sequence[Question], answers: Sequence[Sequence[Answer]], sitting: Sitting
) -> Line | None:
    """Let one question be answered once more under observation; return the line of backward that takes differences."""
    for question, given in zip(questions, answers, strict=True):
        methods = [step.method for step in question]
        returned = all(answer.status == "returned" for answer in given)
        if methods == ["forward", "backward"] and returned and any(np.ndim(x) for x in question[0].arguments):
            try:
                with time_limit(sitting.seconds_per_step, patience=PATIENCE):
                    return _observed(candidate, *question)
            except KeyboardInterrupt:
                raise
            except BaseException:  # the student's code, which answered before and doesn't now, or not in time
                return None
    return None


def _observed(candidate: Any, forward: Step, backward: Step) -> Line | None:
    instance = fresh(candidate, "forward")
    arguments = _given(forward)
    with numerical.Watch(is_students) as in_forward:
        instance.forward(*arguments)
    with numerical.Watch(is_students) as in_backward:
        instance.backward(*_given(backward))
    line = numerical.stepping_line(forward.arguments, in_forward, in_backward)
    if line is not None:
        code = next(call.code for call in in_backward.calls)
        return Line(line, "backward", _source_line(code.co_filename, line))
    found = numerical_source.quotient_line(instance.backward, in_backward)
    return None if found is None else Line(found[0], "backward", found[1])


def _answer(candidate: Any, question: Question, sitting: Sitting) -> list[Answer]:
    instances: dict[int, Any] = {}
    given: list[tuple[Any, ...]] = []
    answers: list[Answer] = []
    for step in question:
        if answers and answers[-1].status != "returned":
            answers.append(NOT_REACHED)
            continue
        if not sitting.timeouts_left:
            answers.append(Answer("timed-out"))
            continue
        given.append(_given(step, given))
        try:
            with time_limit(sitting.seconds_per_step, patience=PATIENCE):
                answer = _attempt(candidate, instances, step, given[-1])
        except OutOfTime:
            sitting.timeouts_left -= 1
            answer = Answer("timed-out")
        if answer.status == "returned":
            answer = replace(answer, **_changes(question, given))
            if step.gives == "arguments":
                answer = replace(answer, value=plain(given[-1]))
            elif step.gives == "both":
                answer = replace(answer, value=(answer.value, plain(given[-1])))
        answers.append(answer)
    return answers


def _attempt(candidate: Any, instances: dict[int, Any], step: Step, arguments: tuple[Any, ...]) -> Answer:
    if step.method in SCENES:
        return _play(step.method, candidate, arguments)
    try:
        if step.instance not in instances:
            instances[step.instance] = fresh(candidate, step.method)
        return _take(instances[step.instance], step, arguments)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:
        return Answer("raised", raised=describe(error))


def _play(scene: str, candidate: Any, arguments: tuple[Plain, ...]) -> Answer:
    stages = [""]
    try:
        return Answer("returned", value=plain(SCENES[scene](stages.append, candidate, *arguments)))
    except (KeyboardInterrupt, OutOfTime):
        raise
    except MissingOperation as missing:
        return Answer("missing", stage=_message(missing)[:200])
    except BaseException as error:
        return Answer("raised", raised=describe(error), stage=stages[-1])


def fresh(candidate: Any, method: str) -> Any:
    """Make what answers one instance's steps: a new instance, a copy of a given one, or the function itself."""
    made_by = candidate.func if is_a(candidate, functools.partial) else candidate
    if method == "call" or (method == "__call__" and is_a(made_by, FunctionType)):
        return candidate
    if is_a(candidate, (type, functools.partial)):
        return candidate()
    return copy.deepcopy(candidate)


def _take(instance: Any, step: Step, arguments: tuple[Any, ...]) -> Answer:
    name = step.method
    method: Callable[..., Any] | None = instance if name in ("call", "__call__") else getattr(instance, name, None)
    if not callable(method):
        return Answer("missing")
    try:
        signature = inspect.signature(method)
    except (TypeError, ValueError):
        if inspect.ismethod(method):  # it has no room for self
            return Answer("wrong-arguments", signature=plain(str(inspect.signature(method.__func__))))
        signature = None  # a builtin that doesn't tell
    if signature is not None:
        try:
            signature.bind(*arguments)
        except TypeError:
            return Answer("wrong-arguments", signature=plain(str(signature)))
    if step.gives == "within":
        with method(*arguments):
            return Answer("returned", value=plain(arguments))
    return Answer("returned", value=plain(method(*arguments)))


def _given(step: Step, earlier: Sequence[tuple[Any, ...]] = ()) -> tuple[Any, ...]:
    """Copy a step's arguments for the candidate to use, but for those that are kept."""
    if step.layout == "same":
        return (_laid_out(step.arguments[0], "C"),) * len(step.arguments)
    arguments = [_laid_out(argument, step.layout) for argument in step.arguments]
    for index, number in step.kept:
        arguments[index] = earlier[number][index]
    for index in step.seeded:
        arguments[index] = np.random.default_rng(arguments[index])
    return tuple(arguments)


def _laid_out(argument: Plain, layout: str) -> Plain:
    """Copy an argument for the candidate to use, an array as `layout` says."""
    if not isinstance(argument, np.ndarray):
        return copy.deepcopy(argument)
    match layout:
        case "C" | "F":
            return np.array(argument, order="C" if layout == "C" else "F")
        case "strided":
            with_gaps = np.zeros([2 * length for length in argument.shape], argument.dtype)
            view = with_gaps[(slice(None, None, 2),) * argument.ndim]
            view[...] = argument
            return view
        case "reversed":
            return np.flip(np.flip(argument).copy())
        case _:
            raise ValueError(f"layout is {layout!r}; it should be 'C', 'F', 'strided', 'reversed' or 'same'")


def _changes(question: Question, given: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """Compare what was given in the steps so far with what they should still hold."""
    last = len(given) - 1
    changed = [
        (number, index)
        for number, arguments in enumerate(given)
        for index, now in enumerate(arguments)
        if question[number].gives == "result" and not _same(question[number].arguments[index], now)
    ]
    return {
        "changed": tuple(index for number, index in changed if number == last),
        "changed_earlier": tuple(place for place in changed if place[0] != last),
    }


def _same(asked: Plain, now: Plain) -> bool:
    if isinstance(asked, np.ndarray):
        return bool(now.shape == asked.shape and now.dtype == asked.dtype and now.tobytes() == asked.tobytes())
    if isinstance(asked, (list, tuple)):
        return len(asked) == len(now) and all(_same(*pair) for pair in zip(asked, now, strict=True))
    return True  # numbers and strings cannot be changed in place


def describe(error: BaseException) -> Raised:
    """Say what was raised, and from which lines of the student's own code (outside any installed package)."""
    lines = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if is_students(code.co_filename):
            lines.append(Line(step.tb_lineno, code.co_name[:200], _source_line(code.co_filename, step.tb_lineno)))
        step = step.tb_next
    return Raised(type_name(type(error)), _message(error)[:1000], tuple(lines[-MAX_TRACE:]))


def _message(error: BaseException) -> str:
    try:
        return str.__str__(str(error))
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException:  # its __str__ is the student's code, too
        return ""


def is_students(filename: str) -> bool:
    """Whether code from this file is the student's own."""
    return not filename.startswith(NOT_STUDENTS) and "site-packages" not in filename


def _source_line(filename: str, line: int) -> str | None:
    return linecache.getline(filename, line).strip()[:200] or None
