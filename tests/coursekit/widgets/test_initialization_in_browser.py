"""InitializationExplorer as its user has it: choices, the scale, the layer by mouse and keyboard, and symmetry."""

import pytest

from coursekit.widgets import InitializationExplorer
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def cells(stage, row):
    """The numbers of a row of the table."""
    found = stage.root.locator(".in-table tr", has=stage.page.get_by_role("rowheader", name=row)).locator("td")
    return found.all_inner_texts()


def test_initialisers_and_activation_are_chosen(staged):
    stage = staged(InitializationExplorer())
    stage.root.get_by_label("initialiser", exact=True).select_option("He normal")
    stage.root.get_by_label("activation", exact=True).select_option("ReLU")
    stage.settle()
    assert (stage.widget.initialiser, stage.widget.activation) == ("He normal", "ReLU")
    assert stage.root.locator(".in-title").all_inner_texts() == ["He normal", "normal 0.01"]
    assert "The gradient is steady" in stage.root.locator(".in-network").first.inner_text()
    assert "The gradient is vanishing" in stage.root.locator(".in-network").nth(1).inner_text()
    assert "% is exactly 0" in stage.root.locator(".in-network").first.inner_text()
    stage.root.get_by_label("compare with", exact=True).select_option("nothing")
    stage.settle()
    assert stage.root.locator(".in-network:visible").count() == 1
    stage.shot("initialization-single")


def test_the_scale_makes_gradients_vanish_and_explode(staged):
    stage = staged(InitializationExplorer(compare="nothing", activation="none"))
    scale = stage.root.get_by_label("scale of the weights ×", exact=True)
    scale.focus()
    scale.press("End")
    stage.settle()
    assert stage.widget.scale == 10
    assert "The gradient is exploding" in stage.root.locator(".in-network").first.inner_text()
    stage.root.locator(".ck-handle").press("End")
    stage.settle()
    assert "% is beyond the axis" in stage.root.locator(".in-network").first.inner_text()
    stage.shot("initialization-exploding")
    scale.press("Home")
    stage.settle()
    assert stage.widget.scale == 0.1
    assert "The gradient is vanishing" in stage.root.locator(".in-network").first.inner_text()
    box = scale.bounding_box()
    stage.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stage.settle()
    assert 0.8 < stage.widget.scale < 1.25
    assert "The gradient is steady" in stage.root.locator(".in-network").first.inner_text()


def test_the_layer_is_dragged_pressed_and_typed(staged):
    stage = staged(InitializationExplorer())
    result, computed = stage.widget.result, stage.computed
    handle = stage.root.locator(".ck-handle")
    stage.drag(handle, 180)
    assert 3 < stage.widget.layer < 8
    assert handle.get_attribute("aria-valuenow") == str(stage.widget.layer)
    assert f"In layer {stage.widget.layer} " in stage.root.locator(".ck-told").inner_text()
    handle.press("End")
    stage.settle()
    assert stage.widget.layer == 10
    handle.press("ArrowLeft")
    stage.settle()
    assert stage.widget.layer == 9
    ridges = stage.root.get_by_role("group", name="histograms of gradients δ by layer").first
    box = ridges.bounding_box()
    stage.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.3)
    stage.settle()
    assert 2 <= stage.widget.layer <= 5
    assert stage.computed == computed
    statistics = result.signals[0].statistics
    shown = cells(stage, "standard deviation of h")
    assert float(shown[0]) == pytest.approx(statistics.activation_stds[stage.widget.layer - 1], rel=0.01)
    assert stage.root.locator("path.in-ridge.in-chosen").count() == 4


def test_symmetry_is_seen_and_said(staged):
    stage = staged(InitializationExplorer(initialiser="all equal 0.1", compare="zeros", activation="sigmoid", layer=2))
    assert "all units of a layer learn the same, for ever" in stage.root.locator(".in-network").first.inner_text()
    assert "nothing learns" in stage.root.locator(".in-network").nth(1).inner_text()
    assert cells(stage, "of 64 units, learn differently") == ["1", "1"]
    colours = stage.root.locator(".in-units").first.evaluate(
        "canvas => [...new Uint32Array(canvas.getContext('2d').getImageData(0, 0, 16, 16).data.buffer)]"
    )
    assert all(len(set(colours[16 * row : 16 * row + 16])) == 1 for row in range(16))
    assert "Off the chart" in stage.root.locator(".in-off").inner_text()
    stage.shot("initialization-symmetric")


def test_depth_and_width_are_chosen(staged):
    stage = staged(InitializationExplorer(layer=8))
    for label, trait in (("layers", "depth"), ("units in each", "width")):
        slider = stage.root.get_by_label(label, exact=True)
        slider.focus()
        slider.press("End")
        stage.settle()
        assert getattr(stage.widget, trait) == {"depth": 30, "width": 128}[trait]
    stage.shot("initialization-deep")
    depth = stage.root.get_by_label("layers", exact=True)
    depth.focus()
    depth.press("Home")
    stage.settle()
    assert stage.widget.depth == 2
    assert stage.root.locator(".ck-handle").get_attribute("aria-valuemax") == "2"
    assert stage.root.locator(".in-table thead").inner_text().startswith("layer 2")


def test_another_layer_is_drawn_at_once(on_page):
    stage = on_page(InitializationExplorer(depth=30))
    assert stage.draws_at_once("layer", 7)


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, InitializationExplorer)
