"""Naming the mistakes of a gradient checker: which wrong gradients it lets pass, which right ones it fails, and why."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import number, numbers
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.programs.checker_case import CheckerCase, CheckerResult
from coursekit.checking.programs.conduct import conduct_findings
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.numerical_diagnosis import CHANGES_X
from coursekit.checking.programs.stepping import step_mistake

# Verdicts that are the wrong way round, but for what is refused before there is anything to compare.
MOST = 0.8

# Which multiple of the right gradient a wrong one is.
FACTORS = {
    "wrong: twice as large": 2.0,
    "wrong: a small one doubled": 2.0,
    "wrong: half as large": 0.5,
    "wrong: a term is missing": 0.5,
    "wrong: the sign": -1.0,
}


def diagnose(results: Sequence[CheckerResult]) -> list[Finding]:
    """Return the findings, worst first."""
    failed = [result for result in results if not result.passed]
    findings = conduct_findings(
        [(each.case.name, at(each.case), each.answer) for each in failed if each.answer.status != "returned"],
        lambda stage: "the checker",
        "The checker",
    )
    back = [result for result in failed if result.answer.status == "returned"]
    changing = [result for result in back if result.answer.changed]
    if changing:
        findings.append(Finding("modifies-input", f"For {at(changing[0].case)}: {CHANGES_X}", _where(changing)))
    silent = [result for result in back if result.verdict is None]
    if silent:
        findings.append(_no_verdict(silent))
    judging = [result for result in results if result.verdict is not None]
    if any(result.verdict is not result.case.right for result in judging):
        findings += _verdicts(judging)
    return worst_first(findings)


def at(case: CheckerCase) -> str:
    """Write the function and the point."""
    text = formula(case.function.program).replace("z = ", "f(x) = ")
    x = case.function.x
    return f"{text} at x = {numbers(x)}" if np.size(x) <= 4 else f"{text} with x of shape {np.shape(x)}"


def _where(results: Sequence[CheckerResult]) -> dict[str, Any]:
    return {"case": results[0].case.name, "method": "call"}


def _no_verdict(silent: Sequence[CheckerResult]) -> Finding:
    told = silent[0].answer.value.get("verdict") if isinstance(silent[0].answer.value, dict) else None
    if told is None:
        return Finding("returns-none", "The checker returned None. It owes a verdict: True or False.", _where(silent))
    kind = f"an array of shape {np.shape(told)}" if isinstance(told, np.ndarray) else f"a {type(told).__name__}"
    message = f"The checker returned {kind}. It owes a verdict: True where the gradient is right, else False."
    return Finding("forward-dtype", message, _where(silent))


def _verdicts(judging: Sequence[CheckerResult]) -> list[Finding]:
    wrong = [result for result in judging if not result.case.right]
    right = [result for result in judging if result.case.right]
    passing = [result for result in wrong if result.verdict]
    failing = [result for result in right if not result.verdict]
    mistake = _in_stepping(failing or passing)
    if mistake is not None and len(failing) != len(judging):
        return [mistake]
    findings = []
    if len(passing) >= MOST * len(wrong) and len(failing) >= MOST * len(right):
        message = "The verdicts are the wrong way round: right gradients get False, and wrong ones True."
        return [Finding("fails-right-gradient", message, _where(failing), _cases(failing))]
    factors = {FACTORS.get(result.case.name) for result in passing}
    if failing and len(factors) == 1 and None not in factors:
        return [_factor(factors.pop() or 0.0, failing)]
    if passing:
        findings.append(_passes(passing, everything=len(passing) == len(wrong)))
    if failing:
        findings.append(_fails(failing, everything=len(failing) == len(right)))
    return findings


def _factor(factor: float, failing: Sequence[CheckerResult]) -> Finding:
    """A checker that takes a multiple of the gradient for the gradient has it from its own numerical one."""
    told = "of the opposite sign" if factor < 0 else f"{number(factor)} times as large"
    message = (
        f"The checker fails right gradients, and passes those that are {told}. What does its own numerical gradient "
        f"give for {at(failing[0].case)}?"
    )
    code = "wrong-sign" if factor < 0 else "constant-factor"
    return Finding(code, message, _where(failing), _cases(failing) | {"factor": factor})


def _in_stepping(results: Sequence[CheckerResult]) -> Finding | None:
    """Say what is wrong with how the checker steps, if that shows and can be why its verdicts are wrong."""
    for result in results:
        case = result.case
        size = np.size(case.function.x)
        mistake = step_mistake(result.steps, size, case.function.whole_numbers)
        if mistake is not None:
            code, told = mistake
            verdict = "fails a right gradient" if case.right else f"passes {case.told}"
            message = f"For {at(case)}, the checker {verdict}. {told}"
            return Finding(code, message, _where(results), _cases(results) | {"steps": result.steps.sizes[:4]})
    return None


def _cases(results: Sequence[CheckerResult]) -> dict[str, Any]:
    return {"cases": [result.case.name for result in results]}


def _passes(passing: Sequence[CheckerResult], *, everything: bool) -> Finding:
    shown = passing[0].case
    if everything:
        hint = "It passes everything that it was given. What is compared with what, and what becomes of the comparison?"
    elif all("nan" in result.case.told for result in passing):
        hint = "Comparisons with nan are always False. Which way round is yours?"
    elif all("small" in result.case.told for result in passing):
        hint = "An error of 1e-5 is small beside 1, but not beside the gradient. Relative to what is yours measured?"
    elif all(
        ("large" in result.case.told and "size" in result.case.told) or "%" in result.case.told for result in passing
    ):
        hint = "How large a relative error is allowed, and how large is that of a centred difference?"
    elif any("exchanged" in result.case.name for result in passing) and not any("sign" in r.case.name for r in passing):
        hint = "Is every entry compared, or something that is the same for other entries?"
    else:
        hint = "Is every entry compared with its own, and does a single one that is wrong suffice?"
    message = f"For {at(shown)}, the checker passes {shown.told}. {hint}"
    return Finding("passes-wrong-gradient", message, _where(passing), _cases(passing))


def _fails(failing: Sequence[CheckerResult], *, everything: bool) -> Finding:
    shown = failing[0].case
    names = [result.case.name for result in failing]
    if everything:
        hint = "It passes no gradient at all. Print the numerical one beside the right one."
    elif all("influence" in name for name in names):
        hint = "Where a slope is 0, both gradients are. What does your measure of the error give for 0 and 0?"
    elif all("large gradient" in name for name in names):
        hint = "Round-off grows with f. Relative to what should the error be measured?"
    else:
        hint = "Of which size is the error of a centred difference here, relative to the gradient?"
    message = f"For {at(shown)} ({shown.name.removeprefix('right: ')}), the checker fails a right gradient. {hint}"
    return Finding("fails-right-gradient", message, _where(failing), _cases(failing))
