"""Gates that choose: entries of one array or another, entries by their place along an axis, entries by their size.

What decides is data: a condition or places have no gradient, and the gradient goes to what was chosen. Throughout, u
stands for the upstream gradient ∂L/∂z.
"""

from typing import Any, ClassVar

import numpy as np

from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate
from coursekit.gates.hyperparameters import lengths, one_axis


class Where(Gate):
    """z = x where the condition holds, else y. Downstream: u to the one that was chosen, 0 to the other.

    condition: flags, or numbers of which 0 does not hold; data. The three shapes broadcast.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("condition",)

    def value(self, condition: Array, x: Array, y: Array) -> Array:
        return np.where(condition, x, y)

    def gradients(
        self, upstream: Array, output: Array, condition: Array, x: Array, y: Array
    ) -> tuple[None, Array, Array]:
        return None, np.where(condition, upstream, 0), np.where(condition, 0, upstream)


class TakeAlongAxis(Gate):
    """z = the entries of x at `places` along `axis`, row by row: `np.take_along_axis`.

    For axis 1 of a matrix, zᵢⱼ = x at (i, placesᵢⱼ). Downstream: u added to where each entry came from; a place that is
    named twice gets the sum.

    places: integers, data; as many axes as x, of equal lengths (or 1) but for `axis`.
    axis: a negative one counts from the last.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("places",)
    fits: ClassVar[str] = "x and places with equally many axes, of equal lengths except along the axis that is taken"

    def __init__(self, *, axis: int = -1) -> None:
        self.axis = one_axis("TakeAlongAxis", axis)

    def value(self, x: Array, places: Array) -> Array:
        return np.take_along_axis(x, _integers(self, places), axis=self.axis)

    def gradients(self, upstream: Array, output: Array, x: Array, places: Array) -> tuple[Array, None]:
        return AddAlongAxis(axis=self.axis, shape=np.shape(x))(upstream, places), None


class AddAlongAxis(Gate):
    """z = zeros of `shape`, to which x is added at `places` along `axis`: the adjoint of `TakeAlongAxis`.

    Downstream: u at these places.

    places: integers, data; x has the shape to which they and `shape` broadcast. axis, shape: as for the array from
    which `TakeAlongAxis` takes.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("places",)
    fits: ClassVar[str] = "x in the shape that is taken at these places along the axis"

    def __init__(self, *, shape: Any, axis: int = -1) -> None:
        self.axis = one_axis("AddAlongAxis", axis)
        self.shape = lengths("AddAlongAxis", shape)

    def value(self, x: Array, places: Array) -> Array:
        z = np.zeros_like(x, shape=self.shape)
        axis = range(z.ndim)[self.axis]
        key = list(np.ix_(*(range(length) for length in z.shape)))
        key[axis] = _integers(self, places)
        np.add.at(z, tuple(key), x)
        return z

    def gradients(self, upstream: Array, output: Array, x: Array, places: Array) -> tuple[Array, None]:
        return TakeAlongAxis(axis=self.axis)(upstream, places), None


class Sort(Gate):
    """z = x with its entries in ascending order along `axis`. Downstream: u to the places that the entries came from.

    Entries that are equal keep their order, and so each has the gradient of its own place.

    axis: a negative one counts from the last.
    """

    fits: ClassVar[str] = "an array that has the axis along which is sorted"

    def __init__(self, *, axis: int = -1) -> None:
        self.axis = one_axis("Sort", axis)

    def value(self, x: Array) -> Array:
        return np.sort(x, axis=self.axis)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        origins = np.argsort(np.real(x), axis=self.axis, kind="stable")
        return (TakeAlongAxis(axis=self.axis)(upstream, np.argsort(origins, axis=self.axis)),)


def _integers(gate: Gate, places: Array) -> Array:
    """Return places as integers, which a graph may have made floats on the way."""
    integers = np.asarray(places).astype(np.intp)
    if not np.array_equal(integers, places):
        raise TypeError(f"{gate}: places must be integers, not an array of dtype {np.asarray(places).dtype}")
    return integers
