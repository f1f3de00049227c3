"""ScheduleExplorer without a browser: settings, errors, state, and what it saves."""

import json

import numpy as np
import pytest
import traitlets

from coursekit.results.schedule import SCHEDULES, Plan, schedule_runs
from coursekit.widgets import ScheduleExplorer
from coursekit.widgets.schedule import HURRIED


def test_the_result_is_that_of_the_settings():
    widget = ScheduleExplorer(
        surface="ravine", optimizer="Adam", factor=2.0, every=20, k=0.05, noise=0.5, steps=40, seed=2
    )
    plan = Plan(0.1, every=20, k=0.05)
    alone = schedule_runs("ravine", "Adam", plan, steps=40, noise=0.5, seed=2)
    for mine, its in zip(alone.runs, widget.result.runs, strict=True):
        np.testing.assert_array_equal(mine.rates, its.rates)
        np.testing.assert_array_equal(mine.descent.path, its.descent.path)


def test_the_heights_are_computed_once_for_a_surface():
    widget = ScheduleExplorer(steps=10)
    ground = widget.result.ground
    widget.k = 0.1
    assert widget.result.ground is ground
    widget.surface = "saddle"
    assert widget.result.ground is not ground


@pytest.mark.parametrize(
    "settings",
    [{"surface": "hill"}, {"optimizer": "Adagrad"}, {"every": 0}, {"k": 0.0}, {"shown": ["never"]}, {"inputs": 1}],
)
def test_wrong_values_are_refused_by_name(settings):
    (name,) = settings
    with pytest.raises(traitlets.TraitError, match=name):
        ScheduleExplorer(**settings)


def test_the_state_goes_through_json_and_back():
    widget = ScheduleExplorer(surface="Beale", shown=["cyclic"], log=True, step=7, steps=20, period=11)
    again = ScheduleExplorer.from_state(json.loads(json.dumps(widget.state_dict())))
    assert again.state_dict() == widget.state_dict()


def test_while_a_slider_is_dragged_the_descents_are_short_and_the_rates_are_not():
    widget = ScheduleExplorer(steps=500)
    widget._hurried = True
    run = widget.result.runs[0]
    assert len(widget.result.runs) == len(widget.shown)
    assert (len(run.rates), len(run.descent.loss)) == (500, HURRIED // len(widget.shown) + 1)
    widget._hurried = False
    assert len(widget.result.runs) == len(SCHEDULES)


def test_what_is_told():
    widget = ScheduleExplorer(steps=100, shown=["constant", "exponential"], noise=0.0, factor=1.0)
    assert widget._told.startswith(
        "SGD on the surface 'quadratic bowl', α₀ = 0.03, after 100 steps: loss above the map's lowest point, from the"
    )
    assert widget._told.index("constant") < widget._told.index("exponential")
    widget.factor = 10.0
    assert "constant diverged at step" in widget._told
    widget.shown = ["constant"]
    assert "nobody goes on. constant diverged" in widget._told
    widget.shown = []
    assert widget._told.endswith("no schedule is shown.")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_it_is_saved(kind, tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.widgets.schedule.FRAMES", 3)
    widget = ScheduleExplorer(steps=20, log=kind == "png", smooth=kind != "svg")
    content = widget.save(tmp_path / f"schedule.{kind}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml"}[kind])


def test_what_goes_over_is_less_than_a_megabyte():
    widget = ScheduleExplorer(steps=1000)
    arrays = [array for run in widget._scene["runs"] for array in run.values() if isinstance(array, dict)]
    size = sum(len(array["data"]) for array in (*arrays, widget._scene["z"]))
    assert size + len(widget._esm) + len(widget._css) < 1_000_000
