"""Elementary functions as gates: roots, logarithms, trigonometric and hyperbolic functions, entry by entry.

Each is named like NumPy's function. The functions of two inputs take shapes that broadcast. Outside of a function's
domain, and where a slope is infinite (√ at 0, arcsin at ±1), NumPy's answers and warnings hold. Throughout, u stands
for the upstream gradient ∂L/∂z.

Source: the table of derivatives in any calculus book; forms are chosen that keep their digits where the printed ones
cancel: (1 − x)(1 + x) for 1 − x².
"""

import numpy as np

from coursekit.gates.activations import magnitude, sigmoid
from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate


class Sqrt(Gate):
    """z = √x. Downstream: u/(2z)."""

    def value(self, x: Array) -> Array:
        return np.sqrt(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / (2 * output),)


class Absolute(Gate):
    """z = |x|. Downstream: u·sign(x), which is 0 at the kink x = 0."""

    def value(self, x: Array) -> Array:
        return np.absolute(x) if np.isrealobj(x) else magnitude(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * np.sign(np.real(x)),)


class Log1p(Gate):
    """z = ln(1 + x), right for tiny x too. Downstream: u/(1 + x)."""

    def value(self, x: Array) -> Array:
        return np.log1p(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / (1 + x),)


class Expm1(Gate):
    """z = eˣ − 1, right for tiny x too. Downstream: u·eˣ; z + 1 would lose what is left of eˣ far below 0."""

    def value(self, x: Array) -> Array:
        return np.expm1(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * np.exp(x),)


class Sin(Gate):
    """z = sin x. Downstream: u·cos x."""

    def value(self, x: Array) -> Array:
        return np.sin(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * np.cos(x),)


class Cos(Gate):
    """z = cos x. Downstream: −u·sin x."""

    def value(self, x: Array) -> Array:
        return np.cos(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.negative(upstream) * np.sin(x),)


class Tan(Gate):
    """z = tan x. Downstream: u·(1 + z²)."""

    def value(self, x: Array) -> Array:
        return np.tan(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * (1 + output * output),)


class Arcsin(Gate):
    """z = arcsin x for −1 ≤ x ≤ 1. Downstream: u/√(1 − x²)."""

    def value(self, x: Array) -> Array:
        return np.arcsin(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / np.sqrt((1 - x) * (1 + x)),)


class Arccos(Gate):
    """z = arccos x for −1 ≤ x ≤ 1. Downstream: −u/√(1 − x²)."""

    def value(self, x: Array) -> Array:
        return np.arccos(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.negative(upstream) / np.sqrt((1 - x) * (1 + x)),)


class Arctan(Gate):
    """z = arctan x. Downstream: u/(1 + x²)."""

    def value(self, x: Array) -> Array:
        return np.arctan(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / (1 + x * x),)


class Sinh(Gate):
    """z = sinh x. Downstream: u·cosh x."""

    def value(self, x: Array) -> Array:
        return np.sinh(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * np.cosh(x),)


class Cosh(Gate):
    """z = cosh x. Downstream: u·sinh x."""

    def value(self, x: Array) -> Array:
        return np.cosh(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream * np.sinh(x),)


class Arcsinh(Gate):
    """z = arcsinh x. Downstream: u/√(1 + x²)."""

    def value(self, x: Array) -> Array:
        return np.arcsinh(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / np.sqrt(1 + x * x),)


class Arccosh(Gate):
    """z = arccosh x for x ≥ 1. Downstream: u/√(x² − 1)."""

    def value(self, x: Array) -> Array:
        return np.arccosh(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / np.sqrt((x - 1) * (x + 1)),)


class Arctanh(Gate):
    """z = arctanh x for −1 < x < 1. Downstream: u/(1 − x²)."""

    def value(self, x: Array) -> Array:
        return np.arctanh(x)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream / ((1 - x) * (1 + x)),)


class Arctan2(Gate):
    """z = the angle of the point (x, y), from −π to π. Downstream: for y, u·x/r²; for x, −u·y/r², with r² = x² + y².

    At the origin, where there is no angle, both are 0. NumPy has no angle of complex coordinates, so the complex step
    cannot be taken through this gate.
    """

    def value(self, y: Array, x: Array) -> Array:
        return np.arctan2(y, x)

    def gradients(self, upstream: Array, output: Array, y: Array, x: Array) -> tuple[Array, Array]:
        r = _one_for_zero(np.hypot(x, y))
        return upstream * (x / r / r), np.negative(upstream) * (y / r / r)


class Hypot(Gate):
    """z = √(x² + y²), without overflow in the squares. Downstream: (u·x/z, u·y/z), 0 at the origin, as for |x|.

    NumPy has none for complex sides, so the complex step cannot be taken through this gate.
    """

    def value(self, x: Array, y: Array) -> Array:
        return np.hypot(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        length = _one_for_zero(output)
        return upstream * (x / length), upstream * (y / length)


class LogAddExp(Gate):
    """z = ln(eˣ + eʸ), without overflow. Downstream: u·σ(x − y) for x, u·σ(y − x) for y.

    NumPy has none for complex numbers, so the complex step cannot be taken through this gate.
    """

    def value(self, x: Array, y: Array) -> Array:
        return np.logaddexp(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        ahead = x - y
        return upstream * sigmoid(ahead), upstream * sigmoid(np.negative(ahead))


class RaisedTo(Gate):
    """z = xʸ, both of them inputs. Downstream: for x, u·y·xʸ⁻¹; for y, u·z·ln x.

    (`Power` has a fixed exponent.) x⁰ has the slope 0 in x, at x = 0 too; 0ʸ has the slope 0 in y. For x < 0 there is
    no slope in y: it is nan, with NumPy's warning, and computed only if somebody wants it.
    """

    def value(self, x: Array, y: Array) -> Array:
        return np.power(x, y)

    def gradients(self, upstream: Array, output: Array, x: Array, y: Array) -> tuple[Array, Array]:
        def by_base() -> Array:
            constant = np.equal(y, 0)
            # Where y = 0, xʸ⁻¹ may be infinite: it is not computed there.
            return upstream * np.where(constant, 0, y * np.power(x, np.where(constant, 1, y - 1)))

        def by_exponent() -> Array:
            zero = np.equal(x, 0)
            return upstream * np.where(zero, 0, output * np.log(np.where(zero, 1, x)))

        return by_base, by_exponent


def _one_for_zero(x: Array) -> Array:
    """Return x, but 1 where it is 0, so that 0/x is 0 there."""
    return np.where(np.equal(x, 0), 1, x)
