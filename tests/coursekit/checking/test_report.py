"""What a report tells: as a truth value, as data, as text and as a card."""

import json
import re

import numpy as np
import pytest
from right_gates import MaximumGate, SigmoidGate

from coursekit import check
from coursekit.checking.finding import CODES, Finding, worst_first


class Overflowing(SigmoidGate):
    def backward(self, upstream):
        return super().backward(upstream) * np.where(np.abs(self.z - 0.5) > 0.4999, np.inf, -1)


@pytest.fixture(name="failed")
def _failed():
    return check(Overflowing, reference="Sigmoid")


def test_a_report_is_its_verdict():
    assert check(SigmoidGate)
    assert check(SigmoidGate).score == 1.0
    assert not check(Overflowing, reference="Sigmoid")


def test_the_score_is_the_share_of_cases(failed):
    assert failed.score == sum(case.passed for case in failed.cases) / len(failed.cases)
    assert 0 <= failed.score < 1


def test_it_is_data_that_json_holds(failed):
    data = json.loads(json.dumps(failed.to_dict(), allow_nan=False))
    assert data["passed"] is False
    assert data["candidate"] == "Overflowing"
    assert data["reference"] == "Sigmoid"
    assert {"code", "severity", "message", "where", "evidence"} == set(data["findings"][0])
    assert len(data["cases"]) == len(failed.cases)


def test_the_text_fits_a_terminal(failed):
    text = str(failed)
    assert text == repr(failed)
    assert text.splitlines()[0].startswith("Overflowing: not yet, ")
    assert all(finding.code in text for finding in failed.findings)
    assert str(check(SigmoidGate)) == "SigmoidGate: passed, {0} of {0} cases".format(len(check(SigmoidGate).cases))


def test_a_note_is_marked_as_one():
    assert "kink-convention (note)" in str(check(MaximumGate))


def test_the_card_is_self_contained(failed):
    card = failed._repr_html_()
    assert "<script" not in card
    assert not re.search(r"https?:|url\(|src=|@import", card)
    assert "prefers-color-scheme: dark" in card
    assert "--jp-content-font-color1" in card
    for tag in ("div", "ul", "li", "details", "style"):
        assert card.count(f"<{tag}") == card.count(f"</{tag}>")


def test_findings_come_worst_first():
    findings = [Finding(code, "") for code in reversed(CODES)]
    assert [finding.code for finding in worst_first(findings)] == list(CODES)
    severities = [finding.severity for finding in worst_first(findings)]
    assert severities == sorted(severities, key=["fail", "warn", "note"].index)
