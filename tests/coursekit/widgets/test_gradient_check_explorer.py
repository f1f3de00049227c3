"""GradientCheckExplorer without a browser: its traits, a function of one's own, its state and its files."""

import json

import numpy as np
import pytest
import traitlets as t

from coursekit.results.gradient_check import FUNCTIONS, STEPS
from coursekit.widgets import GradientCheckExplorer


def test_settings_are_checked():
    with pytest.raises(t.TraitError, match="sine"):
        GradientCheckExplorer(function="sine")
    with pytest.raises(t.TraitError, match=r"5\.0"):
        GradientCheckExplorer(x=5.0)
    with pytest.raises(t.TraitError, match=r"2\.0"):
        GradientCheckExplorer(h=2.0)
    with pytest.raises(TypeError, match=r"no setting 'step'.*It has centred, float32"):
        GradientCheckExplorer(step=1)


def test_h_goes_to_the_nearest_step():
    explorer = GradientCheckExplorer()
    assert explorer.h == 1e-5
    explorer.h = 1.1e-3
    assert explorer.h == pytest.approx(1e-3)
    assert explorer.h in STEPS


def test_a_new_point_gives_a_new_result_and_a_new_h_does_not():
    explorer = GradientCheckExplorer()
    result = explorer.result
    explorer.h = 1e-3
    assert explorer.result is result
    assert "With h = 0.001" in explorer._told
    explorer.x = 2.0
    assert explorer.result.slope == pytest.approx(np.cos(2.0))


def test_it_says_what_there_is_to_see():
    told = {
        "smooth": GradientCheckExplorer(float32=False, others=False)._told,
        "exact": GradientCheckExplorer(function="|x|", h=0.1, float32=False, one_sided=False)._told,
        "flat": GradientCheckExplorer(function="ReLU", x=-0.05, h=1.0, float32=False)._told,
        "lost": GradientCheckExplorer(x=3.0, h=1e-16, float32=False, one_sided=False)._told,
        "none": GradientCheckExplorer(one_sided=False, centred=False)._told,
        "kink": GradientCheckExplorer(function="ReLU", x=0.0)._told,
        "jump": GradientCheckExplorer(function="sign", x=0.0)._told,
    }
    assert "one-sided in float64 by 7.8·10⁻⁶, centred in float64 by 2.2·10⁻¹¹ (relative to f′)." in told["smooth"]
    assert "centred in float64 not at all" in told["exact"]
    assert "one-sided in float64 by 0.95, centred in float64 by 0.47." in told["flat"]
    assert "altogether, as x ± h is x" in told["lost"]
    assert "no difference is switched on" in told["none"]
    assert "slope is 0 to the left and 1 to the right, a gap of 1 that no smaller h closes" in told["kink"]
    assert "has no derivative that can be found" in told["jump"]


def test_it_tells_of_the_points_of_the_seed():
    told = GradientCheckExplorer(others=True)._told
    assert "At 6 of the seed's 6 points centred differences in float64 are off by up to 2·10⁻¹¹." in told
    nowhere = GradientCheckExplorer(own=lambda x: x / (x - x), others=True)
    assert "has no derivative" in nowhere._told
    assert "At 0 of the seed's 6 points" in nowhere._elsewhere()


def test_a_function_of_ones_own():
    explorer = GradientCheckExplorer(own=lambda x: np.maximum(x, 0) ** 2)
    assert explorer.function == "own function"
    assert explorer.result.slope == pytest.approx(2.0)
    assert explorer._about["settings"]["function"]["options"][-1] == "own function"
    explorer.function = "tanh"
    assert explorer.f is FUNCTIONS["tanh"]
    explorer.function = "own function"
    assert explorer.f(3.0) == 9.0


def test_without_one_it_cannot_be_chosen():
    explorer = GradientCheckExplorer()
    assert "own function" not in explorer._about["settings"]["function"]["options"]
    with pytest.raises(t.TraitError, match=r"there is no own function: give one, as in GradientCheckExplorer\(own="):
        explorer.function = "own function"
    with pytest.raises(TypeError, match=r"own must be a function of a number.*not 3"):
        GradientCheckExplorer(own=3)


def test_a_function_that_cannot_be_differentiated_says_so():
    with pytest.raises(TypeError, match=r"np\.sinc is not known"):
        GradientCheckExplorer(own=np.sinc)


def test_its_state_comes_back():
    explorer = GradientCheckExplorer(function="|x|", x=0.5, h=0.01, float32=False, seed=3)
    state = json.loads(json.dumps(explorer.state_dict()))
    assert GradientCheckExplorer.from_state(state).state_dict() == state
    own = GradientCheckExplorer(own=np.exp, x=0.5)
    assert GradientCheckExplorer.from_state(own.state_dict(), np.exp).result.value == np.exp(0.5)
    with pytest.raises(t.TraitError, match="give one"):
        GradientCheckExplorer.from_state(own.state_dict())
    with pytest.raises(ValueError, match="state of Other"):
        GradientCheckExplorer.from_state({"widget": "Other"}, np.exp)


@pytest.mark.slow
def test_it_is_saved(tmp_path):
    explorer = GradientCheckExplorer(others=True)
    assert explorer.save(tmp_path / "check.png").read_bytes().startswith(b"\x89PNG")
    assert b"step h" in explorer.save(tmp_path / "check.svg", dark=True).read_bytes()
    with pytest.raises(ValueError, match="nothing moves"):
        explorer.save(tmp_path / "check.gif")


def test_no_number_in_the_scene_is_large():
    sizes = [len(each) for each in _bytes(GradientCheckExplorer()._scene)]
    assert sum(sizes) < 100_000


def _bytes(value):
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _bytes(each)
