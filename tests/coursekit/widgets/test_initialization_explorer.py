"""InitializationExplorer from Python: settings, what it says, state, files."""

import numpy as np
import pytest
import traitlets

from coursekit.widgets import InitializationExplorer


def test_two_are_compared_on_the_same_axes():
    widget = InitializationExplorer()
    assert [each.name for each in widget.result.signals] == ["Glorot uniform", "normal 0.01"]
    one, other = widget.result.gradients
    np.testing.assert_array_equal(one.edges, other.edges)
    assert "Glorot uniform with tanh, 10 layers: the gradient is steady" in widget._told
    assert "normal 0.01 with tanh, 10 layers: the gradient is vanishing" in widget._told
    widget.compare = "nothing"
    assert len(widget._scene["networks"]) == 1
    widget.update(compare="zeros", initialiser="zeros")
    assert len(widget._scene["networks"]) == 1


def test_symmetry_is_told():
    widget = InitializationExplorer(initialiser="all equal 0.1", compare="zeros")
    assert "all units of a layer learn alike, symmetry is never broken" in widget._told
    assert "no gradient arrives, symmetry is never broken" in widget._told
    assert [each["symmetric"] for each in widget._scene["networks"]] == [True, True]


def test_the_scale_decides():
    widget = InitializationExplorer(compare="nothing", scale=0.3)
    assert "vanishing" in widget._told
    widget.update(scale=4.0, activation="none")
    assert "exploding" in widget._told


def test_a_layer_needs_no_new_result():
    widget = InitializationExplorer(depth=5)
    result = widget.result
    widget.set_state({"layer": 3})
    assert widget.result is result
    assert "In layer 3" in widget._told
    widget.layer = 30
    assert "In layer 5" in widget._told


def test_the_seed_draws_other_weights():
    one, other = InitializationExplorer(seed=1), InitializationExplorer(seed=2)
    assert one.result.signals[0].statistics != other.result.signals[0].statistics


@pytest.mark.parametrize("wrong", [{"initialiser": "huge"}, {"scale": 0.0}, {"depth": 1}, {"width": 1000}])
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(traitlets.TraitError, match=next(iter(wrong))):
        InitializationExplorer(**wrong)


def test_the_state_says_all():
    widget = InitializationExplorer(initialiser="He normal", activation="ReLU", depth=4, layer=2, seed=9)
    again = InitializationExplorer.from_state(widget.state_dict())
    assert again.state_dict() == widget.state_dict()
    assert again._told == widget._told


@pytest.mark.slow
def test_pictures_are_saved(tmp_path):
    widget = InitializationExplorer(depth=3)
    for kind, begin in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        assert widget.save(tmp_path / f"picture.{kind}").read_bytes().startswith(begin)
    assert not widget.moves


@pytest.mark.parametrize("name", ["normal 1", "zeros"])
def test_what_overflows_or_vanishes_is_sent_as_what_it_is(name):
    widget = InitializationExplorer(initialiser=name, activation="ReLU", scale=10.0, depth=30, width=128)
    assert widget._scene["networks"][0]["answers"]["$dtype"] == "|u1"
    assert sum(len(each["answers"]["data"]) for each in widget._scene["networks"]) < 100_000
