"""The frame of a plan whose cases are one question each: all are judged, then causes are named and one is shown.

What differs from kind to kind is how an answer is judged, what its mistakes are called and how a failing case is shown.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from coursekit.checking.assessment import Assessment, CaseReport
from coursekit.checking.exam import Answer, Question
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.reference import Reference


class PlannedCase(Protocol):
    """A case: what it is called in a report, and the question that it puts."""

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        ...

    @property
    def question(self) -> Question:
        """The question."""
        ...


class JudgedCase(Protocol):
    """How a case went."""

    @property
    def case(self) -> PlannedCase:
        """The case."""
        ...

    @property
    def passed(self) -> bool:
        """Whether nothing is amiss."""
        ...


Case = TypeVar("Case", bound=PlannedCase)
Result = TypeVar("Result", bound=JudgedCase)


@dataclass(frozen=True, eq=False)
class CasePlan(ABC, Generic[Case, Result]):
    """All cases of a check; `left_out`: (case, reason) for each that the reference itself could not answer."""

    reference: Reference
    cases: tuple[Case, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def exam(self) -> list[Question]:
        """The questions, one for each case."""
        return [case.question for case in self.cases]

    def assess(self, answers: Sequence[Sequence[Answer]]) -> Assessment:
        """Compare the answers with the right ones, and name the causes of what is amiss."""
        results = self.results(answers)
        findings = tuple(self.diagnose(results))
        return Assessment(
            findings=findings,
            cases=tuple(CaseReport(result.case.name, result.passed) for result in results),
            exhibit=self.exhibit(results, findings),
        )

    def results(self, answers: Sequence[Sequence[Answer]]) -> list[Result]:
        """Return how each case went."""
        return [self.judge(case, given) for case, given in zip(self.cases, answers, strict=True)]

    @abstractmethod
    def judge(self, case: Case, answers: Sequence[Answer]) -> Result:
        """Compare the answers to one question with what is right."""

    @abstractmethod
    def diagnose(self, results: Sequence[Result]) -> Sequence[Finding]:
        """Name the causes of what is amiss, worst first."""

    @abstractmethod
    def exhibit(self, results: Sequence[Result], findings: Sequence[Finding]) -> Exhibit | None:
        """Show the failing case of which the findings speak; None if there is none to show."""
