"""TrainingPlayground as its user has it: played, stepped, scrubbed, stopped, reset; its units, and its dropout."""

import numpy as np
import pytest

from coursekit.widgets import TrainingPlayground
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow

OVERFITTING = {"examples": 20, "hidden": (16, 16), "rate": 0.1, "patience": 5}


def press(stage, name, **options):
    stage.root.get_by_role("button", name=name, exact=True, **options).click()
    stage.settle()


def told(stage):
    return stage.root.locator(".ck-told").inner_text()


def pixels(locator):
    """The colours of a canvas, (rows, columns, 3)."""
    found = locator.evaluate(
        "canvas => [canvas.height, canvas.width,"
        " ...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    return np.array(found[2:]).reshape(found[0], found[1], 4)[..., :3]


def test_it_plays_and_stops_at_once(staged):
    stage = staged(TrainingPlayground())
    press(stage, "play")
    stage.page.wait_for_function("model.get('epoch') >= 30")
    press(stage, "pause")
    reached = stage.widget.epoch
    assert reached == stage.widget.result.trained >= 30
    stage.page.wait_for_timeout(200)
    assert stage.widget.epoch == reached
    assert f"epoch {reached} of {reached}" in stage.root.get_by_role("group", name="training").inner_text()
    stage.shot("playground-played")


def test_steps_go_back_and_on_through_what_was_trained(staged):
    stage = staged(TrainingPlayground())
    for expected in (1, 2, 3):
        press(stage, "one epoch on")
        assert stage.widget.epoch == stage.widget.result.trained == expected
    run, computed = stage.widget.result, stage.computed
    press(stage, "one epoch back")
    assert (stage.widget.epoch, run.trained) == (2, 3)
    press(stage, "to the start")
    assert (stage.widget.epoch, run.trained) == (0, 3)
    press(stage, "one epoch back")
    assert stage.widget.epoch == 0
    press(stage, "one epoch on")
    assert (stage.widget.epoch, run.trained) == (1, 3)
    assert stage.computed == computed
    assert "after 1 epoch:" in told(stage)
    slider = stage.root.get_by_label("epoch", exact=True)
    slider.focus()
    slider.press("End")
    stage.settle()
    assert stage.widget.epoch == 3


def test_the_epoch_is_dragged_along_the_curves(staged):
    stage = staged(TrainingPlayground(epoch=40))
    plane = stage.root.locator(".pg-map")
    last = pixels(plane)
    handle = stage.root.locator(".ck-handle")
    stage.drag(handle, -120)
    assert 10 < stage.widget.epoch < 35
    assert stage.widget.result.trained == 40
    assert f"after {stage.widget.epoch} epochs" in told(stage)
    assert not np.array_equal(pixels(plane), last)
    handle.press("End")
    stage.settle()
    assert stage.widget.epoch == 40
    np.testing.assert_array_equal(pixels(plane), last)
    handle.press("ArrowLeft")
    stage.settle()
    assert stage.widget.epoch == 39


def test_maps_are_painted_as_python_computes_them(staged):
    widget = TrainingPlayground(epoch=30, hidden=(3,))
    stage = staged(widget)
    maps = widget.result.maps(30)
    for values, locator in (
        (maps.output - 0.5, stage.root.locator(".pg-map")),
        (maps.units[0][1], stage.root.get_by_role("button", name="unit 2 of layer 1").locator("canvas")),
    ):
        painted = pixels(locator)[::-1]  # row 0 of a map is the lowest
        blue = painted[..., 2] > painted[..., 0]
        clear = np.abs(values) > 0.05
        np.testing.assert_array_equal(blue[clear], values[clear] < 0)


def test_a_unit_is_looked_at(staged):
    stage = staged(TrainingPlayground(hidden=(3,), epoch=10))
    unit = stage.root.get_by_role("button", name="unit 2 of layer 1")
    plane = stage.root.locator(".pg-map")
    boundary = pixels(plane)
    unit.hover()
    np.testing.assert_array_equal(pixels(plane), pixels(unit.locator("canvas")))
    first = stage.widget.result.maps(10).weights[0][1, 0]
    assert f"w = ({first:.2g},".replace("-", "−") in stage.root.locator(".pg-plane ~ .ck-read").inner_text()
    stage.shot("playground-unit")
    stage.page.mouse.move(5, 5)
    np.testing.assert_array_equal(pixels(plane), boundary)
    stage.root.get_by_role("button", name="input x₂").focus()
    assert "input x₂" in stage.root.locator(".pg-name").all_inner_texts()


def test_layers_and_units_come_and_go(staged):
    stage = staged(TrainingPlayground(epoch=5))
    press(stage, "a unit more in layer 2")
    assert (stage.widget.hidden, stage.widget.epoch) == ((4, 3), 0)
    press(stage, "one hidden layer more")
    assert stage.widget.hidden == (4, 3, 2)
    press(stage, "a unit less in layer 1")
    assert stage.widget.hidden == (3, 3, 2)
    for _ in range(3):
        press(stage, "one hidden layer less")
    assert stage.widget.hidden == ()
    assert stage.root.get_by_role("button", name="one hidden layer less").is_disabled()
    assert stage.root.locator(".pg-unit").count() == 3


def test_what_is_trained_is_chosen(staged):
    stage = staged(TrainingPlayground())
    for label, value, trait in (
        ("data", "spirals", "data"),
        ("activation", "ReLU", "activation"),
        ("initialiser", "He normal", "initialiser"),
        ("optimizer", "Nesterov", "optimizer"),
    ):
        stage.root.get_by_label(label, exact=True).select_option(value)
        stage.settle()
        assert getattr(stage.widget, trait) == value
    for label, trait in (
        ("learning rate", "rate"),
        ("L1", "l1"),
        ("L2", "l2"),
        ("dropout", "dropout"),
        ("batch size", "batch"),
        ("examples", "examples"),
        ("noise ×", "noise"),
    ):
        before = getattr(stage.widget, trait)
        slider = stage.root.get_by_label(label, exact=True)
        slider.focus()
        slider.press("PageUp")
        stage.settle()
        assert getattr(stage.widget, trait) > before, trait
    plan = stage.widget.result.plan
    assert (plan.points, plan.optimizer, plan.l1) == ("spirals", "Nesterov", stage.widget.l1)
    press(stage, "Reset")
    assert stage.widget.data == "moons"
    assert stage.root.get_by_label("data", exact=True).input_value() == "moons"


def test_dropout_is_shown_on_the_units(staged):
    stage = staged(TrainingPlayground(dropout=0.5, hidden=(8, 4)))
    assert stage.root.locator(".pg-dropped").count() == 0
    press(stage, "one epoch on")
    kept = stage.widget.result.epochs[1].kept
    assert stage.root.locator(".pg-dropped").count() == sum((~each).sum() for each in kept) > 0
    first = int(np.argmin(kept[0]))
    assert stage.root.get_by_role("button", name=f"unit {first + 1} of layer 1, dropped").count() == 1


def test_early_stopping_is_marked_and_stops(staged):
    stage = staged(TrainingPlayground(stop_early=True, **OVERFITTING))
    press(stage, "play")
    stage.root.get_by_role("button", name="play", exact=True).wait_for()
    stage.settle()
    stopping = stage.widget.result.stopping(5)
    assert stage.widget.epoch == stopping.stopped
    assert f"ends after epoch {stopping.stopped}, keeps epoch {stopping.best}" in stage.root.inner_text()
    stage.shot("playground-stopped")
    stage.root.get_by_label("stop early").uncheck()
    stage.settle()
    press(stage, "one epoch on")
    assert stage.widget.epoch == stopping.stopped + 1
    patience = stage.root.get_by_label("patience", exact=True)
    patience.focus()
    patience.press("End")
    stage.settle()
    assert "early stopping: not yet" in stage.root.inner_text()


def test_divergence_is_said(staged):
    stage = staged(TrainingPlayground(optimizer="SGD", activation="none", rate=30.0, batch=100))
    press(stage, "play")
    stage.root.get_by_role("button", name="play", exact=True).wait_for()
    stage.settle()
    assert stage.widget.epoch == 8
    assert "Diverged: the loss is nan after epoch 8" in stage.root.locator(".pg-trouble").inner_text()
    read = stage.root.inner_text()
    assert "training: loss nan" in read
    assert "losses above" in read
    stage.shot("playground-diverged")


def test_settings_may_be_changed_while_it_plays(staged):
    stage = staged(TrainingPlayground())
    press(stage, "play")
    stage.page.wait_for_function("model.get('epoch') >= 5")
    stage.root.get_by_label("data", exact=True).select_option("circles")
    stage.page.wait_for_function(
        "model.get('_scene').run && model.get('data') === 'circles' && model.get('epoch') >= 8"
    )
    press(stage, "pause")
    assert stage.widget.result.plan.points == "circles"
    assert stage.widget.epoch == stage.widget.result.trained


def test_reset_begins_anew_with_the_same_plan(staged):
    stage = staged(TrainingPlayground())
    for _ in range(3):
        press(stage, "one epoch on")
    press(stage, "Reset")
    assert (stage.widget.epoch, stage.widget.result.trained) == (0, 0)
    assert "epoch 0 of 0" in stage.root.get_by_role("group", name="training").inner_text()
    press(stage, "one epoch on")
    assert stage.widget.epoch == stage.widget.result.trained == 1


def test_two_views_may_play_at_once(on_page):
    stage = on_page(TrainingPlayground())
    stage.page.evaluate("""async () => {
      await window.show();
      window.asks = 0;
      const send = model.send;
      model.send = content => { window.asks += 1; return send(content); };
    }""")
    for board in stage.page.get_by_role("group", name="training").all():
        board.get_by_role("button", name="play").click()
    stage.page.wait_for_timeout(1000)
    assert stage.page.evaluate("window.waiting") <= 2 + 1  # each waits for one answer at most
    for board in stage.page.get_by_role("group", name="training").all():
        board.get_by_role("button", name="pause").click()
    stage.settle()
    assert stage.widget.epoch == stage.widget.result.trained > 5
    assert f"of {stage.widget.epoch}" in stage.page.get_by_role("group", name="training").last.inner_text()


def test_motion_that_is_unwelcome_is_slow(on_page):
    stage = on_page(TrainingPlayground(), reduced=True)
    press(stage, "play")
    stage.page.wait_for_timeout(1200)
    press(stage, "pause")
    assert stage.widget.epoch <= 20
    assert stage.root.locator(".ck-told").get_attribute("aria-live") == "polite"


def test_a_second_view_shows_what_was_trained_before(on_page):
    stage = on_page(TrainingPlayground())
    press(stage, "one epoch on")
    stage.widget.epoch = 12
    press(stage, "one epoch on")
    stage.page.evaluate("window.show()")
    stage.settle()
    boards = stage.page.get_by_role("group", name="training")
    assert boards.count() == 2
    assert boards.nth(1).inner_text() == boards.nth(0).inner_text()


def test_a_wide_network_is_shown_in_part(on_page):
    stage = on_page(TrainingPlayground(hidden=(32, 32, 32, 32), epoch=3), width=320)
    assert stage.root.locator(".pg-unit").count() == 2 + 4 * 8 + 1
    assert "32, 8 shown" in stage.root.locator(".pg-heads").inner_text()
    stage.shot("playground-wide-320")


def test_another_epoch_is_drawn_at_once(on_page):
    stage = on_page(TrainingPlayground(epoch=60, hidden=(8, 8, 8)))
    assert stage.draws_at_once("epoch", 7)


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, TrainingPlayground, epoch=40, dropout=0.3, hidden=(6, 4, 3))
