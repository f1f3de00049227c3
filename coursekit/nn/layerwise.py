"""Backpropagation layer by layer, as one does it by hand: every z, a and δ of a network, and how δ moves down.

A network of L layers computes z⁽ᵏ⁾ = W⁽ᵏ⁾a⁽ᵏ⁻¹⁾ + b⁽ᵏ⁾ and a⁽ᵏ⁾ = f(z⁽ᵏ⁾), from a⁽⁰⁾ = x. With δ⁽ᵏ⁾ = ∂L/∂z⁽ᵏ⁾:

    δ⁽ᴸ⁾ = f′(z⁽ᴸ⁾)∘∂L/∂a⁽ᴸ⁾      δ⁽ᵏ⁾ = f′(z⁽ᵏ⁾)∘W⁽ᵏ⁺¹⁾ᵀδ⁽ᵏ⁺¹⁾      ∂L/∂W⁽ᵏ⁾ = δ⁽ᵏ⁾a⁽ᵏ⁻¹⁾ᵀ      ∂L/∂b⁽ᵏ⁾ = δ⁽ᵏ⁾

Each δ is computed once, and serves both the gradients of its layer and the δ below. `layerwise` does it with matrices,
for one example or a batch of rows; `elementwise` neuron by neuron; `error_sharing` follows a single weight. What f′ is
stands with the gates.

Source: backpropagation elementwise and vectorised, CS224n notes; "Gradient backpropagation", IST lecture 5. There W⁽ᵏ⁾
leads from layer k to k + 1 (CS224n); here, as in IST, it leads to layer k. Layers are counted from 1, as they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.gates.activations import Sigmoid
from coursekit.gates.coercion import as_numbers
from coursekit.gates.gate import Gate
from coursekit.gates.linear import Affine

Array = Any


@dataclass(frozen=True)
class Layer:
    """One layer in one pass: what entered (a_below), z = W·a_below + b, a = f(z), δ = ∂L/∂z, and the gradients."""

    a_below: Array
    z: Array
    a: Array
    delta: Array
    W_gradient: Array
    b_gradient: Array


@dataclass(frozen=True)
class Pass:
    """All layers of one forward and backward pass, the first one first, and ∂L/∂x."""

    layers: tuple[Layer, ...]
    x_gradient: Array

    @property
    def output(self) -> Array:
        """The activation of the last layer."""
        return self.layers[-1].a


@dataclass(frozen=True)
class Step:
    """A step of `error_sharing`: what is looked at, in words, and its value."""

    what: str
    value: float


def layerwise(
    x: Any,
    weights: Sequence[Any],
    biases: Sequence[Any],
    *,
    activation: Gate | None = None,
    output: Gate | None = None,
    upstream: Any = 1.0,
) -> Pass:
    """Return one forward and backward pass through a fully connected network, with all that happens on the way.

    x: (n₀,), or a batch (N, n₀). weights: for layer k, (nₖ, nₖ₋₁); biases: (nₖ,). activation: the gate f of hidden
    layers, by default `Sigmoid`; output: that of the last, by default none (a = z). upstream: ∂L/∂a of the last layer,
    in a shape that broadcasts to it: 1 if its output is the score itself. Of a batch, the gradients are sums.

    Raises ValueError, naming the layer, for shapes that do not fit.
    """
    hidden = activation or Sigmoid()
    parameters = _checked(weights, biases)
    gates = [hidden] * (len(parameters) - 1) + [output]
    affine = Affine()
    entered, a = [], as_numbers(x, "layerwise", "x")
    values = []
    for number, ((W, b), gate) in enumerate(zip(parameters, gates, strict=True), start=1):
        entered.append(a)
        try:
            z = affine.forward(a, W, b)
        except ValueError as error:
            error.add_note(f"in layer {number}")
            raise
        a = z if gate is None else gate.value(z)
        values.append((z, a))
    arriving = np.broadcast_to(as_numbers(upstream, "layerwise", "upstream"), np.shape(a))
    layers: list[Layer] = []
    for (W, b), gate, below, (z, a) in reversed(list(zip(parameters, gates, entered, values, strict=True))):
        delta = np.array(arriving) if gate is None else gate.gradients(arriving, a, z)[0]
        arriving, W_gradient, b_gradient = (part() for part in affine.gradients(delta, z, below, W, b))
        layers.append(Layer(below, z, a, delta, W_gradient, b_gradient))
    return Pass(tuple(reversed(layers)), arriving)


def elementwise(
    x: Any,
    weights: Sequence[Any],
    biases: Sequence[Any],
    *,
    activation: Gate | None = None,
    output: Gate | None = None,
    upstream: Any = 1.0,
) -> Pass:
    """Return the same as `layerwise` for one example x (n₀,), computed neuron by neuron and weight by weight.

    Neuron j of layer k has δⱼ = f′(zⱼ)·Σᵢ δᵢ Wᵢⱼ, the sum over the neurons i above that it leads to; the gradient of
    Wⱼₗ is δⱼ·aₗ, that of bⱼ is δⱼ, for a bias is a weight on an input of 1.
    """
    hidden = activation or Sigmoid()
    parameters = _checked(weights, biases)
    gates = [hidden] * (len(parameters) - 1) + [output]
    a = as_numbers(x, "elementwise", "x")
    if np.ndim(a) != 1:
        raise ValueError(
            f"elementwise takes one example, x of shape (n,), not {np.shape(a)}; `layerwise` takes batches"
        )
    forward = []
    for (W, b), gate in zip(parameters, gates, strict=True):
        if W.shape[1] != len(a):
            raise ValueError(f"elementwise: a layer with W {W.shape} takes {W.shape[1]} inputs, but gets {len(a)}")
        below = a
        z = np.array([b[j] + sum(W[j, m] * below[m] for m in range(len(below))) for j in range(len(b))])
        a = np.array([zj if gate is None else gate.value(zj) for zj in z])
        forward.append((below, z, a))
    errors = list(np.broadcast_to(as_numbers(upstream, "elementwise", "upstream"), np.shape(a)))
    layers: list[Layer] = []
    for (W, b), gate, (below, z, a) in reversed(list(zip(parameters, gates, forward, strict=True))):
        delta = [
            error if gate is None else gate.gradients(error, a[j], z[j])[0] for j, error in enumerate(errors)
        ]  # fmt: skip
        W_gradient = [[delta[j] * below[m] for m in range(len(below))] for j in range(len(b))]
        errors = [sum(delta[j] * W[j, m] for j in range(len(b))) for m in range(len(below))]
        layers.append(Layer(below, z, a, np.array(delta), np.array(W_gradient), np.array(delta)))
    return Pass(tuple(reversed(layers)), np.array(errors))


def error_sharing(
    run: Pass,
    weights: Sequence[Any],
    layer: int,
    neuron: int,
    input: int,  # noqa: A002 - what it is called
) -> list[Step]:
    """Return, step by step, how much of the error reaches one weight: W⁽ᵏ⁾ⱼₗ for layer k, neuron j and input l.

    run: of one example. All three are counted from 1, as in the lectures: layer 1, neuron 1, input 4 is W₁₄⁽¹⁾. The
    last step is the gradient of the loss with respect to this weight.

    Raises IndexError if the network has no such weight.
    """
    if not 1 <= layer <= len(run.layers):
        raise IndexError(f"error_sharing: the network has layers 1 to {len(run.layers)}, but no layer {layer}")
    here = run.layers[layer - 1]
    if np.ndim(here.z) != 1:
        raise ValueError("error_sharing follows one example; run layerwise on one row")
    rows, columns = np.shape(here.W_gradient)
    if not (1 <= neuron <= rows and 1 <= input <= columns):
        raise IndexError(
            f"error_sharing: layer {layer} has {rows} neurons with {columns} inputs each, but no weight "
            f"({neuron}, {input}); both are counted from 1"
        )
    j, m = neuron - 1, input - 1
    steps = []
    if layer < len(run.layers):
        above, W = run.layers[layer], np.asarray(weights[layer])
        for i, delta in enumerate(above.delta):
            share = delta * W[i, j]
            steps.append(Step(f"from z{i + 1} of layer {layer + 1}: δ{i + 1}·W{i + 1}{neuron}", float(share)))
        received = float(np.sum(above.delta * W[:, j]))
        steps.append(Step(f"received at a{neuron} of layer {layer}: their sum", received))
    steps.append(Step(f"at z{neuron} of layer {layer}, after the activation's slope: δ{neuron}", float(here.delta[j])))
    steps.append(
        Step(f"what W{neuron}{input} was multiplied by: a{input} of layer {layer - 1}", float(here.a_below[m]))
    )
    steps.append(Step(f"the gradient of W{neuron}{input}: δ{neuron}·a{input}", float(here.W_gradient[j, m])))
    return steps


def with_bias(W: Any, b: Any) -> Array:
    """Return [W b], weights with their bias as one more column, for inputs that `with_one` has extended."""
    return np.concatenate([W, np.reshape(b, (-1, 1))], axis=1)


def with_one(x: Any) -> Array:
    """Return [x 1]: inputs (n,) or (N, n) with one more, which is always 1; [W b]·[x 1] is Wx + b."""
    return np.concatenate([x, np.ones((*np.shape(x)[:-1], 1))], axis=-1)


def _checked(weights: Sequence[Any], biases: Sequence[Any]) -> list[tuple[Array, Array]]:
    if len(weights) != len(biases) or not weights:
        raise ValueError(
            f"a network has a W and a b for each layer, and at least one; given were {len(weights)} weights and "
            f"{len(biases)} biases"
        )
    parameters = []
    for number, (given_W, given_b) in enumerate(zip(weights, biases, strict=True), start=1):
        W = as_numbers(given_W, f"layer {number}", "W")
        b = as_numbers(given_b, f"layer {number}", "b")
        if np.ndim(W) != 2 or np.shape(b) != np.shape(W)[:1]:
            raise ValueError(
                f"layer {number}: W has shape (n, m) and b (n,), but given were {np.shape(W)}, {np.shape(b)}"
            )
        parameters.append((W, b))
    return parameters
