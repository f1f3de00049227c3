"""`OptimizerRace`: optimizers descend one surface from one start, side by side."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.palette import Palette
from coursekit.plots.race import race_figure
from coursekit.results.descent import Descent, Function, Heights, Range, heights, standings
from coursekit.results.numbers import written
from coursekit.results.race import COURSES, OWN, RACERS, Course, Race, own_course, race
from coursekit.widgets.explorer import Animation, place, setting
from coursekit.widgets.hurried import HurriedExplorer

MOST_STEPS = 1000
FIRST_SHOWN = ["SGD", "momentum", "Nesterov", "Adagrad", "RMSProp", "Adam"]

# How many steps all racers together make while something is dragged: what is computed within 40 ms.
HURRIED = 480
FRAMES = 32


class OptimizerRace(HurriedExplorer):
    """Drag the start over the contours and see where each optimizer goes, and how fast.

    - `surface`: one of the known ones, or "own function": the one given as `function`, of x and y in NumPy's
      vocabulary, drawn where `x_range` and `y_range` say.
    - `start`: where the race begins, (x, y); None, or a point where the surface is not drawn, is its usual start.
    - `factor`: every learning rate is the one that suits the surface, times this.
    - `noise`: the standard deviation of what is added to both parts of each gradient, drawn by `seed`, the same for
      all; `steps`: how many are made.
    - `shown`: the optimizers that are seen; `chosen`: whose running averages; `step`: after how many steps.

    SparseAdam sees the gradient of one coordinate at a time, drawn by `seed`.
    """

    name: ClassVar[str] = "race"
    title: ClassVar[str] = "A race of optimizers"

    surface = setting(t.Enum((*COURSES, OWN), "quadratic bowl"), "surface")
    start = setting(t.Tuple(t.Float(), t.Float(), allow_none=True, default_value=None), "start")
    factor = setting(t.Float(1.0, min=0.01, max=100.0), "learning rates ×", log=True)
    noise = setting(t.Float(0.1, min=0.0, max=5.0), "noise σ of the gradient")
    steps = setting(t.Int(300, min=10, max=MOST_STEPS), "steps")
    shown = place(t.List(t.Enum(tuple(RACERS)), default_value=FIRST_SHOWN), "shown")
    chosen = place(t.Enum(tuple(RACERS), "Adam"), "look inside")
    step = place(t.Int(MOST_STEPS, min=0, max=MOST_STEPS), "step")

    def __init__(
        self,
        function: Function | None = None,
        x_range: Range = (-3.0, 3.0),
        y_range: Range = (-3.0, 3.0),
        **settings: Any,
    ) -> None:
        self._courses = dict(COURSES)
        if function is not None:
            self._courses[OWN] = own_course(function, x_range, y_range)
            settings = {"surface": OWN, **settings}
        self._ground: tuple[str, Heights] | None = None
        super().__init__(**settings)

    def compute(self) -> Race:
        course = self._course()
        if self._ground is None or self._ground[0] != self.surface:
            found = heights(course.function, course.x_range, course.y_range, course.lowest)
            self._ground = (self.surface, found)
        names, steps = tuple(RACERS), self.steps
        if self._hurried and self.shown:
            names = tuple(name for name in RACERS if name in self.shown)
            steps = min(steps, HURRIED // len(names))
        begin = self.start if self.start is not None and _within(course, self.start) else None
        options = {"factor": self.factor, "noise": self.noise, "seed": self.seed, "ground": self._ground[1]}
        return race(course, names, begin, steps, **options)

    def scene(self, result: Race) -> Mapping[str, Any]:
        ground = result.ground
        return {
            "surface": self.surface,
            "x": [*result.course.x_range],
            "y": [*result.course.y_range],
            "z": ground.z.astype("f4"),
            "levels": ground.levels,
            "scale": ground.scale,
            "minima": [*result.course.minima],
            "start": [*result.start],
            "steps": self.steps,
            "racers": [_racer(each, rate) for each, rate in zip(result.descents, result.rates, strict=True)],
        }

    def picture(self, result: Race, palette: Palette) -> Figure:
        return race_figure(result, self.shown, min(self.step, self.steps), self.chosen, palette)[0]

    def animation(self, result: Race, palette: Palette) -> Animation:
        figure, move = race_figure(result, self.shown, 0, self.chosen, palette)
        last = len(result.descents[0].loss) - 1
        # Most happens at first.
        frames = np.unique(np.round(last * np.linspace(0, 1, FRAMES) ** 1.5).astype(int))
        return figure, move, [int(frame) for frame in frames]

    def describe(self, result: Race) -> str:
        step = min(self.step, self.steps)
        x, y = result.start
        begun = f"{self.surface[0].upper()}{self.surface[1:]} from ({written(x)}, {written(y)}), after {step} steps:"
        seen = [each for each in result.descents if each.name in self.shown]
        if not seen:
            return f"{begun} no optimizer is shown."
        return f"{begun} {standings(seen, step)}"

    @t.validate("start")  # type: ignore[untyped-decorator]  # traitlets has no types here
    def _start_within(self, proposal: Any) -> Any:
        start = proposal["value"]
        course = self._courses.get(self.surface)
        if start is not None and course is not None and not _within(course, start):
            (left, right), (bottom, top) = course.x_range, course.y_range
            raise t.TraitError(
                f"start {tuple(start)} is outside of where {self.surface!r} is drawn: x from {left:g} to {right:g}, y "
                f"from {bottom:g} to {top:g}. Give a point within, or None for the usual start"
            )
        return start

    def _course(self) -> Course:
        if self.surface not in self._courses:
            raise ValueError(
                f"there is no {OWN} here; give one when the race is made: OptimizerRace(function=lambda x, y: ...)"
            )
        return self._courses[self.surface]

    def _descriptions(self) -> dict[str, Any]:
        about = super()._descriptions()
        about["surface"]["options"] = list(self._courses)
        return about


def _within(course: Course, point: tuple[float, float]) -> bool:
    (left, right), (bottom, top) = course.x_range, course.y_range
    return left <= point[0] <= right and bottom <= point[1] <= top


def _racer(descent: Descent, rate: float) -> dict[str, Any]:
    racer = RACERS[descent.name]
    arrays = {"path": descent.path, "loss": descent.loss}
    if descent.name == "Nesterov":
        arrays["ahead"] = descent.ahead
    if racer.first:
        arrays["first"] = descent.first
    if racer.second:
        arrays["second"] = np.sqrt(descent.second)
    return {
        "name": descent.name,
        "series": list(RACERS).index(descent.name),
        "rate": rate,
        "last": descent.last,
        "ending": descent.ending,
        "signs": [racer.first, racer.second],
        "unit": racer.unit,
        **{name: array.astype("f4") for name, array in arrays.items()},
    }
