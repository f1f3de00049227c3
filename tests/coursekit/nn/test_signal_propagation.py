"""Rows 16 and 25: which initialisations let signals through a deep network, and which don't."""

import numpy as np
import pytest

from coursekit.gates import LeakyReLU, ReLU, Sigmoid, Tanh
from coursekit.nn import GlorotNormal, HeNormal, Normal, Orthogonal, Zeros, signal_propagation


@pytest.mark.parametrize(
    ("initialiser", "activation", "verdict"),
    [
        (Normal(0.01), Tanh(), "vanishing"),  # too small
        (Normal(1.0), ReLU(), "exploding"),  # too large, and nothing saturates
        (GlorotNormal(), Tanh(), "steady"),
        (HeNormal(), ReLU(), "steady"),
        (GlorotNormal(), ReLU(), "vanishing"),  # half of each variance is lost: 2⁻²⁰ in 20 layers
        (GlorotNormal(), Sigmoid(), "vanishing"),  # σ′ is at most 1/4
        (Orthogonal(), Tanh(), "steady"),
        (Zeros(), Tanh(), "vanishing"),
    ],
)
def test_what_becomes_of_the_gradient(initialiser, activation, verdict):
    assert signal_propagation(initialiser, activation, depth=20, rng=0).verdict == verdict


def test_large_weights_saturate_tanh():
    found = signal_propagation(Normal(1.0), Tanh(), depth=5, rng=0)
    assert min(found.saturated) > 0.6
    assert min(found.activation_stds) > 0.9
    small = signal_propagation(Normal(0.01), Tanh(), depth=5, rng=0)
    assert max(small.saturated) == 0


def test_every_layer_is_described():
    found = signal_propagation(HeNormal(), ReLU(), depth=4, width=30, examples=50, rng=0)
    for values in (
        found.activation_means,
        found.activation_stds,
        found.gradient_stds,
        found.weight_gradient_stds,
        found.saturated,
    ):
        assert len(values) == 4
        assert np.all(np.isfinite(values))
    assert (found.initialiser, found.activation) == ("HeNormal(gain=1.0)", "ReLU")
    assert found == signal_propagation(HeNormal(), ReLU(), depth=4, width=30, examples=50, rng=0)
    assert found.gradient_ratio == found.gradient_stds[0] / found.gradient_stds[-1]


def test_of_linear_layers_the_variances_multiply():
    """Each layer takes the variance times fan_in·Var(W) forward, times fan_out·Var(W) backward: here 400·0.1² = 4."""
    found = signal_propagation(Normal(0.1), LeakyReLU(slope=1.0), depth=4, width=400, examples=400, rng=0)
    # A std of 400·400 numbers that share 400 weights each is known to some 1/√(2·400) = 3.5 % at the worst.
    np.testing.assert_allclose(np.divide(found.activation_stds[1:], found.activation_stds[:-1]), 2, rtol=0.07)
    np.testing.assert_allclose(np.divide(found.gradient_stds[:-1], found.gradient_stds[1:]), 2, rtol=0.07)
    assert found.saturated == (0, 0, 0, 0)


def test_sizes_are_whole_numbers():
    with pytest.raises(ValueError, match="signal_propagation: depth must be at least 1, not 0"):
        signal_propagation(Zeros(), Tanh(), depth=0)
