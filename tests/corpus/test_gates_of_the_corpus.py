"""No verdict on the corpus is wrong: right gates pass, wrong ones fail, and the first finding names the mistake.

The three figures are printed at the end of the run (`tests/conftest.py`).
"""

import importlib
import pkgutil

import pytest

import tests.corpus
from coursekit import check
from tests.corpus.entry import Family

# The full level shows no line of code that the quick one doesn't; traced, it would take twice as long.
LEVELS = ["quick", pytest.param("full", marks=pytest.mark.no_cover)]

FAMILIES = {
    name: family
    for _, name, _ in pkgutil.iter_modules(tests.corpus.__path__)
    if not name.startswith("test_")
    for family in [getattr(importlib.import_module(f"tests.corpus.{name}"), "FAMILY", None)]
    if isinstance(family, Family)
}

# Of the labels, so many must be named by the first finding.
NAMED = 0.95

# Their findings don't fail a gate.
WARNINGS = ("not-an-array",)


def test_the_corpus_is_large_and_covers_every_code():
    right = [entry for family in FAMILIES.values() for entry in family.right_gates]
    wrong = [entry for family in FAMILIES.values() for entry in family.wrong_gates]
    assert len(right) >= 3 * 37
    assert len(wrong) >= 300
    labels = {entry.code for entry in wrong}
    assert GATE_CODES - labels == set()


# The codes of a gate that are mistakes.
GATE_CODES = {
    "missing-method", "raises", "timeout", "returns-none", "wrong-count", "forward-value", "forward-shape",
    "forward-dtype", "forward-overflow", "modifies-input", "modifies-upstream", "nondeterministic", "stale-cache",
    "ignores-upstream", "upstream-twice", "wrong-sign", "constant-factor", "missing-average", "extra-average",
    "swapped-inputs", "transposed", "missing-broadcast-sum", "wrong-broadcast-sum", "uses-output-for-input",
    "uses-input-for-output", "missing-local-gradient", "diagonal-only", "missing-one-hot", "missing-mask", "wrong-mask",
    "overwrites-gradient", "missing-term", "gradient-overflow", "numerical-backward", "hard-coded", "gradient-shape",
    "gradient-value", "not-an-array",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if family.right_gates])
def test_right_gates_pass(name, level, record_property):
    entries = FAMILIES[name].right_gates
    failed = []
    for entry in entries:
        report = check(entry.gate, reference=entry.reference, level=level)
        if not report.passed or any(finding.severity == "fail" for finding in report.findings):
            failed.append(f"{entry.name}: {report}")
    record_property("corpus", {"right": len(entries), "right failed": len(failed)})
    assert not failed, "\n".join(failed)


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if family.wrong_gates])
def test_wrong_gates_fail_and_the_mistake_is_named(name, level, record_property):
    entries = [entry for entry in FAMILIES[name].wrong_gates if entry.code != "timeout"]
    passed, misnamed = judged(entries, level)
    record_property("corpus", {"wrong": len(entries), "wrong passed": len(passed), "misnamed": len(misnamed)})
    assert not passed, "\n".join(passed)
    assert len(misnamed) <= (1 - NAMED) * len(entries), "\n".join(misnamed)


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_endless_loops_are_stopped(name, record_property):
    entries = [entry for entry in FAMILIES[name].wrong_gates if entry.code == "timeout"]
    passed, misnamed = judged(entries, "quick")
    record_property("corpus", {"wrong": len(entries), "wrong passed": len(passed), "misnamed": len(misnamed)})
    assert not passed + misnamed


def judged(entries, level):
    """Those of some wrong gates that passed, and those whose mistake was not named."""
    passed, misnamed = [], []
    for entry in entries:
        report = check(entry.gate, reference=entry.reference, level=level)
        if report.passed != (entry.code in WARNINGS):
            passed.append(f"{entry.name}: {report}")
        first = report.findings[0].code if report.findings else None
        if first != entry.code:
            misnamed.append(f"{entry.name}: {entry.code} is called {first}")
    return passed, misnamed
