"""Debugging a network, in the order in which it is worth asking.

1. `overfits`: can it learn a few examples by heart? If not, something is wrong.
2. `saturation_by_layer`: or are its units saturated, so that nothing gets through them?
3. `check_gradients`: or are its gradients not those of its loss?

Source: "Debugging on a small dataset" and "Gradient checking", IST lecture 5; gradient checks, CS224n notes.
"""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.autodiff.tensor import Tensor
from coursekit.data.examples import Floats, real_number
from coursekit.data.splits import subset
from coursekit.gates import HardTanh, LeakyReLU, ReLU, Sigmoid, SoftSign, Tanh
from coursekit.gates.graph import topological_order
from coursekit.nn import training_data
from coursekit.nn.model import Model
from coursekit.train.debugging import GradientCheck, gradient_check, saturation

ACTIVATIONS = (HardTanh, LeakyReLU, ReLU, Sigmoid, SoftSign, Tanh)


@dataclass(frozen=True)
class Overfit:
    """What `overfits` found: losses before and after, without noise; its truth value is `passed`."""

    size: int
    epochs: int
    before: float
    after: float
    fraction: float

    @property
    def passed(self) -> bool:
        """Whether the loss has fallen to `fraction` of what it was."""
        return self.after <= self.fraction * self.before

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        told = f"{self.size} examples, {self.epochs} epochs: the loss went from {self.before:.4g} to {self.after:.4g}"
        if self.passed:
            return f"{told}; the network can learn them by heart"
        return (
            f"{told}, not to {self.fraction:g} of it. Look at saturation_by_layer and check_gradients, try other "
            "learning rates, more epochs, and whether labels belong to their rows"
        )


def overfits(
    model: Model, x: Any, y: Any, *, size: int = 20, epochs: int = 200, fraction: float = 0.1, rng: Rng = None
) -> Overfit:
    """Train a copy of a compiled model on `size` examples, a batch, and say whether it learns them by heart.

    fraction: to what part of its first value the loss must fall, between 0 and 1. All rows are taken if there are no
    more than `size`. The model and its optimizer stay as they are.
    """
    if not 0 < real_number("overfits", "fraction", fraction) < 1:
        raise ValueError(f"overfits: fraction must be between 0 and 1, not {fraction!r}")
    random = generator(rng, "overfits")
    rows, targets = training_data.pairs("overfits", x, y, None)
    count = min(whole_number("overfits", "size", size, 1), len(rows))
    few = subset(rows, targets, size=count, rng=random)
    twin = copy.deepcopy(model)
    before = twin.evaluate(*few)["loss"]
    twin.fit(*few, epochs=epochs, batch_size=count, rng=random, progress=False)
    return Overfit(count, epochs, before, twin.evaluate(*few)["loss"], fraction)


def saturation_by_layer(model: Model, x: Any, *, bound: float = 0.01) -> dict[str, Floats]:
    """Return, for each activation in the order of computing, the fraction of examples for which each unit is saturated.

        {name: units.mean() for name, units in saturation_by_layer(model, x).items()}

    Activations are those of `coursekit.gates` that work entry by entry, named "Tanh 1", "Tanh 2", "ReLU 3". A unit is
    saturated where |f′(z)| is below `bound`; see `coursekit.train.saturation`. Computed in evaluation mode.
    """
    rows = training_data.examples("saturation_by_layer", x, model.dtype)
    with model.mode(training=False):
        # Floats become a tensor, so that even a network without trained parameters is recorded.
        output = model(Tensor(rows) if rows.dtype.kind == "f" else rows)
    found: dict[str, Floats] = {}
    for node in topological_order(output):
        if isinstance(node.gate, ACTIVATIONS):
            (z,) = (parent.value for parent in node.parents)
            (slopes,) = node.gate.gradients(np.ones_like(node.value), node.value, z)
            found[f"{type(node.gate).__name__} {len(found) + 1}"] = saturation(slopes, bound)
    return found


def check_gradients(model: Model, x: Any, y: Any) -> GradientCheck:
    """Compare the gradients of a compiled model's loss (and penalty) on a batch with numerical ones, entry by entry.

    The loss is computed some ten times for each parameter's every entry: take a small network of float64 and a few
    examples. In evaluation mode, for dropout would be another function each time. The model stays as it is.
    """
    _, objective = model.compiled("check_gradients")
    rows, targets = training_data.pairs("check_gradients", x, y, model.dtype)
    parameters = model.parameters()

    def loss(values: dict[str, Any]) -> Any:
        for name, value in values.items():
            parameters[name].value = value
        _, found, _ = objective(model, rows, targets)
        return found if objective.penalty is None else found + objective.penalty(model)

    before = {name: (parameter.value, parameter.gradient) for name, parameter in parameters.items()}
    values = {name: value for name, (value, _) in before.items()}
    with model.mode(training=False):
        try:
            model.zero_gradients()
            loss(values).backward()
            gradients = {
                name: np.zeros(parameter.shape) if parameter.gradient is None else parameter.gradient
                for name, parameter in parameters.items()
            }
            return gradient_check(lambda given: loss(given).item(), values, gradients)
        finally:
            for name, parameter in parameters.items():
                parameter.value, parameter.gradient = before[name]
