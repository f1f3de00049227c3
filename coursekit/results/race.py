"""A race of optimizers: who takes part, on which surfaces, from where, and with which learning rates.

A learning rate has another meaning for each kind of optimizer. Those that step in proportion to the gradient need one
that suits the surface's curvature, here `rate`; those that divide by the gradient's size step by about their learning
rate, here `stride`, whatever the gradient. Each surface says both, and one factor scales them all.

Source: the optimizers are those of CSE 587 lecture 3, CS224n notes and IST lecture 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import optim
from coursekit.data import SURFACES
from coursekit.optim import Optimizer, largest_stable_rate
from coursekit.results.descent import Descent, Entrant, Function, Heights, Range, descend, heights, slopes

Point = tuple[float, float]

OWN = "own function"


@dataclass(frozen=True)
class Course:
    """A surface to race on: where it is drawn, the usual start, learning rates that suit it, and its known minima."""

    function: Function
    x_range: Range
    y_range: Range
    start: Point
    rate: float
    stride: float
    lowest: float | None = None
    minima: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Racer:
    """An optimizer as it takes part: how it is made from a course's rate and stride, both times the factor.

    first, second: the signs of its running averages of gradients and of their squares, "" if it keeps none. unit: what
    the first is measured in: a velocity is a step, with the learning rate in it.
    """

    make: Callable[[Any, Any], Optimizer]
    first: str = ""
    second: str = ""
    unit: str = "gradient"
    one_at_a_time: bool = False


@dataclass(frozen=True, eq=False)
class Race:
    """A race: the surface, the start, each racer's learning rate, and the descents in the order of RACERS."""

    course: Course
    ground: Heights
    start: Point
    rates: tuple[float, ...]
    descents: tuple[Descent, ...]


RACERS: dict[str, Racer] = {
    "SGD": Racer(lambda rate, stride: optim.SGD(rate)),
    "momentum": Racer(lambda rate, stride: optim.SGD(rate, momentum=0.9), "b"),
    "heavy ball": Racer(lambda rate, stride: optim.SGD(rate, momentum=0.9, form="velocity"), "v", unit="step"),
    "Nesterov": Racer(lambda rate, stride: optim.Nesterov(rate, momentum=0.9), "v", unit="step"),
    "Adagrad": Racer(lambda rate, stride: optim.Adagrad(5 * stride), "", "G"),
    "Adadelta": Racer(lambda rate, stride: optim.Adadelta(20 * stride), "", "E"),
    "RMSProp": Racer(lambda rate, stride: optim.RMSProp(stride, decay=0.9), "", "G"),
    "Adam": Racer(lambda rate, stride: optim.Adam(stride), "m", "v"),
    "Adam, uncorrected": Racer(lambda rate, stride: optim.Adam(stride, bias_correction=False), "m", "v"),
    "AdamW": Racer(lambda rate, stride: optim.AdamW(stride, weight_decay=0.1), "m", "v"),
    "Adafactor": Racer(lambda rate, stride: optim.Adafactor(stride), "", "V"),
    "SparseAdam": Racer(lambda rate, stride: optim.SparseAdam(stride), "m", "v", one_at_a_time=True),
}


def _course(surface: str, start: Point, rate: float, stride: float) -> Course:
    about = SURFACES[surface]
    lowest = float(about.function(*about.minima[0])) if about.minima else None
    return Course(about.function, about.x_range, about.y_range, start, rate, stride, lowest, about.minima)


COURSES: dict[str, Course] = {
    "quadratic bowl": _course("bowl", (-3.5, 1.6), 0.03, 0.1),
    "ravine": _course("ravine", (-3.5, 0.8), 0.026, 0.05),
    "Rosenbrock": _course("rosenbrock", (-1.2, 1.0), 5e-4, 0.05),
    "Beale": _course("beale", (1.0, 1.5), 0.005, 0.05),
    "saddle": _course("saddle", (-1.6, 0.01), 0.03, 0.03),
    "monkey saddle": _course("monkey_saddle", (1.6, 0.01), 0.01, 0.03),
    "plateau": _course("plateau", (-2.6, 1.6), 0.5, 0.05),
    "two minima": _course("double_well", (1.8, 1.0), 0.01, 0.05),
    "four minima": _course("himmelblau", (0.2, -0.8), 0.003, 0.08),
}


def own_course(function: Function, x_range: Range = (-3.0, 3.0), y_range: Range = (-3.0, 3.0)) -> Course:
    """Return a course on any function of x and y in NumPy's vocabulary, drawn in these ranges.

    The start is a quarter of the picture from its corner. The rate is half the largest that is stable at the highest
    curvature that a coarse grid finds, by differences of gradients; the stride is a hundredth of the picture's width.

    Raises TypeError or ValueError, saying what is expected, for what is no such function or range.
    """
    if not callable(function):
        raise TypeError(f"function must be a function of x and y, such as lambda x, y: x**2 + y**2, not {function!r}")
    for name, given in (("x_range", x_range), ("y_range", y_range)):
        if len(given) != 2 or not np.isfinite(given).all() or given[0] >= given[1]:
            raise ValueError(f"{name} must be two numbers, the lower one first, such as (-3, 3), not {given!r}")
    heights(function, x_range, y_range)
    (left, right), (bottom, top) = x_range, y_range
    start = (left + (right - left) / 4, top - (top - bottom) / 4)
    stable = largest_stable_rate(_steepest(function, x_range, y_range))
    rate = 0.5 * stable if np.isfinite(stable) else 0.1
    return Course(function, x_range, y_range, start, rate, (right - left) / 100)


def race(
    course: Course,
    names: Sequence[str] = tuple(RACERS),
    start: Point | None = None,
    steps: int = 300,
    *,
    factor: float = 1.0,
    noise: float = 0.0,
    seed: int = 0,
    ground: Heights | None = None,
) -> Race:
    """Return a race of the named racers from a start, the course's own if None. ground: the heights, if known."""
    begin = course.start if start is None else start
    known = heights(course.function, course.x_range, course.y_range, course.lowest) if ground is None else ground
    made = [RACERS[name].make(factor * course.rate, factor * course.stride) for name in names]
    rates = tuple(optimizer.rate for optimizer in made)
    entrants = [
        Entrant(name, optimizer, RACERS[name].one_at_a_time) for name, optimizer in zip(names, made, strict=True)
    ]
    descents = descend(course.function, known, entrants, begin, steps, noise=noise, seed=seed)
    return Race(course, known, begin, rates, descents)


def _steepest(function: Function, x_range: Range, y_range: Range) -> float:
    """Return the highest curvature on a grid of 9 by 9, from differences of gradients; 0 if nowhere above."""
    x, y = np.meshgrid(np.linspace(*x_range, 9), np.linspace(*y_range, 9))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    step = 1e-5 * max(x_range[1] - x_range[0], y_range[1] - y_range[0])
    with np.errstate(all="ignore"):
        columns = [(slopes(function, points + move) - slopes(function, points - move)) for move in step * np.eye(2)]
    hessians = np.stack(columns, axis=2) / (2 * step)
    hessians = hessians[np.isfinite(hessians).all(axis=(1, 2))]
    curvatures = np.linalg.eigvalsh((hessians + hessians.transpose(0, 2, 1)) / 2)
    return float(np.max(curvatures, initial=0.0))
