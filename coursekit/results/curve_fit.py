"""A curve, and the sums of 1, 2, 3, … units that come nearest to it: universal approximation, unit by unit.

f̂(x) = c + Σ vᵢ·φ(kᵢx + bᵢ). Where each unit bends (at x = −bᵢ/kᵢ) is given, evenly or at random, and so is how sharply
(kᵢ). The rest is linear: v and c are the least-squares fit to the curve.

Source: universal approximation, CSE 587 lecture 3, IST lecture 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.results.arrays import Floats

LOW, HIGH = -3.0, 3.0
MOST = 30
CORNERS = np.linspace(LOW, HIGH, 9)  # where a curve drawn by hand has its heights
UNITS: dict[str, gates.Gate] = {"sigmoid": gates.Sigmoid(), "ReLU": gates.ReLU()}
PLACES = ("even", "random")
_CURVES: dict[str, Any] = {
    "sine": lambda x: np.sin(2 * x),
    "bump": lambda x: np.exp(-2 * x**2),
    "step": lambda x: np.where(x < 0.5, -0.5, 0.5),
    "zigzag": lambda x: np.abs(np.mod(x + 0.5, 2) - 1) * 2 - 1,
    "chirp": lambda x: np.sin(0.6 * (x + 3) ** 2) * 0.8,
}
BY_HAND = "by hand"
CURVES = (*_CURVES, BY_HAND)

_affine = gates.Affine()


@dataclass(frozen=True, eq=False)
class CurveFit:
    """A curve (p,) at the points x (p,), and its approximations by 1 to 30 units.

    Row n − 1 belongs to n units: `fits` (30, p); `k`, `b`, `v` (30, 30), zero beyond the n; `c`, `rms`, `worst` (30,):
    the root of the mean squared error, and the largest error.
    """

    name: str
    unit: str
    x: Floats
    curve: Floats
    fits: Floats
    k: Floats
    b: Floats
    v: Floats
    c: Floats
    rms: Floats
    worst: Floats


def curve(name: str, x: Any, heights: Sequence[float] = ()) -> Floats:
    """Return a curve at the points x. name: one of `CURVES`; heights (9,): the corners of the one drawn by hand.

    Raises ValueError for another name.
    """
    if name == BY_HAND:
        return np.asarray(np.interp(x, CORNERS, heights), float)
    if name not in _CURVES:
        raise ValueError(f"{name!r} is no curve here; there are {', '.join(CURVES)}")
    return np.asarray(_CURVES[name](np.asarray(x, float)), float)


def curve_fit(
    name: str,
    unit: str = "sigmoid",
    *,
    place: str = "even",
    sharpness: float = 4.0,
    heights: Sequence[float] = (),
    seed: int = 0,
    points: int = 241,
) -> CurveFit:
    """Return a curve and its approximations by 1 to 30 units.

    unit: `"sigmoid"` or `"ReLU"`. place: where the units bend, `"even"` or `"random"`, drawn by the seed. sharpness:
    the k of all sigmoids; that of a ReLU is 1, since v can do the same.
    """
    x = np.linspace(LOW, HIGH, points)
    target = curve(name, x, heights)
    drawn = np.random.default_rng(seed).uniform(LOW, HIGH, MOST)
    shape = (MOST, MOST)
    k, b, v = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    c, fits = np.zeros(MOST), np.empty((MOST, points))
    for index in range(MOST):
        n = index + 1
        bends = drawn[:n] if place == "random" else _even(unit, n)
        slopes = np.full(n, sharpness if unit == "sigmoid" else 1.0)
        hidden = UNITS[unit](_affine(x[:, np.newaxis], slopes[:, np.newaxis], -slopes * bends))
        output = _least_squares(np.column_stack([hidden, np.ones(points)]), target)
        k[index, :n], b[index, :n], v[index, :n], c[index] = slopes, -slopes * bends, output[:-1], output[-1]
        fits[index] = _affine(hidden, output[np.newaxis, :-1], output[-1:])[:, 0]
    error = fits - target
    rms = np.asarray(np.sqrt(np.mean(error**2, axis=1)), float)
    worst = np.asarray(np.max(np.abs(error), axis=1), float)
    return CurveFit(name, unit, x, target, fits, k, b, v, c, rms, worst)


def _even(unit: str, n: int) -> Floats:
    """Return n places: the first ReLU bends at the left end, so that together they can be any line there."""
    return LOW + (HIGH - LOW) * (np.arange(n) + (0.0 if unit == "ReLU" else 0.5)) / n


def _least_squares(features: Floats, target: Floats) -> Floats:
    """Return the weights that come nearest; directions that the features hardly know are left out: v stays moderate."""
    return np.asarray(np.linalg.lstsq(features, target, rcond=1e-4)[0], float)
