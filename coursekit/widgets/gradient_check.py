"""`GradientCheckExplorer`: how far off a numerical derivative is for every step h, and why; and what a kink does."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.gradient_check import FLOOR, gradient_check_figure
from coursekit.plots.palette import Palette
from coursekit.results.gradient_check import (
    FUNCTIONS,
    HIGH,
    LARGEST,
    LOW,
    RECOMMENDED,
    SERIES,
    SMALLEST,
    STEPS,
    Function,
    GradientCheck,
    function_curve,
    gradient_check,
    place_of,
    relative,
    tried_points,
)
from coursekit.results.numbers import written
from coursekit.widgets.explorer import Explorer, place, setting

OWN = "own function"


class GradientCheckExplorer(Explorer):
    """Drag h along the error of a numerical derivative, and the point over a kink.

    - `function`: f; or give one of your own: `GradientCheckExplorer(own=lambda x: np.sin(x) / x)`.
    - `x`: where f is differentiated; `h`: the step, one of eight in each power of ten.
    - `one_sided`, `centred`, `float64`, `float32`: which differences are shown; `parts`: whether truncation and
      round-off are; `others`: whether the points are at which `seed` tries f, too.
    - `parameters`: of a network, for which the cost is told.
    """

    name: ClassVar[str] = "gradient_check"
    title: ClassVar[str] = "Numerical derivatives and their error"

    function = setting(t.Enum((*FUNCTIONS, OWN), "sin x"), "f")
    x = setting(t.Float(1.0, min=LOW, max=HIGH), "x", step=0.05)
    h = place(t.Float(RECOMMENDED, min=SMALLEST, max=LARGEST), "h", log=True)
    one_sided = place(t.Bool(True), "one-sided")
    centred = place(t.Bool(True), "centred")
    float64 = place(t.Bool(True), "float64")
    float32 = place(t.Bool(True), "float32")
    parts = place(t.Bool(True), "truncation and round-off")
    others = place(t.Bool(True), "points of the seed")
    parameters = place(t.Int(1_000_000, min=1, max=10**12), "parameters")

    def __init__(self, own: Callable[[Any], Any] | None = None, **settings: Any) -> None:
        if own is not None and not callable(own):
            raise TypeError(f"own must be a function of a number, such as lambda x: np.sin(x) / x, not {own!r}")
        self._own = own
        if own is not None:
            settings.setdefault("function", OWN)
        super().__init__(**settings)

    @t.validate("h")  # type: ignore[untyped-decorator] # traitlets are not typed
    def _nearest_step(self, proposal: Any) -> float:
        return float(STEPS[place_of(proposal.value)])

    @t.validate("function")  # type: ignore[untyped-decorator]
    def _there_is_one(self, proposal: Any) -> str:
        if proposal.value == OWN and self._own is None:
            raise t.TraitError(
                f"there is no {OWN}: give one, as in GradientCheckExplorer(own=lambda x: np.sin(x) / x), or choose "
                f"from {', '.join(FUNCTIONS)}"
            )
        return str(proposal.value)

    @property
    def f(self) -> Function:
        """The function that is differentiated."""
        return self._own if self.function == OWN and self._own is not None else FUNCTIONS[self.function]

    @property
    def shown(self) -> tuple[bool, ...]:
        """Which of the four `SERIES` are shown."""
        on = {"one-sided": self.one_sided, "centred": self.centred, "float64": self.float64, "float32": self.float32}
        return tuple(on[method] and on[precision] for method, precision in SERIES)

    def compute(self) -> GradientCheck:
        return gradient_check(self.f, self.x, self.function)

    def scene(self, result: GradientCheck) -> Mapping[str, Any]:
        tried = tried_points(self.f, self.seed)
        return {
            "name": result.name,
            "x": result.x,
            "value": result.value,
            "slope": result.slope,
            "steps": STEPS,
            "floor": FLOOR,
            "curve": function_curve(self.f)[1],
            "curves": [
                {
                    "method": each.method,
                    "precision": each.precision,
                    "estimate": each.estimate,
                    "error": each.error,
                    "truncation": each.truncation,
                    "round_off": each.round_off,
                    "best": each.best,
                }
                for each in result.curves
            ],
            "left": result.left,
            "right": result.right,
            "verdict": result.verdict,
            "tried": {"x": tried.x, "value": tried.value, "slope": tried.slope, "error": tried.error},
        }

    def picture(self, result: GradientCheck, palette: Palette) -> Figure:
        tried = tried_points(self.f, self.seed) if self.others else None
        return gradient_check_figure(
            result, function_curve(self.f), self.h, self.shown, palette, parts=self.parts, tried=tried
        )

    def describe(self, result: GradientCheck) -> str:
        at = place_of(self.h)
        verdict = result.verdict
        where, h = f"{result.name} at x = {written(result.x)}", written(self.h)
        if verdict.kind == "unknown":
            return f"{where} has no derivative that can be found: f jumps there, or is not finite on both sides."
        if verdict.kind == "kink":
            left, right, gap = (written(each[at]) for each in (result.left, result.right, result.gap))
            centred, slope = written(result.curves[1].estimate[at]), written(result.slope)
            return (
                f"{where} has a kink: with h = {h} the slope is {left} to the left and {right} to the right, a gap of "
                f"{gap} that no smaller h closes. Centred differences give {centred}, backpropagation {slope} by "
                "convention."
            )
        found = [
            f"{curve.method} in {curve.precision} {_off(curve.error[at], result.slope)}"
            for curve, shown in zip(result.curves, self.shown, strict=True)
            if shown
        ]
        differences = "differences are off: " + ", ".join(found) if found else "no difference is switched on"
        measure = "" if result.slope == 0 or not found else " (relative to f′)"
        slope = written(result.slope, 6)
        return f"{where}: f′ = {slope}. With h = {h}, {differences}{measure}.{self._elsewhere()}"

    def _elsewhere(self) -> str:
        """Return what the points of the seed say, if they are shown."""
        if not self.others:
            return ""
        errors = tried_points(self.f, self.seed).relative_error(self.h)
        known = errors[np.isfinite(errors)]
        most = written(known.max(), 2) if known.size else "nan"
        where = f"{len(known)} of the seed's {len(errors)} points"
        return f" At {where} centred differences in float64 are off by up to {most}."

    def _descriptions(self) -> dict[str, Any]:
        about = super()._descriptions()
        if self._own is None:
            about["function"]["options"] = list(FUNCTIONS)
        return about


def _off(error: float, slope: float) -> str:
    """Return in words how far off an estimate is."""
    if error != error:
        return "altogether, as x ± h is x"
    return "not at all" if error == 0 else f"by {written(error if slope == 0 else relative(error, slope), 2)}"
