"""NumPy's functions, as gates: what `np.tanh(t)`, `np.sum(t, axis=0)` or `t[1:]` mean for a tensor or a symbol.

One table for each of NumPy's two protocols: universal functions come by `__array_ufunc__`, others by
`__array_function__`. What is made of several gates is found in `compositions`. What is constant but for jumps (a
comparison, `np.floor`, `np.argmax`) has no gradient, and is not recorded.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from coursekit.autodiff.compositions import COMPOSITIONS
from coursekit.gates import arithmetic, elementary, linear, reductions, selection, shaping
from coursekit.gates.activations import Tanh
from coursekit.gates.coercion import Array
from coursekit.gates.contraction import Einsum

Function: TypeAlias = Callable[..., Any]

add, subtract, multiply = arithmetic.Add(), arithmetic.Subtract(), arithmetic.Multiply()
divide, negate, matmul = arithmetic.Divide(), arithmetic.Negate(), linear.MatMul()


def power(x: Array, exponent: Array) -> Array:
    """Return x to a power: a number, or an array of powers, which may need gradients themselves."""
    if isinstance(exponent, (int, float)):
        return _power(exponent)(x)
    return _raised_to(x, exponent)


def sum(x: Array, axis: Any = None, *, keepdims: bool = False) -> Array:  # noqa: A001 - named as NumPy names it
    """Return the sum over `axis`."""
    return _reduction(reductions.Sum, axis, keepdims)(x)


def mean(x: Array, axis: Any = None, *, keepdims: bool = False) -> Array:
    """Return the mean over `axis`."""
    return _reduction(reductions.Mean, axis, keepdims)(x)


def max(x: Array, axis: Any = None, *, keepdims: bool = False) -> Array:  # noqa: A001
    """Return the maximum over `axis`."""
    return _reduction(reductions.Max, axis, keepdims)(x)


def min(x: Array, axis: Any = None, *, keepdims: bool = False) -> Array:  # noqa: A001
    """Return the minimum over `axis`."""
    return _reduction(reductions.Min, axis, keepdims)(x)


def prod(x: Array, axis: Any = None, *, keepdims: bool = False) -> Array:
    """Return the product over `axis`."""
    return _reduction(reductions.Prod, axis, keepdims)(x)


def cumsum(x: Array, axis: int | None = None) -> Array:
    """Return running sums along `axis`, or along the flattened array."""
    return reductions.CumSum(axis=axis)(x) if axis is not None else reductions.CumSum(axis=0)(reshape(x, -1))


def reshape(x: Array, shape: Any) -> Array:
    """Return x with its entries in another shape."""
    return shaping.Reshape(shape=shape)(x)


def transpose(x: Array, axes: Any = None) -> Array:
    """Return x with its axes in another order, the reverse if none is given."""
    return shaping.Transpose(axes=axes)(x)


def concatenate(arrays: Any, axis: int = 0) -> Array:
    """Return arrays joined along an axis they have."""
    return shaping.Concatenate(axis=axis)(*arrays)


def broadcast_to(x: Array, shape: Any) -> Array:
    """Return x copied to a shape it broadcasts to."""
    return shaping.BroadcastTo(shape=shape)(x)


def where(condition: Array, x: Array, y: Array) -> Array:
    """Return x where the condition holds, else y."""
    return _where(condition, x, y)


def einsum(subscripts: str, *operands: Array) -> Array:
    """Return a sum of products, by Einstein's notation."""
    return Einsum(subscripts=subscripts)(*operands)


def index(x: Array, key: Any) -> Array:
    """Return x[key]."""
    return shaping.Index(key=key)(x)


def same(x: Array) -> Array:
    """Return x: for real numbers, what np.positive, np.real and np.conjugate are."""
    return x


def zeros_like(x: Array) -> Array:
    """Return zeros in the shape of x, as a plain array."""
    return np.zeros(x.shape, x.dtype)


def ones_like(x: Array) -> Array:
    """Return ones in the shape of x, as a plain array."""
    return np.ones(x.shape, x.dtype)


# fmt: off
UFUNCS: dict[Function, Function] = {
    np.add: add, np.subtract: subtract, np.multiply: multiply, np.divide: divide, np.negative: negate,
    np.power: power, np.float_power: power, np.matmul: matmul, np.positive: same, np.conjugate: same,
    np.maximum: arithmetic.Maximum(), np.minimum: arithmetic.Minimum(),
    np.exp: arithmetic.Exp(), np.log: arithmetic.Log(), np.tanh: Tanh(),
    np.sqrt: elementary.Sqrt(), np.absolute: elementary.Absolute(), np.fabs: elementary.Absolute(),
    np.log1p: elementary.Log1p(), np.expm1: elementary.Expm1(),
    np.sin: elementary.Sin(), np.cos: elementary.Cos(), np.tan: elementary.Tan(),
    np.arcsin: elementary.Arcsin(), np.arccos: elementary.Arccos(), np.arctan: elementary.Arctan(),
    np.sinh: elementary.Sinh(), np.cosh: elementary.Cosh(), np.arcsinh: elementary.Arcsinh(),
    np.arccosh: elementary.Arccosh(), np.arctanh: elementary.Arctanh(), np.arctan2: elementary.Arctan2(),
    np.logaddexp: elementary.LogAddExp(), np.hypot: elementary.Hypot(),
}

FUNCTIONS: dict[Function, Function] = {
    np.sum: sum, np.mean: mean, np.max: max, np.min: min, np.amax: max, np.amin: min, np.prod: prod,
    np.cumsum: cumsum, np.reshape: reshape, np.transpose: transpose, np.concatenate: concatenate,
    np.broadcast_to: broadcast_to, np.where: where, np.einsum: einsum, np.real: same,
    np.shape: lambda x: x.shape, np.ndim: lambda x: x.ndim, np.size: lambda x: x.size,
    np.zeros_like: zeros_like, np.ones_like: ones_like,
}

# What `np.add.reduce` and its like are.
REDUCTIONS: dict[Function, Function] = {np.add: sum, np.multiply: prod, np.maximum: max, np.minimum: min}

# Constant but for jumps: no gradient.
STEPS: frozenset[Function] = frozenset({
    np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal,
    np.logical_and, np.logical_or, np.logical_not, np.logical_xor, np.isfinite, np.isinf, np.isnan, np.signbit,
    np.sign, np.floor, np.ceil, np.trunc, np.rint, np.floor_divide, np.round, np.argmax, np.argmin, np.argsort,
    np.any, np.all, np.count_nonzero, np.isclose, np.allclose, np.array_equal, np.searchsorted,
})
# fmt: on


def meaning(function: Function, method: str = "__call__") -> Function | None:
    """Return how a function of NumPy's is computed on tensors and symbols; None if it isn't known."""
    if method == "reduce":
        return REDUCTIONS.get(function)
    if method != "__call__":
        return None
    tables: tuple[dict[Function, Function], ...] = (UFUNCS, FUNCTIONS, COMPOSITIONS)
    return next((table[function] for table in tables if function in table), None)


def unknown(function: Any, method: str = "__call__") -> TypeError:
    """Return the error for a function that isn't known here."""
    module = getattr(function, "__module__", "numpy") or "numpy"
    name = f"{module}.{getattr(function, '__name__', function)}".replace("numpy", "np", 1)
    name += "" if method == "__call__" else f".{method}"
    return TypeError(
        f"{name} is not known for tensors and symbols. Write it with functions that are, such as np.sum, np.where "
        "or np.einsum; or make it a gate of your own: a subclass of coursekit.gates.Gate with value and gradients"
    )


_raised_to = elementary.RaisedTo()
_where = selection.Where()
_power = functools.cache(lambda exponent: arithmetic.Power(exponent=exponent))


@functools.cache
def _reduction(kind: Function, axis: Any, keepdims: bool) -> Function:
    gate: Function = kind(axis=axis, keepdims=keepdims)
    return gate
