"""`ScheduleExplorer`: learning-rate schedules overlaid, and one optimizer's descent under each."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.palette import Palette
from coursekit.plots.schedule import schedule_figure
from coursekit.results.descent import Heights, standings
from coursekit.results.numbers import written
from coursekit.results.race import COURSES
from coursekit.results.schedule import (
    OPTIMIZERS,
    SCHEDULES,
    Plan,
    ScheduleRun,
    ScheduleRuns,
    schedule_runs,
    suited_rate,
)
from coursekit.widgets.explorer import Animation, place, setting
from coursekit.widgets.hurried import HurriedExplorer

MOST_STEPS = 1000
FIRST_SHOWN = ["constant", "step", "exponential", "hold, then 1/t", "halve on worse"]

# How many steps all descents together make while a slider is dragged: what is computed within 40 ms.
HURRIED = 480
FRAMES = 32


class ScheduleExplorer(HurriedExplorer):
    """See how the learning rate falls under each schedule, and what the same optimizer makes of it.

    - `surface`, `optimizer`: what is descended, and by whom, from the surface's usual start.
    - `factor`: α₀ is the rate that suits them, times this; `noise`: the standard deviation of what is added to both
      parts of each gradient, drawn by `seed`, the same for all; `steps`: how many are made.
    - `every`, `k`, `tau`, `epoch`, `period`, `warmup`, `inputs`: the schedules' own numbers, see `Plan`.
    - `shown`: the schedules that are seen; `step`: after how many steps; `smooth`: whether losses are drawn
      as their mean over the last epoch; `log`: whether rates have a logarithmic axis.
    """

    name: ClassVar[str] = "schedule"
    title: ClassVar[str] = "Learning-rate schedules"

    surface = setting(t.Enum(tuple(COURSES), "quadratic bowl"), "surface")
    optimizer = setting(t.Enum(OPTIMIZERS, "SGD"), "optimizer")
    factor = setting(t.Float(4.0, min=0.01, max=100.0), "α₀ = suited rate ×", log=True)
    noise = setting(t.Float(1.0, min=0.0, max=5.0), "noise σ of the gradient")
    steps = setting(t.Int(300, min=10, max=MOST_STEPS), "steps")
    every = setting(t.Int(60, min=1, max=500), "n (steps)")
    k = setting(t.Float(0.01, min=1e-4, max=0.5), "k", log=True)
    tau = setting(t.Int(50, min=1, max=500), "τ (steps)")
    epoch = setting(t.Int(25, min=1, max=200), "epoch (steps)")
    period = setting(t.Int(100, min=2, max=500), "period (steps)")
    warmup = setting(t.Int(50, min=1, max=500), "rise (steps)")
    inputs = setting(t.Int(9, min=2, max=100), "fan-in")
    shown = place(t.List(t.Enum(tuple(SCHEDULES)), default_value=FIRST_SHOWN), "shown")
    step = place(t.Int(MOST_STEPS, min=0, max=MOST_STEPS), "step")
    smooth = place(t.Bool(True), "losses averaged over an epoch")
    log = place(t.Bool(False), "rates on a logarithmic axis")

    def __init__(self, **settings: Any) -> None:
        self._ground: tuple[str, Heights] | None = None
        super().__init__(**settings)

    def compute(self) -> ScheduleRuns:
        names: tuple[str, ...] = tuple(SCHEDULES)
        raced = self.steps
        if self._hurried and self.shown:
            names = tuple(name for name in SCHEDULES if name in self.shown)
            raced = min(raced, HURRIED // len(names))
        known = self._ground[1] if self._ground and self._ground[0] == self.surface else None
        options = {"noise": self.noise, "seed": self.seed, "raced": raced, "ground": known}
        result = schedule_runs(self.surface, self.optimizer, self._plan(), names, self.steps, **options)
        self._ground = (self.surface, result.ground)
        return result

    def scene(self, result: ScheduleRuns) -> Mapping[str, Any]:
        return {
            "surface": self.surface,
            "x": [*result.course.x_range],
            "y": [*result.course.y_range],
            "z": result.ground.z.astype("f4"),
            "levels": result.ground.levels,
            "scale": result.ground.scale,
            "minima": [*result.course.minima],
            "steps": self.steps,
            "rate": result.plan.rate,
            "runs": [_run(each) for each in result.runs],
        }

    def picture(self, result: ScheduleRuns, palette: Palette) -> Figure:
        return self._drawn(result, min(self.step, self.steps), palette)[0]

    def animation(self, result: ScheduleRuns, palette: Palette) -> Animation:
        figure, move = self._drawn(result, 0, palette)
        frames = np.unique(np.linspace(0, self.steps, FRAMES).astype(int))
        return figure, move, [int(frame) for frame in frames]

    def describe(self, result: ScheduleRuns) -> str:
        step, rate = min(self.step, self.steps), written(result.plan.rate)
        begun = f"{self.optimizer} on the surface {self.surface!r}, α₀ = {rate}, after {step} steps:"
        seen = [run for run in result.runs if run.name in self.shown]
        if not seen:
            return f"{begun} no schedule is shown."
        rates = {run.name: f" (α {written(run.rates[min(step, self.steps - 1)], 2)})" for run in seen}
        return f"{begun} {standings([run.descent for run in seen], step, rates)}"

    def _drawn(self, result: ScheduleRuns, step: int, palette: Palette) -> tuple[Figure, Callable[[int], None]]:
        window = self.epoch if self.smooth else 1
        return schedule_figure(result, self.shown, step, palette, log=self.log, window=window)

    def _plan(self) -> Plan:
        return Plan(
            self.factor * suited_rate(COURSES[self.surface], self.optimizer),
            every=self.every,
            k=self.k,
            tau=self.tau,
            epoch=self.epoch,
            period=self.period,
            warmup=self.warmup,
            inputs=self.inputs,
        )


def _run(run: ScheduleRun) -> dict[str, Any]:
    return {
        "name": run.name,
        "series": list(SCHEDULES).index(run.name),
        "last": run.descent.last,
        "ending": run.descent.ending,
        "rates": run.rates.astype("f4"),
        "path": run.descent.path.astype("f4"),
        "loss": run.descent.loss.astype("f4"),
    }
