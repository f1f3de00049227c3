"""Gradients that are right by accident: written down for one example, or found by trying nearby inputs."""

from typing import Any

import numpy as np

from coursekit.checking.diagnosis.evidence import Evidence, Pair, WrongGradients, best, got
from coursekit.checking.diagnosis.scaling import average_of_a_fixed_number

# Differences with any sensible step are right to three digits; where they were meant to be right, hardly to ten.
NEARLY = 1e-3


def hard_coded(evidence: WrongGradients) -> Evidence | None:
    """The same numbers whatever the inputs are; a fixed number of entries; or right for small whole numbers alone."""
    return _always_the_same(evidence) or average_of_a_fixed_number(evidence) or _right_for_examples(evidence)


def _always_the_same(evidence: WrongGradients) -> Evidence | None:
    for index in evidence.inputs:
        gradients = [got(result, index) for result, i in evidence.pairs if i == index and got(result, index).size]
        by_shape: dict[Any, list[Any]] = {}
        for gradient in gradients:
            by_shape.setdefault(gradient.shape, []).append(gradient)
        repeated = [same for same in by_shape.values() if len(same) > 1]
        if not repeated or not all(np.all(each == same[0]) for same in repeated for each in same):
            return None
        if not any(np.any(gradient) for gradient in gradients):
            return None  # nothing but zeros: not yet written, rather than written down
    return {}


def _right_for_examples(evidence: WrongGradients) -> Evidence | None:
    """Right for small whole numbers as they stand in examples, and wrong in every other case."""
    right = [pair for pair in evidence.right if pair[1] in evidence.inputs and np.any(got(*pair))]
    kinds = {result.case.design.kind for result, _ in right}
    drawn = [pair for pair in evidence.wrong if pair[0].case.design.kind == "ordinary"]
    return {} if kinds == {"example"} and not any(map(_somewhere_right, drawn)) else None


def _somewhere_right(pair: Pair) -> bool:
    gradient, expected = got(*pair), pair[0].case.gradients[pair[1]]
    if expected is None or gradient.shape != np.shape(expected.value):
        return False
    return bool(np.any(~expected.wrong(gradient) & (np.asarray(expected.value) != 0)))


def nearly_right(evidence: WrongGradients) -> Evidence | None:
    """Right to some digits, and off by what differences with small steps are off by: no factor, and no constant."""
    for result, index in evidence.pairs:
        gradient, right = got(result, index), best(result.case, index)
        if right is None or gradient.shape != np.shape(right) or gradient.dtype != np.float64:
            return None
        if np.any(np.abs(gradient - right) > NEARLY * max(float(np.max(np.abs(right), initial=0.0)), NEARLY)):
            return None
    errors = np.concatenate([np.ravel(got(result, i) - best(result.case, i)) for result, i in evidence.wrong])
    scattered = errors.size > 3 and np.std(errors) > 0.1 * np.max(np.abs(errors))
    return {"largest_error": float(np.max(np.abs(errors)))} if scattered else None
