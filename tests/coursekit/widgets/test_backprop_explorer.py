"""BackpropExplorer in Python: its weight, its numbers, what is refused, and that it comes back as it was."""

import json

import numpy as np
import pytest
import traitlets as t

from coursekit.widgets import BackpropExplorer


def test_it_begins_with_the_lectures_weight():
    widget = BackpropExplorer()
    assert widget.result.network.sizes == (4, 2, 1)
    assert "∂s/∂W₁₄⁽¹⁾ is" in widget._told
    widget.step = 99
    assert widget._told.startswith("Step 5 of 5. W₁₄⁽¹⁾ had multiplied a₄⁽⁰⁾")


def test_numbers_of_ones_own():
    widget = BackpropExplorer(sizes=[2, 1], x=[1.0, 2.0], weights=[[[3.0, 4.0]]], biases=[[0.5]], input=2)
    assert widget.result.run.output[0] == 11.5
    assert widget.result.steps[-1].value == 2
    widget.update(input=3)
    assert widget.result.steps[-1].told.startswith("b₁⁽¹⁾ had multiplied 1")


def test_a_new_network_or_seed_draws_new_numbers():
    widget = BackpropExplorer(x=[1.0, 2.0, 3.0, 4.0])
    widget.seed = 2
    assert widget.x == []
    widget.x = [1.0, 2.0, 3.0, 4.0]
    widget.sizes = [2, 2]
    assert widget.result.network.sizes == (2, 2)
    assert widget.result.weight.input == 3
    widget.reset()
    assert (widget.sizes, widget.x, widget.seed) == ([4, 2, 1], [1, 2, 3, 4], 0)


def test_the_nearest_weight_is_taken():
    assert BackpropExplorer(sizes=[2, 3], layer=4, neuron=6, input=7).result.weight.__dict__ == {
        "layer": 1,
        "neuron": 3,
        "input": 3,
    }


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({"x": [1.0]}, ValueError, r"x has the shape \(1,\), but this network needs \(4,\)"),
        ({"weights": [[[1.0]]]}, ValueError, "given for 1 layers, but this network has 2"),
        ({"weights": [[[1.0], [1.0, 2.0]], [[1.0]]]}, ValueError, "rows of different lengths"),
        ({"biases": [[1.0], [1.0]]}, ValueError, r"biases of layer 1 has the shape"),
        ({"sizes": [4]}, t.TraitError, "sizes"),
        ({"sizes": [4, 9]}, t.TraitError, "sizes"),
        ({"activation": "step"}, t.TraitError, "sigmoid"),
        ({"neurons": 3}, TypeError, "did you mean neuron"),
    ],
)
def test_what_is_wrong_is_told(settings, error, said):
    with pytest.raises(error, match=said):
        BackpropExplorer(**settings)


def test_its_state_comes_back():
    widget = BackpropExplorer(sizes=[3, 2, 2], seed=4, x=[1.0, -1.0, 0.5], layer=2, input=3, step=1, activation="ReLU")
    again = BackpropExplorer.from_state(widget.state_dict())
    assert again.state_dict() == widget.state_dict()
    np.testing.assert_array_equal(again.result.run.output, widget.result.run.output)
    far = BackpropExplorer(x=[np.inf, np.nan, 0.0, -np.inf])
    again = BackpropExplorer.from_state(json.loads(json.dumps(far.state_dict())))
    np.testing.assert_array_equal(again.x, far.x)


@pytest.mark.slow
def test_it_is_saved(tmp_path):
    widget = BackpropExplorer(step=4)
    for name, start in (("b.png", b"\x89PNG"), ("b.svg", b"<?xml")):
        assert widget.save(tmp_path / name).read_bytes().startswith(start)
    assert "δ₁⁽¹⁾" in widget._repr_mimebundle_()[1]["image/png"]["alt"]


def test_plain_controls_show_it_too():
    widget = BackpropExplorer()
    plain = widget.plain()
    widget.step = 2
    assert widget._told in plain.children[-1].value
