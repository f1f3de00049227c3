"""ScheduleExplorer as its user has it: sliders, switches, scrubbing by mouse and keyboard, in all themes."""

import numpy as np
import pytest

from coursekit.plots.schedule import drawn_rates
from coursekit.results.schedule import SCHEDULES, running_mean
from coursekit.widgets import ScheduleExplorer
from tests.browsing import for_everybody
from tests.node import evaluated

pytestmark = pytest.mark.slow


def rates(stage, name):
    return next(run.rates for run in stage.widget.result.runs if run.name == name)


def test_the_parameters_have_sliders(staged):
    stage = staged(ScheduleExplorer())
    for label, name in [
        ("n (steps)", "every"),
        ("τ (steps)", "tau"),
        ("period (steps)", "period"),
        ("fan-in", "inputs"),
    ]:
        slider = stage.root.get_by_role("slider", name=label, exact=True)
        slider.fill("40")
        stage.settle()
        assert getattr(stage.widget, name) == 40
    assert rates(stage, "step")[40] == pytest.approx(rates(stage, "step")[39] / 2)
    stage.root.get_by_role("slider", name="k", exact=True).press("End")
    stage.settle()
    assert stage.widget.k == 0.5
    assert not stage.widget._hurried
    assert len(stage.widget.result.runs) == len(SCHEDULES)
    stage.shot("schedule-changed")


def test_each_schedule_is_switched_on_and_off(staged):
    stage = staged(ScheduleExplorer(steps=200))
    for name in SCHEDULES:
        stage.root.get_by_role("checkbox", name=name, exact=True).check()
    stage.settle()
    assert set(stage.widget.shown) == set(SCHEDULES)
    stage.root.get_by_label("rates on a logarithmic axis").check()
    stage.root.get_by_label("losses averaged over an epoch").uncheck()
    stage.settle()
    assert stage.widget.log
    assert not stage.widget.smooth
    stage.shot("schedule-all-log")
    assert all(name in stage.root.locator(".ck-told").inner_text() for name in SCHEDULES)


def test_the_step_is_dragged_scrubbed_and_linked(staged):
    stage = staged(ScheduleExplorer())
    grip = stage.root.get_by_role("slider", name="step", exact=True)
    stage.drag(grip, -150)
    stage.page.wait_for_function("window.model.get('step') < 300")
    stage.settle()
    step = stage.widget.step
    assert 100 < step < 260
    assert grip.get_attribute("aria-valuenow") == str(step)
    assert stage.root.get_by_label("position").input_value() == str(step)
    assert f"after {step} steps" in stage.root.locator(".ck-told").inner_text()
    grip.press("ArrowLeft")
    stage.page.wait_for_function(f"window.model.get('step') === {step - 1}")
    stage.settle()
    assert stage.widget.step == step - 1
    grip.press("Home")
    stage.page.wait_for_function("window.model.get('step') === 0")
    stage.root.get_by_role("button", name="play").click()
    stage.page.wait_for_function("document.querySelector('.ck-player input').value > 20")
    stage.root.get_by_role("button", name="pause").click()
    stage.page.wait_for_function("window.model.get('step') > 20")
    stage.settle()
    assert stage.widget.step > 20


def test_another_optimizer_surface_and_rate(staged):
    stage = staged(ScheduleExplorer(steps=100))
    stage.root.get_by_label("optimizer", exact=True).select_option("Adam")
    stage.root.get_by_label("surface", exact=True).select_option("ravine")
    stage.root.get_by_role("slider", name="α₀").press("Home")
    stage.settle()
    assert (stage.widget.optimizer, stage.widget.surface, stage.widget.factor) == ("Adam", "ravine", 0.01)
    assert "α₀ = 5·10⁻⁴" in stage.root.locator(".ck-descents").inner_text()
    stage.root.get_by_role("slider", name="α₀").press("End")
    stage.root.get_by_label("optimizer", exact=True).select_option("SGD")
    stage.settle()
    assert "diverged" in stage.root.locator(".ck-ended").first.inner_text()
    stage.shot("schedule-diverged")


def test_it_is_for_everybody(on_page):
    for_everybody(on_page, ScheduleExplorer)


def test_means_and_rates_are_those_of_python():
    numbers = np.random.default_rng(0).uniform(size=60)
    found = evaluated(
        "lib/descents", "window => [...runningMean(given, window)]".replace("given", str(numbers.tolist())), [1, 7, 99]
    )
    for window, means in zip([1, 7, 99], found, strict=True):
        np.testing.assert_allclose(means, running_mean(numbers, window), rtol=1e-6)  # float32
    found = evaluated("lib/descents", "x => [...drawnRates([x], 2, true)][0]", [1.0, 1e-3, 1e-5, 0.0])
    expected = drawn_rates(np.array([1.0, 1e-3, 1e-5, 0.0]), 2.0, True).astype("f4")
    np.testing.assert_array_equal([np.nan if each is None else each for each in found], expected)
