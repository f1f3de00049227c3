"""The pictures of races: they show what is asked for, and survive what is not finite."""

import numpy as np
import pytest

from coursekit.plots.drawing import image_bytes
from coursekit.plots.palette import DARK, LIGHT
from coursekit.plots.race import FLOOR, drawn_loss, loss_range, race_figure, racer_style
from coursekit.results.race import COURSES, RACERS, race

pytestmark = pytest.mark.slow


def drawn(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_ways_and_losses_end_at_the_step():
    result = race(COURSES["ravine"], steps=30)
    figure, move = race_figure(result, ["SGD", "Adam"], 10, "Adam")
    ways, losses, inside = figure.axes
    assert set(drawn(losses)) == {"SGD", "Adam"}
    assert len(drawn(losses)["SGD"].get_xdata()) == 11
    np.testing.assert_array_equal(ways.get_lines()[0].get_xydata(), result.descents[0].path[:11])
    assert ways.get_title() == "after 10 steps"
    move(30)
    assert len(drawn(losses)["Adam"].get_xdata()) == 31
    assert {"m of x", "m of y", "√v of x", "√v of y"} <= set(drawn(inside))


def test_who_diverged_is_said_to_have():
    result = race(COURSES["quadratic bowl"], steps=30, factor=10.0)
    figure, _ = race_figure(result, ["SGD"], 30, "SGD", DARK)
    (label,) = drawn(figure.axes[1])
    assert label.startswith("SGD (diverged at ")
    assert figure.axes[2].texts[0].get_text() == "it remembers nothing"
    assert image_bytes(figure)


def test_nobody_is_shown_and_the_chosen_one_did_not_race():
    result = race(COURSES["saddle"], ["SGD"], steps=5)
    figure, _ = race_figure(result, [], 5, "Adam", LIGHT)
    assert drawn(figure.axes[1]) == {}
    assert image_bytes(figure, "svg")


def test_losses_are_cut_where_a_logarithm_has_no_room():
    loss = np.array([1.0, 0.0, -1e-14, -1.0, np.nan])
    np.testing.assert_array_equal(drawn_loss(loss, 1.0), [1, FLOOR, FLOOR, np.nan, np.nan])
    assert loss_range([], 3.0) == (1.5, 6.0)
    assert loss_range([np.array([np.nan, 0.5])], 1.0) == (0.25, 2.0)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_no_two_racers_look_alike(palette):
    styles = [racer_style(number, palette) for number in range(len(RACERS))]
    for first in range(len(styles)):
        for second in range(first):
            same = [styles[first][part] == styles[second][part] for part in ("color", "linestyle", "marker")]
            assert sum(same) <= 1
