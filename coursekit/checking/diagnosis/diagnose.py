"""The order of diagnosis: what the answers show directly, then what explains wrong gradients, then what hides what."""

from collections.abc import Sequence

import numpy as np

from coursekit.checking.diagnosis.gradients import wrong_gradients
from coursekit.checking.diagnosis.structural import STRUCTURAL, Seen, hard_coded, stale_cache
from coursekit.checking.diagnosis.workings import Workings
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.rule_case import CaseResult

CHANGES = ("modifies-input", "modifies-upstream")
VALUES = ("forward-value", "gradient-value", "gradient-shape")
GRADIENT_KINDS = ("gradient-value", "gradient-shape")

# A cause and what follows from it: naming the consequence besides would send the student to the wrong place.
HIDES = {
    "nondeterministic": {"forward-value", "forward-overflow", "gradient-value", "gradient-overflow", "stale-cache"},
    "forward-overflow": {"gradient-overflow"},
    "numerical-backward": {"gradient-value", "gradient-overflow", "constant-factor"},
    # One array for two inputs may now and then have as many rows as there are inputs, and then seem to be two.
    "wrong-count": {"gradient-value", "gradient-shape"},
}


def diagnose(workings: Workings, results: Sequence[CaseResult]) -> list[Finding]:
    """Return what was found, one finding per cause, worst first."""
    plain = [result for result in results if result.case.design.order in ("once", "again")]
    # Arrays without entries are where a mistake shows least of what it is.
    with_entries = [result for result in plain if all(np.size(given) for given in result.case.inputs)]
    if not all(result.passed for result in with_entries):
        plain = with_entries
    seen: dict[str, list[Seen]] = {}
    for result in plain:
        for what in (*result.discrepancies, *result.remarks):
            seen.setdefault(what.kind, []).append((result, what))
    for kind in VALUES:
        # Where arguments were changed in place, wrong values follow from that, unless they are wrong elsewhere, too.
        if all(any(other.kind in CHANGES for other in result.discrepancies) for result, _ in seen.get(kind, [])):
            seen.pop(kind, None)
    if "nondeterministic" in seen and _first_alone_is_right(plain):
        # Noise spoils any answer: it is earlier calls that the later ones depend on.
        return stale_cache(seen["nondeterministic"])
    example = hard_coded_forward(plain)
    if example:
        return [hard_coded(example)]
    findings = [finding for kind, tell in STRUCTURAL.items() if kind in seen for finding in tell(seen[kind])]
    gradients = [each for kind in GRADIENT_KINDS for each in seen.get(kind, [])]
    if gradients:
        findings += wrong_gradients(workings, plain, gradients)
    findings += _out_of_order(results)
    found = {finding.code for finding in findings}
    hidden = {code for cause, codes in HIDES.items() if cause in found for code in codes}
    by_code = {finding.code: finding for finding in reversed(findings) if finding.code not in hidden}
    several = [finding for finding in findings if finding.code not in hidden and finding.code != "swapped-inputs"]
    return worst_first(several + [finding for code, finding in by_code.items() if code == "swapped-inputs"])


def _first_alone_is_right(results: Sequence[CaseResult]) -> bool:
    right = [
        result
        for result in results
        if result.passed and np.any(result.case.output) and result.case.design.upstream != "zero"
    ]
    return len(right) == 1 and right[0] is results[0]


def hard_coded_forward(results: Sequence[CaseResult]) -> list[Seen]:
    """Return what shows that the output is that of one example: always the same, or wrong but for small numbers."""
    wrong = [
        (result, what)
        for result in results
        for what in result.discrepancies
        if what.kind in ("forward-value", "forward-shape") and isinstance(what.got, np.ndarray) and what.got.size
        if result.case.design.kind in ("ordinary", "example") and result.case.design.twin is None
    ]
    values = [what.got.reshape(-1)[0] for _, what in wrong]
    constant = len({case_inputs(result) for result, _ in wrong}) > 2 and all(
        bool(np.all(what.got == values[0])) for _, what in wrong
    )
    if constant and values[0] != 0:
        return wrong
    right = [r for r in results if r.passed and np.any(r.case.output) and r.case.design.twin is None]
    ordinary = [what for result, what in wrong if result.case.design.kind == "ordinary"]
    of_examples = (
        {result.case.design.kind for result in right} == {"example"}
        and len({np.asarray(result.case.output).tobytes() for result in right}) > 1
        and all(np.all(what.wrong) for what in ordinary if what.wrong is not None)
    )
    return wrong if of_examples and ordinary else []


def case_inputs(result: CaseResult) -> bytes:
    """Return what tells the inputs of one case from those of another."""
    return b"".join(np.asarray(given).tobytes() for given in result.case.inputs)


def _out_of_order(results: Sequence[CaseResult]) -> list[Finding]:
    """What fails in an unusual order of calls only, its plain twin being right, is due to what was kept."""
    right = {result.case.name for result in results if result.passed}
    seen = [
        (result, result.discrepancies[0])
        for result in results
        if result.case.design.order in ("forward-twice", "interleaved")
        and not result.passed
        and result.case.design.twin in right
    ]
    return stale_cache(seen) if seen else []
