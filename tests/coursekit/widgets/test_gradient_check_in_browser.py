"""GradientCheckExplorer as its user has it: h dragged along the errors, the point over a kink, switches and words."""

import numpy as np
import pytest

from coursekit.results.gradient_check import HIGH, LOW, STEPS, function_curve, place_of
from coursekit.results.numbers import written
from coursekit.widgets import GradientCheckExplorer
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def handle(stage, name):
    return stage.root.get_by_role("slider", name=name)


def cells(stage, name):
    return stage.root.get_by_role("row", name=name).locator("td").all_inner_texts()


def test_h_is_dragged_along_the_error(staged):
    stage = staged(GradientCheckExplorer())
    assert cells(stage, "centred float64")[0] == "0.54030231"
    stage.drag(handle(stage, "step h"), -100)
    assert 1e-10 < stage.widget.h < 1e-7
    assert stage.widget.h in STEPS
    at = place_of(stage.widget.h)
    estimate = stage.widget.result.curves[1].estimate[at]
    assert cells(stage, "centred float64")[0] == f"{estimate:.8g}"
    assert f"h = {written(stage.widget.h)}" in stage.root.locator(".ck-told").inner_text()
    stage.shot("gradient_check-small-h")
    handle(stage, "step h").press("End")
    stage.settle()
    assert stage.widget.h == 1.0
    handle(stage, "step h").press("ArrowLeft")
    stage.settle()
    assert stage.widget.h == STEPS[-2]
    handle(stage, "step h").press("Home")
    stage.settle()
    assert stage.widget.h == 1e-16
    assert cells(stage, "centred float64")[:2] == ["h is lost", "–"]


def test_the_point_is_dragged_over_a_kink(staged):
    stage = staged(GradientCheckExplorer(function="|x|", x=1.0, h=1e-3))
    point = handle(stage, "point x")
    box = stage.root.locator("svg[aria-label='graph of f with its secants']").bounding_box()
    to_kink = box["width"] * 304 / 360 / (HIGH - LOW)
    assert "gap 0" in stage.root.locator(".ck-gap").inner_text()
    stage.drag(point, -to_kink)
    assert stage.widget.x == 0
    assert stage.widget.result.verdict.kind == "kink"
    assert stage.root.locator(".ck-gap").inner_text() == "left −1, right 1, gap 2"
    assert "a kink: slopes from −1 to 1" in stage.root.locator(".ck-kind").inner_text()
    assert cells(stage, "one-sided float64")[2] == "none"
    stage.shot("gradient_check-kink")
    point.press("ArrowLeft")
    stage.settle()
    assert stage.widget.x == -0.05
    assert "smooth: f′ = −1" in stage.root.locator(".ck-kind").inner_text()


def test_a_large_step_reaches_over_the_kink(staged):
    stage = staged(GradientCheckExplorer(function="ReLU", x=0.3, h=1.0, float32=False))
    assert stage.widget.result.gap[-1] == pytest.approx(0.7)
    assert "gap 0.7" in stage.root.locator(".ck-gap").inner_text()
    stage.shot("gradient_check-over-a-kink")


def test_each_difference_is_switched(staged):
    stage = staged(GradientCheckExplorer())
    assert stage.root.get_by_role("row").count() == 6
    for name, trait in (("one-sided", "one_sided"), ("float32", "float32")):
        stage.root.get_by_label(name, exact=True).uncheck()
        stage.settle()
        assert getattr(stage.widget, trait) is False
    assert stage.widget.shown == (False, True, False, False)
    assert stage.root.locator(".ck-numbers tbody tr:visible").count() == 2
    stage.root.get_by_label("centred", exact=True).uncheck()
    stage.root.get_by_label("points of the seed").check()
    stage.settle()
    assert stage.widget.others
    assert "no difference is switched on" in stage.root.locator(".ck-told").inner_text()
    stage.shot("gradient_check-others-only")
    stage.root.get_by_label("truncation and round-off").uncheck()
    stage.settle()
    assert not stage.widget.parts


def test_functions_seeds_and_parameters(staged):
    stage = staged(GradientCheckExplorer(own=np.log), own=np.log)
    before = stage.root.locator(".ck-tried").inner_text()
    assert "have none that is finite" in before
    stage.root.get_by_label("f", exact=True).select_option("x³")
    stage.settle()
    assert stage.widget.function == "x³"
    assert stage.widget.result.slope == pytest.approx(3.0)
    drawn = stage.root.locator(".ck-tried").inner_text()
    stage.root.get_by_role("button", name="another seed").click()
    stage.settle()
    assert stage.root.locator(".ck-tried").inner_text() != drawn
    count = stage.root.get_by_label("parameters")
    count.fill("1000")
    count.press("Enter")
    stage.settle()
    assert stage.widget.parameters == 1000
    assert "2,000 passes forward" in stage.root.locator(".ck-cost").inner_text()
    stage.root.get_by_label("x", exact=True).focus()
    stage.page.keyboard.press("ArrowRight")
    stage.settle()
    assert stage.widget.x > 1.0
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert (stage.widget.function, stage.widget.x, stage.widget.parameters) == ("own function", 1.0, 1_000_000)


def test_what_is_not_finite_is_said(staged):
    stage = staged(GradientCheckExplorer(own=np.log, x=-1.0), own=np.log)
    assert cells(stage, "centred float64") == ["not finite", "–", "none"]
    assert "not finite on both sides" in stage.root.locator(".ck-kind").inner_text()
    stage.shot("gradient_check-not-finite")


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, GradientCheckExplorer, function="ReLU", x=0.3, h=0.1, others=True)


@pytest.mark.parametrize("name", [np.sin, np.abs, np.exp])
def test_what_moves_in_the_browser_is_near_what_python_computes(name):
    x, value = function_curve(name)
    points = np.linspace(-3.9, 3.9, 53)
    values = f"[{','.join(repr(float(each)) for each in value)}]"
    found = evaluated("lib/secants", f"x => secants({values}, {LOW}, {HIGH}, x, 0.1).centred", points)
    exact = (name(points + 0.1) - name(points - 0.1)) / 0.2
    # Straight lines between points that are 0.01 apart leave out h²f″/8; f″ is at most e⁴ here.
    np.testing.assert_allclose(found, exact, atol=2 * (x[1] - x[0]) ** 2 / 8 * np.exp(4) / 0.2)
