"""The picture of an error on its way: a line for each weight, activations in the neurons, errors where it has been."""

import numpy as np
import pytest

from coursekit.plots.backprop import backprop_animation, backprop_figure, neuron_place
from coursekit.plots.palette import DARK, LIGHT
from coursekit.results.backprop import Network, Weight, drawn_network, share_error

pytestmark = pytest.mark.slow


def sharing(x=None):
    drawn, weights, biases = drawn_network((4, 2, 1), 0)
    return share_error(Network(drawn if x is None else x, tuple(weights), tuple(biases), "sigmoid"), Weight(1, 1, 4))


def words(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_errors_come_step_by_step():
    found = sharing()
    first = backprop_figure(found, 1)
    assert not any(text.startswith("δ") for text in words(backprop_figure(found, 0)))
    assert "δ 1" in words(first)
    assert sum(text.startswith("δ") for text in words(first)) == 1
    assert sum(text.startswith("δ") for text in words(backprop_figure(found, 5, DARK))) == 2
    assert len(first.axes[0].lines) == 10
    walked = [line for line in backprop_figure(found, 5).axes[0].lines if line.get_color() == LIGHT.series[1]]
    assert len(walked) == 2


def test_negative_weights_have_dashes():
    found = sharing()
    dashed = sum(line.is_dashed() for line in backprop_figure(found, 0).axes[0].lines)
    assert dashed == sum(int(np.sum(W < 0)) for W in found.network.weights)


def test_numbers_that_are_none_are_shown_too():
    figure = backprop_figure(sharing(np.full(4, np.nan)), 3)
    figure.canvas.draw()
    assert "nan" in words(figure)


def test_columns_stand_in_the_middle():
    assert [neuron_place((4, 2, 1), layer, 1) for layer in range(3)] == [(0, 0), (1, 1), (2, 1.5)]


def test_it_moves():
    figure, draw, frames = backprop_animation(sharing())
    draw(frames[-1])
    assert sum(text.startswith("δ") for text in words(figure)) == 2
