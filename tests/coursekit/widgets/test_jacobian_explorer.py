"""JacobianExplorer without a browser: settings, numbers and their sizes, one's own function, what is told, files."""

import json

import numpy as np
import pytest
import traitlets as t

from coursekit import gates
from coursekit.results.jacobian import FUNCTIONS, OWN, drawn_numbers
from coursekit.widgets import JacobianExplorer


def test_it_tells_of_the_matrix_and_of_the_entry_that_is_looked_at():
    widget = JacobianExplorer(function="Wx + b by x", x=[1, 2], W=[[3, 4], [5, 6], [7, 8]])
    assert (widget.inputs, widget.outputs) == (2, 3)
    assert widget._told.startswith("∂z/∂x = W, 3 outputs by 2 inputs. Backpropagation and differences are at most")
    before = widget.result
    widget.row, widget.column = 2, 0
    assert widget._told.endswith("∂z₃/∂x₁ = 7.")
    assert widget.result is before
    widget.column = 9  # another function may have it
    assert widget._told.endswith("apart.")


def test_numbers_that_are_not_given_are_drawn_by_the_seed():
    widget = JacobianExplorer(function="Wx + b by W", seed=3, delta=[5])
    numbers = drawn_numbers(2, 3, 3)
    np.testing.assert_array_equal(widget.result.inputs, numbers.W.ravel())
    np.testing.assert_array_equal(widget.result.delta, [5, numbers.delta[1]])
    widget.x = [1, 2, 3]
    widget.receive({"kind": "draw"})
    assert (widget.seed, widget.x, widget.delta) == (4, (), ())
    with pytest.raises(ValueError, match="'fly'"):
        widget.receive({"kind": "fly"})


def test_sizes_and_numbers_go_together():
    widget = JacobianExplorer(x=[1, 2])
    with pytest.raises(ValueError, match=r"x has 2 numbers, but inputs = 4; change both at once, update\(inputs=2"):
        widget.update(inputs=4)
    assert widget.inputs == 2
    widget.update(inputs=4, x=[])
    widget.update(inputs=3, x=[1, 2, 3])
    with pytest.raises(ValueError, match="W has 1 rows, but outputs = 2"):
        widget.update(W=[[1, 2, 3]])
    with pytest.raises(ValueError, match="a row of W has 2 numbers, but inputs = 3"):
        JacobianExplorer(W=[[1, 2], [3, 4]], inputs=3)
    assert JacobianExplorer(u=[1], b=[1, 2, 3, 4]).outputs == 4


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x", [1, float("inf")], "numbers must be finite"),
        ("x", [1] * 5, "0 to 4 numbers"),
        ("x", "one", "must be 0 to 4 numbers"),
        ("W", [[1, 2], [3]], "all rows must be equally long"),
        ("W", [[float("nan")]], "must be finite"),
        ("function", "relu", "softmax"),
        ("row", 16, "16"),
    ],
)
def test_what_does_not_fit_is_refused(name, value, words):
    widget = JacobianExplorer()
    with pytest.raises(t.TraitError, match=words):
        setattr(widget, name, value)


def test_of_ones_own_function():
    widget = JacobianExplorer(np.cumsum, inputs=2)
    assert widget.function == OWN
    np.testing.assert_array_equal(widget.result.analytic, [[1, 0], [1, 1]])
    assert JacobianExplorer(gates.Softmax()).result.largest_difference < 1e-9
    assert JacobianExplorer(function=OWN).result.analytic.shape == (3, 3)
    again = JacobianExplorer(np.cumsum, **{k: v for k, v in widget.state_dict().items() if k != "widget"})
    np.testing.assert_array_equal(again.result.analytic, widget.result.analytic)


def test_kinks_and_what_is_not_finite_are_told():
    kinked = JacobianExplorer(activation="ReLU", x=[0, 1])
    assert "1 entry is at a kink" in kinked._told
    assert "2 entries are at a kink" in JacobianExplorer(activation="ReLU", x=[0, 0])._told
    broken = JacobianExplorer(np.log, x=[-1.0])
    assert broken._told.endswith("Not finite: z₁, or a derivative of it.")
    assert "apart" not in broken._told
    assert "Not finite: z₁, z₂, or" in JacobianExplorer(np.sqrt, x=[-1.0, -2.0])._told


@pytest.mark.slow
@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_can_be_kept_and_saved(function, tmp_path):
    widget = JacobianExplorer(function=function, x=[1, -1, 0.5], row=0, column=1, seed=5)
    state = json.loads(json.dumps(widget.state_dict()))
    again = JacobianExplorer.from_state(state)
    assert again.state_dict() == widget.state_dict()
    assert again._told == widget._told
    assert widget.save(tmp_path / "jacobian.png").read_bytes()[:4] == b"\x89PNG"
    assert b"<svg" in widget.save(tmp_path / "jacobian.svg", dark=True).read_bytes()
    with pytest.raises(ValueError, match="nothing moves in JacobianExplorer"):
        widget.export("gif")


def test_plain_controls_stand_in_for_the_view():
    assert len(JacobianExplorer().plain().children) > 3
