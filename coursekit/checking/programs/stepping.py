"""How a numerical gradient was taken, from the points at which it called the function.

A call is told by how many entries of x were changed, and by the largest change with its sign. That is told by the
student's process, so it explains a verdict and never makes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import number

# Beyond these a centred difference has lost to its own error, or to round-off, more than half of the digits.
LARGEST_STEP, SMALLEST_STEP = 2e-3, 5e-9


@dataclass(frozen=True)
class Steps:
    """The calls of one run: all of them counted, and the first ones told apart."""

    calls: int
    counts: tuple[int, ...]
    steps: tuple[float, ...]

    @classmethod
    def of(cls, told: Any) -> "Steps":
        """Read what came from the student's process; what has not the form of it is as if nothing had been told."""
        data = told if isinstance(told, dict) else {}
        calls, changes = data.get("calls"), data.get("changes")
        pairs = [each for each in changes if _is_change(each)] if isinstance(changes, list) else []
        return cls(
            calls if isinstance(calls, int) else 0,
            tuple(count for count, _ in pairs),
            tuple(float(step) for _, step in pairs),
        )

    @property
    def sizes(self) -> list[float]:
        """How far the changed points were from x."""
        return [abs(step) for step in self.steps if step]


def _is_change(pair: Any) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], int) and isinstance(pair[1], float)


def step_mistake(steps: Steps, size: int, whole_numbers: bool) -> tuple[str, str] | None:
    """Say what is wrong with how x was changed: code and sentence; None if nothing is.

    size: how many entries x has; whole_numbers: whether x was an array of integers.
    """
    if whole_numbers and steps.steps and all(step.is_integer() for step in steps.steps):
        return "integer-step", (
            "x was an array of whole numbers, and f was only ever called at whole numbers, too. What becomes of h when "
            "it is added to an entry that can hold no fraction?"
        )
    if steps.steps and not steps.sizes:
        return "step-lost", (
            "f was only ever called at x itself: what was changed did not reach it. Is a copy changed, and another "
            "array given to f?"
        )
    if steps.sizes and min(filter(None, steps.counts)) > 1:
        return "perturbs-all-entries", (
            "f was called with several entries of x changed at once, which tells the sum of their slopes. What does "
            "the slope along one entry need?"
        )
    if size > 2 and _grows(steps.counts):
        return "perturbation-stays", (
            "From call to call more entries of x are changed. What must become of an entry before it is the next one's "
            "turn?"
        )
    if steps.sizes and max(steps.sizes) > LARGEST_STEP:
        return "step-too-large", (
            f"The step is {number(max(steps.sizes))}. How does the error of the difference change with h?"
        )
    if steps.sizes and max(steps.sizes) < SMALLEST_STEP:
        return "step-too-small", (
            f"The step is {number(max(steps.sizes))}. How many digits are left of the difference of two numbers that "
            "agree in all others?"
        )
    if is_one_sided(steps):
        return "one-sided", (
            f"f was called on one side of x only, at a distance of {number(max(steps.sizes))}: the error of such a "
            "difference shrinks like h. Which difference has an error that shrinks like h²?"
        )
    return None


def is_one_sided(steps: Steps) -> bool:
    """Whether all calls that changed an entry changed it to the same side."""
    signs = {float(np.sign(step)) for step in steps.steps if step}
    return len(signs) == 1


def _grows(counts: Sequence[int]) -> bool:
    return len(counts) > 2 and max(counts) > 2 and list(counts) == sorted(counts)
