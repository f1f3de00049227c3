"""Signals on their way through a deep network: activations forward, gradients backward, layer by layer.

A layer multiplies the variance of what passes through it by fan_in·Var(W)·(the activation's share) forward, and by
fan_out·Var(W)·f′² backward. Off 1, the product over the layers vanishes or explodes; where activations saturate, f′ is
nearly 0 and gradients vanish. What is measured here is the network before training, with random data.

Source: vanishing and exploding gradients, and initialisation, IST lecture 5; Glorot and Bengio, "Understanding the
difficulty of training deep feedforward neural networks" (2010).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.autodiff.tensor import Tensor
from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate
from coursekit.gates.linear import Affine
from coursekit.nn.initialisers import Initialiser
from coursekit.train.debugging import saturation


@dataclass(frozen=True)
class SignalPropagation:
    """Statistics of each layer over units and examples, the first layer first.

    activation_means, activation_stds: of h = f(z). gradient_stds: of δ = ∂L/∂z; weight_gradient_stds: of ∂L/∂W.
    saturated: the fraction of units' answers with |f′(z)| below 0.01.
    """

    initialiser: str
    activation: str
    activation_means: tuple[float, ...]
    activation_stds: tuple[float, ...]
    gradient_stds: tuple[float, ...]
    weight_gradient_stds: tuple[float, ...]
    saturated: tuple[float, ...]

    @property
    def gradient_ratio(self) -> float:
        """How large δ is in the first layer, as a multiple of that in the last; nan if both are 0."""
        first, last = self.gradient_stds[0], self.gradient_stds[-1]
        return first / last if last else float("nan")

    @property
    def verdict(self) -> Literal["vanishing", "exploding", "steady"]:
        """Whether the gradient shrinks to less than a tenth on its way back, grows to more than ten times, or neither.

        If nothing comes back from the last layer, it has vanished.
        """
        if not self.gradient_ratio >= 0.1:
            return "vanishing"
        return "exploding" if self.gradient_ratio > 10 else "steady"


@dataclass(frozen=True, eq=False)
class LayerSignals:
    """What passes through a layer: h = f(z), slope f′(z) and δ = ∂L/∂z (examples, width), and ∂L/∂W (width, width)."""

    h: Array
    slope: Array
    delta: Array
    W_gradient: Array


def layer_signals(
    initialiser: Initialiser,
    activation: Gate,
    *,
    depth: int = 10,
    width: int = 100,
    examples: int = 100,
    rng: Rng = None,
) -> tuple[LayerSignals, ...]:
    """Send random data through `depth` layers of `width` units, and a random gradient back; return all that passes.

    Data and the gradient with respect to the last layer's activations are drawn from N(0, 1); biases are 0.

    activation: a gate with one input that works entry by entry. rng: a seed or a generator.
    """
    depth = whole_number("signal_propagation", "depth", depth, 1)
    width = whole_number("signal_propagation", "width", width, 1)
    examples = whole_number("signal_propagation", "examples", examples, 1)
    random = generator(rng, "signal_propagation")
    affine, layers = Affine(), []
    h: Any = random.standard_normal((examples, width))
    for _ in range(depth):
        W = Tensor(initialiser((width, width), random))
        z = affine(h, W, np.zeros(width))
        h = activation(z)
        layers.append((W, z, h))
    h.backward(random.standard_normal((examples, width)), keep=True)
    return tuple(
        LayerSignals(h.value, activation.gradients(np.ones_like(h.value), h.value, z.value)[0], z.gradient, W.gradient)
        for W, z, h in layers
    )


def signal_propagation(
    initialiser: Initialiser,
    activation: Gate,
    *,
    depth: int = 10,
    width: int = 100,
    examples: int = 100,
    rng: Rng = None,
) -> SignalPropagation:
    """Return the statistics of what `layer_signals` sends through the layers; the arguments are the same."""
    layers = layer_signals(initialiser, activation, depth=depth, width=width, examples=examples, rng=rng)
    return summary(initialiser, activation, layers)


def summary(initialiser: Initialiser, activation: Gate, layers: Sequence[LayerSignals]) -> SignalPropagation:
    """Return the statistics of signals that `layer_signals` returned."""
    return SignalPropagation(
        initialiser=str(initialiser),
        activation=str(activation),
        activation_means=tuple(float(np.mean(layer.h)) for layer in layers),
        activation_stds=tuple(float(np.std(layer.h)) for layer in layers),
        gradient_stds=tuple(float(np.std(layer.delta)) for layer in layers),
        weight_gradient_stds=tuple(float(np.std(layer.W_gradient)) for layer in layers),
        saturated=tuple(float(np.mean(saturation(layer.slope))) for layer in layers),
    )
