"""Gates with noise: the mask of forward is backward's, the mean is right, and the same seed gives the same bits."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import derivative, grad, symbols
from coursekit.gates import Affine, DropConnect, Dropout, Graph, Node, StochasticPooling
from coursekit.gates.noise import Mask

ones = np.ones((50, 40))


@given(st.floats(0, 0.99), st.integers(0, 2**32))
def test_dropout_keeps_some_and_scales_them(rate, seed):
    gate = Dropout(rate=rate, rng=seed)
    z = gate.forward(ones)
    kept = np.random.default_rng(seed).random(ones.shape) >= rate
    np.testing.assert_array_equal(z, np.where(kept, 1 / (1 - rate), 0))
    np.testing.assert_array_equal(gate.backward(3 * ones)[0], 3 * z)


def test_dropout_is_right_on_average():
    z = Dropout(rate=0.3, rng=0).forward(np.ones(100_000))
    # The standard deviation of the mean is √(0.3/0.7 / 100000) = 0.002; this is a fixed seed, within five of them.
    assert np.mean(z) == pytest.approx(1, abs=0.01)
    assert np.mean(z == 0) == pytest.approx(0.3, abs=0.01)


def test_each_forward_draws_anew_and_backward_belongs_to_the_last():
    gate = Dropout(rate=0.5, rng=0)
    first, second = gate.forward(ones), gate.forward(ones)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(gate.backward(ones)[0], second)
    again = Dropout(rate=0.5, rng=0)
    np.testing.assert_array_equal([again.forward(ones), again.forward(ones)], [first, second])


def test_a_generator_is_shared_and_none_is_other_noise_each_time():
    generator = np.random.default_rng(3)
    assert not np.array_equal(Dropout(rng=generator).forward(ones), Dropout(rng=generator).forward(ones))
    assert not np.array_equal(Dropout().forward(ones), Dropout().forward(ones))


@pytest.mark.parametrize("make", [Dropout, DropConnect, StochasticPooling])
def test_modes_and_copies(make):
    gate = make(rng=0)
    assert gate.training
    assert gate.eval() is gate
    assert not gate.training
    assert gate.train() is gate
    assert gate.training
    assert not copy.copy(gate.eval()).training
    assert not pickle.loads(pickle.dumps(gate)).training
    assert "Generator" not in repr(gate)


def test_evaluation_drops_nothing():
    gate = Dropout(rate=0.9, rng=0).eval()
    np.testing.assert_array_equal(gate.forward(ones), ones)
    np.testing.assert_array_equal(gate.backward(2 * ones)[0], 2 * ones)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_masks_have_the_precision_of_the_input(dtype):
    gate = Dropout(rng=0)
    mask = gate.mask(np.ones(3, dtype))
    assert mask.dtype == np.real(np.ones(1, dtype)).dtype
    assert gate.value(np.ones(3, dtype), mask).dtype == dtype
    assert gate.mask(np.ones(3, int)).dtype == np.float64


def test_dropconnect_is_affine_with_some_weights_missing():
    x, W, b = np.arange(6.0).reshape(2, 3), np.arange(1.0, 13.0).reshape(4, 3), np.arange(4.0)
    gate, plain = DropConnect(rate=0.5, rng=1), Affine()
    mask = DropConnect(rate=0.5, rng=1).mask(x, W, b)
    assert set(np.unique(mask)) == {0.0, 2.0}
    np.testing.assert_array_equal(gate.forward(x, W, b), plain.forward(x, W * mask, b))
    upstream = np.arange(8.0).reshape(2, 4)
    for_x, for_W, for_b = gate.backward(upstream)
    right = plain.backward(upstream)
    for gradient, expected in zip((for_x, for_W, for_b), (right[0], right[1] * mask, right[2]), strict=True):
        np.testing.assert_array_equal(gradient, expected)
    np.testing.assert_array_equal(gate.eval().forward(x, W, b), plain.forward(x, W, b))


def test_stochastic_pooling_picks_by_activation():
    x = np.tile([1.0, 0.0, 3.0], (20_000, 1))
    gate = StochasticPooling(size=3, rng=0)
    z = gate.forward(x)
    assert set(np.unique(z)) == {1.0, 3.0}
    # √(¾·¼ / 20000) = 0.003; a fixed seed, within five standard deviations.
    assert np.mean(z == 3) == pytest.approx(0.75, abs=0.015)
    np.testing.assert_array_equal(gate.backward(np.ones_like(z))[0], x == z)


def test_stochastic_pooling_predicts_the_weighted_mean():
    gate = StochasticPooling(size=2, rng=0).eval()
    np.testing.assert_array_equal(gate.forward([[1.0, 3.0, 2.0, 2.0]]), [[2.5, 2.0]])
    np.testing.assert_array_equal(gate.backward([[4.0, 1.0]])[0], [[-0.5, 3.5, 0.5, 0.5]])


@pytest.mark.parametrize("training", [True, False])
def test_a_window_of_zeros_gives_and_gets_zero(training):
    gate = StochasticPooling(rng=0)
    gate.training = training
    np.testing.assert_array_equal(gate.forward([0.0, 0.0]), [0.0])
    np.testing.assert_array_equal(gate.backward([1.0])[0], [0.0, 0.0])


def test_a_graph_draws_at_each_run():
    (x,) = Node.inputs("x")
    graph = Graph(Dropout(rng=0)(x))
    first = graph.forward(x=ones)
    second = graph.forward(x=ones)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(graph.backward(ones)["x"], second)


def test_an_expression_draws_at_each_run_and_its_derivative_too():
    x = symbols("x", shape=ones.shape)
    z = Dropout(rate=0.5, rng=0)(x)
    graph, slope = Graph(z), Graph(derivative(np.sum(z * z), x))
    first = graph.forward(x=ones)
    assert set(np.unique(first)) == {0.0, 2.0}
    assert not np.array_equal(first, graph.forward(x=ones))
    # 2·(x·mask)·mask: forward and backward of one run have one mask.
    assert set(np.unique(slope.forward(x=3 * ones))) == {0.0, 2 * 6.0 * 2}


def test_a_tensor_keeps_its_mask_through_all_orders():
    first = grad(lambda x: np.sum(Dropout(rate=0.5, rng=0)(x) ** 3))
    mask = Dropout(rate=0.5, rng=0).forward(ones)
    np.testing.assert_array_equal(first(ones), 3 * mask**3)
    np.testing.assert_array_equal(grad(lambda x: np.sum(first(x)))(ones), 6 * mask**3)


def test_a_mask_that_is_given_is_used():
    gate, mask = Dropout(), np.array([0.0, 4.0])
    np.testing.assert_array_equal(gate.forward([1, 2], mask), [0, 8])
    gradient, none = gate.backward([1, 1])
    np.testing.assert_array_equal(gradient, mask)
    assert none is None
    assert len(gate.backward([1, 1])) == 2
    gate.forward([1, 2])
    assert len(gate.backward([1, 1])) == 1
    with pytest.raises(ValueError, match=r"Dropout\(rate=0.5\): mask has shape \(\), but x has shape \(2,\)"):
        gate.forward([1, 2], 1.0)
    with pytest.raises(ValueError, match=r"mask has shape \(3,\), but W has shape \(2, 3\)"):
        DropConnect().forward(np.ones(3), np.ones((2, 3)), np.ones(2), np.ones(3))


class Recorder(Node):
    """A node that, as tensors and symbols do, is computed by the rule itself."""

    __slots__ = ()

    def apply(self, gate, inputs):
        return gate, inputs


def test_other_nodes_get_the_mask_as_a_node_of_its_own():
    x, gate = Recorder("input"), Dropout(rng=0)
    used, (given, mask) = gate(x)
    assert (used, given) == (gate, x)
    draw, drawn_for = mask
    assert isinstance(draw, Mask)
    assert str(draw) == "Mask(of=Dropout(rate=0.5))"
    assert drawn_for == (x,)
    np.testing.assert_array_equal(draw.forward(ones), Dropout(rng=0).forward(ones))
    assert draw.backward(ones) == (None,)
    with pytest.raises(TypeError, match=r"Dropout\(rate=0.5\) takes x, and draws its mask itself, but was given 2"):
        gate(x, x)


def test_a_gate_on_numbers_is_its_forward():
    np.testing.assert_array_equal(Dropout(rng=0)(ones), Dropout(rng=0).forward(ones))


@pytest.mark.parametrize("make", [Dropout, DropConnect])
def test_rates_are_checked(make):
    for rate in (-0.1, 1.5):
        with pytest.raises(
            ValueError, match=f"{make.__name__}: rate is the probability of dropping, at least 0 and below"
        ):
            make(rate=rate)
    with pytest.raises(ValueError, match="where all is dropped, nothing is left to learn from"):
        make(rate=1.0)
    with pytest.raises(TypeError, match="rate must be a real number"):
        make(rate="half")


def test_what_cannot_be_pooled_is_refused():
    for shape in ((3,), ()):
        with pytest.raises(ValueError, match=r"StochasticPooling\(size=2\): x must have a last axis.*multiple of 2"):
            StochasticPooling().forward(np.ones(shape))
    with pytest.raises(ValueError, match=r"x must not be negative.*apply ReLU before"):
        StochasticPooling().forward([1.0, -1.0])
    with pytest.raises(ValueError, match="StochasticPooling: size must be at least 1, not 0"):
        StochasticPooling(size=0)
    for size in (1.5, True):
        with pytest.raises(TypeError, match=f"StochasticPooling: size must be an integer, not .* {size}"):
            StochasticPooling(size=size)


@pytest.mark.parametrize(
    ("rng", "error", "message"),
    [
        ("seed", TypeError, "Dropout: rng must be a seed or a generator, .* not str 'seed'"),
        (0.5, TypeError, "Dropout: rng must be a seed or a generator, .* not float 0.5"),
        (-1, ValueError, "Dropout: a seed is 0 or more, not -1"),
    ],
)
def test_seeds_are_checked(rng, error, message):
    with pytest.raises(error, match=message):
        Dropout(rng=rng)


def test_inputs_are_refused_by_name():
    with pytest.raises(TypeError, match=r"Dropout\(rate=0.5\): x must be numbers"):
        Dropout().forward("one")
    with pytest.raises(ValueError, match=r"b must have shape \(2,\)"):
        DropConnect().forward(np.ones((2, 3)), np.ones((2, 3)), np.ones(1))
