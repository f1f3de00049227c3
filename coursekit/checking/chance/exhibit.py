"""What a report shows of something random: the lines that raised an exception, or mean and spread.

A single draw shows nothing, and the draws of which a test speaks are thousands.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from coursekit.checking.exam import Answer
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding

# Which of mean and standard deviation a code is about.
MOMENTS = {"wrong-mean": 0, "wrong-variance": 1}


def exhibit_of(given: Mapping[str, Sequence[Answer]], findings: Sequence[Finding]) -> Exhibit | None:
    """Show what the first finding speaks of, as far as it is an exception or a moment; else None."""
    first = next((finding for finding in findings if finding.severity == "fail"), None)
    if first is None:
        return None
    case = first.where.get("case", "")
    if "exception" in first.evidence:
        raised = next(answer.raised for answer in given[case] if answer.raised is not None)
        return Exhibit(case, raised=raised)
    if first.code in MOMENTS:
        got, expected = (
            np.array([first.evidence[f"{kind}{name}"] for name in ("mean", "std")]) for kind in ("", "expected ")
        )
        wrong = np.arange(2) == MOMENTS[first.code]
        shape = {"shape": tuple(first.where["shape"])}
        return Exhibit(case, shape, "mean and standard deviation", got, expected, wrong)
    return None
