"""Gates that move entries and change none: reshaping, transposing, joining, copying, and picking by an index.

Their gradients are moves too: each entry's gradient goes back to where the entry came from, and where an entry was
copied, the gradients of its copies add up. Throughout, u stands for the upstream gradient ∂L/∂z.
"""

from itertools import accumulate, pairwise
from typing import Any, ClassVar

import numpy as np

from coursekit.gates.broadcast import sum_to_shape
from coursekit.gates.coercion import Array, is_carrier
from coursekit.gates.gate import Gate
from coursekit.gates.hyperparameters import lengths, one_axis, order_of_axes


class Reshape(Gate):
    """z = the entries of x, last axis fastest, in another shape. Downstream: u in the shape of x.

    shape: an integer or a tuple of them; one length may be −1, for as many as there are.
    """

    fits: ClassVar[str] = "an array with as many entries as the shape has"

    def __init__(self, *, shape: Any) -> None:
        self.shape = lengths("Reshape", shape, unknown=True)

    def value(self, x: Array) -> Array:
        return np.reshape(x, self.shape)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.reshape(upstream, np.shape(x)),)


class Transpose(Gate):
    """z = x with its axes in another order: axis k of z is axis `axes[k]` of x. Downstream: u with the axes put back.

    axes: each axis once; None reverses their order.
    """

    fits: ClassVar[str] = "an array that has just the axes that are reordered"

    def __init__(self, *, axes: Any = None) -> None:
        self.axes = order_of_axes("Transpose", axes)

    def value(self, x: Array) -> Array:
        return np.transpose(x, self.axes)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        back = None if self.axes is None else tuple(map(self.axes.index, range(len(self.axes))))
        return (np.transpose(upstream, back),)


class Concatenate(Gate):
    """z = arrays joined along an axis that they have. Downstream: to each, its own part of u.

    axis: the axis along which they may differ in length; a negative one counts from the last.
    """

    fits: ClassVar[str] = "one array or more, of equal shapes except along the axis that joins them"

    def __init__(self, *, axis: int = 0) -> None:
        self.axis = one_axis("Concatenate", axis)

    def value(self, *arrays: Array) -> Array:
        return np.concatenate(arrays, axis=self.axis)

    def gradients(self, upstream: Array, output: Array, *arrays: Array) -> tuple[Array, ...]:
        before = (slice(None),) * (self.axis % np.ndim(upstream))
        ends = accumulate((np.shape(array)[self.axis] for array in arrays), initial=0)
        return tuple(upstream[(*before, slice(start, end))] for start, end in pairwise(ends))


class BroadcastTo(Gate):
    """z = x, copied along new axes and along those of length 1, to `shape`. Downstream: u summed over the copies.

    shape: an integer or a tuple of them.
    """

    fits: ClassVar[str] = "an array whose axes, counted from the last, have the lengths of the shape or 1"

    def __init__(self, *, shape: Any) -> None:
        self.shape = lengths("BroadcastTo", shape)

    def value(self, x: Array) -> Array:
        return np.broadcast_to(x, self.shape)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (sum_to_shape(upstream, np.shape(x)),)


class Index(Gate):
    """z = x[key]. Downstream: u added to zeros at key, so that an entry that is picked twice gets both gradients.

    key: whatever NumPy takes between the brackets: integers, slices, None, ..., arrays of integers or of flags, or a
    tuple of these. What lies outside of x raises IndexError, as in NumPy.
    """

    def __init__(self, *, key: Any) -> None:
        self.key = _key("Index", key)

    def value(self, x: Array) -> Array:
        return x[self.key]

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (Scatter(key=self.key, shape=np.shape(x))(upstream),)


class Scatter(Gate):
    """z = zeros of `shape`, to which x is added at key: the adjoint of `Index`. Downstream: u[key].

    key: as of `Index`. shape: an integer or a tuple of them. x has the shape of z[key].
    """

    fits: ClassVar[str] = "an array in the shape that the key picks"

    def __init__(self, *, key: Any, shape: Any) -> None:
        self.key = _key("Scatter", key)
        self.shape = lengths("Scatter", shape)

    def value(self, x: Array) -> Array:
        z = np.zeros_like(x, shape=self.shape)
        picked = np.shape(z[self.key])
        if picked != np.shape(x):
            raise ValueError(f"the key picks the shape {picked}")
        if any(isinstance(part, np.ndarray) and part.dtype.kind in "iu" for part in _parts(self.key)):
            np.add.at(z, self.key, x)
        else:  # slices and flags pick nothing twice
            z[self.key] = x
        return z

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream[self.key],)


def _key(gate: str, key: Any) -> Any:
    """Return a key for an array, with lists and arrays copied: what is changed later doesn't change the gate."""
    return tuple(_part(gate, part) for part in key) if isinstance(key, tuple) else _part(gate, key)


def _part(gate: str, part: Any) -> Any:
    if part is None or part is Ellipsis or isinstance(part, slice):
        return part
    if is_carrier(part):
        raise TypeError(
            f"{gate}: the key must be known when the gate is made, so it cannot contain a {type(part).__name__}; "
            "take its value, or use TakeAlongAxis, whose places are an input"
        )
    places = np.array(part, dtype=np.intp) if isinstance(part, list) and not part else np.array(part)
    if places.dtype.kind not in "biu":
        raise TypeError(
            f"{gate}: a key is made of integers, slices, None, ..., and arrays of integers or flags, not {part!r}"
        )
    return places if places.ndim or places.dtype.kind == "b" else int(places)


def _parts(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)
