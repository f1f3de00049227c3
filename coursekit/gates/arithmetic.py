"""Arithmetic gates: sums, products, powers, extremes and reductions.

Elementwise gates take shapes that broadcast; their gradients are written in the broadcast shape and summed back by
`Gate.backward`. Throughout, u stands for the upstream gradient ∂L/∂z.

Source: the gates of the lectures' example f = (x + y)·max(y, z) and its node intuitions (CSE 587 lecture 3; CS224N
lecture 4), completed with the operations from which their losses and layers are made.
"""

import math
import numbers
from typing import Any, ClassVar, TypeAlias

import numpy as np

from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate

Axis: TypeAlias = int | tuple[int, ...] | None


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


class Sum(Gate):
    """z = Σx over all entries, or over `axis`, which the output lacks. Downstream: u, copied to every summand.

    axis: None, an axis, or a tuple of axes; negative ones count from the last.
    """

    fits: ClassVar[str] = "an array that has the axes that are summed over"

    def __init__(self, *, axis: Axis = None) -> None:
        self.axis = axes("Sum", axis)

    def value(self, x: Array) -> Array:
        return np.sum(x, axis=self.axis)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (spread(upstream, self.axis, x),)


class Mean(Gate):
    """z = Σx / n over all entries, or over `axis`, which the output lacks. Downstream: u/n to every entry.

    n is the number of entries that make one mean. The mean of nothing is NumPy's: nan, with a warning.

    axis: None, an axis, or a tuple of axes; negative ones count from the last.
    """

    fits: ClassVar[str] = "an array that has the axes that are averaged over"

    def __init__(self, *, axis: Axis = None) -> None:
        self.axis = axes("Mean", axis)

    def value(self, x: Array) -> Array:
        return np.mean(x, axis=self.axis)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        if np.size(x) == 0:
            return (np.zeros_like(x),)
        return (np.divide(spread(upstream, self.axis, x), np.size(x) // np.size(output)),)


def route(upstream: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Return upstream where x > y and where y > x, half of it to both at ties, 0 elsewhere."""
    half = np.where(np.equal(x, y), 0.5 * upstream, 0.0)
    return np.where(np.greater(x, y), upstream, half), np.where(np.greater(y, x), upstream, half)


def spread(upstream: Array, axis: Axis, x: Array) -> Array:
    """Copy the gradient of a reduction of x over `axis` to all entries of x: the backward of a sum."""
    kept = upstream if axis is None else np.expand_dims(upstream, axis)
    return np.broadcast_to(kept, np.shape(x))


def finite_number(gate: str, name: str, value: Any) -> float:
    """Return `value` if it is a finite real number; otherwise raise an error that names the gate's parameter."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{gate}: {name} must be a real number, not {type(value).__name__} {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{gate}: {name} must be finite, not {value!r}")
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def axes(gate: str, axis: Any) -> Axis:
    """Return `axis` if it is None, an integer or a tuple of different integers; otherwise raise an error."""
    listed = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if any(isinstance(one, bool) or not isinstance(one, numbers.Integral) for one in listed):
        raise TypeError(f"{gate}: axis must be None, an integer or a tuple of integers, not {axis!r}")
    if len(set(listed)) < len(listed):
        raise ValueError(f"{gate}: axis names an axis twice: {axis!r}")
    integers = tuple(int(one) for one in listed)
    return integers if isinstance(axis, tuple) else integers[0] if integers else None
