"""What all widgets owe, whichever they are: settings that are checked, states, pictures, errors that are told."""

import base64
import inspect
import io
import json

import numpy as np
import pytest
import traitlets as t
from matplotlib.figure import Figure
from PIL import Image

from coursekit import widgets
from coursekit.plots.palette import LIGHT
from coursekit.widgets.explorer import Explorer

CLASSES = [getattr(widgets, name) for name in widgets.__all__]
LARGEST = 1_000_000  # bytes at the start


def received(widget, message):
    """What the widget answers when the browser sends a message."""
    widget.comm.taken()
    widget._handle_msg({"content": {"data": message}, "buffers": []})
    return widget.comm.taken()


# These compute longest.
SLOW = (widgets.OptimizerRace, widgets.ScheduleExplorer, widgets.WordWindowExplorer)


@pytest.fixture(
    name="widget",
    params=[pytest.param(each, id=each.__name__, marks=[pytest.mark.slow] * (each in SLOW)) for each in CLASSES],
)
def _widget(request):
    return request.param()


def test_the_package_names_all_its_widgets():
    assert sorted(widgets.__all__) == widgets.__all__ == sorted(widgets._MODULES)
    assert dir(widgets) == sorted(widgets.__all__)
    with pytest.raises(AttributeError, match="NoExplorer"):
        widgets.NoExplorer  # noqa: B018 - what is tested


def test_it_says_what_it_is_for(widget):
    assert widget.title
    assert len(inspect.getdoc(type(widget))) > 100
    for name, trait in widget.settings().items():
        assert trait.metadata["label"], name


def test_a_state_makes_an_equal_widget(widget):
    widget.seed = 5
    state = json.loads(json.dumps(widget.state_dict()))
    again = type(widget).from_state(state)
    assert again.state_dict() == widget.state_dict()
    assert again._told == widget._told
    with pytest.raises(ValueError, match="Another"):
        type(widget).from_state({**state, "widget": "Another"})


def test_the_same_seed_gives_the_same(widget):
    first = widget._scene
    widget.seed = 11
    other = widget._scene
    widget.seed = 0
    assert widget._scene == first
    assert other != first, "a seed that changes nothing"


def test_reset_goes_back_to_where_it_began(widget):
    begun = type(widget)(seed=3)
    begun.seed = 4
    begun.reset()
    assert begun.seed == 3


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_is_a_figure(widget, dark):
    figure = widget.figure(dark=dark)
    assert isinstance(figure, Figure)
    assert figure.get_axes()


@pytest.mark.slow
def test_the_picture_is_saved(widget, tmp_path):
    with Image.open(widget.save(tmp_path / "a.png")) as picture:
        assert picture.size[0] > 300
    assert b"<svg" in widget.save(tmp_path / "a.SVG", dark=True).read_bytes()
    assert widget.save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(ValueError, match=r"'jpg'.*png"):
        widget.save(tmp_path / "a.jpg")


@pytest.mark.slow
def test_what_moves_is_saved_moving(widget, tmp_path):
    if not widget.moves:
        with pytest.raises(ValueError, match="nothing moves"):
            widget.save(tmp_path / "a.gif")
        return
    with Image.open(widget.save(tmp_path / "a.gif")) as moving:
        assert moving.is_animated
        assert moving.n_frames > 5


def test_what_it_is_told_is_refused_if_it_does_not_fit(widget):
    with pytest.raises(t.TraitError, match="-1"):
        widget.seed = -1
    assert widget.seed == 0
    with pytest.raises(TypeError, match=r"no setting 'sed'; did you mean seed\?"):
        type(widget)(sed=1)
    with pytest.raises(TypeError, match="no setting 'zzz'"):
        widget.update(zzz=1)


def test_many_settings_change_together_or_not_at_all(widget):
    with pytest.raises(t.TraitError):
        widget.update(**{name: object() for name in widget.settings()})
    assert widget.state_dict() == type(widget)().state_dict()


def test_the_browser_is_told_what_does_not_fit(widget):
    answers = received(widget, {"method": "update", "state": {"seed": -1}, "buffer_paths": []})
    states = [each["data"]["state"] for each in answers if each["data"].get("method") == "update"]
    assert any("-1" in state.get("_error", "") for state in states)
    assert any(state.get("seed") == 0 for state in states)
    assert widget.seed == 0
    received(widget, {"method": "update", "state": {"seed": 2}, "buffer_paths": []})
    assert widget._error == ""
    received(widget, {"method": "custom", "content": {"kind": "nonsense"}})
    assert "nonsense" in widget._error


@pytest.mark.slow
def test_the_browser_asks_for_files_seeds_and_the_start(widget):
    (answer,) = received(widget, {"method": "custom", "content": {"kind": "export", "format": "svg", "dark": True}})
    assert answer["data"]["content"] == {"kind": "file", "name": f"{widget.name}.svg", "type": "image/svg+xml"}
    assert b"<svg" in base64.b64decode(answer["buffers"][0])
    received(widget, {"method": "custom", "content": {"kind": "another seed"}})
    assert widget.seed != 0
    received(widget, {"method": "custom", "content": {"kind": "reset"}})
    assert widget.seed == 0


@pytest.mark.slow
def test_it_is_light_to_send(widget):
    texts = len(widget._esm) + len(widget._css) + len(widget._told)
    buffers = 0

    def count(value):
        nonlocal buffers
        if isinstance(value, bytes):
            buffers += len(value)
        elif isinstance(value, dict):
            for each in value.values():
                count(each)
        elif isinstance(value, list):
            for each in value:
                count(each)

    count(widget._scene)
    picture = len(widget.export("png"))
    assert texts + buffers + picture * 4 // 3 < LARGEST


def controls(widget):
    """The plain controls of a widget by their labels, its picture, and what it says is wrong."""
    parts = widget.plain().children
    wrong, picture = parts[-3:-1]
    return {each.description: each for each in parts[1:-3]}, picture, wrong


@pytest.mark.slow
def test_plain_controls_do_the_same(widget):
    plain, picture, wrong = controls(widget)
    assert set(plain) == {trait.metadata["label"] for trait in widget.settings().values()}
    before = bytes(picture.value)
    plain["seed"].value = 9
    assert widget.seed == 9
    assert bytes(picture.value) != before
    assert Image.open(io.BytesIO(picture.value)).format == "PNG"
    widget.reset()
    assert plain["seed"].value == 0
    assert bytes(picture.value) == before
    assert wrong.value == ""


def test_plain_controls_take_lists_and_say_what_does_not_fit():
    widget = widgets.JacobianExplorer(function="Wx + b by x")
    plain, _, wrong = controls(widget)
    plain["x"].value = "[1, 2, 3]"
    assert widget.x == (1, 2, 3)
    plain["x"].value = "[1, 2"
    assert "cannot be read: write numbers as 0.5, lists of them as [1, 0.5]" in wrong.value
    assert plain["x"].value == "[1.0, 2.0, 3.0]"
    plain["inputs m"].value = 2
    assert "x has 3 numbers, but inputs = 2" in wrong.value
    assert (widget.inputs, plain["inputs m"].value) == (3, 3)
    plain["δ"].value = "[0.5]"
    assert (widget.delta, wrong.value) == ((0.5,), "")
    race = widgets.OptimizerRace(steps=10)
    shown = controls(race)[0]["shown"]
    assert shown.value == tuple(race.shown)
    shown.value = ("Adam",)
    assert race.shown == ["Adam"]
    formula = widgets.GraphStepper()
    plain, _, wrong = controls(formula)
    plain["formula"].value = "f = (x"
    assert "no formula" in wrong.value
    assert plain["formula"].value == formula.expression


def test_a_widget_without_parts_says_what_is_missing():
    class Nothing(Explorer):
        title = "Nothing"

    with pytest.raises(NotImplementedError):
        Nothing()
    widget = widgets.ActivationExplorer()
    for method, arguments in ((Explorer.scene, [1]), (Explorer.picture, [1, LIGHT]), (Explorer.describe, [1])):
        with pytest.raises(NotImplementedError):
            method(widget, *arguments)


def test_a_place_needs_no_new_result():
    widget = widgets.ActivationExplorer()
    result, told = widget.result, widget._told
    received(widget, {"method": "update", "state": {"x": 2.0}, "buffer_paths": []})
    widget.depth = 3
    assert widget.result is result
    assert widget._told != told


class Fragile(Explorer):
    """Cannot be computed for odd seeds."""

    title = "Fragile"
    _esm = _css = ""

    def compute(self):
        if self.seed == 1:
            raise ValueError("no result for seed 1; choose another")
        if self.seed == 3:
            raise ZeroDivisionError("divided")
        return self.seed

    def scene(self, result):
        return {"value": np.array([result], "f4")}

    def picture(self, result, palette):
        return Figure()

    def describe(self, result):
        return f"seed {result}"


def test_what_cannot_be_computed_leaves_the_last_good_result():
    widget = Fragile()
    for seed, told in ((1, "no result for seed 1; choose another"), (3, "ZeroDivisionError: divided")):
        received(widget, {"method": "update", "state": {"seed": seed}, "buffer_paths": []})
        assert (widget.result, widget.seed, widget._told, widget._error) == (0, 0, "seed 0", told)
    with pytest.raises(ValueError, match="no result for seed 1"):
        widget.seed = 1
    assert (widget.result, widget.seed) == (0, 0)
