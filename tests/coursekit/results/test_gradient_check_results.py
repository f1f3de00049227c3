"""Numerical derivatives for every step: the errors' two parts, kinks, and points at which f or h fails."""

import math

import numpy as np
import pytest

from coursekit.autodiff import centred, grad, one_sided
from coursekit.results.gradient_check import (
    FUNCTIONS,
    HIGH,
    LOW,
    SERIES,
    STEPS,
    function_curve,
    gradient_check,
    place_of,
    relative,
    tried_points,
)

NUMBERED = {series: number for number, series in enumerate(SERIES)}
AT = place_of(1e-5)


def test_the_estimates_are_the_librarys():
    check = gradient_check(np.sin, 1.0)
    assert (check.value, check.slope) == (math.sin(1.0), grad(np.sin)(1.0))
    for place in (0, 40, AT, 128):
        h = float(STEPS[place])
        for number, difference in enumerate((one_sided, centred)):
            expected = difference(np.sin, 1.0, h) if 1.0 + h != 1.0 != 1.0 - h else math.nan
            np.testing.assert_array_equal(check.curves[number].estimate[place], expected)
    left = (math.sin(1) - math.sin(1 - 0.1)) / 0.1
    assert check.left[place_of(0.1)] == pytest.approx(left, rel=1e-12)
    np.testing.assert_array_equal(check.gap, check.right - check.left)


@pytest.mark.parametrize("name", ["sin x", "eˣ", "x³", "sigmoid", "tanh"])
def test_the_error_is_about_its_two_parts(name):
    check = gradient_check(FUNCTIONS[name], 0.7, name)
    for curve in check.curves:
        both = curve.truncation + curve.round_off
        known = np.isfinite(curve.error) & (STEPS < 0.02)  # beyond, Taylor's next term counts
        # The values of f may be off by more than half a unit in the last place.
        assert np.all(curve.error[known] <= 4 * both[known] + 1e-15)
        truncated = known & (curve.truncation > 100 * curve.round_off)
        np.testing.assert_allclose(curve.error[truncated], curve.truncation[truncated], rtol=0.05)


def test_the_best_steps_are_those_of_the_parts():
    best = [curve.best for curve in gradient_check(np.exp, 1.0).curves]
    fine, coarse = np.finfo(np.float64).eps, np.finfo(np.float32).eps
    # Minima of hf″/2 + ε|f|/h and h²f‴/6 + ε|f|/2h; all are e at 1, and in float32 x ± h is rounded, too.
    wanted = [(2 * fine) ** 0.5, (1.5 * fine) ** (1 / 3), (4 * coarse) ** 0.5, (3 * coarse) ** (1 / 3)]
    np.testing.assert_allclose(np.log10(best), np.log10(wanted), atol=1 / 16 + 1e-9)


def test_where_a_part_is_missing_the_largest_exact_step_is_best():
    assert gradient_check(np.abs, 1.0).curves[0].best == 1.0
    assert math.isnan(gradient_check(np.log, -1.0).curves[0].best)


def test_at_a_kink_the_slopes_part_for_every_step():
    check = gradient_check(np.abs, 0.0)
    np.testing.assert_allclose(check.gap, 2.0, rtol=1e-12)
    assert check.verdict.kind == "kink"
    assert (check.verdict.value, check.slope) == (0.0, 0.0)
    assert check.verdict.low == pytest.approx(-1)
    assert check.verdict.high == pytest.approx(1)


def test_beside_a_kink_only_steps_over_it_fail():
    curve = gradient_check(FUNCTIONS["ReLU"], 0.1).curves[NUMBERED["centred", "float64"]]
    assert np.all(curve.error[(STEPS > 1e-12) & (STEPS < 0.1)] < 1e-3)
    assert curve.error[-1] == pytest.approx(1 - 1.1 / 2)


def test_a_jump_has_no_derivative():
    assert gradient_check(FUNCTIONS["sign"], 0.0).verdict.kind == "unknown"


def test_steps_that_are_lost_beside_x_give_nan():
    check = gradient_check(np.sin, 3.0)
    assert np.isnan(check.curves[0].estimate[0])
    assert np.isfinite(check.curves[0].estimate[AT])


def test_in_float32_a_small_step_changes_nothing():
    check = gradient_check(np.sin, 1.0)
    curve = check.curves[NUMBERED["centred", "float32"]]
    assert curve.estimate[place_of(1e-10)] == 0.0
    assert curve.error[place_of(1e-10)] == pytest.approx(check.slope)
    assert curve.error[AT] > 100 * check.curves[NUMBERED["centred", "float64"]].error[AT]


def test_where_f_is_not_finite_estimates_are_nan():
    check = gradient_check(np.log, -1.0)
    assert np.isnan([check.value, check.slope]).all()
    assert all(np.isnan(curve.estimate).all() for curve in check.curves)
    assert check.verdict.kind == "unknown"
    assert np.isnan(function_curve(np.log)[1][0])


def test_the_seed_draws_points():
    one, same, other = (tried_points(np.sin, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.x, same.x)
    assert not np.array_equal(one.x, other.x)
    assert np.all((one.x >= LOW) & (one.x <= HIGH))
    np.testing.assert_allclose(one.slope, np.cos(one.x), rtol=1e-12)
    expected = [abs(centred(np.sin, x, float(STEPS[AT])) - grad(np.sin)(float(x))) for x in one.x]
    np.testing.assert_array_equal(one.error[:, AT], expected)
    np.testing.assert_allclose(one.relative_error(1e-5), np.array(expected) / np.abs(one.slope), rtol=1e-12)


def test_places_of_steps():
    assert STEPS[place_of(1e-5)] == pytest.approx(1e-5)
    assert place_of(1e-16) == 0
    assert place_of(1.0) == len(STEPS) - 1
    for h in (0.0, 1e-17, 2.0, math.nan):
        with pytest.raises(ValueError, match=r"h must be from 1e-16 to 1, not .*; the lectures take 1e-05"):
            place_of(h)


def test_relative_errors():
    np.testing.assert_array_equal(relative([0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 2.0, -2.0]), [0.0, np.inf, 0.0, 0.5])
