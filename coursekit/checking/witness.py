"""The right gradient, and how far a right answer may be from it: what the witnesses say, strongest first.

- The reference's own backward. It is exact to the last digits, but it is to be proven.
- The complex step, exact too, where the reference's forward computes with complex numbers as it does with real ones.
  That is tried, and checked against the ladder once. It sees one branch of a kink only, so it is asked only where
  inputs lie at a kink with probability zero.
- The ladder of differences, with an estimate of its error for each entry, and the one-sided slopes at a kink.

If the reference's own gradient is not confirmed, the reference contradicts itself, and nobody can be judged by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import Estimate, complex_step_vjp, numeric_vjp
from coursekit.checking.reference import Reference, quiet

# Rounding of a right formula, in units of the largest term of that input's gradient: a few dozen roundings (2e-16 each)
# in sums such as 1 − tanh², whose terms cancel, stay below it; an error of 1e-5 does not.
ROUNDING = 1e-12

# Relative to the entry itself: room for formulas of some hundreds of operations, far below any wrong factor.
RELATIVE = 1e-10

# The same for float32, whose roundings are 1e-7 each.
ROUNDING_SINGLE, RELATIVE_SINGLE = 1e-5, 1e-4

# How often a right formula may lose what changing every input in its last place costs.
CONDITION = 8.0
PERTURBATIONS = 4

EPS = float(np.finfo(np.float64).eps)
EPS_SINGLE = float(np.finfo(np.float32).eps)


@dataclass(frozen=True, eq=False)
class Expected:
    """The right gradient for one input.

    value: the reference's own, confirmed; else the ladder's. tolerance: per entry. kink: where any number in
    [low, high] is admissible.
    """

    value: Any
    tolerance: Any
    kink: Any
    low: Any
    high: Any

    def wrong(self, gradient: Any) -> Any:
        """Return where a gradient of the right shape is wrong (NaN is)."""
        with np.errstate(all="ignore"):
            near = np.abs(gradient - self.value) <= self.tolerance
            between = (gradient >= self.low - self.tolerance) & (gradient <= self.high + self.tolerance)
        return ~np.where(self.kink, between, near)

    def other_choice(self, gradient: Any) -> Any:
        """Return where a gradient makes another admissible choice at a kink than the reference."""
        with np.errstate(all="ignore"):
            return self.kink & ~self.wrong(gradient) & (np.abs(gradient - self.value) > 1e-6 * (1 + np.abs(self.value)))


class Contradiction(Exception):
    """The reference's backward is not the gradient of its forward."""


class NotAnswered(Exception):
    """The reference can't be asked this: another draw won't help."""


class Undetermined(Exception):
    """At this point the gradient can't be determined: draw another."""


class Witnesses:
    """All that can testify to the gradients of one reference."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.complex_safe: bool | None = None  # None until it has been tried and checked

    def expected(
        self, inputs: tuple[Any, ...], output: Any, upstream: Any, smooth: Sequence[bool], single: bool = False
    ) -> tuple[Expected | None, ...]:
        """Return what is expected for each input, None for a data input.

        smooth: for each input, whether it lies at no kink, with probability one. single: answers are float32.

        Raises Contradiction, NotAnswered or Undetermined.
        """
        with quiet():
            return self._expected(inputs, output, upstream, smooth, single)

    def _expected(
        self, inputs: tuple[Any, ...], output: Any, upstream: Any, smooth: Sequence[bool], single: bool
    ) -> tuple[Expected | None, ...]:
        own = self._own(inputs, upstream)
        if own is None:
            positions = [i for i, value in enumerate(inputs) if np.asarray(value).dtype.kind == "f"]
            return self._by_ladder(inputs, upstream, positions, None, single)
        positions = [i for i, gradient in enumerate(own) if gradient is not None]
        if all(smooth[i] for i in positions) and self.complex_safe is not False:
            exact = self._complex_step(inputs, output, upstream, positions)
            if exact is not None and self._confirmed(own, exact, inputs, upstream, positions):
                spread = self._spread(inputs, own, upstream, positions, single)
                return self._exactly(own, upstream, spread, single)
        return self._by_ladder(inputs, upstream, positions, own, single)

    def _own(self, inputs: tuple[Any, ...], upstream: Any) -> tuple[Any, ...] | None:
        if not self.reference.has_backward:
            return None
        try:
            own = self.reference.backward(inputs, upstream)
        except Exception as error:
            raise NotAnswered(f"it raises {type(error).__name__} in backward: {error}") from error
        name = self.reference.name
        if len(own) != len(inputs):
            raise Contradiction(f"the reference {name} returns {len(own)} gradients for {len(inputs)} inputs")
        for given, gradient, label in zip(inputs, own, self.reference.names(len(inputs)), strict=True):
            if gradient is not None and np.shape(gradient) != np.shape(given):
                raise Contradiction(
                    f"the reference {name} gives a gradient of shape {np.shape(gradient)} for {label} of shape "
                    f"{np.shape(given)}"
                )
        return own

    def _complex_step(
        self, inputs: tuple[Any, ...], output: Any, upstream: Any, positions: Sequence[int]
    ) -> list[Any] | None:
        """The gradients by the complex step; None where the forward isn't what it is for real numbers."""
        stepped = [given.astype(complex) if i in positions else given for i, given in enumerate(map(_array, inputs))]
        try:
            value = np.asarray(self.reference.value(*(given[()] for given in stepped)))
            if value.dtype.kind != "c" or not np.allclose(value.real, output, rtol=1e-12, atol=1e-12):
                raise TypeError("its forward gives other numbers, or no complex ones")
            return list(complex_step_vjp(self.reference.value, inputs, upstream, positions))
        except Exception:  # what is written for real numbers need not take others
            self.complex_safe = False
            return None

    def _confirmed(
        self, own: tuple[Any, ...], exact: list[Any], inputs: tuple[Any, ...], upstream: Any, positions: Sequence[int]
    ) -> bool:
        """Whether the complex step may be believed, and agrees with the reference's own gradients."""
        if self.complex_safe is None:
            estimates = self._ladder(inputs, upstream, positions)
            self.complex_safe = all(
                bool(np.all((e.kind == "smooth") & (np.abs(value - e.value) <= _ladders_tolerance(e, upstream))))
                for value, e in zip(exact, estimates, strict=True)
            )
        return self.complex_safe and all(
            bool(np.all(np.abs(value - own[i]) <= RELATIVE * np.abs(value) + ROUNDING * _largest(value, upstream)))
            for value, i in zip(exact, positions, strict=True)
        )

    def _exactly(
        self, own: tuple[Any, ...], upstream: Any, spread: list[Any], single: bool
    ) -> tuple[Expected | None, ...]:
        nowhere = [None if gradient is None else np.zeros(np.shape(gradient), bool) for gradient in own]
        return tuple(
            None
            if gradient is None
            else Expected(
                np.asarray(gradient), _room(gradient, upstream, spread[i], single), nowhere[i], gradient, gradient
            )
            for i, gradient in enumerate(own)
        )

    def _ladder(self, inputs: tuple[Any, ...], upstream: Any, positions: Sequence[int]) -> list[Estimate]:
        return numeric_vjp(self.reference.value, inputs, upstream, wrt=positions)

    def _by_ladder(
        self,
        inputs: tuple[Any, ...],
        upstream: Any,
        positions: Sequence[int],
        own: tuple[Any, ...] | None,
        single: bool,
    ) -> tuple[Expected | None, ...]:
        names = self.reference.names(len(inputs))
        expected: list[Expected | None] = [None] * len(inputs)
        spread = None if own is None else self._spread(inputs, own, upstream, positions, single)
        for i, estimate in zip(positions, self._ladder(inputs, upstream, positions), strict=True):
            if np.any(estimate.kind == "unknown"):
                raise Undetermined(f"the gradient for {names[i]} can't be determined numerically there")
            kink = np.asarray(estimate.kind == "kink")
            by_ladder = Expected(
                np.asarray(estimate.value), _ladders_tolerance(estimate, upstream), kink, estimate.low, estimate.high
            )
            if own is None or spread is None:
                expected[i] = by_ladder
                continue
            gradient = np.asarray(own[i])
            if np.any(wrong := by_ladder.wrong(gradient)):
                raise self._contradiction(names[i], gradient, estimate, wrong)
            # At a kink the slopes are the ladder's, and so is the tolerance.
            room = np.where(kink, by_ladder.tolerance, _room(gradient, upstream, spread[i], single))
            expected[i] = Expected(gradient, room, kink, estimate.low, estimate.high)
        return tuple(expected)

    def _contradiction(self, name: str, own: Any, estimate: Estimate, wrong: Any) -> Contradiction:
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        gives, changes = float(own[index]) + 0.0, float(estimate.value[index]) + 0.0  # −0 reads as 0
        return Contradiction(
            f"the reference {self.reference.name} contradicts itself: its backward gives {gives:.10g} for "
            f"{name}{list(index) if index else ''}, but its forward changes by {changes:.10g}"
        )

    def _spread(
        self, inputs: tuple[Any, ...], own: tuple[Any, ...], upstream: Any, positions: Sequence[int], single: bool
    ) -> list[Any]:
        """How much each gradient varies when every input is changed in its last place.

        No formula can be expected to do better than to be right for inputs that are so near.
        """
        rng = np.random.default_rng(0)
        eps = EPS_SINGLE if single else EPS
        spread: list[Any] = [None if gradient is None else np.zeros(np.shape(gradient)) for gradient in own]
        for _ in range(PERTURBATIONS):
            nearby = [
                _array(given) * (1 + eps * rng.choice([-1.0, 1.0], np.shape(given))) if i in positions else given
                for i, given in enumerate(inputs)
            ]
            gradients = self.reference.backward([_array(given)[()] for given in nearby], upstream)
            for i in positions:
                change = np.abs(_array(gradients[i]) - own[i])
                spread[i] = np.maximum(spread[i], np.where(np.isfinite(change), change, 0.0))
        return spread


def _array(value: Any) -> Any:
    return np.asarray(value)


def _largest(gradient: Any, upstream: Any) -> float:
    """The size of what may cancel; of a zero upstream, too, terms of the size of 1 may have been formed."""
    return max(1.0, *(float(np.max(np.abs(part), initial=0.0)) for part in (_array(gradient), _array(upstream))))


def _room(gradient: Any, upstream: Any, spread: Any, single: bool) -> Any:
    """How far a right answer may be from the reference's."""
    relative, rounding = (RELATIVE_SINGLE, ROUNDING_SINGLE) if single else (RELATIVE, ROUNDING)
    return relative * np.abs(_array(gradient)) + rounding * _largest(gradient, upstream) + CONDITION * spread


def _ladders_tolerance(estimate: Estimate, upstream: Any) -> Any:
    """How far a right answer may be from the ladder's, whose estimate of its own error is within a factor of four."""
    # At a kink, the estimate's error is half the distance between the slopes, and has no place in a tolerance.
    error = np.where(estimate.kind == "kink", 0.0, 4 * estimate.error)
    value = np.abs(np.asarray(estimate.value))
    return np.maximum(error, RELATIVE * value) + ROUNDING * _largest(value, upstream)
