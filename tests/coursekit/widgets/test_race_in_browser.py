"""OptimizerRace as its user has it: dragged, toggled, played and scrubbed, by mouse and keyboard, in all themes."""

import numpy as np
import pytest

from coursekit.plots.race import drawn_loss
from coursekit.results.race import RACERS
from coursekit.widgets import OptimizerRace
from tests.browsing import for_everybody
from tests.in_kernel import bumpy
from tests.node import evaluated

pytestmark = pytest.mark.slow

# How many pixels of a layer of the map are painted.
PAINTED = """layer => {
  const canvas = document.querySelectorAll('.ck-plot')[0].querySelectorAll('canvas')[layer];
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, index) => index % 4 === 3 && value > 0).length;
}"""


def handle(stage):
    return stage.root.locator(".ck-handle")


def test_the_start_is_dragged_over_the_contours(staged):
    stage = staged(OptimizerRace())
    stage.drag(handle(stage), 120, 80)
    x, y = stage.widget.start
    assert -3.5 < x < 0
    assert -1.0 < y < 1.6
    assert not stage.widget._hurried
    assert stage.widget.result.start == (x, y)
    assert len(stage.widget.result.descents) == len(RACERS)
    np.testing.assert_allclose(stage.widget.result.descents[0].path[0], [x, y])
    stage.shot("race-dragged")
    handle(stage).press("ArrowRight")
    stage.settle()
    assert stage.widget.start[0] == pytest.approx(x + 0.08, abs=1e-3)
    handle(stage).press("Shift+ArrowDown")
    stage.settle()
    assert stage.widget.start[1] == pytest.approx(y - 0.4, abs=1e-3)
    assert not stage.widget._hurried
    assert "start: x = " in handle(stage).get_attribute("aria-label")


def test_while_it_is_dragged_a_short_race_is_shown(staged):
    stage = staged(OptimizerRace(steps=1000))
    box = handle(stage).bounding_box()
    stage.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 100, box["y"] + 50, steps=5)
    stage.settle()
    assert stage.widget._hurried
    assert len(stage.widget.result.descents[0].loss) < 200
    stage.page.mouse.up()
    stage.settle()
    assert not stage.widget._hurried
    assert len(stage.widget.result.descents[0].loss) == 1001


def test_each_optimizer_is_switched_on_and_off(staged):
    stage = staged(OptimizerRace(steps=50))
    before = stage.page.evaluate(PAINTED, 1)
    computed = stage.computed
    for name in RACERS:
        stage.root.get_by_role("checkbox", name=name, exact=True).set_checked(name == "Adadelta")
    stage.settle()
    assert stage.widget.shown == ["Adadelta"]
    assert stage.computed == computed
    assert stage.page.evaluate(PAINTED, 1) < before
    assert "Adadelta" in stage.root.locator(".ck-told").inner_text()
    stage.root.get_by_role("checkbox", name="Adadelta", exact=True).press("Space")
    stage.settle()
    assert stage.widget.shown == []
    assert stage.page.evaluate(PAINTED, 1) == 0


def test_the_learning_rates_have_a_logarithmic_slider_and_divergence_is_labelled(staged):
    stage = staged(OptimizerRace())
    slider = stage.root.get_by_label("learning rates ×")
    slider.focus()
    slider.fill("750")
    stage.settle()
    assert stage.widget.factor == pytest.approx(10)
    assert not stage.widget._hurried
    assert stage.root.locator(".ck-ended").first.inner_text().startswith("diverged at ")
    assert "SGD diverged at step" in stage.root.locator(".ck-told").inner_text()
    assert stage.root.locator(".ck-more").first.inner_text() == "0.3"
    stage.shot("race-diverged")
    slider.press("Home")
    stage.settle()
    assert stage.widget.factor == 0.01


def test_it_is_stepped_scrubbed_and_played(staged):
    stage = staged(OptimizerRace(steps=1000))
    position = stage.root.get_by_label("position")
    stage.root.get_by_role("button", name="to the start").click()
    stage.root.get_by_role("button", name="one step on").click()
    stage.page.wait_for_function("window.model.get('step') === 1")
    stage.settle()
    assert stage.widget.step == 1
    assert "after 1 steps" in stage.root.locator(".ck-told").inner_text()
    position.focus()
    position.fill("400")
    stage.page.wait_for_function("window.model.get('step') === 400")
    stage.settle()
    assert stage.widget.step == 400
    assert position.get_attribute("aria-valuetext") == "step 400"
    stage.shot("race-scrubbed")
    stage.root.get_by_role("button", name="to the start").click()
    stage.root.get_by_role("button", name="play").click()
    stage.page.wait_for_function("document.querySelector('.ck-player input').value > 20")
    stage.root.get_by_role("button", name="pause").click()
    stage.page.wait_for_function(
        "String(window.model.get('step')) === document.querySelector('.ck-player input').value"
    )
    stage.settle()
    assert 20 < stage.widget.step < 1000


def test_ten_optimizers_play_to_the_end(staged):
    stage = staged(OptimizerRace(steps=200, step=0, shown=list(RACERS)[:10], surface="Rosenbrock"))
    stage.settle()
    stage.root.get_by_role("button", name="play").click()
    stage.page.wait_for_function("window.model.get('step') === 200")
    stage.root.get_by_role("button", name="play").wait_for()


def test_a_view_that_comes_late_to_the_page_looks_the_same(on_page):
    stage = on_page(OptimizerRace(steps=50))
    stage.page.evaluate("window.show(true)")
    stage.settle()
    pixels = stage.page.locator("canvas").evaluate_all("all => all.map(canvas => canvas.toDataURL())")
    assert len(pixels) == 12
    assert pixels[:6] == pixels[6:]
    assert len(set(pixels[:6])) > 4
    away = "document.querySelectorAll('main > div')[1]"
    stage.page.evaluate(f"window.away = {away}; window.away.remove()")
    stage.root.get_by_label("surface", exact=True).select_option("ravine")
    stage.settle()
    stage.root.get_by_role("button", name="one step back").click()
    stage.page.wait_for_function("window.model.get('step') === 49")
    stage.settle()
    stage.page.evaluate("document.querySelector('main').append(window.away)")
    stage.settle()
    again = stage.page.locator("canvas").evaluate_all("all => all.map(canvas => canvas.toDataURL())")
    assert again[:6] == again[6:] != pixels[:6]


def test_looking_inside(staged):
    stage = staged(OptimizerRace(surface="ravine", step=12))
    read = stage.root.locator(".ck-read")
    adam = next(each for each in stage.widget.result.descents if each.name == "Adam")
    assert read.inner_text().startswith(f"m = ({adam.first[12, 0]:.3g}".replace("-", "−"))
    stage.root.get_by_label("look inside").select_option("Nesterov")
    stage.settle()
    assert stage.widget.chosen == "Nesterov"
    assert "next gradient at" in read.inner_text()
    stage.shot("race-nesterov")
    stage.root.get_by_label("look inside").select_option("SGD")
    stage.settle()
    assert read.inner_text() == "SGD remembers nothing."


@pytest.mark.parametrize("name", ["ravine", "Rosenbrock", "Beale", "saddle", "monkey saddle", "plateau", "two minima"])
def test_every_surface_is_shown(staged, name):
    stage = staged(OptimizerRace())
    stage.root.get_by_label("surface", exact=True).select_option(name)
    stage.settle()
    assert stage.widget.surface == name
    assert stage.page.evaluate(PAINTED, 0) > 100_000
    stage.shot(f"race-{name.replace(' ', '-')}")


def test_a_function_of_ones_own_noise_and_a_seed(staged):
    stage = staged(OptimizerRace(bumpy, noise=1.0, steps=60), own=bumpy)
    assert stage.root.get_by_label("surface", exact=True).input_value() == "own function"
    before = stage.widget.result.descents[0].path[-1]
    stage.root.get_by_role("button", name="another seed").click()
    stage.settle()
    assert not np.array_equal(stage.widget.result.descents[0].path[-1], before)
    stage.shot("race-own")


def test_it_is_reset_and_saved(staged):
    stage = staged(OptimizerRace(steps=20, step=5))
    stage.drag(handle(stage), 60, 20)
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert stage.widget.start is None
    with stage.page.expect_download() as download:
        stage.root.get_by_role("button", name="save as PNG").click()
    assert download.value.suggested_filename == "race.png"


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, OptimizerRace, surface="ravine", step=25)


def test_losses_are_drawn_as_in_python():
    loss = [3.0, 1e-3, 1e-20, 0.0, -1e-14, -1.0]
    found = evaluated("lib/descents", "x => [...drawnLoss([x], 2)][0]", loss)
    expected = drawn_loss(np.array(loss), 2.0).astype("f4")
    np.testing.assert_array_equal([np.nan if each is None else each for each in found], expected)
