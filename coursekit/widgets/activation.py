"""`ActivationExplorer`: an activation beside its slope, and what the slopes of many layers do to a gradient."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.activation import activation_figure
from coursekit.plots.palette import Palette
from coursekit.results.activation import (
    ACTIVATIONS,
    HIGH,
    LOW,
    ActivationCurve,
    SlopeProduct,
    activation_at,
    activation_curve,
    slope_product,
)
from coursekit.results.numbers import written
from coursekit.widgets.explorer import Explorer, place, setting

DEEPEST = 50


@dataclass(frozen=True, eq=False)
class Activations:
    """The curves of one activation, or of two, and their products of slopes down to the deepest layer."""

    curves: tuple[ActivationCurve, ...]
    products: tuple[SlopeProduct, ...]


class ActivationExplorer(Explorer):
    """Drag x along f and see the tangent, f′, and where f saturates; then send a gradient through many layers.

    - `function`: the activation; `compare`: another beside it, or "nothing".
    - `x`: where the tangent is.
    - `depth`: through how many layers the gradient goes; `spread`: how widely their z are scattered, drawn by `seed`.
    """

    name: ClassVar[str] = "activation"
    title: ClassVar[str] = "Activations and their slopes"

    function = setting(t.Enum(ACTIVATIONS, "sigmoid"), "activation")
    compare = setting(t.Enum(("nothing", *ACTIVATIONS), "nothing"), "compare with")
    spread = setting(t.Float(1.0, min=0.1, max=10.0), "spread of z", log=True)
    x = place(t.Float(1.0, min=LOW, max=HIGH), "x")
    depth = place(t.Int(10, min=1, max=DEEPEST), "layers")

    def compute(self) -> Activations:
        names = [self.function] if self.compare in ("nothing", self.function) else [self.function, self.compare]
        return Activations(
            curves=tuple(activation_curve(name) for name in names),
            products=tuple(slope_product(name, DEEPEST, spread=self.spread, seed=self.seed) for name in names),
        )

    def scene(self, result: Activations) -> Mapping[str, Any]:
        return {
            "curves": [
                {
                    "name": curve.name,
                    "x": curve.x.astype("f4"),
                    "value": curve.value.astype("f4"),
                    "slope": curve.slope.astype("f4"),
                    "saturated": curve.saturated,
                }
                for curve in result.curves
            ],
            "products": [{"name": each.name, "size": np.abs(each.product)} for each in result.products],
        }

    def picture(self, result: Activations, palette: Palette) -> Figure:
        return activation_figure(result.curves, result.products, self.x, self.depth, palette)

    def describe(self, result: Activations) -> str:
        value, slope = activation_at(self.function, self.x)
        through = result.products[0].product[self.depth - 1]
        return (
            f"{self.function}: f({written(self.x)}) = {written(value)}, with slope f′ = {written(slope)}. "
            f"Through {self.depth} layer{'s' * (self.depth != 1)} the slopes multiply to {written(through, 2)}."
        )
