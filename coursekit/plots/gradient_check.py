"""The picture of a gradient check: the error of numerical derivatives against h, and f with its secants at x."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import label, legend, new_figure, series_style
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.arrays import Floats
from coursekit.results.gradient_check import SERIES, STEPS, GradientCheck, TriedPoints, place_of
from coursekit.results.numbers import written

FLOOR = 1e-17  # of the axis of errors: what is exact lies there
REACH = 2.0


def gradient_check_figure(
    check: GradientCheck,
    curve: tuple[Floats, Floats],
    h: float,
    shown: Sequence[bool] = (True, True, True, True),
    palette: Palette = LIGHT,
    *,
    parts: bool = True,
    tried: TriedPoints | None = None,
) -> Figure:
    """Return the errors of those of the four `SERIES` that are shown, and f (`curve`) with its secants for h at x.

    parts: whether truncation and round-off are drawn as thin lines. tried: other points to be shown.
    """
    figure, (errors, values) = new_figure(1, 2, size=(10.4, 4.0), palette=palette)
    _draw_errors(errors, check, place_of(h), shown, parts, palette)
    _draw_function(values, check, curve, place_of(h), shown, palette)
    if tried is not None:
        thin: dict[str, Any] = {"color": palette.soft, "linewidth": 0.5, "alpha": 0.5}
        for each in tried.error:
            errors.loglog(STEPS, _clipped(each), zorder=1, **thin)
        values.plot(tried.x, tried.value, "D", color=palette.soft, markersize=4)
    if any(shown):
        legend(errors, palette, loc="lower left")
    legend(values, palette)
    return figure


def _draw_errors(
    axes: Axes, check: GradientCheck, place: int, shown: Sequence[bool], parts: bool, palette: Palette
) -> None:
    h = float(STEPS[place])
    axes.set_xscale("log")
    axes.set_yscale("log")
    largest = 10.0
    for number, curve in enumerate(check.curves):
        if not shown[number]:
            continue
        style = series_style(number, palette)
        axes.plot(STEPS, _clipped(curve.error), label=f"{curve.method}, {curve.precision}", **style)
        if np.isfinite(curve.error[place]):
            axes.plot(h, max(curve.error[place], FLOOR), "o", color=style["color"], markersize=5)
        largest = max(largest, float(np.nanmax(curve.error, initial=0, where=np.isfinite(curve.error))))
        for part in (curve.truncation, curve.round_off) if parts else ():
            axes.plot(STEPS, np.where(part > FLOOR, part, np.nan), color=style["color"], linewidth=0.7, alpha=0.7)
    axes.axvline(h, color=palette.ink, linewidth=0.8)
    axes.set_ylim(FLOOR, 10 * largest)
    label(axes, f"error at x = {written(check.x)}, h = {written(h, 2)}", "step h", "|estimate − f′(x)|", palette)


def _draw_function(
    axes: Axes,
    check: GradientCheck,
    curve: tuple[Floats, Floats],
    place: int,
    shown: Sequence[bool],
    palette: Palette,
) -> None:
    x, value = check.x, check.value
    axes.plot(*curve, color=palette.ink, linewidth=1.6, label=check.name)
    left, right, middle = check.left[place], check.right[place], check.curves[1].estimate[place]
    if any(shown[number] for number, (method, _) in enumerate(SERIES) if method == "one-sided"):
        style = series_style(0, palette)
        ends = np.array([x - REACH, x, x + REACH])
        axes.plot(ends, value + np.array([-left, 0, right]) * REACH, label="slopes to the left and right", **style)
        axes.fill_between(
            ends[1:],
            value + left * (ends[1:] - x),
            value + right * (ends[1:] - x),
            color=style["color"],
            alpha=0.15,
            linewidth=0,
        )
    if any(shown[number] for number, (method, _) in enumerate(SERIES) if method == "centred"):
        style = series_style(1, palette)
        axes.plot([x - REACH, x + REACH], value + np.array([-middle, middle]) * REACH, label="centred", **style)
    axes.plot(x, value, "o", color=palette.ink)
    low, high = _span(curve[1])
    axes.set_ylim(low, high)
    label(axes, _title(check, place), "x", "f(x)", palette)


def _title(check: GradientCheck, place: int) -> str:
    if check.verdict.kind == "kink":
        return f"a kink: slopes part by {written(check.gap[place])}"
    if check.verdict.kind == "unknown":
        return "no derivative found"
    return f"f′({written(check.x)}) = {written(check.slope, 6)}"


def _clipped(error: Floats) -> Floats:
    return np.where(np.isfinite(error), np.maximum(error, FLOOR), np.nan)


def _span(value: Floats) -> tuple[float, float]:
    """Return what the axis of f(x) spans: a little more than f, and not nothing."""
    finite = value[np.isfinite(value)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    room = 0.12 * (high - low) or 0.5
    return low - room, high + room
