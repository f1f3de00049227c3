"""What a careful student writes once for all gates whose inputs broadcast."""

import numpy as np


def back_to(shape, gradient):
    """Sum `gradient` over the axes along which an input of that shape was copied."""
    gradient = np.asarray(gradient)
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    return gradient.sum(axis=tuple(axis for axis, length in enumerate(shape) if length == 1), keepdims=True)


def origins(shape, wide):
    """Return, for each entry of the shape `wide`, the flat index of the entry of `shape` that was copied there."""
    return np.broadcast_to(np.arange(np.prod(shape, dtype=int)).reshape(shape), wide)
