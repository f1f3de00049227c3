"""WordWindowExplorer without a browser: its traits, what it tells, its state and its files."""

import json

import pytest
import traitlets as t

from coursekit.results.window import STEPS, WINDOWS
from coursekit.widgets import WordWindowExplorer


def test_settings_are_checked():
    with pytest.raises(t.TraitError, match="museums in Madrid"):
        WordWindowExplorer(window="museums in Madrid are amazing")
    with pytest.raises(t.TraitError, match="121"):
        WordWindowExplorer(step=121)
    with pytest.raises(t.TraitError, match="loss"):
        WordWindowExplorer(of="loss")
    with pytest.raises(t.TraitError, match=r"2\.0"):
        WordWindowExplorer(lr=2.0)
    with pytest.raises(TypeError, match=r"no setting 'fine_tuning'; did you mean fine_tune"):
        WordWindowExplorer(fine_tuning=True)


def test_a_step_is_a_place_and_a_learning_rate_is_not():
    explorer = WordWindowExplorer()
    result = explorer.result
    explorer.step = 40
    explorer.fine_tune = False
    explorer.window = WINDOWS[3]
    assert explorer.result is result
    assert explorer._told.startswith("Step 40 with fixed vectors")
    assert explorer.shown(result) is result.fixed
    explorer.lr = 0.2
    assert explorer.result is not result


def test_it_says_who_moved():
    explorer = WordWindowExplorer(step=STEPS)
    assert "television 0. In" in explorer._told
    assert "fine-tuned" in explorer._told
    assert "TV 0. In" not in explorer._told
    explorer.fine_tune = False
    assert "Moved by TV 0, telly 0, television 0." in explorer._told


def test_its_state_comes_back():
    explorer = WordWindowExplorer(step=30, of="loss J", window=WINDOWS[1], seed=4, lr=0.02)
    state = json.loads(json.dumps(explorer.state_dict()))
    again = WordWindowExplorer.from_state(state)
    assert again.state_dict() == state
    assert again._told == explorer._told


@pytest.mark.slow
def test_it_is_saved(tmp_path):
    explorer = WordWindowExplorer(step=50)
    assert explorer.save(tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")
    assert b"television" in explorer.save(tmp_path / "window.svg", dark=True).read_bytes()


def test_its_trajectories_are_small():
    scene = WordWindowExplorer()._scene
    assert {training["W"]["$dtype"] for training in scene["trainings"]} == {"<f4"}
    assert sum(len(array["data"]) for training in scene["trainings"] for array in training.values()) < 250_000
