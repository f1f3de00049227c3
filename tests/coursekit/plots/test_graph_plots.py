"""The picture of a graph: a card for each node, and on the edges what has come back so far."""

import numpy as np
import pytest
from matplotlib.patches import FancyBboxPatch

from coursekit.plots.graph import graph_animation, graph_figure
from coursekit.plots.palette import DARK
from coursekit.results.expression import graph_of
from coursekit.results.graph import run_graph

pytestmark = pytest.mark.slow


def lecture():
    return run_graph(graph_of("f = (x + y)*max(y, z)"), {"x": 1, "y": 2, "z": 0})


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def test_values_and_gradients_come_step_by_step():
    run = lecture()
    assert "3" not in words(graph_figure(run, 0))
    assert {"a  +", "3"} <= set(words(graph_figure(run, 1)))
    last = words(graph_figure(run, 7, DARK))
    assert {"∂ 5", "= 3 + 2", "3 × 1\n= 3", "1 × 3\n= 3"} <= set(last)
    figure = graph_figure(run, 6)
    assert "∂ 5" not in words(figure)
    assert sum(isinstance(patch, FancyBboxPatch) for patch in figure.axes[0].patches) == 6
    assert figure.axes[0].get_title(loc="left").startswith("Back through b = max(y, z)")


@pytest.mark.parametrize("formula", ["log(x) + x*3", "x", "sum(x*y) + x*x*x*y"])
def test_whatever_the_numbers_there_is_a_picture(formula):
    graph = graph_of(formula)
    run = run_graph(graph, dict.fromkeys(graph.names, np.nan))
    for step in range(len(run.steps)):
        figure = graph_figure(run, step)
        figure.canvas.draw()
        assert np.all(np.isfinite(figure.get_size_inches()))


def test_it_moves():
    figure, draw, frames = graph_animation(lecture())
    draw(frames[-1])
    assert "∂ 5" in words(figure)
    draw(frames[0])
    assert "∂ 5" not in words(figure)
    assert sorted(set(frames)) == list(range(8))
