"""Pictures of neurons: the plane that one cuts, the plane that several bend, and a curve as a sum of units."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import MARKERS, dress, heat_map, label, legend, new_figure, series_style
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.arrays import Floats
from coursekit.results.curve_fit import UNITS, CurveFit
from coursekit.results.neuron import REACH, HiddenLayer, Neuron, Points, probability_at
from coursekit.results.numbers import written

ARROW = 0.5  # of the length of w
SIZE = (8.4, 4.0)


def neuron_figure(given: Points, neuron: Neuron, palette: Palette = LIGHT) -> Figure:
    """Return the plane with the neuron's line, w and surface, and beside it σ(z) with the points along it."""
    figure, axes = new_figure(1, 2, size=SIZE, palette=palette)
    draw_neuron(axes, given, neuron, palette)
    return figure


def draw_neuron(axes: list[Axes], given: Points, neuron: Neuron, palette: Palette = LIGHT) -> None:
    """Draw what `neuron_figure` shows into two axes, in place of what they show."""
    plane, curve = _cleared(axes, palette)
    line = np.array([[*neuron.w, neuron.b]])
    _surface(plane, lambda x: probability_at(line, np.ones(1), 0.0, x, hidden=False), palette)
    _line(plane, line[0], 0, palette, color=palette.ink)
    _points(plane, given, given.x, palette)
    arrow = {"arrowstyle": "-|>", "color": palette.ink, "linewidth": 1.6}
    plane.annotate("", xy=tuple(ARROW * neuron.w), xytext=(0, 0), arrowprops=arrow)
    label(plane, f"{neuron.right} of {len(given.y)} points are right", "x₁", "x₂", palette)
    z = np.linspace(-8, 8, 161)
    curve.plot(z, UNITS["sigmoid"](z), color=palette.ink)
    _points(curve, given, np.stack([np.clip(neuron.z, -8, 8), neuron.a], axis=1), palette)
    curve.axvline(0, color=palette.soft, linewidth=1)
    label(curve, f"cross-entropy {written(neuron.loss)}", "z = w·x + b", "a = σ(z)", palette)
    legend(curve, palette, loc="upper left")


def layer_figure(given: Points, layer: HiddenLayer, palette: Palette = LIGHT) -> Figure:
    """Return the plane with the lines of the hidden units and the boundary they make, and beside it the weights v."""
    figure, axes = new_figure(1, 2, size=SIZE, palette=palette)
    draw_layer(axes, given, layer, palette)
    return figure


def draw_layer(axes: list[Axes], given: Points, layer: HiddenLayer, palette: Palette = LIGHT) -> None:
    """Draw what `layer_figure` shows into two axes, in place of what they show."""
    plane, weights = _cleared(axes, palette)
    _surface(plane, lambda x: probability_at(layer.lines, layer.v, layer.c, x), palette)
    for number, line in enumerate(layer.lines):
        _line(plane, line, number, palette)
    _points(plane, given, given.x, palette)
    label(plane, f"{layer.right} of {len(given.y)} points are right", "x₁", "x₂", palette)
    names = [f"v{number + 1}" for number in range(len(layer.v))]
    colours = [palette.series[number % len(palette.series)] for number in range(len(names))]
    weights.barh([*names, "c"], [*layer.v, layer.c], color=[*colours, palette.soft])
    weights.invert_yaxis()
    label(weights, f"s = vᵀσ(Wx + b) + c,  cross-entropy {written(layer.loss)}", "weight", "", palette)


def curve_figure(fit: CurveFit, n: int, palette: Palette = LIGHT) -> Figure:
    """Return the curve with its approximation by n units, the units one by one, and the error by their number."""
    figure, axes = new_figure(1, 3, palette=palette)
    draw_fit(axes, fit, n, palette)
    return figure


def draw_fit(axes: list[Axes], fit: CurveFit, n: int, palette: Palette = LIGHT) -> None:
    """Draw what `curve_figure` shows into three axes, in place of what they show."""
    sums, units, errors = _cleared(axes, palette)
    sums.plot(fit.x, fit.curve, label=fit.name, **series_style(0, palette))
    sums.plot(fit.x, fit.fits[n - 1], label=f"{n} × {fit.unit}", **series_style(1, palette))
    plural = "s" if n > 1 else ""
    label(sums, f"{n} unit{plural}: error {written(fit.rms[n - 1])}", "x", "f(x)", palette)
    legend(sums, palette)
    for number in range(n):
        unit = UNITS[fit.unit](fit.k[n - 1, number] * fit.x + fit.b[n - 1, number])
        units.plot(fit.x, fit.v[n - 1, number] * unit, **series_style(number, palette))
    label(units, f"what is added, to c = {written(fit.c[n - 1])}", "x", "vᵢ·φ(kᵢx + bᵢ)", palette)
    numbers = np.arange(1, len(fit.rms) + 1)
    shown = np.where(fit.rms > 0, fit.rms, np.nan)
    errors.semilogy(numbers, shown, color=palette.ink, linewidth=1.2)
    errors.plot(n, shown[n - 1], "o", color=palette.series[1])
    label(errors, "error by number of units", "units", "root mean squared error", palette)


def _cleared(axes: list[Axes], palette: Palette) -> list[Axes]:
    for each in axes:
        each.clear()
        dress(each, palette)
    return axes


def _surface(axes: Axes, probability: Callable[[Floats], Floats], palette: Palette) -> None:
    side = np.linspace(-REACH, REACH, 121)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    shown = probability(grid.reshape(-1, 2)).reshape(grid.shape[:2])
    limits = (-REACH, REACH, -REACH, REACH)
    axes.imshow(shown, cmap=heat_map(palette), vmin=0, vmax=1, origin="lower", extent=limits, alpha=0.6)
    if shown.min() < 0.5 < shown.max():
        axes.contour(side, side, shown, levels=[0.5], colors=[palette.ink], linewidths=2.2)
    axes.grid(visible=False)
    axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal")


def _line(axes: Axes, line: Floats, number: int, palette: Palette, **style: Any) -> None:
    w, b = line[:2], line[2]
    size = float(w @ w)
    if size == 0:
        return
    foot, along = -b * w / size, np.array([-w[1], w[0]]) / np.sqrt(size)
    ends = np.stack([foot - 12 * along, foot + 12 * along])
    axes.plot(ends[:, 0], ends[:, 1], scalex=False, scaley=False, **series_style(number, palette) | style)


def _points(axes: Axes, given: Points, at: Floats, palette: Palette) -> None:
    for kind in (0, 1):
        chosen = at[given.y == kind]
        style: dict[str, Any] = {"color": palette.series[kind], "edgecolors": palette.paper, "linewidths": 0.6}
        axes.scatter(chosen[:, 0], chosen[:, 1], s=20, marker=MARKERS[kind], label=f"class {kind}", zorder=3, **style)
