"""Tests of random numbers whose false alarms are bounded, for every sample size, not only in the limit.

A run asks at most TESTS questions of chance. Each raises a false alarm with a probability of at most

    LEVEL = 1e-6 / TESTS = 1e-6 / 40 = 2.5e-8,

so a run does with at most 40 · 2.5e-8 = 1e-6, whatever depends on what (Bonferroni). The bounds, for n draws:

- mean of numbers in [a, b]:                |mean − μ| > (b − a)·√(ln(2/α)/2n)      Hoeffding (1963)
- mean of normal numbers:                   |mean − μ| > σ·√(2·ln(2/α)/n)           Chernoff's bound of the normal tail
- Σ((x − μ)/σ)² of normal numbers:          > n + 2√(nx) + 2x or < n − 2√(nx), with x = ln(2/α)
                                            Laurent and Massart (2000), lemma 1
- k of n events of probability p:           n·KL(k/n ‖ p) > ln(2/α)                 Chernoff (1952)
- distribution function F:                  sup |Fₙ − F| > √(ln(2/α)/2n)            DKW with Massart's constant (1990)
- two samples of n and m:                   sup |Fₙ − Gₘ| > √(ln(4/α)/2n) + √(ln(4/α)/2m), each half by DKW

At α = 2.5e-8, ln(2/α) = 18.2: the mean of 40,000 normal numbers may be 0.030 σ off, their variance 4.4 %.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

FALSE_ALARMS = 1e-6
TESTS = 40
LEVEL = FALSE_ALARMS / TESTS


def mean_of_bounded_is(x: Any, mean: float, low: float, high: float, level: float = LEVEL) -> bool:
    """Whether numbers between low and high may have this mean."""
    return bool(abs(np.mean(x) - mean) <= (high - low) * math.sqrt(math.log(2 / level) / (2 * np.size(x))))


def mean_of_normal_is(x: Any, mean: float, std: float, level: float = LEVEL) -> bool:
    """Whether normal numbers of this standard deviation may have this mean."""
    return bool(abs(np.mean(x) - mean) <= std * math.sqrt(2 * math.log(2 / level) / np.size(x)))


def variance_of_normal_is(x: Any, mean: float, std: float, level: float = LEVEL) -> bool:
    """Whether normal numbers of this mean may have this standard deviation."""
    n, tail = np.size(x), math.log(2 / level)
    total = float(np.sum(((np.asarray(x) - mean) / std) ** 2))
    return n - 2 * math.sqrt(n * tail) <= total <= n + 2 * math.sqrt(n * tail) + 2 * tail


def variance_of_bounded_is(x: Any, mean: float, variance: float, reach: float, level: float = LEVEL) -> bool:
    """Whether numbers at most `reach` from their mean may have this variance."""
    return mean_of_bounded_is((np.asarray(x) - mean) ** 2, variance, 0.0, reach**2, level)


def share_is(count: int, n: int, p: float, level: float = LEVEL) -> bool:
    """Whether `count` of `n` independent events, each of probability p, is no surprise."""
    return n * divergence(count / n, p) <= math.log(2 / level)


def divergence(share: float, p: float) -> float:
    """Return KL(share ‖ p) = share·ln(share/p) + (1 − share)·ln((1 − share)/(1 − p)), infinite for the impossible."""
    total = 0.0
    for one, other in ((share, p), (1 - share, 1 - p)):
        if one > 0:
            total += one * math.log(one / other) if other > 0 else math.inf
    return total


def distribution_is(x: Any, cdf: Callable[[Any], Any], level: float = LEVEL) -> bool:
    """Whether numbers may come from this continuous distribution function."""
    ordered = np.sort(np.ravel(x))
    n, right = ordered.size, cdf(ordered)
    gap = max(np.max(np.arange(1, n + 1) / n - right), np.max(right - np.arange(n) / n))
    return bool(gap <= math.sqrt(math.log(2 / level) / (2 * n)))


def distributions_agree(x: Any, y: Any, slack: float = 0.0, level: float = LEVEL) -> bool:
    """Whether two samples may come from one distribution, which need not be continuous.

    slack: how far numbers may be moved first, for where another rounding makes other numbers of the same outcomes.
    Moving them can only bring the two nearer, so that the bound stays one.
    """
    one, other = np.sort(np.ravel(x)), np.sort(np.ravel(y))
    gap = max(
        float(np.max(_share_up_to(a, places) - _share_up_to(b, places + slack)))
        for a, b, places in ((one, other, one), (other, one, other))
    )
    tail = math.log(4 / level)
    return bool(gap <= math.sqrt(tail / (2 * one.size)) + math.sqrt(tail / (2 * other.size)))


def _share_up_to(ordered: Any, places: Any) -> Any:
    return np.searchsorted(ordered, places, "right") / ordered.size
