"""Hypotheses about wrong gradients: if the student made this mistake, what would backward have returned?

Each predicts, from the reference alone, what a certain mistake gives for each input of each case. It is named only if
it predicts everything that is wrong, and nothing wrong where the candidate was right. New hypotheses are new rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from coursekit.autodiff import numeric_vjp
from coursekit.checking.judge import CaseResult
from coursekit.checking.reference import Reference
from coursekit.checking.rule_plan import Case

# Predictions come from numbers exact to about 1e-8 at worst; a mistake is told from another one by far more.
MATCH = 1e-6

Pair = tuple[CaseResult, int]  # one input's gradient in one case
Predict = Callable[[Case, int], list[Any]]  # everything that the mistake might give there


@dataclass(eq=False)
class WrongGradients:
    """The evidence: which gradients came out wrong, and which right, in cases that are asked in the plain order."""

    reference: Reference
    wrong: list[Pair]
    right: list[Pair]
    _kept: dict[Any, Any] = field(default_factory=dict)

    def vjp(self, case: Case, upstream: Any) -> tuple[Any, ...]:
        """The right gradients for another upstream."""
        key = ("vjp", id(case), np.asarray(upstream).tobytes())
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._ask(case.inputs, upstream))
        return gradients

    def unsummed(self, case: Case, index: int, upstream: Any) -> Any:
        """The gradient for an input that was broadcast, before the sum back to its shape; None if it wasn't."""
        key = ("unsummed", id(case), index, np.asarray(upstream).tobytes())
        return self._keep(key, lambda: self._unsummed(case, index, upstream))

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

    def _keep(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    @property
    def inputs(self) -> set[int]:
        """Positions of the inputs whose gradient is wrong in some case."""
        return {index for _, index in self.wrong}


def best(case: Case, index: int) -> Any:
    """The right gradient."""
    expected = case.gradients[index]
    return None if expected is None else expected.best


def explains(evidence: WrongGradients, predict: Predict, inputs: set[int] | None = None, spread: bool = False) -> bool:
    """Whether the mistake, made for these inputs, gives what came out: where that was wrong, and where it was right.

    spread: a gradient of another shape counts as what it becomes when it is broadcast, since before a sum over
    broadcast axes a student has only the part that varies: y (4,) in place of one y for every row.
    """
    inputs = evidence.inputs if inputs is None else inputs
    if not evidence.inputs <= inputs:
        return False
    pairs = evidence.wrong + [pair for pair in evidence.right if pair[1] in inputs]
    return all(_matches(result, index, predict(result.case, index), spread) for result, index in pairs)


def _matches(result: CaseResult, index: int, predictions: list[Any], spread: bool) -> bool:
    got = (result.gradients or ())[index]
    expected = result.case.gradients[index]
    return any(
        _equals(got, np.asarray(prediction), expected, spread) for prediction in predictions if prediction is not None
    )


def _equals(got: Any, prediction: Any, expected: Any, spread: bool) -> bool:
    if got.shape != prediction.shape:
        if not spread:
            return False
        try:
            got = np.broadcast_to(got, prediction.shape)
        except ValueError:
            return False
    scale = float(np.max(np.abs(prediction), initial=0.0))
    near = np.abs(got - prediction) <= MATCH * np.abs(prediction) + 1e-3 * MATCH * scale
    if expected is not None and np.shape(expected.kink) == near.shape:
        # No choice at a kink speaks for or against a mistake, and neither does a difference that would be forgiven in
        # a right gradient: where a sigmoid is flat, 1 − z has few digits left.
        near = near | expected.kink | (np.abs(got - prediction) <= expected.tolerance)
    return bool(np.all(near))


# -- the mistakes --

Evidence = dict[str, Any]


def missing_broadcast_sum(evidence: WrongGradients) -> Evidence | None:
    """Right, but left in the shape to which the input was broadcast."""

    def predict(case: Case, index: int) -> list[Any]:
        unsummed = evidence.unsummed(case, index, case.upstream)
        return [best(case, index) if unsummed is None else unsummed]

    return {} if explains(evidence, predict, spread=True) else None


def ignores_upstream(evidence: WrongGradients) -> Evidence | None:
    """The local gradient alone."""

    def predict(case: Case, index: int) -> list[Any]:
        ones = np.ones(np.shape(case.output))[()]
        return [evidence.vjp(case, ones)[index], evidence.unsummed(case, index, ones)]

    return {} if explains(evidence, predict, spread=True) else None


def missing_local_gradient(evidence: WrongGradients) -> Evidence | None:
    """Upstream, passed on unchanged, or summed to the input's shape."""

    def predict(case: Case, index: int) -> list[Any]:
        return [case.upstream, _sum_to(case.upstream, np.shape(case.inputs[index]))]

    return {} if explains(evidence, predict) else None


def _sum_to(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Sum over broadcast axes, as far as that leads to the shape."""
    array = np.asarray(gradient)
    extra = array.ndim - len(shape)
    if extra < 0:
        return None
    array = array.sum(axis=tuple(range(extra)))
    ones = tuple(axis for axis, length in enumerate(shape) if length == 1)
    array = array.sum(axis=ones, keepdims=True)
    return array if array.shape == shape else None


def wrong_sign(evidence: WrongGradients) -> Evidence | None:
    """Off by −1."""
    return {"factor": -1.0} if explains(evidence, lambda case, index: [_times(-1.0, best(case, index))]) else None


def swapped_inputs(evidence: WrongGradients) -> Evidence | None:
    """Two inputs have each other's gradients."""
    for one, other in combinations(range(len(evidence.wrong[0][0].case.inputs)), 2):
        trade = {one: other, other: one}

        def predict(case: Case, index: int, trade: dict[int, int] = trade) -> list[Any]:
            # As the other input has it, before its sum over broadcast axes, or summed to the shape of this one.
            unsummed = evidence.unsummed(case, trade[index], case.upstream)
            wide = best(case, trade[index]) if unsummed is None else unsummed
            return [
                best(case, trade[index]),
                wide,
                None if wide is None else _sum_to(wide, np.shape(case.inputs[index])),
            ]

        if explains(evidence, predict, {one, other}):
            names = evidence.wrong[0][0].case.names
            return {"inputs": [names[one], names[other]]}
    return None


def constant_factor(evidence: WrongGradients) -> Evidence | None:
    """Off by one and the same factor, in at least two cases and four entries: a single number is always a multiple."""
    fits = list(_same_shape(evidence.wrong))
    if (
        len(fits) != len(evidence.wrong)
        or len({id(case) for case, _, _ in fits}) < 2
        or sum(got.size for _, got, _ in fits) < 4
    ):
        return None
    above = sum(float(np.sum(got * right)) for _, got, right in fits)
    below = sum(float(np.sum(right * right)) for _, got, right in fits)
    factor = above / below if below else 0.0
    if not np.isfinite(factor) or abs(factor) < MATCH:
        return None  # nothing but zeros is not a multiple worth naming
    return {"factor": factor} if explains(evidence, lambda case, index: [_times(factor, best(case, index))]) else None


def _same_shape(pairs: list[Pair]) -> Iterator[tuple[Case, Any, Any]]:
    for result, index in pairs:
        got, right = (result.gradients or ())[index], best(result.case, index)
        if right is not None and got.shape == np.shape(right):
            smooth = ~np.asarray(result.case.gradients[index].kink)  # type: ignore[union-attr]
            yield result.case, np.where(smooth, got, 0.0), np.where(smooth, right, 0.0)


def _times(factor: float, gradient: Any) -> Any:
    return None if gradient is None else factor * gradient


# The first that explains everything is named, so the more special comes before the more general.
HYPOTHESES: dict[str, Callable[[WrongGradients], Evidence | None]] = {
    "missing-broadcast-sum": missing_broadcast_sum,
    "wrong-sign": wrong_sign,
    "missing-local-gradient": missing_local_gradient,
    "ignores-upstream": ignores_upstream,
    "swapped-inputs": swapped_inputs,
    "constant-factor": constant_factor,
}
