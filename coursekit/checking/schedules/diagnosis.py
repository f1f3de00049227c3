"""From wrong rates to their cause: the first mistake that gives the candidate's rate at every step."""

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.checking.diagnosis.wording import plain_number, two_numbers
from coursekit.checking.exam import Raised
from coursekit.checking.finding import Finding
from coursekit.checking.schedules.bends import bends_of
from coursekit.checking.schedules.case import Result, Tolerance, tolerance
from coursekit.optim import (
    CosineRestarts,
    HoldThenDecay,
    PerEpoch,
    Schedule,
    StepDecay,
    Triangular,
    Warmup,
)

COUNT = "Is the first step number 0 or number 1?"
SIGN = "Does the rate fall where it should, or rise?"
TWICE = "How often is the starting rate a factor?"
MISSING = "Which rate does it start from?"
WHOLE = "Python has two divisions, / and //: which one does the formula have?"
HOLD = "From where on, or up to where, does the rate stay the same?"
EPOCHS = "Does t count steps or epochs here?"
RESTART = "What happens when a period is over?"
NEVER = "Where does t come in?"
SCALE = "How fast does it change? Compare the exponent, or what t is divided by, with the formula."


@dataclass(frozen=True, eq=False)
class Mistake:
    """A mistake: its code, a hint for the student, and the rates that follow from it."""

    code: str
    hint: str
    rate: Callable[[int], float]


def mistakes(right: Schedule) -> Iterator[Mistake]:
    """Yield the mistakes that a schedule may have, the simplest explanation first."""
    yield Mistake("never-changes", NEVER, lambda t: right(0))
    yield Mistake("wrong-step-count", COUNT, lambda t: right(t + 1))
    yield Mistake("wrong-step-count", COUNT, lambda t: right(max(t - 1, 0)))
    yield Mistake("wrong-sign", SIGN, lambda t: right(0) ** 2 / right(t))
    yield Mistake("wrong-sign", SIGN, lambda t: -right(t))
    yield from _of_the_kind(right)
    start = _starting_rate(right)
    yield Mistake("learning-rate-twice", TWICE, lambda t: start * right(t))
    yield Mistake("missing-learning-rate", MISSING, lambda t: right(t) / start)
    for length in bends_of(right):
        yield Mistake("integer-division", WHOLE, _at(right, length, lambda t, length: length * (t // length)))
        yield Mistake("epochs-for-steps", EPOCHS, _at(right, length, lambda t, length: t * length))
        yield Mistake("epochs-for-steps", EPOCHS, _at(right, length, lambda t, length: t // length))
    for factor in (2.0, 0.5, math.log(2), math.log(10), 1 / math.log(2), 1 / math.log(10), 0.1, 10.0):
        yield Mistake("time-scale", SCALE, _at(right, factor, lambda t, factor: t * factor))
    yield from _of_the_settings(right)


def _at(right: Schedule, number: float, other: Callable[[int, float], float]) -> Callable[[int], float]:
    """The right rate of another step, which depends on a number."""
    return lambda t: right(other(t, number))


def _starting_rate(right: Any) -> float:
    while isinstance(getattr(right, "schedule", None), Schedule):
        right = right.schedule
    return float(getattr(right, "rate", getattr(right, "high", 1.0)))


def _of_the_kind(right: Schedule) -> Iterator[Mistake]:
    match right:
        case StepDecay(rate, every, factor):
            yield Mistake("real-division", WHOLE, lambda t: rate * factor ** (t / every))
            yield Mistake("time-scale", SCALE, lambda t: rate * factor**t)
        case HoldThenDecay(rate, tau):
            yield Mistake("missing-hold", HOLD, lambda t: rate * tau / t)
            yield Mistake("missing-hold", HOLD, lambda t: rate * tau / min(max(t, 1), tau))
            yield Mistake("missing-hold", HOLD, lambda t: rate * tau / (t + tau))
        case Triangular(low, high, up, down):
            yield Mistake("missing-restart", RESTART, lambda t: low + (high - low) * t / up)
            yield Mistake("missing-restart", RESTART, lambda t: right(min(t, up + (down or up))))
            yield Mistake("missing-restart", RESTART, lambda t: low + (high - low) * (t % up) / up)
        case CosineRestarts(rate, period, low, _):
            yield Mistake("missing-restart", RESTART, lambda t: _cosine(rate, low, t / period))
            yield Mistake("missing-restart", RESTART, lambda t: _cosine(rate, low, min(t / period, 1.0)))
            yield Mistake("wrong-sign", SIGN, lambda t: rate + low - right(t))
        case Warmup(inner, steps, start):
            rise: Callable[[int], float] = lambda t: start + (1 - start) * t / steps  # noqa: E731
            yield Mistake("missing-hold", HOLD, lambda t: inner(t) * rise(t))
            yield Mistake(
                "missing-hold", HOLD, lambda t: inner(t) * min(rise(t), 1.0) if t <= steps else inner(t - steps)
            )
            yield Mistake("ignores-setting", "Where does the warm-up come in?", inner)
        case PerEpoch(inner, steps_per_epoch):
            yield Mistake("epochs-for-steps", EPOCHS, inner)
            yield Mistake("real-division", WHOLE, lambda t: inner(t / steps_per_epoch))


def _cosine(rate: float, low: float, share: float) -> float:
    return low + (rate - low) * (1 + math.cos(math.pi * share)) / 2


# A setting that is left out is as if it were this.
NEUTRAL: dict[str, Any] = {"low": 0.0, "growth": 1, "start": 1e-300, "down": None, "factor": 0.5, "k": 0.0}


def _of_the_settings(right: Any) -> Iterator[Mistake]:
    for field in dataclasses.fields(right):
        if field.name in NEUTRAL and getattr(right, field.name) != NEUTRAL[field.name]:
            without = dataclasses.replace(right, **{field.name: NEUTRAL[field.name]})
            yield Mistake("ignores-setting", f"Where does {field.name} come in?", without)


def diagnose(schedule: Schedule, results: Sequence[Result]) -> list[Finding]:
    """Return what was found, one finding per cause."""
    findings: dict[str, Finding] = {}
    for result in results:
        if result.kind is not None and result.kind != "rate-value" and result.kind not in findings:
            findings[result.kind] = _conduct(result)
    wrong = [result for result in results if result.kind == "rate-value"]
    if wrong:
        explained = _explained(schedule, results)
        code = explained.code if explained else "rate-value"
        findings[code] = _told(wrong[0], code, explained)
        if explained is not None and "raises" in findings:  # as where the mistake divides by 0, too
            del findings["raises"]
    return list(findings.values())


def _explained(schedule: Schedule, results: Sequence[Result]) -> Mistake | None:
    allowed = tolerance([result.case for result in results])
    for mistake in mistakes(schedule) if not results[1].case.observed else ():
        if all(_gives(mistake, result, allowed) for result in results):
            return mistake
    # A step at which the right rate is not 0 tells the factor.
    told = next((each for each in results if each.got is not None and each.case.expected), None)
    factor = (told.got or 0.0) / told.case.expected if told is not None else 1.0
    same = Mistake("constant-factor", f"Every rate is {factor:.4g} times what it should be.", schedule)
    if all(_near(factor * result.case.expected, result, allowed) for result in results):
        return same
    return None


def _gives(mistake: Mistake, result: Result, allowed: Tolerance) -> bool:
    """Whether the mistake gives the candidate's rate; where it gives none, the candidate should be wrong as well."""
    try:
        rate = float(mistake.rate(result.case.t))
    except (ArithmeticError, ValueError):
        rate = math.nan
    if not math.isfinite(rate):
        return not result.passed
    return _near(rate, result, allowed)


def _near(rate: float, result: Result, allowed: Tolerance) -> bool:
    return result.got is not None and abs(result.got - rate) <= allowed(rate)


def _told(result: Result, code: str, mistake: Mistake | None) -> Finding:
    got, expected = float("nan") if result.got is None else result.got, result.case.expected
    one, other = two_numbers(got, expected)
    hint = mistake.hint if mistake else "Work this step out by hand and compare it with what your code computes."
    message = f"The rate of {result.case.name} is {one}, expected {other}. {hint}"
    where = {"case": result.case.name, "method": "call", "step": result.case.t}
    return Finding(code, message, where, {"got": plain_number(got), "expected": plain_number(expected)})


def _conduct(result: Result) -> Finding:
    where = {"case": result.case.name, "method": "call", "step": result.case.t}
    evidence: dict[str, Any] = {}
    match result.kind:
        case "raises":
            raised = result.answer.raised or Raised("Exception", "")
            line = f" in the line `{raised.source}`" if raised.source else ""
            evidence = {"exception": raised.type, "line": raised.line, "source": raised.source}
            message = (
                f"The schedule raised {raised.type}: {raised.message}{line}, when it was asked for {result.case.name}."
            )
            if raised.type == "NotImplementedError":
                message = "The schedule is not written yet (it raises NotImplementedError)."
        case "timeout":
            message = f"The schedule did not come back in time ({result.case.name}). Is there a loop that never ends?"
        case "returns-none":
            message = f"The schedule returned None for {result.case.name}. Does every path end with a return?"
        case "forward-dtype":
            message = f"The schedule returned {result.detail} for {result.case.name}; a rate is a single number."
        case _:
            takes = f": it takes {result.detail}" if result.detail else ""
            message = (
                f"The schedule cannot be called with the number of a step{takes}. Write a function of t, or a class "
                "with __call__(self, t), and give the rest as keywords of functools.partial."
            )
    return Finding(result.kind or "rate-value", message, where, evidence)
