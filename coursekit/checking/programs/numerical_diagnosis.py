"""Naming the mistakes of a numerical gradient: its form, what it does to x, a factor, then how it steps."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import number, numbers, plain_number, two_numbers
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.programs.conduct import conduct_findings
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.numerical_case import ACCURACY, NumericalCase, NumericalResult
from coursekit.checking.programs.stepping import is_one_sided, step_mistake

CHANGES_X = (
    "x is not as it was: whoever passed the array finds other numbers in it. Put every entry back, or work on a copy."
)


def diagnose(results: Sequence[NumericalResult]) -> list[Finding]:
    """Return the findings, worst first."""
    failed = [result for result in results if not result.passed]
    findings = conduct_findings(
        [(each.case.name, at(each.case), each.answer) for each in failed if each.answer.status != "returned"],
        lambda stage: "the function",
        "The function",
    )
    back = [result for result in failed if result.answer.status == "returned"]
    changing = [result for result in back if result.answer.changed]
    if changing:
        findings.append(Finding("modifies-input", f"For {at(changing[0].case)}: {CHANGES_X}", _where(changing[0])))
    wrong = [result for result in back if not _is_close(result)]
    if wrong:
        findings.append(_wrong(wrong, results))
    if not findings:
        findings += _remarks(results)
    return worst_first(findings)


def at(case: NumericalCase) -> str:
    """Write the function and the point."""
    text = formula(case.function.program).replace("z = ", "f(x) = ")
    x = case.function.x
    return f"{text} at x = {numbers(x)}" if np.size(x) <= 4 else f"{text} with x of shape {np.shape(x)}"


def _where(result: NumericalResult) -> dict[str, Any]:
    return {"case": result.case.name, "method": "call"}


def _is_close(result: NumericalResult) -> bool:
    off = np.inf if result.gradient is None else np.abs(result.gradient - result.case.function.gradient)
    return bool(np.all(off <= result.case.allowed))


def _wrong(wrong: Sequence[NumericalResult], results: Sequence[NumericalResult]) -> Finding:
    shown = wrong[0]
    case = shown.case
    if shown.gradient is None:
        told = shown.answer.value.get("gradient") if isinstance(shown.answer.value, dict) else None
        if told is None:
            return Finding("returns-none", "The function returned None. Does it end with a return?", _where(shown))
        message = (
            f"For {at(case)}, what came back is {_form(told)}; an array of shape {np.shape(case.function.gradient)} is "
            "expected: one slope for each entry of x."
        )
        return Finding("gradient-shape", message, _where(shown))
    got, expected = np.asarray(shown.gradient), case.function.gradient
    worst = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(got - expected), nan=np.inf))), expected.shape)
    one, other = two_numbers(got[worst], expected[worst])
    entry = f"x[{', '.join(map(str, map(int, worst)))}]"
    seen = f"For {at(case)}, the slope along {entry} is {one}, where {other} is expected."
    evidence = {"got": plain_number(got[worst]), "expected": plain_number(expected[worst])}
    where = _where(shown) | {"index": list(map(int, worst))}
    factor = _common_factor(
        [each for each in results if each.gradient is not None and not each.case.function.whole_numbers]
    )
    if factor is not None and abs(factor + 1) < ACCURACY * 10:
        return Finding("wrong-sign", f"{seen} It has the wrong sign.", where, evidence)
    if factor is not None and abs(factor - 1) > ACCURACY * 10 and factor:
        told = f"All slopes are off by the factor {number(factor)}. By what is the difference divided?"
        return Finding("constant-factor", f"{seen} {told}", where, evidence | {"factor": plain_number(factor)})
    mistake = step_mistake(shown.steps, case.function.gradient.size, case.function.whole_numbers)
    if mistake is None:
        return Finding("gradient-value", f"{seen} Follow one entry through your code.", where, evidence)
    return Finding(mistake[0], f"{seen} {mistake[1]}", where, evidence | {"steps": shown.steps.sizes[:4]})


def _form(value: Any) -> str:
    return f"an array of shape {np.shape(value)}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"


def _common_factor(results: Sequence[NumericalResult]) -> float | None:
    """Return by which factor all gradients are off, if it is one and the same."""
    factors = np.concatenate([np.ravel(each.gradient / each.case.function.gradient) for each in results])
    return float(factors[0]) if np.all(np.abs(factors - factors[0]) <= 1e-4 * abs(factors[0])) else None


def _remarks(results: Sequence[NumericalResult]) -> list[Finding]:
    """What could be better, though it is right."""
    shown = results[0]
    remarks = []
    many = [each for each in results if each.case.calls and each.steps.calls > each.case.calls]
    if many:
        entries = many[0].case.function.gradient.size
        message = (
            f"f was called {many[0].steps.calls} times for {entries} entr{'ies' if entries > 1 else 'y'}. Two calls "
            "for each are enough: where f is a network, calls are what takes the time."
        )
        remarks.append(
            Finding("many-calls", message, _where(many[0]), {"calls": many[0].steps.calls, "entries": entries})
        )
    if is_one_sided(shown.steps) and not shown.case.one_sided:
        message = (
            "f is called on one side of x only. That is accurate enough for this step, but a difference between two "
            "points on either side of x needs no such care: its error shrinks like h²."
        )
        remarks.append(Finding("forward-difference", message, _where(shown)))
    return remarks
