"""`BackpropExplorer`: how an error is shared on its way back to one weight, and the same for all weights at once."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.plots.backprop import backprop_animation, backprop_figure
from coursekit.plots.palette import Palette
from coursekit.results.arrays import Floats
from coursekit.results.backprop import (
    ACTIVATIONS,
    Network,
    Sharing,
    Weight,
    drawn_network,
    share_error,
    weight_name,
)
from coursekit.results.numbers import written
from coursekit.widgets.explorer import Animation, Explorer, place, setting

WIDEST = 6
DEEPEST = 4
REACH = 3.0  # of the sliders for inputs and weights
PRESETS = ((4, 2, 1), (2, 2, 1), (3, 3, 2), (2, 3, 2, 1))


class BackpropExplorer(Explorer):
    """Pick a weight, and follow the error back to it; drag inputs and weights, and see every number follow.

    - `sizes`: of the network, the inputs first: [4, 2, 1] is the lectures'. `activation`: of its hidden layers.
    - `x`, `weights`, `biases`: for layer k a matrix (nₖ, nₖ₋₁) and a vector (nₖ,). What isn't given is drawn by `seed`.
    - `layer`, `neuron`, `input`: the weight that is followed, counted from 1: 1, 1, 4 is W₁₄⁽¹⁾. The input after the
      last one is the 1 that the bias multiplies.
    - `step`: how many of the steps to this weight are shown.
    """

    name: ClassVar[str] = "backprop"
    title: ClassVar[str] = "The error on its way back"
    forgets: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "seed": ("x", "weights", "biases"),
        "sizes": ("x", "weights", "biases"),
    }

    sizes = setting(t.List(t.Int(min=1, max=WIDEST), [4, 2, 1], minlen=2, maxlen=DEEPEST + 1), "neurons")
    activation = setting(t.Enum(tuple(ACTIVATIONS), "sigmoid"), "activation")
    x = setting(t.List(t.Float()), "x")
    weights = setting(t.List(t.List(t.List(t.Float()))), "weights")
    biases = setting(t.List(t.List(t.Float())), "biases")
    layer = setting(t.Int(1, min=1, max=DEEPEST), "layer")
    neuron = setting(t.Int(1, min=1, max=WIDEST), "neuron")
    input = setting(t.Int(4, min=1, max=WIDEST + 1), "input")
    step = place(t.Int(0, min=0), "step")

    def compute(self) -> Sharing:
        x, weights, biases = drawn_network(self.sizes, self.seed)
        network = Network(
            _fitted("x", self.x or x, x),
            tuple(_each_fitted("weights", self.weights or weights, weights)),
            tuple(_each_fitted("biases", self.biases or biases, biases)),
            self.activation,
        )
        return share_error(network, self._weight(network))

    def scene(self, result: Sharing) -> Mapping[str, Any]:
        network = result.network
        return {
            "sizes": network.sizes,
            "x": network.x.tolist(),
            "weights": [W.tolist() for W in network.weights],
            "biases": [b.tolist() for b in network.biases],
            "weight": result.weight,
            "steps": result.steps,
            "apart": result.apart,
            "presets": PRESETS,
            "reach": REACH,
        }

    def picture(self, result: Sharing, palette: Palette) -> Figure:
        return backprop_figure(result, self._step(result), palette)

    def animation(self, result: Sharing, palette: Palette) -> Animation:
        return backprop_animation(result, palette)

    def describe(self, result: Sharing) -> str:
        number, last = self._step(result), len(result.steps) - 1
        name = weight_name(result.weight, result.network)
        end = "" if number == last else f" In the end, ∂s/∂{name} is {written(result.steps[-1].value)}."
        return f"Step {number} of {last}. {result.steps[number].told}{end}"

    def _weight(self, network: Network) -> Weight:
        """Return the weight that is followed: the nearest there is, if the network has become smaller."""
        sizes = network.sizes
        layer = min(self.layer, len(sizes) - 1)
        return Weight(layer, min(self.neuron, sizes[layer]), min(self.input, sizes[layer - 1] + 1))

    def _step(self, result: Sharing) -> int:
        """Return the step that is shown: the last one, if the way is shorter."""
        return min(int(self.step), len(result.steps) - 1)


def _fitted(name: str, given: Any, like: Floats) -> Floats:
    """Return numbers as an array, if they have the shape of `like`."""
    try:
        numbers = np.asarray(given, dtype=float)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths: {given!r}") from None
    if numbers.shape != like.shape:
        raise ValueError(
            f"{name} has the shape {numbers.shape}, but this network needs {like.shape}; change sizes or it"
        )
    return numbers


def _each_fitted(name: str, given: Sequence[Any], like: Sequence[Floats]) -> list[Floats]:
    if len(given) != len(like):
        raise ValueError(f"{name} are given for {len(given)} layers, but this network has {len(like)}")
    pairs = enumerate(zip(given, like, strict=True), start=1)
    return [_fitted(f"{name} of layer {number}", each, drawn) for number, (each, drawn) in pairs]
