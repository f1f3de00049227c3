"""Backpropagation through a small network, layer by layer, and how much of the error reaches a single weight.

The numbers are those of `layerwise` and `error_sharing`. The bias of a neuron is followed as one more weight, on an
input that is always 1.

Source: error sharing on a 4-2-1 network and its vectorised form, CS224n notes; layers are counted as in `layerwise`:
W⁽ᵏ⁾ leads to layer k.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.nn.layerwise import Pass, Step, elementwise, error_sharing, layerwise, with_bias, with_one
from coursekit.results.arrays import Floats
from coursekit.results.numbers import written

ACTIVATIONS: dict[str, Any] = {
    "sigmoid": gates.Sigmoid,
    "tanh": gates.Tanh,
    "ReLU": gates.ReLU,
    "leaky ReLU": partial(gates.LeakyReLU, slope=0.1),
}
_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, eq=False)
class Network:
    """A fully connected network without activation at its output, and one input."""

    x: Floats
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    activation: str

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of neurons, the inputs first."""
        return (len(self.x), *(len(b) for b in self.biases))


@dataclass(frozen=True)
class Weight:
    """Which weight: W⁽ˡᵃʸᵉʳ⁾ of a neuron and an input, all counted from 1. Input n + 1 of n is the 1 of the bias."""

    layer: int
    neuron: int
    input: int


@dataclass(frozen=True)
class SharingStep:
    """A step on the way of the error to a weight, in words; the neurons and weights that it looks at.

    neurons: (layer, neuron), layer 0 being the inputs; weights: (layer, neuron, input).
    """

    told: str
    neurons: tuple[tuple[int, int], ...]
    weights: tuple[tuple[int, int, int], ...]
    value: float


@dataclass(frozen=True, eq=False)
class Sharing:
    """One pass through a network, f′(z) of every layer, and the steps to one weight.

    `apart`: the largest difference between the elementwise and the
    vectorised computation, which is rounding.
    """

    network: Network
    run: Pass
    slopes: tuple[Floats, ...]
    weight: Weight
    steps: tuple[SharingStep, ...]
    apart: float


def drawn_network(sizes: Sequence[int], seed: int) -> tuple[Floats, list[Floats], list[Floats]]:
    """Return x from −1.5 to 1.5, weights from −1 to 1 and biases, to one digit: they can be checked by hand."""
    rng = np.random.default_rng(seed)
    x = _short(rng.uniform(-1.5, 1.5, sizes[0]))
    weights = [_short(rng.uniform(-1, 1, (to, of))) for of, to in pairwise(sizes)]
    return x, weights, [_short(rng.uniform(-0.5, 0.5, to)) for to in sizes[1:]]


def share_error(network: Network, weight: Weight) -> Sharing:
    """Return the pass through the network, and how the error of its score reaches the weight.

    If there are several outputs, it is their sum that is differentiated.

    Raises ValueError for shapes that don't fit, IndexError for a weight that the network does not have.
    """
    gate = ACTIVATIONS[network.activation]()
    given = (network.x, network.weights, network.biases)
    with np.errstate(all="ignore"):
        run = layerwise(*given, activation=gate)
        apart = _apart(run, elementwise(*given, activation=gate))
        last = len(run.layers)
        slopes = tuple(
            np.ones_like(layer.z) if number == last else gate.gradients(np.ones_like(layer.z), layer.a, layer.z)[0]
            for number, layer in enumerate(run.layers, start=1)
        )
        shares = _shares(run, network.weights, weight)
    return Sharing(network, run, slopes, weight, _steps(network, run, slopes, weight, shares), apart)


def weight_name(weight: Weight, network: Network) -> str:
    """Return a weight as it is written: W₁₄⁽¹⁾, or b₁⁽¹⁾."""
    if is_bias(weight, network):
        return f"b{sub(weight.neuron)}{sup(weight.layer)}"
    comma = "," if max(weight.neuron, weight.input) > 9 else ""
    return f"W{sub(weight.neuron)}{comma}{sub(weight.input)}{sup(weight.layer)}"


def is_bias(weight: Weight, network: Network) -> bool:
    """Whether a weight is the bias of its neuron."""
    return weight.input == network.sizes[weight.layer - 1] + 1


def sub(number: int) -> str:
    """Return a number as an index below."""
    return str(number).translate(_SUB)


def sup(number: int) -> str:
    """Return a layer's number as it is written above: ⁽²⁾."""
    return f"⁽{str(number).translate(_SUPER)}⁾"


def _shares(run: Pass, weights: Sequence[Floats], weight: Weight) -> list[Step]:
    """Return the steps of `error_sharing`, for biases, too: by the bias trick."""
    number = weight.layer
    layers = list(run.layers)
    if 1 <= number <= len(layers):
        here = layers[number - 1]
        gradient = with_bias(here.W_gradient, here.b_gradient)
        layers[number - 1] = replace(here, a_below=with_one(here.a_below), W_gradient=gradient)
    return error_sharing(replace(run, layers=tuple(layers)), weights, number, weight.neuron, weight.input)


def _steps(
    network: Network, run: Pass, slopes: Sequence[Floats], weight: Weight, shares: list[Step]
) -> tuple[SharingStep, ...]:
    """Return the way of the error: the layers above in one step each, then the shares of the weight's own neuron."""
    last, k, j = len(run.layers), weight.layer, weight.neuron
    steps = _first_steps(run)
    steps += [_layer_step(network, run, slopes, number) for number in range(last - 1, k, -1)]
    *back, here, forwarded, gradient = shares
    if back:
        steps += _neuron_steps(network, run, weight, back)
        told = (
            f"Across the neuron, times f′(z{sub(j)}{sup(k)}) = {written(slopes[k - 1][j - 1])}: "
            f"δ{sub(j)}{sup(k)} = {times(slopes[k - 1][j - 1], back[-1].value)} = {written(here.value)}."
        )
        steps.append(SharingStep(told, ((k, j),), (), here.value))
    name = weight_name(weight, network)
    path: tuple[tuple[int, int], ...]
    if is_bias(weight, network):
        path, below = ((k, j),), "1, since a bias is a weight on an input of 1"
    else:
        path, below = ((k - 1, weight.input), (k, j)), f"a{sub(weight.input)}{sup(k - 1)} = {written(forwarded.value)}"
    product = f"{times(here.value, forwarded.value)} = {written(gradient.value)}"
    told = f"{name} had multiplied {below}. So ∂s/∂{name} = {product}."
    return (*steps, SharingStep(told, path, ((k, j, weight.input),), gradient.value))


def _first_steps(run: Pass) -> list[SharingStep]:
    """Return the steps in which the error arises: it starts at the output, and is the δ of the last layer."""
    last, top = len(run.layers), run.layers[-1]
    one = len(top.z) == 1
    outputs = tuple((last, i + 1) for i in range(len(top.z)))
    score, where = (top.a[0], "the score s") if one else (top.a, "every output")
    told = (
        f"Forward: s = a{sup(last)} = {written(score)}. Nothing has gone back yet.",
        f"An error of 1 starts at {where}{'' if one else ': it is their sum that is differentiated'}.",
        f"There is no activation here, so f′ = 1, and δ{sup(last)} = {written(top.delta[0] if one else top.delta)}.",
    )
    error = float(np.sum(top.delta))
    return [
        SharingStep(told[0], (), (), float(np.sum(top.a))),
        SharingStep(told[1], outputs, (), error),
        SharingStep(told[2], outputs, (), error),
    ]


def _layer_step(network: Network, run: Pass, slopes: Sequence[Floats], number: int) -> SharingStep:
    """Return the step in which a whole layer between the output and the weight gets its errors."""
    size, above = len(run.layers[number - 1].z), len(run.layers[number].z)
    received = [error_sharing(run, network.weights, number, j + 1, 1)[-4].value for j in range(size)]
    told = (
        f"Layer {number}: δ{sup(number)} = f′(z{sup(number)}) ∘ W{sup(number + 1)}ᵀδ{sup(number + 1)} = "
        f"{written(slopes[number - 1])} ∘ {written(received)} = {written(run.layers[number - 1].delta)}."
    )
    neurons = tuple((number, j + 1) for j in range(size))
    walked = tuple((number + 1, i + 1, j + 1) for i in range(above) for j in range(size))
    return SharingStep(told, neurons, walked, float(np.sum(run.layers[number - 1].delta)))


def _neuron_steps(network: Network, run: Pass, weight: Weight, back: list[Step]) -> list[SharingStep]:
    """Return the steps in which the neurons above share their errors with the weight's, and these add up."""
    k, j = weight.layer, weight.neuron
    *parts, received = back
    steps = []
    for i, part in enumerate(parts, start=1):
        product = times(run.layers[k].delta[i - 1], network.weights[k][i - 1, j - 1])
        told = (
            f"Neuron {i} of layer {k + 1} shares its error with neuron {j} of layer {k}: "
            f"δ{sub(i)}{sup(k + 1)}·W{sub(i)}{sub(j)}{sup(k + 1)} = {product} = {written(part.value)}."
        )
        steps.append(SharingStep(told, ((k + 1, i),), ((k + 1, i, j),), part.value))
    if len(parts) > 1:
        total = f"{plus([part.value for part in parts])} = {written(received.value)}"
        told = f"At a{sub(j)}{sup(k)} the shares add up: {total}."
        paths = tuple((k + 1, i + 1, j) for i in range(len(parts)))
        steps.append(SharingStep(told, ((k, j),), paths, received.value))
    return steps


def times(one: Any, other: Any) -> str:
    """Return a product as it is written, with brackets round a negative factor that stands second."""
    second = written(other)
    return f"{written(one)}·({second})" if second.startswith("−") else f"{written(one)}·{second}"


def plus(values: Sequence[float]) -> str:
    """Return a sum as it is written."""
    parts = [written(value) for value in values]
    return " + ".join([parts[0], *(f"({part})" if part.startswith("−") else part for part in parts[1:])])


def _apart(one: Pass, other: Pass) -> float:
    """Return by how much the gradients of two passes differ."""
    pairs = zip(one.layers, other.layers, strict=True)
    return max(float(np.max(np.abs(a.W_gradient - b.W_gradient))) for a, b in pairs)


def _short(numbers: Floats) -> Floats:
    return np.round(numbers, 1)
