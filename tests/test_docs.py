"""What the documentation shows in sessions is what Python answers."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


# The page of findings has no sessions: it is made by a command, which its own test compares it with.
MADE = "findings.md"


@pytest.mark.parametrize("page", [path.name for path in sorted(DOCS.glob("*.md")) if path.name != MADE])
def test_sessions_give_what_is_shown(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    sessions = doctest.DocTestParser().get_doctest(text.replace("```", ""), {}, page, page, 0)
    assert sessions.examples, f"{page} shows no session"
    problems: list[str] = []
    doctest.DocTestRunner(verbose=False).run(sessions, out=problems.append)
    assert not problems, "".join(problems)
