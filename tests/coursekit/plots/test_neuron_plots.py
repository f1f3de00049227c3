"""The pictures of NeuronExplorer show what the results hold."""

import numpy as np
import pytest

from coursekit.plots.drawing import image_bytes
from coursekit.plots.neuron import curve_figure, layer_figure, neuron_figure
from coursekit.plots.palette import DARK, LIGHT
from coursekit.results.curve_fit import curve_fit
from coursekit.results.neuron import drawn_lines, hidden_layer, neuron, points

pytestmark = pytest.mark.slow

GIVEN = points("moons")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_neuron(palette):
    figure = neuron_figure(GIVEN, neuron(GIVEN, (2.0, -1.0), 1.0), palette)
    plane, curve = figure.axes
    assert len(plane.collections) >= 3  # two classes and the boundary
    line = plane.lines[0]
    np.testing.assert_allclose(2 * line.get_xdata() - line.get_ydata() + 1, 0, atol=1e-9)
    assert "points are right" in plane.get_title()
    assert curve.get_xlabel() == "z = w·x + b"
    assert image_bytes(figure, "png")[:4] == b"\x89PNG"


def test_a_neuron_without_weights_has_no_line():
    plane = neuron_figure(GIVEN, neuron(GIVEN, (0.0, 0.0), 1.0)).axes[0]
    assert not plane.lines
    assert image_bytes(plane.figure, "png")


def test_a_layer():
    plane, weights = layer_figure(GIVEN, hidden_layer(GIVEN, drawn_lines()[:3])).axes
    assert len(plane.lines) == 3
    assert len({line.get_linestyle() + str(line._unscaled_dash_pattern) for line in plane.lines}) == 3
    assert [text.get_text() for text in weights.get_yticklabels()] == ["v1", "v2", "v3", "c"]


def test_a_curve():
    fit = curve_fit("sine", "ReLU")
    sums, units, errors = curve_figure(fit, 5).axes
    np.testing.assert_allclose(sums.lines[1].get_ydata(), fit.fits[4])
    assert len(units.lines) == 5
    np.testing.assert_allclose(fit.c[4] + sum(line.get_ydata() for line in units.lines), fit.fits[4], atol=1e-9)
    assert errors.lines[1].get_xdata()[0] == 5


def test_an_exact_fit_has_no_logarithm_and_still_a_picture():
    figure = curve_figure(curve_fit("by hand", "ReLU", heights=[0.0] * 9), 1)
    assert image_bytes(figure, "png")
