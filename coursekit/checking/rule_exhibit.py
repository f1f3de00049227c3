"""The failing case that a report shows of a gate or a function: inputs, and the first thing that is amiss there."""

from collections.abc import Sequence
from typing import Any

from coursekit.checking.exhibit import Exhibit, first_failure
from coursekit.checking.finding import Finding
from coursekit.checking.rule_case import CaseResult, Discrepancy


def exhibit_of(results: Sequence[CaseResult], findings: Sequence[Finding] = ()) -> Exhibit | None:
    """Choose the case to show: the one that the first finding speaks of, else the simplest that failed.

    Simple is an ordinary case before a special one, one with numbers before an empty one, few numbers before many.
    Returns None if every case passed.
    """
    failed = [(result, what) for result in results for what in result.discrepancies]
    if not failed:
        return None
    told = first_failure(findings)

    def order(seen: tuple[CaseResult, Discrepancy]) -> tuple[Any, ...]:
        result, what = seen
        case = result.case
        name = None if what.input is None else case.names[what.input]
        matched = (case.name == told.get("case"), what.method == told.get("method"), name == told.get("input"))
        return tuple(not each for each in matched), case.design.kind != "ordinary", case.size == 0, case.size

    return _exhibit(*min(failed, key=order))


def _exhibit(result: CaseResult, what: Discrepancy) -> Exhibit:
    case = result.case
    inputs = dict(zip(case.names, case.inputs, strict=True))
    if what.method == "backward":
        inputs["upstream"] = case.upstream
    thing = {"backward": "what backward returns", "call": "result"}.get(what.method, "output")
    if what.input is not None:
        thing = f"{'' if what.kind == 'modifies-input' else 'gradient for '}{case.names[what.input]}"
    return Exhibit(case.name, inputs, thing, what.got, what.expected, what.wrong, what.raised)
