"""What the answers of a candidate show: how each case went, what was found, and a failing case to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding


@dataclass(frozen=True)
class CaseReport:
    """One case: what was tried, and whether it went well."""

    name: str
    passed: bool


@dataclass(frozen=True)
class Assessment:
    """What the answers of one candidate show: the findings, worst first, how each case went, and one to look at."""

    findings: tuple[Finding, ...]
    cases: tuple[CaseReport, ...]
    exhibit: Exhibit | None = None

    @property
    def passed(self) -> bool:
        """Whether every case went well. Warnings and notes don't count."""
        return all(case.passed for case in self.cases)


def count_passed(cases: Sequence[CaseReport]) -> str:
    """Say how many cases went well: `12 of 13 cases`."""
    return f"{sum(case.passed for case in cases)} of {len(cases)} case{'s' * (len(cases) != 1)}"
