"""The backward rule of broadcasting, stated once: what was copied forward is summed backward."""

import numpy as np

from coursekit.gates.coercion import Array, Shape


def sum_to_shape(gradient: Array, shape: Shape) -> Array:
    """Sum a gradient in the broadcast shape back to the `shape` that an input had before it was broadcast.

    Broadcasting an input copies it along new axes and along axes of length one. Each copy is a branch of the graph,
    and gradients add up at branches: sum over these axes, and keep the others.

    Raises ValueError if `shape` doesn't broadcast to the gradient's shape.
    """
    wide = np.shape(gradient)
    if wide == shape:
        return gradient
    new = len(wide) - len(shape)
    if new < 0 or any(n not in (1, m) for n, m in zip(shape, wide[new:], strict=True)):
        raise ValueError(f"a gradient of shape {wide} cannot be summed to {shape}: {shape} does not broadcast to it")
    stretched = tuple(new + axis for axis, n in enumerate(shape) if n == 1 and wide[new + axis] != 1)
    return np.reshape(np.sum(gradient, axis=(*range(new), *stretched)), shape)
