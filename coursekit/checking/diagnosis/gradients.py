"""Findings about gradients of a wrong value or shape: the first hypothesis that explains them all, or none."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.hypotheses import HYPOTHESES, WrongGradients
from coursekit.checking.diagnosis.structural import Seen, compared, place, simplest, worst_entry
from coursekit.checking.diagnosis.wording import at, entry
from coursekit.checking.finding import Finding
from coursekit.checking.judge import CaseResult, Discrepancy
from coursekit.checking.reference import Reference

# What to think about next. None of them says what to write.
HINTS = {
    "missing-broadcast-sum": (
        "An entry of this input was used in several places, and each of them sends a gradient back. How many numbers "
        "does the input have?"
    ),
    "ignores-upstream": "Whatever arrives from above, this comes out. Where does upstream go in?",
    "missing-local-gradient": "This is upstream itself. How does the output change when this input does?",
    "wrong-sign": "Its size is right, its sign is not. Does the output grow or shrink when this input grows?",
    "swapped-inputs": "Each of the two has the other's gradient. Which parameter of forward comes first?",
    "constant-factor": "Every entry is off by the same factor. Which constant does differentiating by hand give?",
    "gradient-shape": "A gradient has exactly the shape of its input, since every entry of the input has one.",
    "gradient-value": "Change this one number a little and see by how much the output changes.",
    "gradient-overflow": "Which intermediate result becomes too large, or loses its digits?",
}


def wrong_gradients(reference: Reference, results: Sequence[CaseResult], seen: Sequence[Seen]) -> list[Finding]:
    """Name what explains the wrong gradients in `seen`; `results` are all cases that are asked in the plain order."""
    overflowing = [each for each in seen if _overflows(*each)]
    rest = [each for each in seen if not _overflows(*each)]
    if rest and all(result.case.design.kind == "large" for result, _ in rest):
        overflowing, rest = list(seen), []
    if not rest:
        return [_told("gradient-overflow", overflowing, {})]
    one_cause = _explained(reference, results, rest)
    if one_cause is not None:
        findings = [_told(one_cause[0], rest, one_cause[1])]
        return findings + ([_told("gradient-overflow", overflowing, {})] if overflowing else [])
    # Two mistakes at once are common: a wrong formula, which is not summed back to the input's shape besides.
    findings = []
    for kind in dict.fromkeys(discrepancy.kind for _, discrepancy in rest):
        part = [each for each in rest if each[1].kind == kind]
        code, evidence = _explained(reference, results, part) or (_shape_cause(part) or kind, {})
        findings.append(_told(code, part, evidence))
    return findings


def _shape_cause(seen: Sequence[Seen]) -> str | None:
    """Whether the gradients, whatever their values, were left in the shape to which their inputs were broadcast."""
    left = all(
        what.kind == "gradient-shape" and np.shape(what.got) == np.shape(result.case.output) for result, what in seen
    )
    return "missing-broadcast-sum" if left else None


def _explained(
    reference: Reference, results: Sequence[CaseResult], seen: Sequence[Seen]
) -> tuple[str, dict[str, Any]] | None:
    if any(what.got is None or not np.all(np.isfinite(what.got)) for _, what in seen):
        return None
    amiss = {(id(result), each.input) for result in results for each in result.discrepancies}
    wrong = [(result, what.input) for result, what in seen if what.input is not None]
    # Large values and ties, where right, say nothing: much is 0 there, whatever one multiplies.
    right = [
        (result, index)
        for result in results
        if result.gradients is not None and result.case.design.kind == "ordinary"
        for index in range(len(result.case.inputs))
        if result.case.gradients[index] is not None and (id(result), index) not in amiss
    ]
    evidence = WrongGradients(reference, wrong, right)
    for code, test in HYPOTHESES.items():
        found = test(evidence)
        if found is not None:
            return code, found
    return None


def _overflows(result: CaseResult, what: Discrepancy) -> bool:
    return result.case.design.kind == "large" and what.got is not None and not np.all(np.isfinite(what.got))


def _told(code: str, seen: Sequence[Seen], evidence: dict[str, Any]) -> Finding:
    result, what = simplest(seen)
    name = result.case.names[what.input or 0]
    counted = {"cases_failed": len({id(each) for each, _ in seen}), **evidence}
    if what.got is not None and what.kind == "gradient-shape":
        got = list(np.shape(what.got))
        shape = np.shape(result.case.inputs[what.input or 0])
        text = f"backward gave a gradient of shape {tuple(got)} for {name}, which has shape {shape}."
        where = place(result, what)
        return Finding(code, f"{text} {HINTS[code]}", where, {"got": got, "expected": list(shape), **counted})
    if what.got is None:
        text = f"The gradient for {name} is of kind {what.detail}, not an array of real numbers."
        return Finding("gradient-value", text, place(result, what), counted)
    if what.expected is None:
        text = f"The gradient for {name}, which needs none, is not finite. You may return None for it."
        return Finding("gradient-value", text, place(result, what), counted)
    index = worst_entry(what)
    one, other, numbers = compared(what, index)
    text = f"The gradient for {entry(name, index)} is {one}, expected {other} ({at(result.case, upstream=True)})."
    if code == "gradient-overflow":
        text = f"For small inputs the gradients are right, but {text[0].lower()}{text[1:]}"
    return Finding(code, f"{text} {HINTS[code]}", place(result, what, index), {**numbers, **counted})
