"""The evidence about wrong gradients, and when a supposed mistake explains it.

A hypothesis says: if the student made this mistake, backward would have returned this. It is believed only if that
is what came out wherever gradients are wrong, and if nothing else would have come out where they are right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.trace import Trace, record
from coursekit.checking.reference import Reference
from coursekit.checking.rule_case import Case, CaseResult

# Predictions come from numbers exact to about 1e-8 at worst; a mistake is told from another one by far more.
MATCH = 1e-6

# A Jacobian is computed row by row; a case with more outputs than this is not one to look at.
MAX_ROWS = 64

Pair = tuple[CaseResult, int]  # one input's gradient in one case
Predict = Callable[[Case, int], Sequence[Any]]  # everything that the mistake might give there
Evidence = dict[str, Any]


@dataclass(eq=False)
class WrongGradients:
    """Which gradients came out wrong, and which right, in `cases`: those that are asked in the plain order.

    Besides, what the reference makes of these cases; each is worked out when it is first asked for.
    """

    reference: Reference
    wrong: list[Pair]
    right: list[Pair]
    cases: Sequence[Case] = ()
    _kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def inputs(self) -> set[int]:
        """Positions of the inputs whose gradient is wrong in some case."""
        return {index for _, index in self.wrong}

    @property
    def pairs(self) -> list[Pair]:
        """All that is known of the inputs whose gradient is wrong in some case."""
        return self.wrong + [pair for pair in self.right if pair[1] in self.inputs]

    def vjp(self, case: Case, upstream: Any) -> tuple[Any, ...]:
        """The right gradients for another upstream."""
        key = ("vjp", id(case), np.asarray(upstream).tobytes())
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._ask(case.inputs, upstream))
        return gradients

    def at(self, inputs: tuple[Any, ...], upstream: Any) -> tuple[Any, ...]:
        """The right gradients for an upstream at other inputs."""
        key = ("at", *(np.asarray(part).tobytes() for part in (*inputs, upstream)))
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._attempt(inputs, upstream))
        return gradients

    def elsewhere(self, case: Case, index: int, value: Any) -> tuple[Any, ...]:
        """The right gradients where one input is something else."""
        inputs = list(case.inputs)
        inputs[index] = value
        key = ("elsewhere", id(case), index, np.asarray(value).tobytes())
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._attempt(inputs, case.upstream))
        return gradients

    def unsummed(self, case: Case, index: int, upstream: Any) -> Any:
        """The gradient for an input that was broadcast, before the sum back to its shape; None if it wasn't."""
        key = ("unsummed", id(case), index, np.asarray(upstream).tobytes())
        return self._keep(key, lambda: self._unsummed(case, index, upstream))

    def contributions(self, case: Case, index: int, upstream: Any = None) -> Any:
        """What each entry of the output sends back: an array of shape (entries, *shape of the input).

        None if there are too many entries, or the reference has no gradients to ask for.
        """
        upstream = case.upstream if upstream is None else upstream
        key = ("contributions", id(case), index, np.asarray(upstream).tobytes())
        return self._keep(key, lambda: self._contributions(case, index, np.asarray(upstream)))

    def traces(self, case: Case) -> list[Trace]:
        """How the right gradients are computed, step by step, in one way or more; none if that can't be recorded."""
        traces: list[Trace] = self._keep(("traces", id(case)), lambda: record(self.reference, case))
        return traces

    def _contributions(self, case: Case, index: int, upstream: Any) -> Any:
        if not self.reference.has_backward or upstream.size > MAX_ROWS or best(case, index) is None:
            return None
        rows = []
        for entry in np.ndindex(upstream.shape):
            alone = np.zeros_like(upstream)
            alone[entry] = upstream[entry]
            rows.append(self._ask(case.inputs, alone[()])[index])
        return np.array(rows).reshape(upstream.size, *np.shape(case.inputs[index]))

    def _unsummed(self, case: Case, index: int, upstream: Any) -> Any:
        """What each entry of the output sends back to the one entry of the input that was copied there."""
        shape, wide = np.shape(case.inputs[index]), np.shape(case.output)
        sent = self.contributions(case, index, upstream)
        if shape == wide or sent is None:
            return None
        try:
            copied = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), wide).reshape(-1)
        except ValueError:
            return None
        table = sent.reshape(len(sent), int(np.prod(shape))).copy()
        at = np.arange(len(sent)), copied
        unsummed = table[at].reshape(wide)
        table[at] = 0
        return None if np.any(table) else unsummed

    def _ask(self, inputs: Sequence[Any], upstream: Any) -> tuple[Any, ...]:
        if not self.reference.has_backward:
            return (None,) * len(inputs)
        return self.reference.backward(inputs, upstream)

    def _attempt(self, inputs: Sequence[Any], upstream: Any) -> tuple[Any, ...]:
        try:
            return self._ask(inputs, upstream)
        except Exception:  # not an input that the reference takes
            return (None,) * len(inputs)

    def _keep(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


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
            any(not _is_right(case, index, each) and _equals(pair, each, spread) for each in predict(case, index))
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
