"""Planning the check of a schedule: at which steps it is asked, and what it should say there.

A schedule is called with the number of a step, a whole number counted from 0; how far a candidate is from the reference
is judged at the first steps, around every number that the reference is made with (where it bends, jumps or starts
anew), at random and far away. One that learns from `observe(error)` is asked after each of a row of errors.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.checking.case_plan import CasePlan
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Step
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.judge import as_numbers, kind_of_value
from coursekit.checking.reference import Reference
from coursekit.checking.schedules.bends import bends_of
from coursekit.checking.schedules.case import ERRORS, Case, Result, tolerance
from coursekit.checking.schedules.diagnosis import diagnose
from coursekit.checking.schedules.exhibit import exhibit_of
from coursekit.checking.seeding import generator
from coursekit.optim import Schedule

FIRST = (0, 1, 2, 3, 4, 5, 7)
FAR = (100, 1000, 4321)


@dataclass(frozen=True, eq=False)
class SchedulePlan(CasePlan[Case, Result]):
    """The steps at which a schedule is asked, each with the rate that is expected."""

    schedule: Schedule

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
        ) <= tolerance(self.cases)(case.expected):
            return Result(case, got, None, answer)
        return Result(case, got, "rate-value", answer)

    def diagnose(self, results: Sequence[Result]) -> list[Finding]:
        return diagnose(self.schedule, results)

    def exhibit(self, results: Sequence[Result], findings: Sequence[Finding]) -> Exhibit | None:
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
