"""Debugging a training: are units saturated, is the gradient right, does the error bounce?

The fourth question, whether the network can overfit a few examples, is asked with `coursekit.data.subset`.

Source: "Gradient checking" and "Debugging on a small dataset", IST lecture 5; gradient checks, CS224n notes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arguments import whole_number
from coursekit.autodiff import numeric_vjp
from coursekit.autodiff.numeric import floats
from coursekit.data.examples import Floats, real, real_number


def saturation(local_gradient: Any, bound: float = 0.01) -> Floats:
    """Return for each unit the fraction of examples for which |local gradient| is below `bound`.

    local_gradient: f′(z), shape (N, units) or (N, ...), N ≥ 1: what the activation's backward gives for an upstream
    of ones. The result has the shape without the first axis; its mean is the fraction for the whole layer. A unit at
    1 learns from no example: if it is so from the first iterations on, reduce the variance of the initial weights
    or normalise the inputs.

    bound: a positive number; tanh′ is below 0.01 where |z| > 3.
    """
    slopes = real("saturation", local_gradient, "local_gradient")
    if (bound := real_number("saturation", "bound", bound)) <= 0:
        raise ValueError(f"saturation: bound must be positive, not {bound}")
    if slopes.ndim == 0 or len(slopes) == 0:
        raise ValueError(f"saturation: local_gradient needs at least one example on its first axis, not {slopes.shape}")
    fraction: Floats = np.asarray(np.mean(np.abs(slopes) < bound, axis=0))
    return fraction


def is_bouncing(errors: Any, *, window: int = 6) -> bool:
    """Whether the training error goes up and down instead of down: then decrease the learning rate.

    It bounces if, over the last `window` errors, most steps turn back (up after down, or down after up) and the ways
    up take back more than half of the ways down. A slow descent with a little noise is not bouncing, nor is an error
    that only rises, which is diverging.

    errors: one for each epoch, or averaged over some mini-batches each; with fewer than `window` of them, no judgement
    is passed and the answer is False. window: an integer ≥ 4.
    """
    window = whole_number("is_bouncing", "window", window, 4)
    seen = real("is_bouncing", errors, "errors")
    if seen.ndim != 1:
        raise ValueError(f"is_bouncing: errors must have one axis, the epochs, not shape {seen.shape}")
    if len(seen) < window:
        return False
    steps = np.diff(seen[-window:])
    turns = np.count_nonzero(steps[1:] * steps[:-1] < 0)
    up, down = np.sum(steps[steps > 0]), -np.sum(steps[steps < 0])
    return bool(turns > (window - 2) / 2 and up > 0.5 * down)


@dataclass(frozen=True)
class EntryCheck:
    """The entry of a parameter's gradient that is worst off.

    wrong: how many entries of it are wrong; unjudged: for how many no numerical gradient was found. index, given,
    numerical, error: of the worst entry: where it is, what was given, the numerical gradient and its own error.
    """

    wrong: int
    unjudged: int
    index: tuple[int, ...]
    given: float
    numerical: float
    error: float


@dataclass(frozen=True)
class GradientCheck:
    """What `gradient_check` found, for each parameter that has entries. Its truth value is `passed`."""

    parameters: dict[str, EntryCheck]

    @property
    def passed(self) -> bool:
        """Whether no entry is wrong and every entry could be judged."""
        return not any(check.wrong or check.unjudged for check in self.parameters.values())

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        lines = []
        for name, check in self.parameters.items():
            if check.wrong:
                where = f"[{', '.join(map(str, check.index))}]" if check.index else ""
                lines.append(
                    f"{name}: {check.wrong} entries wrong, the worst {name}{where}: "
                    f"given {check.given:.8g}, numerical {check.numerical:.8g} ± {check.error:.1g}"
                )
            elif check.unjudged:
                lines.append(f"{name}: {check.unjudged} entries could not be judged: no slope was found there")
            else:
                lines.append(f"{name}: right")
        return "\n".join(lines)


# Round-off of a gradient that is computed by the formula: sums of up to some millions of terms lose no more digits.
ROUND_OFF = 1e-9
# `numeric_vjp` is off by at most so many of the errors that it states.
HONEST = 4.0


def gradient_check(
    loss: Callable[[dict[str, Any]], Any], parameters: Mapping[str, Any], gradients: Mapping[str, Any]
) -> GradientCheck:
    """Compare gradients with numerical ones, entry by entry.

        gradient_check(lambda p: mean_squared_error(x @ p["W"] + p["b"], y), {"W": W, "b": b}, {"W": dW, "b": db})

    loss: takes a dictionary of parameters, returns a single number; it must give the same number each time (no dropout,
    always the same mini-batch). It is called some ten times for each entry of every parameter: take a small network.
    gradients: one for each parameter, in its shape; nothing is changed.

    An entry is right if it differs from the numerical gradient by no more than that one's own error allows; at a
    kink, if it lies between the slopes on the two sides.

    Raises ValueError if a gradient is missing, one too many is given, or a shape is not its parameter's.
    """
    names = tuple(parameters)
    if set(names) != set(gradients) or not names:
        raise ValueError(
            f"gradient_check: gradients are needed for {', '.join(names) or 'at least one parameter'}, "
            f"but given for {', '.join(gradients) or 'none'}"
        )
    values = [real("gradient_check", parameters[name], name) for name in names]
    given = [floats(gradients[name], f"the gradient of {name}") for name in names]
    for name, value, gradient in zip(names, values, given, strict=True):
        if gradient.shape != value.shape:
            raise ValueError(
                f"gradient_check: the gradient of {name} has shape {gradient.shape}, but {name} has {value.shape}; "
                "a gradient has the shape of its parameter"
            )
    estimates = numeric_vjp(lambda *arrays: loss(dict(zip(names, arrays, strict=True))), values, 1.0)
    return GradientCheck(
        {
            name: _worst(gradient, estimate)
            for name, gradient, estimate in zip(names, given, estimates, strict=True)
            if gradient.size
        }
    )


def _worst(given: Floats, estimate: Any) -> EntryCheck:
    known = estimate.kind != "unknown"
    scale = np.max(np.abs(estimate.value), initial=0.0, where=known)
    # At a kink the error is the distance to the slopes on the two sides, and no estimate.
    allowed = np.where(estimate.kind == "kink", 1.0, HONEST) * estimate.error + ROUND_OFF * scale
    # A nan is as wrong as can be.
    excess = np.nan_to_num(np.abs(given - estimate.value) / np.maximum(allowed, np.finfo(float).tiny), nan=np.inf)
    excess = np.where(known, excess, -1.0)
    index = tuple(int(i) for i in np.unravel_index(np.argmax(excess), given.shape))
    return EntryCheck(
        wrong=int(np.count_nonzero(excess > 1)),
        unjudged=int(np.count_nonzero(~known)),
        index=index,
        given=float(given[index]),
        numerical=float(estimate.value[index]),
        error=float(estimate.error[index]),
    )
