"""Settings for all tests."""

import os
from collections import Counter

import pytest
from hypothesis import settings

from tests.tracing import TRACED

pytest.register_assert_rewrite("tests.browsing", "tests.jupyter", "tests.node")

# The same examples at every run, and no deadline: a test that fails because the machine was busy tells nothing.
settings.register_profile("full", derandomize=True, deadline=None)
# A fifth of the examples, for `make check`: pytest --hypothesis-profile=quick
settings.register_profile("quick", settings.get_profile("full"), max_examples=20)
settings.load_profile("full")


@pytest.fixture(name="browser", scope="module")
def _browser():
    from tests.browsing import chromium

    with chromium() as browser:
        yield browser


def pytest_collection_modifyitems(items):
    """Seconds of an endless loop are for `make test`."""
    for item in items:
        if "timeout" in item.name:
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """What a test starts that is marked `no_cover` is not traced either."""
    kept = os.environ.pop(TRACED, None) if item.get_closest_marker("no_cover") else None
    try:
        return (yield)
    finally:
        if kept is not None:
            os.environ[TRACED] = kept


def pytest_terminal_summary(terminalreporter):
    """Print how the verdicts on the corpus of gates came out: what tests noted by `record_property("corpus", …)`."""
    totals = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, counts in getattr(report, "user_properties", ()):
                if name == "corpus" and report.when == "call":
                    totals.update(counts)
    if totals:
        named = 1 - totals["misnamed"] / max(totals["wrong"], 1)
        terminalreporter.section("verdicts on the corpus of gates")
        for what, failed, of in (
            ("right gates failed", "right failed", "right"),
            ("wrong gates passed", "wrong passed", "wrong"),
            ("equivalent mutants failed", "equivalent failed", "equivalent"),
            ("wrong mutants passed", "mutants passed", "mutants"),
        ):
            terminalreporter.line(f"{what}: {totals[failed]} of {totals[of]}")
        terminalreporter.line(f"mistakes named as labelled: {named:.1%} of {totals['wrong']}")
