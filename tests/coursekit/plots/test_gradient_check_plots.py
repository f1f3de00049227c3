"""The picture of a gradient check: what is shown, and nothing that is not finite."""

import numpy as np
import pytest

from coursekit.plots.drawing import image_bytes
from coursekit.plots.gradient_check import FLOOR, gradient_check_figure
from coursekit.plots.palette import DARK
from coursekit.results.gradient_check import FUNCTIONS, function_curve, gradient_check, tried_points

pytestmark = pytest.mark.slow


def drawn(f, x, h=1e-5, **options):
    figure = gradient_check_figure(gradient_check(f, x, "f"), function_curve(f), h, **options)
    assert image_bytes(figure)
    return figure


def named(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_it_has_the_errors_and_the_function():
    errors, values = drawn(np.sin, 1.0).axes
    assert (errors.get_xscale(), errors.get_yscale()) == ("log", "log")
    assert named(errors) == ["one-sided, float64", "centred, float64", "one-sided, float32", "centred, float32"]
    assert named(values) == ["f", "slopes to the left and right", "centred"]
    assert errors.get_title() == "error at x = 1, h = 1·10⁻⁵"
    assert values.get_title() == "f′(1) = 0.540302"


def test_what_is_off_is_not_drawn():
    errors, values = drawn(np.sin, 1.0, shown=(False, True, False, False), parts=False).axes
    assert named(errors) == ["centred, float64"]
    assert len(errors.lines) == 3, "the curve, its dot, and h"
    assert named(values) == ["f", "centred"]
    _, values = drawn(np.sin, 1.0, shown=(True, False, False, False)).axes
    assert named(values) == ["f", "slopes to the left and right"]
    errors, values = drawn(np.sin, 1.0, shown=(False,) * 4).axes
    assert errors.get_legend() is None
    assert named(values) == ["f"]


def test_parts_and_other_points():
    bare = drawn(np.sin, 1.0, parts=False).axes[0].lines
    assert len(drawn(np.sin, 1.0).axes[0].lines) == len(bare) + 8
    tried = tried_points(np.sin, 0)
    errors, values = drawn(np.sin, 1.0, parts=False, tried=tried, palette=DARK).axes
    assert len(errors.lines) == len(bare) + len(tried.x)
    np.testing.assert_array_equal(values.lines[-1].get_xdata(), tried.x)


def test_an_exact_estimate_lies_at_the_lower_edge():
    errors, _ = drawn(np.abs, 1.0).axes
    assert np.nanmin(errors.lines[0].get_ydata()) == FLOOR == errors.get_ylim()[0]


@pytest.mark.parametrize(
    ("f", "x", "title"),
    [
        (np.abs, 0.0, "a kink: slopes part by 2"),
        (FUNCTIONS["sign"], 0.0, "no derivative found"),
        (np.log, -1.0, "no derivative found"),
        (lambda x: x * np.nan, 1.0, "no derivative found"),
        (lambda x: 0 * x, 1.0, "f′(1) = 0"),
    ],
)
def test_kinks_jumps_and_nan(f, x, title):
    errors, values = drawn(f, x).axes
    assert values.get_title() == title
    assert np.isfinite([*errors.get_ylim(), *values.get_ylim()]).all()
