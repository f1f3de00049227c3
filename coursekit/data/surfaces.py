"""Surfaces over the plane on which optimizers can be watched: valleys, several minima, saddle points.

Each surface is a function z = f(x, y) of numbers or of arrays that broadcast, in NumPy's vocabulary and without
writing into anything, so that it takes whatever answers NumPy's functions. `SURFACES` says of each where it is
usually drawn and where its gradient vanishes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Point: TypeAlias = tuple[float, float]


def bowl(x: Any, y: Any) -> Any:
    """½(x² + 10y²): convex, one minimum, ten times as steep along y as along x."""
    return 0.5 * (np.square(x) + 10 * np.square(y))


def ravine(x: Any, y: Any) -> Any:
    """½(x² + 50y²): convex, one minimum, fifty times as steep across as along: steps bounce from wall to wall."""
    return 0.5 * (np.square(x) + 50 * np.square(y))


def plateau(x: Any, y: Any) -> Any:
    """1 − exp(−(x² + y²)/2): one minimum in a hollow; around it all is flat, and gradients vanish."""
    return 1 - np.exp(-0.5 * (np.square(x) + np.square(y)))


def saddle(x: Any, y: Any) -> Any:
    """x² − y²: a minimum along x and a maximum along y meet at the origin. Unbounded below."""
    return np.square(x) - np.square(y)


def monkey_saddle(x: Any, y: Any) -> Any:
    """x³ − 3xy²: three valleys meet at the origin, where the second derivatives vanish too. Unbounded below."""
    return np.power(x, 3) - 3 * x * np.square(y)


def double_well(x: Any, y: Any) -> Any:
    """(x² − 1)² + x/4 + y²: a global minimum at the left, a local one at the right, a saddle point between them."""
    return np.square(np.square(x) - 1) + 0.25 * x + np.square(y)


def rosenbrock(x: Any, y: Any) -> Any:
    """(1 − x)² + 100(y − x²)²: one minimum, in a flat valley that is bent like a banana.

    Source: Rosenbrock, "An automatic method for finding the greatest or least value of a function" (1960).
    """
    return np.square(1 - x) + 100 * np.square(y - np.square(x))


def himmelblau(x: Any, y: Any) -> Any:
    """(x² + y − 11)² + (x + y² − 7)²: four minima of the same depth 0, with four saddle points between them.

    Source: Himmelblau, "Applied nonlinear programming" (1972).
    """
    return np.square(np.square(x) + y - 11) + np.square(x + np.square(y) - 7)


def beale(x: Any, y: Any) -> Any:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: one minimum, flat plains, steep corners.

    Source: Beale, "On an iterative method for finding a local minimum of a function of more than one variable" (1958).
    """
    return (
        np.square(1.5 - x + x * y) + np.square(2.25 - x + x * np.square(y)) + np.square(2.625 - x + x * np.power(y, 3))
    )


@dataclass(frozen=True)
class Surface:
    """A function of two variables and what is known of it.

    x_range, y_range: where it is usually drawn. minima, saddles: its minima, global ones first, and its saddle points;
    coordinates that have no short form are rounded to double precision.
    """

    function: Callable[[Any, Any], Any]
    x_range: Point
    y_range: Point
    minima: tuple[Point, ...] = ()
    saddles: tuple[Point, ...] = ()


SURFACES = {
    "bowl": Surface(bowl, (-4, 4), (-2, 2), minima=((0.0, 0.0),)),
    "ravine": Surface(ravine, (-4, 4), (-1, 1), minima=((0.0, 0.0),)),
    "plateau": Surface(plateau, (-4, 4), (-4, 4), minima=((0.0, 0.0),)),
    "saddle": Surface(saddle, (-2, 2), (-2, 2), saddles=((0.0, 0.0),)),
    "monkey_saddle": Surface(monkey_saddle, (-2, 2), (-2, 2), saddles=((0.0, 0.0),)),
    "double_well": Surface(
        double_well,
        (-2, 2),
        (-1.5, 1.5),
        minima=((-1.0298959850506604, 0.0), (0.96714893788303, 0.0)),
        saddles=((0.06274704716763034, 0.0),),
    ),
    "rosenbrock": Surface(rosenbrock, (-2, 2), (-1, 3), minima=((1.0, 1.0),)),
    "himmelblau": Surface(
        himmelblau,
        (-5, 5),
        (-5, 5),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        saddles=(
            (0.08667750455539636, 2.884254701174776),
            (-0.12796134673068008, -1.9537149802445763),
            (3.385154183607021, 0.07385187983774928),
            (-3.0730257507643897, -0.08135304428796751),
        ),
    ),
    "beale": Surface(
        beale,
        (-4.5, 4.5),
        (-4.5, 4.5),
        minima=((3.0, 0.5),),
        saddles=((0.0, 1.0), (0.10053793732415836, -2.644513585023125)),
    ),
}
