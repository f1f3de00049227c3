"""The palette can be told apart and read by everybody."""

import itertools

import numpy as np
import pytest

from coursekit.plots.palette import DARK, DASHES, LIGHT, MARKS, contrast

# Linear RGB as seen without one kind of cone. Source: Machado, Oliveira and Fernandes, "A physiologically-based model
# for simulation of color vision deficiency" (2009), severity 1.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_stand_out_and_text_can_be_read(palette):
    assert all(contrast(colour, palette.paper) >= 3 for colour in palette.series)
    for text in (palette.ink, palette.soft, palette.bad, palette.good, palette.accent):
        assert contrast(text, palette.paper) >= 4.5


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_negative_and_positive_stay_apart_for_every_eye(palette, kind):
    seen = [np.array(BLINDNESS[kind]) @ linear(colour) for colour in palette.heat]
    half = len(seen) // 2
    for step in range(2, half + 1):
        assert np.linalg.norm(seen[half - step] - seen[half + step]) > 0.1


def test_no_series_has_colour_alone():
    styles = [(LIGHT.series[n], DASHES[n], MARKS[n]) for n in range(8)]
    for one, other in itertools.combinations(styles, 2):
        assert all(a != b for a, b in zip(one, other, strict=True))


def test_heat_has_zero_in_the_middle_and_its_limits_at_the_ends():
    heat = LIGHT.heat
    shown = [LIGHT.heat_colour(value, 2.0) for value in (-9, -2, 0, 2, 9)]
    assert shown == [heat[0], heat[0], heat[5], heat[-1], heat[-1]]
    assert LIGHT.heat_colour(float("nan"), 1.0) == LIGHT.heat_colour(1.0, 0.0) == heat[5]
