"""OptimizerRace without a browser: settings, errors, state, and what it saves."""

import json

import numpy as np
import pytest
import traitlets

from coursekit.results.race import COURSES, OWN, RACERS, race
from coursekit.widgets import OptimizerRace
from coursekit.widgets.race import HURRIED


def own(x, y):
    return np.square(x - 1) + np.cos(y)


def test_the_result_is_the_race_of_the_settings():
    widget = OptimizerRace(surface="Beale", start=(2.0, 1.0), factor=2.0, noise=0.1, steps=50, seed=3)
    alone = race(COURSES["Beale"], start=(2.0, 1.0), steps=50, factor=2.0, noise=0.1, seed=3)
    np.testing.assert_array_equal(widget.result.descents[7].path, alone.descents[7].path)
    assert widget.result.rates == alone.rates


def test_the_usual_start_is_that_of_the_surface():
    widget = OptimizerRace(steps=10)
    assert widget.result.start == COURSES["quadratic bowl"].start
    widget.start = (3.0, -1.0)
    assert widget.result.start == (3.0, -1.0)
    widget.surface = "two minima"  # where x = 3 is not drawn
    assert widget.result.start == COURSES["two minima"].start
    widget.update(surface="plateau", start=(3.0, 3.0))
    assert widget.result.start == (3.0, 3.0)


def test_a_start_elsewhere_is_refused_and_nothing_changes():
    widget = OptimizerRace(steps=10)
    with pytest.raises(traitlets.TraitError, match=r"start \(9.*'quadratic bowl' is drawn: x from -4 to 4.*or None"):
        widget.start = (9.0, 0.0)
    with pytest.raises(traitlets.TraitError, match=r"'two minima' is drawn: x from -2 to 2"):
        widget.update(surface="two minima", start=(3.0, 0.0))
    assert (widget.surface, widget.start) == ("quadratic bowl", None)
    with pytest.raises(traitlets.TraitError, match="start"):
        OptimizerRace(start=(1.0,))
    with pytest.raises(traitlets.TraitError, match=r"start \(nan"):
        OptimizerRace(start=(float("nan"), 0.0))


@pytest.mark.parametrize(
    "settings",
    [{"surface": "hill"}, {"factor": 0.0}, {"noise": -1.0}, {"steps": 5}, {"shown": ["Adamm"]}, {"chosen": "nobody"}],
)
def test_wrong_values_are_refused_by_name(settings):
    (name,) = settings
    with pytest.raises(traitlets.TraitError, match=name):
        OptimizerRace(**settings)


def test_a_function_of_ones_own():
    widget = OptimizerRace(own, (-2, 4), (0, 6), steps=10)
    assert widget.surface == OWN
    assert widget._about["settings"]["surface"]["options"] == [*COURSES, OWN]
    widget.surface = "saddle"
    widget.surface = OWN
    again = OptimizerRace.from_state(widget.state_dict(), own, (-2, 4), (0, 6))
    np.testing.assert_array_equal(again.result.descents[0].path, widget.result.descents[0].path)
    with pytest.raises(ValueError, match=r"there is no own function here; give one.*function=lambda"):
        OptimizerRace.from_state(widget.state_dict())
    assert OptimizerRace(own, surface="saddle", steps=10).surface == "saddle"
    assert OWN not in OptimizerRace(steps=10)._about["settings"]["surface"]["options"]


def test_a_start_for_a_function_that_is_not_there_is_not_the_first_that_is_said():
    with pytest.raises(ValueError, match="there is no own function here"):
        OptimizerRace(surface=OWN, start=(1.0, 1.0))


def test_the_state_goes_through_json_and_back():
    widget = OptimizerRace(surface="ravine", start=(1.0, 0.5), shown=["Adam"], chosen="Nesterov", step=7, steps=20)
    again = OptimizerRace.from_state(json.loads(json.dumps(widget.state_dict())))
    assert again.state_dict() == widget.state_dict()
    assert again.start == (1.0, 0.5)
    with pytest.raises(ValueError, match="state of Another, and not of OptimizerRace"):
        OptimizerRace.from_state({"widget": "Another"})


@pytest.mark.slow
def test_while_something_is_dragged_the_race_is_short_and_only_of_who_is_seen():
    widget = OptimizerRace(steps=1000)
    widget._hurried = True
    assert [each.name for each in widget.result.descents] == [name for name in RACERS if name in widget.shown]
    assert len(widget.result.descents[0].loss) == HURRIED // len(widget.shown) + 1
    with widget._gathered(["_hurried"]):
        widget.start = (1.0, 1.0)
        widget._hurried = False
    assert len(widget.result.descents) == len(RACERS)
    assert len(widget.result.descents[0].loss) == 1001
    widget.shown = []
    widget._hurried = True
    assert len(widget.result.descents) == len(RACERS)


def test_what_is_told():
    widget = OptimizerRace(steps=100, step=1000, shown=["SGD", "Nesterov"], noise=0.0)
    assert widget._told.startswith(
        "Quadratic bowl from (−3.5, 1.6), after 100 steps: loss above the map's lowest point, from the best: Nesterov"
    )
    assert widget._told.index("Nesterov") < widget._told.index("SGD")
    widget.factor = 10.0
    assert "nobody goes on. SGD diverged at step" in widget._told
    widget.shown = []
    assert widget._told.endswith("no optimizer is shown.")


@pytest.mark.slow
def test_what_goes_over_is_less_than_a_megabyte():
    widget = OptimizerRace(steps=1000)
    size = sum(
        len(array["data"]) for racer in widget._scene["racers"] for array in racer.values() if isinstance(array, dict)
    )
    assert size + len(widget._scene["z"]["data"]) + len(widget._esm) + len(widget._css) < 1_000_000


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_it_is_saved(kind, tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.widgets.race.FRAMES", 3)
    widget = OptimizerRace(steps=20, surface="Rosenbrock")
    content = widget.save(tmp_path / f"race.{kind}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml"}[kind])
    assert widget.figure(dark=True).axes


def test_reset_goes_back():
    widget = OptimizerRace(steps=20, start=(1.0, 1.0))
    widget.update(surface="saddle", factor=3.0, start=None)
    widget.reset()
    assert (widget.surface, widget.factor, widget.start) == ("quadratic bowl", 1.0, (1.0, 1.0))
