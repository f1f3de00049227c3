"""NeuronExplorer without a browser: settings, training, what is told, states and files."""

import json

import numpy as np
import pytest
import traitlets as t

from coursekit.plots.palette import LIGHT
from coursekit.results.neuron import drawn_lines, hidden_layer, neuron, points
from coursekit.widgets import NeuronExplorer
from coursekit.widgets.neuron import MODES


def test_it_tells_what_the_neuron_does():
    widget = NeuronExplorer(data="moons", w=(1, -2), b=0.5)
    found = neuron(points("moons"), (1, -2), 0.5)
    assert widget._told.startswith("z = 1·x₁ − 2·x₂ + 0.5.")
    assert f"{found.right} of 120" in widget._told
    widget.b = -1
    assert "− 1." in widget._told


def test_moving_the_line_needs_no_new_result():
    widget = NeuronExplorer()
    before = widget.result
    widget.w = (2, 2)
    widget.x = (0, 0)
    assert widget.result is before


def test_hidden_lines_are_drawn_by_the_seed_unless_given():
    widget = NeuronExplorer(mode="hidden layer", units=3, lines=[(1, 2, 3)], seed=4)
    layer = widget.result[1]
    np.testing.assert_array_equal(layer.lines, [[1, 2, 3], *drawn_lines(4)[1:3]])
    np.testing.assert_array_equal(layer.v, hidden_layer(points("two heaps", 4), layer.lines).v)
    assert "3 hidden units" in widget._told
    widget.units = 1
    assert widget._told.startswith("1 hidden unit:")


def test_the_scene_holds_what_the_view_draws():
    widget = NeuronExplorer()
    assert set(widget._scene) == {"mode", "x", "y"}
    widget.mode = "hidden layer"
    assert {"lines", "v", "c", "loss", "right"} < set(widget._scene)
    widget.mode = "curve"
    assert widget._scene["fits"]["shape"] == [30, 241]
    assert sum(len(each["data"]) for each in widget._scene.values() if isinstance(each, dict)) < 100_000


def test_the_curve_needs_no_new_result_for_another_number_of_units():
    widget = NeuronExplorer(mode="curve", curve="by hand", unit="ReLU", n=3)
    before = widget.result
    assert "3 ReLU units" in widget._told
    widget.n = 1
    assert widget._told.startswith("1 ReLU unit with")
    assert widget.result is before
    widget.heights = [0.5] * 9
    assert widget.result is not before
    assert widget.result.rms[0] < 1e-9


def test_training_goes_downhill():
    widget = NeuronExplorer(data="moons", w=(-1, 0), b=0)
    before = neuron(widget.result, widget.w, widget.b)
    widget.receive({"kind": "train"})
    assert neuron(widget.result, widget.w, widget.b).loss < before.loss
    layered = NeuronExplorer(mode="hidden layer", data="ring", units=4)
    loss = layered.result[1].loss
    layered.train()
    assert layered.result[1].loss < loss
    assert len(layered.lines) == 4
    layered.reset()
    assert layered.lines == ()
    with pytest.raises(ValueError, match="least squares; train one neuron or a hidden layer"):
        NeuronExplorer(mode="curve").train()
    with pytest.raises(ValueError, match="'fly'"):
        widget.receive({"kind": "fly"})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("w", (1, 7), "each number must lie from -6 to 6"),
        ("w", (1, float("nan")), "must be finite"),
        ("b", 8, "6"),
        ("b", float("nan"), "b = nan: it must be a number"),
        ("lines", [(1, 2)], "wrong size: it must be 0 to 8 rows of 3"),
        ("lines", [(0, 0, 0)] * 9, "0 to 8 rows of 3 numbers"),
        ("heights", [1, 2], "must be 9 numbers"),
        ("heights", [], "heights is empty: it must be 9 numbers"),
        ("mode", "neuron", "one neuron"),
        ("data", "moon", "moons"),
        ("n", 0, "0"),
    ],
)
def test_what_does_not_fit_is_refused(name, value, words):
    widget = NeuronExplorer()
    before = widget.state_dict()
    with pytest.raises(t.TraitError, match=words):
        setattr(widget, name, value)
    assert widget.state_dict() == before


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_it_can_be_kept_and_saved(mode, tmp_path):
    widget = NeuronExplorer(mode=mode, data="xor", lines=[(1, 2, 3)], w=(0.5, 0.25), units=2, n=2, seed=3)
    state = json.loads(json.dumps(widget.state_dict()))
    again = NeuronExplorer.from_state(state)
    assert again.state_dict() == widget.state_dict()
    assert again._told == widget._told
    assert widget.save(tmp_path / "neuron.png").read_bytes()[:4] == b"\x89PNG"
    assert b"<svg" in widget.save(tmp_path / "neuron.svg", dark=True).read_bytes()
    assert widget._repr_mimebundle_()[0]["text/plain"].startswith("Neurons, one and many. ")


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_what_moves_becomes_a_gif(mode, monkeypatch):
    widget = NeuronExplorer(mode=mode, units=2)
    figure, draw, frames = widget.animation(widget.result, LIGHT)
    assert len(frames) == {"one neuron": 16, "hidden layer": 2, "curve": 30}[mode]
    draw(frames[0])
    first = [axes.get_title() for axes in figure.axes]
    draw(frames[-1])
    assert [axes.get_title() for axes in figure.axes] != first
    monkeypatch.setattr(NeuronExplorer, "animation", lambda *_: (figure, draw, list(frames)[:2]))
    assert widget.export("gif")[:4] == b"GIF8"


def test_plain_controls_stand_in_for_the_view():
    assert len(NeuronExplorer(mode="curve").plain().children) > 5
