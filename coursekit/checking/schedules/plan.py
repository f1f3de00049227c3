"""Planning the check of a schedule: at which steps it is asked, and what it should say there.

A schedule is called with the number of a step, a whole number counted from 0; how far a candidate is from the reference
is judged at the first steps, around every number that the reference is made with (where it bends, jumps or starts
anew), at random and far away. One that learns from `observe(error)` is asked after each of a row of errors.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from coursekit.checking.case_plan import CasePlan
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Question, Step
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.judge import as_numbers, kind_of_value
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator
from coursekit.optim import Schedule

# Another formula for the same rate differs by the rounding of a dozen operations, magnified by an exponent of up to a
# thousand or so (1e-12), and where terms as large as the largest rate cancel, by that in relation to it.
RELATIVE, OF_LARGEST = 1e-9, 1e-12

FIRST = (0, 1, 2, 3, 4, 5, 7)
FAR = (100, 1000, 4321)

# Better, worse, equal: what a validation set may show.
ERRORS = (1.0, 0.8, 0.9, 0.9, 0.7, 0.75, 0.72, 0.71, 0.9, 1.1, 0.6, 0.65)


@dataclass(frozen=True, eq=False)
class Case:
    """One step: `t`, the rate that is expected of it, and the question, whose last answer is the rate."""

    t: int
    expected: float
    question: Question
    observed: int = 0

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        if self.observed:
            return f"after {self.observed} error{'s' * (self.observed > 1)}"
        return f"step {self.t}"


@dataclass(frozen=True, eq=False)
class Result:
    """How a case went: the rate that was given, as far as it is a number; `kind`: a code if something is amiss."""

    case: Case
    got: float | None
    kind: str | None
    answer: Answer
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing is amiss."""
        return self.kind is None


@dataclass(frozen=True, eq=False)
class SchedulePlan(CasePlan[Case, Result]):
    """The steps at which a schedule is asked, each with the rate that is expected."""

    schedule: Schedule

    @property
    def tolerance(self) -> Callable[[float], float]:
        """How far a rate may be from the one expected."""
        largest = max(abs(case.expected) for case in self.cases)
        return lambda expected: RELATIVE * abs(expected) + OF_LARGEST * largest

    def judge(self, case: Case, answers: Sequence[Answer]) -> Result:
        for each in answers:
            if each.status != "returned":
                kind = {"raised": "raises", "timed-out": "timeout"}.get(each.status, "missing-method")
                return Result(case, None, kind, each, each.signature or "")
        answer = answers[-1]
        if answer.value is None:
            return Result(case, None, "returns-none", answer)
        array, _ = as_numbers(answer.value)
        if array is None or array.shape != () or array.dtype.kind not in "iuf":
            return Result(case, None, "forward-dtype", answer, kind_of_value(answer.value))
        got = float(array)
        if all(type(each.value) is not float or not math.isnan(each.value) for each in answers) and abs(
            got - case.expected
        ) <= self.tolerance(case.expected):
            return Result(case, got, None, answer)
        return Result(case, got, "rate-value", answer)

    def diagnose(self, results: Sequence[Result]) -> list[Finding]:
        from coursekit.checking.schedules.diagnosis import diagnose  # which is about plans

        return diagnose(self, results)

    def exhibit(self, results: Sequence[Result], findings: Sequence[Finding]) -> Exhibit | None:
        from coursekit.checking.schedules.exhibit import exhibit_of

        return exhibit_of(results, findings)


def plan_schedule(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> SchedulePlan:
    """Plan the check of a schedule. The steps are not the caller's to choose."""
    if inputs is not None:
        raise ValueError(
            f"inputs is given, but the reference {reference.name} is a schedule: at which steps it is asked is the "
            "check's to choose. Leave inputs out"
        )
    schedule: Any = reference.make()
    if hasattr(schedule, "observe"):
        after_errors = tuple(_after_errors(reference, count) for count in range(len(ERRORS)))
        return SchedulePlan(reference, after_errors, (), schedule)
    rng = generator(seed, reference.name)
    bends = bends_of(schedule)
    around = [b * times + by for b in bends for times in (1, 2, 3) for by in (-1, 0, 1)]
    far = 5 * max(bends, default=20)
    anywhere = rng.integers(0, far, 8 if level == "quick" else 40)
    steps = dict.fromkeys(int(t) for t in (*FIRST, *around, *anywhere, *FAR) if t >= 0)
    cases = [Case(t, schedule(t), (Step(0, "__call__", (t,)),)) for t in steps]
    again = Case(cases[1].t, cases[1].expected, (Step(0, "__call__", (4,)), Step(0, "__call__", (cases[1].t,))))
    return SchedulePlan(reference, (*cases, again), (), schedule)


def _after_errors(reference: Reference, count: int) -> Case:
    schedule = reference.make()
    for error in ERRORS[:count]:
        schedule.observe(error)
    watched = tuple(Step(0, "observe", (error,)) for error in ERRORS[:count])
    return Case(count, schedule(count), (*watched, Step(0, "__call__", (count,))), count)


def bends_of(schedule: Any) -> list[int]:
    """Return the whole numbers near which a schedule may do something: those of at least 2 that it is made with."""
    numbers: list[float] = []
    for field in dataclasses.fields(schedule):
        value = getattr(schedule, field.name)
        if isinstance(value, Schedule):
            numbers += bends_of(value)
        elif isinstance(value, (int, float, np.number)):
            numbers.append(float(value))
    whole = [math.floor(value) for value in numbers if 2 <= value < 1e6]
    return sorted({*whole, *(a + b for a, b in pairwise(whole)), *(_multiples(whole))})


def _multiples(whole: Sequence[int]) -> list[int]:
    """Products of two: where one number counts what the other is the length of, as epochs and steps."""
    return [a * b for index, a in enumerate(whole) for b in whole[index + 1 :]]
