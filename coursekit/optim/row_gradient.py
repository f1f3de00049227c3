"""`RowGradient`: a gradient that is zero but for some rows, such as that of a table of word vectors.

A batch looks up a few words of a vocabulary of many thousands. Only their rows have a gradient, so only they are
stored, and `SparseAdam` touches no other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class RowGradient:
    """The gradient of an array in which all rows (entries of the first axis) are zero but those given.

    rows: integers, shape (k,). values: their gradients, shape (k, ...) with the shape of a row in place of the dots.
    A row that is given more than once has the sum of its values, as gradients add up at branches.

    Raises TypeError or ValueError, saying which, if the rows aren't integers or if their number isn't the values'.
    """

    rows: NDArray[np.integer[Any]]
    values: NDArray[Any]

    def __post_init__(self) -> None:
        rows, values = np.asarray(self.rows), np.asarray(self.values)
        if rows.size == 0:
            rows = rows.astype(np.intp)  # an empty list has no integers to tell its dtype by
        if rows.dtype.kind not in "iu":
            raise TypeError(f"RowGradient: rows must be integers, not {rows.dtype}")
        if rows.ndim != 1 or values.shape[:1] != rows.shape:
            raise ValueError(
                f"RowGradient: rows of shape {rows.shape} with values of shape {values.shape}; k rows, shape (k,), "
                "have k values, shape (k, ...)"
            )
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "values", values)

    def summed(self) -> "RowGradient":
        """Return the same gradient with each row once, in ascending order."""
        if np.all(self.rows[1:] > self.rows[:-1]):
            return self
        rows, places = np.unique(self.rows, return_inverse=True)
        values = np.zeros((len(rows), *self.values.shape[1:]), self.values.dtype)
        np.add.at(values, places.reshape(-1), self.values)
        return RowGradient(rows, values)

    def dense(self, length: int) -> NDArray[Any]:
        """Return the whole gradient, of an array with `length` rows."""
        gradient = np.zeros((length, *self.values.shape[1:]), self.values.dtype)
        np.add.at(gradient, self.rows, self.values)
        return gradient
