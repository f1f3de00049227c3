"""Arithmetic gates: sums, products, powers and extremes of two.

Elementwise gates take shapes that broadcast; their gradients are written in the broadcast shape and summed back by
`Gate.backward`. Throughout, u stands for the upstream gradient ∂L/∂z.

Source: the gates of the lectures' example f = (x + y)·max(y, z) and its node intuitions (CSE 587 lecture 3; CS224N
lecture 4), completed with the operations from which their losses and layers are made.
"""

import numpy as np

from coursekit.arguments import finite_number
from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate


class Add(Gate):
    """z = x + y. Downstream: (u, u); addition distributes the upstream gradient."""

    def value(self, x: Array, y: Array) -> Array:
        return np.add(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        return upstream, upstream


class Subtract(Gate):
    """z = x − y. Downstream: (u, −u)."""

    def value(self, x: Array, y: Array) -> Array:
        return np.subtract(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        return upstream, np.negative(upstream)


class Multiply(Gate):
    """z = x·y, elementwise. Downstream: (u·y, u·x); multiplication switches the inputs."""

    def value(self, x: Array, y: Array) -> Array:
        return np.multiply(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        return np.multiply(upstream, y), np.multiply(upstream, x)


class Divide(Gate):
    """z = x / y, elementwise. Downstream: (u/y, −u·x/y²), the second as −(u/y)·z, which does not overflow in y²."""

    def value(self, x: Array, y: Array) -> Array:
        return np.divide(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        per_y = np.divide(upstream, y)
        return per_y, np.negative(np.multiply(per_y, output))


class Negate(Gate):
    """z = −x. Downstream: −u."""

    def value(self, x: Array) -> Array:
        return np.negative(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.negative(upstream),)


class Power(Gate):
    """z = xᵖ, elementwise, for a fixed exponent p. Downstream: u·p·xᵖ⁻¹.

    x⁰ is the constant 1 with gradient 0, at x = 0 too. Elsewhere NumPy's answers hold: nan for a negative x with a
    fractional p, inf at x = 0 where the slope is infinite (p < 1).

    exponent: a finite real number.
    """

    def __init__(self, *, exponent: float = 2) -> None:
        self.exponent = finite_number("Power", "exponent", exponent)

    def value(self, x: Array) -> Array:
        return np.power(x, self.exponent)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        if self.exponent == 0:
            return (np.zeros_like(x),)
        return (upstream * (self.exponent * np.power(x, self.exponent - 1)),)


class Exp(Gate):
    """z = eˣ. Downstream: u·z; the exponential is its own derivative."""

    def value(self, x: Array) -> Array:
        return np.exp(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.multiply(upstream, output),)


class Log(Gate):
    """z = ln x. Downstream: u/x. Outside of x > 0, NumPy's answers and warnings."""

    def value(self, x: Array) -> Array:
        return np.log(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.divide(upstream, x),)


class Maximum(Gate):
    """z = max(x, y), elementwise. Downstream: u to the larger input, 0 to the other; the gate routes the gradient.

    At a tie each input gets half. Any split that sums to one is a subgradient; half and half keeps max symmetric and
    is what the average of the one-sided slopes gives. (CS224N's page prints 0 for both, which loses the gradient.)
    """

    def value(self, x: Array, y: Array) -> Array:
        return np.maximum(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        return route(upstream, np.real(x), np.real(y))


class Minimum(Gate):
    """z = min(x, y), elementwise. Downstream: u to the smaller input, 0 to the other, half to each at a tie."""

    def value(self, x: Array, y: Array) -> Array:
        return np.minimum(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        return route(upstream, np.real(y), np.real(x))


def route(upstream: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Return upstream where x > y and where y > x, half of it to both at ties, 0 elsewhere."""
    half = np.where(np.equal(x, y), 0.5 * upstream, 0.0)
    return np.where(np.greater(x, y), upstream, half), np.where(np.greater(y, x), upstream, half)
