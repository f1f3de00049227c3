"""The right gradient, from two witnesses: numeric differentiation of the reference's forward, and its own backward.

The first comes with an error estimate for every entry, or with the one-sided slopes at a kink. The second must agree
with it; if it doesn't, the reference contradicts itself, and nobody can be judged by it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.reference import Reference

# Rounding of a right formula, in units of the largest term of that input's gradient: a few dozen roundings (2e-16 each)
# in sums such as 1 − tanh², whose terms cancel, stay below it; an error of 1e-5 does not.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Expected:
    """The right gradient for one input.

    value, tolerance: per entry; kink: where any number in [low, high] is admissible; own: the reference's choice, equal
    to `value` within the estimate, or None if it has no backward.
    """

    value: Any
    tolerance: Any
    kink: Any
    low: Any
    high: Any
    own: Any

    @property
    def best(self) -> Any:
        """The most exact value there is: the reference's own, which numeric differentiation has confirmed."""
        return self.value if self.own is None else self.own

    def wrong(self, gradient: Any) -> Any:
        """Return where a gradient of the right shape is wrong (NaN is)."""
        with np.errstate(all="ignore"):
            near = np.abs(gradient - self.value) <= self.tolerance
            between = (gradient >= self.low - self.tolerance) & (gradient <= self.high + self.tolerance)
        return ~np.where(self.kink, between, near)

    def other_choice(self, gradient: Any) -> Any:
        """Return where a gradient makes another admissible choice at a kink than the reference."""
        with np.errstate(all="ignore"):
            return self.kink & ~self.wrong(gradient) & (np.abs(gradient - self.best) > 1e-6 * (1 + np.abs(self.best)))


class Contradiction(Exception):
    """The reference's backward is not the gradient of its forward."""


class Undetermined(Exception):
    """At this point the gradient can't be determined: draw another."""


def expected_gradients(
    reference: Reference, inputs: tuple[Any, ...], output: Any, upstream: Any
) -> tuple[Expected | None, ...]:
    """Return what is expected for each input, None for a data input.

    Raises Contradiction or Undetermined.
    """
    from coursekit.autodiff.ladder import numeric_vjp

    names = reference.names(len(inputs))
    own: tuple[Any, ...] = (None,) * len(inputs)
    if reference.has_backward:
        try:
            own = reference.backward(inputs, upstream)
        except Exception as error:
            raise Contradiction(
                f"the reference {reference.name} raises {type(error).__name__} in backward: {error}"
            ) from error
        if len(own) != len(inputs):
            raise Contradiction(f"the reference {reference.name} returns {len(own)} gradients for {len(inputs)} inputs")
        differentiable = [i for i, gradient in enumerate(own) if gradient is not None]
    else:
        differentiable = [i for i, value in enumerate(inputs) if np.asarray(value).dtype.kind == "f"]

    estimates = numeric_vjp(lambda *values: reference.forward(values), inputs, upstream, wrt=differentiable)
    expected: list[Expected | None] = [None] * len(inputs)
    for i, estimate in zip(differentiable, estimates, strict=True):
        if np.any(estimate.kind == "unknown"):
            raise Undetermined(f"the gradient for {names[i]} can't be determined numerically there")
        expected[i] = _confirmed(reference.name, names[i], estimate, own[i], inputs[i], upstream)
    return tuple(expected)


def _confirmed(reference: str, name: str, estimate: Any, own: Any, given: Any, upstream: Any) -> Expected:
    value, shape = np.asarray(estimate.value), np.shape(given)
    if own is not None and np.shape(own) != shape:
        raise Contradiction(
            f"the reference {reference} gives a gradient of shape {np.shape(own)} for {name} of shape {shape}"
        )
    largest = max((float(np.max(np.abs(part), initial=0.0)) for part in (value, upstream)), default=0.0)
    kink = np.asarray(estimate.kind == "kink")
    # At a kink, the estimate's error is half the distance between the slopes, and has no place in a tolerance.
    tolerance = np.maximum(np.where(kink, 0.0, 4 * estimate.error), 1e-10 * np.abs(value)) + ROUNDING * largest
    expected = Expected(value, tolerance, kink, estimate.low, estimate.high, None if own is None else np.asarray(own))
    if own is not None and np.any(wrong := expected.wrong(np.asarray(own))):
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise Contradiction(
            f"the reference {reference} contradicts itself: its backward gives "
            f"{float(np.asarray(own)[index]):.10g} for {name}{list(index) if index else ''}, but its "
            f"forward changes by {float(value[index]):.10g}"
        )
    return expected
