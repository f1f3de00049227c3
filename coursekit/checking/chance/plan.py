"""What a check of something random is: questions, and tests of what was answered.

A source of randomness may be handed over in three forms, and a candidate is judged in the first of those that it takes:
as a NumPy generator, as a seed, or not at all; then, what seeds do is not asked. Which numbers it draws is its own
business; what they are like is not.
"""

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.assessment import Assessment, CaseReport
from coursekit.checking.chance.exhibit import exhibit_of
from coursekit.checking.exam import Answer, Question, Raised, Step
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.judge import as_numbers, kind_of_value
from coursekit.checking.reference import Reference

Drawn = dict[str, list[Any]]  # by the name of a question, the value of each of its steps

Given = dict[str, Sequence[Answer]]  # by the name of a question, the answers to its steps

# By the name of a question, its calls: (arguments, seed); seed None goes on with the generator of the call before.
Calls = dict[str, Sequence[tuple[tuple[Any, ...], int | None]]]


@dataclass(frozen=True, eq=False)
class Test:
    """One test: what it is called in a report, the questions that it looks at, and what it finds (None: nothing)."""

    name: str
    questions: tuple[str, ...]
    find: Callable[[Drawn], Finding | None]


@dataclass(frozen=True, eq=False)
class ChancePlan:
    """Questions by form and name, which form is judged, and the tests of its answers."""

    reference: Reference
    questions: dict[str, dict[str, Question]]
    tests: tuple[Test, ...]
    choose: Callable[[Sequence[Given]], int]
    left_out: tuple[tuple[str, str], ...] = ()

    @functools.cached_property
    def exam(self) -> list[Question]:
        """The questions, one form after the other."""
        return [question for asked in self.questions.values() for question in asked.values()]

    def assess(self, answers: Sequence[Sequence[Answer]]) -> Assessment:
        """Test the answers in the form that the candidate takes."""
        given = iter(answers)
        by_form: list[tuple[dict[str, Question], Given]]
        by_form = [(asked, {name: next(given) for name in asked}) for asked in self.questions.values()]
        return self._assess(*by_form[self.choose([each for _, each in by_form])])

    def _assess(self, asked: dict[str, Question], given: Given) -> Assessment:
        findings: dict[str, Finding] = {}
        failed = set()
        for name, answers in given.items():
            for step, answer in zip(asked[name], answers, strict=True):
                finding = _conduct(name, step, answer)
                if finding is not None:
                    findings.setdefault(finding.code, finding)
                    failed.add(name)
        drawn = {name: [answer.value for answer in answers] for name, answers in given.items() if name not in failed}
        cases = []
        for test in self.tests:
            if any(name not in asked for name in test.questions):  # not asked in this form
                continue
            found = None
            ready = all(name in drawn for name in test.questions)
            if ready:
                found = test.find(drawn)
            if found is not None:
                findings.setdefault(found.code, found)
            cases.append(CaseReport(test.name, ready and (found is None or found.severity != "fail")))
        sorted_findings = tuple(worst_first(list(findings.values())))
        return Assessment(sorted_findings, tuple(cases), exhibit_of(given, sorted_findings))


def _conduct(name: str, step: Step, answer: Answer) -> Finding | None:
    where = {"case": name, "method": step.method}
    called = "It" if step.method in ("call", "__call__") else step.method
    match answer.status:
        case "raised":
            raised = answer.raised or Raised("Exception", "")
            line = f" in the line `{raised.source}`" if raised.source else ""
            evidence = {"exception": raised.type, "line": raised.line, "source": raised.source}
            message = f"{called} raised {raised.type}: {raised.message}{line} ({name})."
            if raised.type == "NotImplementedError":
                message = f"{called} is not written yet (it raises NotImplementedError)."
            return Finding("raises", message, where, evidence)
        case "timed-out":
            return Finding("timeout", f"{called} did not come back in time. Is there a loop that never ends?", where)
        case "missing" | "wrong-arguments":
            takes = f": it takes {answer.signature}" if answer.signature else ""
            message = (
                f"{called} cannot be called with {len(step.arguments)} argument(s){takes}. Compare it with the task."
            )
            return Finding("missing-method", message, where)
    if answer.status == "returned" and answer.changed:
        message = f"{called} changes an argument in place: whoever passed it finds other numbers in it."
        return Finding("modifies-input", message, where)
    return None


def asked_in_forms(calls: Calls, going_on: Calls) -> dict[str, dict[str, Question]]:
    """Write the questions in every form. Only a generator can go on: in that form, `going_on` adds to `calls`."""
    return {
        "generator": {name: _question("generator", listed) for name, listed in (calls | going_on).items()},
        "seed": {name: _question("seed", listed) for name, listed in calls.items()},
        "alone": {name: _question("alone", listed) for name, listed in calls.items()},
    }


def _question(form: str, calls: Sequence[tuple[tuple[Any, ...], int | None]]) -> Question:
    steps = []
    for number, (arguments, seed) in enumerate(calls):
        index = len(arguments)
        if form == "alone":
            steps.append(Step(0, "__call__", arguments))
        elif form == "seed":
            steps.append(Step(0, "__call__", (*arguments, seed)))
        elif seed is None:
            steps.append(Step(0, "__call__", (*arguments, None), kept=((index, number - 1),)))
        else:
            steps.append(Step(0, "__call__", (*arguments, seed), seeded=(index,)))
    return tuple(steps)


def form_taken(given: Sequence[Given]) -> int:
    """Return which of the three forms a candidate takes: that of a generator, unless only another one is answered."""
    generator, seed, alone = given
    if not _answered(generator):
        if _answered(seed):
            return 1
        # With a parameter for it, what is random has to come from there.
        if _statuses(generator) == {"wrong-arguments"} != _statuses(alone):
            return 2
    return 0


def _answered(given: Given) -> bool:
    return all(answer.status == "returned" for answers in given.values() for answer in answers)


def _statuses(given: Given) -> set[str]:
    return {answers[0].status for answers in given.values()}


def same(one: Any, other: Any) -> bool:
    """Whether two draws are the same numbers, or both no numbers at all."""
    a, b = as_numbers(one)[0], as_numbers(other)[0]
    if a is None or b is None:
        return a is b
    return bool(np.array_equal(a, b, equal_nan=True))


def shaped_like(value: Any, shape: tuple[int, ...]) -> tuple[Any, Finding | None]:
    """Return what was drawn as an array of floats of this shape, or what is wrong with it."""
    where = {"method": "call"}
    if value is None:
        return None, Finding("returns-none", "It returned None. Does every path through it end with a return?", where)
    array, _ = as_numbers(value)
    if array is None or array.dtype.kind not in "biuf":
        message = f"It returned {kind_of_value(value)} where an array of numbers is expected."
        return None, Finding("forward-dtype", message, where)
    if array.shape == shape[::-1] != shape:
        message = f"The shape is {array.shape} where {shape} was asked for. Which axis comes first?"
        return None, Finding("transposed", message, where, {"got": list(array.shape), "expected": list(shape)})
    if array.shape != shape:
        message = f"The shape is {array.shape} where {shape} is expected."
        return None, Finding("forward-shape", message, where, {"got": list(array.shape), "expected": list(shape)})
    if not np.all(np.isfinite(array)):
        return None, Finding("wrong-distribution", "Some of the numbers are not finite.", where)
    return np.asarray(array, np.float64), None


def position_of_rng(source: Any) -> int:
    """Return where `rng` stands among the parameters; ValueError if others that have to be given come after it."""
    free = [
        name
        for name, parameter in inspect.signature(source).parameters.items()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    if "rng" not in free:
        raise ValueError("rng can't be given by its position: write it as an ordinary parameter, after the inputs")
    return free.index("rng")
