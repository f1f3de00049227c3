"""The picture of initialisations: histograms of h and δ through depth, and their standard deviations by layer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import label, legend, new_figure, series_style
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.initialization import LARGEST, SMALLEST, Histograms, Signals


def initialization_figure(
    signals: Sequence[Signals],
    activations: Sequence[Histograms],
    gradients: Sequence[Histograms],
    layer: int,
    palette: Palette = LIGHT,
) -> Figure:
    """Return a row for each initialisation: histograms of h and of log₁₀|δ|, and the standard deviations."""
    figure, axes = new_figure(len(signals), 3, size=(12, 0.6 + 3.2 * len(signals)), palette=palette)
    low, high = _decades(signals)
    for row, (found, h, delta) in enumerate(zip(signals, activations, gradients, strict=True)):
        values, powers, spread = axes[3 * row : 3 * row + 3]
        _draw_ridges(values, h, layer, palette.series[0], palette)
        _draw_ridges(powers, delta, layer, palette.series[1], palette)
        label(values, f"{found.name}: activations", "h", "layer", palette)
        label(powers, f"gradients: {found.statistics.verdict}", "log₁₀|δ|", "layer", palette)
        _draw_spread(spread, found, layer, palette)
        spread.set(yscale="log", ylim=(low, high))
    return figure


def _draw_ridges(axes: Axes, histograms: Histograms, layer: int, colour: str, palette: Palette) -> None:
    """Draw a histogram for each layer, the first at the top, each as high as its largest bin."""
    middles = (histograms.edges[:-1] + histograms.edges[1:]) / 2
    for number, fractions in enumerate(histograms.fractions, start=1):
        height = np.max(fractions, initial=0)
        top = number - 0.9 * fractions / height if height else np.full_like(fractions, number)
        axes.fill_between(middles, number, top, color=colour, alpha=0.75 if number == layer else 0.3, linewidth=0)
        axes.plot(middles, top, color=palette.ink if number == layer else colour, linewidth=0.8)
    depth = len(histograms.fractions)
    axes.set_ylim(depth + 0.2, -0.1)
    axes.set_yticks(range(1, depth + 1, 1 + depth // 12))
    axes.set_xlim(histograms.edges[0], histograms.edges[-1])
    axes.grid(visible=False)


def _draw_spread(axes: Axes, found: Signals, layer: int, palette: Palette) -> None:
    statistics = found.statistics
    layers = np.arange(1, len(statistics.activation_stds) + 1)
    names = ("activations h", "gradients δ")
    for number, (stds, name) in enumerate(
        zip((statistics.activation_stds, statistics.gradient_stds), names, strict=True)
    ):
        axes.plot(layers, _positive(stds), label=name, **series_style(number, palette, marked=True))
    axes.axvline(layer, color=palette.ink, linewidth=1)
    symmetric = " (all units alike)" if found.symmetric else ""
    label(axes, f"standard deviations{symmetric}", "layer", "", palette)
    legend(axes, palette)


def _positive(stds: Any) -> Any:
    """Return what a logarithmic axis has a place for, and nan for the rest."""
    sizes = np.asarray(stds, dtype=float)
    return np.where((sizes >= 10.0**SMALLEST) & (sizes <= 10.0**LARGEST), sizes, np.nan)


def _decades(signals: Sequence[Signals]) -> tuple[float, float]:
    """Return whole powers of ten around all standard deviations, two of them apart at least."""
    every = [(*each.statistics.activation_stds, *each.statistics.gradient_stds) for each in signals]
    powers = np.log10(_positive(np.concatenate(every)))
    shown = powers[np.isfinite(powers)]
    low, high = (-1.0, 0.0) if shown.size == 0 else (np.floor(np.min(shown) - 0.1), np.ceil(np.max(shown) + 0.1))
    return float(10.0**low), float(10.0 ** max(high, low + 2))
