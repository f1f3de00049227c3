"""The results of NeuronExplorer in the plane: points, a neuron, a hidden layer with its best output, and training."""

import numpy as np
import pytest

from coursekit import gates
from coursekit.results.neuron import (
    PENALTY,
    SETS,
    WIDEST,
    drawn_lines,
    hidden_layer,
    neuron,
    points,
    probability_at,
    trained_lines,
    trained_neuron,
)


def sigma(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize("name", SETS)
def test_points_are_normalised_and_drawn_by_the_seed(name):
    given = points(name, seed=3)
    np.testing.assert_allclose(given.x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(given.x.std(axis=0), 1, rtol=1e-12)
    assert np.sum(given.y == 0) == np.sum(given.y == 1) == 60
    np.testing.assert_array_equal(points(name, seed=3).x, given.x)
    assert not np.array_equal(points(name, seed=4).x, given.x)


def test_another_set_of_points_is_refused_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"'moon' is no set of points.*moons"):
        points("moon")


def test_a_neuron_is_a_line_and_a_sigmoid():
    given = points("moons")
    found = neuron(given, (1.0, -2.0), 0.5)
    np.testing.assert_allclose(found.z, given.x[:, 0] - 2 * given.x[:, 1] + 0.5)
    np.testing.assert_allclose(found.a, sigma(found.z))
    cross_entropy = -np.mean(given.y * np.log(found.a) + (1 - given.y) * np.log(1 - found.a))
    np.testing.assert_allclose(found.loss, cross_entropy)
    assert found.right == np.sum((found.a > 0.5) == given.y)


def test_few_units_are_the_first_of_many():
    assert drawn_lines(5).shape == (8, 3)
    np.testing.assert_array_equal(drawn_lines(5), drawn_lines(5))
    assert not np.array_equal(drawn_lines(5), drawn_lines(6))
    assert np.abs(drawn_lines(5)).max() <= WIDEST


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("units", [1, 3, 8])
def test_no_other_v_and_c_are_better(name, units):
    given = points(name)
    layer = hidden_layer(given, drawn_lines()[:units])
    hidden = sigma(given.x @ layer.lines[:, :2].T + layer.lines[:, 2])
    np.testing.assert_allclose(layer.score, hidden @ layer.v + layer.c)
    np.testing.assert_allclose(layer.probability, sigma(layer.score))
    assert layer.right == np.sum((layer.score > 0) == given.y)
    # Where the objective is least, its gradient is 0: of the mean cross-entropy, mean (σ(s) − y)·h.
    wrong = layer.probability - given.y
    np.testing.assert_allclose(wrong @ hidden / len(wrong) + PENALTY * layer.v, 0, atol=2e-5)
    np.testing.assert_allclose(np.mean(wrong), 0, atol=2e-5)


@pytest.mark.parametrize("lines", [[[1, 2, 3], [1, 2, 3]], [[0, 0, 0]], [[0, 0, 6], [6, 6, 6], [-6, -6, -6]]])
def test_useless_lines_do_no_harm(lines):
    layer = hidden_layer(points("xor"), lines)
    assert np.all(np.isfinite(layer.v))
    assert np.isfinite(layer.c)
    assert layer.loss <= np.log(2) + 1e-9  # what a constant reaches


def test_the_surface_is_that_of_the_points():
    given = points("ring")
    layer = hidden_layer(given, drawn_lines()[:4])
    np.testing.assert_allclose(probability_at(layer.lines, layer.v, layer.c, given.x), layer.probability)
    alone = probability_at(np.array([[1.0, 2.0, -1.0]]), np.ones(1), 0.0, given.x, hidden=False)
    np.testing.assert_allclose(alone, neuron(given, (1, 2), -1).a)


def test_a_neuron_learns_by_gradient_descent():
    given = points("two heaps")
    path = trained_neuron(given, (-1, 0), 0, steps=10, rate=0.5)
    losses = [neuron(given, at[:2], at[2]).loss for at in path]
    assert len(path) == 11
    assert np.all(np.diff(losses) < 0)
    before = neuron(given, (-1, 0), 0)
    slope = np.mean((before.a - given.y)[:, np.newaxis] * given.x, axis=0)
    np.testing.assert_allclose(path[1][:2], [-1, 0] - 0.5 * slope)


def test_one_neuron_cannot_and_a_trained_layer_can():
    given = points("ring")
    alone = trained_neuron(given, (1, 0), 0, steps=200)[-1]
    assert neuron(given, alone[:2], alone[2]).right < 90
    lines = drawn_lines()[:4]
    trained = trained_lines(given, lines, steps=60)
    assert hidden_layer(given, trained).loss < hidden_layer(given, lines).loss
    assert hidden_layer(given, trained).right >= 115
    assert np.abs(trained).max() <= WIDEST


def test_the_loss_is_the_gates():
    given = points("moons")
    layer = hidden_layer(given, drawn_lines()[:2])
    np.testing.assert_allclose(layer.loss, gates.BinaryCrossEntropy().forward(layer.score, given.y))
