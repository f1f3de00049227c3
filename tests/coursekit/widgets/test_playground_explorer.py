"""TrainingPlayground from Python: settings, epochs, state, files."""

import numpy as np
import pytest
import traitlets

from coursekit.widgets import TrainingPlayground
from coursekit.widgets.codec import heat_bytes
from coursekit.widgets.playground import SECONDS


def test_epochs_are_trained_by_assigning_them():
    widget = TrainingPlayground()
    assert widget.result.trained == 0
    widget.epoch = 12
    assert widget.result.trained == 12
    assert "after 12 epochs" in widget._told
    assert widget._news["epoch"] == 12
    widget.epoch = 1
    assert widget.result.trained == 12
    assert "after 1 epoch:" in widget._told


def test_another_setting_begins_anew():
    widget = TrainingPlayground(epoch=5)
    widget.rate = 0.1
    assert (widget.epoch, widget.result.trained, widget.result.plan.rate) == (0, 0, 0.1)
    widget.update(rate=0.2, epoch=7)
    assert (widget.epoch, widget.result.trained) == (7, 7)
    widget.set_state({"dropout": 0.5})
    assert (widget.epoch, widget.result.trained, widget.result.plan.dropout) == (0, 0, 0.5)


def test_a_place_keeps_the_training():
    widget = TrainingPlayground(epoch=30, examples=20, hidden=(16, 16), rate=0.1)
    run, scene = widget.result, widget._scene
    widget.set_state({"patience": 3, "epoch": 20})
    assert widget.result is run
    assert widget._scene is scene
    assert widget._news["epoch"] == 20
    assert "Early stopping would end" in widget._told


def test_a_view_asks_for_epochs():
    widget = TrainingPlayground()
    widget.receive({"kind": "train", "epochs": 1, "token": "mine"})
    assert widget.epoch == widget.result.trained == 1
    assert widget._news["token"] == "mine"
    widget.epoch = 0
    assert widget._news["token"] == ""
    widget.receive({"kind": "train", "epochs": 10**9})
    assert 1 < widget.epoch < 1000 * SECONDS * 25
    with pytest.raises(ValueError, match="asked for 'dance'"):
        widget.receive({"kind": "dance"})


def test_playing_ends_where_early_stopping_does():
    widget = TrainingPlayground(examples=20, hidden=(16, 16), rate=0.1, patience=5, stop_early=True)
    for _ in range(100):
        widget.receive({"kind": "train", "epochs": 20})
        if widget._news["done"]:
            break
    stopped = widget.result.stopping(5).stopped
    assert widget.epoch == stopped
    tick = widget._news["tick"]
    widget.receive({"kind": "train", "epochs": 20})
    assert widget.epoch == stopped
    assert widget._news["tick"] > tick  # the view must get its answer


def test_reset_trains_anew():
    widget = TrainingPlayground(epoch=2)
    widget.epoch = 9
    widget.reset()
    assert (widget.epoch, widget.result.trained) == (2, 2)
    assert widget._news == {}
    run = widget.result
    widget.reset()
    assert widget.result is run


def test_divergence_is_told():
    widget = TrainingPlayground(optimizer="SGD", activation="none", rate=30.0, batch=100, epoch=3)
    assert "Diverging: since epoch 1" in widget._told
    assert widget._news == {}
    assert widget._scene["news"]["trouble"].startswith("Diverging")
    widget.epoch = 100
    assert "after 8 epochs: the loss is nan" in widget._told
    assert widget._news["done"]


@pytest.mark.parametrize("wrong", [(1, 2, 3, 4, 5), (0,), (33,), ("four",)])
def test_widths_are_checked(wrong):
    with pytest.raises(traitlets.TraitError, match="hidden"):
        TrainingPlayground(hidden=wrong)
    widget = TrainingPlayground()
    widget.set_state({"hidden": list(wrong)})
    assert widget.hidden == (4, 2)
    assert "hidden" in widget._error


def test_hidden_layers_may_be_none_and_come_from_a_view_as_a_list():
    widget = TrainingPlayground(hidden=())
    assert "a 2-1 network with 3 parameters" in widget._told
    widget.set_state({"hidden": [3, 2]})
    assert widget.hidden == (3, 2)


def test_the_state_says_all():
    widget = TrainingPlayground(data="circles", hidden=(5,), dropout=0.2, epoch=6, seed=4)
    again = TrainingPlayground.from_state(widget.state_dict())
    assert again.state_dict() == widget.state_dict()
    assert again._told == widget._told
    np.testing.assert_array_equal(again.result.losses(), widget.result.losses())


@pytest.mark.slow
def test_pictures_are_saved(tmp_path):
    widget = TrainingPlayground(epoch=2)
    for kind, begin in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        assert widget.save(tmp_path / f"picture.{kind}").read_bytes().startswith(begin)
    assert widget.moves


def test_what_is_sent_is_little():
    widget = TrainingPlayground(hidden=(32, 32, 32, 32), epoch=3)
    maps = widget._scene["news"]["maps"]
    assert [unit["shape"] for unit in maps["units"]] == [[8, 24, 24]] * 4
    size = sum(len(unit["data"]) for unit in maps["units"]) + len(maps["output"]["data"])
    assert size < 25_000


def test_plain_controls_are_there():
    assert TrainingPlayground().plain().children


def test_what_is_no_number_has_its_own_byte():
    codes = heat_bytes(np.array([-np.inf, -1, -0.5, 0, 1, 7, np.nan]))
    assert codes.dtype == np.uint8
    assert codes.tolist() == [1, 1, 64, 128, 255, 255, 0]
