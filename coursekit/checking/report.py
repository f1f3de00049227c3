"""A report: how a candidate did, as data. Its text and its card only draw it."""

from dataclasses import dataclass
from typing import Any

from coursekit.checking.assessment import Assessment, CaseReport
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.report_card import as_card
from coursekit.checking.report_text import as_text


@dataclass(frozen=True, repr=False)
class Report:
    """What `check` found.

    candidate, reference: their names; findings: worst first; cases: all that was tried; left_out: (case, reason) for
    what the reference itself could not answer; seconds: how long the candidate took to answer; exhibit: a failing case,
    to be shown with its numbers.
    """

    candidate: str
    reference: str
    findings: tuple[Finding, ...]
    cases: tuple[CaseReport, ...]
    left_out: tuple[tuple[str, str], ...]
    seconds: float
    exhibit: Exhibit | None = None

    @property
    def passed(self) -> bool:
        """Whether every case went well. Warnings and notes don't count."""
        return self._assessment.passed

    @property
    def score(self) -> float:
        """The share of the cases that went well, from 0 to 1."""
        return sum(case.passed for case in self.cases) / len(self.cases)

    @property
    def _assessment(self) -> Assessment:
        return Assessment(self.findings, self.cases, self.exhibit)

    def __bool__(self) -> bool:
        return self.passed

    def to_dict(self) -> dict[str, Any]:
        """Return the report as data that JSON can hold."""
        return {
            "candidate": self.candidate,
            "reference": self.reference,
            "passed": self.passed,
            "score": self.score,
            "findings": [finding.to_dict() for finding in self.findings],
            "cases": [{"name": case.name, "passed": case.passed} for case in self.cases],
            "left_out": [{"name": name, "reason": reason} for name, reason in self.left_out],
            "seconds": self.seconds,
            "exhibit": None if self.exhibit is None else self.exhibit.to_dict(),
        }

    def __str__(self) -> str:
        return as_text(self.candidate, self._assessment)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_card(self.candidate, self._assessment)
