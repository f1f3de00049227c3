"""An exam and its answers as plain data for the wire.

Answers come from the untrusted side: `unpack_answers` builds them only from what has exactly the form of answers to the
questions that were asked, and raises WireError for anything else.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from autograder.execution.wire import WireError
from coursekit.checking.exam import MAX_TRACE, Answer, Line, Question, Raised, Step

STATUSES = frozenset({"returned", "raised", "timed-out", "missing", "wrong-arguments", "not-reached"})


def pack_questions(questions: Sequence[Question]) -> list[Any]:
    """Return the questions as plain data."""
    return [[astuple_of(step) for step in question] for question in questions]


def astuple_of(step: Step) -> tuple[Any, ...]:
    """Return a step's fields in order, without copying its arrays as `dataclasses.astuple` would."""
    return tuple(getattr(step, field.name) for field in fields(step))


def unpack_questions(packed: list[Any]) -> list[Question]:
    """Return the questions that were packed."""
    return [tuple(Step(*step) for step in question) for question in packed]


def pack_answers(answers: Sequence[Sequence[Answer]]) -> list[Any]:
    """Return the answers as plain data."""
    return [[_pack(answer) for answer in question] for question in answers]


def _pack(answer: Answer) -> Any:
    raised = answer.raised and (answer.raised.type, answer.raised.message, tuple(map(tuple, answer.raised.trace)))
    numerical = answer.numerical and tuple(answer.numerical)
    place = answer.changed, answer.changed_earlier
    return (answer.status, answer.value, raised, *place, answer.signature, numerical, answer.stage)


def unpack_answers(packed: Any, questions: Sequence[Question]) -> list[list[Answer]]:
    """Return the answers, one for each step of each question."""
    if type(packed) is not list or len(packed) != len(questions):
        raise WireError("not as many answers as questions")
    unpacked = []
    for answers, question in zip(packed, questions, strict=True):
        if type(answers) is not list or len(answers) != len(question):
            raise WireError("not as many answers as steps")
        unpacked.append([_unpack(answer, question, number) for number, answer in enumerate(answers)])
    return unpacked


def _unpack(packed: Any, question: Question, number: int) -> Answer:
    try:
        status, value, raised, changed, changed_earlier, signature, numerical, stage = packed
        good = (
            type(status) is str
            and status in STATUSES
            and type(changed) is tuple
            and all(_is_argument(question, number, index) for index in changed)
            and type(changed_earlier) is tuple
            and all(_is_argument(question, earlier, index) and earlier < number for earlier, index in changed_earlier)
            and (signature is None or type(signature) is str)
            and (stage is None or type(stage) is str)
            and (status == "raised") == (raised is not None)
        )
        line = None if numerical is None else _unpack_line(*numerical)
    except (TypeError, ValueError) as error:
        raise WireError("an answer that is none") from error
    if not good:
        raise WireError("an answer that is none")
    told = None if raised is None else _unpack_raised(raised)
    cut = signature and signature[:1000], line, stage and stage[:200]
    return Answer(status, value, told, changed, changed_earlier, *cut)


def _is_argument(question: Question, number: Any, index: Any) -> bool:
    return (
        type(number) is int
        and type(index) is int
        and 0 <= number < len(question)
        and 0 <= index < len(question[number].arguments)
    )


def _unpack_raised(packed: Any) -> Raised:
    try:
        kind, message, trace = packed
        lines = [_unpack_line(*line) for line in trace]
    except (TypeError, ValueError) as error:
        raise WireError("an exception that is none") from error
    if type(kind) is not str or type(message) is not str or type(trace) is not tuple:
        raise WireError("an exception that is none")
    return Raised(kind[:200], message[:1000], tuple(lines[-MAX_TRACE:]))


def _unpack_line(number: Any, function: Any, source: Any) -> Line:
    if type(number) is not int or type(function) is not str or not (source is None or type(source) is str):
        raise WireError("a line that is none")
    return Line(number, function[:200], source and source[:200])
