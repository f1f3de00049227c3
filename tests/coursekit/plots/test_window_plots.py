"""The picture of word windows: the plane, the bars, the margins, and the frames of its GIF."""

from dataclasses import replace

import numpy as np
import pytest

from coursekit.plots.drawing import image_bytes
from coursekit.plots.palette import DARK
from coursekit.plots.window import window_animation, window_figure
from coursekit.results.window import STEPS, THREE, VECTORS, WINDOWS, window_training

pytestmark = pytest.mark.slow


@pytest.fixture(name="tuned", scope="module")
def _tuned():
    return window_training(fine_tune=True)


def test_it_has_the_plane_the_bars_and_the_margins(tuned):
    figure = window_figure(tuned, 60, WINDOWS[0], DARK)
    assert image_bytes(figure)
    plane, bars, margins = figure.axes
    assert {text.get_text() for text in plane.texts} == set(VECTORS.words)
    assert plane.get_title() == "fine-tuned vectors at step 60; dashed: 1 below Rome"
    assert [label.get_text() for label in bars.get_xticklabels()] == WINDOWS[0].split()
    assert len(bars.patches) == 10
    assert bars.get_ylabel() == "∂s/∂x, word by word"
    assert [text.get_text() for text in margins.get_legend().get_texts()] == list(THREE)


def test_the_bars_are_the_gradient_of_what_is_asked(tuned):
    bars = window_figure(tuned, STEPS, WINDOWS[1], of_loss=True).axes[1]
    assert bars.get_ylabel() == "∂J/∂x, word by word"
    assert max(abs(bar.get_height()) for bar in bars.patches) < 0.1


def test_the_animation_goes_from_step_to_step(tuned):
    figure, draw = window_animation(tuned)
    titles = []
    for step in (0, STEPS):
        draw(step)
        titles.append(figure.axes[0].get_title())
        figure.canvas.draw()
    assert titles == [f"fine-tuned vectors at step {step}; dashed: 1 below Rome" for step in (0, STEPS)]
    assert len(figure.axes) == 2


def test_vectors_that_never_cross_the_margin_have_no_line(tuned):
    far = replace(tuned, scores=tuned.scores + np.array([0, 0, 0, 100]))
    assert not window_figure(far, 0, WINDOWS[0]).axes[0].collections


def test_what_is_not_finite_is_left_out(tuned):
    lost = replace(tuned, vectors=tuned.vectors * np.nan, scores=tuned.scores * np.nan)
    assert image_bytes(window_figure(lost, 3, WINDOWS[0]))
