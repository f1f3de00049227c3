"""A report as plain text, for a terminal or a saved notebook. It says what the card says."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checking.assessment import Assessment, count_passed
from coursekit.checking.exhibit import Exhibit, calls, is_numeric
from coursekit.checking.plain import Opaque
from coursekit.checking.report_numbers import is_vector, rounded, rounded_difference, rounded_pair, window

WIDTH = 100
FAILED_CASES_SHOWN = 5

# Sheets and rows of an array that are written out; columns, as many as fit.
SHEETS, ROWS, COLUMNS = 3, 6, (8, 6, 4, 2, 1)
# An input with more numbers than these goes by its shape.
INPUT_NUMBERS = 16
GAP = "    "
WRONG = "*"

Panes = list[tuple[str, Any]]  # titles, with texts by sheet, row and column


def as_text(candidate: str, assessment: Assessment) -> str:
    """Write a verdict, each finding with its code, a failing case with its numbers, then which cases failed."""
    verdict = "passed" if assessment.passed else "not yet"
    lines = [_cut(f"{one_line(candidate)}: {verdict}, {count_passed(assessment.cases)}")]
    indent = max((len(_label(finding.severity, finding.code)) for finding in assessment.findings), default=0) + 4
    for finding in assessment.findings:
        head = f"  {_label(finding.severity, finding.code)}".ljust(indent)
        body = textwrap.wrap(printable(finding.message), WIDTH - indent) or [""]
        lines.append(head + body[0])
        lines += [" " * indent + line for line in body[1:]]
    if assessment.exhibit is not None:
        lines += _exhibit(assessment.exhibit)
    failed = [one_line(case.name) for case in assessment.cases if not case.passed]
    if failed:
        more = f" and {len(failed) - FAILED_CASES_SHOWN} more" if len(failed) > FAILED_CASES_SHOWN else ""
        named = f"failed: {'; '.join(failed[:FAILED_CASES_SHOWN])}{more}"
        lines += textwrap.wrap(named, WIDTH, initial_indent="  ", subsequent_indent=" " * 10)
    return "\n".join(line.rstrip() for line in lines)


def _exhibit(exhibit: Exhibit) -> list[str]:
    lines = [f"  a failing case: {one_line(exhibit.case)}"]
    lines += [f"    {line}" for line in [*_given(exhibit.inputs), *_compared(exhibit)]]
    if exhibit.raised is not None:
        told = f"{exhibit.raised.type}: {one_line(exhibit.raised.message)}".removesuffix(": ")
        lines.append(f"    {told}")
        for (number, function, source), times in calls(exhibit.raised):
            told = f"{one_line(function)} ({times} times)" if times > 1 else one_line(function)
            lines.append(f"      line {number}, in {told}: {one_line(source or '')}".removesuffix(": "))
    return [_cut(line) for line in lines]


def _given(inputs: Mapping[str, Any]) -> list[str]:
    """Write the inputs: small matrices beside one another, everything else in a line each."""
    blocks = [_block(f"{one_line(name)} =", rounded(value)) for name, value in inputs.items() if _is_matrix(value)]
    rest = {one_line(name): value_in_line(value) for name, value in inputs.items() if not _is_matrix(value)}
    longest = max(map(len, rest), default=0)
    return _side_by_side(blocks) + [f"{name.ljust(longest)} = {text}" for name, text in rest.items()]


def _is_matrix(value: Any) -> bool:
    return is_numeric(value) and np.ndim(value) == 2 and 0 < np.size(value) <= INPUT_NUMBERS


def _compared(exhibit: Exhibit) -> list[str]:
    """Write the student's value, the expected one and their difference."""
    if exhibit.got is None and exhibit.expected is None:
        return []
    head = f"{one_line(exhibit.what)}:"
    got, expected, difference = exhibit.got, exhibit.expected, exhibit.difference
    if difference is None:
        return [head, *(line for side in exhibit.sides for line in _alone(*side))]
    wrong = np.ones(np.shape(got), bool) if exhibit.wrong is None else np.asarray(exhibit.wrong)
    for columns in COLUMNS:
        shown = window(np.shape(got), wrong, (SHEETS, ROWS, columns))
        mask = shown.part(wrong)
        mine, right = rounded_pair(shown.part(got), shown.part(expected), mask)
        panes = [
            ("yours", _marked(mine, mask)),
            ("expected", right),
            ("difference", _marked(rounded_difference(shown.part(difference), mask), mask)),
        ]
        sheets = [_in_rows(panes)] if is_vector(shown) else [_beside(panes, number) for number in range(len(mine))]
        if columns == COLUMNS[-1] or max(len(line) for sheet in sheets for line in sheet) <= WIDTH - len(GAP) - 2:
            break
    lines = [head]
    for label, sheet in zip(shown.labels(), sheets, strict=True):
        lines += [f"  {label}"] * bool(label) + [f"  {line}" for line in sheet]
    if mask.size > 1:
        lines.append(f"  {WRONG} differs from what is expected")
    return lines + [f"  {shown.note()}"] * shown.cut


def _alone(title: str, value: Any, form: str) -> list[str]:
    """Write a value to which there is nothing of the same form to compare."""
    if _is_matrix(value):
        return [f"  {line}" for line in _block(f"{title}{form}", rounded(value))]
    # What is not written out is told by its shape already.
    written = is_numeric(value) and 0 < np.size(value) <= INPUT_NUMBERS
    return [f"  {title}: {value_in_line(value)}{form if written else ''}"]


def _in_rows(panes: Panes) -> list[str]:
    """Put vectors below one another, entry below entry."""
    # What has no room for a sign yet gets it, so that digits stand below digits.
    rows = [
        (title, [text if text.endswith((WRONG, " ")) else f"{text} " for text in pane.flat]) for title, pane in panes
    ]
    longest = max(len(title) for title, _ in rows)
    widest = max(len(text) for _, row in rows for text in row)
    return [f"{title.ljust(longest)}  {' '.join(text.rjust(widest) for text in row)}" for title, row in rows]


def _beside(panes: Panes, number: int) -> list[str]:
    return _side_by_side([_block(title, pane[number]) for title, pane in panes])


def _marked(texts: Any, wrong: Any) -> Any:
    marked = np.empty(texts.shape, object)
    for index in np.ndindex(texts.shape):
        marked[index] = texts[index] + (WRONG if wrong[index] else " ")
    return marked


def _block(title: str, texts: Any) -> list[str]:
    """Write a matrix of texts in columns of one width, under its title."""
    widest = max((len(text) for text in texts.flat), default=0)
    rows = [" ".join(text.rjust(widest) for text in row) for row in texts] or ["(empty)"]
    return [title, *rows]


def _side_by_side(blocks: Sequence[list[str]]) -> list[str]:
    """Put blocks beside one another if they fit, else below."""
    widths = [max(map(len, block)) for block in blocks]
    if sum(widths) + len(GAP) * (len(blocks) + 1) > WIDTH:
        return [line for block in blocks for line in block]
    height = max(map(len, blocks), default=0)
    blocks = [block + [""] * (height - len(block)) for block in blocks]
    padded = [[line.ljust(width) for line in block] for block, width in zip(blocks, widths, strict=True)]
    return [GAP.join(row).rstrip() for row in zip(*padded, strict=True)]


def value_in_line(value: Any) -> str:
    """Write a value in one line: numbers rounded, a large array as its shape."""
    if isinstance(value, Opaque):
        return f"an object of type {one_line(value.type)}"
    if not is_numeric(value):
        return one_line(repr(value))[:200]
    if np.size(value) > INPUT_NUMBERS:
        return f"an array of shape {np.shape(value)}"
    return _nested(rounded(value)) if np.size(value) else f"an empty array of shape {np.shape(value)}"


def _nested(texts: Any) -> str:
    if isinstance(texts, np.ndarray) and texts.ndim:
        return "[" + ", ".join(_nested(row) for row in texts) + "]"
    return str(texts)


def one_line(text: str) -> str:
    """Return the text without line breaks, and without what would steer a terminal."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """Leave out what would steer a terminal: a message may quote the student's own strings."""
    return "".join(character if character.isprintable() else " " for character in text)


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _label(severity: str, code: str) -> str:
    return code if severity == "fail" else f"{code} ({severity})"
