"""WordWindowExplorer as its user has it: play and scrub, fine-tuning on and off, a window's gradient by word."""

import json

import numpy as np
import pytest

from coursekit.results.window import (
    HIGH,
    HOST,
    LOW,
    MARGIN,
    STEPS,
    UNSEEN_WINDOW,
    WINDOWS,
    score_plane,
    window_ids,
    window_training,
    word_gradients,
)
from coursekit.widgets import WordWindowExplorer
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def cells(stage, word):
    return (
        stage.root.locator(".ck-numbers tr", has=stage.page.locator(f"th:text-is('{word}')"))
        .locator("td")
        .all_inner_texts()
    )


def test_it_plays_and_is_scrubbed(staged):
    stage = staged(WordWindowExplorer())
    stage.root.get_by_role("button", name="play").click()
    stage.page.wait_for_function("window.model.get('step') > 5")
    stage.root.get_by_role("button", name="pause").click()
    stage.settle()
    assert stage.widget.step > 5
    stage.root.get_by_role("button", name="to the start").click()
    stage.root.get_by_role("button", name="one step on").click()
    stage.settle()
    assert stage.widget.step == 1
    position = stage.root.get_by_label("position")
    position.press("End")
    stage.settle()
    assert stage.widget.step == STEPS
    assert cells(stage, "television")[0] == "0"
    assert float(cells(stage, "TV")[0]) == pytest.approx(stage.widget.result.tuned.moved(STEPS, "TV"), abs=1e-3)
    stage.shot("window-end")


def test_the_step_is_dragged_along_the_margins(staged):
    stage = staged(WordWindowExplorer())
    handle = stage.root.get_by_role("slider", name="step of the training")
    stage.drag(handle, 200)
    assert 40 < stage.widget.step < 90
    assert handle.get_attribute("aria-valuetext") == f"step {stage.widget.step}"
    assert f"step {stage.widget.step} of {STEPS}" in stage.root.locator(".ck-player").inner_text()
    handle.press("ArrowRight")
    handle.press("Home")
    stage.settle()
    assert stage.widget.step == 0


def test_without_fine_tuning_nobody_moves(staged):
    stage = staged(WordWindowExplorer(step=STEPS))
    assert float(cells(stage, "telly")[0]) > 0.1
    computed = stage.computed
    stage.root.get_by_label("fine-tune the vectors").uncheck()
    stage.settle()
    assert stage.widget.fine_tune is False
    assert stage.computed == computed, "both trainings are there already"
    assert [cells(stage, word)[0] for word in ("TV", "telly", "television")] == ["0", "0", "0"]
    assert "with fixed vectors" in stage.root.locator(".ck-told").inner_text()
    stage.shot("window-fixed")


def test_a_windows_gradient_is_split_into_its_words(staged):
    stage = staged(WordWindowExplorer(step=10))
    stage.root.get_by_label("window", exact=True).select_option(WINDOWS[1])
    stage.settle()
    assert stage.widget.window == "not all museums in Paris"
    bars = stage.root.locator("svg[aria-label^='bars']")
    _, gradient = word_gradients(stage.widget.result.tuned, 10, WINDOWS[1])
    lengths = bars.locator("text[text-anchor=middle].ck-tick").all_text_contents()
    np.testing.assert_allclose([float(each) for each in lengths], np.linalg.norm(gradient, axis=1), rtol=0.06)
    assert bars.locator("text.ck-word").all_text_contents() == WINDOWS[1].split()
    assert stage.root.locator(".ck-ring:visible").count() == 5
    assert "a corrupt window" in stage.root.inner_text()
    stage.root.get_by_label("gradient of the").select_option("loss J")
    stage.root.get_by_label("window", exact=True).select_option(UNSEEN_WINDOW)
    stage.settle()
    assert stage.widget.of == "loss J"
    assert "not in training" in stage.root.inner_text()
    assert bars.locator("text[text-anchor=middle].ck-tick").all_text_contents() == ["0"] * 5
    stage.root.get_by_label("window", exact=True).select_option(WINDOWS[0])
    stage.root.get_by_label("position").press("End")
    stage.settle()
    assert "the margin is met" in stage.root.inner_text()


def test_seed_learning_rate_and_reset(staged):
    stage = staged(WordWindowExplorer())
    first = stage.widget.result.tuned.W[0].copy()
    stage.root.get_by_role("button", name="another seed").click()
    stage.settle()
    assert not np.array_equal(stage.widget.result.tuned.W[0], first)
    rate = stage.root.get_by_label("learning rate")
    rate.press("ArrowRight")
    stage.settle()
    assert stage.widget.lr > 0.05
    stage.root.get_by_role("button", name="Reset").click()
    stage.settle()
    assert (stage.widget.seed, stage.widget.lr) == (0, 0.05)


def test_with_reduced_motion_it_plays_slowly(on_page):
    stage = on_page(WordWindowExplorer(), reduced=True)
    stage.root.get_by_role("button", name="play").click()
    stage.page.wait_for_function("window.model.get('step') >= 1")
    stage.root.get_by_role("button", name="pause").click()
    stage.settle()
    assert stage.widget.step <= 3


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, WordWindowExplorer, step=60)


@pytest.mark.parametrize("step", [0, 12, STEPS])
def test_what_moves_in_the_browser_is_what_python_computes(step):
    training = window_training(fine_tune=True, seed=2)
    parameters = {name: np.ravel(getattr(training, name)[step]).tolist() for name in ("W", "b", "u")}
    vectors = np.ravel(training.vectors[step]).tolist()
    pairs = [[one.tolist(), other.tolist()] for one, other in zip(training.true, training.corrupted, strict=True)]
    about = {"pairs": pairs, "margin": MARGIN}
    p, v = json.dumps(parameters), json.dumps(vectors)
    ids = [window_ids(window) for window in WINDOWS]
    both = f"""ids => {{
        const {{ s, gradient }} = scored({p}, joined({v}, ids));
        return [s, ...gradient, ofScore({p}, {v}, {json.dumps(about)}, ids)];
    }}"""
    for found, window in zip(evaluated("lib/windows", both, ids), WINDOWS, strict=True):
        score, gradient = word_gradients(training, step, window)
        # The same numbers, summed in another order.
        np.testing.assert_allclose(found[:-1], [score, *gradient.ravel()], rtol=1e-10, atol=1e-13)
        of_loss = word_gradients(training, step, window, of_loss=True)[1]
        np.testing.assert_allclose(found[-1] * gradient, of_loss, rtol=1e-10, atol=1e-13)
    plane = f"points => Array.from(scorePlane({p}, joined({v}, {window_ids(HOST).tolist()}), [{LOW}, {HIGH}], points))"
    (scores,) = evaluated("lib/windows", plane, [9])
    np.testing.assert_allclose(np.reshape(scores, (9, 9)), score_plane(training, step, 9)[1], rtol=1e-10, atol=1e-13)
