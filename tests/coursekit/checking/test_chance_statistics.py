"""The bounds of false alarms: never above the level, by simulation at levels that can be simulated and by formula."""

import math

import mpmath
import numpy as np
import pytest

from coursekit.checking.chance import statistics as st

RUNS = 4000
LEVEL = 0.02


def normal_cdf(x):
    return np.array([(1 + math.erf(v / math.sqrt(2))) / 2 for v in x])


TESTS = {
    "mean of bounded": lambda rng: st.mean_of_bounded_is(rng.integers(0, 2, 60), 0.5, 0, 1, LEVEL),
    "mean of normal": lambda rng: st.mean_of_normal_is(rng.normal(3, 2, 60), 3, 2, LEVEL),
    "variance of normal": lambda rng: st.variance_of_normal_is(rng.normal(3, 2, 60), 3, 2, LEVEL),
    "variance of bounded": lambda rng: st.variance_of_bounded_is(rng.uniform(-1, 1, 60), 0, 1 / 3, 1, LEVEL),
    "share": lambda rng: st.share_is(int(rng.binomial(60, 0.3)), 60, 0.3, LEVEL),
    "distribution": lambda rng: st.distribution_is(rng.random(60), lambda x: x, LEVEL),
    "distribution, normal": lambda rng: st.distribution_is(rng.standard_normal(20), normal_cdf, LEVEL),
    "two samples": lambda rng: st.distributions_agree(rng.random(60), rng.random(40), 0.0, LEVEL),
    "two discrete samples": lambda rng: st.distributions_agree(
        rng.integers(0, 3, 60), rng.integers(0, 3, 90), 1e-9, LEVEL
    ),
}


@pytest.mark.parametrize("name", TESTS)
def test_false_alarms_come_no_more_often_than_the_level_allows(name):
    rng = np.random.default_rng(1)
    alarms = sum(not TESTS[name](rng) for _ in range(RUNS))
    # If the rate were above the level, so few alarms would come less than once in a thousand times.
    assert alarms <= LEVEL * RUNS + 3.1 * math.sqrt(LEVEL * RUNS)


def test_a_run_of_all_tests_keeps_the_promise():
    assert st.LEVEL * st.TESTS == pytest.approx(st.FALSE_ALARMS) == pytest.approx(1e-6)


@pytest.mark.parametrize("n", [40, 40_000])
def test_the_bounds_hold_at_the_level_in_use_where_the_tail_is_known_exactly(n):
    """By 50-digit arithmetic: binomial, normal and chi-squared tails beyond the bounds that are used."""
    tail = math.log(2 / st.LEVEL)
    with mpmath.workdps(50):
        # Normal mean: |Z| > √(2 ln(2/α)).
        assert mpmath.erfc(mpmath.sqrt(tail)) <= st.LEVEL
        above = mpmath.gammainc(n / mpmath.mpf(2), (n + 2 * math.sqrt(n * tail) + 2 * tail) / 2, regularized=True)
        below = mpmath.gammainc(n / mpmath.mpf(2), 0, max(0, n - 2 * math.sqrt(n * tail)) / 2, regularized=True)
        assert above + below <= st.LEVEL
        p = mpmath.mpf("0.3")
        if n == 40:
            surprising = [k for k in range(n + 1) if not st.share_is(k, n, 0.3)]
            assert surprising
            assert sum(mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k) for k in surprising) <= st.LEVEL


def test_what_is_impossible_is_a_surprise():
    assert st.share_is(0, 10, 0.0)
    assert not st.share_is(1, 10, 0.0)
    assert st.divergence(0.5, 0.5) == 0


def test_another_rounding_is_no_other_distribution():
    rng = np.random.default_rng(0)
    x, y = (rng.integers(0, 2, 1000).astype(float) for _ in range(2))
    assert not st.distributions_agree(x, y + 1e-12)
    assert st.distributions_agree(x, y + 1e-12, slack=1e-9)
    assert not st.distributions_agree(x, y + 0.5, slack=1e-9)
