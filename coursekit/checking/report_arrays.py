"""Arrays in a card: as tables of numbers, or heat maps when larger than 4×4. HTML alone; wrong entries have a sign."""

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from coursekit.checking.report_numbers import Window, is_vector, rounded, rounded_difference, rounded_pair, window
from coursekit.checking.report_style import LEVELS, heat_class

WRONG = "✗"

# What has more rows or columns is a heat map; a vector or a low matrix may be somewhat wider.
NUMBERS_ROWS, NUMBERS_COLUMNS, NUMBERS_ENTRIES = 4, 8, 16

# Sheets, rows and columns that are drawn of a large array.
LIMITS = (3, 12, 14)


@dataclass(frozen=True)
class Pane:
    """An array of a comparison, cut to a window: its title, values, their texts, and which entries are wrong.

    `bound` is the size that has a heat map's strongest colour.
    """

    title: str
    values: Any
    texts: Any
    wrong: Any
    bound: float


def draw_comparison(got: Any, expected: Any, difference: Any, wrong: Any) -> str:
    """Draw the student's array, the expected one and their difference side by side; vectors below one another."""
    got, expected, difference = np.asarray(got), np.asarray(expected), np.asarray(difference)
    if not got.size:
        return f"<p>Both are empty arrays of shape {got.shape}.</p>"
    mask = np.ones(got.shape, bool) if wrong is None else np.asarray(wrong)
    shown = window(got.shape, mask, LIMITS)
    cut, nowhere = shown.part(mask), np.zeros(shown.part(mask).shape, bool)
    mine, right = rounded_pair(shown.part(got), shown.part(expected), cut)
    bound = max(_bound(shown.part(got)), _bound(shown.part(expected)))
    off = np.where(cut, shown.part(difference), 0)  # where right, no rounding error shall seem a difference
    panes = (
        Pane("yours", shown.part(got), mine, cut, bound),
        Pane("expected", shown.part(expected), right, nowhere, bound),
        Pane("difference", off, rounded_difference(off, cut), cut, _bound(off)),
    )
    drawn = _rows(panes, shown) if is_vector(shown) else _sheets(panes, shown)
    return drawn + _legend(panes, _is_small(shown)) + _note(shown)


def draw_array(title: str, array: Any) -> str:
    """Draw one array under its title."""
    array = np.asarray(array)
    if not array.size:
        return f"<p>{escape(title)}: an empty array of shape {array.shape}</p>"
    shown = window(array.shape, None, LIMITS)
    part = shown.part(array)
    pane = Pane(title, part, rounded(part), np.zeros(part.shape, bool), _bound(part))
    return _sheets((pane,), shown) + ("" if _is_small(shown) else _legend((pane,), False)) + _note(shown)


def _sheets(panes: tuple[Pane, ...], shown: Window) -> str:
    small = _is_small(shown)
    drawn = []
    for sheet, label in enumerate(shown.labels()):
        tables = "".join(f'<div class="ck-pane">{_table(pane, shown, sheet, label, small)}</div>' for pane in panes)
        drawn.append(f'<div class="ck-panes">{tables}</div>')
    return "".join(drawn)


def _is_small(shown: Window) -> bool:
    rows, columns = len(shown.rows), len(shown.columns)
    return rows <= NUMBERS_ROWS and columns <= NUMBERS_COLUMNS and rows * columns <= NUMBERS_ENTRIES


def _rows(panes: tuple[Pane, ...], shown: Window) -> str:
    """Draw vectors as the rows of one table, entry below entry."""
    kind, draw = ("ck-numbers", _number_cell) if _is_small(shown) else ("ck-heat", _heat_cell)
    rows = []
    for pane in panes:
        cells = "".join(draw(pane, shown, (0, 0, column)) for column in range(len(shown.columns)))
        rows.append(f'<tr><th scope="row">{escape(pane.title)}</th>{cells}</tr>')
    return f'<div class="ck-pane"><table class="{kind}"><tbody>{"".join(rows)}</tbody></table></div>'


def _table(pane: Pane, shown: Window, sheet: int, label: str, small: bool) -> str:
    draw = _number_cell if small else _heat_cell
    rows = []
    for row in range(len(shown.rows)):
        cells = [draw(pane, shown, (sheet, row, column)) for column in range(len(shown.columns))]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    kind = "ck-numbers" if small else "ck-heat"
    title = f"{pane.title} {label}".rstrip()
    return f'<table class="{kind}"><caption>{escape(title)}</caption><tbody>{"".join(rows)}</tbody></table>'


def _number_cell(pane: Pane, shown: Window, place: tuple[int, int, int]) -> str:
    text, hover = escape(pane.texts[place]), _hover(pane, shown, place)
    if pane.wrong[place]:
        return f'<td class="ck-wrong" title="{hover}">{text}<span class="ck-sign">{WRONG}</span></td>'
    return f'<td title="{hover}">{text}</td>'


def _heat_cell(pane: Pane, shown: Window, place: tuple[int, int, int]) -> str:
    value = pane.values[place]
    sign = WRONG if pane.wrong[place] else ""
    if np.isnan(value):
        colour, sign = "ck-nan", "?"
    else:
        colour = heat_class(_level(value, pane.bound))
        if np.isinf(value):
            sign = "∞"
    unseen = f'<span class="ck-unseen">{escape(pane.texts[place])}</span>'
    return f'<td class="{colour}" title="{_hover(pane, shown, place)}">{sign}{unseen}</td>'


def _hover(pane: Pane, shown: Window, place: tuple[int, int, int]) -> str:
    """Say which entry this is, and its value with more digits than the table has."""
    value, index = pane.values[place], shown.index(*place)
    exact = f"{value:.8g}" if np.asarray(value).dtype.kind in "fc" else str(value)
    entry = f"[{', '.join(map(str, index))}]" if index else ""
    return escape(f"{pane.title}{entry} = {exact}" + (" (wrong)" if pane.wrong[place] else ""))


def _level(value: Any, bound: float) -> int:
    """Return the colour of a value; only what is exactly 0 has that of zero."""
    size = min(abs(value) / bound, 1.0) if bound else 0.0
    return int(np.sign(np.real(value))) * max(round(LEVELS * size), 1)


def _bound(values: Any) -> float:
    """Return the largest finite size."""
    with np.errstate(all="ignore"):
        sizes = np.abs(np.asarray(values).astype(complex))
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def _legend(panes: tuple[Pane, ...], small: bool) -> str:
    told = (
        [f"{WRONG} differs from what is expected"]
        if any(pane.wrong.size > 1 and pane.wrong.any() for pane in panes)
        else []
    )
    if not small:
        scales = {"difference": "difference", "expected": "yours and expected"}
        told = [
            _scale(scales.get(pane.title, pane.title), pane.bound) for pane in panes if pane.title != "yours"
        ] + told
        if any(np.isnan(pane.values).any() for pane in panes):
            told.append("? is nan")
        if any(np.isinf(pane.values).any() for pane in panes):
            told.append("∞ is infinite")
    return f'<p class="ck-legend ck-soft">{" · ".join(told)}</p>' if told else ""


def _scale(name: str, bound: float) -> str:
    colours = "".join(f'<span class="ck-scale {heat_class(level)}"></span>' for level in range(-LEVELS, LEVELS + 1))
    return f"{escape(name)}: −{bound:.3g} {colours} {bound:.3g}"


def _note(shown: Window) -> str:
    return f'<p class="ck-legend ck-soft">{escape(shown.note())}</p>' if shown.cut else ""
