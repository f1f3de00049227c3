"""Debugging a network: what can be learnt by heart, what is saturated, which gradients are wrong."""

import numpy as np
import pytest

from coursekit.autodiff import Tensor
from coursekit.data import two_moons
from coursekit.gates import Gate, ReLU, Softmax, Tanh
from coursekit.nn import (
    Constant,
    Dropout,
    Embedding,
    Linear,
    Normal,
    Sequential,
    check_gradients,
    l2,
    overfits,
    saturation_by_layer,
)
from coursekit.optim import SGD, Adam

X, Y = two_moons(60, rng=0)


def model(*layers, lr=0.03):
    made = Sequential(*(layers or (Linear(2, 16), Tanh(), Dropout(0.2), Linear(16, 2))), rng=0)
    made.compile(Adam(lr), "softmax_cross_entropy")
    return made


def test_a_network_that_works_learns_a_few_examples_by_heart():
    net = model()
    before = net.values()
    found = overfits(net, X, Y, epochs=150, rng=0)
    assert found
    assert found.size == 20
    assert found.after < 0.1 * found.before
    assert str(found).startswith("20 examples, 150 epochs: the loss went from ")
    assert str(found).endswith("; the network can learn them by heart")
    assert net.optimizer.steps == 0
    for name, value in net.values().items():
        np.testing.assert_array_equal(value, before[name])


def test_one_that_does_not_is_told_where_to_look():
    linear = model(Linear(2, 2, weights=Constant(0.0)), ReLU(), Linear(2, 2, weights=Constant(0.0)))
    found = overfits(linear, X[:8], Y[:8], epochs=30, rng=0)
    assert not found
    assert found.size == 8
    assert "not to 0.1 of it. Look at saturation_by_layer and check_gradients" in str(found)
    with pytest.raises(ValueError, match="fraction must be between 0 and 1, not 1"):
        overfits(linear, X, Y, fraction=1)


def test_saturation_is_told_unit_by_unit_for_each_activation():
    net = model(Linear(2, 3, weights=Normal(1.0)), Tanh(), Linear(3, 4, weights=Normal(100.0)), Tanh(), Linear(4, 2))
    found = saturation_by_layer(net, X)
    assert {name: units.shape for name, units in found.items()} == {"Tanh 1": (3,), "Tanh 2": (4,)}
    assert found["Tanh 1"].mean() < 0.5 < 0.8 < found["Tanh 2"].mean()
    z = X @ net.layers[0].W.value.T
    np.testing.assert_array_equal(found["Tanh 1"], np.mean(1 - np.tanh(z) ** 2 < 0.01, axis=0))
    assert saturation_by_layer(net, X, bound=2.0)["Tanh 1"].tolist() == [1, 1, 1]


def test_dead_units_are_found_also_in_networks_without_trained_parameters_and_of_words():
    dead = Sequential(lambda x: x - 10.0, ReLU(), Softmax())
    assert {name: units.tolist() for name, units in saturation_by_layer(dead, X).items()} == {"ReLU 1": [1, 1]}
    words = Sequential(Embedding.of([[-1.0, 1.0], [-2.0, -3.0]]), ReLU())
    assert saturation_by_layer(words, np.array([0, 1]))["ReLU 1"].tolist() == [1, 0.5]


class WrongTanh(Gate):
    """tanh, with a gradient that lacks the square."""

    def value(self, x):
        return np.tanh(x)

    def gradients(self, upstream, output, x):
        return (upstream * (1 - output),)


def test_gradients_are_checked_in_evaluation_mode_and_nothing_is_changed():
    net = model(Linear(2, 3), Tanh(), Dropout(0.5), Linear(3, 2))
    net.compile(SGD(0.1), "softmax_cross_entropy", penalty=lambda module: l2(module, 0.1))
    np.sum(net(X)).backward()
    values, gradients = net.values(), net.gradients()
    report = check_gradients(net, X[:4], Y[:4])
    assert report
    assert list(report.parameters) == list(net.parameters())
    assert net.training
    for name, value in net.values().items():
        np.testing.assert_array_equal(value, values[name])
        assert net.gradients()[name] is gradients[name]


def test_a_wrong_gradient_is_found_where_it_has_effect():
    net = model(Linear(2, 3, weights=Normal(1.0)), WrongTanh(), Linear(3, 2))
    report = check_gradients(net, X[:4], Y[:4])
    assert not report
    wrong = {name for name, entry in report.parameters.items() if entry.wrong}
    assert wrong == {"layers.0.W", "layers.0.b"}


def test_a_parameter_without_effect_has_gradient_zero():
    net = model(Linear(2, 2))
    net.unused = Tensor([1.0])
    assert check_gradients(net, X[:4], Y[:4])
