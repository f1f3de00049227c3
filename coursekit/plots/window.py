"""The picture of a word window: the vectors in the plane over the scores there, a gradient, and the margins."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import heat_map, label, legend, new_figure, series_style
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.arrays import Floats
from coursekit.results.numbers import written
from coursekit.results.window import (
    HIGH,
    LOW,
    MARGIN,
    THREE,
    VECTORS,
    WindowTraining,
    score_plane,
    word_gradients,
)

# Where the names of the three stand beside their points, so that they don't cover each other.
_BESIDE = {
    "TV": (-7, -3, "right"),
    "telly": (7, -3, "left"),
    "television": (0, 6, "center"),
    "Paris": (-5, -3, "right"),
}
STRONG = 2.0  # above or below the margin, colours are as strong as they get


def window_figure(
    training: WindowTraining, step: int, window: str, palette: Palette = LIGHT, *, of_loss: bool = False
) -> Figure:
    """Return the plane at a step, the gradient of a window cut into words, and the margins of the three by step."""
    figure, axes = new_figure(1, 3, size=(13.0, 4.2), palette=palette)
    _draw_plane(axes[0], training, step, palette)
    _draw_gradient(axes[1], *word_gradients(training, step, window, of_loss=of_loss), window, of_loss, palette)
    _draw_margins(axes[2], training, step, palette)
    return figure


def window_animation(training: WindowTraining, palette: Palette = LIGHT) -> tuple[Figure, Callable[[int], object]]:
    """Return a figure of the plane and the margins, and a function that changes it into that of another step."""
    figure, (plane, margins) = new_figure(1, 2, size=(9.0, 4.2), palette=palette)

    def draw(step: int) -> None:
        for axes in (plane, margins):
            # Clearing the axes would make all ticks anew, which takes as long as the rest.
            for artist in (*axes.lines, *axes.texts, *axes.collections, *axes.images):
                artist.remove()
        _draw_plane(plane, training, step, palette)
        _draw_margins(margins, training, step, palette)

    draw(0)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # the layout of the first frame serves all
    return figure, draw


def _draw_plane(axes: Axes, training: WindowTraining, step: int, palette: Palette) -> None:
    along, scores = score_plane(training, step)
    over = scores - (training.scores[step, 3] - MARGIN)
    axes.imshow(
        over,
        origin="lower",
        extent=(LOW, HIGH, LOW, HIGH),
        cmap=heat_map(palette),
        vmin=-STRONG,
        vmax=STRONG,
        alpha=0.45,
        interpolation="bilinear",
    )
    if over.min() < 0 < over.max():
        axes.contour(along, along, over, levels=[0.0], colors=[palette.ink], linewidths=1, linestyles="dashed")
    for row, word in enumerate(VECTORS.words):
        path = training.vectors[: step + 1, row]
        x, y = path[-1]
        axes.plot(*path.T, color=palette.soft, linewidth=0.8)
        number = THREE.index(word) if word in THREE else None
        if number is None:
            axes.plot(x, y, "o", color=palette.soft, markersize=3)
        else:
            style = series_style(number, palette, marked=True)
            axes.plot(x, y, color=style["color"], marker=style["marker"], markersize=7)
        right, up, side = _BESIDE.get(word, (4, 2, "left"))
        axes.annotate(
            word,
            (x, y),
            (right, up),
            textcoords="offset points",
            ha=side,
            fontsize=8 if number is not None else 7,
            color=palette.ink if number is not None else palette.soft,
            annotation_clip=True,
        )
    kind = "fine-tuned" if training.fine_tune else "fixed"
    axes.set_xlim(LOW, HIGH)
    axes.set_ylim(LOW, HIGH)
    label(axes, f"{kind} vectors at step {step}; dashed: 1 below Rome", "x₁", "x₂", palette)


def _draw_gradient(axes: Axes, score: float, gradient: Floats, window: str, of_loss: bool, palette: Palette) -> None:
    places = np.arange(len(gradient))
    for dimension in range(2):
        axes.bar(
            places + 0.4 * (dimension - 0.5),
            gradient[:, dimension],
            width=0.36,
            color=palette.series[dimension],
            hatch=("", "//")[dimension],
            edgecolor=palette.paper,
            label=f"by x{'₁₂'[dimension]}",
        )
    axes.axhline(0, color=palette.soft, linewidth=0.8)
    axes.set_xticks(places, window.split())
    label(axes, f"s = {written(score)}", "", "∂J/∂x, word by word" if of_loss else "∂s/∂x, word by word", palette)
    legend(axes, palette)


def _draw_margins(axes: Axes, training: WindowTraining, step: int, palette: Palette) -> None:
    for number, word in enumerate(THREE):
        style = series_style(number, palette)
        axes.plot(training.margins[:, number], label=word, **style)
        axes.plot(step, training.margins[step, number], "o", color=style["color"], markersize=5)
    axes.axhline(MARGIN, color=palette.soft, linewidth=1, linestyle="dashed")
    axes.axvline(step, color=palette.ink, linewidth=0.8)
    label(axes, f"J = {written(training.loss[step])}", "step", "s(Rome) − s(word)", palette)
    legend(axes, palette)
