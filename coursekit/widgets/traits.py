"""`Numbers`: a trait for a vector or a matrix of a few numbers, which are typed or dragged one by one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets as t


class Numbers(t.TraitType):  # type: ignore[misc]  # traitlets has no types
    """Finite numbers between `low` and `high`, as a tuple, or for two axes as a tuple of rows.

    sizes: for each axis, the least and the largest length. A matrix has rows of one length; one without rows is `()`.
    """

    def __init__(
        self,
        default: Any = (),
        *,
        sizes: Sequence[tuple[int, int]],
        low: float = -np.inf,
        high: float = np.inf,
        **kwargs: Any,
    ) -> None:
        self.sizes, self.low, self.high = tuple(sizes), low, high
        super().__init__(default, **kwargs)

    def validate(self, obj: Any, value: Any) -> Any:
        given = np.zeros((0,) * len(self.sizes)) if np.size(_rectangular(self.name, value)) == 0 else np.array(value)
        if given.dtype.kind not in "iuf" or given.ndim != len(self.sizes):
            raise t.TraitError(f"{self.name} = {value!r}: it must be {self._wanted()}")
        if given.size and not all(low <= n <= high for n, (low, high) in zip(given.shape, self.sizes, strict=True)):
            raise t.TraitError(f"{self.name} = {value!r} has the wrong size: it must be {self._wanted()}")
        if not given.size and self.sizes[0][0] > 0:
            raise t.TraitError(f"{self.name} is empty: it must be {self._wanted()}")
        if not np.all(np.isfinite(given)):
            raise t.TraitError(f"{self.name} = {value!r}: numbers must be finite")
        if np.any((given < self.low) | (given > self.high)):
            raise t.TraitError(f"{self.name} = {value!r}: each number must lie from {self.low:g} to {self.high:g}")
        rows = given.astype(float).tolist()
        return tuple(tuple(row) for row in rows) if len(self.sizes) == 2 else tuple(rows)

    def _wanted(self) -> str:
        lengths = [f"{low}" if low == high else f"{low} to {high}" for low, high in self.sizes]
        return f"{lengths[0]} rows of {lengths[1]} numbers" if len(lengths) == 2 else f"{lengths[0]} numbers"


def _rectangular(name: str | None, value: Any) -> Any:
    try:
        return np.asarray(value)
    except ValueError:
        raise t.TraitError(f"{name} = {value!r}: all rows must be equally long") from None
