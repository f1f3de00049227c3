"""The picture of a graph at a step: a card for each node, and on the edges what has come back along them."""

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from coursekit.plots.drawing import new_figure, write_told
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.graph import GraphRun
from coursekit.results.graph_words import brief, product

# Half the size of a card, in columns and rows.
HALF = (0.22, 0.3)


def graph_figure(run: GraphRun, step: int, palette: Palette = LIGHT) -> Figure:
    """Return a graph after some of its steps."""
    layout = run.layout
    size = (max(1.75 * (layout.width + 0.7), 4.2), 1.15 * (layout.height + 1.0) + 0.5)
    figure, (axes,) = new_figure(size=size, palette=palette)
    _draw(axes, run, step, palette)
    return figure


def graph_animation(run: GraphRun, palette: Palette = LIGHT) -> tuple[Figure, Callable[[int], None], list[int]]:
    """Return the figure, what draws a step into it, and the steps; each stays for a second."""
    figure = graph_figure(run, 0, palette)
    frames = [step for step in range(len(run.steps)) for _ in range(12)]
    return figure, lambda step: _draw(figure.axes[0], run, step, palette), frames


def _draw(axes: Axes, run: GraphRun, step: int, palette: Palette) -> None:
    axes.clear()
    axes.set_axis_off()
    axes.set_xlim(-0.32, run.layout.width + 0.32)
    axes.set_ylim(run.layout.height + 0.5, -0.4)
    write_told(axes, run.steps[step].told, palette)
    done = run.steps[: step + 1]
    now = run.steps[step]
    valued = {each.node for each in done if each.phase == "forward"}
    walked = {edge for each in done if each.phase == "backward" for edge in each.edges}
    gradients = {node: text for each in done for node, text in each.gradients}
    for number, edge in enumerate(run.edges):
        _edge(axes, run, number, palette, back=number in walked, now=number in now.edges)
        if number in walked:
            axes.text(
                *run.layout.labels[number],
                product(edge, brief).replace(" = ", "\n= "),
                fontsize=8,
                color=palette.series[1],
                ha="center",
                va="center",
                bbox={"facecolor": palette.paper, "edgecolor": "none", "pad": 1},
                zorder=3,
            )
    for number, node in enumerate(run.nodes):
        known = node.kind != "gate" or number in valued
        _card(
            axes,
            run.layout.nodes[number],
            (f"{node.name}  {node.symbol}".strip() if node.kind != "constant" else "constant"),
            brief(node.value) if known else "",
            gradients.get(number, ""),
            palette,
            now=number == now.node,
        )


def _edge(axes: Axes, run: GraphRun, number: int, palette: Palette, *, back: bool, now: bool) -> None:
    points = run.layout.edges[number]
    xs, ys = _outside(points)
    colour = palette.series[1] if back else palette.soft
    dashes = (0, (6, 2)) if back else "solid"
    axes.plot(xs, ys, color=colour, linestyle=dashes, linewidth=2.2 if now else 1.1, zorder=1)
    start, end = (1, 0) if back else (-2, -1)
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 0, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (xs[end], ys[end]), (xs[start], ys[start]), arrowprops=arrow, zorder=1)


def _outside(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Return the line of an edge from the right side of a card to the left side of another, level where it passes."""
    xs, ys = [], []
    for index, (x, y) in enumerate(points):
        ends = (
            [x + HALF[0]] if index == 0 else [x - HALF[0]] if index == len(points) - 1 else [x - HALF[0], x + HALF[0]]
        )
        xs += ends
        ys += [y] * len(ends)
    return xs, ys


def _card(
    axes: Axes, at: tuple[float, float], name: str, value: str, gradient: str, palette: Palette, *, now: bool
) -> None:
    x, y = at
    (width, height) = HALF
    axes.add_patch(
        FancyBboxPatch(
            (x - width, y - height),
            2 * width,
            2 * height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=palette.paper,
            edgecolor=palette.accent if now else palette.soft,
            linewidth=2.2 if now else 1,
            zorder=2,
        )
    )
    centred: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
    axes.text(x, y - 0.18, name, fontsize=8, color=palette.soft, **centred)
    axes.text(x, y, value, fontsize=_fitting(value, 10), color=palette.series[0], fontweight="bold", **centred)
    parts, _, total = gradient.rpartition(" = ")
    axes.text(
        x,
        y + 0.18,
        f"∂ {total}" if total else "",
        fontsize=_fitting(total, 9),
        color=palette.series[1],
        **centred,
    )
    axes.text(x, y + height + 0.1, f"= {parts}" if parts else "", fontsize=8, color=palette.series[1], **centred)


def _fitting(text: str, size: float) -> float:
    """Return the size in which text fits into a card."""
    return size if len(text) < 8 else 7.5 if len(text) < 11 else 6.5
