"""Planning the check of a rule (a gate or a function): draw the cases, let the reference answer them, write the exam.

What the reference itself cannot do (a shape, large values, a kink at which it has no derivative) is not asked; what
the caller chose and the reference cannot do is the caller's to know.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from coursekit.checking.case_plan import CasePlan
from coursekit.checking.cases import MAGNITUDES, SCALED_BY, Design, designs, enlarged, is_continuous
from coursekit.checking.diagnosis.diagnose import diagnose
from coursekit.checking.diagnosis.workings import Workings
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Question, Step
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.judge import judge_case
from coursekit.checking.reference import Reference
from coursekit.checking.rule_case import Case, CaseResult
from coursekit.checking.rule_exhibit import exhibit_of
from coursekit.checking.seeding import generator
from coursekit.checking.witness import Contradiction, NotAnswered, Undetermined, Witnesses

# How much more a right gradient may be off at large values: a formula may square the condition.
LARGE = 100.0

# How often a case is drawn anew when its gradient cannot be determined (a kink nearby).
DRAWS = 6


class RulePlan(CasePlan[Case, CaseResult]):
    """All cases of a rule: its outputs and gradients are compared with the right ones."""

    @functools.cached_property
    def workings(self) -> Workings:
        """What the reference makes of these cases, kept for every candidate that is judged."""
        return Workings(self.reference)

    def judge(self, case: Case, answers: Sequence[Answer]) -> CaseResult:
        return judge_case(case, answers)

    def diagnose(self, results: Sequence[CaseResult]) -> list[Finding]:
        return diagnose(self.workings, results)

    def exhibit(self, results: Sequence[CaseResult], findings: Sequence[Finding]) -> Exhibit | None:
        return exhibit_of(results, findings)


def plan_rule(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> RulePlan:
    """Plan the check of a gate or a function."""
    if inputs is not None:
        inputs = _in_order(reference, inputs)
    return _make_plan(reference, inputs, seed, level)


def _in_order(reference: Reference, inputs: Mapping[str, Domain]) -> dict[str, Domain]:
    """Put the caller's inputs into the order of the reference's parameters."""
    if reference.variadic:
        return dict(inputs)
    unknown = [name for name in inputs if name not in reference.parameters]
    missing = [name for name in reference.parameters[: reference.required] if name not in inputs]
    given = [name for name in reference.parameters if name in inputs]
    if unknown or missing or given != list(reference.parameters[: len(given)]):
        wanted = ", ".join(reference.parameters)
        raise ValueError(
            f"inputs names {', '.join(inputs) or 'nothing'}, but the reference {reference.name} takes ({wanted}); "
            "give one domain for each, by these names"
        )
    return {name: inputs[name] for name in given}


def _make_plan(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> RulePlan:
    cases: list[Case] = []
    witnesses = Witnesses(reference)
    left_out: list[tuple[str, str]] = []
    for design in designs(reference, inputs, level):
        if design.twin is not None and design.twin not in [case.name for case in cases]:
            continue  # the same, asked once, was left out already
        try:
            cases.append(_make_case(witnesses, design, seed))
        except NotAnswered as reason:
            left_out.append((design.name, str(reason)))
    if not any(case.design.kind == "ordinary" for case in cases):
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out[:3])
        raise ValueError(
            f"the reference {reference.name} could not be evaluated on any case ({reasons}). "
            "Say what its inputs are: check(..., inputs={'x': real(3, 4), ...})"
        )
    return RulePlan(reference, tuple(cases), tuple(left_out))


def _make_case(witnesses: Witnesses, design: Design, seed: int) -> Case:
    reference = witnesses.reference
    sizes = MAGNITUDES if design.kind == "large" else (0.0,)
    reason = ""
    for size in sizes:
        domains = tuple(enlarged(domain, size) for domain in design.domains) if size else design.domains
        for draw in range(DRAWS if design.kind == "ordinary" else 1):
            # A twin draws the same numbers, so that only the order of calls differs.
            rng = generator(seed, reference.name, design.twin or design.name, size, draw)
            try:
                return _answered(witnesses, design, domains, rng)
            except (NotAnswered, Undetermined) as error:
                reason = str(error)
                if isinstance(error, NotAnswered):
                    break  # another draw won't help
    if design.chosen:
        raise ValueError(f"the reference {reference.name} fails on {design.name}: {reason}")
    raise NotAnswered(reason)


def _answered(witnesses: Witnesses, design: Design, domains: tuple[Domain, ...], rng: np.random.Generator) -> Case:
    reference = witnesses.reference
    inputs = _drawn(design, domains, rng)
    output = _output(reference, inputs)
    others = tuple(domain.draw(rng) for domain in design.others or domains)
    if reference.kind == "function":
        question: Question = (Step(0, "call", inputs, design.layout),)
        if design.order == "again":
            question *= 2
        return Case(design, reference.names(len(inputs)), inputs, output, None, (), question)
    if not isinstance(output, (float, np.floating, np.ndarray)) or np.asarray(output).dtype.kind != "f":
        raise NotAnswered(f"its forward returns {type(output).__name__}, not floating-point numbers")
    if not np.all(np.isfinite(output)):
        raise NotAnswered("its output is not finite")
    if design.others:
        _output(reference, others)  # says so if the reference can't take them
    if design.order == "forward-twice" and not _equal(reference.forward(inputs, after=others), output):
        raise NotAnswered("what it gives depends on how often it was called, as noise does")
    upstream = UPSTREAM[design.upstream] * _upstream(design, np.shape(output), rng)
    if design.single:
        upstream = _single(upstream)
    # One array for all inputs is a tie, wherever it was drawn.
    smooth = [is_continuous(domain) and design.layout != "same" for domain in domains]
    try:
        exact = _in_double(inputs), _in_double(output), _in_double(upstream)
        gradients = witnesses.expected(*exact, smooth=smooth, single=design.single)
        if design.kind == "large":
            gradients = tuple(each and replace(each, tolerance=LARGE * each.tolerance) for each in gradients)
    except Contradiction as error:
        if design.kind == "large":  # its own formula overflows there, so a student's may
            raise NotAnswered(str(error)) from error
        raise ValueError(f"{error} (case: {design.name}, inputs {_shown(inputs)})") from error
    except Undetermined:
        if design.kind != "ties":
            raise
        # A jump: there is an output, but no gradient.
        question = (Step(0, "forward", inputs, design.layout),)
        return Case(design, reference.names(len(inputs)), inputs, output, None, (), question)
    question = _question(design, inputs, others, upstream)
    return Case(design, reference.names(len(inputs)), inputs, output, upstream, gradients, question)


# By which factor upstream is multiplied: a twin's gradients must be multiplied by it, too.
UPSTREAM = {"random": 1.0, "scaled": SCALED_BY, "zero": 0.0}


def _upstream(design: Design, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """Draw an upstream. Of single numbers there are few, so they take turns: of either sign, and below and above 1."""
    if shape:
        return rng.standard_normal(shape)
    return np.float64((-1 if design.negative else 1) * rng.uniform(0.3, 0.9))


def _drawn(design: Design, domains: tuple[Domain, ...], rng: np.random.Generator) -> tuple[Any, ...]:
    inputs = tuple(domain.draw(rng) for domain in domains)
    if design.layout == "same":
        return inputs[:1] * len(inputs)
    return tuple(map(_single, inputs)) if design.single else inputs


def _single(value: Any) -> Any:
    """The same in float32, if it is floating-point numbers."""
    return np.asarray(value, np.float32)[()] if np.asarray(value).dtype.kind == "f" else value


def _in_double(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_in_double, value))
    return np.asarray(value, np.float64)[()] if np.asarray(value).dtype == np.float32 else value


def _output(reference: Reference, inputs: tuple[Any, ...]) -> Any:
    try:
        output, once_more = reference.forward(inputs), reference.forward(inputs)
    except Exception as error:  # the shapes, most often
        raise NotAnswered(f"it raises {type(error).__name__}: {error}") from error
    if output is None:
        raise ValueError(f"the reference {reference.name} returns None for {_shown(inputs)}; it should return a value")
    if not _equal(output, once_more):
        raise ValueError(
            f"the reference {reference.name} answers the same inputs differently each time; "
            "give it a fixed generator or switch its randomness off, so that there is one right answer"
        )
    return output


def _equal(one: Any, other: Any) -> bool:
    try:
        return bool(np.array_equal(one, other, equal_nan=True))
    except TypeError:  # not numbers: NaN has no meaning there
        return bool(np.array_equal(one, other))


def _question(design: Design, inputs: tuple[Any, ...], others: tuple[Any, ...], upstream: Any) -> Question:
    forward = Step(0, "forward", inputs, design.layout)
    backward = Step(0, "backward", (upstream,), design.layout)
    match design.order:
        case "again":
            return forward, backward, Step(1, "forward", inputs), Step(1, "backward", (upstream,))
        case "forward-twice":
            return Step(0, "forward", others), forward, backward
        case "interleaved":
            return forward, Step(1, "forward", others), backward
        case _:
            return forward, backward


def _shown(inputs: tuple[Any, ...]) -> str:
    return ", ".join(np.array2string(np.asarray(value), precision=4, threshold=12) for value in inputs)
