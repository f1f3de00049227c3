"""The failing case that a report shows of a schedule: the rates of a few steps, from the first wrong one on."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checking.exhibit import Exhibit, first_failure
from coursekit.checking.finding import Finding
from coursekit.checking.schedules.case import ERRORS, Result

# Steps that are shown: as many as a card writes out in numbers.
STEPS = 8


def exhibit_of(results: Sequence[Result], findings: Sequence[Finding]) -> Exhibit | None:
    """Show the rates over the steps, or what was raised at one; None if nothing failed."""
    failed = [result for result in results if not result.passed]
    if not failed:
        return None
    told = first_failure(findings)
    result = next((each for each in failed if each.case.name == told.get("case")), failed[0])
    if result.kind != "rate-value":
        return Exhibit(result.case.name, _given(result), raised=result.answer.raised)
    # A step may have been asked twice; then the answer that was wrong is shown.
    rates = {each.case.t: each for each in sorted(results, key=lambda each: not each.passed) if each.got is not None}
    steps = sorted(rates)
    first = max(min(steps.index(result.case.t) - 1, len(steps) - STEPS), 0)
    shown = [rates[t] for t in steps[first : first + STEPS]]
    return Exhibit(
        result.case.name,
        _given(shown[-1]) | {"number of errors" if result.case.observed else "t": np.array([r.case.t for r in shown])},
        "rates at these steps",
        np.array([each.got for each in shown]),
        np.array([each.case.expected for each in shown]),
        np.array([not each.passed for each in shown]),
    )


def _given(result: Result) -> dict[str, Any]:
    if result.case.observed:
        return {"errors": np.array(ERRORS[: result.case.observed])}
    return {"t": result.case.t}
