"""Mutants of right gates: `check` fails every one that is not equivalent, and passes every one that is.

Which are equivalent is decided by high-precision arithmetic, never by the checker.
"""

import pytest

from coursekit.checking import forget_plans
from tests.corpus.judgements import judged
from tests.corpus.targets import corpus, library, students


@pytest.fixture(autouse=True)
def _plans_do_not_pile_up():
    yield
    forget_plans()


# What the mutants of the corpus show, others don't show again: traced, all would take twice as long.
UNTRACED = [pytest.param(target, marks=pytest.mark.no_cover) for target in (*library(), *students())]


@pytest.mark.slow
@pytest.mark.parametrize("target", [*UNTRACED, *corpus()], ids=str)
def test_check_tells_wrong_mutants_from_equivalent_ones(target, record_property):
    tally = judged(target)
    passed = sum(" passes. " in line for line in tally.wrong)
    equivalent = {"equivalent": tally.counts["equivalent"], "equivalent failed": len(tally.wrong) - passed}
    record_property("corpus", {"mutants": tally.counts["wrong"], "mutants passed": passed, **equivalent})
    assert tally.counts["wrong"] > 0
    assert not tally.wrong, "\n".join([str(tally), *tally.wrong])
