"""BackpropExplorer as its user has it: weights picked, inputs dragged, the error followed step by step."""

import numpy as np
import pytest

from coursekit.nn.layerwise import layerwise
from coursekit.results.backprop import ACTIVATIONS, drawn_network
from coursekit.widgets import BackpropExplorer
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def test_the_error_is_followed_to_its_weight(staged):
    stage = staged(BackpropExplorer())
    forward = stage.root.get_by_role("button", name="one step on", exact=True)
    for step in (1, 2, 3, 4, 5):
        forward.click()
        stage.settle()
        assert stage.widget.step == step
        assert stage.widget.result.steps[step].told in stage.root.locator(".ck-told").inner_text()
    assert stage.root.locator(".ck-walked").count() == 2
    assert stage.root.locator(".ck-delta").filter(has_text="δ").count() == 2
    stage.root.get_by_label("position").press("Home")
    stage.settle()
    assert stage.widget.step == 0
    stage.root.get_by_role("button", name="play", exact=True).click()
    stage.page.wait_for_function("window.model.get('step') === 5")


def test_a_weight_is_picked_in_the_network_or_in_the_menu(staged):
    stage = staged(BackpropExplorer())
    line = stage.root.locator(".ck-synapse-reach").nth(1)
    box = line.bounding_box()
    stage.page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.5 * box["height"])
    stage.settle()
    picked = stage.widget.result.weight
    assert (picked.layer, picked.neuron, picked.input) == (1, 1, 2)
    menu = stage.root.get_by_label("weight", exact=True)
    assert menu.evaluate("each => each.selectedOptions[0].textContent") == "W₁₂⁽¹⁾"
    menu.select_option("b₂⁽¹⁾")
    stage.settle()
    assert (stage.widget.layer, stage.widget.neuron, stage.widget.input) == (1, 2, 5)
    assert "b₂⁽¹⁾" in stage.root.locator(".ck-lines").inner_text()


def test_inputs_and_weights_are_dragged(staged):
    stage = staged(BackpropExplorer(step=5))
    slider = stage.root.get_by_label("x₄", exact=True)
    stage.drag(slider, 40)
    assert stage.widget.x[3] != stage.widget.from_state({}).result.network.x[3]
    expected = stage.widget.result.steps[-1].value
    assert f"{expected:.3g}".replace("-", "−") in stage.root.locator(".ck-lines").inner_text()
    slider.press("Home")
    stage.settle()
    assert stage.widget.x[3] == -3
    value = stage.root.get_by_label("its value", exact=True)
    value.press("End")
    stage.settle()
    assert stage.widget.weights[0][0][3] == 3
    stage.root.get_by_label("weight", exact=True).select_option("b₁⁽¹⁾")
    stage.settle()
    value.press("Home")
    stage.settle()
    assert stage.widget.biases[0][0] == -3
    assert stage.widget.result.network.biases[0][0] == -3
    stage.shot("backprop-dragged")
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert (stage.widget.x, stage.widget.weights, stage.widget.biases) == ([], [], [])
    drawn = stage.widget.result.network.x[3]
    assert slider.get_attribute("aria-valuetext") == f"{drawn:.3g}".replace("-", "−")


def test_what_is_dragged_is_drawn_before_python_answers(on_page):
    stage = on_page(BackpropExplorer())
    lines = stage.root.locator(".ck-lines")
    before = lines.inner_text()
    after = stage.page.evaluate(
        """() => {
          window.model.save_changes = () => {};
          const slider = document.querySelector('[aria-label=inputs] input');
          slider.value = 900;
          slider.dispatchEvent(new Event('input'));
          return document.querySelector('.ck-lines').innerText;
        }"""
    )
    assert after != before
    assert stage.widget.x == []


def test_another_network_and_activation(staged):
    stage = staged(BackpropExplorer())
    preset = stage.root.get_by_role("button", name="2-3-2-1")
    preset.click()
    stage.settle()
    assert stage.widget.sizes == [2, 3, 2, 1]
    assert preset.get_attribute("aria-pressed") == "true"
    assert preset.evaluate("each => each === document.activeElement")
    stage.root.get_by_label("activation", exact=True).select_option("tanh")
    stage.settle()
    assert stage.widget.activation == "tanh"
    stage.root.get_by_label("position").press("End")
    stage.settle()
    assert stage.widget.step == len(stage.widget.result.steps) - 1
    stage.shot("backprop-deep")
    seed = stage.root.get_by_label("seed", exact=True)
    seed.fill("3")
    seed.press("Enter")
    stage.settle()
    x = stage.root.get_by_label("x₁", exact=True)
    assert x.get_attribute("aria-valuetext") == f"{stage.widget.result.network.x[0]:.3g}".replace("-", "−")


def test_numbers_that_are_none_are_shown(staged):
    stage = staged(BackpropExplorer(x=[np.inf, 0.0, 0.0, 0.0], activation="ReLU", step=5))
    assert "∞" in stage.root.inner_text() or "nan" in stage.root.inner_text()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_moves_in_the_browser_is_what_python_computes(name):
    for seed in range(3):
        x, weights, biases = drawn_network((3, 4, 2, 2), seed)
        run = layerwise(x, weights, biases, activation=ACTIVATIONS[name]())
        numbers = f"{[W.tolist() for W in weights]}, {[b.tolist() for b in biases]}, '{name}'"
        script = f"""x => layerwise(x, {numbers}).layers
            .map(layer => [layer.z, layer.a, layer.delta, ...weightGradient(layer)].flat())"""
        for found, layer in zip(evaluated("lib/layerwise", script, [x])[0], run.layers, strict=True):
            gradient = np.column_stack([layer.W_gradient, layer.b_gradient])
            expected = np.concatenate([layer.z, layer.a, layer.delta, gradient.ravel()])
            # Sums of four products at most, in another order.
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, BackpropExplorer, step=4)
    for_everybody(on_page, BackpropExplorer, sizes=[2, 3, 2, 1], step=6)
