"""Gradients as books and lectures write them, for the gates whose own rule is written otherwise.

The library computes some gradients in a form that keeps more digits, or that costs less. Students write the form of the
books, and it is in that form that they go astray: z·(1 − z) with the input in place of z, a softmax less no one-hot
rows. These formulas serve the diagnosis alone; each is equal to the gate's own rule, which a test holds them to.

Each takes the gate, the upstream gradient u, the output z and the inputs, and returns a gradient for each input, which
may have the shape to which its input was broadcast. Tensors come in and are recorded, so no number is looked at but
for masks.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Formula = Callable[..., tuple[Any, ...]]


def sigmoid(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u·z·(1 − z)."""
    return (u * (z * (1 - z)),)


def tanh(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u·(1 − z²)."""
    return (u * (1 - z * z),)


def relu(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u where x > 0."""
    return (np.where(x > 0, u, 0),)


def hard_tanh_at_once(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u where |x| ≤ 1."""
    return (np.where((x >= -1) & (x <= 1), u, 0),)


def hard_tanh(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u where −1 ≤ x and x ≤ 1."""
    return (np.where(x >= -1, np.where(x <= 1, u, 0), 0),)


def leaky_relu_at_once(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u where x > 0, else slope·u."""
    return (np.where(x > 0, u, gate.slope * u),)


def leaky_relu(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u where x > 0, plus slope·u where it isn't."""
    return (np.where(x > 0, u, 0) + np.where(x > 0, 0, gate.slope * u),)


def prelu_at_once(gate: Any, u: Any, z: Any, x: Any, a: Any) -> tuple[Any, Any]:
    """Return u where x > 0, else a·u; and u·x where it isn't."""
    return np.where(x > 0, u, a * u), np.where(x > 0, 0, u * x)


def prelu(gate: Any, u: Any, z: Any, x: Any, a: Any) -> tuple[Any, Any]:
    """Return u where x > 0, plus a·u where it isn't; and u·x where it isn't."""
    return np.where(x > 0, u, 0) + np.where(x > 0, 0, a * u), np.where(x > 0, 0, u * x)


def soft_sign(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return the quotient rule for x/(1 + |x|): two terms over (1 + |x|)²."""
    below = 1 + np.absolute(x)
    return ((u * below - u * x * np.sign(x)) / (below * below),)


def soft_sign_of_output(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u·(1 − |z|)²."""
    rest = 1 - np.absolute(z)
    return (u * rest * rest,)


def maximum(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return u to the larger one."""
    return np.where(x > y, u, 0), np.where(y > x, u, 0)


def maximum_in_halves(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return the gradients of (x + y + |x − y|)/2."""
    sign = np.sign(x - y)
    return 0.5 * u + 0.5 * u * sign, 0.5 * u - 0.5 * u * sign


def minimum(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return u to the smaller one."""
    return np.where(x < y, u, 0), np.where(y < x, u, 0)


def divide(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return u/y and −u·x/y²."""
    return u / y, -(u * x / (y * y))


def dropout(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u/(1 − rate) where the input was kept."""
    return (np.where(gate.mask(x.value) != 0, u / (1 - gate.rate), 0),)


def softmax_cross_entropy(gate: Any, u: Any, z: Any, scores: Any, labels: Any) -> tuple[Any, None]:
    """Return u·(softmax(scores) − y)/N, with the one-hot rows y."""
    n, classes = np.shape(scores)
    powers = np.exp(scores)
    softmax = powers / np.sum(powers, axis=1, keepdims=True)
    return u * (softmax - np.eye(classes)[labels]) / n, None


def binary_cross_entropy(gate: Any, u: Any, z: Any, logits: Any, targets: Any) -> tuple[Any, None]:
    """Return u·(σ(x) − t)/n."""
    return u * (1 / (1 + np.exp(-logits)) - targets) / np.size(logits), None


def binary_cross_entropy_of_both(gate: Any, u: Any, z: Any, logits: Any, targets: Any) -> tuple[Any, None]:
    """Return u·((1 − t)·σ(x) − t·σ(−x))/n: a term for each of the two classes."""
    positive, negative = 1 / (1 + np.exp(-logits)), 1 / (1 + np.exp(logits))
    return u * ((1 - targets) * positive - targets * negative) / np.size(logits), None


def mean_squared_error(gate: Any, u: Any, z: Any, prediction: Any, target: Any) -> tuple[Any, None]:
    """Return u·2·(prediction − target)/n."""
    return u * 2 * (prediction - target) / np.size(prediction), None


TEXTBOOK: dict[str, tuple[Formula, ...]] = {
    "BinaryCrossEntropy": (binary_cross_entropy, binary_cross_entropy_of_both),
    "Divide": (divide,),
    "Dropout": (dropout,),
    "HardTanh": (hard_tanh_at_once, hard_tanh),
    "LeakyReLU": (leaky_relu_at_once, leaky_relu),
    "Maximum": (maximum, maximum_in_halves),
    "MeanSquaredError": (mean_squared_error,),
    "Minimum": (minimum,),
    "PReLU": (prelu_at_once, prelu),
    "ReLU": (relu,),
    "Sigmoid": (sigmoid,),
    "SoftSign": (soft_sign, soft_sign_of_output),
    "SoftmaxCrossEntropy": (softmax_cross_entropy,),
    "Tanh": (tanh,),
}
