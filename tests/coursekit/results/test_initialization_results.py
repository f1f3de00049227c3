"""What initialisations do to deep networks: rows 15, 16 and 25 in histograms."""

import numpy as np
import pytest

from coursekit.gates import Tanh
from coursekit.nn import Normal, layer_signals, signal_propagation
from coursekit.results.initialization import (
    BINS,
    activation_histograms,
    gradient_histograms,
    signals,
)


def test_the_signals_are_those_whose_statistics_are_told():
    layers = layer_signals(Normal(0.1), Tanh(), depth=3, width=8, examples=5, rng=1)
    told = signal_propagation(Normal(0.1), Tanh(), depth=3, width=8, examples=5, rng=1)
    assert [float(np.std(layer.h)) for layer in layers] == list(told.activation_stds)
    assert [float(np.std(layer.delta)) for layer in layers] == list(told.gradient_stds)
    first = layers[0]
    assert first.W_gradient.shape == (8, 8)
    np.testing.assert_allclose(first.slope, 1 - first.h**2)


@pytest.mark.parametrize(
    ("name", "activation", "verdict", "symmetric"),
    [
        ("Glorot uniform", "tanh", "steady", False),
        ("normal 0.01", "tanh", "vanishing", False),
        ("He normal", "ReLU", "steady", False),
        ("normal 1", "ReLU", "exploding", False),
        ("zeros", "tanh", "vanishing", True),
        ("all equal 0.1", "sigmoid", "vanishing", True),
    ],
)
def test_the_verdicts_of_the_lectures(name, activation, verdict, symmetric):
    found = signals(name, activation)
    assert found.statistics.verdict == verdict
    assert found.symmetric == symmetric
    assert found.width == 64


def test_units_that_are_alike_are_counted():
    assert signals("Glorot normal", "tanh", depth=3).distinct == (64, 64, 64)
    assert signals("all equal 0.1", "sigmoid", depth=3).distinct == (1, 1, 64)  # the last is told what to do
    assert signals("zeros", "tanh", depth=2).distinct == (1, 1)
    assert not signals("zeros", "tanh", width=1).symmetric


def test_the_largest_numbers_that_a_widget_allows_are_finite():
    found = signals("normal 1", "none", scale=10.0, depth=30, width=128)
    assert found.statistics.activation_stds[-1] > 1e50
    for make in (activation_histograms, gradient_histograms):
        (histograms,) = make([found])
        assert np.isfinite(histograms.edges).all()
        assert np.isfinite(histograms.fractions).all()


def test_histograms_count_everything_once():
    both = [signals("normal 1", "ReLU", depth=6), signals("He normal", "ReLU", depth=6)]
    for make in (activation_histograms, gradient_histograms):
        one, other = make(both)
        np.testing.assert_array_equal(one.edges, other.edges)
        for each in (one, other):
            assert each.fractions.shape == (6, BINS)
            np.testing.assert_allclose(each.fractions.sum(axis=1) + each.outside + each.missing, 1)
    exploding, steady = activation_histograms(both)
    assert exploding.edges[0] == 0
    assert exploding.outside.max() > 0.3
    assert steady.outside.max() < 0.01


def test_the_axis_of_activations_is_round_and_has_both_signs_if_they_have():
    for activation, low, high in (("tanh", -1, 1), ("sigmoid", 0, 1)):
        (found,) = activation_histograms([signals("Glorot uniform", activation)])
        assert (found.edges[0], found.edges[-1]) == (low, high)
    (found,) = activation_histograms([signals("He normal", "leaky ReLU")])
    assert found.edges[-1] == -found.edges[0] == round(found.edges[-1]) > 1


def test_gradients_of_zero_have_no_place_on_a_logarithmic_axis():
    (found,) = gradient_histograms([signals("zeros", "sigmoid", depth=3)])
    np.testing.assert_array_equal(found.missing, [1, 1, 0])
    (found,) = gradient_histograms([signals("zeros", "ReLU", depth=3)])
    assert np.isfinite(found.edges).all()
    np.testing.assert_array_equal(found.missing, 1)


def test_the_axis_of_gradients_ends_where_nobody_looks():
    (found,) = gradient_histograms([signals("normal 0.01", "sigmoid", depth=30, scale=0.1)])
    assert found.edges[0] == -30
    assert found.outside.max() > 0.5


def test_answers_are_those_of_the_first_units():
    found = signals("orthogonal", "tanh", depth=2, width=20, seed=5)
    np.testing.assert_array_equal(found.answers[1], found.layers[1].h[:16, :16])
