"""Running averages of gradients and of their squares, in place: the parts that the adaptive optimizers are made of."""

import numpy as np

from coursekit.optim.blocks import Floats


def average(moment: Floats, value: Floats, decay: float, scratch: Floats) -> None:
    """Let moment ← decay·moment + (1 − decay)·value."""
    moment *= decay
    np.multiply(value, 1 - decay, out=scratch)
    moment += scratch


def average_square(moment: Floats, value: Floats, decay: float, scratch: Floats) -> None:
    """Let moment ← decay·moment + (1 − decay)·value²."""
    moment *= decay
    np.multiply(value, value, out=scratch)
    scratch *= 1 - decay
    moment += scratch


def root(second_moment: Floats, eps: float, *, inside: bool, out: Floats) -> None:
    """Let out ← √second_moment + ε, or √(second_moment + ε) if ε stands inside of the root."""
    if inside:
        np.add(second_moment, eps, out=out)
        np.sqrt(out, out=out)
    else:
        np.sqrt(second_moment, out=out)
        out += eps


def with_penalty(gradient: Floats, parameter: Floats, weight_decay: float, scratch: Floats) -> Floats:
    """Return g + λθ: the gradient of the loss with the penalty ½λ‖θ‖² added. Computed in scratch if λ isn't 0."""
    if weight_decay == 0:
        return gradient
    np.multiply(parameter, weight_decay, out=scratch)
    scratch += gradient
    return scratch
