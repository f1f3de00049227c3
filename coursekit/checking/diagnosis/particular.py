"""Gradients that are right by accident: written down for one example, or kept from another call."""

from typing import Any

import numpy as np

from coursekit.checking.diagnosis.evidence import MATCH, Evidence, Pair, WrongGradients, best, explains, got
from coursekit.checking.diagnosis.scaling import average_of_a_fixed_number
from coursekit.checking.rule_case import Case


def of_another_call(evidence: WrongGradients) -> Evidence | None:
    """The right gradient for this upstream, but at the inputs that came first: all instances share what is kept."""

    def predict(case: Case, index: int) -> list[Any]:
        alike = [other for other in evidence.cases if _all_shapes(other) == _all_shapes(case)]
        kept = [_broadcast(other, case) for other in (*evidence.cases[:1], *alike[:1])]
        return [best(case, index), *(evidence.workings.at(inputs, case.upstream)[index] for inputs in kept if inputs)]

    something = any(np.any(got(*pair)) for pair in evidence.wrong)
    return {} if something and explains(evidence, predict) else None


def _broadcast(other: Case, case: Case) -> tuple[Any, ...]:
    """Return another case's inputs in the shapes of this one's; nothing, if they don't broadcast to them."""
    try:
        return tuple(
            np.broadcast_to(there, np.shape(here)).copy()[()]
            for there, here in zip(other.inputs, case.inputs, strict=True)
        )
    except ValueError:
        return ()


def _all_shapes(case: Case) -> tuple[tuple[int, ...], ...]:
    return tuple(np.shape(given) for given in case.inputs)


def hard_coded(evidence: WrongGradients) -> Evidence | None:
    """The numbers, or how many there are, are those of one example."""
    for fits in (_always_the_same, average_of_a_fixed_number, _right_for_examples, _right_for_shapes):
        found = fits(evidence)
        if found is not None:
            return found
    return None


def _always_the_same(evidence: WrongGradients) -> Evidence | None:
    """The same numbers, or the same multiples of upstream, for other inputs for which they should differ."""
    for index in evidence.inputs:
        drawn = [pair for pair in evidence.pairs if pair[1] == index and pair[0].case.design.twin is None]
        numbers = [(got(*pair), np.asarray(best(pair[0].case, index))) for pair in drawn]
        multiples = [
            (gradient / upstream, right / upstream)
            for (gradient, right), upstream in zip(
                numbers, (np.asarray(pair[0].case.upstream) for pair in drawn), strict=True
            )
            if gradient.shape == right.shape and upstream.shape in ((), gradient.shape)
        ]
        if not _repeat(numbers) and not _repeat(multiples):
            return None
    return {}


def _repeat(results: list[tuple[Any, Any]]) -> bool:
    """Whether all numbers of a shape are the same, though the right ones aren't; and not nothing but zeros."""
    by_shape: dict[Any, list[tuple[Any, Any]]] = {}
    for value, right in results:
        by_shape.setdefault(value.shape, []).append((value, right))
    repeated = [same for shape, same in by_shape.items() if len(same) > 1 and 0 not in shape]
    values = [(value, same[0][0]) for same in repeated for value, _ in same]
    rights = [(right, same[0][1]) for same in repeated for _, right in same]
    return all(map(_close, values)) and not all(map(_close, rights)) and any(np.any(value) for value, _ in values)


def _close(pair: tuple[Any, Any]) -> bool:
    return pair[0].shape == pair[1].shape and bool(np.allclose(*pair, rtol=MATCH, atol=0))


def first_entries(evidence: WrongGradients) -> Evidence | None:
    """Right for as many entries as an example has, and zero beyond."""
    least, most = 0, np.iinfo(int).max
    for result, index in evidence.wrong:
        gradient, right = np.ravel(got(result, index)), np.ravel(best(result.case, index))
        if gradient.size != right.size:
            return None
        differing = np.flatnonzero(~np.isclose(gradient, right, rtol=MATCH, atol=0))
        least = max(least, int(np.max(np.flatnonzero(gradient), initial=-1)) + 1)
        most = min(most, int(np.min(differing, initial=gradient.size)))
    return {"entries": least} if 2 <= least <= most else None


def _right_for_examples(evidence: WrongGradients) -> Evidence | None:
    """Right for small whole numbers as they stand in examples, and wrong in every other case."""
    right = _right(evidence)
    drawn = [pair for pair in evidence.wrong if pair[0].case.design.kind == "ordinary"]
    only = {result.case.design.kind for result, _ in right} == {"example"}
    misshapen = any(got(*pair).shape != np.shape(best(pair[0].case, pair[1])) for pair in evidence.wrong)
    return {} if only and not misshapen and not any(map(_somewhere_right, drawn)) else None


def _right_for_shapes(evidence: WrongGradients) -> Evidence | None:
    """Right for arrays of some shape, and in no entry for others with as many axes: the shape of an example."""
    ordinary = [pair for pair in _right(evidence) if _is_drawn_as_usual(pair)]
    right, wrong = set(map(_shapes, ordinary)), set(map(_shapes, evidence.wrong))
    # Where there is but one of something, much is right by chance.
    telling = {shapes for shapes in right if any(shapes) and not any(1 in shape for shape in shapes)}
    axes = {tuple(map(len, shapes)) for shapes in telling} & {tuple(map(len, shapes)) for shapes in wrong}
    if right & wrong or any(map(_somewhere_right, evidence.wrong)):
        return None
    misshapen = {got(*pair).shape for pair in evidence.wrong} - {_shape(pair) for pair in evidence.wrong}
    if misshapen:
        fixed = len(misshapen) == 1 and () not in misshapen and misshapen <= set(map(_shape, ordinary))
        return {} if fixed else None
    return {} if axes else None


def _is_drawn_as_usual(pair: Pair) -> bool:
    design = pair[0].case.design
    return design.kind == "ordinary" and all(getattr(domain, "scale", 1.0) == 1.0 for domain in design.domains)


def _shape(pair: Pair) -> tuple[int, ...]:
    return np.shape(pair[0].case.inputs[pair[1]])


def _shapes(pair: Pair) -> tuple[tuple[int, ...], ...]:
    return _all_shapes(pair[0].case)


def _right(evidence: WrongGradients) -> list[Pair]:
    return [pair for pair in evidence.right if pair[1] in evidence.inputs and np.any(got(*pair))]


def _somewhere_right(pair: Pair) -> bool:
    gradient, expected = got(*pair), pair[0].case.gradients[pair[1]]
    if expected is None or gradient.shape != np.shape(expected.value):
        return False
    return bool(np.any(~expected.wrong(gradient) & ~expected.kink & (np.asarray(expected.value) != 0)))
