"""NumPy functions made of several gates."""

import numpy as np


def expand_dims(x, axis):
    s = list(x.shape)
    s.insert(axis if axis >= 0 else len(s) + 1 + axis, 1)
    return np.reshape(x, tuple(s))


def stack(arrays, axis=0):
    return np.concatenate([np.reshape(a, (1,) + np.shape(a)) for a in arrays])


def swapaxes(x, a, b):
    axes = list(range(x.ndim))
    axes[a], axes[b] = axes[b], axes[a]
    return np.transpose(x, tuple(axes))


COMPOSITIONS = {np.expand_dims: expand_dims, np.stack: stack, np.swapaxes: swapaxes, np.square: lambda x: x * x}
