"""Findings about gradients of a wrong value or shape: the first hypothesis that explains them all, or none."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.evidence import WrongGradients
from coursekit.checking.diagnosis.hints import HINTS
from coursekit.checking.diagnosis.hypotheses import HYPOTHESES
from coursekit.checking.diagnosis.structural import Seen, compared, place, simplest, worst_entry
from coursekit.checking.diagnosis.wording import at, entry
from coursekit.checking.diagnosis.workings import Workings
from coursekit.checking.finding import Finding
from coursekit.checking.rule_case import CaseResult, Discrepancy


def wrong_gradients(workings: Workings, results: Sequence[CaseResult], seen: Sequence[Seen]) -> list[Finding]:
    """Name what explains the wrong gradients in `seen`; `results` are all cases that are asked in the plain order."""
    overflowing = [each for each in seen if _overflows(*each)]
    rest = [each for each in seen if not _overflows(*each)]
    if rest and all(result.case.design.kind == "large" for result, _ in rest):
        overflowing, rest = list(seen), []
    overflow = [_told("gradient-overflow", {}, overflowing)] if overflowing else []
    if not rest:
        return overflow
    for parts in _ways_to_part(rest):
        named = [(cause, part) for part in parts if (cause := _explained(workings, results, part)) is not None]
        if len(named) == len(parts):
            return [_told(code, found, part) for (code, found), part in named] + overflow
    parts = _parted(rest, lambda what: what.kind)
    named = [(_explained(workings, results, part) or _unexplained(part), part) for part in parts]
    return [_told(code, found, part) for (code, found), part in named] + overflow


def _ways_to_part(seen: list[Seen]) -> Iterator[list[list[Seen]]]:
    """One cause for everything, or else one for each input: two mistakes at once are common.

    Or one for wrong values and one for wrong shapes: a wrong formula, which is not summed back besides.
    """
    yield [seen]
    yield _parted(seen, lambda what: what.input)
    yield _parted(seen, lambda what: what.kind)


def _parted(seen: list[Seen], by: Any) -> list[list[Seen]]:
    parts: dict[Any, list[Seen]] = {}
    for each in seen:
        parts.setdefault(by(each[1]), []).append(each)
    return list(parts.values())


def _unexplained(seen: Sequence[Seen]) -> tuple[str, dict[str, Any]]:
    """The shape to which an input was broadcast tells of a missing sum, whatever the values."""
    kind = seen[0][1].kind
    left = all(
        what.kind == "gradient-shape"
        and np.shape(what.got) == np.shape(result.case.output)
        and np.size(what.got) > np.size(result.case.inputs[what.input or 0])
        for result, what in seen
    )
    return ("missing-broadcast-sum" if left else kind), {}


def _explained(
    workings: Workings, results: Sequence[CaseResult], seen: Sequence[Seen]
) -> tuple[str, dict[str, Any]] | None:
    # Large values have few digits left in many a formula, and at kinks and ties much is 0 or arbitrary: they are looked
    # at if there is nothing else to look at.
    telling = [each for each in seen if each[0].case.design.kind in ("ordinary", "example")]
    ordinary = telling or [each for each in seen if each[0].case.design.kind in ("ties", "beside")] or list(seen)
    if any(w.got is None or w.expected is None or not np.all(np.isfinite(w.got)) for _, w in ordinary):
        return None
    wrong = [(result, what.input) for result, what in ordinary if what.input is not None]
    amiss = {(id(result), each.input) for result in results for each in result.discrepancies}
    # Large values and ties, where right, say nothing: much is 0 there, whatever one multiplies.
    right = [
        (result, index)
        for result in results
        if result.gradients is not None and result.case.design.kind in ("ordinary", "example")
        for index in range(len(result.case.inputs))
        if result.gradients[index] is not None and (id(result), index) not in amiss
        if result.case.gradients[index] is not None and np.size(result.gradients[index])
    ]
    evidence = WrongGradients(workings, wrong, right, [result.case for result in results])
    with np.errstate(all="ignore"):
        for code, hypothesis in HYPOTHESES:
            found = hypothesis(evidence)
            if found is not None:
                return code, found
    return None


def _overflows(result: CaseResult, what: Discrepancy) -> bool:
    return result.case.design.kind == "large" and what.got is not None and not np.all(np.isfinite(what.got))


def _told(code: str, evidence: dict[str, Any], seen: Sequence[Seen]) -> Finding:
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
