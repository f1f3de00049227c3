"""Descents on a surface over the plane: which way each optimizer takes, what it remembers, and how its race ends.

All entrants of a race start at one point, and see the same noise in their gradients, as if they were given the same
mini-batches. The gradients come from the tape, the steps from `coursekit.optim`; nothing is computed a second way.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from coursekit.autodiff import vjp
from coursekit.optim import DivergenceWatch, HalveOnWorse, Optimizer, RowGradient
from coursekit.results.arrays import Floats
from coursekit.results.numbers import written

Function: TypeAlias = Callable[[Any, Any], Any]
Range: TypeAlias = tuple[float, float]

FIRST = ("momentum", "velocity", "first_moment")
SECOND = ("sum_of_squares", "second_moment")

# A race ends for whoever is this many widths of the picture away: on a surface without a bottom there is no other end.
FAR = 3.0
BANDS = 14

# What the losses of a descent are.
LOSS = "loss above the map's lowest point"


@dataclass(frozen=True, eq=False)
class Heights:
    """A surface on a grid: z (rows, columns) at x (columns,) and y (rows,).

    levels: the heights of contours, closer together near the bottom. lowest: the height that losses are counted from:
    that of the lowest minimum where it is known, else the lowest on the grid. scale: from there to the highest.
    """

    x: Floats
    y: Floats
    z: Floats
    levels: Floats
    lowest: float
    scale: float


@dataclass(frozen=True, eq=False)
class Entrant:
    """Who takes part: an optimizer under a name.

    one_at_a_time: it sees the gradient of one coordinate in each step, drawn at random, as a word vector is seen only
    when its word occurs. inputs: as how long a row of weights the optimizer sees the point; x and y are the first two,
    and nothing depends on the others. 0 for a plain vector.
    """

    name: str
    optimizer: Optimizer
    one_at_a_time: bool = False
    inputs: int = 0


@dataclass(frozen=True, eq=False)
class Descent:
    """The way of one entrant: row t of each array after t steps, NaN where the race is over.

    path (n + 1, 2): θ. ahead (n + 1, 2): where the next gradient is taken, which is θ but for Nesterov. loss (n + 1,):
    height above the lowest. rate (n,): the learning rate of each step. first, second (n + 1, 2): the running averages
    of gradients and of their squares, NaN for those who keep none. last: the last step of the race; ending: "" if it
    was run to the end, else "diverged" or "ran off".
    """

    name: str
    path: Floats
    ahead: Floats
    loss: Floats
    rate: Floats
    first: Floats
    second: Floats
    last: int
    ending: str


def heights(
    function: Function, x_range: Range, y_range: Range, lowest: float | None = None, points: int = 101
) -> Heights:
    """Return a surface on a grid. Raises ValueError, saying what is expected, if the function gives no surface."""
    x, y = np.linspace(*x_range, points), np.linspace(*y_range, points)
    with np.errstate(all="ignore"):
        z = np.asarray(function(x, y[:, np.newaxis]))
    if z.shape != (points, points) or z.dtype.kind not in "iuf" or not np.isfinite(z).any():
        raise ValueError(
            "the function must give a height for every x and y: it was called with arrays of shapes "
            f"{x.shape} and {(points, 1)}, and returned {z.dtype} of shape {z.shape} instead of real numbers of shape "
            f"{(points, points)}. Write it with NumPy's functions, such as lambda x, y: np.square(x) + np.cos(y)"
        )
    finite = z[np.isfinite(z)].astype(float)
    bottom = float(finite.min()) if lowest is None else lowest
    # Contours that enclose equal areas would leave the valley's floor, where a race is decided, without any.
    shares = ((np.arange(BANDS) + 0.5) / BANDS) ** 2
    levels = np.unique(np.quantile(finite, shares))
    return Heights(x, y, z.astype(float), levels, bottom, max(float(finite.max()) - bottom, 1e-12))


def standings(descents: Sequence[Descent], step: int, beside: Mapping[str, str] = MappingProxyType({})) -> str:
    """Tell where everybody is after some steps: who goes on, from the best, then how the others' descents ended.

    beside: what is said of some of them besides, by name.
    """
    on = [each for each in descents if not each.ending or each.last > step]
    losses = {each.name: float(each.loss[min(step, each.last)]) for each in on}
    told = [
        f"{name} {written(losses[name], 2)}{beside.get(name, '')}" for name in sorted(losses, key=losses.__getitem__)
    ]
    order = f"{LOSS}, from the best: {', '.join(told)}." if told else "nobody goes on."
    ended = [f"{each.name} {each.ending} at step {each.last}" for each in descents if each not in on]
    return order + (f" {'; '.join(ended)}." if ended else "")


def slopes(function: Function, points: Floats) -> Floats:
    """Return the gradient of a surface at points (n, 2), as (n, 2)."""
    value, pull_back = vjp(function, points[:, 0].copy(), points[:, 1].copy())
    return np.stack(pull_back(np.ones(np.shape(value))), axis=1)


def descend(
    function: Function,
    ground: Heights,
    entrants: Sequence[Entrant],
    start: tuple[float, float],
    steps: int,
    *,
    noise: float = 0.0,
    seed: int = 0,
    epoch: int = 25,
) -> tuple[Descent, ...]:
    """Return the descent of each entrant from one start.

    noise: the standard deviation of what is added to both parts of every gradient, drawn by `seed`, the same for all.
    epoch: after so many steps each, a rate that halves on a worse validation error is told the height, without noise.
    """
    random = np.random.default_rng(seed)
    blur = noise * random.standard_normal((steps, 2))
    seen = random.integers(2, size=steps)
    params = [_start(entrant, start) for entrant in entrants]
    points = np.array([param.reshape(-1)[:2] for param in params])
    shape = (len(entrants), steps + 1, 2)
    path, ahead, first, second = (np.full(shape, np.nan) for _ in range(4))
    rate = np.full((len(entrants), steps), np.nan)
    reach = FAR * max(np.ptp(ground.x), np.ptp(ground.y))
    running = list(range(len(entrants)))
    with np.errstate(all="ignore"):
        for t in range(steps + 1):
            looked = points.copy()
            with ExitStack() as stack:
                for number in running:
                    path[number, t] = params[number].reshape(-1)[:2]
                    stack.enter_context(entrants[number].optimizer.look_ahead(params[number]))
                    looked[number] = params[number].reshape(-1)[:2]
                    ahead[number, t] = looked[number]
                slope = slopes(function, looked)
            if t == steps:
                break
            near = np.abs(path[:, t]) < reach
            running = [number for number in running if np.isfinite(slope[number]).all() and near[number].all()]
            for number in running:
                entrant, param = entrants[number], params[number]
                optimizer = entrant.optimizer
                rate[number, t] = optimizer.rate * optimizer.lr.scale(param.shape)
                optimizer.step(param, _gradient(entrant, param, slope[number] + blur[t], seen[t]))
                _remember(optimizer, first[number, t + 1], second[number, t + 1])
                if isinstance(optimizer.lr, HalveOnWorse) and (t + 1) % epoch == 0:
                    _told(optimizer.lr, function, param)
        loss = np.asarray(function(path[..., 0], path[..., 1])) - ground.lowest
    return tuple(
        _ended(entrant.name, ground, reach, path[n], ahead[n], loss[n], rate[n], first[n], second[n])
        for n, entrant in enumerate(entrants)
    )


def _start(entrant: Entrant, start: tuple[float, float]) -> Floats:
    if not entrant.inputs:
        return np.array(start, dtype=float)
    param = np.zeros((1, max(entrant.inputs, 2)))
    param[0, :2] = start
    return param


def _gradient(entrant: Entrant, param: Floats, slope: Floats, seen: Any) -> Any:
    if entrant.one_at_a_time:
        return RowGradient(np.array([seen]), slope[[seen]])
    if param.shape == slope.shape:
        return slope
    gradient = np.zeros_like(param)
    gradient[0, :2] = slope
    return gradient


def _remember(optimizer: Optimizer, first: Floats, second: Floats) -> None:
    for field, array in optimizer.state["0"].items():
        if field in FIRST:
            first[:] = array.reshape(-1)[:2]
        elif field in SECOND:
            second[:] = array.reshape(-1)[:2]


def _told(schedule: HalveOnWorse, function: Function, param: Floats) -> None:
    x, y = param.reshape(-1)[:2]
    error = float(function(x, y))
    if np.isfinite(error):
        schedule.observe(error)


def _ended(
    name: str,
    ground: Heights,
    reach: float,
    path: Floats,
    ahead: Floats,
    loss: Floats,
    rate: Floats,
    first: Floats,
    second: Floats,
) -> Descent:
    """Cut a descent where it diverged or left."""
    watch = DivergenceWatch()
    watch.observe(max(ground.scale, abs(float(loss[0]))) if np.isfinite(loss[0]) else ground.scale)
    last, ending = len(path) - 1, ""
    for t in range(len(path)):
        if watch.observe(float(loss[t])):
            # Where there was no finite gradient to go on with, there is no point either.
            last, ending = t if np.isfinite(path[t]).all() else t - 1, "diverged"
            break
        if np.max(np.abs(path[t])) >= reach:
            last, ending = t, "ran off"
            break
    for array in (path, ahead, first, second, loss):
        array[last + 1 :] = np.nan
    rate[last:] = np.nan
    return Descent(name, path, ahead, loss, rate, first, second, last, ending)
