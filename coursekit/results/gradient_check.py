"""Numerical derivatives of a function of one number: their error for every step h, and what makes it.

Two errors pull h in opposite directions. Truncation: a difference quotient leaves out the rest of Taylor's series,
h·f″/2 for one-sided differences and h²·f‴/6 for centred ones. Round-off: values of f are off by about ε|f|, and their
difference is divided by h. In float32 the points x ± h are rounded as well, which adds ε|x·f′|.

At a kink neither is to blame: the slopes on the two sides differ, and their gap does not shrink with h.

Source: gradient checks, CS224n notes; syllabus row 12. Every number comes from `coursekit.autodiff`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from coursekit import gates
from coursekit.autodiff import centred, grad, numeric_vjp, one_sided
from coursekit.results.arrays import Floats

Function = Callable[[Any], Any]
Method = Literal["one-sided", "centred"]
Precision = Literal["float64", "float32"]

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "sin x": np.sin,
        "eˣ": np.exp,
        "x³": lambda x: x**3,
        "sigmoid": gates.Sigmoid(),
        "tanh": gates.Tanh(),
        "|x|": np.abs,
        "ReLU": gates.ReLU(),
        "leaky ReLU": gates.LeakyReLU(slope=0.1),
        "hard tanh": gates.HardTanh(),
        "sign": np.sign,
    }
)
SERIES: tuple[tuple[Method, Precision], ...] = (
    ("one-sided", "float64"),
    ("centred", "float64"),
    ("one-sided", "float32"),
    ("centred", "float32"),
)

LOW, HIGH = -4.0, 4.0
PER_DECADE = 8
STEPS: Floats = np.array([10.0 ** (power / PER_DECADE) for power in range(-16 * PER_DECADE, 1)])
SMALLEST, LARGEST = float(STEPS[0]), float(STEPS[-1])
TRIED = 6
RECOMMENDED = 1e-5  # the lectures'

_TYPES: dict[str, type[np.floating[Any]]] = {"float64": np.float64, "float32": np.float32}
_METHODS: dict[str, Callable[[Function, float, float], Floats]] = {"one-sided": one_sided, "centred": centred}


@dataclass(frozen=True, eq=False)
class ErrorCurve:
    """What one kind of difference gives at x for every h of `STEPS` (n,); nan where h is lost beside x.

    error: |estimate − f′(x)|. truncation, round_off: the two parts that the error is expected to have, as far as the
    derivatives of f at x tell.
    """

    method: Method
    precision: Precision
    estimate: Floats
    error: Floats
    truncation: Floats
    round_off: Floats

    @property
    def best(self) -> float:
        """The h with the smallest sum of both parts; where f lacks one, the largest h with the smallest error."""
        both = np.any(self.truncation > 0) and np.any(self.round_off > 0)
        judged = self.truncation + self.round_off if both else self.error
        if not np.any(np.isfinite(judged)):
            return math.nan
        return float(STEPS[np.flatnonzero(judged == np.nanmin(judged))[-1]])


@dataclass(frozen=True)
class Verdict:
    """What `numeric_vjp` finds at x: "smooth", "kink" or "unknown", the derivative, its error, and its range."""

    kind: str
    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """A function at x: f(x), f′(x) by backpropagation, the curves in the order of `SERIES`, and the two slopes.

    left, right: (f(x) − f(x − h)) / h and (f(x + h) − f(x)) / h for every h (n,), in float64.
    """

    name: str
    x: float
    value: float
    slope: float
    curves: tuple[ErrorCurve, ...]
    left: Floats
    right: Floats
    verdict: Verdict

    @property
    def gap(self) -> Floats:
        """The right slope less the left one, for every h."""
        return self.right - self.left


@dataclass(frozen=True, eq=False)
class TriedPoints:
    """Points that a seed has drawn: x and f(x) (k,), and the errors of centred differences in float64 (k, n)."""

    x: Floats
    value: Floats
    slope: Floats
    error: Floats

    def relative_error(self, h: float) -> Floats:
        """Return |estimate − f′| / |f′| at each point (k,); inf where f′ is 0 and the estimate is not."""
        errors: Floats = relative(self.error[:, place_of(h)], self.slope)
        return errors


def gradient_check(f: Function, x: float, name: str = "f") -> GradientCheck:
    """Differentiate f at x in all four ways, with every step of `STEPS`.

    f: takes a number, returns a number; written with gates, operators and NumPy's functions, so that it can be
    differentiated by backpropagation as well. Where it is not finite, estimates are nan.
    """
    with np.errstate(all="ignore"):
        value = float(f(np.float64(x)))
        orders = (grad(f), grad(grad(f)), grad(grad(grad(f))))
        # Where f has no value its formal derivatives mean nothing.
        slope, second, third = (float(each(float(x))) if math.isfinite(value) else math.nan for each in orders)
        known = {precision: _known(f, precision) for precision in _TYPES}
        curves = []
        for method, precision in SERIES:
            estimate = _estimates(known[precision], x, method)
            size = abs(value) + (abs(x * slope) if precision == "float32" else 0.0)
            parts = _truncation(method, second, third), _round_off(method, precision, size)
            curves.append(ErrorCurve(method, precision, estimate, np.abs(estimate - slope), *parts))
        f64 = known["float64"]
        # The slope of t ↦ f(−t) at −x to the right is that of f at x to the left, with the other sign.
        left = 0.0 - _estimates(lambda t: f64(-t), -x, "one-sided")
    return GradientCheck(name, float(x), value, slope, tuple(curves), left, curves[0].estimate, _verdict(f64, x))


@lru_cache(maxsize=32)
def tried_points(f: Function, seed: int) -> TriedPoints:
    """Return how well centred differences do at points drawn from `LOW` to `HIGH`."""
    points = np.random.default_rng(seed).uniform(LOW, HIGH, TRIED)
    with np.errstate(all="ignore"):
        known = _known(f, "float64")
        value = np.array([known(x) for x in points])
        slope = np.array([float(grad(f)(float(x))) for x in points])
        estimates = np.array([_estimates(known, float(x), "centred") for x in points])
    return TriedPoints(points, value, slope, np.abs(estimates - slope[:, np.newaxis]))


@lru_cache(maxsize=32)
def function_curve(f: Function, points: int = 801) -> tuple[Floats, Floats]:
    """Return points from `LOW` to `HIGH` and f there; nan where f is not finite."""
    x = np.linspace(LOW, HIGH, points)
    with np.errstate(all="ignore"):
        value = np.array([float(f(each)) for each in x])
    return x, np.where(np.isfinite(value), value, np.nan)


def place_of(h: float) -> int:
    """Return the place of the step among `STEPS` that is nearest to h, on a logarithmic scale.

    Raises ValueError if h is not from 1e-16 to 1.
    """
    if not SMALLEST <= h <= LARGEST:
        raise ValueError(f"h must be from {SMALLEST:g} to {LARGEST:g}, not {h!r}; the lectures take {RECOMMENDED:g}")
    return round((math.log10(h) - math.log10(SMALLEST)) * PER_DECADE)


def relative(error: Any, slope: Any) -> Any:
    """Return error / |slope|: 0 where there is no error at all, inf where only the slope is 0."""
    error, slope = np.asarray(error, dtype=float), np.abs(slope)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error == 0, 0.0, error / slope)


def _truncation(method: Method, second: float, third: float) -> Floats:
    """Return what Taylor's series leaves out, for every step: the next term, from f″ and f‴."""
    return STEPS**2 * abs(third) / 6 if method == "centred" else STEPS * abs(second) / 2


def _round_off(method: Method, precision: Precision, size: float) -> Floats:
    """Return what values of that size may be off by, divided by the distance between their points."""
    epsilon = float(np.finfo(_TYPES[precision]).eps)
    return epsilon * size / (2 * STEPS if method == "centred" else STEPS)


def _verdict(f: Function, x: float) -> Verdict:
    found = numeric_vjp(f, [float(x)], 1.0)[0]
    return Verdict(str(found.kind), *(float(part) for part in (found.value, found.error, found.low, found.high)))


def _known(f: Function, precision: str) -> Function:
    """Return f, computed in a precision, which remembers its values: the differences share most of them."""
    kind = _TYPES[precision]
    value = cache(lambda t: float(f(kind(t))))
    return lambda t: value(float(t))


def _estimates(f: Function, x: float, method: str) -> Floats:
    """Return the estimates for every step; nan for those that are lost beside x."""
    difference = _METHODS[method]
    estimates = np.full(len(STEPS), np.nan)
    for place, h in enumerate(STEPS):
        if x + h != x and x - h != x:
            estimates[place] = difference(f, x, float(h))
    return estimates
