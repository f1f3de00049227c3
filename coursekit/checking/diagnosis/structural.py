"""Findings that need no hypothesis: what the answers show directly. One finding per cause, not one per case."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.hints import HINTS
from coursekit.checking.diagnosis.wording import at, entry, numbers, plain_number, two_numbers
from coursekit.checking.exam import Raised
from coursekit.checking.finding import Finding
from coursekit.checking.rule_case import CaseResult, Discrepancy

Seen = tuple[CaseResult, Discrepancy]


def simplest(seen: Sequence[Seen]) -> Seen:
    """Return what a reader grasps most easily: an ordinary case before a special one, few numbers before many."""
    return min(
        seen, key=lambda each: (each[0].case.design.kind != "ordinary", each[0].case.size == 0, each[0].case.size)
    )


def place(result: CaseResult, discrepancy: Discrepancy, index: tuple[int, ...] | None = None) -> dict[str, Any]:
    """Say where, as plain data."""
    where: dict[str, Any] = {"case": result.case.name, "method": discrepancy.method}
    if discrepancy.input is not None:
        where["input"] = result.case.names[discrepancy.input]
        where["shape"] = list(np.shape(result.case.inputs[discrepancy.input]))
    if index is not None:
        where["index"] = list(index)
    return where


def worst_entry(discrepancy: Discrepancy) -> tuple[int, ...]:
    """Return the index of the entry that is furthest off; one that isn't finite counts as that."""
    distance = np.abs(np.asarray(discrepancy.got) - np.asarray(discrepancy.expected))
    distance = np.where(np.isfinite(distance), distance, np.inf)
    masked = np.where(discrepancy.wrong, distance, -1.0)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(masked)), masked.shape))


def compared(discrepancy: Discrepancy, index: tuple[int, ...]) -> tuple[str, str, dict[str, Any]]:
    """Return one entry of both sides, rounded for reading, and as evidence."""
    got, expected = np.asarray(discrepancy.got)[index], np.asarray(discrepancy.expected)[index]
    one, other = two_numbers(got, expected)
    return one, other, {"got": plain_number(got), "expected": plain_number(expected)}


def missing_method(seen: Sequence[Seen]) -> list[Finding]:
    """No `forward` or `backward`, or one that cannot be called with the inputs."""
    findings = []
    for method in dict.fromkeys(each.method for _, each in seen):
        result, what = simplest([(r, each) for r, each in seen if each.method == method])
        count = 1 if method == "backward" else len(result.case.inputs)
        wanted = "upstream" if method == "backward" else ", ".join(result.case.names)
        if what.detail:
            message = (
                f"{method}{what.detail} cannot be called with {count} argument{'s' * (count != 1)} ({wanted}). "
                "Compare its parameters with those in the task, `self` included."
            )
        elif method == "call":
            message = "This cannot be called: a function is expected here."
        else:
            message = (
                f"There is no method {method}. A gate has forward and backward, spelt just so and inside the class."
            )
        findings.append(Finding("missing-method", message, place(result, what)))
    return findings


def raises(seen: Sequence[Seen]) -> list[Finding]:
    """One finding for each exception and line."""
    groups: dict[Any, list[Seen]] = {}
    for result, what in seen:
        raised = what.raised or Raised("Exception", "")
        groups.setdefault((what.method, raised.type, raised.line), []).append((result, what))
    findings = []
    for (method, _, _), group in groups.items():
        result, what = simplest(group)
        raised = what.raised or Raised("Exception", "")
        evidence = {"exception": raised.type, "line": raised.line, "source": raised.source, "cases": len(group)}
        findings.append(Finding("raises", _raised(method, raised, result), place(result, what), evidence))
    return findings


def _raised(method: str, raised: Raised, result: CaseResult) -> str:
    name = "the function" if method == "call" else method
    if raised.type == "NotImplementedError":
        return f"{name[0].upper()}{name[1:]} is not written yet (it raises NotImplementedError)."
    if raised.type == "TypeError" and "__init__()" in raised.message:
        return (
            f"The gate cannot be made without arguments ({raised.message}). Give the hyperparameters of __init__ "
            "default values, or take the ones that the task doesn't ask for away."
        )
    text = f": {raised.message.splitlines()[0][:200]}" if raised.message.strip() else ""
    line = f" in line {raised.line}" if raised.line else ""
    source = f", `{raised.source}`" if raised.source else ""
    return f"{name} raised {raised.type}{text}{line}{source} ({at(result.case)})."


def timeout(seen: Sequence[Seen]) -> list[Finding]:
    """A call that didn't come back."""
    result, what = simplest(seen)
    name = "the function" if what.method == "call" else what.method
    message = f"{name} did not come back in time ({at(result.case)}). Is there a loop that never ends?"
    return [Finding("timeout", message, place(result, what))]


def returns_none(seen: Sequence[Seen]) -> list[Finding]:
    """A method without a result."""
    findings = []
    for method in dict.fromkeys(each.method for _, each in seen):
        result, what = simplest([(r, each) for r, each in seen if each.method == method])
        name = "the function" if method == "call" else method
        other = _position_of_gradient(result, what)
        if other is not None:
            findings.append(_swapped_with_data(result, what, other))
            continue
        if what.input is None:
            message = f"{name} returned None. Does every path through it end with a return?"
        else:
            message = (
                f"backward returned None for {result.case.names[what.input]}, which does have a gradient. "
                "Return one for each input, in the order of forward's parameters."
            )
        findings.append(Finding("returns-none", message, place(result, what)))
    return findings


def _position_of_gradient(result: CaseResult, what: Discrepancy) -> int | None:
    """Return where the gradient that is None stands instead: in the place of a data input, which has none."""
    expected = None if what.input is None else result.case.gradients[what.input]
    for position, gradient in enumerate(result.gradients or ()):
        if expected is not None and result.case.gradients[position] is None and gradient is not None:
            right = np.asarray(expected.value)
            if gradient.shape == right.shape and not np.any(expected.wrong(gradient)):
                return position
    return None


def _swapped_with_data(result: CaseResult, what: Discrepancy, other: int) -> Finding:
    names = result.case.names
    message = (
        f"backward returned None for {names[what.input or 0]}, and its gradient in the place of {names[other]}, "
        f"which has none. {HINTS['swapped-inputs']}"
    )
    return Finding("swapped-inputs", message, place(result, what), {"inputs": [names[what.input or 0], names[other]]})


def wrong_count(seen: Sequence[Seen]) -> list[Finding]:
    """Not one gradient per input."""
    result, what = simplest(seen)
    names = result.case.names
    owed = f"{len(names)} input{'s' * (len(names) != 1)} ({', '.join(names)})"
    message = (
        f"backward returned {what.detail}, but forward has {owed}. "
        "Return one gradient for each input, as a tuple in the order of forward's parameters."
    )
    return [Finding("wrong-count", message, place(result, what), {"inputs": len(names)})]


def forward_value(seen: Sequence[Seen]) -> list[Finding]:
    """Another value; where only large inputs show it, an overflow."""
    ordinary = [each for each in seen if each[0].case.design.kind != "large"]
    result, what = simplest(ordinary or seen)
    if not isinstance(what.got, np.ndarray):
        return [Finding("forward-value", f"The result {at(result.case)} is not as expected.", place(result, what))]
    index = worst_entry(what)
    got, expected, evidence = compared(what, index)
    name = "the function" if what.method == "call" else "forward"
    if not ordinary:
        inputs = [np.asarray(value) for value in result.case.inputs]
        sample = ", ".join(
            f"{given} = {value[index]:.4g}"
            for given, value in zip(result.case.names, inputs, strict=True)
            if value.shape == np.shape(what.got)
        )
        message = (
            f"{name} is right for small inputs, but gives {got} where {expected} is expected"
            f"{f' (at {sample})' if sample else ''}. Which intermediate result becomes too large, or loses its digits?"
        )
        return [Finding("forward-overflow", message, place(result, what, index), evidence)]
    which = f" in entry {list(index)}" if index else ""
    message = (
        f"{name} gives {got}{which}, expected {expected} ({at(result.case)}). "
        "Work this case out by hand and compare it with what your code computes."
    )
    return [Finding("forward-value", message, place(result, what, index), evidence)]


def hard_coded(seen: Sequence[Seen]) -> Finding:
    """The output of one example, whatever the inputs are."""
    result, what = simplest(seen)
    name = "the function" if what.method == "call" else what.method
    message = (
        f"{name} gives {numbers(what.got)} ({at(result.case)}), and fits one example at most. {HINTS['hard-coded']}"
    )
    return Finding("hard-coded", message, place(result, what))


def forward_shape(seen: Sequence[Seen]) -> list[Finding]:
    """An output of another shape."""
    result, what = simplest(seen)
    got, expected = np.shape(what.got), np.shape(what.expected)
    shapes = ", ".join(f"{n} {np.shape(value)}" for n, value in zip(result.case.names, result.case.inputs, strict=True))
    message = (
        f"The output has shape {got} where {expected} is expected (inputs: {shapes}). "
        "Follow the shapes through your computation, one operation at a time."
    )
    return [Finding("forward-shape", message, place(result, what), {"got": list(got), "expected": list(expected)})]


def forward_dtype(seen: Sequence[Seen]) -> list[Finding]:
    """An output that is another kind of number, or none at all."""
    result, what = simplest(seen)
    wanted = np.asarray(what.expected).dtype
    message = (
        f"The output is of kind {what.detail}, but numbers of kind {wanted} are expected. "
        "Look for a conversion (int, astype, dtype=…) or an array that was made with another dtype."
    )
    return [Finding("forward-dtype", message, place(result, what), {"got": what.detail, "expected": str(wanted)})]


def numerical_backward(seen: Sequence[Seen]) -> list[Finding]:
    """A backward that takes differences of values."""
    result, what = simplest(seen)
    line = (
        "" if what.line is None else f" in line {what.line.number}" + f", `{what.line.source}`" * bool(what.line.source)
    )
    message = f"backward differentiates numerically{line}. {HINTS['numerical-backward']}"
    evidence = {} if what.line is None else {"line": what.line.number, "source": what.line.source}
    return [Finding("numerical-backward", message, place(result, what), evidence)]


def modifies_input(seen: Sequence[Seen]) -> list[Finding]:
    """An argument of forward that isn't what it was."""
    result, what = simplest(seen)
    name = result.case.names[what.input] if what.input is not None else "an input"
    message = (
        f"{what.method} changes its input {name} in place: whoever passed the array finds other numbers in it. "
        "Look for +=, *=, out=…, sort() or an assignment to a part of the array."
    )
    return [Finding("modifies-input", message, place(result, what))]


def modifies_upstream(seen: Sequence[Seen]) -> list[Finding]:
    """Upstream that isn't what it was."""
    result, what = simplest(seen)
    message = (
        "backward changes upstream in place: other gates that receive the same array then get wrong numbers. "
        "Look for +=, *=, out=… or an assignment to a part of it."
    )
    return [Finding("modifies-upstream", message, place(result, what))]


def nondeterministic(seen: Sequence[Seen]) -> list[Finding]:
    """Two equal calls that differ."""
    result, what = simplest(seen)
    name = "the function" if what.method == "call" else what.method
    message = (
        f"{name} gave two different results for the same inputs ({at(result.case)}). "
        "Does it draw random numbers, or use something that an earlier call has left behind?"
    )
    return [Finding("nondeterministic", message, place(result, what))]


def not_an_array(seen: Sequence[Seen]) -> list[Finding]:
    """Lists where arrays belong."""
    result, what = simplest(seen)
    message = f"{what.method} returned a {what.detail} where an array belongs; it was converted. Return NumPy arrays."
    return [Finding("not-an-array", message, place(result, what))]


def kink_convention(seen: Sequence[Seen]) -> list[Finding]:
    """Another choice where there is more than one."""
    result, what = simplest(seen)
    index = worst_entry(what)
    got, expected, evidence = compared(what, index)
    name = result.case.names[what.input or 0]
    message = (
        f"At a kink ({entry(name, index)} {at(result.case)}) your gradient is {got}, the reference's is {expected}. "
        "Both lie between the one-sided slopes, so both are right."
    )
    return [Finding("kink-convention", message, place(result, what, index), evidence)]


# What is seen → how it is told. Gradients of a wrong value or shape have hypotheses of their own.
STRUCTURAL: dict[str, Callable[[Sequence[Seen]], list[Finding]]] = {
    "missing-method": missing_method,
    "raises": raises,
    "timeout": timeout,
    "returns-none": returns_none,
    "nondeterministic": nondeterministic,
    "forward-shape": forward_shape,
    "forward-dtype": forward_dtype,
    "forward-value": forward_value,
    "wrong-count": wrong_count,
    "numerical-backward": numerical_backward,
    "modifies-input": modifies_input,
    "modifies-upstream": modifies_upstream,
    "not-an-array": not_an_array,
    "kink-convention": kink_convention,
}


def stale_cache(seen: Sequence[Seen]) -> list[Finding]:
    """Right on its own, wrong when other calls come in between."""
    result, what = simplest(seen)
    if what.kind == "nondeterministic":
        message = (
            "The first answer is right, but equal calls later differ: they depend on earlier calls. "
            "Where do you keep things: in the instance (self), or in something that all instances share?"
        )
    elif result.case.design.order == "interleaved":
        message = (
            "backward is right on its own, but not when another gate of the same class has gone forward in between. "
            "Where do you keep what backward needs: in the instance (self), or in something that all instances share?"
        )
    else:
        message = (
            "backward is right after one forward, but after two it does not belong to the last. "
            "Does every forward store afresh what backward needs?"
        )
    return [Finding("stale-cache", message, place(result, what))]
