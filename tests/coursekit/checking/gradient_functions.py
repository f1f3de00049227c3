"""Numerical gradients and gradient checkers in several styles, as source text; wrong ones by changing a line."""

import types

import numpy as np

NDINDEX = """
def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient
"""

# In place, as the lectures have it, and put back.
NDITER = """
def numerical_gradient(f, x):
    h = 1e-4
    if not np.issubdtype(x.dtype, np.floating):
        raise TypeError("whole numbers can't be changed by h")
    gradient = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        right = f(x)
        x[ix] = old - h
        left = f(x)
        x[ix] = old
        gradient[ix] = (right - left) / 2 / h
        it.iternext()
    return gradient
"""

# A unit vector for each entry; a step relative to it.
UNITS = """
def numerical_gradient(f, x):
    x = np.asarray(x, dtype=np.float64)
    slopes = []
    for i in range(x.size):
        unit = np.zeros(x.size)
        h = 1e-6 * max(1, abs(x.flat[i]))
        unit[i] = h
        unit = unit.reshape(x.shape)
        slopes.append((f(x + unit) - f(x - unit)) / (2 * h))
    return np.reshape(slopes, x.shape)
"""

CHECK = """
def gradient_check(f, gradient, x):
    numerical = numerical_gradient(f, x)
    analytic = gradient(x)
    if np.shape(analytic) != numerical.shape or not np.all(np.isfinite(analytic)):
        return False
    scale = max(np.abs(numerical).max(), np.abs(analytic).max(), 1e-12)
    return bool(np.abs(numerical - analytic).max() / scale < 1e-5)
"""

NORMS = """
def gradient_check(f, gradient, x):
    n, a = numerical_gradient(f, x).ravel(), np.ravel(gradient(x))
    if n.shape != a.shape:
        raise ValueError("a gradient has the shape of x")
    return np.linalg.norm(n - a) <= 1e-4 * (np.linalg.norm(n) + np.linalg.norm(a))
"""

# Entry by entry.
ENTRIES = """
def gradient_check(f, gradient, x):
    numerical = numerical_gradient(f, x)
    claimed = np.asarray(gradient(x))
    if claimed.shape != numerical.shape:
        return False
    for n, a in zip(numerical.flat, claimed.flat):
        if not abs(n - a) <= 1e-3 * max(abs(n), abs(a)) + 1e-9:
            return False
    return True
"""


def function_of(source):
    """Run source text and return the last function that it defines."""
    module = types.ModuleType("students")
    module.__dict__["np"] = np
    exec(source, module.__dict__)
    return [each for each in vars(module).values() if isinstance(each, types.FunctionType)][-1]
