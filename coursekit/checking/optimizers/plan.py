"""Planning the check of an optimizer: what it is given, where the reference leads, and the questions.

The arrays are kept from step to step, as a training loop keeps them, and the gradients are given: so each step shows
what the optimizer remembers. A case in which the reference itself fails is left out.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.checking.assessment import Assessment, CaseReport
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Question
from coursekit.checking.optimizers.case import Case
from coursekit.checking.optimizers.designs import FULL, QUICK, SIMPLE, Design
from coursekit.checking.optimizers.diagnosis import diagnose
from coursekit.checking.optimizers.exhibit import exhibit_of
from coursekit.checking.optimizers.forms import FORMS, AskedInForms, adapted, question
from coursekit.checking.optimizers.judge import judge
from coursekit.checking.optimizers.trajectory import Run, follow
from coursekit.checking.optimizers.variants import Make
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator
from coursekit.optim import Optimizer


@dataclass(frozen=True, eq=False)
class OptimizerPlan:
    """The cases of a check; each is asked in every form in which `step` may be written."""

    reference: Reference
    make: Make
    looks_ahead: bool
    cases: tuple[Case, ...]
    left_out: tuple[tuple[str, str], ...]
    asked: AskedInForms = field(repr=False)

    @functools.cached_property
    def exam(self) -> list[Question]:
        """The questions: all cases in one form, then in the next."""
        return [self.asked[form, case.name][0] for form in FORMS for case in self.cases]

    def assess(self, answers: Sequence[Sequence[Answer]]) -> Assessment:
        """Compare the answers with the reference's trajectories, and name the causes of what is amiss."""
        results = judge(self.cases, self.asked, answers)
        findings = diagnose(self.make, results)
        return Assessment(
            findings=tuple(findings),
            cases=tuple(CaseReport(result.case.name, result.passed) for result in results),
            exhibit=exhibit_of(results, findings),
        )


def plan_optimizer(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> OptimizerPlan:
    """Plan the check of an optimizer. Its inputs are not the caller's to choose."""
    if inputs is not None:
        raise ValueError(
            f"inputs is given, but the reference {reference.name} is an optimizer: what it steps on is the check's to "
            "choose. Leave inputs out"
        )
    make = _maker(reference, seed)
    looks_ahead = callable(getattr(make(), "look_ahead", None)) and _needs_look_ahead(make)
    cases: list[Case] = []
    left_out: list[tuple[str, str]] = []
    for design in QUICK if level == "quick" else FULL:
        if design.rate_at is not None and not isinstance(make(), Optimizer):
            left_out.append((design.name, "it isn't known that its lr may be assigned"))
            continue
        runs = tuple(_run(design, seed, reference.name, turn) for turn in range(design.optimizers))
        try:
            cases.append(_answered(design, runs, make, looks_ahead))
        except Exception as error:
            left_out.append((design.name, f"it raises {type(error).__name__}: {error}"))
    asked = {(form, case.name): question(case.runs, form, looks_ahead) for form in FORMS for case in cases}
    return OptimizerPlan(reference, make, looks_ahead, tuple(cases), tuple(left_out), asked)


def _maker(reference: Reference, seed: int) -> Make:
    make = reference.make
    if isinstance(make(), Optimizer):
        return make
    try:
        return adapted(make, _run(SIMPLE, seed, reference.name, 0))
    except Exception as error:
        raise ValueError(
            f"the reference {reference.name} can't make a step: {type(error).__name__}: {error}. An optimizer has "
            "step(params, grads), which changes a dict of arrays in place"
        ) from error


def _needs_look_ahead(make: Make) -> bool:
    """Whether the gradients are to be taken elsewhere than where the parameters are."""
    # Every optimizer of the library has a look_ahead, which stays where it is unless the class has its own.
    return type(make()).look_ahead is not Optimizer.look_ahead  # type: ignore[attr-defined]


def _run(design: Design, seed: int, name: str, turn: int) -> Run:
    rng = generator(seed, name, design.twin or design.name, turn)

    def draw(size: float) -> dict[str, Any]:
        return {
            name: np.asarray(size * rng.standard_normal(shape), design.dtype) for name, shape in design.shapes.items()
        }

    start = draw(design.start)
    gradients: list[dict[str, Any]] = []
    for number in range(design.steps):
        drawn = draw(0.0 if number in design.zeros else design.size)
        if number == design.missing:
            drawn[list(drawn)[1]] = None
        gradients.append(drawn)
    # A rate that no usual one is a multiple of.
    rate = None if design.rate_at is None else (design.rate_at, 0.0371)
    return Run(start, tuple(gradients), rate)


def _answered(design: Design, runs: tuple[Run, ...], make: Make, looks_ahead: bool) -> Case:
    expected = tuple(follow(make(), run, looks_ahead=looks_ahead) for run in runs)
    put_back = tuple(follow(make(), run, put_back=True, looks_ahead=looks_ahead) for run in runs)
    if not all(np.all(np.isfinite(value)) for way in expected for point in way.points for value in point.values()):
        raise ArithmeticError("its parameters are not finite")
    return Case(design, runs, expected, put_back)
