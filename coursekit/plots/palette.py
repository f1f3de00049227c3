"""Colours, dashes and marks: one palette for the pictures and the widgets, in a light and a dark edition.

The series' colours stay apart for every kind of colour blindness, and never stand alone: each has a dash and a mark of
its own. Heat goes from blue (negative) through the paper's grey to orange (positive), and is darkest, on a dark page
brightest, where the size is largest. Every series has a contrast of at least 3 to 1 with its paper, text one of 4.5.

Source: the hues are those of Okabe and Ito, "Color universal design" (2008), darkened or lightened for contrast.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.results.arrays import Floats

# What belongs to the forward pass, what comes back, and what is compared with it.
DASHES: tuple[tuple[float, ...], ...] = ((), (6, 2), (2, 2), (8, 2, 2, 2), (4, 4), (10, 3), (1, 3), (6, 2, 1, 2, 1, 2))
MARKS = ("circle", "square", "triangle", "diamond", "plus", "cross", "star", "hexagon")


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as #rrggbb. `heat` has an odd number of them, zero in the middle."""

    paper: str
    ink: str
    soft: str
    grid: str
    bad: str
    good: str
    accent: str
    series: tuple[str, ...]
    heat: tuple[str, ...]

    def heat_colour(self, value: float, largest: float) -> str:
        """Return the colour of a value on a scale from −largest to largest. What is not finite is grey."""
        if not np.isfinite(value) or largest <= 0:
            return self.heat[len(self.heat) // 2]
        half = len(self.heat) // 2
        return self.heat[half + round(float(np.clip(value / largest, -1, 1)) * half)]


LIGHT = Palette(
    paper="#ffffff",
    ink="#1c1c1c",
    soft="#595959",
    grid="#dcdcdc",
    bad="#b3261e",
    good="#1a7f37",
    accent="#0b61a4",
    series=("#0072b2", "#c44e00", "#00805a", "#a8327e", "#7a5c00", "#3d3d8f", "#2e7d9a", "#6b6b6b"),
    heat=(
        *("#08519c", "#2f6fb3", "#5b95cb", "#8bb8de", "#bcd7ed"),
        "#f2f2f2",
        *("#fbd9b8", "#f4b279", "#e2883f", "#b85a0c", "#8c3f04"),
    ),
)
DARK = Palette(
    paper="#1b1b1b",
    ink="#ececec",
    soft="#b4b4b4",
    grid="#3c3c3c",
    bad="#ff9a90",
    good="#56d364",
    accent="#6cb8f0",
    series=("#56b4e9", "#f0a04b", "#3cc79a", "#e690c4", "#e6d350", "#a9a9f5", "#8fd3e8", "#bdbdbd"),
    heat=(
        *("#a9d0f5", "#76b0e4", "#4a8cc9", "#35688f", "#2c4760"),
        "#2a2a2a",
        *("#5f4630", "#8f5d2a", "#c67a2b", "#ec9a46", "#ffc994"),
    ),
)


def stylesheet() -> str:
    """Return the palette as custom properties of CSS: `--ck-ink`, `--ck-series-0`, `--ck-heat-0`, …

    The light edition holds unless JupyterLab, VS Code or, where neither says, the system asks for the dark one. Paper
    and ink are the page's own where it has any.
    """
    dark = _properties(DARK)
    return "\n".join(
        (
            f".ck {{ {_properties(LIGHT)} }}",
            f"@media (prefers-color-scheme: dark) {{ html:not([data-jp-theme-light]) .ck {{ {dark} }} }}",
            f"[data-jp-theme-light='false'] .ck, .vscode-dark .ck, .ck.ck-dark {{ {dark} }}",
        )
    )


def _properties(palette: Palette) -> str:
    single = ("paper", "ink", "soft", "grid", "bad", "good", "accent")
    named = [f"--ck-{name}: {getattr(palette, name)};" for name in single]
    for name in ("series", "heat"):
        named += [f"--ck-{name}-{number}: {colour};" for number, colour in enumerate(getattr(palette, name))]
    return " ".join(named)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source: relative luminance and contrast ratio, Web Content Accessibility Guidelines 2.2.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts: Floats = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear: Any = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
