"""A report as a card in a notebook: HTML and CSS alone, no script, nothing from elsewhere.

Everything that may come from a student is escaped. What takes room is folded away; without its style it still reads.
"""

import os
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np

from coursekit.checking.assessment import Assessment, count_passed
from coursekit.checking.exam import Raised
from coursekit.checking.exhibit import Exhibit, calls, is_numeric
from coursekit.checking.finding import Finding
from coursekit.checking.meanings import MEANINGS
from coursekit.checking.report_arrays import draw_array, draw_comparison
from coursekit.checking.report_style import STYLE
from coursekit.checking.report_text import value_in_line

# Where a course has put the page of all codes, as an address of http or https: each code then links to its heading.
PAGE_VARIABLE = "COURSEKIT_FINDINGS_PAGE"

# Inputs with more numbers than these, all together, are folded away.
READABLE = 12


def as_card(candidate: str, assessment: Assessment) -> str:
    """Draw the report: verdict, findings, a failing case with its arrays, and all cases folded away."""
    verdict = "passed" if assessment.passed else "not yet"
    mark = "✓" if assessment.passed else "✗"
    findings = "".join(map(_finding, assessment.findings))
    cases = "".join(f"<li>{'✓' if case.passed else '✗'} {escape(case.name)}</li>" for case in assessment.cases)
    return (
        f'<style>{STYLE}</style><div class="ck-card{" ck-passed" if assessment.passed else ""}">'
        f'<p class="ck-verdict"><strong>{mark} {escape(candidate)}: {verdict}</strong>, '
        f'<span class="ck-soft">{escape(count_passed(assessment.cases))}</span></p>'
        f"{f'<ul>{findings}</ul>' if findings else ''}"
        f"{_exhibit(assessment.exhibit) if assessment.exhibit is not None else ''}"
        f"<details><summary>all cases</summary><ul>{cases}</ul></details></div>"
    )


def _finding(finding: Finding) -> str:
    code = f'<code class="ck-code">{escape(finding.code)}</code>'
    page = os.environ.get(PAGE_VARIABLE, "")
    if page.startswith(("http://", "https://")):
        code = f'<a href="{escape(page)}#{escape(finding.code)}" target="_blank" rel="noopener noreferrer">{code}</a>'
    severity = "" if finding.severity == "fail" else f' <span class="ck-soft">({finding.severity})</span>'
    meaning = MEANINGS.get(finding.code)
    folded = f"<details><summary>what this code means</summary><p>{escape(meaning)}</p></details>" if meaning else ""
    return f'<li class="ck-{finding.severity}">{code}{severity} {escape(finding.message)}{folded}</li>'


def _exhibit(exhibit: Exhibit) -> str:
    compared = _compared(exhibit)
    raised = "" if exhibit.raised is None else _raised(exhibit.raised)
    return (
        f'<div class="ck-exhibit"><p><strong>A failing case:</strong> {escape(exhibit.case)}</p>'
        f"{_inputs(exhibit.inputs)}{compared}{raised}</div>"
    )


def _inputs(inputs: Mapping[str, Any]) -> str:
    """Write few numbers out; fold many away under their names and shapes."""
    if not inputs:
        return ""
    if sum(np.size(value) if is_numeric(value) else 1 for value in inputs.values()) <= READABLE:
        matrices = {name for name, value in inputs.items() if is_numeric(value) and np.ndim(value) > 1}
        lines = "".join(f"<li>{_drawn(name, inputs[name], name not in matrices)}</li>" for name in inputs)
        return f'<ul class="ck-inputs">{lines}</ul>'
    shapes = [f"{name} {np.shape(value)}" if is_numeric(value) else name for name, value in inputs.items()]
    drawn = "".join(f'<div class="ck-pane">{_drawn(name, value)}</div>' for name, value in inputs.items())
    return (
        f'<details><summary>inputs: {escape(", ".join(shapes))}</summary><div class="ck-panes">{drawn}</div></details>'
    )


def _compared(exhibit: Exhibit) -> str:
    """Draw the student's value, the expected one and their difference; nothing if there is neither."""
    head = f'<p class="ck-what"><strong>{escape(exhibit.what)}</strong></p>'
    if exhibit.difference is not None:
        return head + draw_comparison(exhibit.got, exhibit.expected, exhibit.difference, exhibit.wrong)
    drawn = [_drawn(f"{title}{form}", value) for title, value, form in exhibit.sides]
    panes = "".join(f'<div class="ck-pane">{each}</div>' for each in drawn)
    return f'{head}<div class="ck-panes">{panes}</div>' if drawn else ""


def _drawn(name: str, value: Any, in_line: bool = False) -> str:
    """Draw a value by itself: an array as a table, anything else in a line."""
    if is_numeric(value) and not in_line:
        return draw_array(name, value)
    return f"<code>{escape(name)} = {escape(value_in_line(value))}</code>"


def _raised(raised: Raised) -> str:
    told = f'<p class="ck-what"><code>{escape(f"{raised.type}: {raised.message}".removesuffix(": ")[:300])}</code></p>'
    if not raised.trace:
        return told
    lines = "".join(
        f"<li>line {line.number}, in {escape(line.function)}{f' ({times} times)' if times > 1 else ''}: "
        f"<code>{escape(line.source or '')}</code></li>"
        for line, times in calls(raised)
    )
    return (
        f"{told}<details><summary>your lines that led to it, outermost call first</summary><ol>{lines}</ol></details>"
    )
