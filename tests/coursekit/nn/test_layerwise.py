"""Backpropagation by hand: with matrices, neuron by neuron, and along one weight, beside the tape."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import grad
from coursekit.gates import Affine, ReLU, Sigmoid, SoftSign, Tanh
from coursekit.nn.layerwise import elementwise, error_sharing, layerwise, with_bias, with_one


def network(rng, *lengths):
    weights = [rng.normal(size=(n, m)) for m, n in pairwise(lengths)]
    return weights, [rng.normal(size=n) for n in lengths[1:]]


@given(
    seed=st.integers(0, 10_000),
    lengths=st.lists(st.integers(1, 4), min_size=2, max_size=5),
    activation=st.sampled_from([Sigmoid(), Tanh(), SoftSign(), ReLU()]),
    output=st.sampled_from([None, Tanh()]),
)
def test_matrices_neurons_and_the_tape_agree(seed, lengths, activation, output):
    rng = np.random.default_rng(seed)
    weights, biases = network(rng, *lengths)
    x, upstream = rng.normal(size=lengths[0]), rng.normal(size=lengths[-1])

    def score(x, weights, biases):
        a = x
        for number, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
            a = Affine()(a, W, b)
            gate = activation if number < len(weights) else output
            a = a if gate is None else gate(a)
        return np.sum(upstream * a)

    by_x, by_weights, by_biases = grad(score, (0, 1, 2))(x, weights, biases)
    for run in (layerwise, elementwise):
        found = run(x, weights, biases, activation=activation, output=output, upstream=upstream)
        # Sums of at most four products in each of four layers; the order of summation differs.
        np.testing.assert_allclose(found.x_gradient, by_x, rtol=1e-11, atol=1e-12)
        for layer, W, b in zip(found.layers, by_weights, by_biases, strict=True):
            np.testing.assert_allclose(layer.W_gradient, W, rtol=1e-11, atol=1e-12)
            np.testing.assert_allclose(layer.b_gradient, b, rtol=1e-11, atol=1e-12)
            np.testing.assert_array_equal(layer.b_gradient, layer.delta)


def test_batches_are_sums_of_their_rows():
    rng = np.random.default_rng(0)
    weights, biases = network(rng, 3, 4, 2)
    x = rng.normal(size=(5, 3))
    batch = layerwise(x, weights, biases)
    rows = [layerwise(row, weights, biases) for row in x]
    for number, layer in enumerate(batch.layers):
        np.testing.assert_allclose(layer.W_gradient, sum(row.layers[number].W_gradient for row in rows), rtol=1e-12)
        np.testing.assert_array_equal(layer.delta.shape, layer.z.shape)
    np.testing.assert_allclose(batch.output, [row.output for row in rows], rtol=1e-13)


def test_the_lectures_network_shares_its_error():
    # Four inputs, two hidden neurons, a score: ∂s/∂W₁₄ = a₄ · f′(z₁) · W₁ of the layer above.
    rng = np.random.default_rng(4)
    weights, biases = network(rng, 4, 2, 1)
    x = rng.normal(size=4)
    run = layerwise(x, weights, biases)
    steps = error_sharing(run, weights, 1, 1, 4)
    z1 = run.layers[0].z[0]
    slope = np.exp(-z1) / (1 + np.exp(-z1)) ** 2
    assert [step.value for step in steps[:2]] == [weights[1][0, 0]] * 2
    np.testing.assert_allclose(steps[2].value, slope * weights[1][0, 0], rtol=1e-14)
    assert steps[3].value == x[3]
    np.testing.assert_allclose(steps[-1].value, x[3] * slope * weights[1][0, 0], rtol=1e-14)
    assert steps[0].what == "from z1 of layer 2: δ1·W11"
    assert steps[-1].what == "the gradient of W14: δ1·a4"
    (top,) = [step.value for step in error_sharing(run, weights, 2, 1, 2)[:1]]
    assert top == 1


def test_the_bias_trick():
    rng = np.random.default_rng(1)
    (W,), (b,) = network(rng, 3, 2)
    for x in (rng.normal(size=3), rng.normal(size=(5, 3))):
        np.testing.assert_allclose(with_one(x) @ with_bias(W, b).T, Affine().forward(x, W, b), rtol=1e-14)


def test_what_does_not_fit_is_named():
    weights, biases = network(np.random.default_rng(0), 3, 2, 1)
    with pytest.raises(ValueError, match="Affine cannot take") as caught:
        layerwise(np.ones(4), weights, biases)
    assert "in layer 1" in caught.value.__notes__
    with pytest.raises(ValueError, match="takes 3 inputs, but gets 4"):
        elementwise(np.ones(4), weights, biases)
    with pytest.raises(ValueError, match="takes one example"):
        elementwise(np.ones((2, 3)), weights, biases)
    with pytest.raises(ValueError, match="2 weights and 1 biases"):
        layerwise(np.ones(3), weights, biases[:1])
    with pytest.raises(ValueError, match=r"layer 2: W has shape \(n, m\)"):
        layerwise(np.ones(3), weights, [biases[0], np.ones(3)])
    run = layerwise(np.ones(3), weights, biases)
    with pytest.raises(IndexError, match="no layer 3"):
        error_sharing(run, weights, 3, 1, 1)
    with pytest.raises(IndexError, match=r"no weight \(1, 9\)"):
        error_sharing(run, weights, 1, 1, 9)
    with pytest.raises(ValueError, match="follows one example"):
        error_sharing(layerwise(np.ones((2, 3)), weights, biases), weights, 1, 1, 1)
