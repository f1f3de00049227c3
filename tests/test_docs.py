"""What the documentation shows in sessions is what Python answers."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("page", [path.name for path in sorted(DOCS.glob("*.md"))])
def test_sessions_give_what_is_shown(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    sessions = doctest.DocTestParser().get_doctest(text.replace("```", ""), {}, page, page, 0)
    assert sessions.examples, f"{page} shows no session"
    problems: list[str] = []
    doctest.DocTestRunner(verbose=False).run(sessions, out=problems.append)
    assert not problems, "".join(problems)
