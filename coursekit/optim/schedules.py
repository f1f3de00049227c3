"""Learning-rate schedules: functions from the number of a step to its rate.

    lr = ExponentialDecay(0.1, k=0.01)
    lr(0), lr(100)          # 0.1, 0.0368
    lr.rates(500)           # the first 500, as an array: plot it
    SGD(PerEpoch(StepDecay(0.1, every=5), steps_per_epoch=200))     # halve every 5 epochs of 200 steps

t counts from 0: the first step is made at rate(0). Where a lecture's t counts epochs, `PerEpoch` does.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coursekit.arguments import finite_number, whole_number
from coursekit.optim.hyperparameters import not_negative, positive, reduction

Rate: TypeAlias = "float | Schedule | Callable[[int], float]"


class Schedule(ABC):
    """A learning rate that may change from step to step."""

    @abstractmethod
    def at(self, t: float) -> float:
        """Return the rate of step t, which is 0 or above."""

    def __call__(self, t: float) -> float:
        """Return the rate of step t; raise ValueError if t is below 0, or the rate below 0 or not finite."""
        if t < 0:
            raise ValueError(f"{self!r}: steps count from 0, and there is none {t!r}")
        rate = float(self.at(t))
        if not (math.isfinite(rate) and rate >= 0):
            raise ValueError(f"{self!r} gives the rate {rate!r} for step {t!r}; a rate is finite, and 0 or above")
        return rate

    def rates(self, steps: int) -> NDArray[np.float64]:
        """Return the rates of the first `steps` steps."""
        return np.array([self(t) for t in range(steps)], dtype=np.float64)

    def scale(self, shape: tuple[int, ...]) -> float:
        """Return the factor by which the rate of a parameter of this shape differs from that of the step: 1."""
        return 1.0

    def state(self) -> dict[str, float]:
        """Return what the schedule remembers, as numbers by name; nothing, for one that is a function of t alone."""
        return {}

    def restore(self, state: Mapping[str, float]) -> None:
        """Take over what `state` returned."""
        for field, value in state.items():
            setattr(self, field, value)


def as_schedule(rate: Any, owner: str) -> Schedule:
    """Return a schedule as it is, a number above 0 as `Constant`, any other function of the step as `Custom`."""
    if isinstance(rate, Schedule):
        return rate
    if callable(rate):
        return Custom(rate)
    return Constant(positive(owner, "lr", rate))


@dataclass(frozen=True)
class Constant(Schedule):
    """rate, always."""

    rate: float

    def __post_init__(self) -> None:
        positive("Constant", "rate", self.rate)

    def at(self, t: float) -> float:
        return self.rate


@dataclass(frozen=True)
class Custom(Schedule):
    """function(t)."""

    function: Callable[[Any], float]

    def at(self, t: float) -> float:
        return self.function(t)


@dataclass(frozen=True)
class StepDecay(Schedule):
    """rate · factor^⌊t / every⌋: by default, halved after every so many steps.

    Source: "halve the learning rate every k epochs", CS224N lecture 4.
    """

    rate: float
    every: int
    factor: float = 0.5

    def __post_init__(self) -> None:
        positive("StepDecay", "rate", self.rate)
        whole_number("StepDecay", "every", self.every, 1)
        reduction("StepDecay", self.factor)

    def at(self, t: float) -> float:
        return float(self.rate * self.factor ** (t // self.every))


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """rate · e^(−k·t). Source: CS224n notes; CS224N lecture 4, where t counts epochs."""

    rate: float
    k: float

    def __post_init__(self) -> None:
        positive("ExponentialDecay", "rate", self.rate)
        not_negative("ExponentialDecay", "k", self.k)

    def at(self, t: float) -> float:
        return self.rate * math.exp(-self.k * t)


@dataclass(frozen=True)
class HoldThenDecay(Schedule):
    """rate · tau / max(t, tau): constant until step tau, then falling like 1/t. Source: CS224n notes."""

    rate: float
    tau: float

    def __post_init__(self) -> None:
        positive("HoldThenDecay", "rate", self.rate)
        positive("HoldThenDecay", "tau", self.tau)

    def at(self, t: float) -> float:
        return self.rate * self.tau / max(t, self.tau)


@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    """rate / (1 + k·t). Source: the `decay` of the Keras program in IST lecture 5."""

    rate: float
    k: float

    def __post_init__(self) -> None:
        positive("InverseTimeDecay", "rate", self.rate)
        not_negative("InverseTimeDecay", "k", self.k)

    def at(self, t: float) -> float:
        return self.rate / (1 + self.k * t)


@dataclass(frozen=True)
class Triangular(Schedule):
    """Up from low to high in `up` steps, down again in `down` steps (as many, if None), and so on: a cyclic rate.

    Source: Smith, "Cyclical learning rates for training neural networks" (2017); CS224N lecture 4 names the kind.
    """

    low: float
    high: float
    up: int
    down: int | None = None

    def __post_init__(self) -> None:
        not_negative("Triangular", "low", self.low)
        _above("Triangular", "high", self.high, self.low)
        whole_number("Triangular", "up", self.up, 1)
        if self.down is not None:
            whole_number("Triangular", "down", self.down, 1)

    def at(self, t: float) -> float:
        down = self.up if self.down is None else self.down
        within = t % (self.up + down)
        height = within / self.up if within <= self.up else (self.up + down - within) / down
        return self.low + (self.high - self.low) * height


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """low + (rate − low)·(1 + cos(π·c/T)) / 2, with c the steps since the last restart: down a cosine, then up at once.

    T is `period` at first, and `growth` times as long after each restart.

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017).
    """

    rate: float
    period: int
    low: float = 0.0
    growth: int = 1

    def __post_init__(self) -> None:
        whole_number("CosineRestarts", "period", self.period, 1)
        not_negative("CosineRestarts", "low", self.low)
        _above("CosineRestarts", "rate", self.rate, self.low)
        whole_number("CosineRestarts", "growth", self.growth, 1)

    def at(self, t: float) -> float:
        length = self.period
        if self.growth == 1:
            t %= length
        while t >= length:
            t -= length
            length *= self.growth
        return self.low + (self.rate - self.low) * (1 + math.cos(math.pi * t / length)) / 2


@dataclass(frozen=True)
class _Changed(Schedule):
    """A schedule, or a constant rate, that is changed in some way; what it remembers is the inner one's."""

    schedule: Schedule

    def __post_init__(self) -> None:
        object.__setattr__(self, "schedule", as_schedule(self.schedule, type(self).__name__))

    def at(self, t: float) -> float:
        return self.schedule(t)

    def scale(self, shape: tuple[int, ...]) -> float:
        return self.schedule.scale(shape)

    def state(self) -> dict[str, float]:
        return self.schedule.state()

    def restore(self, state: Mapping[str, float]) -> None:
        self.schedule.restore(state)


@dataclass(frozen=True)
class PerEpoch(_Changed):
    """schedule(⌊t / steps_per_epoch⌋): a schedule whose t counts epochs."""

    steps_per_epoch: int

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_number("PerEpoch", "steps_per_epoch", self.steps_per_epoch, 1)

    def at(self, t: float) -> float:
        return self.schedule(t // self.steps_per_epoch)


@dataclass(frozen=True)
class Warmup(_Changed):
    """schedule(t) times a factor that rises on a line from `start` at t = 0 to 1 at t = steps, and stays there.

    start: above 0, at most 1. Source: Goyal et al., "Accurate, large minibatch SGD" (2017).
    """

    steps: int
    start: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_number("Warmup", "steps", self.steps, 1)
        if not 0 < finite_number("Warmup", "start", self.start) <= 1:
            raise ValueError(f"Warmup: start must be above 0 and at most 1, not {self.start!r}")

    def at(self, t: float) -> float:
        return self.schedule(t) * (self.start + (1 - self.start) * min(t / self.steps, 1.0))


@dataclass(frozen=True)
class FanInScaling(_Changed):
    """A rate for each parameter: that of the schedule, divided by fan_in^power, by default by √fan_in.

    fan_in is the number of inputs of a neuron: m for a weight matrix (n, m). Parameters with another number of axes
    keep the rate; a bias is a weight on a single input, which is 1.

    power: 0 or above; 1 divides by fan_in itself. Source: CS224n notes, after Collobert, who divides by √fan_in.
    """

    power: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        not_negative("FanInScaling", "power", self.power)

    def scale(self, shape: tuple[int, ...]) -> float:
        fan_in = shape[1] if len(shape) == 2 else 1
        return float(self.schedule.scale(shape) * max(fan_in, 1) ** -self.power)


def _above(owner: str, name: str, value: Any, low: float) -> None:
    if finite_number(owner, name, value) <= low:
        raise ValueError(f"{owner}: {name} must be above low={low!r}, not {value!r}")
