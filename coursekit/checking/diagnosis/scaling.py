"""Right gradients, but for a factor: a sign, a constant, or the number of things that a mean is taken over."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.evidence import MATCH, Evidence, Pair, WrongGradients, best, explains, got
from coursekit.checking.rule_case import Case

Count = Callable[[Case, int], int]


def wrong_sign(evidence: WrongGradients) -> Evidence | None:
    """Off by −1."""
    return {"factor": -1.0} if _off_by(evidence, lambda case, index: -1.0) else None


def constant_factor(evidence: WrongGradients) -> Evidence | None:
    """Off by one and the same factor, in at least two cases and four entries: a single number is always a multiple."""
    fits = list(_same_shape(evidence.wrong))
    if (
        len(fits) != len(evidence.wrong)
        or len({id(case) for case, *_ in fits}) < 2
        or sum(gradient.size for *_, gradient, _ in fits) < 4
    ):
        return None
    factor = _factor([gradient for *_, gradient, _ in fits], [right for *_, right in fits])
    if not np.isfinite(factor) or abs(factor) < MATCH:
        return None  # nothing but zeros is not a multiple worth naming
    return {"factor": factor} if _off_by(evidence, lambda case, index: factor) else None


def counts(evidence: WrongGradients) -> dict[str, Count]:
    """What a mean may be taken over: all entries, the rows, or the entries of a row, of the output or of an input."""
    several = min(len(result.case.inputs) for result, _ in evidence.pairs)
    things: dict[str, Callable[[Case, int], Any]] = {
        "the input": lambda case, index: case.inputs[index],
        "the output": lambda case, index: case.output,
    }
    for position in range(several):
        things[f"input {position + 1}"] = functools.partial(_input_at, position)
    counted: dict[str, Callable[[Any], int]] = {"entries": np.size, "rows": _rows, "columns": _columns}
    return {
        f"{what} of {name}": functools.partial(_counted, thing, count)
        for name, thing in things.items()
        for what, count in counted.items()
    }


def _input_at(position: int, case: Case, index: int) -> Any:
    return case.inputs[position]


def _counted(thing: Callable[[Case, int], Any], count: Callable[[Any], int], case: Case, index: int) -> int:
    return count(thing(case, index))


def _rows(array: Any) -> int:
    return int(np.shape(array)[0]) if np.ndim(array) else 1


def _columns(array: Any) -> int:
    return int(np.shape(array)[-1]) if np.ndim(array) else 1


# How many things there usually are in an example.
USUAL_COUNTS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 64, 100)


def missing_average(evidence: WrongGradients) -> Evidence | None:
    """Off by a count: a sum where there should be a mean."""
    return _off_by_count(evidence, lambda count: float(count))


def extra_average(evidence: WrongGradients) -> Evidence | None:
    """Off by one over a count: a mean where there should be a sum."""
    return _off_by_count(evidence, lambda count: 1.0 / max(count, 1))


def average_of_a_fixed_number(evidence: WrongGradients) -> Evidence | None:
    """A mean as if there were always as many things as in one example."""
    for name, count in counts(evidence).items():
        seen = _seen(evidence, count)
        fixed = _fixed(evidence, count) if len(set(seen)) > 1 else None
        if fixed not in {*USUAL_COUNTS, *seen} - {0, 1}:
            continue

        def off(case: Case, index: int, count: Count = count, fixed: float = fixed) -> float:
            return count(case, index) / fixed

        if _off_by(evidence, off):
            return {"count": fixed, "of": name}
    return None


def _fixed(evidence: WrongGradients, count: Count) -> int | None:
    """By what was divided in place of a count, as the first gradient tells that isn't all zeros."""
    for case, index, gradient, right in _same_shape(evidence.wrong):
        factor = _factor([gradient], [right])
        fixed = count(case, index) / factor if factor else np.inf
        if np.isfinite(fixed):
            return round(fixed)
    return None


def _off_by_count(evidence: WrongGradients, factor: Callable[[int], float]) -> Evidence | None:
    for name, count in counts(evidence).items():
        seen = _seen(evidence, count)
        # If it is the same in all cases, it may as well be any other constant; a 2 is more often an exponent.
        if len(set(seen)) == 1 and seen[0] <= 2:
            continue

        def off(case: Case, index: int, count: Count = count) -> float:
            return factor(count(case, index))

        if _off_by(evidence, off):
            return {"count": seen[0], "of": name}
    return None


def _seen(evidence: WrongGradients, count: Count) -> list[int]:
    return [count(result.case, index) for result, index in evidence.wrong]


def _factor(gradients: list[Any], rights: list[Any]) -> float:
    """By which factor gradients are off, in the sense of least squares; 0 where all right ones are zeros."""
    above = sum(float(np.sum(gradient * right)) for gradient, right in zip(gradients, rights, strict=True))
    below = sum(float(np.sum(right * right)) for right in rights)
    return above / below if below else 0.0


def _off_by(evidence: WrongGradients, factor: Callable[[Case, int], float]) -> bool:
    def predict(case: Case, index: int) -> list[Any]:
        right = best(case, index)
        return [] if right is None else [factor(case, index) * right]

    return explains(evidence, predict)


def _same_shape(pairs: list[Pair]) -> Iterator[tuple[Case, int, Any, Any]]:
    for result, index in pairs:
        gradient, right = got(result, index), best(result.case, index)
        if right is not None and gradient.shape == np.shape(right):
            smooth = ~np.asarray(result.case.gradients[index].kink)  # type: ignore[union-attr]
            yield result.case, index, np.where(smooth, gradient, 0.0), np.where(smooth, right, 0.0)
