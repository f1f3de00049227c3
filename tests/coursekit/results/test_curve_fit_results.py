"""Curves as sums of units: the sums are what they say, no weights are better, and many units come near."""

import numpy as np
import pytest

from coursekit.results.curve_fit import BY_HAND, CORNERS, CURVES, MOST, PLACES, UNITS, curve, curve_fit

HEIGHTS = [0, 1, -1, 0.5, 0.5, 0, 1.5, -1, 0.2]


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("place", PLACES)
def test_a_row_is_the_sum_of_its_units(name, unit, place):
    fit = curve_fit(name, unit, place=place, heights=HEIGHTS, seed=2)
    n = 7
    k, b, v = fit.k[n - 1, :n], fit.b[n - 1, :n], fit.v[n - 1, :n]
    z = np.outer(fit.x, k) + b
    hidden = 1 / (1 + np.exp(-z)) if unit == "sigmoid" else np.maximum(z, 0)
    np.testing.assert_allclose(fit.fits[n - 1], hidden @ v + fit.c[n - 1], atol=1e-9)
    assert not np.any(fit.v[n - 1, n:])
    error = fit.fits - fit.curve
    np.testing.assert_allclose(fit.rms, np.sqrt(np.mean(error**2, axis=1)))
    np.testing.assert_allclose(fit.worst, np.abs(error).max(axis=1))
    assert fit.rms[-1] < 0.5 * fit.rms[0]


def test_no_other_weights_are_better():
    fit = curve_fit("sine", "sigmoid")
    hidden = 1 / (1 + np.exp(-(np.outer(fit.x, fit.k[4, :5]) + fit.b[4, :5])))
    error = fit.fits[4] - fit.curve
    np.testing.assert_allclose(hidden.T @ error, 0, atol=1e-9)
    np.testing.assert_allclose(np.sum(error), 0, atol=1e-9)


def test_relus_that_bend_at_the_corners_are_the_curve_by_hand():
    fit = curve_fit(BY_HAND, "ReLU", heights=HEIGHTS)
    np.testing.assert_allclose(np.sort(-fit.b[7, :8] / fit.k[7, :8]), CORNERS[:-1])
    assert fit.rms[7] < 1e-9
    np.testing.assert_allclose(curve(BY_HAND, CORNERS, HEIGHTS), HEIGHTS)


@pytest.mark.parametrize("name", ["sine", "bump"])
def test_many_units_come_near_a_smooth_curve(name):
    assert curve_fit(name, "sigmoid").rms[MOST - 1] < 0.005


def test_bends_at_random_are_drawn_by_the_seed():
    one, other = (curve_fit("sine", place="random", seed=seed) for seed in (0, 1))
    assert not np.array_equal(one.b, other.b)
    np.testing.assert_array_equal(one.b, curve_fit("sine", place="random", seed=0).b)
    np.testing.assert_array_equal(one.b[4, :5], one.b[9, :5])  # more units are added to those there are


def test_another_curve_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"'cosine' is no curve.*sine, bump"):
        curve_fit("cosine")
