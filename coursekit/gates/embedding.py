"""Looking up rows of a table, such as word vectors, and its adjoint, which adds rows up again.

The two gates are each other's gradient, so that a chain of them has derivatives of every order.

Source: word vectors as the input layer, "Window-based named entity recognition" in CSE 587 lecture 3 and CS224N
lecture 4: the gradient of a window is split into words, and a word that comes twice gets the sum.
"""

import numbers
from typing import Any, ClassVar

import numpy as np

from coursekit.gates.coercion import Array, Refusal
from coursekit.gates.data import check_ids
from coursekit.gates.gate import Gate


class Embedding(Gate):
    """z = E[ids]: row `ids[…]` of E for every id. Downstream: for E, each row's upstream; repeated ids add up.

    E (rows, d) and ids of any shape, integers from 0 to rows − 1, give z of shape (*ids.shape, d). ids are data.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("ids",)
    fits: ClassVar[str] = "E (rows, d), a row for each id, and ids of any shape"

    def value(self, E: Array, ids: Array) -> Array:
        if np.ndim(E) != 2:
            raise Refusal(f"{self}: E must have shape (rows, d), a row for each id, not {np.shape(E)}")
        check_ids(ids, np.shape(E)[0], self)
        return np.take(E, ids, axis=0)

    def gradients(self, upstream: Array, output: Array, E: Array, ids: Array) -> tuple[Array, None]:
        rows = np.shape(E)[0]
        return lambda: ScatterRows(rows=rows)(upstream, ids), None


class ScatterRows(Gate):
    """z[r] = the sum of those rows of x whose id is r: (rows, d). Downstream: for x, u[ids].

    x has the shape (*ids.shape, d). ids are data: integers from 0 to rows − 1.

    rows: how many rows the output has.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("ids",)
    fits: ClassVar[str] = "x (*ids.shape, d), a row for each id"

    def __init__(self, *, rows: int) -> None:
        self.rows = _count(rows)

    def value(self, x: Array, ids: Array) -> Array:
        if np.ndim(x) == 0 or np.shape(x)[:-1] != np.shape(ids):
            raise Refusal(f"{self}: x {np.shape(x)} and ids {np.shape(ids)} don't fit: it takes {self.fits}")
        check_ids(ids, self.rows, self)
        total = np.zeros((self.rows, np.shape(x)[-1]), x.dtype)
        np.add.at(total, ids, x)  # where total[ids] += x would keep only one of the rows of an id
        return total

    def gradients(self, upstream: Array, output: Array, x: Array, ids: Array) -> tuple[Array, None]:
        return lambda: Embedding()(upstream, ids), None


def _count(rows: Any) -> int:
    if isinstance(rows, bool) or not isinstance(rows, numbers.Integral) or rows < 0:
        raise TypeError(f"ScatterRows: rows must be a whole number of at least 0, not {rows!r}")
    return int(rows)
