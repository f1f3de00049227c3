"""Gates that make one number of many: sums, means, extremes, products along axes; and running sums.

`axis` is None (all entries), an axis, or a tuple of axes, negative ones counted from the last. The output lacks them,
or has them with length 1 if `keepdims` is True. Throughout, u stands for the upstream gradient ∂L/∂z.

Source: the nodes that end the lectures' graphs (losses are sums and means over a batch), with NumPy's conventions.
"""

from typing import ClassVar

import numpy as np

from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate
from coursekit.gates.hyperparameters import Axis, axes, one_axis, switch


class Reduction(Gate):
    """What reductions share: the axes that they take away.

    axis: None, an axis, or a tuple of axes; negative ones count from the last. keepdims: keep them with length 1.
    """

    fits: ClassVar[str] = "an array that has the axes that are reduced"

    def __init__(self, *, axis: Axis = None, keepdims: bool = False) -> None:
        self.axis = axes(type(self).__name__, axis)
        self.keepdims = switch(type(self).__name__, "keepdims", keepdims)

    def kept(self, reduced: Array, x: Array) -> Array:
        """Put the axes that x has lost back with length 1, so that what is reduced broadcasts against x."""
        if self.keepdims or self.axis is None:
            return reduced
        lost = _counted_from_first(self.axis, np.ndim(x))
        return np.reshape(reduced, tuple(1 if axis in lost else n for axis, n in enumerate(np.shape(x))))


class Sum(Reduction):
    """z = Σx over all entries, or over `axis`. Downstream: u, copied to every summand."""

    def value(self, x: Array) -> Array:
        return np.sum(x, axis=self.axis, keepdims=self.keepdims)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.broadcast_to(self.kept(upstream, x), np.shape(x)),)


class Mean(Reduction):
    """z = Σx / n over all entries, or over `axis`. Downstream: u/n to every entry.

    n is the number of entries that make one mean. The mean of nothing is NumPy's: nan, with a warning.
    """

    def value(self, x: Array) -> Array:
        return np.mean(x, axis=self.axis, keepdims=self.keepdims)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        if np.size(x) == 0:
            return (np.zeros_like(x),)
        share = self.kept(upstream, x) / (np.size(x) // np.size(output))
        return (np.broadcast_to(share, np.shape(x)),)


class _Extreme(Reduction):
    """What the largest and the smallest entry share: their gradient goes to the entries that are equal to them.

    n entries that tie get u/n each. Any shares that sum to one are a subgradient; equal ones keep the entries alike.
    """

    fits: ClassVar[str] = "an array that has the axes that are reduced, with at least one entry along each"

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        chosen = np.equal(np.real(x), np.real(self.kept(output, x)))
        # Counted in the precision of x: integers would widen float32.
        count = np.sum(chosen * np.ones_like(np.real(x)), axis=self.axis, keepdims=True)
        return (np.where(chosen, self.kept(upstream, x) / count, 0),)


class Max(_Extreme):
    """z = the largest entry of all, or along `axis`. Downstream: u to the largest; n entries that tie get u/n each."""

    def value(self, x: Array) -> Array:
        return np.max(x, axis=self.axis, keepdims=self.keepdims)


class Min(_Extreme):
    """z = the smallest entry of all, or along `axis`. Downstream: u to the smallest; n that tie get u/n each."""

    def value(self, x: Array) -> Array:
        return np.min(x, axis=self.axis, keepdims=self.keepdims)


class Prod(Reduction):
    """z = Πx over all entries, or over `axis`. Downstream: u·(product of the other entries).

    z/x would be the product of the others, but not at x = 0. The factors are multiplied in pairs, the products in pairs
    again, until one is left; backward, each of a pair gets its upstream gradient times its partner.
    """

    def value(self, x: Array) -> Array:
        return np.prod(x, axis=self.axis, keepdims=self.keepdims)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        if np.size(x) == 0:
            return (np.zeros_like(x),)
        reduced = _counted_from_first(self.axis, np.ndim(x))
        order = tuple(axis for axis in range(np.ndim(x)) if axis not in reduced) + reduced
        sides = tuple(np.shape(x)[axis] for axis in order)
        rows = np.size(output)
        factors = np.reshape(np.transpose(x, order), (rows, -1))
        pairs, counts = [], []
        while np.shape(factors)[1] > 1:
            count = np.shape(factors)[1]
            if count % 2:
                factors = np.concatenate([factors, np.ones_like(factors[:, :1])], axis=1)
            pairs.append(np.reshape(factors, (rows, -1, 2)))
            counts.append(count)
            factors = pairs[-1][:, :, 0] * pairs[-1][:, :, 1]
        gradient = np.reshape(upstream, (rows, 1))
        for pair, count in zip(reversed(pairs), reversed(counts), strict=True):
            swapped = pair[:, :, ::-1]
            gradient = np.reshape(np.expand_dims(gradient, 2) * swapped, (rows, -1))[:, :count]
        back = tuple(int(position) for position in np.argsort(order))
        return (np.transpose(np.reshape(gradient, sides), back),)


class LogSumExp(Reduction):
    """z = ln Σeˣ over all entries, or over `axis`, without overflow. Downstream: u·e^(x − z), the softmax of x.

    ln of nothing but e^(−∞) is −∞, with NumPy's warning, and has the gradient 0. Source: the log-likelihood of CSE 587
    and IST lecture 5, whose scores are shifted by the largest before they are exponentiated.
    """

    fits: ClassVar[str] = _Extreme.fits

    def value(self, x: Array) -> Array:
        shift = np.max(np.real(x), axis=self.axis, keepdims=True)
        shift = np.where(np.isfinite(shift), shift, 0)  # −∞ − (−∞) would be nan
        total = np.sum(np.exp(x - shift), axis=self.axis, keepdims=self.keepdims)
        return np.log(total) + np.reshape(shift, np.shape(total))

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        shift = self.kept(output, x)
        shift = np.where(np.isfinite(np.real(shift)), shift, 0)
        return (self.kept(upstream, x) * np.exp(x - shift),)


class CumSum(Gate):
    """z = the running sums of x along `axis`: zₖ = x₀ + … + xₖ. Downstream: the running sums of u from the end.

    axis: the axis along which is summed; a negative one counts from the last.
    """

    fits: ClassVar[str] = "an array that has the axis along which is summed"

    def __init__(self, *, axis: int = 0) -> None:
        self.axis = one_axis("CumSum", axis)

    def value(self, x: Array) -> Array:
        return np.cumsum(x, axis=self.axis)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (np.flip(np.cumsum(np.flip(upstream, self.axis), axis=self.axis), self.axis),)


def _counted_from_first(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return axes as a tuple that counts them from the first; all of them for None.

    A single number has none, though NumPy lets its axes 0 and −1 be named.
    """
    listed = range(ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return tuple(one % ndim for one in listed if ndim)
