"""`Sequential`: layers one after the other, z = f_L(…f₂(f₁(x))…)."""

from collections.abc import Callable
from typing import Any, Self

from coursekit.arguments import Rng, generator
from coursekit.gates.gate import Gate
from coursekit.gates.noise import Noise
from coursekit.nn.model import Model
from coursekit.nn.module import Module


class Sequential(Model):
    """A model of modules, gates with one input, and plain functions, each of which is given what the one before made.

        model = Sequential(Linear(784, 128), ReLU(), Dropout(0.5), Linear(128, 10), rng=0)

    rng: a seed or generator from which all parameters are drawn, anew and in order, and all noise; without it, layers
    keep what they have. Parameters are named by their places: `"layers.0.W"`.
    """

    def __init__(self, *layers: Callable[[Any], Any], rng: Rng = None) -> None:
        self.layers: list[Callable[[Any], Any]] = []
        self._random = None if rng is None else generator(rng, "Sequential")
        for layer in layers:
            self.add(layer)

    def add(self, layer: Callable[[Any], Any]) -> Self:
        """Append a layer; return the model. Raises TypeError for what can't be one."""
        if isinstance(layer, type):
            raise TypeError(f"Sequential takes instances: {layer.__name__}(...), not the class {layer.__name__}")
        if not callable(layer):
            raise TypeError(f"Sequential takes modules, gates and functions, not {layer!r}")
        self.layers.append(layer)
        if self._random is not None:
            if isinstance(layer, Module):
                layer.initialise(self._random)
            elif isinstance(layer, Noise):
                layer.rng = self._random
        return self

    def forward(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def describe(self) -> str:
        return f"Sequential({', '.join(map(_name, self.layers))})"


def _name(layer: Any) -> str:
    if isinstance(layer, Module):
        return layer.describe() if not isinstance(layer, Sequential) else "Sequential"
    return str(layer) if isinstance(layer, Gate) else getattr(layer, "__name__", type(layer).__name__)
