"""Penalties on the weights of a network, to be added to its loss.

    loss = cross_entropy(model(x), labels) + l2(model, 0.01)

Weights are what `Module.weights` says: biases are left out, and so are γ and β of LayerNorm. A bias does not make the
function steeper, and a penalty would only keep the outputs from their mean.

Source: "Regularization", CS224n notes and IST lecture 5. The notes print the norm without a square, CS224N λΣθ²; here
it is IST's ½λ‖W‖², whose gradient is λW.
"""

import functools
import operator
from typing import Any

from coursekit.arguments import finite_number
from coursekit.gates.gate import Gate
from coursekit.gates.losses import L1Penalty, L2Penalty
from coursekit.nn.module import Module


def l2(module: Module, strength: float) -> Any:
    """Return ½ · strength · Σ‖W‖² over the weights, a Tensor. Its gradient is strength · W: weight decay.

    strength: λ, 0 or more. Raises ValueError for a module without trained weights.
    """
    return _penalty("l2", L2Penalty(), module, strength)


def l1(module: Module, strength: float) -> Any:
    """Return strength · Σ|W| over the weights, a Tensor, which makes them sparse. Else as `l2`."""
    return _penalty("l1", L1Penalty(), module, strength)


def _penalty(owner: str, gate: Gate, module: Module, strength: float) -> Any:
    if finite_number(owner, "strength", strength) < 0:
        raise ValueError(
            f"{owner}: strength must be 0 or more, not {strength!r}; below 0 it would reward large weights"
        )
    weights = module.weights().values()
    if not weights:
        raise ValueError(f"{owner}: {module.describe()} has no trained weights to penalise")
    return functools.reduce(operator.add, map(gate, weights)) * float(strength)
