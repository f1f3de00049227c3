"""A report as plain text, for a terminal or a saved notebook."""

import textwrap

from coursekit.checking.report import Report, count_passed

WIDTH = 100
FAILED_CASES_SHOWN = 5


def as_text(report: Report) -> str:
    """Write a verdict, then each finding with its code, then which cases failed."""
    verdict = "passed" if report.passed else "not yet"
    lines = [f"{_one_line(report.candidate)}: {verdict}, {count_passed(report.cases)}"]
    indent = max((len(_label(finding.severity, finding.code)) for finding in report.findings), default=0) + 4
    for finding in report.findings:
        head = f"  {_label(finding.severity, finding.code)}".ljust(indent)
        body = textwrap.wrap(_printable(finding.message), max(WIDTH - indent, 40))
        lines.append(head + body[0])
        lines += [" " * indent + line for line in body[1:]]
    failed = [case.name for case in report.cases if not case.passed]
    if failed:
        more = f" and {len(failed) - FAILED_CASES_SHOWN} more" if len(failed) > FAILED_CASES_SHOWN else ""
        lines.append(f"  failed: {'; '.join(failed[:FAILED_CASES_SHOWN])}{more}")
    return "\n".join(lines)


def _label(severity: str, code: str) -> str:
    return code if severity == "fail" else f"{code} ({severity})"


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Leave out what would steer a terminal: a message may quote the student's own strings."""
    return "".join(character if character.isprintable() else " " for character in text)
