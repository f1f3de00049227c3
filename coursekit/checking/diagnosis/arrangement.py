"""Right numbers in the wrong place: other inputs' gradients, transposes, sums not taken, or over other axes."""

from collections.abc import Iterable
from itertools import combinations, permutations
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.evidence import MATCH, Evidence, WrongGradients, best, explains, got
from coursekit.checking.rule_case import Case, CaseResult


def swapped_inputs(evidence: WrongGradients) -> Evidence | None:
    """Two inputs have each other's gradients; or all of them, where there may be any number, the other way round."""
    with_data = _swapped_with_data(evidence)
    if with_data is not None:
        return with_data
    most = max(len(result.case.inputs) for result, _ in evidence.wrong)
    trades = [{one: other, other: one} for one, other in combinations(range(most), 2)]
    for trade in trades:

        def traded(case: Case, index: int, trade: dict[int, int] = trade) -> list[Any]:
            return _of_input(evidence, case, index, trade[index])

        if explains(evidence, traded, set(trade)):
            names = next(result.case.names for result, _ in evidence.wrong if len(result.case.inputs) == most)
            return {"inputs": [names[position] for position in trade]}

    def reversed_order(case: Case, index: int) -> list[Any]:
        return _of_input(evidence, case, index, len(case.inputs) - 1 - index)

    return {} if most > 2 and explains(evidence, reversed_order, set(range(most))) else None


def _swapped_with_data(evidence: WrongGradients) -> Evidence | None:
    """The right gradient stands in the place of a data input, which may have any."""
    first, index = evidence.wrong[0]
    for other in range(len(first.case.inputs)):
        if first.case.gradients[other] is None and all(
            len(result.gradients or ()) > other and _is_there(result, i, other) for result, i in evidence.wrong
        ):
            return {"inputs": [first.case.names[index], first.case.names[other]]}
    return None


def _is_there(result: CaseResult, index: int, other: int) -> bool:
    there, expected = got(result, other), result.case.gradients[index]
    if there is None or expected is None or there.shape != np.shape(expected.value):
        return False
    return not np.any(expected.wrong(there))


def _of_input(evidence: WrongGradients, case: Case, index: int, other: int) -> list[Any]:
    """The gradient as another input has it, before its sum over broadcast axes, or summed to the shape of this one."""
    if other >= len(case.inputs):
        return []
    unsummed = evidence.workings.unsummed(case, other)
    wide = best(case, other) if unsummed is None else unsummed
    return [best(case, other), wide, None if wide is None else sum_to(wide, np.shape(case.inputs[index]))]


def transposed(evidence: WrongGradients) -> Evidence | None:
    """Right, but for the order of its axes."""

    def predict(case: Case, index: int) -> list[Any]:
        right = best(case, index)
        return [] if right is None else [np.transpose(right, order) for order in permutations(range(np.ndim(right)))]

    return {} if explains(evidence, predict) else None


def missing_broadcast_sum(evidence: WrongGradients) -> Evidence | None:
    """Right, but left in the shape to which the input was broadcast."""

    def predict(case: Case, index: int) -> list[Any]:
        unsummed = evidence.workings.unsummed(case, index)
        # New axes may be summed over and stretched ones forgotten, or the other way round.
        return [best(case, index), *([] if unsummed is None else _partly_summed(unsummed, case, index))]

    return {} if explains(evidence, predict, spread=True) else None


def right_once_summed(evidence: WrongGradients) -> Evidence | None:
    """Of a larger shape, and summing it to the input's shape makes it right."""
    sums = [
        (result, index, sum_to(got(result, index), np.shape(best(result.case, index))))
        for result, index in evidence.wrong
    ]
    fits = all(
        summed is not None
        and got(result, index).size > summed.size
        and np.allclose(summed, best(result.case, index), rtol=MATCH, atol=1e-3 * MATCH)
        for result, index, summed in sums
    )
    return {} if fits else None


def _partly_summed(unsummed: Any, case: Case, index: int) -> list[Any]:
    shape = np.shape(case.inputs[index])
    new = tuple(range(unsummed.ndim - len(shape)))
    stretched = tuple(axis for axis in range(-len(shape), 0) if shape[axis] == 1)
    return [
        unsummed,
        np.sum(unsummed, axis=new),
        np.sum(unsummed, axis=stretched, keepdims=True),
    ]


def wrong_broadcast_sum(evidence: WrongGradients) -> Evidence | None:
    """Summed over other axes than those to which the input was broadcast, or averaged instead."""

    def predict(case: Case, index: int) -> list[Any]:
        unsummed = evidence.workings.unsummed(case, index)
        wide, shape = np.asarray(best(case, index) if unsummed is None else unsummed), np.shape(case.inputs[index])
        results = [_reduced(wide, axes, averaged) for axes in _sets(range(wide.ndim)) for averaged in _sets(axes)]
        return results + [_as(result, shape) for result in results]

    broadcast = any(evidence.workings.unsummed(result.case, i) is not None for result, i in evidence.wrong)
    return {} if broadcast and explains(evidence, predict) else None


def _sets(axes: Iterable[int]) -> list[tuple[int, ...]]:
    listed = tuple(axes)
    return [each for length in range(len(listed) + 1) for each in combinations(listed, length)]


def _reduced(wide: Any, axes: tuple[int, ...], averaged: tuple[int, ...]) -> Any:
    """Sum over axes, and take the mean instead over some of them."""
    count = max(int(np.prod([wide.shape[axis] for axis in averaged])), 1)
    return np.sum(wide, axis=axes) / count


def reshaped(evidence: WrongGradients) -> Evidence | None:
    """All the right numbers in their order, but in another shape."""
    shapes_differ = all(
        got(result, index).shape != np.shape(best(result.case, index)) for result, index in evidence.wrong
    )
    fits = all(
        got(result, index).size == np.size(best(result.case, index))
        and np.allclose(np.ravel(got(result, index)), np.ravel(best(result.case, index)), rtol=MATCH, atol=0)
        for result, index in evidence.wrong
    )
    return {} if shapes_differ and fits else None


def overwrites_gradient(evidence: WrongGradients) -> Evidence | None:
    """Only the last, or only the first, of the gradients that should have been added up."""
    for last in (True, False):

        def predict(case: Case, index: int, last: bool = last) -> list[Any]:
            sent = evidence.workings.contributions(case, index)
            if sent is None or not len(sent):
                return [best(case, index)]
            ordered = sent[::-1] if last else sent
            which = np.argmax(ordered != 0, axis=0)
            kept = np.take_along_axis(ordered, which[None], axis=0)[0]
            # Where an input was broadcast, each copy assigns, be it a zero.
            unsummed = evidence.workings.unsummed(case, index)
            return [kept] if unsummed is None else [kept, _one_copy(unsummed, np.shape(case.inputs[index]), last)]

        if explains(evidence, predict):
            return {"kept": "last" if last else "first"}
    for axis in (-1, -2, 0):

        def predict_along(case: Case, index: int, axis: int = axis) -> list[Any]:
            return _last_along(evidence.workings.contributions(case, index), case, index, axis)

        if explains(evidence, predict_along):
            return {"kept": "last", "axis": axis}
    return None


def _last_along(sent: Any, case: Case, index: int, axis: int) -> list[Any]:
    """What a loop along an axis of the output leaves if it assigns: its last turn, summed over all other axes."""
    wide = np.shape(case.output)
    if sent is None or not sent.size or not -len(wide) <= axis < len(wide):
        return [best(case, index)]
    by_place = sent.reshape(*wide, *np.shape(case.inputs[index]))
    last = np.take(by_place, -1, axis=axis % len(wide))
    # An output with fewer axes may have none for that loop.
    return [np.sum(last, axis=tuple(range(len(wide) - 1))), best(case, index)]


def _one_copy(unsummed: Any, shape: tuple[int, ...], last: bool) -> Any:
    """What one copy of each entry sends back: the last, or the first."""
    kept = np.zeros(int(np.prod(shape)))
    copied = np.broadcast_to(np.arange(kept.size).reshape(shape), unsummed.shape).reshape(-1)
    order = slice(None) if last else slice(None, None, -1)
    for place, value in zip(copied[order], unsummed.reshape(-1)[order], strict=True):
        kept[place] = value
    return kept.reshape(shape)


def diagonal_only(evidence: WrongGradients) -> Evidence | None:
    """Each entry of the output sends back to its own entry of the input alone."""

    def predict(case: Case, index: int) -> list[Any]:
        sent = evidence.workings.contributions(case, index)
        shape = np.shape(case.inputs[index])
        if sent is None or shape != np.shape(case.output):
            return []
        return [np.diagonal(sent.reshape(len(sent), len(sent))).reshape(shape)]

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
