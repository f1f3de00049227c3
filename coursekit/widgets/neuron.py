"""`NeuronExplorer`: a neuron's line in the plane, a hidden layer that bends it, and a curve as a sum of units."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.drawing import new_figure
from coursekit.plots.neuron import (
    SIZE,
    curve_figure,
    draw_fit,
    draw_layer,
    draw_neuron,
    layer_figure,
    neuron_figure,
)
from coursekit.plots.palette import Palette
from coursekit.results import curve_fit as curves
from coursekit.results import neuron as plane
from coursekit.results.numbers import written
from coursekit.widgets.explorer import Animation, Explorer, place, setting
from coursekit.widgets.traits import Numbers

MODES = ("one neuron", "hidden layer", "curve")
STEPS = 20  # of training, each time that it is asked for


def _numbers(default: Any, *sizes: tuple[int, int]) -> Numbers:
    return Numbers(default, sizes=sizes, low=-plane.WIDEST, high=plane.WIDEST)


class NeuronExplorer(Explorer):
    """Drag w and b of a neuron; add hidden units, and the boundary bends; add more, and they become any curve.

    - `mode`: `"one neuron"`, `"hidden layer"` or `"curve"`. `data`: the points, drawn by `seed`.
    - One neuron: `w`, `b`: z = w·x + b. `x`: a point of the plane that is followed through it.
    - Hidden layer: `units`: how many; `lines`: their (w₁, w₂, b). Those that are not given are drawn by `seed`. The
      output's weights v and c are the ones that minimise the cross-entropy for these lines. `selected`: the unit with
      handles, 0 for the first.
    - Curve: `curve`; `heights` of the nine corners of the one `"by hand"`; `unit`, `bends` and `sharpness` of the
      sigmoids; `n`: how many are added. Weights are the least-squares fit. Bends at random are drawn by `seed`.

    `train()` makes 20 steps of training: gradient descent for one neuron, Adam for the hidden layer.
    """

    name: ClassVar[str] = "neuron"
    title: ClassVar[str] = "Neurons, one and many"

    mode = setting(t.Enum(MODES, MODES[0]), "show")
    data = setting(t.Enum(plane.SETS, "two heaps"), "points")
    w = place(_numbers((1.0, -1.0), (2, 2)), "w")
    b = place(t.Float(0.5, min=-plane.WIDEST, max=plane.WIDEST), "b")
    x = place(_numbers((1.5, -0.5), (2, 2)), "x")
    units = setting(t.Int(3, min=1, max=plane.MOST_UNITS), "hidden units")
    lines = setting(_numbers((), (0, plane.MOST_UNITS), (3, 3)), "lines")
    selected = place(t.Int(0, min=0, max=plane.MOST_UNITS - 1), "unit to move")
    curve = setting(t.Enum(curves.CURVES, "sine"), "curve")
    heights = setting(_numbers((0, 0, 0.8, 0.2, -0.6, -0.6, 0.9, 0.4, 0), (9, 9)), "heights")
    unit = setting(t.Enum(tuple(curves.UNITS), "sigmoid"), "unit")
    bends = setting(t.Enum(curves.PLACES, "even"), "where they bend")
    sharpness = setting(t.Float(4.0, min=0.5, max=50.0), "sharpness", log=True)
    n = place(t.Int(6, min=1, max=curves.MOST), "units")

    @t.validate("b")  # type: ignore[untyped-decorator]  # traitlets has no types
    def _finite(self, proposal: Any) -> Any:
        if np.isnan(proposal["value"]):
            raise t.TraitError("b = nan: it must be a number from -6 to 6")
        return proposal["value"]

    def compute(self) -> Any:
        if self.mode == "curve":
            return curves.curve_fit(
                self.curve,
                self.unit,
                place=self.bends,
                sharpness=self.sharpness,
                heights=self.heights,
                seed=self.seed,
            )
        given = plane.points(self.data, self.seed)
        if self.mode == "one neuron":
            return given
        return given, plane.hidden_layer(given, self._lines())

    def scene(self, result: Any) -> Mapping[str, Any]:
        if self.mode == "curve":
            small = ("x", "curve", "fits")
            fields = {name: getattr(result, name) for name in ("k", "b", "v", "c", "rms", "worst")}
            return {"mode": self.mode, **fields, **{name: getattr(result, name).astype("f4") for name in small}}
        given, layer = (result, None) if self.mode == "one neuron" else result
        points = {"mode": self.mode, "x": given.x.astype("f4"), "y": given.y.astype("u1")}
        if layer is None:
            return points
        return {**points, "lines": layer.lines, "v": layer.v, "c": layer.c, "loss": layer.loss, "right": layer.right}

    def picture(self, result: Any, palette: Palette) -> Figure:
        if self.mode == "curve":
            return curve_figure(result, self.n, palette)
        if self.mode == "one neuron":
            return neuron_figure(result, plane.neuron(result, self.w, self.b), palette)
        given, layer = result
        return layer_figure(given, layer, palette)

    def describe(self, result: Any) -> str:
        if self.mode == "curve":
            units = f"{self.n} {self.unit} unit{'s' * (self.n != 1)}"
            rms, worst = result.rms[self.n - 1], result.worst[self.n - 1]
            drawn = "curve drawn by hand" if self.curve == curves.BY_HAND else f"curve {self.curve!r}"
            return (
                f"{units} with least-squares weights: the sum is {written(rms)} away from the {drawn} "
                f"(root mean square), at most {written(worst)}."
            )
        if self.mode == "one neuron":
            found = plane.neuron(result, self.w, self.b)
            line = f"z = {_sum(self.w[0], self.w[1], self.b)}"
            return (
                f"{line}. The line z = 0 has {found.right} of {len(found.z)} points on their side; "
                f"cross-entropy {written(found.loss)}."
            )
        _, layer = result
        units = f"{len(layer.v)} hidden unit{'s' * (len(layer.v) != 1)}"
        return (
            f"{units}: the boundary s = 0 has {layer.right} of {len(layer.score)} points on their side; cross-entropy "
            f"{written(layer.loss)}. For these lines, no v and c have a smaller one (but for a penalty on large v)."
        )

    def animation(self, result: Any, palette: Palette) -> Animation | None:
        if self.mode == "curve":
            figure, axes = new_figure(1, 3, palette=palette)
            return figure, lambda n: draw_fit(axes, result, n, palette), range(1, curves.MOST + 1)
        figure, axes = new_figure(1, 2, size=SIZE, palette=palette)
        if self.mode == "one neuron":
            path = plane.trained_neuron(result, self.w, self.b, steps=30)[::2]

            def trained(step: int) -> None:
                draw_neuron(axes, result, plane.neuron(result, path[step, :2], path[step, 2]), palette)

            return figure, trained, range(len(path))
        given, lines = result[0], self._lines()

        def bent(units: int) -> None:
            draw_layer(axes, given, plane.hidden_layer(given, lines[:units]), palette)

        return figure, bent, range(1, len(lines) + 1)

    def train(self) -> None:
        """Make 20 steps of training from here. Raises ValueError for a curve, whose weights are the best already."""
        given = self.result
        if self.mode == "curve":
            raise ValueError(
                "the weights of a curve's units are found by least squares; train one neuron or a hidden layer"
            )
        if self.mode == "one neuron":
            path = plane.trained_neuron(given, self.w, self.b, STEPS)
            reached = np.clip(np.round(path[-1], 4), -plane.WIDEST, plane.WIDEST).tolist()
            self.update(w=tuple(reached[:2]), b=reached[2])
        else:
            self.lines = np.round(plane.trained_lines(given[0], self._lines(), STEPS), 4).tolist()

    def receive(self, message: Mapping[str, Any]) -> None:
        if message.get("kind") != "train":
            super().receive(message)
        self.train()

    def _lines(self) -> Any:
        """Return the lines of the units that there are: those given, then those drawn."""
        drawn = plane.drawn_lines(self.seed)
        given = np.reshape(np.array(self.lines, float), (-1, 3))
        return np.concatenate([given, drawn[len(given) :]])[: self.units]


def _sum(w1: float, w2: float, b: float) -> str:
    second, third = (f"{'−' if term < 0 else '+'} {written(abs(term))}" for term in (w2, b))
    return f"{written(w1)}·x₁ {second}·x₂ {third}"
