"""Toy data: two-dimensional classes that a human sees at once, and the line of the lectures.

Each function of classes returns points x (n, 2) and integer labels y (n,), shuffled. n is divided among the classes as
evenly as it goes. `noise` is the standard deviation of Gaussian noise added to both coordinates. `rng` is a seed or a
generator; the same seed gives the same points.

Two of them are linearly separable (`linear`, and `blobs` if far apart); the others need a hidden layer.
"""

from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.data.examples import Array, Floats, Indices, real_number

Points = tuple[Floats, Indices]


def two_moons(n: int = 200, *, noise: float = 0.1, rng: Rng = None) -> Points:
    """Two half circles of radius 1 that reach into each other.

    Class 0: (cos t, sin t), class 1: (1 − cos t, ½ − sin t), t uniform in [0, π].
    """
    labels, random = _classes("two_moons", n, 2, rng)
    t = random.uniform(0, np.pi, len(labels))
    upper = np.stack([np.cos(t), np.sin(t)], axis=1)
    points = np.where(labels[:, np.newaxis] == 0, upper, np.array([1.0, 0.5]) - upper)
    return _noisy("two_moons", points, noise, random), labels


def circles(n: int = 200, *, noise: float = 0.1, factor: float = 0.5, rng: Rng = None) -> Points:
    """A circle of radius 1 (class 0) around one of radius `factor` (class 1), which lies between 0 and 1."""
    factor = real_number("circles", "factor", factor)
    if not 0 < factor < 1:
        raise ValueError(f"circles: factor must lie between 0 and 1, not {factor}: the inner circle's radius")
    labels, random = _classes("circles", n, 2, rng)
    t = random.uniform(0, 2 * np.pi, len(labels))
    points = np.where(labels == 0, 1.0, factor)[:, np.newaxis] * np.stack([np.cos(t), np.sin(t)], axis=1)
    return _noisy("circles", points, noise, random), labels


def spirals(n: int = 300, *, noise: float = 0.05, classes: int = 3, turns: float = 1.0, rng: Rng = None) -> Points:
    """Arms of a spiral, one for each class, wound around the origin.

    Arm c: r (cos φ, sin φ) with φ = 2π (turns·r + c/classes), r uniform in [0.1, 1].
    """
    classes = whole_number("spirals", "classes", classes, 2)
    labels, random = _classes("spirals", n, classes, rng)
    r = random.uniform(0.1, 1, len(labels))
    angle = 2 * np.pi * (real_number("spirals", "turns", turns) * r + labels / classes)
    points = r[:, np.newaxis] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _noisy("spirals", points, noise, random), labels


def xor(n: int = 200, *, noise: float = 0.2, rng: Rng = None) -> Points:
    """Four heaps at (±1, ±1); class 1 where the signs of the coordinates differ. No line separates the classes."""
    labels, random = _classes("xor", n, 2, rng)
    first = random.choice([-1.0, 1.0], len(labels))
    points = np.stack([first, np.where(labels == 1, -first, first)], axis=1)
    return _noisy("xor", points, noise, random), labels


def blobs(
    n: int = 200, *, centres: Any = ((-2.0, 0.0), (2.0, 0.0), (0.0, 3.0)), noise: float = 0.6, rng: Rng = None
) -> Points:
    """Gaussian heaps, one for each class, with standard deviation `noise` around `centres` (classes, 2)."""
    middle = np.asarray(centres, dtype=np.float64)
    if middle.ndim != 2 or middle.shape[1] != 2 or not np.all(np.isfinite(middle)):
        raise ValueError(f"blobs: centres must be points, shape (classes, 2), not shape {middle.shape} or nan")
    labels, random = _classes("blobs", n, len(middle), rng)
    return _noisy("blobs", middle[labels], noise, random), labels


def linear(n: int = 200, *, noise: float = 0.0, margin: float = 0.2, rng: Rng = None) -> Points:
    """Two classes in the square [−1, 1]² on the two sides of the line x₁ + x₂ = 0, at least `margin` away from it.

    Without noise they are linearly separable: class 1 is where x₁ + x₂ > 0.
    """
    margin = real_number("linear", "margin", margin)
    if not 0 <= margin < 1:
        raise ValueError(
            f"linear: margin must be from 0 to below 1, not {margin}: the square ends at a distance of 1.41"
        )
    labels, random = _classes("linear", n, 2, rng)
    points = np.empty((len(labels), 2))
    waiting = np.arange(len(labels))
    while waiting.size:  # points too near to the line are drawn anew: the rest stays uniform
        points[waiting] = random.uniform(-1, 1, (len(waiting), 2))
        distance = points[waiting].sum(axis=1) / np.sqrt(2)
        waiting = waiting[np.abs(distance) <= margin]
    wrong_side = (points.sum(axis=1) > 0) != (labels == 1)
    points[wrong_side] *= -1
    return _noisy("linear", points, noise, random), labels


def line(
    n: int = 100, *, slope: float = 0.1, intercept: float = 0.3, noise: float = 0.0, rng: Rng = None
) -> tuple[Floats, Floats]:
    """Points of y = slope·x + intercept, for fitting a line: x (n,) uniform in [0, 1), y (n,) with `noise` added.

    Source: the line-fitting program of the lectures, which must find W = 0.1 and b = 0.3 (CSE 587 lecture 3).
    """
    random = generator(rng, "line")
    x = random.uniform(0, 1, whole_number("line", "n", n, 1))
    y = real_number("line", "slope", slope) * x + real_number("line", "intercept", intercept)
    return x, _noisy("line", y, noise, random)


def _classes(owner: str, n: int, classes: int, rng: Rng) -> tuple[Indices, np.random.Generator]:
    """Return n labels in random order, each class as often as the others up to one, and the generator."""
    n = whole_number(owner, "n", n, classes)
    random = generator(rng, owner)
    return random.permutation(np.arange(n, dtype=np.int64) % classes), random


def _noisy(owner: str, points: Array, noise: float, random: np.random.Generator) -> Floats:
    noise = real_number(owner, "noise", noise)
    if noise < 0:
        raise ValueError(f"{owner}: noise is a standard deviation, 0 or more, not {noise}")
    moved: Floats = points + noise * random.standard_normal(points.shape)
    return moved
