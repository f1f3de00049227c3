"""The picture of initialisations: a row for each, also where nothing comes back or all explodes."""

import numpy as np
import pytest

from coursekit.plots.initialization import initialization_figure
from coursekit.results.initialization import activation_histograms, gradient_histograms, signals

pytestmark = pytest.mark.slow


def drawn(*found, layer=2):
    figure = initialization_figure(found, activation_histograms(found), gradient_histograms(found), layer)
    figure.draw_without_rendering()
    return figure


def test_a_row_for_each():
    figure = drawn(signals("Glorot uniform", "tanh", depth=4), signals("normal 0.01", "tanh", depth=4))
    assert len(figure.axes) == 6
    assert [axes.get_title() for axes in figure.axes[:3]] == [
        "Glorot uniform: activations",
        "gradients: steady",
        "standard deviations",
    ]
    assert figure.axes[4].get_title() == "gradients: vanishing"
    assert len(figure.axes[0].lines) == 4
    assert figure.axes[2].get_yscale() == "log"
    assert figure.axes[2].get_ylim() == figure.axes[5].get_ylim()


@pytest.mark.parametrize(
    "found",
    [
        signals("zeros", "ReLU", depth=3),
        signals("zeros", "tanh", depth=3),
        signals("normal 1", "ReLU", scale=10.0, depth=30, width=128),
    ],
)
def test_what_has_no_place_is_left_out(found):
    figure = drawn(found)
    for axes in figure.axes:
        assert np.isfinite([*axes.get_xlim(), *axes.get_ylim()]).all()
    assert "alike" in figure.axes[2].get_title() or not found.symmetric
