"""Planning the check of a gradient checker: a function `gradient_check(f, gradient, x)` of problem set 3.

f takes an array and returns a number; `gradient` takes the same array and returns what is claimed to be f's gradient,
in the shape of x. The verdict is True or False. A checker must pass what is right, also where gradients are small,
large, of very different sizes or 0, and catch what is wrong, also in a single entry.

What is claimed crosses to the student's process as numbers. Which of them are right is not to be found there, but by
doing what the exercise asks for.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import centred
from coursekit.checking.case_plan import CasePlan
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.programs import functions
from coursekit.checking.programs.asking import answered_by, reason
from coursekit.checking.programs.checker_case import OTHER_SHAPE, CheckerCase, CheckerResult
from coursekit.checking.programs.checker_diagnosis import diagnose
from coursekit.checking.programs.exhibits import exhibit_of_checker
from coursekit.checking.programs.functions import Function
from coursekit.checking.programs.stepping import Steps
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator

DRAWS = {"quick": 1, "full": 3}

# What round-off leaves of a centred difference is some 1e-10 of f; the least mistake that is asked for is 1e-2.
TOLERANCE = 1e-5


def gradient_check(f: Callable[[Any], Any], gradient: Callable[[Any], Any], x: Any) -> bool:
    """Whether `gradient(x)` is the gradient of f at x, as far as centred differences can tell.

    Raises ValueError or TypeError for what `coursekit.autodiff.centred` refuses.
    """
    numerical, claimed = centred(f, x), np.asarray(gradient(x))
    if claimed.shape != numerical.shape or not np.all(np.isfinite(claimed)):
        return False
    scale = max(float(np.max(np.abs(numerical))), float(np.max(np.abs(claimed))))
    return bool(np.max(np.abs(claimed - numerical)) <= TOLERANCE * scale)


class CheckerPlan(CasePlan[CheckerCase, CheckerResult]):
    """All cases of a gradient checker, whose verdicts are compared with the right ones."""

    def judge(self, case: CheckerCase, answers: Sequence[Answer]) -> CheckerResult:
        return judged(case, answers[0])

    def diagnose(self, results: Sequence[CheckerResult]) -> list[Finding]:
        return diagnose(results)

    def exhibit(self, results: Sequence[CheckerResult], findings: Sequence[Finding]) -> Exhibit | None:
        return exhibit_of_checker(results, findings)


def plan_gradient_check(
    reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str
) -> CheckerPlan:
    """Plan the check of a gradient checker."""
    if inputs is not None:
        raise ValueError(
            f"inputs were given for {reference.name}, whose first input is a function: its cases bring their own"
        )
    rng = generator(seed, reference.name, "gradient check")
    tried = [case for _ in range(DRAWS[level]) for case in (*_right(rng), *_wrong(rng))]
    # The order tells nothing of which are right.
    tried = [tried[number] for number in rng.permutation(len(tried))]
    kept, left_out = [], []
    for result in answered_by(reference, tried, judged):
        if result.passed:
            kept.append(result.case)
        else:
            left_out.append((result.case.name, reason(result.answer, "the reference judges otherwise")))
    if any(sum(case.right is right for case in kept) < len(tried) / 4 for right in (True, False)):
        raise ValueError(
            f"the reference {reference.name} tells no right gradient from a wrong one ({left_out[0][0]}: "
            f"{left_out[0][1]}). A gradient checker is a function (f, gradient, x), where gradient is a function, too, "
            "which returns True or False"
        )
    return CheckerPlan(reference, tuple(kept), tuple(left_out))


def _right(rng: np.random.Generator) -> list[CheckerCase]:
    point = functions.point
    unequal = 10.0 ** rng.permutation(np.linspace(-2.0, 2.0, 4))
    unused = np.array([1.0, 0.0, 1.0])
    tried = [
        functions.square_sum(point(rng, 3), rng, "right: a vector"),
        functions.mixed(point(rng, 2, 3), rng, "right: a matrix"),
        functions.curved(point(rng, 3), rng, "right: a function that bends"),
        functions.kinked(point(rng, 4), rng, "right: kinks that are not near"),
        functions.scaled(point(rng, 3), rng, "right: a small gradient", 1e-5),
        functions.scaled(point(rng, 3), rng, "right: a large gradient", 1e6),
        functions.scaled(point(rng, 4), rng, "right: entries of different sizes", unequal),
        functions.scaled(point(rng, 3), rng, "right: an entry without influence", unused),
        functions.scaled(point(rng, 2), rng, "right: no influence at all", 0.0),
        functions.on_top_of(point(rng, 3), rng, "right: small changes of a large number", 100.0),
        functions.square_sum(rng.integers(1, 5, 3), rng, "right: whole numbers"),
    ]
    return [CheckerCase(each.name, each, each.gradient, True, "right") for each in tried]


def _wrong(rng: np.random.Generator) -> list[CheckerCase]:
    vector = functions.mixed(functions.point(rng, 4), rng, "")
    square = functions.mixed(functions.point(rng, 3, 3), rng, "")
    small = functions.scaled(functions.point(rng, 3), rng, "", 1e-5)
    large = functions.scaled(functions.point(rng, 3), rng, "", 1e6)
    terms = functions.square_sum(functions.point(rng, 3), rng, "")
    right = vector.gradient

    def case(name: str, function: Function, claimed: Any, told: str) -> CheckerCase:
        return CheckerCase(f"wrong: {name}", function, np.asarray(claimed, np.float64), False, told)

    def but(gradient: Any, entry: int, value: float) -> Any:
        changed = np.array(gradient)
        changed.flat[entry] = value
        return changed

    largest = int(np.argmax(np.abs(right)))
    size = float(np.abs(right).max())
    return [
        case("the sign", vector, -right, "a gradient with the wrong sign"),
        case("twice as large", vector, 2 * right, "a gradient that is twice as large"),
        case("half as large", square, square.gradient / 2, "a gradient that is half as large"),
        case("1 % too large", vector, 1.01 * right, "a gradient that is 1 % too large"),
        case(
            "one entry", vector, but(right, largest, 1.02 * right[largest]), "a gradient with one entry that is 2 % off"
        ),
        case("the first entry", vector, but(right, 0, right[0] + size), "a gradient whose first entry is wrong"),
        case("the last entry", vector, but(right, -1, right[-1] - size), "a gradient whose last entry is wrong"),
        case(
            "entries exchanged",
            vector,
            right[::-1],
            "a gradient with its entries in reverse, so that their sum is right",
        ),
        case("transposed", square, square.gradient.T, "a gradient that is transposed"),
        case("nothing", vector, 0 * right, "a gradient of zeros"),
        case("a term is missing", terms, terms.gradient / 2, "the gradient of x·x without one of its two terms"),
        case("a constant added", vector, right + 0.1 * size, "a gradient with a constant added to it"),
        case(
            "a small one doubled",
            small,
            2 * small.gradient,
            "a small gradient (of the size 1e-5) that is twice as large",
        ),
        case(
            "a small one forgotten", small, 0 * small.gradient, "zeros in place of a small gradient (of the size 1e-5)"
        ),
        case("a large one", large, 1.01 * large.gradient, "a large gradient (of the size 1e6) that is 1 % too large"),
        case("not a number", vector, but(right, 1, np.nan), "a gradient with an entry that is not a number (nan)"),
        CheckerCase(OTHER_SHAPE, vector, np.asarray(right.mean()), False, "a single number in place of an array"),
    ]


def judged(case: CheckerCase, answer: Answer) -> CheckerResult:
    """Read one verdict."""
    told = answer.value if isinstance(answer.value, dict) else {}
    verdict = told.get("verdict")
    if isinstance(verdict, np.ndarray) and verdict.shape == ():
        verdict = verdict[()]
    verdict = bool(verdict) if isinstance(verdict, (bool, np.bool_)) else None
    return CheckerResult(case, answer, verdict, Steps.of(answer.value))
