"""Penalties: their definitions, their gradients, and what they leave out."""

import numpy as np
import pytest

from coursekit.nn import LayerNorm, Linear, Normal, Sequential, l1, l2
from coursekit.optim import SGD


@pytest.fixture
def net():
    return Sequential(Linear(3, 4, biases=Normal(1.0)), LayerNorm(4), Linear(4, 2, biases=Normal(1.0)), rng=0)


def test_l2_is_half_of_strength_times_the_sum_of_squares(net):
    W1, W2 = (net.layers[i].W for i in (0, 2))
    penalty = l2(net, 0.1)
    # Twenty summands, in one order or another.
    np.testing.assert_allclose(penalty.item(), 0.05 * (np.sum(W1.value**2) + np.sum(W2.value**2)), rtol=1e-14)
    penalty.backward()
    np.testing.assert_array_equal(W1.gradient, 0.1 * W1.value)
    np.testing.assert_array_equal(W2.gradient, 0.1 * W2.value)
    untouched = {"layers.0.b", "layers.1.gamma", "layers.1.beta", "layers.2.b"}
    assert {name for name, gradient in net.gradients().items() if gradient is None} == untouched


def test_l1_is_strength_times_the_sum_of_magnitudes(net):
    W1, W2 = (net.layers[i].W for i in (0, 2))
    penalty = l1(net, 0.1)
    np.testing.assert_allclose(penalty.item(), 0.1 * (np.sum(abs(W1.value)) + np.sum(abs(W2.value))), rtol=1e-14)
    penalty.backward()
    np.testing.assert_array_equal(W1.gradient, 0.1 * np.sign(W1.value))


@pytest.mark.parametrize("penalty", [l1, l2])
def test_what_makes_no_sense_is_refused(penalty, net):
    with pytest.raises(ValueError, match=r"strength must be 0 or more, not -0\.1"):
        penalty(net, -0.1)
    with pytest.raises(ValueError, match="strength must be finite"):
        penalty(net, float("nan"))
    with pytest.raises(ValueError, match=r"LayerNorm\(2\) has no trained weights to penalise"):
        penalty(LayerNorm(2), 0.1)
    assert penalty(net, 0).item() == 0


def test_float32_stays():
    assert l2(Linear(2, 2, rng=0, dtype=np.float32), 0.1).dtype == np.float32


def test_a_model_minimises_its_penalty_and_reports_its_loss_without(net):
    x, y = np.zeros((8, 3)), np.zeros((8, 2))
    net.layers[2].b.value[...] = net.layers[0].b.value[...] = 0
    net.compile(SGD(0.1), "mean_squared_error", penalty=lambda model: l2(model, 1.0))
    before = net.layers[0].W.value.copy()
    history = net.fit(x, y, epochs=1, batch_size=8, rng=0)
    assert history["loss"] == [0.0]
    np.testing.assert_allclose(net.layers[0].W.value, 0.9 * before, rtol=1e-15)  # one rounding
    assert net.evaluate(x, y) == {"loss": 0.0}
