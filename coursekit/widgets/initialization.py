"""`InitializationExplorer`: what becomes of activations and gradients in a deep network, by its first weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.initialization import initialization_figure
from coursekit.plots.palette import Palette
from coursekit.results.choices import HIDDEN, INITIALISERS
from coursekit.results.initialization import (
    Histograms,
    Signals,
    activation_histograms,
    gradient_histograms,
    signals,
)
from coursekit.results.numbers import written
from coursekit.widgets.codec import heat_bytes
from coursekit.widgets.explorer import Explorer, place, setting

DEEPEST, WIDEST = 30, 128


@dataclass(frozen=True, eq=False)
class Initializations:
    """One initialisation, or two beside each other: what passes through, and histograms on the same axes."""

    signals: tuple[Signals, ...]
    activations: tuple[Histograms, ...]
    gradients: tuple[Histograms, ...]


class InitializationExplorer(Explorer):
    """Choose first weights and an activation; see what is in each layer, and what gradient comes back to it.

    - `initialiser`, and `compare` beside it, or "nothing"; `scale`: how much larger all weights are; `activation`.
    - `depth` layers of `width` units. Weights, 100 examples and the gradient at the end are drawn by `seed`.
    - `layer`: whose numbers are told.
    """

    name: ClassVar[str] = "initialization"
    title: ClassVar[str] = "Initialisation, and what comes through"

    initialiser = setting(t.Enum(tuple(INITIALISERS), "Glorot uniform"), "initialiser")
    compare = setting(t.Enum(("nothing", *INITIALISERS), "normal 0.01"), "compare with")
    activation = setting(t.Enum(tuple(HIDDEN), "tanh"), "activation")
    scale = setting(t.Float(1.0, min=0.1, max=10.0), "scale of the weights ×", log=True)
    depth = setting(t.Int(10, min=2, max=DEEPEST), "layers")
    width = setting(t.Int(64, min=2, max=WIDEST), "units in each")
    layer = place(t.Int(1, min=1, max=DEEPEST), "layer")

    def compute(self) -> Initializations:
        names = (
            [self.initialiser] if self.compare in ("nothing", self.initialiser) else [self.initialiser, self.compare]
        )
        found = [
            signals(name, self.activation, scale=self.scale, depth=self.depth, width=self.width, seed=self.seed)
            for name in names
        ]
        return Initializations(tuple(found), tuple(activation_histograms(found)), tuple(gradient_histograms(found)))

    def scene(self, result: Initializations) -> Mapping[str, Any]:
        return {
            "depth": self.depth,
            "width": self.width,
            "networks": [
                {
                    "name": each.name,
                    "verdict": each.statistics.verdict,
                    "ratio": each.statistics.gradient_ratio,
                    "symmetric": each.symmetric,
                    "distinct": list(each.distinct),
                    "mean": list(each.statistics.activation_means),
                    "h": list(each.statistics.activation_stds),
                    "delta": list(each.statistics.gradient_stds),
                    "W": list(each.statistics.weight_gradient_stds),
                    "saturated": list(each.statistics.saturated),
                    **_units(each),
                    "activations": _sent(activations),
                    "gradients": _sent(gradients),
                }
                for each, activations, gradients in zip(
                    result.signals, result.activations, result.gradients, strict=True
                )
            ],
        }

    def picture(self, result: Initializations, palette: Palette) -> Figure:
        return initialization_figure(result.signals, result.activations, result.gradients, self._layer, palette)

    def describe(self, result: Initializations) -> str:
        layer = self._layer
        words = [
            f"{each.name} with {each.activation}, {self.depth} layers: {_verdict(each)}. In layer {layer} the standard "
            f"deviation of h is {written(each.statistics.activation_stds[layer - 1], 2)}, that of δ "
            f"{written(each.statistics.gradient_stds[layer - 1], 2)}."
            for each in result.signals
        ]
        return " ".join(words)

    @property
    def _layer(self) -> int:
        """The layer that is told: the last one, if there are not as many."""
        return min(int(self.layer), int(self.depth))


def _sent(histograms: Histograms) -> dict[str, Any]:
    return {
        "low": float(histograms.edges[0]),
        "high": float(histograms.edges[-1]),
        "fractions": histograms.fractions.astype("f4"),
        "outside": list(map(float, histograms.outside)),
        "missing": list(map(float, histograms.missing)),
    }


def _units(found: Signals) -> dict[str, Any]:
    """Return the answers of some units as bytes, and the largest of each layer, which they are multiples of."""
    largest = np.max(np.abs(found.answers), axis=(1, 2))
    shares = found.answers / np.where(largest > 0, largest, 1)[:, np.newaxis, np.newaxis]
    return {"answers": heat_bytes(shares), "largest": list(map(float, largest))}


def _verdict(found: Signals) -> str:
    """Return what becomes of the gradient, in words."""
    statistics = found.statistics
    if found.symmetric:
        alike = "no gradient arrives" if not any(statistics.gradient_stds[:-1]) else "all units of a layer learn alike"
        return f"{alike}, symmetry is never broken"
    ratio = written(statistics.gradient_ratio, 2)
    return f"the gradient is {statistics.verdict}, {ratio} times as large in the first layer"
