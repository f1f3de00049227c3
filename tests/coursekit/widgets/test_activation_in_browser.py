"""ActivationExplorer as its user has it: by mouse and keyboard, in both themes, narrow, and shown twice."""

import numpy as np
import pytest

from coursekit.results.activation import ACTIVATIONS, activation_at
from coursekit.results.numbers import written
from coursekit.widgets import ActivationExplorer
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def test_x_is_dragged_along_the_curve(staged):
    stage = staged(ActivationExplorer())
    stage.shot("activation-light")
    handle = stage.root.locator(".ck-handle")
    stage.drag(handle, 60)
    assert 2 < stage.widget.x < 5
    assert handle.get_attribute("aria-valuenow") == str(stage.widget.x)
    assert f"f({written(stage.widget.x)})" in stage.root.locator(".ck-told").inner_text()
    handle.press("Home")
    stage.settle()
    assert stage.widget.x == -6
    handle.press("ArrowRight")
    stage.settle()
    assert stage.widget.x == -5.95


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, ActivationExplorer, compare="tanh")


def test_what_is_changed_in_one_place_is_shown_everywhere(staged):
    stage = staged(ActivationExplorer(function="tanh"))
    stage.root.get_by_label("activation", exact=True).select_option("ReLU")
    stage.settle()
    assert stage.widget.function == "ReLU"
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert stage.widget.function == "tanh"
    assert stage.root.get_by_label("activation", exact=True).input_value() == "tanh"


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_moves_in_the_browser_is_what_python_computes(name):
    points = np.concatenate([np.linspace(-30, 30, 601), [-1.0, 0.0, 1.0]])
    both = f"x => [activations['{name}'].f(x), activations['{name}'].slope(x)]"
    found = np.transpose(evaluated("lib/activations", both, points))
    # The gate of softmax takes 1 − s, which has the digits of 1.
    digits = {"rtol": 0, "atol": 1e-15} if name == "softmax" else {"rtol": 1e-13, "atol": 0}
    np.testing.assert_allclose(found, activation_at(name, points), **digits)
