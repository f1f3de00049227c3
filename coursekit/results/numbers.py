"""How numbers are written: in what is told of a result, in its picture, and the same in its view."""

from typing import Any

import numpy as np

SUPERSCRIPTS = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def written(value: Any, digits: int = 3) -> str:
    """Return a number to some significant digits, a few numbers in brackets, or the shape of many.

    Single numbers are written as the views write them: `static/lib/format.js`.
    """
    if np.size(value) == 0 or np.size(value) > 4:
        return shape(value)
    if np.ndim(value):
        return f"[{', '.join(written(each, digits) for each in np.asarray(value))}]"
    number = float(value)
    if np.isnan(number):
        return "nan"
    if np.isinf(number):
        return "∞" if number > 0 else "−∞"
    if number == 0 or 1e-3 <= abs(number) < 1e5:
        return f"{float(f'{number:.{digits}g}') + 0.0:g}".replace("-", "−")
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    return f"{float(mantissa):g}".replace("-", "−") + "·10" + str(int(exponent)).translate(SUPERSCRIPTS)


def lengths(value: Any) -> str:
    """Return the lengths of an array's axes: 2×3."""
    return "×".join(map(str, np.shape(value)))


def shape(value: Any) -> str:
    """Return the shape of an array in words."""
    return f"an array {lengths(value)}"
