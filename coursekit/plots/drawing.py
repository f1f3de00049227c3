"""What all pictures share: a figure without pyplot, axes in the palette's colours, and figures as PNG, SVG or GIF."""

from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import groupby
from textwrap import fill
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

from coursekit.plots.palette import DASHES, LIGHT, Palette

DPI, GIF_DPI = 120, 80
FORMATS = ("png", "svg", "pdf")

# matplotlib's names of the palette's marks, in its order.
MARKERS = ("o", "s", "^", "D", "P", "X", "*", "h")


def new_figure(
    rows: int = 1, columns: int = 1, *, size: tuple[float, float] | None = None, palette: Palette = LIGHT
) -> tuple[Figure, list[Axes]]:
    """Return a figure and its axes, row by row, without frames above and on the right.

    size: width and height in inches; 4.2 by 3 for each of the axes if not given.
    """
    figure = Figure(figsize=size or (4.2 * columns, 3.0 * rows), dpi=DPI, layout="constrained", facecolor=palette.paper)
    FigureCanvasAgg(figure)
    axes = [figure.add_subplot(rows, columns, number + 1) for number in range(rows * columns)]
    for each in axes:
        dress(each, palette)
    return figure, axes


def dress(axes: Axes, palette: Palette = LIGHT) -> None:
    """Give axes the palette's colours, and leave out the frame above and on the right."""
    axes.set_facecolor(palette.paper)
    for name, spine in axes.spines.items():
        spine.set_color(palette.soft)
        spine.set_visible(name in ("left", "bottom"))
    axes.tick_params(colors=palette.soft, labelsize=8)
    axes.grid(visible=True, color=palette.grid, linewidth=0.5)
    axes.set_axisbelow(True)


def label(axes: Axes, title: str = "", x: str = "", y: str = "", palette: Palette = LIGHT) -> None:
    """Write a title over the axes, and what is measured along them."""
    axes.set_title(title, fontsize=10, color=palette.ink)
    axes.set_xlabel(x, fontsize=9, color=palette.ink)
    axes.set_ylabel(y, fontsize=9, color=palette.ink)


def write_told(axes: Axes, told: str, palette: Palette = LIGHT) -> None:
    """Write what a step does over the axes, in as many lines as it takes."""
    width = axes.get_figure(root=True).get_figwidth()  # type: ignore[union-attr]
    axes.set_title(fill(told, int(14 * width)), fontsize=8.5, color=palette.ink, loc="left")


def legend(axes: Axes, palette: Palette = LIGHT, **options: Any) -> None:
    """Show the names of what is drawn, without a box."""
    axes.legend(fontsize=8, labelcolor=palette.ink, frameon=False, **options)


def series_style(number: int, palette: Palette = LIGHT, *, marked: bool = False) -> dict[str, Any]:
    """Return what `Axes.plot` needs to draw the series of that number: colour, dash, and mark if wanted."""
    dash = DASHES[number % len(DASHES)]
    style: dict[str, Any] = {
        "color": palette.series[number % len(palette.series)],
        "linestyle": (0, dash) if dash else "solid",
        "linewidth": 1.6,
    }
    if marked:
        style |= {"marker": MARKERS[number % len(MARKERS)], "markersize": 5}
    return style


def heat_map(palette: Palette = LIGHT) -> LinearSegmentedColormap:
    """Return the palette's heat as a colour map of matplotlib."""
    return LinearSegmentedColormap.from_list("coursekit", list(palette.heat))


def image_bytes(figure: Figure, kind: str = "png", *, title: str = "") -> bytes:
    """Return a figure as a file's content. kind: `"png"`, `"svg"` or `"pdf"`; title: goes into the file's metadata."""
    if kind not in FORMATS:
        raise ValueError(f"a picture is one of {', '.join(FORMATS)}; {kind!r} is none of them")
    file = BytesIO()
    # Letters stay letters, and the same figure gives the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "coursekit"}):
        metadata = {"Title": title, **({"Date": None} if kind == "svg" else {})}
        figure.savefig(file, format=kind, dpi=DPI, facecolor=figure.get_facecolor(), metadata=metadata)
    return file.getvalue()


def animation_bytes(
    figure: Figure, draw: Callable[[int], object], frames: Sequence[int], *, per_second: int = 12
) -> bytes:
    """Return a GIF: `draw(frame)` changes the figure into each of the frames. One that is repeated stays as long."""
    # Nothing moves but what is drawn: to lay out every frame anew takes longer than to draw it.
    figure.set_dpi(GIF_DPI)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    canvas: Any = FigureCanvasAgg(figure)
    images, durations = [], []
    for frame, repeated in groupby(frames):
        draw(frame)
        canvas.draw()
        images.append(Image.fromarray(np.array(canvas.buffer_rgba())[..., :3]))
        durations.append(1000 * len(list(repeated)) / per_second)
    file = BytesIO()
    images[0].save(file, format="GIF", save_all=True, append_images=images[1:], duration=durations, loop=0)
    return file.getvalue()
