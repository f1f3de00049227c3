"""What `fit` and its kin are given: examples x and targets y, checked before anything is computed from them."""

from typing import Any

import numpy as np

from coursekit.data.examples import Array


def examples(owner: str, x: Any, dtype: np.dtype[Any] | None, name: str = "x") -> Array:
    """Return x as an array whose rows are examples, floats in `dtype` (if one is given), integers as they are.

    Raises TypeError for what is not real numbers, ValueError for a single number or for nan and inf.
    """
    array = _numbers(owner, x, name)
    return array.astype(dtype, copy=False) if dtype is not None and array.dtype.kind == "f" else array


def pairs(owner: str, x: Any, y: Any, dtype: np.dtype[Any] | None, prefix: str = "") -> tuple[Array, Array]:
    """Return x and y as arrays with a row for each example, the same number of rows and at least one."""
    rows, targets = examples(owner, x, dtype, f"{prefix}x"), _numbers(owner, y, f"{prefix}y")
    if len(rows) != len(targets):
        raise ValueError(
            f"{owner}: {prefix}x has {len(rows)} rows, but {prefix}y has {len(targets)}; each example needs one target"
        )
    if len(rows) == 0:
        raise ValueError(f"{owner}: {prefix}x has no rows; at least one example is needed")
    return rows, targets


def _numbers(owner: str, given: Any, name: str) -> Array:
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise ValueError(f"{owner}: the rows of {name} differ in length; an array needs rows of one length") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{owner}: {name} must be real numbers, not {type(given).__name__} of dtype {array.dtype}")
    if array.ndim == 0:
        raise ValueError(f"{owner}: {name} is a single number; its first axis counts examples")
    if array.dtype.kind == "f" and not np.all(finite := np.isfinite(array)):
        wrong = np.argwhere(~finite)
        where = tuple(int(i) for i in wrong[0])
        raise ValueError(
            f"{owner}: {name} has {len(wrong)} entries that are not finite, the first {array[where]} at "
            f"{name}{list(where)}; remove these examples, or replace what is missing, by the mean for instance"
        )
    return array
