"""What went wrong before there was anything to judge: told in the same words for tapes, graphs and checkers."""

from collections.abc import Callable, Sequence
from typing import Any

from coursekit.checking.exam import Answer, Raised
from coursekit.checking.finding import Finding

CHANGES_INPUT = (
    "an array that was given is not as it was: whoever passed it finds other numbers in it. Look for +=, *=, out=… or "
    "an assignment to a part of it, where the array may still be the one that was given."
)

Seen = tuple[str, str, Answer]  # the case's name, what it is as a reader writes it, and the answer


def conduct_findings(seen: Sequence[Seen], placed: Callable[[str | None], str], class_name: str) -> list[Finding]:
    """Return a finding for each way in which steps did not return.

    placed: says what was being done at a stage, such as `x.backward()`.
    """
    findings: list[Finding] = []
    told: set[Any] = set()
    for name, program, answer in seen:
        key, made = _finding(name, program, answer, placed, class_name)
        if key not in told:
            told.add(key)
            findings.append(made)
    return findings


def _finding(
    name: str, program: str, answer: Answer, placed: Callable[[str | None], str], class_name: str
) -> tuple[Any, Finding]:
    where = {"case": name, "method": answer.stage or "call"}
    at = f"for {program}" if program else f"in the case: {name}"
    match answer.status:
        case "missing":
            message = f"{class_name} has no {answer.stage}: {placed(answer.stage)} is asked {at}. Is it spelt just so?"
            return ("missing", answer.stage), Finding("missing-method", message, where)
        case "timed-out":
            message = f"{class_name} did not come back in time, {at}. Is there a loop that never ends?"
            return ("timeout",), Finding("timeout", message, where)
        case _:
            raised = answer.raised or Raised("Exception", "")
            evidence = {"exception": raised.type, "line": raised.line, "source": raised.source}
            return (raised.type, raised.line), Finding(
                "raises", _told(raised, at, placed(answer.stage)), where, evidence
            )


def _told(raised: Raised, at: str, stage: str) -> str:
    if raised.type == "NotImplementedError":
        return f"This is not written yet: {stage} raises NotImplementedError."
    text = f": {raised.message.splitlines()[0][:200]}" if raised.message.strip() else ""
    line = f" in line {raised.line}" if raised.line else ""
    source = f", `{raised.source}`" if raised.source else ""
    return f"{stage} raised {raised.type}{text}{line}{source} ({at})."
