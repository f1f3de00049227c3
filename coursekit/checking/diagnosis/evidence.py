"""The evidence about wrong gradients, and when a supposed mistake explains it.

A hypothesis says: if the student made this mistake, backward would have returned this. It is believed only if that
is what came out wherever gradients are wrong, and if nothing else would have come out where they are right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.workings import Workings
from coursekit.checking.rule_case import Case, CaseResult

# Predictions come from numbers exact to about 1e-8 at worst; a mistake is told from another one by far more.
MATCH = 1e-6

Pair = tuple[CaseResult, int]  # one input's gradient in one case
Predict = Callable[[Case, int], Sequence[Any]]  # everything that the mistake might give there
Evidence = dict[str, Any]


@dataclass(eq=False)
class WrongGradients:
    """Which gradients came out wrong, and which right, in `cases`: those that are asked in the plain order.

    `workings`: what the reference makes of these cases.
    """

    workings: Workings
    wrong: list[Pair]
    right: list[Pair]
    cases: Sequence[Case]

    @property
    def inputs(self) -> set[int]:
        """Positions of the inputs whose gradient is wrong in some case."""
        return {index for _, index in self.wrong}

    @property
    def pairs(self) -> list[Pair]:
        """All that is known of the inputs whose gradient is wrong in some case."""
        return self.wrong + [pair for pair in self.right if pair[1] in self.inputs]


def got(result: CaseResult, index: int) -> Any:
    """The student's gradient for an input, as an array."""
    return (result.gradients or ())[index]


def best(case: Case, index: int) -> Any:
    """The right gradient; None for a data input."""
    expected = case.gradients[index]
    return None if expected is None else expected.value


def explains(evidence: WrongGradients, predict: Predict, inputs: set[int] | None = None, spread: bool = False) -> bool:
    """Whether the mistake, made for these inputs, gives what came out: where that was wrong, and where it was right.

    spread: a gradient of another shape counts as what it becomes when it is broadcast, since before a sum over
    broadcast axes a student has only the part that varies: y (4,) in place of one y for every row.
    """
    inputs = evidence.inputs if inputs is None else inputs
    if not evidence.inputs <= inputs:
        return False
    with np.errstate(all="ignore"):
        return all(
            # What is the right gradient, but for the last digits, explains nothing that is wrong.
            any(_equals(pair, each, spread) and not _is_right(case, index, each) for each in predict(case, index))
            for pair in evidence.wrong
            for case, index in [(pair[0].case, pair[1])]
        ) and all(
            any(_equals(pair, each, spread) for each in predict(pair[0].case, pair[1]))
            for pair in evidence.right
            if pair[1] in inputs
        )


def _is_right(case: Case, index: int, prediction: Any) -> bool:
    right = best(case, index)
    return (
        prediction is not None
        and right is not None
        and np.shape(prediction) == np.shape(right)
        and bool(np.all(np.abs(prediction - right) <= _room(prediction)))
    )


def _room(prediction: Any) -> Any:
    sizes = np.abs(prediction)
    return MATCH * sizes + 1e-3 * MATCH * float(np.max(sizes, initial=0.0))


def _equals(pair: Pair, prediction: Any, spread: bool) -> bool:
    if prediction is None:
        return False
    (result, index), prediction = pair, np.asarray(prediction)
    gradient = got(result, index)
    if gradient.shape != prediction.shape:
        if not spread:
            return False
        try:
            gradient = np.broadcast_to(gradient, prediction.shape)
        except ValueError:
            return False
    near = np.abs(gradient - prediction) <= _room(prediction)
    expected = result.case.gradients[index]
    if expected is not None and np.shape(expected.kink) == near.shape:
        # No choice at a kink speaks for or against a mistake, and neither does a difference that would be forgiven in
        # a right gradient: where a sigmoid is flat, 1 − z has few digits left.
        near = near | expected.kink | (np.abs(gradient - prediction) <= expected.tolerance)
    return bool(np.all(near))
