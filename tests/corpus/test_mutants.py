"""Mutants of right gates: `check` fails every one that is not equivalent, and passes every one that is.

Which are equivalent is decided by high-precision arithmetic, never by the checker.
"""

import pytest

from coursekit.checking import forget_plans
from tests.corpus.judgements import judged
from tests.corpus.targets import corpus, library, students

# Verdicts are the matter here; traced, they would take twice as long. Other tests show the checker's lines.
pytestmark = pytest.mark.no_cover


@pytest.fixture(autouse=True)
def _plans_do_not_pile_up():
    yield
    forget_plans()


@pytest.mark.slow
@pytest.mark.parametrize("target", [*library(), *students(), *corpus()], ids=str)
def test_check_tells_wrong_mutants_from_equivalent_ones(target, record_property):
    tally = judged(target)
    passed = sum(" passes. " in line for line in tally.wrong)
    equivalent = {"equivalent": tally.counts["equivalent"], "equivalent failed": len(tally.wrong) - passed}
    record_property("corpus", {"mutants": tally.counts["wrong"], "mutants passed": passed, **equivalent})
    assert tally.counts["wrong"] > 0
    assert not tally.wrong, "\n".join([str(tally), *tally.wrong])
