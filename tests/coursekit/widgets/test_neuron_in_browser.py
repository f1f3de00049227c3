"""NeuronExplorer as its user has it: by mouse and keyboard, in both themes, narrow, and shown twice."""

import numpy as np
import pytest

from coursekit.results.curve_fit import curve_fit
from coursekit.results.neuron import drawn_lines, hidden_layer, points, probability_at
from coursekit.widgets import NeuronExplorer
from coursekit.widgets.neuron import MODES
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def handle(stage, name):
    return stage.root.locator(f".ck-handle[aria-label^='{name}']")


def told(stage):
    return stage.root.locator(".ck-told").inner_text()


def show(stage, mode):
    stage.root.get_by_role("button", name=mode, exact=True).click()
    stage.settle()


def test_w_and_b_are_dragged(staged):
    stage = staged(NeuronExplorer(w=(1, 0), b=0))
    stage.drag(handle(stage, "w"), 60, -60)
    w1, w2 = stage.widget.w
    assert w1 > 1.5
    assert w2 > 0.5
    assert stage.widget.b == 0
    assert f"z = {w1:.3g}·x₁ + {w2:.3g}·x₂" in told(stage)
    stage.drag(handle(stage, "b, by"), 50, -50)
    assert stage.widget.b < -0.5
    assert stage.widget.w == (w1, w2)
    stage.shot("neuron-dragged")


def test_the_keyboard_moves_them_too(staged):
    stage = staged(NeuronExplorer(w=(1, 0), b=0))
    handle(stage, "w").press("ArrowRight")
    handle(stage, "w").press("Shift+ArrowUp")
    stage.settle()
    assert stage.widget.w == (1.1, 1)
    handle(stage, "x, a point").press("ArrowLeft")
    stage.settle()
    assert stage.widget.x == (1.45, -0.5)
    stage.root.get_by_label("b", exact=True).press("ArrowRight")
    stage.settle()
    assert 0 < stage.widget.b <= 0.2
    stage.root.get_by_label("w₁", exact=True).press("Home")
    stage.settle()
    assert stage.widget.w == (-6, 1)


def test_the_points_are_followed_along_the_sigmoid(staged):
    stage = staged(NeuronExplorer(w=(2, 0), b=1))
    handle(stage, "x, a point").press("Home")  # x₁ to the left end
    stage.settle()
    assert stage.widget.x == (-3, -0.5)
    read = stage.root.locator(".ck-read").first.inner_text()
    assert "z = −5, a = 0.00669" in read
    assert f"{points('two heaps').y.size} points are right" in read
    assert told(stage).split("has ")[1].split(" of")[0] in read


def test_training_moves_the_line(staged):
    stage = staged(NeuronExplorer(w=(-1, 0), b=0))
    stage.root.get_by_role("button", name="Train 20 steps").click()
    stage.settle()
    assert stage.widget.w != (-1, 0)
    assert "11" in told(stage)
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert stage.widget.w == (-1, 0)


def test_hidden_units_bend_the_boundary(staged):
    stage = staged(NeuronExplorer(data="ring"))
    show(stage, "hidden layer")
    assert stage.widget.mode == "hidden layer"
    straight = stage.root.locator(".ck-boundary").get_attribute("d")
    stage.root.get_by_role("slider", name="hidden units").press("End")
    stage.settle()
    assert stage.widget.units == 8
    assert stage.root.locator(".ck-unit").count() == 8
    assert stage.root.locator(".ck-boundary").get_attribute("d") != straight
    assert stage.widget.result[1].right >= 115
    stage.shot("neuron-eight-units")


def test_a_hidden_line_is_chosen_and_dragged(staged):
    stage = staged(NeuronExplorer(mode="hidden layer", units=3))
    stage.root.locator(".ck-unit").nth(1).click()
    stage.settle()
    assert stage.widget.selected == 1
    stage.drag(handle(stage, "w"), 30, 40)
    drawn = drawn_lines(0)
    lines = np.array(stage.widget.lines)
    assert lines.shape == (3, 3)
    np.testing.assert_array_equal(lines[[0, 2]], drawn[[0, 2]])
    assert not np.allclose(lines[1, :2], drawn[1, :2])
    assert lines[1, 2] == drawn[1, 2]
    np.testing.assert_array_equal(stage.widget.result[1].lines, lines)
    before = stage.widget.result[1].loss
    stage.root.get_by_role("button", name="Train 20 steps").click()
    stage.settle()
    assert stage.widget.result[1].loss <= before
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert stage.widget.lines == ()


def test_a_curve_is_met_by_more_and_more_units(staged):
    stage = staged(NeuronExplorer(mode="curve", n=4))
    handle(stage, "number of units").press("Shift+ArrowRight")
    stage.settle()
    assert stage.widget.n == 14
    assert "14 sigmoid units" in told(stage)
    stage.drag(handle(stage, "number of units"), -80)
    assert stage.widget.n < 14
    stage.root.get_by_role("button", name="one step on").click()
    stage.settle()
    n = stage.widget.n
    assert stage.root.locator(".ck-part[d*='M']").count() == n
    stage.root.get_by_label("unit", exact=True).select_option("ReLU")
    stage.root.get_by_label("where they bend", exact=True).select_option("random")
    stage.settle()
    assert (stage.widget.unit, stage.widget.bends) == ("ReLU", "random")
    assert stage.root.get_by_label("sharpness").is_hidden()
    stage.shot("neuron-relu")


def test_it_plays_and_stops_when_another_part_is_shown(staged):
    stage = staged(NeuronExplorer(mode="curve", n=1))
    stage.root.locator(".ck-play").click()
    stage.page.wait_for_function("window.model.get('n') >= 3")
    show(stage, "one neuron")
    n = stage.widget.n
    stage.page.wait_for_timeout(400)
    stage.settle()
    assert stage.widget.n == n


def test_a_curve_is_drawn_by_hand(staged):
    stage = staged(NeuronExplorer(mode="curve", curve="by hand", unit="ReLU", n=8))
    assert stage.root.locator(".ck-handle[aria-label^='height']:not([visibility])").count() == 9
    stage.drag(handle(stage, "height of the curve at x = 0").first, 0, -60)
    assert stage.widget.heights[4] > 0
    stage.shot("neuron-by-hand")
    handle(stage, "height of the curve at x = 3").press("End")
    stage.settle()
    assert stage.widget.heights[8] == 2
    assert stage.widget.result.rms[7] < 1e-9


def test_no_weights_no_line(staged):
    stage = staged(NeuronExplorer(w=(0, 0), b=1))
    assert handle(stage, "b, by").get_attribute("visibility") == "hidden"
    handle(stage, "w").press("ArrowRight")
    stage.settle()
    assert handle(stage, "b, by").get_attribute("visibility") is None


def test_what_is_dragged_is_drawn_at_once(on_page):
    stage = on_page(NeuronExplorer(mode="hidden layer", units=8, lines=[(3, 0, 0.5)] * 8))
    assert stage.draws_at_once("lines", [[0, 2, 0.5], *stage.widget.lines[1:]])


@pytest.mark.parametrize("mode", MODES)
def test_it_is_for_everybody(on_page, mode, monkeypatch):
    monkeypatch.setattr(NeuronExplorer, "name", f"neuron-{mode.replace(' ', '-')}")
    for_everybody(on_page, NeuronExplorer, mode=mode, data="moons", units=4)


def test_what_moves_in_the_browser_is_what_python_computes():
    given = points("xor", 1)
    layer = hidden_layer(given, drawn_lines(1)[:4])
    weights = f"{layer.lines.tolist()}, {layer.v.tolist()}, {layer.c}"
    found = evaluated("neuron/formulas", f"([x1, x2]) => layerScore({weights}, x1, x2)", given.x)
    np.testing.assert_allclose(found, layer.score, rtol=1e-12, atol=1e-12)
    line = layer.lines[0]
    found = evaluated("neuron/formulas", f"([x1, x2]) => weighted({line.tolist()}, x1, x2)", given.x)
    alone = probability_at(line[np.newaxis], np.ones(1), 0.0, given.x, hidden=False)
    np.testing.assert_allclose(1 / (1 + np.exp(-np.array(found))), alone, rtol=1e-12)


@pytest.mark.parametrize("unit", ["sigmoid", "ReLU"])
def test_the_units_of_a_curve_are_pythons(unit):
    fit = curve_fit("zigzag", unit)
    total = fit.c[5]
    for k, b, v in zip(fit.k[5, :6], fit.b[5, :6], fit.v[5, :6], strict=True):
        total = total + np.array(evaluated("neuron/formulas", f"x => added('{unit}', {k}, {b}, {v}, [x])[0]", fit.x))
    np.testing.assert_allclose(total, fit.fits[5], atol=1e-9)
