"""The picture of a race: the ways over the contours, the heights against the steps, and what one racer remembers."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import MARKERS, label, legend, new_figure
from coursekit.plots.palette import DASHES, LIGHT, Palette
from coursekit.results.arrays import Floats
from coursekit.results.descent import LOSS, Descent, Heights
from coursekit.results.race import RACERS, Race

# Below this share of the picture's height a loss is as good as 0, and is drawn as this.
FLOOR = 1e-12


def racer_style(number: int, palette: Palette = LIGHT, *, marked: bool = True) -> dict[str, Any]:
    """Return how a series among more than eight is drawn: no two share all of colour, dash and mark."""
    turn = number // len(palette.series)
    dash = DASHES[(number + 3 * turn) % len(DASHES)]
    style: dict[str, Any] = {
        "color": palette.series[number % len(palette.series)],
        "linestyle": (0, dash) if dash else "solid",
        "linewidth": 1.5,
    }
    if marked:
        style |= {
            "marker": MARKERS[(number + 4 * turn) % len(MARKERS)],
            "markersize": 7,
            "markeredgecolor": palette.paper,
        }
    return style


def draw_contours(axes: Axes, ground: Heights, palette: Palette = LIGHT) -> None:
    """Draw a surface as contours, and keep the axes to where it is drawn."""
    axes.contour(ground.x, ground.y, ground.z, levels=ground.levels, colors=palette.soft, linewidths=0.5, alpha=0.7)
    axes.set_xlim(ground.x[0], ground.x[-1])
    axes.set_ylim(ground.y[0], ground.y[-1])


def drawn_loss(loss: Floats, scale: float) -> Floats:
    """Return heights as a logarithmic axis takes them: at least FLOOR of the scale, NaN below the lowest."""
    least = FLOOR * scale
    return np.where(loss < -least, np.nan, np.maximum(loss, least))


def loss_range(losses: Sequence[Floats], scale: float) -> tuple[float, float]:
    """Return what the logarithmic axis spans on which losses are drawn."""
    sizes = np.concatenate([np.array([scale]), *(drawn_loss(each, scale) for each in losses)])
    sizes = sizes[np.isfinite(sizes)]
    return float(sizes.min()) / 2, float(sizes.max()) * 2


def move_lines(lines: Sequence[Any], descent: Descent, loss: Floats, step: int) -> None:
    """Let two lines, of a way and of its losses as they are drawn, end after some steps, each with its mark there."""
    way, curve = lines
    upto = min(step, descent.last) + 1
    way.set_data(descent.path[:upto, 0], descent.path[:upto, 1])
    curve.set_data(np.arange(upto), loss[:upto])
    for line in lines:
        line.set_markevery([upto - 1])


def race_figure(
    result: Race, shown: Sequence[str], step: int, chosen: str, palette: Palette = LIGHT
) -> tuple[Figure, Callable[[int], None]]:
    """Return the race after some steps, and a function that moves the figure to another step."""
    figure, (ways, losses, inside) = new_figure(1, 3, palette=palette)
    draw_contours(ways, result.ground, palette)
    label(ways, "", "x", "y", palette)
    losses.set_yscale("log")
    label(losses, "", "steps", LOSS, palette)
    racers = [
        (descent, _lines(ways, losses, descent, number, palette))
        for number, name in enumerate(RACERS)
        for descent in result.descents
        if descent.name == name and name in shown
    ]
    mark = inside.axvline(step, color=palette.ink, linewidth=1)
    _memory(inside, result, chosen, palette)

    def move(to: int) -> None:
        for descent, lines in racers:
            move_lines(lines, descent, drawn_loss(descent.loss, result.ground.scale), to)
        mark.set_xdata([to, to])
        ways.set_title(f"after {to} steps", fontsize=10, color=palette.ink)

    losses.set_xlim(0, max(len(result.descents[0].loss) - 1, 1))
    losses.set_ylim(*loss_range([descent.loss for descent, _ in racers], result.ground.scale))
    if racers:
        legend(losses, palette, ncols=2)
    move(step)
    return figure, move


def _lines(ways: Axes, losses: Axes, descent: Descent, number: int, palette: Palette) -> tuple[Any, Any]:
    style = racer_style(number, palette)
    ended = f" ({descent.ending} at {descent.last})" if descent.ending else ""
    (way,) = ways.plot([], [], **style)
    (curve,) = losses.plot([], [], label=descent.name + ended, **style)
    return way, curve


def _memory(axes: Axes, result: Race, chosen: str, palette: Palette) -> None:
    """Draw the running averages of one racer; the squares as roots, which have the gradient's unit."""
    racer = RACERS[chosen]
    descent = next((each for each in result.descents if each.name == chosen), None)
    label(axes, f"inside {chosen}", "steps", f"in units of the {racer.unit}", palette)
    kept: dict[str, Floats] = {}
    if descent is not None and racer.first:
        kept[racer.first] = descent.first
    if descent is not None and racer.second:
        kept[f"√{racer.second}"] = np.sqrt(descent.second)
    for number, (sign, values) in enumerate(kept.items()):
        for column, coordinate in enumerate("xy"):
            style = racer_style(2 * number + column, palette, marked=False)
            axes.plot(values[:, column], label=f"{sign} of {coordinate}", **style)
    if kept:
        legend(axes, palette)
    else:
        axes.text(0.5, 0.5, "it remembers nothing", ha="center", transform=axes.transAxes, color=palette.soft)
