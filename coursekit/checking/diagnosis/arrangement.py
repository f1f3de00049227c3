"""Right numbers in the wrong place: other inputs' gradients, transposes, sums not taken, or over other axes."""

from itertools import chain, combinations, permutations
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.evidence import Evidence, WrongGradients, best, explains
from coursekit.checking.rule_plan import Case


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
                None if wide is None else sum_to(wide, np.shape(case.inputs[index])),
            ]

        if explains(evidence, predict, {one, other}):
            names = evidence.wrong[0][0].case.names
            return {"inputs": [names[one], names[other]]}
    return None


def transposed(evidence: WrongGradients) -> Evidence | None:
    """Right, but for the order of its axes."""

    def predict(case: Case, index: int) -> list[Any]:
        right = best(case, index)
        return [] if right is None else [np.transpose(right, order) for order in permutations(range(np.ndim(right)))]

    return {} if explains(evidence, predict) else None


def missing_broadcast_sum(evidence: WrongGradients) -> Evidence | None:
    """Right, but left in the shape to which the input was broadcast."""

    def predict(case: Case, index: int) -> list[Any]:
        unsummed = evidence.unsummed(case, index, case.upstream)
        return [best(case, index) if unsummed is None else unsummed]

    return {} if explains(evidence, predict, spread=True) else None


def wrong_broadcast_sum(evidence: WrongGradients) -> Evidence | None:
    """Summed over other axes than those to which the input was broadcast, or averaged instead."""

    def predict(case: Case, index: int) -> list[Any]:
        unsummed = evidence.unsummed(case, index, case.upstream)
        if unsummed is None:
            return [best(case, index)]
        wide = np.asarray(unsummed)
        sets = chain.from_iterable(combinations(range(wide.ndim), length) for length in range(1, wide.ndim + 1))
        shape = np.shape(case.inputs[index])
        results = [reduce(wide, axis=axes) for axes in sets for reduce in (np.sum, np.mean)]
        return results + [_as(result, shape) for result in results]

    return {} if explains(evidence, predict) else None


def overwrites_gradient(evidence: WrongGradients) -> Evidence | None:
    """Only the last, or only the first, of the gradients that should have been added up."""
    for last in (True, False):

        def predict(case: Case, index: int, last: bool = last) -> list[Any]:
            sent = evidence.contributions(case, index)
            if sent is None or not len(sent):
                return [best(case, index)]
            ordered = sent[::-1] if last else sent
            which = np.argmax(ordered != 0, axis=0)
            return [np.take_along_axis(ordered, which[None], axis=0)[0]]

        if explains(evidence, predict):
            return {"kept": "last" if last else "first"}
    return None


def diagonal_only(evidence: WrongGradients) -> Evidence | None:
    """Each entry of the output sends back to its own entry of the input alone."""

    def predict(case: Case, index: int) -> list[Any]:
        sent = evidence.contributions(case, index)
        shape = np.shape(case.inputs[index])
        if sent is None or shape != np.shape(case.output):
            return []
        return [np.diagonal(sent.reshape(len(sent), -1)).reshape(shape)]

    return {} if explains(evidence, predict) else None


def sum_to(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Sum over broadcast axes, as far as that leads to the shape; None if it doesn't."""
    array = np.asarray(gradient)
    extra = array.ndim - len(shape)
    if extra < 0:
        return None
    array = array.sum(axis=tuple(range(extra)))
    ones = tuple(axis for axis, length in enumerate(shape) if length == 1)
    array = array.sum(axis=ones, keepdims=True)
    return array if array.shape == shape else None


def _as(result: Any, shape: tuple[int, ...]) -> Any:
    """A sum over the wrong axis, brought to the input's shape by force: reshaped, or broadcast."""
    if np.size(result) == int(np.prod(shape)):
        return np.reshape(result, shape)
    try:
        return np.broadcast_to(result, shape)
    except ValueError:
        return None
