"""Asking the reference first: what an instructor's own class or function cannot do, nobody is asked."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from coursekit.checking.case_plan import PlannedCase
from coursekit.checking.exam import Answer, sit
from coursekit.checking.reference import Reference

Case = TypeVar("Case", bound=PlannedCase)
Result = TypeVar("Result")


def answered_by(reference: Reference, cases: Sequence[Case], judged: Callable[[Case, Answer], Result]) -> list[Result]:
    """Return how cases of one step each go for the reference itself."""
    answers = sit(reference.source, [case.question for case in cases])
    return [judged(case, answer) for case, (answer,) in zip(cases, answers, strict=True)]


def reason(answer: Answer, otherwise: str) -> str:
    """Say why a case is left out: what the reference raises, `otherwise` if that is nothing."""
    if answer.raised is None:
        return otherwise
    return f"the reference raises {answer.raised.type}: {answer.raised.message}"
