"""The picture of a training: its parts, finite, also when the training is not."""

import numpy as np
import pytest

from coursekit.plots.palette import DARK, LIGHT
from coursekit.plots.playground import draw_playground, playground_figure
from coursekit.results.playground import Plan, Run
from tests.coursekit.results.test_playground_results import DIVERGING

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_network_boundary_and_curves(palette):
    run = Run(Plan(examples=20, hidden=(16, 3), rate=0.1, dropout=0.5))
    run.train(30)
    figure = playground_figure(run, 30, 5, palette)
    network, boundary, curves = figure.axes
    assert len(network.images) == 2 + 8 + 3 + 1
    assert "(the first 8)" in network.get_title()
    assert boundary.get_title().startswith("epoch 30:")
    assert sum(len(line.get_xdata()) for line in boundary.lines) == 120
    names = [text.get_text() for text in curves.get_legend().get_texts()]
    stopping = run.stopping(5)
    assert names == ["training", "validation", f"kept: {stopping.best}", f"stop: {stopping.stopped}"]
    dropped = sum((~kept[:8]).sum() for kept in run.epochs[30].kept)
    crosses = [line for line in network.lines if len(set(line.get_ydata())) == 2 and line.get_linewidth() == 1]
    assert len(crosses) == 2 * dropped > 0


def test_another_epoch_is_drawn_in_the_same_figure():
    run = Run(Plan(hidden=()))
    run.train(3)
    figure = playground_figure(run, 0, 20)
    draw_playground(figure, run, 3, 20)
    assert len(figure.axes) == 3
    assert figure.axes[1].get_title().startswith("epoch 3:")
    figure.draw_without_rendering()


def test_what_is_not_finite_is_left_out():
    run = Run(DIVERGING)
    run.train(20)
    for parameter in run.epochs[-1].parameters.values():
        parameter[...] = np.nan
    assert np.isnan(run.maps(run.trained).output).all()
    figure = playground_figure(run, run.trained, 5)
    assert figure.axes[2].get_title() == "Diverged"
    figure.draw_without_rendering()
