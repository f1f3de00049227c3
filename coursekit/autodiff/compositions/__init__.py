"""Functions of NumPy's that are made of others: `COMPOSITIONS` says how, for any carrier of numbers.

Each is written in the few functions that have a gate (sums, products, reshaping, indexing, `np.where`, …), so it works
on arrays, recorded tensors and symbols alike, and its derivatives of every order follow from theirs. Arguments have
NumPy's names and meaning; those that make no sense for all carriers (`out`, `dtype`, `order`) are left out.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff.compositions import elementwise, joining, products, rearranging, statistics

# fmt: off
COMPOSITIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.square: elementwise.square, np.reciprocal: elementwise.reciprocal, np.cbrt: elementwise.cbrt,
    np.exp2: elementwise.exp2, np.log2: elementwise.log2, np.log10: elementwise.log10,
    np.logaddexp2: elementwise.logaddexp2, np.remainder: elementwise.remainder,
    np.deg2rad: elementwise.radians, np.radians: elementwise.radians,
    np.rad2deg: elementwise.degrees, np.degrees: elementwise.degrees,
    np.clip: elementwise.clip, np.select: elementwise.select, np.copy: elementwise.copy,
    np.full_like: elementwise.full_like,

    np.expand_dims: rearranging.expand_dims, np.squeeze: rearranging.squeeze, np.ravel: rearranging.ravel,
    np.swapaxes: rearranging.swapaxes, np.moveaxis: rearranging.moveaxis,
    np.atleast_1d: rearranging.atleast_1d, np.atleast_2d: rearranging.atleast_2d,
    np.broadcast_arrays: rearranging.broadcast_arrays,
    np.flip: rearranging.flip, np.fliplr: rearranging.fliplr, np.flipud: rearranging.flipud, np.roll: rearranging.roll,
    np.take: rearranging.take, np.take_along_axis: rearranging.take_along_axis, np.sort: rearranging.sort,
    np.delete: rearranging.delete, np.diagonal: rearranging.diagonal, np.diag: rearranging.diag,
    np.tril: rearranging.tril, np.triu: rearranging.triu,

    np.stack: joining.stack, np.vstack: joining.vstack, np.hstack: joining.hstack, np.dstack: joining.dstack,
    np.column_stack: joining.column_stack, np.append: joining.append,
    np.split: joining.split, np.array_split: joining.array_split, np.hsplit: joining.hsplit, np.vsplit: joining.vsplit,
    np.tile: joining.tile, np.repeat: joining.repeat, np.pad: joining.pad,

    np.var: statistics.var, np.std: statistics.std, np.average: statistics.average, np.median: statistics.median,
    np.ptp: statistics.ptp, np.nansum: statistics.nansum, np.diff: statistics.diff, np.cumprod: statistics.cumprod,

    np.dot: products.dot, np.vdot: products.vdot, np.inner: products.inner, np.outer: products.outer,
    np.tensordot: products.tensordot, np.kron: products.kron, np.trace: products.trace,
    np.linalg.norm: products.norm,
}
# fmt: on

__all__ = ["COMPOSITIONS"]
