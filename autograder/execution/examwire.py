"""An exam and its answers as plain data for the wire.

Answers come from the untrusted side: `unpack_answers` builds them only from what has exactly the form of answers to the
questions that were asked, and raises WireError for anything else.
"""

from collections.abc import Sequence
from typing import Any

from autograder.execution.wire import WireError
from coursekit.checking.exam import Answer, Question, Raised, Step

STATUSES = frozenset({"returned", "raised", "timed-out", "missing", "wrong-arguments", "not-reached"})


def pack_questions(questions: Sequence[Question]) -> list[Any]:
    """Return the questions as plain data."""
    return [[(step.instance, step.method, step.arguments) for step in question] for question in questions]


def unpack_questions(packed: list[Any]) -> list[Question]:
    """Return the questions that were packed."""
    return [tuple(Step(*step) for step in question) for question in packed]


def pack_answers(answers: Sequence[Sequence[Answer]]) -> list[Any]:
    """Return the answers as plain data."""
    return [[_pack(answer) for answer in question] for question in answers]


def _pack(answer: Answer) -> Any:
    raised = answer.raised and (answer.raised.type, answer.raised.message, answer.raised.line, answer.raised.source)
    return (answer.status, answer.value, raised, answer.changed, answer.signature)


def unpack_answers(packed: Any, questions: Sequence[Question]) -> list[list[Answer]]:
    """Return the answers, one for each step of each question."""
    if type(packed) is not list or len(packed) != len(questions):
        raise WireError("not as many answers as questions")
    unpacked = []
    for answers, question in zip(packed, questions, strict=True):
        if type(answers) is not list or len(answers) != len(question):
            raise WireError("not as many answers as steps")
        unpacked.append([_unpack(answer, step) for answer, step in zip(answers, question, strict=True)])
    return unpacked


def _unpack(packed: Any, step: Step) -> Answer:
    try:
        status, value, raised, changed, signature = packed
    except (TypeError, ValueError) as error:
        raise WireError("an answer that is none") from error
    good = (
        status in STATUSES
        and type(changed) is tuple
        and all(type(index) is int and 0 <= index < len(step.arguments) for index in changed)
        and (signature is None or type(signature) is str)
        and (status == "raised") == (raised is not None)
    )
    if not good:
        raise WireError("an answer that is none")
    return Answer(status, value, None if raised is None else _unpack_raised(raised), changed, signature)


def _unpack_raised(packed: Any) -> Raised:
    try:
        kind, message, line, source = packed
    except (TypeError, ValueError) as error:
        raise WireError("an exception that is none") from error
    good = (
        type(kind) is str
        and type(message) is str
        and (line is None or type(line) is int)
        and (source is None or type(source) is str)
    )
    if not good:
        raise WireError("an exception that is none")
    return Raised(kind[:200], message[:1000], line, source and source[:200])
