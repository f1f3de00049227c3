"""A report as a small card in a notebook: HTML and CSS alone, no script, nothing from elsewhere.

Everything that may come from a student is escaped. Colours are JupyterLab's own where it gives them, so that a dark
theme is a dark card; elsewhere they follow the reader's system.
"""

from html import escape

from coursekit.checking.report import Report, count_passed

STYLE = """
.ck-card { --ck-ink: var(--jp-content-font-color1, #1c1c1c); --ck-soft: var(--jp-content-font-color2, #5a5a5a);
  --ck-edge: var(--jp-border-color2, #d5d5d5); --ck-good: #1a7f37; --ck-bad: #b3261e; --ck-mind: #8a5a00;
  color: var(--ck-ink); border: 1px solid var(--ck-edge); border-left: 4px solid var(--ck-bad); border-radius: 4px;
  padding: .6em .9em; max-width: 52em; line-height: 1.45; }
.ck-card.ck-passed { border-left-color: var(--ck-good); }
.ck-card .ck-soft { color: var(--ck-soft); }
.ck-card ul { list-style: none; margin: .5em 0 0; padding: 0; }
.ck-card li { margin: .35em 0; }
.ck-card code { font-size: .9em; color: var(--ck-bad); background: none; padding: 0; }
.ck-card li.ck-warn code, .ck-card li.ck-note code { color: var(--ck-mind); }
.ck-card summary { cursor: pointer; color: var(--ck-soft); }
@media (prefers-color-scheme: dark) { .ck-card { --ck-ink: var(--jp-content-font-color1, #e6e6e6);
  --ck-soft: var(--jp-content-font-color2, #a8a8a8); --ck-edge: var(--jp-border-color2, #4a4a4a); } }
body[data-jp-theme-light="false"] .ck-card { --ck-good: #56d364; --ck-bad: #ff8a80; --ck-mind: #e3b341; }
@media (prefers-color-scheme: dark) { body:not([data-jp-theme-light]) .ck-card { --ck-good: #56d364; --ck-bad: #ff8a80;
  --ck-mind: #e3b341; } }
"""


def as_card(report: Report) -> str:
    """Draw the report: verdict, cases passed, findings, and the cases folded away."""
    verdict = "passed" if report.passed else "not yet"
    mark = "✓" if report.passed else "✗"
    findings = "".join(
        f'<li class="ck-{finding.severity}"><code>{escape(finding.code)}</code> {escape(finding.message)}</li>'
        for finding in report.findings
    )
    cases = "".join(f"<li>{'✓' if case.passed else '✗'} {escape(case.name)}</li>" for case in report.cases)
    return (
        f'<style>{STYLE}</style><div class="ck-card{" ck-passed" if report.passed else ""}">'
        f"<strong>{mark} {escape(report.candidate)}</strong>: {verdict} "
        f'<span class="ck-soft">{escape(count_passed(report.cases))}</span>'
        f"{f'<ul>{findings}</ul>' if findings else ''}"
        f"<details><summary>all cases</summary><ul>{cases}</ul></details></div>"
    )
