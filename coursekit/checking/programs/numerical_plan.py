"""Planning the check of a numerical gradient: a function `numerical_gradient(f, x)` of problem set 3.

f takes an array and returns a number; the result is an array in the shape of x. Allowed is what a centred difference
with a sensible step (1e-3 to 1e-8) has of errors, or four times the error of the reference itself, so that a
one-sided difference may be asked for, too. Whole numbers in x must be converted, or refused by a TypeError or
ValueError; that is asked if the reference does.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from coursekit.checking.case_plan import CasePlan
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.programs import functions
from coursekit.checking.programs.asking import answered_by, reason
from coursekit.checking.programs.comparing import as_numbers
from coursekit.checking.programs.exhibits import exhibit_of_numerical_gradient
from coursekit.checking.programs.functions import Function
from coursekit.checking.programs.numerical_case import ACCURACY, NumericalCase, NumericalResult
from coursekit.checking.programs.numerical_diagnosis import diagnose
from coursekit.checking.programs.stepping import Steps, is_one_sided
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator

# At any rate, so many times the error of the reference itself is allowed.
REFERENCE_ERRORS = 4

# A reference whose own error is larger than this is wrong and not coarse.
WRONG = 1e-3

# Beside two calls for each entry: one at x itself, and what a careful programmer may add.
MORE_CALLS = 4

DRAWS = {"quick": 1, "full": 3}
REFUSALS = ("TypeError", "ValueError")


class NumericalPlan(CasePlan[NumericalCase, NumericalResult]):
    """All cases of a numerical gradient, which is compared with the right one."""

    def judge(self, case: NumericalCase, answers: Sequence[Answer]) -> NumericalResult:
        return judged(case, answers[0])

    def diagnose(self, results: Sequence[NumericalResult]) -> list[Finding]:
        return diagnose(results)

    def exhibit(self, results: Sequence[NumericalResult], findings: Sequence[Finding]) -> Exhibit | None:
        return exhibit_of_numerical_gradient(results, findings)


def plan_numerical_gradient(
    reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str
) -> NumericalPlan:
    """Plan the check of a numerical gradient."""
    if inputs is not None:
        raise ValueError(
            f"inputs were given for {reference.name}, whose first input is a function: its cases bring their own"
        )
    rng = generator(seed, reference.name, "numerical gradient")
    tried = [NumericalCase(each) for _ in range(DRAWS[level]) for each in _functions(rng)]
    cases: list[NumericalCase] = []
    left_out: list[tuple[str, str]] = []
    for result in answered_by(reference, tried, judged):
        case, answer, right = result.case, result.answer, result.case.function.gradient
        scale = float(np.max(np.abs(right)))
        if result.refused:
            cases.append(NumericalCase(case.function, ACCURACY * scale))
            continue
        error = np.inf if result.gradient is None else float(np.max(np.abs(result.gradient - right)))
        if answer.status == "returned" and not answer.changed and error < WRONG * scale:
            allowed = max(ACCURACY * scale, REFERENCE_ERRORS * error)
            calls = max(2 * right.size + MORE_CALLS, result.steps.calls)
            cases.append(NumericalCase(case.function, allowed, calls, is_one_sided(result.steps)))
        else:
            left_out.append((case.name, _reason(answer)))
    if not any(case.function.layout == "C" and not case.function.whole_numbers for case in cases):
        raise ValueError(
            f"the reference {reference.name} could not be evaluated ({left_out[0][0]}: {left_out[0][1]}). A numerical "
            "gradient is a function (f, x), f from an array to a number, which returns an array in the shape of x"
        )
    return NumericalPlan(reference, tuple(cases), tuple(left_out))


def _functions(rng: np.random.Generator) -> list[Function]:
    point = functions.point
    return [
        functions.square_sum(point(rng, 3), rng, "a vector"),
        functions.mixed(point(rng, 2, 3), rng, "a matrix whose entries act on each other"),
        functions.curved(point(rng, 4), rng, "a function that bends"),
        functions.square_sum(point(rng, 1), rng, "one entry"),
        functions.square_sum(point(rng, 2, 2, 2), rng, "three axes"),
        functions.kinked(point(rng, 5), rng, "kinks that are not near"),
        functions.on_top_of(point(rng, 3), rng, "small changes of a large number", 100.0),
        functions.mixed(point(rng, 2, 3), rng, "columns first in memory", "F"),
        functions.mixed(point(rng, 2, 3), rng, "gaps in memory", "strided"),
        functions.square_sum(rng.integers(1, 5, 3), rng, "whole numbers"),
    ]


def _reason(answer: Answer) -> str:
    if answer.status == "returned":
        return "the reference changes x" if answer.changed else "the reference is far off"
    return reason(answer, "it takes too long")


def judged(case: NumericalCase, answer: Answer) -> NumericalResult:
    """Compare one answer with what is right."""
    refused = bool(
        case.function.whole_numbers and answer.status == "raised" and answer.raised and answer.raised.type in REFUSALS
    )
    told = answer.value if isinstance(answer.value, dict) else {}
    gradient = as_numbers(told.get("gradient"), case.function.gradient)
    close = gradient is not None and bool(np.all(np.abs(gradient - case.function.gradient) <= case.allowed))
    right = answer.status == "returned" and close and not answer.changed
    return NumericalResult(case, answer, gradient, Steps.of(answer.value), refused, refused or right)
