"""Figures without pyplot, and what becomes of them as files."""

import io
import subprocess
import sys

import pytest
from PIL import Image

from coursekit.plots.drawing import animation_bytes, heat_map, image_bytes, label, legend, new_figure, series_style
from coursekit.plots.palette import DARK, LIGHT


@pytest.mark.slow
def test_figures_need_no_display_and_no_pyplot():
    program = (
        "from coursekit.plots.drawing import new_figure, image_bytes; image_bytes(new_figure(2, 2)[0]); import sys; "
        "print('matplotlib.pyplot' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_figure_is_drawn_in_the_palettes_colours():
    figure, (left, right) = new_figure(1, 2, palette=DARK)
    label(left, "title", "x", "y", DARK)
    for number in range(9):
        left.plot([0, number], label=str(number), **series_style(number, DARK, marked=True))
    legend(left, DARK)
    assert figure.get_facecolor() == pytest.approx([int(DARK.paper[i : i + 2], 16) / 255 for i in (1, 3, 5)] + [1])
    assert left.lines[8].get_color() == DARK.series[0]
    assert right.get_title() == ""


def test_the_same_figure_gives_the_same_file():
    def drawn():
        figure, (axes,) = new_figure()
        axes.plot([1, 2, 4], **series_style(1))
        return figure

    assert image_bytes(drawn(), "svg", title="a") == image_bytes(drawn(), "svg", title="a")
    assert b"<text" in image_bytes(drawn(), "svg")
    with pytest.raises(ValueError, match="'bmp'"):
        image_bytes(drawn(), "bmp")


def test_a_gif_has_all_frames():
    figure, (axes,) = new_figure(size=(2, 2))
    (line,) = axes.plot([0, 1], [0, 1])
    content = animation_bytes(figure, lambda frame: line.set_ydata([0, frame / 4]), range(5))
    with Image.open(io.BytesIO(content)) as image:
        assert image.n_frames == 5


def test_heat_is_the_palettes():
    colours = heat_map(LIGHT)
    assert colours(0.0)[:3] == pytest.approx([int(LIGHT.heat[0][i : i + 2], 16) / 255 for i in (1, 3, 5)])
