"""The picture of a Jacobian: by backpropagation and by differences, with names, and for ∂z/∂W folded into δxᵀ."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from coursekit.plots.drawing import label, new_figure
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.arrays import Floats
from coursekit.results.jacobian import Jacobian
from coursekit.results.numbers import written


def jacobian_figure(result: Jacobian, palette: Palette = LIGHT) -> Figure:
    """Return the Jacobian twice, by backpropagation and by differences; if by a matrix, also δᵀJ in its shape."""
    rows, columns = result.analytic.shape
    folded = len(result.shape) == 2
    panels = 3 if folded else 2
    width = max(3.6, 0.62 * columns + 1.4)
    figure, axes = new_figure(1, panels, size=(panels * width, max(2.6, 0.6 * rows + 1.5)), palette=palette)
    inputs = _with_values(result.input_names, result.inputs)
    outputs = _with_values(result.output_names, result.outputs)
    _matrix(axes[0], result.analytic, outputs, inputs, palette, grey=result.zero)
    label(axes[0], f"backpropagation: {result.formula}", "", "", palette)
    _matrix(axes[1], result.numeric, outputs, inputs, palette, grey=result.zero)
    label(axes[1], f"differences: at most {written(result.largest_difference, 1)} apart", "", "", palette)
    if folded:
        n, m = result.shape
        gradient = result.pulled.reshape(n, m)
        names = [f"δ{number + 1} = {written(value)}" for number, value in enumerate(result.delta)]
        _matrix(axes[2], gradient, names, [f"x{number + 1}" for number in range(m)], palette)
        label(axes[2], "δᵀ·∂z/∂W, folded: δxᵀ", "", "", palette)
    return figure


def _with_values(names: Sequence[str], values: Floats) -> list[str]:
    return [f"{name}\n{written(value)}" for name, value in zip(names, values, strict=True)]


def _matrix(
    axes: Axes,
    values: Floats,
    rows: Sequence[str],
    columns: Sequence[str],
    palette: Palette,
    *,
    grey: NDArray[np.bool_] | None = None,
) -> None:
    finite = np.abs(values[np.isfinite(values)])
    largest = float(np.max(finite, initial=0.0)) or 1.0
    for (row, column), value in np.ndenumerate(values):
        structural = grey is not None and bool(grey[row, column])
        # Half of the heat, so that the numbers on it can be read.
        colour = palette.grid if structural else palette.heat_colour(value, 2.4 * largest)
        axes.add_patch(_square(column, row, colour, palette))
        ink = palette.soft if structural else palette.ink
        axes.text(column, row, written(value), ha="center", va="center", fontsize=8, color=ink)
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _square(column: int, row: int, colour: str, palette: Palette) -> Rectangle:
    return Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor=palette.paper, linewidth=1.5)
