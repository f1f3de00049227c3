"""Numerical gradients that come with their error: centred differences down a ladder of steps, extrapolated to h = 0.

A single step must be guessed: too large, and the curvature spoils the difference; too small, and round-off does. So
we halve the step again and again, let Richardson's extrapolation (in Neville's tableau, as Ridders proposed) remove
the powers of h, and keep the entry of the tableau whose neighbours agree with it best. How far they disagree is the
error that is reported, together with the round-off that f must have.

Beside the centred difference stands the gap between the one-sided slopes. Where f is smooth it goes to 0 with h; at a
kink it goes to the jump of the slope. Its extrapolated limit is therefore part of the error, and what tells a kink.

Source: Ridders, "Accurate computation of F′(x) and F′(x)F″(x)" (1982).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.autodiff.numeric import Floats, floats

FIRST_STEP = 2.0**-3  # relative to the entry's size
HALVINGS = 22  # the last step, 2⁻²⁵ relative, leaves half of the digits to round-off
LEAST_ROWS = 3  # two differences may agree by accident; with three, each extrapolation has been confirmed
SHRINKING = 0.7  # halving the step halves a smooth function's gap; a kink's stays
ROUND_OFF = 8.0  # units in the last place by which an output may be off, and then some
HONEST = 4.0  # an estimate is off by at most so many times its error
SURE = 1e-3  # relative error above which no derivative has been found


@dataclass(frozen=True)
class Estimate:
    """Numerical gradient for one input: arrays in its shape.

    kind: `"smooth"`; `"kink"` (the slopes on the two sides differ); or `"unknown"` (f is nowhere finite on both
    sides, jumps, or is too rough). value, error: the derivative and its estimated absolute error; at a kink, the
    middle between the one-sided slopes and half their distance; nan and inf if unknown. low, high: the smaller and the
    larger of the one-sided slopes, error included: value ∓ error.
    """

    value: Floats
    error: Floats
    low: Floats
    high: Floats
    kind: NDArray[np.str_]


class Slope(NamedTuple):
    """One entry's estimate."""

    value: float
    error: float
    kind: str


UNKNOWN = Slope(math.nan, math.inf, "unknown")


class Row(NamedTuple):
    """What one step h says: slopes to the right and left of x, the centred slope, and the round-off nu in it."""

    right: float
    left: float
    centred: float
    nu: float

    @property
    def gap(self) -> float:
        """The right slope less the left one."""
        return self.right - self.left


Outputs = tuple[Floats, float]  # upstream × f, and the sum of its magnitudes


def numeric_vjp(
    f: Callable[..., Any], inputs: Sequence[Any], upstream: Any, wrt: Sequence[int] | None = None
) -> list[Estimate]:
    """Estimate Σ upstream·∂f/∂x for each input x that `wrt` names by position (all if None).

    f: takes the inputs, returns an array in the shape of `upstream`; it must not change its arguments. Inputs in `wrt`
    are real numbers and given to f as float64; the others are given to f as they are. f is called some ten times
    for each entry where it is smooth, 46 times at a kink. No input is changed, and no floating-point warning of
    f's gets out.

    The errors presume that f is computed about as well as it can be. Where f loses most of its digits by itself, such
    as ln(1 + eˣ) far below 0, differences of the digits that are left may look smooth.

    Raises ValueError if f's output and upstream differ in shape.
    """
    weights = floats(upstream, "upstream")
    with np.errstate(all="ignore"):
        return [
            _estimate(f, list(inputs), position, weights) for position in (range(len(inputs)) if wrt is None else wrt)
        ]


def _estimate(f: Callable[..., Any], inputs: list[Any], position: int, weights: Floats) -> Estimate:
    start = floats(inputs[position], f"input {position}")
    precision = float(np.finfo(np.float64).eps)

    def weighted(x: Floats) -> Outputs:
        nonlocal precision
        output = np.asarray(f(*inputs[:position], x[()], *inputs[position + 1 :]))
        if output.shape != weights.shape:
            raise ValueError(f"upstream has shape {weights.shape}, but f returned shape {output.shape}")
        if output.dtype.kind not in "biuf":
            raise TypeError(f"f must return real numbers, not {output.dtype}")
        if output.dtype == np.float32:
            precision = float(np.finfo(np.float32).eps)
        product = weights * output
        return product, float(np.abs(product).sum())

    centre = weighted(start.copy())
    noise = _noise(weighted, start, centre)
    size = float(np.max(np.abs(start), initial=0.0, where=np.isfinite(start)))
    slopes = np.empty(start.shape, dtype=object)
    for index in np.ndindex(start.shape):
        at = float(start[index])
        # A small entry is likely to be added to the others, which would swallow a step that is small beside them; but
        # however large they are, f may vary within 1 of it. If all are 0, the step knows no better size than 1.
        step = FIRST_STEP * (max(abs(at), min(0.01 * size, 1.0)) or 1.0)

        def row(halvings: int, index: Any = index, at: float = at, step: float = step) -> Row | None:
            above, below = start.copy(), start.copy()
            above[index], below[index] = at + step * 0.5**halvings, at - step * 0.5**halvings
            points = (float(below[index]), at, float(above[index]))
            return _row(points, (weighted(below), centre, weighted(above)), precision, noise)

        slopes[index] = _descend(row) if math.isfinite(centre[1]) and math.isfinite(at) else UNKNOWN
    return _gathered(slopes)


def _noise(weighted: Callable[[Floats], Outputs], start: Floats, centre: Outputs) -> float:
    """Return how much f varies when every entry is changed in its last place.

    Where large terms cancel inside f, its round-off is far above what the size of its output tells. No algorithm can
    be expected to do better than to be right for inputs that are one unit in the last place away.
    """
    generator = np.random.default_rng(0)
    changes = [0.0]
    for _ in range(8):
        nearby = start * (1 + np.finfo(np.float64).eps * generator.choice([-1.0, 1.0], size=start.shape))
        changes.append(abs(float((weighted(nearby)[0] - centre[0]).sum())))
    return max(change for change in changes if math.isfinite(change))


def _row(
    points: tuple[float, float, float], outputs: tuple[Outputs, ...], precision: float, noise: float
) -> Row | None:
    """Return the slopes between three points; None where f isn't finite or the points cannot be told apart."""
    below, at, above = points
    (minus, minus_size), (centre, _), (plus, plus_size) = outputs
    if not (math.isfinite(minus_size) and math.isfinite(plus_size) and below < at < above):
        return None
    # The steps that were really taken: x ± h is rounded. Outputs are subtracted before they are summed, so that the
    # sum adds no round-off of its own.
    right = float((plus - centre).sum()) / (above - at)
    left = float((centre - minus).sum()) / (at - below)
    centred = float((plus - minus).sum()) / (above - below)
    smallest = np.finfo(np.float64).smallest_subnormal * max(plus.size, 1)
    nu = (ROUND_OFF * (precision * (plus_size + minus_size) + smallest) + noise) / (above - below)
    return Row(right, left, centred, nu)


def _descend(row: Callable[[int], Row | None]) -> Slope:
    """Halve the step until the error is at the level of round-off, and return the best that was seen."""
    rows: list[Row] = []  # consecutive rows in which the gap shrinks
    slopes: list[float] = []  # the last line of the tableau of centred slopes
    gaps: list[float] = []  # and of the gaps
    best, round_off, kink = UNKNOWN, 0.0, UNKNOWN
    for halvings in range(HALVINGS + 1):
        new = row(halvings)
        if new is None:
            rows, slopes, gaps = [], [], []
            continue
        if rows:
            seen = _kink(rows[-1], new)
            kink = min(kink, seen, key=_error) if _within(kink, new) else seen
            if abs(new.gap) > SHRINKING * abs(rows[-1].gap) + 4 * new.nu:
                rows, slopes, gaps = [], [], []
        rows.append(new)
        above, slopes = slopes, _extrapolated(new.centred, slopes, [4.0**k for k in range(1, len(slopes) + 1)])
        gaps = _extrapolated(new.gap, gaps, [2.0 ** (2 * k - 1) for k in range(1, len(gaps) + 1)])
        if len(rows) < LEAST_ROWS:
            continue
        found = min((_entry(slopes, above, gaps, k, new.nu) for k in range(1, len(slopes))), key=_error)
        if found.error < best.error:
            apart = abs(found.value - best.value)
            if apart > HONEST * (found.error + best.error):
                # Both cannot be right. Small steps err in silence where f cancels: its few last digits don't change.
                return _judged(Slope(best.value, apart, "smooth"), 0.0, UNKNOWN)
            best, round_off = found, new.nu
        if best.error <= 2 * new.nu:
            break
    return _judged(best, round_off, kink)


def _entry(slopes: list[float], above: list[float], gaps: list[float], k: int, nu: float) -> Slope:
    """Return an entry of the tableau; its error is the distance to its neighbours, the gap that is left, and nu."""
    apart = max(abs(slopes[k] - slopes[k - 1]), abs(slopes[k] - above[k - 1]))
    return Slope(slopes[k], apart + abs(gaps[k]) / 2 + nu, "smooth")


def _judged(best: Slope, round_off: float, otherwise: Slope) -> Slope:
    """Return `best` if it is known well, or as well as round-off allows."""
    return best if best.error <= SURE * abs(best.value) or best.error <= 4 * round_off else otherwise


def _extrapolated(first: float, above: list[float], factors: list[float]) -> list[float]:
    """Return the next line of Neville's tableau: each entry removes one more power of h, reduced by its factor."""
    line = [first]
    for earlier, factor in zip(above, factors, strict=True):
        line.append(line[-1] + (line[-1] - earlier) / (factor - 1))
    return line


def _kink(coarse: Row, fine: Row) -> Slope:
    """Return the range of slopes if two rows agree that those on the right and on the left differ."""
    change = abs(fine.right - coarse.right) + abs(fine.left - coarse.left) + 2 * fine.nu
    if abs(fine.gap) <= 4 * change:
        return UNKNOWN
    return Slope((fine.right + fine.left) / 2, abs(fine.gap) / 2 + change, "kink")


def _within(kink: Slope, row: Row) -> bool:
    """Whether a smaller step confirms the range of slopes at a kink, as far as round-off lets it tell."""
    reach = kink.error + 2 * row.nu
    return abs(row.right - kink.value) <= reach and abs(row.left - kink.value) <= reach


def _error(slope: Slope) -> float:
    return slope.error


def _gathered(slopes: NDArray[Any]) -> Estimate:
    flat: list[Slope] = list(slopes.flat)
    value = np.array([slope.value for slope in flat]).reshape(slopes.shape)
    error = np.array([slope.error for slope in flat]).reshape(slopes.shape)
    kind = np.array([slope.kind for slope in flat], dtype="U7").reshape(slopes.shape)
    known = kind != "unknown"
    low = np.where(known, value - error, -np.inf)
    high = np.where(known, value + error, np.inf)
    return Estimate(value, error, low, high, kind)
