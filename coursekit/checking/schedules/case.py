"""One step at which a schedule is asked, the rate that is expected there, and how it went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coursekit.checking.exam import Answer, Question

Tolerance = Callable[[float], float]

# Another formula for the same rate differs by the rounding of a dozen operations, magnified by an exponent of up to a
# thousand or so (1e-12), and where terms as large as the largest rate cancel, by that in relation to it.
RELATIVE, OF_LARGEST = 1e-9, 1e-12

# Better, worse, equal: what a validation set may show.
ERRORS = (1.0, 0.8, 0.9, 0.9, 0.7, 0.75, 0.72, 0.71, 0.9, 1.1, 0.6, 0.65)


@dataclass(frozen=True, eq=False)
class Case:
    """One step: `t`, the rate that is expected of it, and the question, whose last answer is the rate."""

    t: int
    expected: float
    question: Question
    observed: int = 0

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        if self.observed:
            return f"after {self.observed} error{'s' * (self.observed > 1)}"
        return f"step {self.t}"


@dataclass(frozen=True, eq=False)
class Result:
    """How a case went: the rate that was given, as far as it is a number; `kind`: a code if something is amiss."""

    case: Case
    got: float | None
    kind: str | None
    answer: Answer
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing is amiss."""
        return self.kind is None


def tolerance(cases: Sequence[Case]) -> Tolerance:
    """Return how far a rate may be from the one expected, as a function of that."""
    largest = max(abs(case.expected) for case in cases)
    return lambda expected: RELATIVE * abs(expected) + OF_LARGEST * largest
