"""An activation and its slope along a line, where it saturates, and what many of them in a row do to a gradient.

On its way down through L layers a gradient is multiplied by f′(z) once in each. Where f saturates, f′(z) is near 0, and
the product vanishes; where slopes are above 1 it may explode (weights belong to it, too, and are left out here).

Source: nonlinearities, CS224n notes; vanishing gradients, IST lecture 5.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.results.arrays import Floats

# What `Softmax` and `Sparsemax` give the first of two scores, of which the second is 0.
_OF_TWO = {"softmax": gates.Softmax, "sparsemax": gates.Sparsemax}
_ELEMENTWISE: dict[str, Any] = {
    "sigmoid": gates.Sigmoid,
    "tanh": gates.Tanh,
    "hard tanh": gates.HardTanh,
    "soft sign": gates.SoftSign,
    "ReLU": gates.ReLU,
    "leaky ReLU": partial(gates.LeakyReLU, slope=0.1),
    "parametric ReLU": gates.PReLU,
    "sign": gates.Sign,
}
ACTIVATIONS = (*_ELEMENTWISE, *_OF_TWO)

# The a of the parametric ReLU, which a network would learn.
PARAMETER = 0.25

SATURATED = 0.01
LOW, HIGH = -6.0, 6.0


@dataclass(frozen=True, eq=False)
class ActivationCurve:
    """f and f′ at the points x (n,), and the intervals in which f is saturated: |f′| below 0.01."""

    name: str
    x: Floats
    value: Floats
    slope: Floats
    saturated: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class SlopeProduct:
    """The product of f′(zₖ) over the layers 1 to L: `product[k − 1]` after k layers, each with a z (L,) of its own."""

    name: str
    z: Floats
    slope: Floats
    product: Floats


def activation_at(name: str, x: Any) -> tuple[Floats, Floats]:
    """Return f(x) and f′(x), entry by entry. name: one of `ACTIVATIONS`.

    "softmax" and "sparsemax" are the first of the two shares of (x, 0); "parametric ReLU" has a = 0.25.

    Raises ValueError for another name.
    """
    points = np.asarray(x, dtype=float)
    ones = np.ones_like(points)
    if name in _OF_TWO:
        gate = _OF_TWO[name]()
        shares = gate.forward(np.stack([points, np.zeros_like(points)], axis=-1))
        (slopes,) = gate.backward(np.stack([ones, np.zeros_like(points)], axis=-1))
        return shares[..., 0], slopes[..., 0]
    if name not in _ELEMENTWISE:
        raise ValueError(f"{name!r} is no activation here; there are {', '.join(ACTIVATIONS)}")
    gate = _ELEMENTWISE[name]()
    parameters = (PARAMETER,) if name == "parametric ReLU" else ()
    value = gate.forward(points, *parameters)
    return value, gate.backward(ones)[0]


def activation_curve(name: str, low: float = LOW, high: float = HIGH, points: int = 481) -> ActivationCurve:
    """Return an activation from low to high."""
    x = np.linspace(low, high, points)
    value, slope = activation_at(name, x)
    return ActivationCurve(name, x, value, slope, _intervals(x, np.abs(slope) < SATURATED))


def slope_product(name: str, depth: int, *, spread: float = 1.0, seed: int = 0) -> SlopeProduct:
    """Return the product of slopes through `depth` layers, whose z are drawn from N(0, spread²)."""
    z = spread * np.random.default_rng(seed).standard_normal(depth)
    _, slope = activation_at(name, z)
    return SlopeProduct(name, z, slope, np.cumprod(slope, dtype=float))


def _intervals(x: Floats, inside: Any) -> tuple[tuple[float, float], ...]:
    """Return where `inside` holds, as pairs of ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    return tuple((float(x[first]), float(x[past - 1])) for first, past in zip(edges[::2], edges[1::2], strict=True))
