"""Make `docs/findings.md`: every code that `check` may report, with an example and what `check` prints for it.

python -m docs.make_findings
"""

from collections.abc import Iterator
from pathlib import Path

from coursekit.checking.finding import CODES
from coursekit.checking.meanings import MEANINGS
from docs.mistakes import CHAPTERS
from docs.mistakes.example import Example

PAGE = Path(__file__).parent / "findings.md"

HEAD = """\
# What `check` finds

`check(YourGate)` names the most likely mistake by one of these codes. For each: what it means, the smallest gate that
makes the mistake, what `check` says about it, and where to look next. Look for the code of your report; the
other gates make good exercises: what is wrong, and how would you mend it?

A code marked *warning* or *note* costs no points. In the reports, `*` marks the entries that are wrong.

<!-- Made by `python -m docs.make_findings` from docs/mistakes/ and coursekit/checking/meanings.py: edit those. -->
"""

SEVERITIES = {"fail": "", "warn": " *Warning.*", "note": " *Note.*"}


def page() -> str:
    """Run every example and write the page."""
    return "\n".join([HEAD, *_contents(), *(part for title in CHAPTERS for part in _chapter(title))])


def examples(title: str) -> list[Example]:
    """Return a chapter's examples of what the checker knows."""
    return [example for example in CHAPTERS[title] if example.code in CODES]


def _contents() -> Iterator[str]:
    for title in CHAPTERS:
        links = " · ".join(f"[`{example.code}`](#{example.code})" for example in examples(title))
        yield f"- {title}: {links}"
    yield ""


def _chapter(title: str) -> Iterator[str]:
    yield f"## {title}\n"
    for example in examples(title):
        yield section(example)


def section(example: Example) -> str:
    """Write the section of one code. Its heading is the code alone, so that `#code` leads to it."""
    meaning = MEANINGS[example.code] + SEVERITIES[CODES[example.code]]
    shown = str(example.run())
    return (
        f"### {example.code}\n\n{meaning}\n\n"
        f"```python\n{example.source.strip()}\n\n\n{example.call}\n```\n\n"
        f"```text\n{shown}\n```\n\n"
        f"Next: {example.next}\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {sum(len(examples(title)) for title in CHAPTERS)} codes")
