"""The picture of an error on its way back to one weight: the network with the path, and the sums that belong to it."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.plots.drawing import new_figure, write_told
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.backprop import Sharing, sup
from coursekit.results.numbers import written


def backprop_figure(sharing: Sharing, step: int, palette: Palette = LIGHT) -> Figure:
    """Return the network after some of the steps: activations in the neurons, errors below them."""
    sizes = sharing.network.sizes
    figure, (axes,) = new_figure(size=(2.1 * len(sizes) + 0.6, 0.95 * max(sizes) + 1.1), palette=palette)
    _draw(axes, sharing, step, palette)
    return figure


def backprop_animation(sharing: Sharing, palette: Palette = LIGHT) -> tuple[Figure, Callable[[int], None], list[int]]:
    """Return the figure, what draws a step into it, and the steps; each stays for a second."""
    figure = backprop_figure(sharing, 0, palette)
    frames = [step for step in range(len(sharing.steps)) for _ in range(12)]
    return figure, lambda step: _draw(figure.axes[0], sharing, step, palette), frames


def neuron_place(sizes: tuple[int, ...], layer: int, neuron: int) -> tuple[float, float]:
    """Return where a neuron stands: layers in columns, each in the middle of the height; neurons count from 1."""
    return float(layer), neuron - 1 + (max(sizes) - sizes[layer]) / 2


def _draw(axes: Axes, sharing: Sharing, step: int, palette: Palette) -> None:
    sizes = sharing.network.sizes
    axes.clear()
    axes.set_axis_off()
    axes.set_xlim(-0.35, len(sizes) - 0.65)
    axes.set_ylim(max(sizes) - 0.3, -0.75)
    now = sharing.steps[step]
    done = sharing.steps[: step + 1]
    walked = {each for one in done for each in one.weights}
    reached = {each for one in done for each in one.neurons}
    for layer, W in enumerate(sharing.network.weights, start=1):
        for j in range(1, sizes[layer] + 1):
            for m in range(1, sizes[layer - 1] + 1):
                key = (layer, j, m)
                (x0, y0), (x1, y1) = neuron_place(sizes, layer - 1, m), neuron_place(sizes, layer, j)
                axes.plot(
                    [x0, x1],
                    [y0, y1],
                    color=palette.series[1] if key in walked else palette.soft,
                    linestyle=(0, (6, 2)) if W[j - 1, m - 1] < 0 else "solid",
                    linewidth=3 if key in now.weights else 1.8 if key in walked else 0.6,
                    zorder=1,
                )
    for layer in range(len(sizes)):
        values = sharing.network.x if layer == 0 else sharing.run.layers[layer - 1].a
        for number in range(1, sizes[layer] + 1):
            delta = (
                ""
                if layer == 0 or (layer, number) not in reached
                else written(sharing.run.layers[layer - 1].delta[number - 1])
            )
            _neuron(
                axes,
                neuron_place(sizes, layer, number),
                written(values[number - 1]),
                delta,
                palette,
                now=(layer, number) in now.neurons,
            )
        name = f"x = a{sup(0)}" if layer == 0 else f"a{sup(layer)}"
        axes.text(layer, -0.6, name, fontsize=9, color=palette.soft, ha="center", va="center")
    write_told(axes, now.told, palette)


def _neuron(axes: Axes, at: tuple[float, float], value: str, delta: str, palette: Palette, *, now: bool) -> None:
    box = {
        "boxstyle": "round,pad=0.35",
        "facecolor": palette.paper,
        "edgecolor": palette.accent if now else palette.soft,
        "linewidth": 2.2 if now else 1,
    }
    x, y = at
    axes.text(x, y, value, fontsize=9, color=palette.series[0], ha="center", va="center", bbox=box, zorder=3)
    if delta:
        axes.text(x, y + 0.36, f"δ {delta}", fontsize=9, color=palette.series[1], ha="center", va="center", zorder=3)
