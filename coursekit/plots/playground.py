"""The picture of a training in the plane: the network with a map for each unit, the boundary, and the curves."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import dress, heat_map, label, legend, new_figure, series_style
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.playground import REACH, SHOWN, Maps, Run, input_maps

EXTENT = (-REACH, REACH, -REACH, REACH)
# Of a unit's map in the picture of the network, in the distances between its columns and rows.
WIDTH, HEIGHT = 0.36, 0.78


def playground_figure(run: Run, epoch: int, patience: int, palette: Palette = LIGHT) -> Figure:
    """Return the network, its boundary and its curves after so many epochs."""
    figure, _ = new_figure(1, 3, size=(13, 4), palette=palette)
    draw_playground(figure, run, epoch, patience, palette)
    return figure


def draw_playground(figure: Figure, run: Run, epoch: int, patience: int, palette: Palette = LIGHT) -> None:
    """Draw another epoch in a figure that `playground_figure` made."""
    network, boundary, curves = figure.axes
    for axes in figure.axes:
        axes.clear()
        dress(axes, palette)
        axes.grid(visible=axes is curves)
    maps = run.maps(epoch)
    _draw_network(network, maps, run.epochs[epoch].kept, palette)
    _draw_boundary(boundary, run, maps, epoch, palette)
    _draw_curves(curves, run, epoch, patience, palette)


def _draw_network(axes: Axes, maps: Maps, kept: Any, palette: Palette) -> None:
    """Draw the maps of the units, column by column, and the weights between them."""
    columns = [input_maps() / REACH, *maps.units, maps.output[np.newaxis] * 2 - 1]
    heights = [(len(column) - 1) / 2 - np.arange(len(column)) for column in columns]
    for number, W in enumerate(maps.weights):
        largest = max(1.0, float(np.max(np.abs(W[np.isfinite(W)]), initial=0)))
        for (to, start), weight in np.ndenumerate(W[: len(columns[number + 1]), : len(columns[number])]):
            if np.isfinite(weight):
                axes.plot(
                    [number + WIDTH, number + 1 - WIDTH],
                    [heights[number][start], heights[number + 1][to]],
                    color=palette.heat_colour(np.sign(weight), 1),
                    linestyle="-" if weight > 0 else "--",
                    linewidth=0.3 + 2.7 * abs(weight) / largest,
                    zorder=1,
                )
    for number, (column, places) in enumerate(zip(columns, heights, strict=True)):
        dropped: Any = [] if not 0 < number <= len(kept) else np.flatnonzero(~kept[number - 1])
        for unit, (values, at) in enumerate(zip(column, places, strict=True)):
            box = (number - WIDTH, number + WIDTH, at - HEIGHT / 2, at + HEIGHT / 2)
            size = max(1.0, float(np.nanmax(np.abs(values), initial=0)))
            axes.imshow(
                values / size, extent=box, origin="lower", cmap=heat_map(palette), vmin=-1, vmax=1, aspect="auto"
            )
            if unit in dropped:
                axes.plot(box[:2], box[2:], color=palette.ink, linewidth=1)
                axes.plot(box[:2], box[:1:-1], color=palette.ink, linewidth=1)
    rows = max(map(len, columns))
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(-rows / 2 - 0.1, rows / 2 + 0.1), yticks=[])
    axes.set_xticks(
        range(len(columns)), ["inputs", *(f"layer {each}" for each in range(1, len(columns) - 1)), "output"]
    )
    axes.spines[["left", "bottom"]].set_visible(False)
    some = any(len(units) < len(b) for units, b in zip(maps.units, maps.biases, strict=False))
    title = f"what each unit makes of the plane{f' (the first {SHOWN})' if some else ''}"
    label(axes, title, palette=palette)


def _draw_boundary(axes: Axes, run: Run, maps: Maps, epoch: int, palette: Palette) -> None:
    axes.imshow(
        maps.output * 2 - 1,
        extent=EXTENT,
        origin="lower",
        cmap=heat_map(palette),
        vmin=-1,
        vmax=1,
        alpha=0.6,
        interpolation="bilinear",
    )
    if np.nanmin(maps.output, initial=1) < 0.5 < np.nanmax(maps.output, initial=0):
        axes.contour(maps.output, levels=[0.5], extent=EXTENT, colors=[palette.ink], linewidths=1.5)
    given = run.examples
    for x, y, filled in ((given.x, given.y, True), (given.x_validation, given.y_validation, False)):
        for value, marker, colour in ((0, "o", palette.series[0]), (1, "s", palette.series[1])):
            face = colour if filled else palette.paper
            options: dict[str, Any] = {
                "markerfacecolor": face,
                "markeredgecolor": colour if not filled else palette.paper,
            }
            axes.plot(*x[y == value].T, marker, markersize=4, markeredgewidth=0.7, **options)
    axes.set(xlim=EXTENT[:2], ylim=EXTENT[2:], aspect="equal")
    now = run.epochs[epoch]
    label(axes, f"epoch {epoch}: {now.validation_accuracy:.0%} of validation is right", "x₁", "x₂", palette)


def _draw_curves(axes: Axes, run: Run, epoch: int, patience: int, palette: Palette) -> None:
    for number, (losses, name) in enumerate(zip(run.losses(), ("training", "validation"), strict=True)):
        shown = np.where(np.isfinite(losses), losses, np.nan)
        axes.plot(np.arange(len(losses)), shown, label=name, **series_style(number, palette))
    axes.axvline(epoch, color=palette.ink, linewidth=1)
    stopping = run.stopping(patience)
    if stopping.stopped is not None and stopping.best is not None:
        axes.axvline(stopping.best, color=palette.good, linewidth=1.4, linestyle="-.", label=f"kept: {stopping.best}")
        axes.axvline(
            stopping.stopped, color=palette.bad, linewidth=1.4, linestyle=":", label=f"stop: {stopping.stopped}"
        )
    axes.set_xlim(0, max(run.trained, 10))
    axes.set_ylim(bottom=0)
    label(axes, run.trouble().partition(":")[0] or "loss", "epoch", "binary cross-entropy", palette)
    legend(axes, palette)
