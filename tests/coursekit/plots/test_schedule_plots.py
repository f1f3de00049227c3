"""The pictures of schedules."""

import numpy as np

from coursekit.plots.drawing import image_bytes
from coursekit.plots.schedule import drawn_rates, schedule_figure
from coursekit.results.schedule import Plan, schedule_runs


def test_rates_and_losses_are_those_of_what_is_shown():
    result = schedule_runs("quadratic bowl", "SGD", Plan(0.05), steps=40)
    figure, move = schedule_figure(result, ["step", "cyclic"], 20, log=True, window=5)
    rates, losses, ways = figure.axes
    assert [line.get_label() for line in rates.get_lines()][:2] == ["step", "cyclic"]
    assert rates.get_yscale() == "log"
    assert len(losses.get_lines()[0].get_xdata()) == 21
    move(40)
    assert len(ways.get_lines()[1].get_xdata()) == 41
    assert losses.get_title() == "after 40 steps"
    assert image_bytes(figure)


def test_a_descent_that_diverges_and_an_empty_choice_are_drawn_too():
    result = schedule_runs("quadratic bowl", "SGD", Plan(1.0), steps=20)
    assert image_bytes(schedule_figure(result, ["constant"], 20)[0])
    assert schedule_figure(result, [], 20)[0].axes[0].get_legend() is None


def test_rates_near_0_have_no_place_on_a_logarithmic_axis():
    rates = np.array([1.0, 1e-5, 0.0])
    np.testing.assert_array_equal(drawn_rates(rates, 1.0, True), [1, np.nan, np.nan])
    assert drawn_rates(rates, 1.0, False) is rates
