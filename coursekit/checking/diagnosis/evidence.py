"""The evidence about wrong gradients, and when a supposed mistake explains it.

A hypothesis says: if the student made this mistake, backward would have returned this. It is believed only if that
is what came out wherever gradients are wrong, and if nothing else would have come out where they are right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.autodiff import numeric_vjp
from coursekit.checking.diagnosis.trace import Trace, record
from coursekit.checking.judge import CaseResult
from coursekit.checking.reference import Reference
from coursekit.checking.rule_plan import Case

# Predictions come from numbers exact to about 1e-8 at worst; a mistake is told from another one by far more.
MATCH = 1e-6

# A Jacobian is computed row by row; a case with more outputs than this is not one to look at.
MAX_ROWS = 64

Pair = tuple[CaseResult, int]  # one input's gradient in one case
Predict = Callable[[Case, int], Sequence[Any]]  # everything that the mistake might give there
Evidence = dict[str, Any]


@dataclass(eq=False)
class WrongGradients:
    """Which gradients came out wrong, and which right, in cases that are asked in the plain order.

    Besides, what the reference makes of these cases; each is worked out when it is first asked for.
    """

    reference: Reference
    wrong: list[Pair]
    right: list[Pair]
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

    def contributions(self, case: Case, index: int) -> Any:
        """What each entry of the output sends back: an array of shape (entries, *shape of the input).

        None if there are too many entries, or the reference has no gradients to ask for.
        """
        return self._keep(("contributions", id(case), index), lambda: self._contributions(case, index))

    def trace(self, case: Case) -> Trace | None:
        """How the right gradients are computed, step by step; None if that can't be recorded."""
        trace: Trace | None = self._keep(("trace", id(case)), lambda: record(self.reference, case))
        return trace

    def _contributions(self, case: Case, index: int) -> Any:
        upstream = np.asarray(case.upstream)
        if not self.reference.has_backward or upstream.size > MAX_ROWS or best(case, index) is None:
            return None
        rows = []
        for entry in np.ndindex(upstream.shape):
            alone = np.zeros_like(upstream)
            alone[entry] = upstream[entry]
            rows.append(self._ask(case.inputs, alone[()])[index])
        return np.array(rows).reshape(upstream.size, *np.shape(case.inputs[index]))

    def _unsummed(self, case: Case, index: int, upstream: Any) -> Any:
        shape = np.shape(case.output)
        if np.shape(case.inputs[index]) == shape:
            return None
        inputs = list(case.inputs)
        try:
            inputs[index] = np.broadcast_to(inputs[index], shape).copy()
            if not np.array_equal(self.reference.forward(inputs), case.output):
                return None
        except Exception:  # not an input that broadcasts: the reference says so in its own way
            return None
        own = self._ask(inputs, upstream)[index]
        if own is not None and np.shape(own) == shape:
            return own
        # A rule that always sums, such as an affine layer's for its bias: ask its forward alone.
        return numeric_vjp(lambda *values: self.reference.forward(values), inputs, upstream, wrt=[index])[0].value

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
    pairs = evidence.wrong + [pair for pair in evidence.right if pair[1] in inputs]
    with np.errstate(all="ignore"):
        return all(
            any(_equals(result, index, prediction, spread) for prediction in predict(result.case, index))
            for result, index in pairs
        )


def _equals(result: CaseResult, index: int, prediction: Any, spread: bool) -> bool:
    if prediction is None:
        return False
    gradient, prediction = got(result, index), np.asarray(prediction)
    if gradient.shape != prediction.shape:
        if not spread:
            return False
        try:
            gradient = np.broadcast_to(gradient, prediction.shape)
        except ValueError:
            return False
    scale = float(np.max(np.abs(prediction), initial=0.0))
    near = np.abs(gradient - prediction) <= MATCH * np.abs(prediction) + 1e-3 * MATCH * scale
    expected = result.case.gradients[index]
    if expected is not None and np.shape(expected.kink) == near.shape:
        # No choice at a kink speaks for or against a mistake, and neither does a difference that would be forgiven in
        # a right gradient: where a sigmoid is flat, 1 − z has few digits left.
        near = near | expected.kink | (np.abs(gradient - prediction) <= expected.tolerance)
    return bool(np.all(near))
