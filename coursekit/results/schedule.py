"""Learning-rate schedules side by side, and one optimizer's descent under each of them.

Source: the schedules are those of CS224n notes, CS224N lecture 4 and IST lecture 5.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from coursekit import optim
from coursekit.optim import HalveOnWorse, Schedule
from coursekit.results.arrays import Floats
from coursekit.results.descent import Descent, Entrant, Heights, descend, heights
from coursekit.results.race import COURSES, RACERS, Course

# Whose learning rate is one of the surface's, and not a multiple of it.
BY_RATE = ("SGD", "momentum", "heavy ball", "Nesterov")
BY_STRIDE = ("RMSProp", "Adam", "AdamW")
OPTIMIZERS = (*BY_RATE, *BY_STRIDE)


@dataclass(frozen=True)
class Plan:
    """What the schedules are made of.

    rate: α₀, the first or highest rate. every: after how many steps it is halved. k: how fast it decays. tau: how long
    it is held. epoch: how many steps there are between two looks at the validation error. period: the steps of a
    cycle. warmup: the steps of the rise. inputs: of the neuron whose weights are scaled by fan-in.
    """

    rate: float
    every: int = 60
    k: float = 0.01
    tau: float = 50.0
    epoch: int = 25
    period: int = 100
    warmup: int = 50
    inputs: int = 9


@dataclass(frozen=True, eq=False)
class ScheduleRun:
    """A schedule, the rates (n,) of n steps, and the descent under it.

    A rate that depends on the race is known while the race lasts, and stays after that.
    """

    name: str
    rates: Floats
    descent: Descent


@dataclass(frozen=True, eq=False)
class ScheduleRuns:
    """One optimizer under each schedule, in the order of SCHEDULES, on a surface."""

    course: Course
    ground: Heights
    plan: Plan
    runs: tuple[ScheduleRun, ...]


def _cyclic(plan: Plan) -> Schedule:
    half = max(plan.period // 2, 1)
    return optim.Triangular(plan.rate / 10, plan.rate, half, max(plan.period - half, 1))


SCHEDULES: dict[str, Callable[[Plan], Schedule]] = {
    "constant": lambda plan: optim.Constant(plan.rate),
    "step": lambda plan: optim.StepDecay(plan.rate, plan.every),
    "exponential": lambda plan: optim.ExponentialDecay(plan.rate, plan.k),
    "hold, then 1/t": lambda plan: optim.HoldThenDecay(plan.rate, plan.tau),
    "inverse time": lambda plan: optim.InverseTimeDecay(plan.rate, plan.k),
    "halve on worse": lambda plan: HalveOnWorse(plan.rate),
    "cyclic": _cyclic,
    "cosine restarts": lambda plan: optim.CosineRestarts(plan.rate, plan.period),
    "warm-up, then exponential": lambda plan: optim.Warmup(optim.ExponentialDecay(plan.rate, plan.k), plan.warmup),
    "fan-in": lambda plan: optim.FanInScaling(optim.Constant(plan.rate)),
}


def running_mean(numbers: Floats, window: int) -> Floats:
    """Return the mean of each number and those before it, `window` in all, or as many as there are."""
    padded = np.concatenate([np.zeros(1), np.cumsum(np.nan_to_num(numbers))])
    last = np.arange(1, len(numbers) + 1)
    first = np.maximum(last - window, 0)
    means = (padded[last] - padded[first]) / (last - first)
    return np.where(np.isfinite(numbers), means, np.nan)


def suited_rate(course: Course, optimizer: str) -> float:
    """Return the learning rate that suits a surface, for one of OPTIMIZERS.

    Raises ValueError for another name.
    """
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"{optimizer!r} is no optimizer here; there are {', '.join(OPTIMIZERS)}")
    return course.rate if optimizer in BY_RATE else course.stride


def schedule_runs(
    surface: str,
    optimizer: str,
    plan: Plan,
    names: tuple[str, ...] = tuple(SCHEDULES),
    steps: int = 300,
    *,
    noise: float = 0.0,
    seed: int = 0,
    raced: int | None = None,
    ground: Heights | None = None,
) -> ScheduleRuns:
    """Return an optimizer's descents under the named schedules, from the surface's usual start.

    steps: for how many the rates are told; raced: how many of them are made, all if None.
    """
    course = COURSES[surface]
    suited_rate(course, optimizer)  # refuses unknown names
    known = heights(course.function, course.x_range, course.y_range, course.lowest) if ground is None else ground
    made = [SCHEDULES[name](plan) for name in names]
    racer = RACERS[optimizer]
    entrants = [
        Entrant(name, racer.make(schedule, schedule), inputs=plan.inputs if name == "fan-in" else 0)
        for name, schedule in zip(names, made, strict=True)
    ]
    many = steps if raced is None else raced
    descents = descend(course.function, known, entrants, course.start, many, noise=noise, seed=seed, epoch=plan.epoch)
    runs = [
        ScheduleRun(name, _rates(schedule, descent, plan, steps), descent)
        for name, schedule, descent in zip(names, made, descents, strict=True)
    ]
    return ScheduleRuns(course, known, plan, tuple(runs))


def _rates(schedule: Schedule, descent: Descent, plan: Plan, steps: int) -> Floats:
    if not isinstance(schedule, HalveOnWorse):
        shape = (1, plan.inputs) if descent.name == "fan-in" else (2,)
        return schedule.rates(steps) * schedule.scale(shape)
    rates = np.full(steps, schedule.rate)
    known = descent.rate[: descent.last]
    rates[: len(known)] = known
    return rates
