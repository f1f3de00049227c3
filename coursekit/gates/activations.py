"""Activation gates: elementwise nonlinearities, right to the last digits for inputs of any size.

Every branch is taken on the real part and no |x| is formed, so that complex inputs pass through and the complex
step differentiates the forward exactly. Throughout, u stands for the upstream gradient ∂L/∂z.

Source: the nonlinearities of the CS224n notes (part on tips and tricks) and of CSE 587 lecture 3, with the errata of
the first corrected (the signs and squares in sigmoid′ and softsign′).
"""

from typing import ClassVar

import numpy as np

from coursekit.arguments import finite_number
from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate
from coursekit.gates.graph import Node


class Sigmoid(Gate):
    """z = σ(x) = 1 / (1 + e⁻ˣ). Downstream: u·σ(x)·σ(−x).

    σ(−x) is 1 − σ(x) without the cancellation that leaves nothing of it for large x.
    """

    def value(self, x: Array) -> Array:
        # From e^(−|x|), which cannot overflow and keeps the digits of a tiny result.
        positive = np.real(x) >= 0
        decay = np.exp(np.where(positive, np.negative(x), x))
        return np.where(positive, 1, decay) / (1 + decay)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * output * sigmoid(np.negative(x)),)


class Tanh(Gate):
    """z = tanh x = 2σ(2x) − 1. Downstream: u·(1 − z²), computed as u·4σ(2x)σ(−2x).

    The two are equal, but the second keeps its digits where z is near ±1.
    """

    def value(self, x: Array) -> Array:
        return np.tanh(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        twice = np.multiply(2, x)
        return (upstream * (4 * sigmoid(twice) * sigmoid(np.negative(twice))),)


class HardTanh(Gate):
    """z = x between −1 and 1, else −1 or 1. Downstream: u where −1 ≤ x ≤ 1 (the kinks included), else 0."""

    def value(self, x: Array) -> Array:
        return np.minimum(np.maximum(x, -1), 1)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        inside = np.logical_and(np.real(x) >= -1, np.real(x) <= 1)
        return (np.where(inside, upstream, 0),)


class SoftSign(Gate):
    """z = x / (1 + |x|). Downstream: u / (1 + |x|)², which is smooth at 0."""

    def value(self, x: Array) -> Array:
        return x / (1 + magnitude(x))

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * np.square(1 / (1 + magnitude(x))),)


class ReLU(Gate):
    """z = max(x, 0). Downstream: u where x > 0, else 0; 0 at the kink x = 0."""

    broadcasts: ClassVar[bool] = False

    def value(self, x: Array) -> Array:
        return np.maximum(x, 0)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        # The sign of the output is 1 where x > 0, else 0. A product takes a tenth of the time of np.where, for which
        # the processor would have to guess the sign of each entry.
        return (upstream * np.sign(output.real),)


class LeakyReLU(Gate):
    """z = x where x > 0, else slope·x. Downstream: u where x > 0, else slope·u; slope at the kink x = 0.

    slope: a finite real number, the k of the lectures' max(x, k·x), to which it is equal for slope ≤ 1.
    """

    def __init__(self, *, slope: float = 0.01) -> None:
        self.slope = finite_number("LeakyReLU", "slope", slope)

    def value(self, x: Array) -> Array:
        return np.where(np.real(x) > 0, x, self.slope * x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.where(np.real(x) > 0, upstream, self.slope * upstream),)


class PReLU(Gate):
    """z = x where x > 0, else a·x: a leaky ReLU whose slope a is learned.

    Downstream: for x, u where x > 0, else a·u (a at the kink x = 0); for a, 0 where x > 0, else u·x.

    a broadcasts against x: one slope, or one for each entry of the last axis. Source: He, Zhang, Ren and Sun,
    "Delving deep into rectifiers" (2015).
    """

    def value(self, x: Array, a: Array) -> Array:
        return np.where(np.real(x) > 0, x, a * x)

    def gradients(self, upstream: Array, output: Array, x: Array, a: Array) -> tuple[Array, Array]:
        on = np.real(x) > 0
        return np.where(on, upstream, a * upstream), np.where(on, 0, upstream * x)


class Sign(Gate):
    """z = −1, 0 or 1, as x is negative, zero or positive. Downstream: 0 everywhere, at the jump too."""

    def value(self, x: Array) -> Array:
        return np.sign(np.real(x))

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.zeros_like(x),)


def sigmoid(x: Array) -> Array:
    """Return σ(x), as one node where x is one."""
    return Sigmoid()(x) if isinstance(x, Node) else Sigmoid().value(x)


def magnitude(x: Array) -> Array:
    """Return |x| as x or −x, by the sign of the real part, so that a complex step passes through."""
    return np.where(np.real(x) < 0, np.negative(x), x)
