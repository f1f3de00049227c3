"""Numbers of a report: which part of a large array is shown, and how its entries are rounded for reading."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

# Significant digits, the fewest first: more are written only where fewer would make a wrong entry look right.
DIGITS = (4, 7, 10, 17)


@dataclass(frozen=True)
class Window:
    """The part of an array that is shown, the array being a pile of sheets: the matrices of its last two axes.

    A vector is one row, a number one entry.
    """

    shape: tuple[int, ...]
    sheets: range
    rows: range
    columns: range

    @property
    def cut(self) -> bool:
        """Whether there is more than is shown."""
        return (len(self.sheets), len(self.rows), len(self.columns)) != pile(self.shape)

    def part(self, array: Any) -> Any:
        """Return what is shown of `array`, by sheet, row and column."""
        whole = np.asarray(array).reshape(pile(self.shape))
        return whole[_slice(self.sheets), _slice(self.rows), _slice(self.columns)]

    def labels(self) -> list[str]:
        """Name the sheets, `[0, :, :]`; a single matrix needs no name."""
        leading = self.shape[:-2]
        if not leading:
            return [""]
        indices = [np.unravel_index(sheet, leading) for sheet in self.sheets]
        return [f"[{', '.join([*(str(int(i)) for i in index), ':', ':'])}]" for index in indices]

    def index(self, sheet: int, row: int, column: int) -> tuple[int, ...]:
        """Return the array's index of an entry of the part."""
        place = self.sheets[sheet], self.rows[row], self.columns[column]
        flat = np.ravel_multi_index(place, pile(self.shape))
        return tuple(int(i) for i in np.unravel_index(flat, self.shape)) if self.shape else ()

    def origin(self) -> list[int]:
        """Return the index of the part's first entry."""
        return list(self.index(0, 0, 0))

    def note(self) -> str:
        """Say what is shown of a cut array: `rows 0 to 5 of 40`; nothing where all of it is."""
        parts = zip(
            ("slices", "rows", "columns"), (self.sheets, self.rows, self.columns), pile(self.shape), strict=True
        )
        told = [f"{name} {part[0]} to {part[-1]} of {whole}" for name, part, whole in parts if len(part) < whole]
        return f"shown: {', '.join(told)}" if told else ""


def is_vector(shown: Window) -> bool:
    """Whether what is shown is a row of several entries: such are compared entry below entry."""
    return len(shown.shape) == 1 and len(shown.columns) > 1


def pile(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Return how many sheets, rows and columns an array of this shape has."""
    rows, columns = (1, 1, *shape)[-2:]
    return math.prod(shape[:-2]), rows, columns


def window(shape: tuple[int, ...], wrong: Any, limits: tuple[int, int, int]) -> Window:
    """Choose what to show: at most `limits` sheets, rows and columns, around the first wrong entry if there is one."""
    sizes = pile(shape)
    focus = (0, 0, 0)
    if wrong is not None and np.shape(wrong) == shape and np.any(wrong):
        place = np.unravel_index(int(np.argmax(np.asarray(wrong).reshape(sizes))), sizes)
        focus = int(place[0]), int(place[1]), int(place[2])
    ranges = []
    for size, limit, centre in zip(sizes, limits, focus, strict=True):
        start = 0 if centre < limit else min(centre - limit // 2, size - limit)
        ranges.append(range(start, min(start + limit, size)))
    return Window(shape, *ranges)


def _slice(part: range) -> slice:
    return slice(part.start, part.stop)


# -- rounding --


def rounded(array: Any, digits: int = DIGITS[0]) -> Any:
    """Return the entries as texts: with as many decimals each, so that they can be compared at a glance.

    `digits` are the significant digits of the largest; where that leaves too little of the smallest, each has its own.
    """
    array = np.asarray(array)
    texts = np.empty(array.shape, object)
    decimals = _decimals(array, digits)
    for index, value in _entries(array):
        texts[index] = _text(value, digits, decimals)
    return texts


def rounded_pair(got: Any, expected: Any, wrong: Any) -> tuple[Any, Any]:
    """Round two arrays alike, with digits enough for wrong entries to look different."""
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape:
        return rounded(got), rounded(expected)
    wrong = np.zeros(got.shape, bool) if wrong is None else np.asarray(wrong)
    for digits in DIGITS:
        one, other = rounded(np.stack([got, expected]), digits)
        if not np.any((one == other) & wrong):
            break
    return np.asarray(one, object), np.asarray(other, object)


def rounded_difference(difference: Any, wrong: Any) -> Any:
    """Round a difference to three digits; entries that are right, but for rounding, read 0."""
    wrong = np.asarray(wrong)
    texts = rounded(np.where(wrong, difference, 0), 3)
    texts[~wrong] = "0"
    return texts


def _entries(array: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    for index in np.ndindex(array.shape):
        yield index, array[index]


def _decimals(array: Any, digits: int) -> int | None:
    """Return how many decimals suit all entries; None if none does."""
    if array.dtype.kind != "f" or array.size <= 2:  # two numbers side by side need no common column
        return None
    if digits == DIGITS[-1]:  # these tell all numbers apart, but only if each has as many
        return None
    sizes = np.abs(array[np.isfinite(array) & (array != 0)]).astype(float)
    if not sizes.size:
        return 0
    largest, smallest = float(sizes.max()), float(sizes.min())
    if largest >= 1e6:
        return None
    enough, visible = digits - 1 - math.floor(math.log10(largest)), math.ceil(-math.log10(smallest))
    decimals = max(enough, visible, 0)
    if decimals > max(digits + 1, enough) or decimals > digits + 2:
        return None
    texts = [f"{size:.{decimals}f}" for size in sizes]
    return max(len(text.rstrip("0").partition(".")[2]) for text in texts) if decimals else 0


def _text(value: Any, digits: int, decimals: int | None) -> str:
    if isinstance(value, (bool, np.bool_, int, np.integer)):
        return str(value)
    value = _unsigned_zero(value)
    if decimals is None or not np.isfinite(value):
        return f"{value:.{digits}g}"
    return f"{value:.{decimals}f}"


def _unsigned_zero(value: Any) -> Any:
    return complex(value) + 0 if isinstance(value, (complex, np.complexfloating)) else float(value) + 0.0
