"""The page of findings: every code has an example that makes the mistake, and the page shows what `check` prints."""

import re

import pytest

from coursekit.checking.finding import CODES
from coursekit.checking.meanings import MEANINGS
from docs import make_findings
from docs.mistakes import PARTS

EXAMPLES = [example for part in PARTS for example in make_findings.examples(part)]
PAGE = make_findings.PAGE.read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in re.split(r"^#### ", PAGE, flags=re.MULTILINE)[1:]}


def test_every_code_has_a_meaning_an_example_and_a_section():
    codes = [example.code for example in EXAMPLES]
    assert sorted(codes) == sorted(CODES)
    assert set(CODES) <= set(MEANINGS)
    assert list(SECTIONS) == codes


def test_what_every_code_means_is_short():
    assert all(len(meaning) <= 200 and meaning.endswith(".") for meaning in MEANINGS.values())


def test_the_page_has_head_contents_and_headings_as_made(monkeypatch):
    monkeypatch.setattr(make_findings, "section", lambda example: f"#### {example.code}\n")
    made = make_findings.page()
    for heading in re.findall(r"^##[#]? .*|^ *- .*", made, flags=re.MULTILINE):
        assert heading in PAGE.splitlines()
    assert PAGE.startswith(make_findings.HEAD)


# These are shown at time limits of two seconds.
ENDLESS = ("timeout", "visits-paths")
CASES = [
    pytest.param(example, id=example.code, marks=pytest.mark.slow if example.code in ENDLESS else ())
    for example in EXAMPLES
]


@pytest.mark.parametrize("example", CASES)
def test_the_first_finding_has_the_code(example):
    report = example.run()
    assert report.findings[0].code == example.code
    assert report.passed == (CODES[example.code] != "fail")


@pytest.mark.slow
@pytest.mark.parametrize("example", CASES)
def test_the_section_is_what_the_command_makes(example):
    made = make_findings.section(example).removeprefix("#### ")
    shown = re.split(r"^##[#]? ", SECTIONS[example.code], maxsplit=1, flags=re.MULTILINE)[0].rstrip()
    assert shown == made.rstrip(), "run `python -m docs.make_findings`"
