"""The failing case that a report shows of an optimizer: a parameter after one step, and what it comes from."""

from collections.abc import Sequence
from typing import Any

from coursekit.checking.exhibit import Exhibit, first_failure
from coursekit.checking.finding import Finding
from coursekit.checking.optimizers.case import Amiss, Result

# As many numbers of gradients of earlier steps, all together, are shown.
NUMBERS = 12


def exhibit_of(results: Sequence[Result], findings: Sequence[Finding]) -> Exhibit | None:
    """Show the step of which the first finding speaks; None if nothing failed."""
    seen = [(result, what) for result in results if not result.passed for what in result.amiss]
    if not seen:
        return None
    told = first_failure(findings)

    def order(pair: tuple[Result, Amiss]) -> tuple[bool, ...]:
        result, what = pair
        of_what = {"case": result.case.name, "method": what.method, "step": what.step + 1, "input": what.name}
        return tuple(told.get(key, value) != value for key, value in of_what.items())

    return _exhibit(*min(seen, key=order))


def _exhibit(result: Result, what: Amiss) -> Exhibit:
    case = f"{result.case.name}, step {what.step + 1}"
    run = result.case.runs[what.run]
    inputs: dict[str, Any] = {}
    for name in [what.name] if what.name else run.start:
        inputs |= _before(result, what, name)
        inputs |= _gradients(result, what, name)
    if what.kind == "update-value":
        place = "at the look-ahead point" if what.method == "look_ahead" else f"after step {what.step + 1}"
        return Exhibit(case, inputs, f"{what.name} {place}", what.got, what.expected, what.wrong)
    if what.kind == "update-shape":
        right = result.case.expected[what.run].points[what.step][what.name]
        return Exhibit(case, inputs, f"{what.name} after step {what.step + 1}", what.got, right)
    return Exhibit(case, inputs, raised=what.raised)


def _before(result: Result, what: Amiss, name: str) -> dict[str, Any]:
    """Return the parameter as the step found it; nothing if that isn't known."""
    start = result.case.runs[what.run].start[name]
    if what.step == 0 or result.put_back:
        return {f"{name} before": start}
    if result.ways is None:
        return {}
    return {f"{name} before": result.ways[what.run][what.step - 1][name]}


def _gradients(result: Result, what: Amiss, name: str) -> dict[str, Any]:
    """Return the gradient of the step, and those of the steps before if they aren't many."""
    run = result.case.runs[what.run]
    gradients = run.gradients[: what.step + 1]
    first = 0 if run.start[name].size * len(gradients) <= NUMBERS else what.step
    return {f"gradient of {name}, step {n + 1}": gradients[n][name] for n in range(first, what.step + 1)}
