"""From what differs to its cause: the first mistake whose trajectories are the candidate's, in every case."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import entry, numbers, plain_number, two_numbers
from coursekit.checking.exam import Raised
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.optimizers import variants
from coursekit.checking.optimizers.case import Amiss, Result
from coursekit.checking.optimizers.designs import SIMPLE, ZEROS
from coursekit.checking.optimizers.judge import FAILED
from coursekit.checking.optimizers.mistakes import Mistake, mistakes
from coursekit.checking.optimizers.trajectory import differences, follow
from coursekit.checking.optimizers.variants import Make

# Several gradients are written out in a sentence if they are no more numbers than these.
READABLE = 6

# Numbers that differ by less than this, relatively, look the same unless many digits are written.
VISIBLE = 1e-6


def diagnose(make: Make, results: Sequence[Result]) -> list[Finding]:
    """Return what was found, one finding per cause, worst first."""
    owed = [result for result in results if result.case.design.owed]
    findings: list[Finding] = []
    by_name = {result.case.name: result for result in results}
    if all(result.passed for result in results):  # else they follow from what is wrong
        findings = [finding for result in results if not result.case.design.owed for finding in _unowed(result)]
    first, again = owed[0], next((result for result in owed if result.case.design.twin == SIMPLE.name), None)
    if first.passed and again is not None and not again.passed:
        return [_shared_by_instances(again)]
    failed = [result for result in owed if not result.passed]
    turns = [result for result in failed if result.case.design.optimizers > 1]
    if failed and len(turns) == len(failed):
        return [_shared_by_instances(turns[0])]
    if again is not None and first.ways is not None and again.ways is not None and not _repeats(first, again):
        if _starts_with_something(by_name):
            return [_shared_by_instances(again)]
        message = (
            "Two new optimizers, given the same parameters and gradients, made different steps. Is something random?"
        )
        return [Finding("nondeterministic", message, {"case": again.case.name, "method": "step"})]
    answered = [result for result in owed if result.ways is not None]
    if answered and all(result.still for result in answered):
        return [_not_in_place(answered[0])]
    findings += _conduct(owed)
    wrong = [result for result in failed if any(each.kind == "update-value" for each in result.amiss)]
    if wrong:
        explained = _explained(make, owed)
        hidden = {"raises", "update-shape"} if explained is not None else set()
        findings = [finding for finding in findings if finding.code not in hidden]
        findings.append(_told(next(filter(_shows, wrong), wrong[0]), explained))
    return worst_first(findings)


def _repeats(first: Result, again: Result) -> bool:
    return all(
        np.array_equal(one[name], other[name], equal_nan=True)
        for way, way_again in zip(first.ways or (), again.ways or (), strict=True)
        for one, other in zip(way, way_again, strict=True)
        for name in one
    )


def _starts_with_something(by_name: dict[str, Result]) -> bool:
    """Whether a new optimizer moves, or stumbles, where the first gradient is 0: it remembers what it never had."""
    result = by_name.get(ZEROS.name)
    if result is None:
        return False
    start = result.case.runs[0].start
    stays = all(np.array_equal(result.right[0].points[0][name], start[name]) for name in start)
    return stays and (
        result.ways is None or any(not np.array_equal(result.ways[0][0][name], start[name]) for name in start)
    )


def _shared_by_instances(result: Result) -> Finding:
    message = (
        "One optimizer is right on its own, but not after or beside another of the same class. Where do you keep what "
        "it remembers: in the instance (self), or in something that all instances share?"
    )
    return Finding("shared-state", message, {"case": result.case.name, "method": "step"})


def _unowed(result: Result) -> list[Finding]:
    """Remarks about what a candidate need not be able to do."""
    if not result.amiss:
        return []
    where = {"case": result.case.name, "method": result.amiss[0].method}
    if result.case.design.rate_at is None:
        message = (
            "When a parameter's gradient is None in one step, the reference leaves the parameter and its memory alone; "
            "yours does something else. That isn't asked of you unless your task says so."
        )
        return [Finding("no-gradient", message, where)]
    message = (
        "After lr was assigned, your optimizer goes on differently from the reference: it may keep the rate under "
        "another name, or count earlier steps at their old rate, as one form of momentum does. As long as the rate "
        "stays the same, it makes no difference."
    )
    return [Finding("rate-change", message, where)]


def _conduct(results: Sequence[Result]) -> list[Finding]:
    seen: dict[tuple[str, Any], tuple[Result, Amiss]] = {}
    for result in results:
        for what in result.amiss:
            if what.kind != "update-value":
                line = what.raised.line if what.raised is not None else None
                seen.setdefault((what.kind, line), (result, what))
    return [TOLD[kind](result, what) for (kind, _), (result, what) in seen.items()]


def _explained(make: Make, results: Sequence[Result]) -> Mistake | None:
    """Return the first mistake that leads where the candidate went, in every case."""
    # A single parameter first: it is soonest refuted.
    order = sorted(results, key=lambda result: len(result.case.runs[0].start) + result.case.runs[0].steps / 100)
    for mistake in mistakes(make):
        if all(_leads_there(mistake.make, result) for result in order):
            return mistake
    return _constant_factor(make, results, order)


def _leads_there(make: Make, result: Result) -> bool:
    """Whether the mistake explains one result; where it cannot go on itself, any that isn't right."""
    conduct = [what for what in result.amiss if what.kind in FAILED.values() or what.kind == "update-shape"]
    try:
        ways = [follow(make(), run, put_back=result.put_back) for run in result.case.runs]
    except Exception:  # as where a state has the shape of another parameter
        return not result.passed
    if result.ways is None or conduct:
        return False
    return not any(
        differences(run, way, predicted, result.put_back)
        for run, way, predicted in zip(result.case.runs, result.ways, ways, strict=True)
    )


def _constant_factor(make: Make, results: Sequence[Result], order: Sequence[Result]) -> Mistake | None:
    first = results[0]
    if first.ways is None:
        return None
    run = first.case.runs[0]
    moved, right = (point["w"][0] - run.start["w"][0] for point in (first.ways[0][0], first.right[0].points[0]))
    factor = float(moved / right) if right else np.nan
    if not np.isfinite(factor):
        return None
    scaled = variants.scaled(make, lambda rate: factor)
    if not all(_leads_there(scaled, result) for result in order):
        return None
    hint = f"Every step is {factor:.4g} times as long as it should be. Which factor is missing, or too much?"
    return Mistake("constant-factor", hint, scaled)


def _shows(result: Result) -> bool:
    """Whether one sees with a few digits that a result is wrong. A wrong ε shows where gradients are tiny."""
    got, expected, _, _ = _most_wrong(result)
    return not abs(got - expected) <= VISIBLE * abs(expected)


def _most_wrong(result: Result) -> tuple[Any, Any, Amiss, tuple[int, ...]]:
    what = next(each for each in result.amiss if each.kind == "update-value")
    index = _worst(what)
    return np.asarray(what.got)[index], np.asarray(what.expected)[index], what, index


def _told(result: Result, mistake: Mistake | None) -> Finding:
    """Say what was seen in one case, and the hint of the mistake."""
    got, expected, what, index = _most_wrong(result)
    one, other = two_numbers(got, expected)
    place = "At the look-ahead point" if what.method == "look_ahead" else f"After step {what.step + 1}"
    message = f"{place}, {entry(what.name, index)} is {one}, expected {other} ({_given(result, what)}). "
    message += (
        mistake.hint
        if mistake is not None
        else (
            "Work this step out by hand and compare it with what your code computes."
            if what.step == 0
            else "The steps before are right: what does this one do with what is remembered of them?"
        )
    )
    evidence = {"got": plain_number(got), "expected": plain_number(expected), "step": what.step + 1}
    code = mistake.code if mistake is not None else "update-value"
    return Finding(code, message, _where(result, what, index), evidence)


def _worst(what: Amiss) -> tuple[int, ...]:
    distance = np.abs(np.asarray(what.got) - np.asarray(what.expected))
    distance = np.where(np.isfinite(distance), distance, np.inf)
    masked = np.where(what.wrong, distance, -1.0)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(masked)), masked.shape))


def _given(result: Result, what: Amiss) -> str:
    run = result.case.runs[what.run]
    start = run.start[what.name]
    gradients = [np.asarray(g[what.name]) for g in run.gradients[: what.step + 1] if g[what.name] is not None]
    if start.size * (len(gradients) + 1) > READABLE:
        return f"for {result.case.name}"
    listed = ", then ".join(numbers(g) for g in gradients)
    return f"from {what.name} = {numbers(start)} with gradient{'s' * (len(gradients) > 1)} {listed}"


def _where(result: Result, what: Amiss, index: tuple[int, ...] | None = None) -> dict[str, Any]:
    where: dict[str, Any] = {"case": result.case.name, "method": what.method, "step": what.step + 1}
    if what.name:
        where |= {"input": what.name, "shape": list(result.case.runs[what.run].start[what.name].shape)}
    return where if index is None else where | {"index": list(index)}


# -- what the answers show directly --


def _missing_method(result: Result, what: Amiss) -> Finding:
    if what.detail:
        message = (
            f"{what.method}{what.detail} cannot be called with the arguments that it should take: "
            f"{'params' if what.method == 'look_ahead' else 'params and grads'}. Compare its parameters with those in "
            "the task, `self` included."
        )
    else:
        message = "There is no method step. An optimizer has step(params, grads), spelt just so and inside the class."
        if what.method == "look_ahead":
            message = (
                "There is no method look_ahead, in which the reference goes to the point where Nesterov's gradient is "
                "taken. If yours needs none, compare it with SGD(nesterov=True)."
            )
    return Finding("missing-method", message, _where(result, what))


def _raises(result: Result, what: Amiss) -> Finding:
    raised = what.raised or Raised("Exception", "")
    evidence = {"exception": raised.type, "line": raised.line, "source": raised.source}
    where = _where(result, what)
    if raised.type == "NotImplementedError":
        message = f"{what.method} is not written yet (it raises NotImplementedError)."
    elif raised.type == "TypeError" and "__init__()" in raised.message:
        message = (
            f"A new optimizer could not be made: {raised.message}. Give hyperparameters defaults, or hand them over "
            "with functools.partial."
        )
    else:
        line = f" in the line `{raised.source}`" if raised.source else ""
        message = (
            f"{what.method} raised {raised.type}{f': {raised.message}' if raised.message else ''}{line}, in step "
            f"{what.step + 1} ({result.case.name}). Both params and grads are dicts of arrays, with the same keys."
        )
    return Finding("raises", message, where, evidence)


def _timeout(result: Result, what: Amiss) -> Finding:
    message = f"{what.method} did not come back in time ({result.case.name}). Is there a loop that never ends?"
    return Finding("timeout", message, _where(result, what))


def _not_in_place(result: Result) -> Finding:
    message = (
        "After step, the parameters are what they were before, and nothing was returned. Does the step change the "
        "arrays themselves, or does it only bind a name to new ones?"
    )
    return Finding("not-in-place", message, {"case": result.case.name, "method": "step"})


def _modifies_input(result: Result, what: Amiss) -> Finding:
    message = (
        f"step changes the gradient of {what.name} in place: whoever passed it finds other numbers in it. "
        "Look for +=, *=, or out=… on a gradient, or on a name that stands for one."
    )
    return Finding("modifies-input", message, _where(result, what))


def _update_shape(result: Result, what: Amiss) -> Finding:
    shape = np.shape(what.expected)
    message = (
        f"After step {what.step + 1}, the parameter {what.name} of shape {shape} is {what.detail}. "
        "An update leaves every parameter where it was, an array of the same shape."
    )
    return Finding("update-shape", message, _where(result, what), {"expected": list(shape)})


TOLD: dict[str, Callable[[Result, Amiss], Finding]] = {
    "missing-method": _missing_method,
    "raises": _raises,
    "timeout": _timeout,
    "modifies-input": _modifies_input,
    "update-shape": _update_shape,
}
