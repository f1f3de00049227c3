"""Make `docs/findings.md`: every code that `check` may report, with an example and what `check` prints for it.

python -m docs.make_findings
"""

from collections.abc import Iterator
from pathlib import Path

from coursekit.checking.finding import CODES
from coursekit.checking.meanings import MEANINGS
from docs.mistakes import PARTS
from docs.mistakes.example import Example

PAGE = Path(__file__).parent / "findings.md"

HEAD = """\
# What `check` finds

`check(...)` names the most likely mistake by one of these codes. For each: what it means, the smallest candidate that
makes the mistake, what `check` says about it, and where to look next. Look for the code of your report; the
others make good exercises: what is wrong, and how would you mend it?

A code that several kinds of candidates may get (`raises`, `wrong-sign`, `constant-factor`, ...) stands with the first
of them, mostly with the gates. One that is marked *warning* or *note* costs no points. In the reports, `*` marks the
entries that are wrong.

<!-- Made by `python -m docs.make_findings` from docs/mistakes/ and coursekit/checking/meanings.py: edit those. -->
"""

# A program of more lines than these is folded.
FOLDED = 30

SEVERITIES = {"fail": "", "warn": " *Warning.*", "note": " *Note.*"}


def page() -> str:
    """Run every example and write the page."""
    return "\n".join([HEAD, *_contents(), *(line for part in PARTS for line in _part(part))])


def examples(part: str) -> list[Example]:
    """Return all examples of a part."""
    return [example for chapter in PARTS[part].values() for example in chapter]


def _contents() -> Iterator[str]:
    for part, chapters in PARTS.items():
        yield f"- **{part}**"
        for title, chapter in chapters.items():
            links = " · ".join(f"[`{example.code}`](#{example.code})" for example in chapter)
            yield f"  - {title}: {links}"
    yield ""


def _part(part: str) -> Iterator[str]:
    yield f"## {part}\n"
    for title, chapter in PARTS[part].items():
        yield f"### {title}\n"
        for example in chapter:
            yield section(example)


def section(example: Example) -> str:
    """Write the section of one code. Its heading is the code alone, so that `#code` leads to it."""
    meaning = MEANINGS[example.code] + SEVERITIES[CODES[example.code]]
    shown = str(example.run())
    return f"#### {example.code}\n\n{meaning}\n\n{_code(example)}\n\n```text\n{shown}\n```\n\nNext: {example.next}\n"


def _code(example: Example) -> str:
    """Write the program and its check. A long program is folded, so that one can leaf through the page."""
    source = example.source.strip()
    length = len(source.splitlines())
    if length <= FOLDED:
        return f"```python\n{source}\n\n\n{example.call}\n```"
    return (
        f"<details><summary>such a program, {length} lines</summary>\n\n"
        f"```python\n{source}\n```\n\n</details>\n\n"
        f"```python\n{example.call}\n```"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {sum(len(examples(part)) for part in PARTS)} codes")
