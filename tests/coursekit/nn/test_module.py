"""Modules: what they find in themselves, in which order, under which names, and what they do with it."""

import copy

import numpy as np
import pytest

from coursekit.autodiff import Tensor
from coursekit.gates import Dropout as DropoutGate
from coursekit.gates import MeanSquaredError, ReLU
from coursekit.nn import Dropout, Embedding, LayerNorm, Linear, Module, Sequential
from coursekit.optim import SGD


class Net(Module):
    def __init__(self):
        self.hidden = Linear(2, 3, rng=0)
        self.relu = ReLU()
        self.blocks = [Linear(3, 3, rng=1), {"a": Linear(3, 1, rng=2), "noise": (DropoutGate(rate=0.5, rng=3),)}]
        self.scale = Tensor(np.array(2.0))
        self.size = 3
        self._private = Tensor([1.0])

    def forward(self, x):
        first, rest = self.blocks
        return self.scale * rest["a"](rest["noise"][0](first(self.relu(self.hidden(x)))))


NAMES = ["hidden.W", "hidden.b", "blocks.0.W", "blocks.0.b", "blocks.1.a.W", "blocks.1.a.b", "scale"]


def test_parameters_are_named_by_their_paths_in_the_order_of_assignment():
    net = Net()
    assert list(net.parameters()) == NAMES
    assert net.parameters()["blocks.1.a.W"] is net.blocks[1]["a"].W


def test_gradients_come_by_name_and_are_forgotten_on_demand():
    net = Net()
    assert net.gradients() == dict.fromkeys(NAMES)
    np.sum(net(np.ones((4, 2)))).backward()
    assert {name: gradient.shape for name, gradient in net.gradients().items()} == {
        name: parameter.shape for name, parameter in net.parameters().items()
    }
    net.zero_gradients()
    assert net.gradients() == dict.fromkeys(NAMES)


def test_an_explicit_loop_learns():
    net, optimizer, loss_gate = Sequential(Linear(1, 1, rng=0)), SGD(0.3), MeanSquaredError()
    x = np.linspace(-1, 1, 20)[:, None]
    for _ in range(100):
        net.zero_gradients()
        loss = loss_gate(net(x), 3 * x + 1)
        loss.backward()
        optimizer.step(net.parameters(), net.gradients())
    W, b = net.parameters().values()
    # Each step takes the errors times 1 − 0.6·Σx²/20 = 0.78 and 1 − 0.6 = 0.4: after 100, 1e-11 is left.
    np.testing.assert_allclose([W.item(), b.item()], [3, 1], atol=1e-9)


def test_what_is_held_twice_counts_once_under_its_first_name():
    class Tied(Module):
        def __init__(self):
            self.first = Linear(2, 2, rng=0)
            self.again = self.first
            self.second = Linear(2, 2, bias=False, rng=1)
            self.second.W = self.first.W
            self.itself = self

        def forward(self, x):
            return self.second(self.again(self.first(x)))

    tied = Tied()
    assert list(tied.parameters()) == ["first.W", "first.b"]
    assert repr(tied).startswith("Tied (6 parameters)")
    np.sum(tied(np.ones((1, 2)))).backward()
    W = tied.first.W.value
    # b reaches the output through W twice, once by way of W·b, besides as itself.
    np.testing.assert_allclose(tied.first.b.gradient, (W @ W).sum(0) + W.sum(0))


def test_fixed_tensors_are_kept_but_not_trained_and_computed_ones_are_left_out():
    net = Sequential(Embedding.of(np.eye(3), fine_tune=False), Linear(3, 1, rng=0))
    net.last = net(np.array([0, 1]))
    assert list(net.parameters()) == ["layers.1.W", "layers.1.b"]
    assert list(net.tensors()) == ["layers.0.E", "layers.1.W", "layers.1.b"]
    net.layers[0].E.needs_gradient = True
    assert list(net.parameters()) == ["layers.0.E", "layers.1.W", "layers.1.b"]


def test_weights_are_parameters_without_biases():
    net = Sequential(Embedding(3, 2, rng=0), LayerNorm(2), Linear(2, 1, rng=0))
    assert list(net.weights()) == ["layers.0.E", "layers.2.W"]

    class Own(Module):
        biases = ("c",)

        def __init__(self):
            self.b, self.c = Tensor([1.0]), [Tensor([1.0])]

        def forward(self, x):
            return self.b * x + self.c[0]

    assert list(Own().weights()) == ["b"]
    assert Own()(2.0).item() == 3.0


def test_train_and_eval_reach_modules_and_gates_with_noise():
    net = Net()
    gate = net.blocks[1]["noise"][0]
    assert net.eval() is net
    assert not net.training
    assert not net.hidden.training
    assert not gate.training
    net.train()
    assert net.training
    assert net.blocks[0].training
    assert gate.training


def test_a_mode_is_restored_part_by_part():
    net = Net().eval()
    gate = net.blocks[1]["noise"][0].train()

    def fail_in_training():
        with net.mode(training=True):
            assert net.training
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - its type is all that it has
        fail_in_training()
    assert not net.training
    assert gate.training


def test_one_seed_draws_everything_anew():
    one, two = Net().initialise(7), Net().initialise(np.random.default_rng(7))
    for name, value in one.values().items():
        np.testing.assert_array_equal(value, two.values()[name])
    x = np.ones((5, 2))
    np.testing.assert_array_equal(one(x).value, two(x).value)
    assert not np.array_equal(one.values()["hidden.W"], Net().values()["hidden.W"])
    assert one.scale.item() == 2.0, "a tensor of one's own is kept"
    with pytest.raises(TypeError, match="initialise: rng must be a seed or a generator"):
        one.initialise("seed")


def test_values_are_copies_and_can_be_put_back():
    net = Net()
    before = net.values()
    W = net.hidden.W.value
    for tensor in net.parameters().values():
        tensor.value += 1
    net.assign(before)
    assert net.hidden.W.value is W, "in place"
    for name, value in net.values().items():
        np.testing.assert_array_equal(value, before[name])


def test_a_copy_is_trained_by_itself():
    net = Net()
    np.sum(net(np.ones((4, 2)))).backward()
    twin = copy.deepcopy(net)
    assert list(twin.parameters()) == NAMES
    assert twin.gradients() == dict.fromkeys(NAMES)
    twin.hidden.W.value += 1
    assert not np.array_equal(twin.hidden.W.value, net.hidden.W.value)
    np.testing.assert_array_equal(copy.deepcopy(net).eval()(np.ones((4, 2))).value, net.eval()(np.ones((4, 2))).value)


def test_in_print_a_module_shows_its_structure():
    assert repr(Net()) == (
        "Net: scale () (26 parameters)\n"
        "  hidden: Linear(2, 3): W (3, 2), b (3,)\n"
        "  relu: ReLU\n"
        "  blocks.0: Linear(3, 3): W (3, 3), b (3,)\n"
        "  blocks.1.a: Linear(3, 1): W (1, 3), b (1,)\n"
        "  blocks.1.noise.0: Dropout(rate=0.5)"
    )
    fixed = Sequential(Embedding.of(np.eye(3), fine_tune=False), Linear(3, 1, bias=False, rng=0), Dropout(0.2))
    assert repr(fixed) == (
        "Sequential(Embedding(3, 3), Linear(3, 1), Dropout(0.2)) (12 parameters, 3 of them trained)\n"
        "  layers.0: Embedding(3, 3): E (3, 3) fixed\n"
        "  layers.1: Linear(3, 1): W (1, 3)\n"
        "  layers.2: Dropout(0.2)"
    )
