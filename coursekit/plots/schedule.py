"""The picture of schedules: their rates against the steps, the losses under them, and the ways over the contours."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.figure import Figure

from coursekit.plots.drawing import label, legend, new_figure
from coursekit.plots.palette import LIGHT, Palette
from coursekit.plots.race import draw_contours, drawn_loss, loss_range, move_lines, racer_style
from coursekit.results.arrays import Floats
from coursekit.results.descent import LOSS
from coursekit.results.schedule import SCHEDULES, ScheduleRuns, running_mean

# Below this share of α₀ a rate is not drawn on a logarithmic axis.
LEAST = 1e-4


def schedule_figure(
    result: ScheduleRuns,
    shown: Sequence[str],
    step: int,
    palette: Palette = LIGHT,
    *,
    log: bool = False,
    window: int = 1,
) -> tuple[Figure, Callable[[int], None]]:
    """Return the schedules with the descents after some steps, and a function that moves the figure to others.

    log: whether the rates have a logarithmic axis. window: over how many steps the losses are averaged.
    """
    figure, (rates, losses, ways) = new_figure(1, 3, palette=palette)
    runs = [(number, run) for number, name in enumerate(SCHEDULES) for run in result.runs if run.name == name]
    runs = [(number, run) for number, run in runs if run.name in shown]
    for number, run in runs:
        style = racer_style(number, palette, marked=False)
        rates.plot(drawn_rates(run.rates, result.plan.rate, log), label=run.name, **style)
    if log:
        rates.set_yscale("log")
    losses.set_yscale("log")
    draw_contours(ways, result.ground, palette)
    label(rates, "learning rate", "steps", "α", palette)
    label(losses, "", "steps", LOSS, palette)
    label(ways, "", "x", "y", palette)
    mark = rates.axvline(step, color=palette.ink, linewidth=1)
    drawn = []
    for number, run in runs:
        style = racer_style(number, palette)
        loss = drawn_loss(running_mean(run.descent.loss, window), result.ground.scale)
        drawn.append((run.descent, loss, (ways.plot([], [], **style)[0], losses.plot([], [], **style)[0])))
    losses.set_xlim(0, len(result.runs[0].rates))
    losses.set_ylim(*loss_range([loss for _, loss, _ in drawn], result.ground.scale))
    if runs:
        legend(rates, palette)

    def move(to: int) -> None:
        mark.set_xdata([to, to])
        losses.set_title(f"after {to} steps", fontsize=10, color=palette.ink)
        for descent, loss, lines in drawn:
            move_lines(lines, descent, loss, to)

    move(step)
    return figure, move


def drawn_rates(rates: Floats, first: float, log: bool) -> Floats:
    """Return rates as the axis takes them: NaN, on a logarithmic one, where they are hardly above 0."""
    return np.where(rates < LEAST * first, np.nan, rates) if log else rates
