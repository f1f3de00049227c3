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


def maximum(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return u to the larger one."""
    return np.where(x > y, u, 0), np.where(y > x, u, 0)


def minimum(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return u to the smaller one."""
    return np.where(x < y, u, 0), np.where(y < x, u, 0)


def divide(gate: Any, u: Any, z: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return u/y and −u·x/y²."""
    return u / y, -(u * x / (y * y))


def dropout(gate: Any, u: Any, z: Any, x: Any) -> tuple[Any]:
    """Return u/(1 − rate) where the input was kept: where the output isn't 0."""
    return (np.where(z != 0, u / (1 - gate.rate), 0),)


def softmax_cross_entropy(gate: Any, u: Any, z: Any, scores: Any, labels: Any) -> tuple[Any, None]:
    """Return u·(softmax(scores) − y)/N, with the one-hot rows y."""
    n, classes = np.shape(scores)
    powers = np.exp(scores)
    softmax = powers / np.sum(powers, axis=1, keepdims=True)
    return u * (softmax - np.eye(classes)[labels]) / n, None


def binary_cross_entropy(gate: Any, u: Any, z: Any, logits: Any, targets: Any) -> tuple[Any, None]:
    """Return u·(σ(x) − t)/n."""
    return u * (1 / (1 + np.exp(-logits)) - targets) / np.size(logits), None


def mean_squared_error(gate: Any, u: Any, z: Any, prediction: Any, target: Any) -> tuple[Any, None]:
    """Return u·2·(prediction − target)/n."""
    return u * 2 * (prediction - target) / np.size(prediction), None


TEXTBOOK: dict[str, Formula] = {
    "BinaryCrossEntropy": binary_cross_entropy,
    "Divide": divide,
    "Dropout": dropout,
    "Maximum": maximum,
    "MeanSquaredError": mean_squared_error,
    "Minimum": minimum,
    "ReLU": relu,
    "Sigmoid": sigmoid,
    "SoftmaxCrossEntropy": softmax_cross_entropy,
    "Tanh": tanh,
}
