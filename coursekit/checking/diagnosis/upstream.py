"""Mistakes with upstream: left out, multiplied in twice, or passed on as it came."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.checking.cases import SCALED_BY
from coursekit.checking.diagnosis.arrangement import sum_to
from coursekit.checking.diagnosis.evidence import MATCH, Evidence, WrongGradients, explains, got
from coursekit.checking.rule_case import Case


def ignores_upstream(evidence: WrongGradients) -> Evidence | None:
    """The local gradient alone."""

    def predict(case: Case, index: int) -> list[Any]:
        ones = np.ones(np.shape(case.output))[()]
        return [evidence.workings.vjp(case, ones)[index], evidence.workings.unsummed(case, index, ones)]

    return {} if explains(evidence, predict, spread=True) else None


def upstream_twice(evidence: WrongGradients) -> Evidence | None:
    """Upstream times the right gradient, or the right gradient for upstream squared."""

    def predict(case: Case, index: int) -> list[Any]:
        upstream = np.asarray(case.upstream)
        right = evidence.workings.vjp(case, upstream)[index]
        fits = right is not None and np.shape(right) == upstream.shape
        return [evidence.workings.vjp(case, upstream * upstream)[index], upstream * right if fits else None]

    return {} if explains(evidence, predict, spread=True) else None


def missing_local_gradient(evidence: WrongGradients) -> Evidence | None:
    """Upstream, passed on unchanged, or summed to the input's shape."""

    def predict(case: Case, index: int) -> list[Any]:
        return [case.upstream, sum_to(case.upstream, np.shape(case.inputs[index]))]

    return {} if explains(evidence, predict) else None


def upstream_everywhere(evidence: WrongGradients) -> Evidence | None:
    """Upstream, a single number, given to every entry of the input."""

    def predict(case: Case, index: int) -> list[Any]:
        return [np.broadcast_to(case.upstream, np.shape(case.inputs[index]))] if np.ndim(case.upstream) == 0 else []

    return {} if explains(evidence, predict) else None


def same_for_every_upstream(evidence: WrongGradients) -> Evidence | None:
    """Not the local gradient, but whatever it is, upstream has no part in it."""
    return {} if _degree(evidence) == 0 else None


def quadratic_in_upstream(evidence: WrongGradients) -> Evidence | None:
    """Nine times as large where upstream is three times as large."""
    return {} if _degree(evidence) == 2 else None


def _degree(evidence: WrongGradients) -> int | None:
    """The power of upstream that is in the wrong gradients, if one and the same is in all of them.

    Seen where the same inputs came with upstream once more, as a multiple.
    """
    powers = {power for pair in _with_scaled(evidence) for power in [_power(*pair)]}
    return powers.pop() if len(powers) == 1 else None


def _with_scaled(evidence: WrongGradients) -> Iterator[tuple[Any, Any]]:
    """What a student returned for one and the same inputs: for an upstream, and for its multiple."""
    by_name = {(result.case.name, index): result for result, index in evidence.pairs}
    for result, index in evidence.wrong:
        if result.case.design.upstream == "scaled":
            twin = by_name.get((result.case.design.twin or "", index))
            yield (None if twin is None else got(twin, index)), got(result, index)


def _power(once: Any, scaled: Any) -> int | None:
    if once is None or once.shape != scaled.shape or not np.any(once) or not np.any(scaled):
        return None
    size = float(np.max(np.abs(once)))
    for power in (0, 1, 2):
        if np.all(np.abs(scaled - once * SCALED_BY**power) <= MATCH * size):
            return power
    return None
