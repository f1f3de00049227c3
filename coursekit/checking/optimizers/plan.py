"""Planning the check of an optimizer: what it is given, where the reference leads, and the questions.

The arrays are kept from step to step, as a training loop keeps them, and the gradients are given: so each step shows
what the optimizer remembers. A case in which the reference itself fails is left out.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Question
from coursekit.checking.optimizers.forms import FORMS, Asked, adapted, question
from coursekit.checking.optimizers.trajectory import Run, Stepper, Trajectory, follow
from coursekit.checking.plan import Assessment
from coursekit.checking.reference import Reference
from coursekit.checking.report import CaseReport
from coursekit.checking.seeding import generator
from coursekit.optim import Optimizer

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Design:
    """A case before numbers are drawn.

    size: of the gradients; start: of the parameters. zeros: the steps in which all gradients are 0; missing: that in
    which the second parameter has none. rate_at: the step before which `lr` is assigned. optimizers: how many take
    turns. twin: draw the same numbers as that case. owed: whether a candidate fails for it.
    """

    name: str
    shapes: Shapes
    steps: int = 6
    size: float = 1.0
    start: float = 1.0
    zeros: tuple[int, ...] = ()
    missing: int | None = None
    rate_at: int | None = None
    optimizers: int = 1
    dtype: str = "float64"
    twin: str | None = None
    owed: bool = True


SIMPLE = Design("one parameter", {"w": (2,)})
ZEROS = Design("gradients of zero now and then", {"w": (3,)}, zeros=(0, 3))
QUICK = (
    SIMPLE,
    Design("the same again, with a new optimizer", {"w": (2,)}, twin=SIMPLE.name),
    Design("parameters of several shapes", {"W": (3, 2), "b": (3,), "c": (1, 4)}),
    Design("two parameters of one shape", {"a": (2,), "b": (2,)}, steps=5),
    ZEROS,
    # Far below any ε that is usual, so that it decides; and the parameters small, so that such steps show in them.
    Design("tiny gradients", {"w": (3,)}, steps=4, size=1e-9, start=1e-6),
    Design("huge gradients", {"w": (3,)}, steps=4, size=1e8),
    Design("two optimizers in turn", {"w": (2,)}, steps=5, optimizers=2),
)
FULL = (
    *QUICK,
    Design("a number in an array", {"w": ()}),
    Design("gradients near ε", {"w": (4,)}, steps=5, size=1e-5, start=1e-3),
    Design("twenty-five steps", {"w": (2,)}, steps=25),
    Design("float32", {"W": (2, 3)}, dtype="float32"),
    Design("no gradient for one parameter in step 3", {"a": (2,), "b": (2,)}, missing=2, owed=False),
    Design("another learning rate from step 4", {"w": (2,)}, rate_at=3, owed=False),
)


@dataclass(frozen=True, eq=False)
class Case:
    """One case: what is given to one optimizer or to several in turn, and where the reference leads them.

    put_back: the same for an optimizer that returns new parameters instead of changing those that it is given, and so
    starts from the same ones in each step.
    """

    design: Design
    runs: tuple[Run, ...]
    expected: tuple[Trajectory, ...]
    put_back: tuple[Trajectory, ...]

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        return self.design.name


@dataclass(frozen=True, eq=False)
class OptimizerPlan:
    """The cases of a check; each is asked in every form in which `step` may be written."""

    reference: Reference
    make: Callable[[], Stepper]
    looks_ahead: bool
    cases: tuple[Case, ...]
    left_out: tuple[tuple[str, str], ...]
    asked: dict[tuple[str, str], tuple[Question, tuple[Asked, ...]]] = field(repr=False)

    @functools.cached_property
    def exam(self) -> list[Question]:
        """The questions: all cases in one form, then in the next."""
        return [self.asked[form, case.name][0] for form in FORMS for case in self.cases]

    def assess(self, answers: Sequence[Sequence[Answer]]) -> Assessment:
        """Compare the answers with the reference's trajectories, and name the causes of what is amiss."""
        from coursekit.checking.optimizers.diagnosis import diagnose  # which is about plans
        from coursekit.checking.optimizers.exhibit import exhibit_of
        from coursekit.checking.optimizers.judge import judge

        results = judge(self, answers)
        findings = diagnose(self, results)
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


def _maker(reference: Reference, seed: int) -> Callable[[], Stepper]:
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


def _needs_look_ahead(make: Callable[[], Stepper]) -> bool:
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


def _answered(design: Design, runs: tuple[Run, ...], make: Callable[[], Stepper], looks_ahead: bool) -> Case:
    expected = tuple(follow(make(), run, looks_ahead=looks_ahead) for run in runs)
    put_back = tuple(follow(make(), run, put_back=True, looks_ahead=looks_ahead) for run in runs)
    if not all(np.all(np.isfinite(value)) for way in expected for point in way.points for value in point.values()):
        raise ArithmeticError("its parameters are not finite")
    return Case(design, runs, expected, put_back)
