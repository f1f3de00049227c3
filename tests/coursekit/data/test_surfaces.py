"""Surfaces: their critical points are what the table says."""

import numpy as np
import pytest

from coursekit.autodiff import complex_step_vjp, numeric_vjp
from coursekit.data import SURFACES

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=list(SURFACES))


def gradient(surface, point):
    return np.array(complex_step_vjp(surface.function, point, 1.0))


def curvatures(surface, point):
    """The eigenvalues of the second derivatives, by centred differences of exact gradients: error ∝ h² = 1e-10."""
    h = 1e-5
    columns = [(gradient(surface, point + step) - gradient(surface, point - step)) / (2 * h) for step in h * np.eye(2)]
    return np.linalg.eigvalsh(np.array(columns))


@every_surface
def test_the_gradient_vanishes_at_minima_and_saddles(surface):
    assert surface.minima or surface.saddles
    for point in (*surface.minima, *surface.saddles):
        # Points are rounded to 1e-16 of numbers up to 4, and curvatures are below 1e4.
        np.testing.assert_allclose(gradient(surface, point), 0, atol=1e-11)


@every_surface
def test_minima_curve_upwards_and_saddles_both_ways(surface):
    for point in surface.minima:
        assert np.all(curvatures(surface, np.array(point)) > 0)
    for point in surface.saddles:
        if surface.function.__name__ == "monkey_saddle":  # flat to second order: it rises and falls three times
            around = [surface.function(np.cos(t), np.sin(t)) for t in np.pi * np.arange(6) / 3]
            np.testing.assert_allclose(around, [1, -1, 1, -1, 1, -1], atol=1e-12)  # round-off of sines
        else:
            low, high = curvatures(surface, np.array(point))
            assert low < 0 < high


@every_surface
def test_global_minima_stand_first_and_within_the_drawing(surface):
    values = [surface.function(*point) for point in surface.minima]
    assert values == sorted(values) or np.allclose(values, values[0], atol=1e-12)
    for x, y in (*surface.minima, *surface.saddles):
        assert surface.x_range[0] < x < surface.x_range[1]
        assert surface.y_range[0] < y < surface.y_range[1]


@every_surface
def test_arrays_broadcast_and_are_not_changed(surface):
    x, y = np.linspace(-1, 1, 5), np.linspace(-1, 1, 4)[:, np.newaxis]
    before = x.copy(), y.copy()
    z = surface.function(x, y)
    assert z.shape == (4, 5)
    assert z[2, 3] == surface.function(x[3], y[2, 0])
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_the_complex_step_is_confirmed_by_differences():
    for surface in SURFACES.values():
        numeric = [float(estimate.value) for estimate in numeric_vjp(surface.function, (0.7, -0.4), 1.0)]
        np.testing.assert_allclose(gradient(surface, (0.7, -0.4)), numeric, rtol=1e-9)  # what differences can give
