"""Functions at points that are hard for numerical differentiation: ill-conditioned, near a kink, or on one.

The derivatives are formulas, right to the last digits. Wrong ones are made from them, some of them only a little wrong.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# What a wrong derivative is made by; the first two are what a check must see, and seldom does.
CHANGES: dict[str, Callable[[float], float]] = {
    "times 1.0001": lambda slope: slope * 1.0001,
    "plus 1e-5": lambda slope: slope + 1e-5,
    "times 1.01": lambda slope: slope * 1.01,
    "times 2": lambda slope: slope * 2,
    "negative": lambda slope: -slope,
    "left out": lambda slope: 0.0,
}

# A wrong derivative is counted if it is off by a part in 1e5 at least, and by more than a right formula in float64 may
# be where terms of the size of 1 cancel.
RELATIVE, CANCELLED = 1e-5, 1e-9


@dataclass(frozen=True)
class Point:
    """A function at x; its slopes there: one, or the two of a kink."""

    name: str
    function: Callable[[Any], Any]
    x: float
    slopes: tuple[float, ...]

    def gate(self, slope: float) -> type:
        """Return a gate that computes the function and multiplies upstream by this slope."""
        function = self.function

        class Gate:
            def forward(self, x: Any) -> Any:
                return function(x)

            def backward(self, upstream: Any) -> Any:
                return upstream * slope

        return Gate

    def right(self) -> list[float]:
        """Return what may be said: at a kink, either slope and what lies between."""
        return sorted({*self.slopes, sum(self.slopes) / len(self.slopes)})

    def wrong(self) -> list[float]:
        """Return what may not be said."""
        low, high = min(self.slopes), max(self.slopes)
        allowed = CANCELLED + RELATIVE * max(abs(low), abs(high))
        changed = {change(slope) for change in CHANGES.values() for slope in self.slopes}
        return sorted(slope for slope in changed if not low - allowed <= slope <= high + allowed)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _leaky(x: Any) -> Any:
    return np.where(x > 0, x, 0.01 * x)[()]


HOSTILE = (
    # Steep, flat, or both by turns: a fixed step is too long for one and too short for the other.
    Point("exp", np.exp, 30.0, (math.exp(30.0),)),
    Point("exp", np.exp, -12.0, (math.exp(-12.0),)),
    Point("log", np.log, 1e-6, (1e6,)),
    Point("reciprocal", lambda x: 1 / x, 1e-3, (-1e6,)),
    Point("square root", np.sqrt, 1e-8, (0.5e4,)),
    Point("sine, many periods", lambda x: np.sin(500 * x), 1.0, (500 * math.cos(500.0),)),
    Point("eighth power", lambda x: x**8, 50.0, (8 * 50.0**7,)),
    Point("cube near 0", lambda x: x**3, 1e-2, (3e-4,)),
    Point("bell", lambda x: np.exp(-((x / 1e-3) ** 2)), 5e-4, (-1e3 * math.exp(-0.25),)),
    # A large value that hardly changes: the difference loses its digits.
    Point("square beside a large constant", lambda x: x**2 + 1e7, 1.5, (3.0,)),
    Point("sigmoid, saturated", _sigmoid, 12.0, (math.exp(-12.0) / (1 + math.exp(-12.0)) ** 2,)),
    Point("tanh, saturated", np.tanh, 6.0, (1 / math.cosh(6.0) ** 2,)),
    Point("log-cosh near 0", lambda x: np.log(np.cosh(x)), 1e-3, (math.tanh(1e-3),)),
    Point("softplus", lambda x: np.log1p(np.exp(x)), -9.0, (1 / (1 + math.exp(9.0)),)),
    # Nearer to a kink than the step is long.
    Point("ReLU beside its kink", lambda x: np.maximum(x, 0), 3e-7, (1.0,)),
    Point("ReLU beside its kink", lambda x: np.maximum(x, 0), -3e-6, (0.0,)),
    Point("absolute value beside its kink", np.abs, -1e-7, (-1.0,)),
    # On a kink: any value between the slopes is right.
    Point("ReLU at its kink", lambda x: np.maximum(x, 0), 0.0, (0.0, 1.0)),
    Point("absolute value at its kink", np.abs, 0.0, (-1.0, 1.0)),
    Point("hard tanh at its kink", lambda x: np.clip(x, -1, 1), 1.0, (0.0, 1.0)),
    Point("leaky ReLU at its kink", _leaky, 0.0, (0.01, 1.0)),
)
