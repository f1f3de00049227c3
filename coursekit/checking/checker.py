"""`check`: is this gate right, and if not, what kind of mistake is it?"""

import functools
import time
from collections.abc import Mapping, Sequence
from typing import Any

from coursekit.checking.collecting import hand_in
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Question, sit
from coursekit.checking.honest import is_a
from coursekit.checking.plan import plan_for
from coursekit.checking.references import find_reference, is_examinee, name_of
from coursekit.checking.report import Report


def check(
    candidate: Any,
    *,
    reference: Any = None,
    inputs: Mapping[str, Domain] | None = None,
    seed: int = 0,
    level: str = "quick",
) -> Report:
    """Compare a gate (or a function) with the right one: its values, its gradients and its manners.

    candidate: a gate class, a `functools.partial` of one, an instance (copied for each case), or a function.
    reference: the right one, likewise, or its name; by default it is found by the candidate's name
    (`MultiplyGate` → `coursekit.gates.Multiply`), and made with the keywords of a `partial` candidate.
    inputs: a domain for each input, such as `{"x": real(3, 4)}`; by default what suits the reference.
    seed: the same seed gives the same cases. level: `"quick"`, or `"full"` as the autograder has it.

    Raises nothing for anything that the candidate does. What the caller does wrong is a LookupError (no reference goes
    by the name), a TypeError or a ValueError, which say what fits.
    """
    right = find_reference(candidate, reference)
    plan = plan_for(right, inputs, seed, level)
    start = time.perf_counter()
    answers = _answers(candidate, plan.exam)
    seconds = time.perf_counter() - start
    assessment = plan.assess(answers)
    report = Report(
        candidate=name_of(candidate),
        reference=right.name,
        findings=assessment.findings,
        cases=assessment.cases,
        left_out=plan.left_out,
        seconds=seconds,
        exhibit=assessment.exhibit,
    )
    hand_in(report)
    return report


def _answers(candidate: Any, exam: Sequence[Question]) -> list[list[Answer]]:
    if is_a(candidate, functools.partial) and is_examinee(candidate.func):
        candidate = candidate.func.__coursekit_bind__(candidate.args, candidate.keywords)
    if is_examinee(candidate):
        answers: list[list[Answer]] = candidate.__coursekit_sit__(exam)
        return answers
    return sit(candidate, exam)
