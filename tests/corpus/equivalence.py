"""Whether a gate is right, found without the checker: it is compared with the truth at thousands of inputs.

What the contract asks is compared, and its leeway is given: any value between the slopes at a kink, anything finite for
a data input, lists for arrays, a bare array for one input. Inputs in float32, and noise that is switched off, which it
asks of the library rather than of students, are tried last: a gate that fails there and nowhere else is neither right
nor wrong.
"""

import copy
import functools
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from coursekit.checking.clock import OutOfTime, time_limit
from tests.corpus.truth import Truth
from tests.corpus.truth_cases import Case, Settings, cases

Array = Any

# What a right float64 formula may lose: a dozen roundings times a condition number of 1e5 or so, relative to the value;
# and 1e-12 of the largest number around where terms of that size cancel (1 − tanh²). A factor of 1.0001 and an offset
# of 1e-5 are beyond it wherever the numbers are of the size of 1.
RELATIVE, CANCELLED = 1e-9, 1e-12

# Results beyond this are left to the formula: a right one may overflow a little earlier than the truth.
LARGEST = 1e290

# The mask of the second forward is another one.
NOISY = ("Dropout",)

# float32 has seven digits, of which a sum loses some.
LOOSE = 1e-3
FLOAT32_UP_TO = 10.0

# Long beside any right gate at these sizes (milliseconds), short beside an endless loop.
SECONDS = 2.0


@dataclass(frozen=True)
class Verdict:
    """`equivalent`, `wrong`, or `open` (wrong only where the contract asks nothing), and what was seen."""

    kind: Literal["equivalent", "wrong", "open"]
    seen: str = ""


class Amiss(Exception):
    """Something that a right gate doesn't do."""


def compare(candidate: Callable[[], Any], name: str, settings: Settings) -> Verdict:
    """Compare a gate with the truth about the gate `name` of the contract, made with `settings`.

    candidate: called without arguments, it makes an instance.
    """
    known = cases(name, settings)
    kind: Literal["wrong", "open"] = "wrong"
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            with time_limit(SECONDS):
                for case in known:
                    _ask(candidate(), case)
                for case, other in (*pairwise(known), *((case, _rearranged(case)) for case in known)):
                    if name not in NOISY:
                        _ask(candidate(), case, before=other)
                    _ask(candidate(), case, between=candidate(), other=other)
                for case in known:
                    _ask(candidate(), case, given=_laid_out_otherwise)
                kind = "open"
                for case in known:
                    if max(float(np.max(np.abs(each), initial=0.0)) for each in case.inputs) < FLOAT32_UP_TO:
                        _ask(candidate(), case, given=_in_float32)
                if name in NOISY:
                    for case in known:
                        _ask_without_noise(candidate(), case)
        except (Exception, SystemExit, OutOfTime) as error:
            return Verdict(kind, str(error) if isinstance(error, Amiss) else f"{type(error).__name__}: {error}")
    return Verdict("equivalent")


def _ask(
    gate: Any,
    case: Case,
    *,
    given: Callable[[Array], Array] = copy.deepcopy,
    before: Case | None = None,
    between: Any = None,
    other: Case | None = None,
) -> None:
    """Run a gate forward and backward, and raise Amiss where it isn't right.

    given: how the arrays are handed over; before: what the gate is run forward on first; between: another gate, which
    is run forward on `other` between forward and backward.
    """
    if before is not None:
        gate.forward(*copy.deepcopy(before.inputs))
    inputs, upstream = tuple(given(each) for each in case.inputs), given(case.upstream)
    exact = given is not _in_float32
    result = gate.forward(*inputs)
    _refuse_output(case, result, exact)
    if other is not None:
        between.forward(*copy.deepcopy(other.inputs))
    _refuse_gradients(case, gate.backward(upstream), exact)
    if not all(map(_same, (*inputs, upstream), (given(each) for each in (*case.inputs, case.upstream)))):
        raise Amiss(f"{case.name}: an argument was changed")


def _ask_without_noise(gate: Any, case: Case) -> None:
    """Switch the noise off, and on again."""
    if hasattr(gate, "eval"):
        gate.eval()
        (x,) = case.inputs
        off = replace(case, truth=Truth(np.asarray(x), ((np.asarray(case.upstream),) * 2,)))
        _ask(gate, off)
        gate.train()
        _ask(gate, case)


def _rearranged(case: Case) -> Case:
    """Return other inputs of the same shapes: the same entries in another order. What is right there is not known."""
    return replace(case, inputs=tuple(np.flip(np.roll(each, 1))[()] for each in case.inputs))


def _laid_out_otherwise(value: Array) -> Array:
    if np.ndim(value) > 1:
        return np.asfortranarray(value)
    return np.flip(np.flip(value).copy()) if np.ndim(value) else value


def _in_float32(value: Array) -> Array:
    return np.asarray(value, np.float32)[()] if np.asarray(value).dtype.kind == "f" else copy.deepcopy(value)


def _same(one: Array, other: Array) -> bool:
    return np.asarray(one).tobytes() == np.asarray(other).tobytes() and np.shape(one) == np.shape(other)


# -- comparing --


def _refuse_output(case: Case, result: Any, exact: bool) -> None:
    right = case.truth.output
    array = np.array(result) if isinstance(result, (list, tuple)) else np.asarray(result)
    if array.shape != right.shape:
        raise Amiss(f"{case.name}: forward returns the shape {array.shape}")
    if exact and type(result) is not int and array.dtype != np.float64:  # max(0, x) may be Python's 0
        raise Amiss(f"{case.name}: forward returns {array.dtype}")
    _refuse_values(f"{case.name}: forward", array, right, right, _terms(case, right.shape), exact)


def _refuse_gradients(case: Case, returned: Any, exact: bool) -> None:
    gradients = _one_for_each(case, returned)
    upstream = np.abs(case.upstream)
    for i, (gradient, right) in enumerate(zip(gradients, case.truth.gradients, strict=True)):
        shape, title = np.shape(case.inputs[i]), f"{case.name}: the gradient of input {i}"
        if gradient is None and right is None:
            continue
        array = np.asarray(gradient)
        if gradient is None or array.dtype.kind not in "biuf" or array.shape != shape:
            raise Amiss(f"{title} is {type(gradient).__name__} {array.dtype} {array.shape}")
        if right is None:
            if not np.all(np.isfinite(array)):
                raise Amiss(f"{title}, which is data, isn't finite")
            continue
        own = case.entrywise and shape == upstream.shape
        terms = _terms(case, shape) * (upstream if own else float(np.max(upstream, initial=0.0)))
        _refuse_values(title, array, *right, terms, exact)


def _one_for_each(case: Case, returned: Any) -> Sequence[Any]:
    """Read what backward returned as one gradient for each input, with the contract's leeway."""
    count, shape = len(case.inputs), np.shape(case.inputs[0])
    owed = max(i + 1 for i, right in enumerate(case.truth.gradients) if right is not None)
    if isinstance(returned, (list, tuple)):
        several = owed <= len(returned) <= count
        if several and not (owed == 1 == len(returned) and _shape(returned[0]) != shape == _shape(returned)):
            return [*returned, *[None] * (count - len(returned))]
        if owed == 1 and _shape(returned) == shape:
            return [np.array(returned), *[None] * (count - 1)]
    elif owed == 1 and returned is not None:
        return [returned, *[None] * (count - 1)]
    elif isinstance(returned, np.ndarray) and returned.ndim and len(returned) == count:
        return list(returned)
    raise Amiss(f"{case.name}: backward returns {type(returned).__name__}, not a gradient for each input")


def _shape(value: Any) -> tuple[int, ...] | None:
    try:
        return np.shape(value)
    except ValueError:  # lists whose lengths differ
        return None


def _terms(case: Case, shape: tuple[int, ...]) -> Array:
    """Return how large the numbers are that may cancel: in an entry's own inputs, or in all of them."""
    numbers = [np.abs(np.asarray(each, float)) for each in case.inputs]
    if case.entrywise and all(np.broadcast_shapes(each.shape, shape) == shape for each in numbers):
        return functools.reduce(np.maximum, numbers, np.ones(shape))
    return max([1.0, *(float(np.max(each, initial=0.0)) for each in numbers)])


def _refuse_values(title: str, got: Array, low: Array, high: Array, terms: Array, exact: bool) -> None:
    """Raise Amiss where a value isn't between low and high, which are as large as floats can be or smaller."""
    relative, cancelled = (RELATIVE, CANCELLED) if exact else (LOOSE, LOOSE)
    allowed = relative * np.maximum(np.abs(low), np.abs(high)) + cancelled * terms
    right = (got >= low - allowed) & (got <= high + allowed)
    beyond = ~((np.abs(low) < LARGEST) & (np.abs(high) < LARGEST))
    if not np.all(right | beyond):
        place = tuple(int(i) for i in np.argwhere(~(right | beyond))[0])
        raise Amiss(f"{title} is {got[place]!r} at {place}, where {low[place]!r} to {high[place]!r} is right")
