"""The way of an error to one weight: the lectures' steps, with the numbers of `layerwise`."""

import numpy as np
import pytest

from coursekit.nn.layerwise import layerwise
from coursekit.results.backprop import (
    ACTIVATIONS,
    Network,
    Weight,
    drawn_network,
    plus,
    share_error,
    times,
    weight_name,
)
from coursekit.results.numbers import written


def network(sizes=(4, 2, 1), activation="sigmoid", seed=0):
    x, weights, biases = drawn_network(sizes, seed)
    return Network(x, tuple(weights), tuple(biases), activation)


def test_the_lectures_weight():
    net = network()
    found = share_error(net, Weight(1, 1, 4))
    z = found.run.layers[0].z[0]
    slope = np.exp(-z) / (1 + np.exp(-z)) ** 2
    U = net.weights[1][0, 0]
    np.testing.assert_allclose(
        [step.value for step in found.steps], [found.run.output[0], 1, 1, U, slope * U, net.x[3] * slope * U]
    )
    assert found.steps[3].told.startswith(
        "Neuron 1 of layer 2 shares its error with neuron 1 of layer 1: δ₁⁽²⁾·W₁₁⁽²⁾ = "
    )
    assert found.steps[-1].told.startswith(f"W₁₄⁽¹⁾ had multiplied a₄⁽⁰⁾ = {written(net.x[3])}. So ∂s/∂W₁₄⁽¹⁾ = ")
    assert found.steps[-1].neurons == ((0, 4), (1, 1))
    assert found.steps[-1].weights == ((1, 1, 4),)
    assert found.apart < 1e-12
    np.testing.assert_allclose(found.slopes[0][0], slope)
    np.testing.assert_array_equal(found.slopes[1], [1])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(2, 2), (4, 2, 1), (2, 3, 2, 1), (3, 3, 2)])
def test_every_weight_and_bias_gets_its_gradient(sizes, activation):
    net = network(sizes, activation, seed=3)
    run = layerwise(net.x, net.weights, net.biases, activation=ACTIVATIONS[activation]())
    for number, layer in enumerate(run.layers, start=1):
        for j in range(len(layer.z)):
            for m in range(len(layer.a_below)):
                last = share_error(net, Weight(number, j + 1, m + 1)).steps[-1]
                assert last.value == layer.W_gradient[j, m]
            bias = share_error(net, Weight(number, j + 1, len(layer.a_below) + 1))
            assert bias.steps[-1].value == layer.b_gradient[j]
            assert "a bias is a weight on an input of 1" in bias.steps[-1].told


def test_layers_between_have_a_step_each_and_shares_add_up():
    found = share_error(network((2, 3, 2, 1)), Weight(1, 2, 1))
    told = [step.told for step in found.steps]
    assert told[3].startswith("Layer 2: δ⁽²⁾ = f′(z⁽²⁾) ∘ W⁽³⁾ᵀδ⁽³⁾ = [")
    assert told[6].startswith("At a₂⁽¹⁾ the shares add up: ")
    assert found.steps[6].weights == ((2, 1, 2), (2, 2, 2))
    assert "every output" in share_error(network((2, 2)), Weight(1, 1, 1)).steps[1].told


def test_how_things_are_written():
    net = network((12, 11, 1))
    assert weight_name(Weight(1, 11, 12), net) == "W₁₁,₁₂⁽¹⁾"
    assert weight_name(Weight(1, 2, 13), net) == "b₂⁽¹⁾"
    assert net.sizes == (12, 11, 1)
    assert times(2, -0.5) == "2·(−0.5)"
    assert plus([1.0, -2.0, 3.0]) == "1 + (−2) + 3"


def test_a_network_is_drawn_to_one_digit():
    x, weights, biases = drawn_network((3, 2, 1), 5)
    assert [W.shape for W in weights] == [(2, 3), (1, 2)]
    assert [b.shape for b in biases] == [(2,), (1,)]
    for each in (x, *weights, *biases):
        np.testing.assert_array_equal(each, np.round(each, 1))
    np.testing.assert_array_equal(x, drawn_network((3, 2, 1), 5)[0])


def test_a_weight_that_there_is_not_is_told():
    with pytest.raises(IndexError, match="no layer 7"):
        share_error(network(), Weight(7, 1, 1))
    with pytest.raises(IndexError, match="no weight"):
        share_error(network(), Weight(1, 1, 6))
