"""Testing any random function against another: many calls of both, and whether one distribution may be behind them.

What is random may be an array of whatever shape. Compared are the distributions, over calls, of each of the first
entries and of what sums the array up. Nothing is assumed of what depends on what within a call.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from coursekit.checking.chance.plan import (
    Calls,
    ChancePlan,
    Drawn,
    Test,
    asked_in_forms,
    form_taken,
    position_of_rng,
    same,
    shaped_like,
)
from coursekit.checking.chance.statistics import distributions_agree
from coursekit.checking.domains import Domain
from coursekit.checking.finding import Finding
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator

# With so many calls of the two, distribution functions that differ by 0.1 are told apart more often than not.
CALLS, REFERENCE_CALLS = 2000, 10_000
AT_ONCE = 20  # calls in one question, in which each call is looked at for what it did to the arguments of the others
ENTRIES = 16  # that are compared one by one; with what sums up, 21 tests of statistics.TESTS

# Outcomes that another formula has rounded differently are the same.
ROUNDING = 1e-9

# How likely it may be that a question's draws are the same by chance.
COINCIDENCE = 1e-9

# What sums an array up, a number for each call (first axis).
SUMMARIES: dict[str, Callable[[Any], Any]] = {
    "the mean of a draw": lambda rows: np.mean(rows, axis=1),
    "the mean square of a draw": lambda rows: np.mean(rows**2, axis=1),
    "the least number of a draw": lambda rows: np.min(rows, axis=1),
    "the largest number of a draw": lambda rows: np.max(rows, axis=1),
    "the products of neighbours in a draw": lambda rows: np.mean(rows * np.roll(rows, 1, axis=1), axis=1),
}


def plan_sampling(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> ChancePlan:
    """Plan the check of a random function: inputs, in order, then `rng`."""
    source, place = reference.source, position_of_rng(reference.source)
    rng = generator(seed, reference.name)
    arguments = tuple(domain.draw(rng) for domain in (inputs or {}).values())
    if len(arguments) != place:
        raise ValueError(
            f"the reference {reference.name} takes {place} input(s) before rng, but inputs gives {len(arguments)}: "
            "say what they are with check(..., inputs={'x': real(10)}), in order, and without rng"
        )
    names = tuple(f"draws {start + 1} to {start + AT_ONCE}" for start in range(0, CALLS, AT_ONCE))
    seeds = [int(s) for s in rng.choice(2**31, CALLS, replace=False)]
    in_turn = {name: seeds[number * AT_ONCE : (number + 1) * AT_ONCE] for number, name in enumerate(names)}
    first = _drawn(reference, arguments, seeds[0])
    shape = first.shape
    sample = np.stack([_drawn(reference, arguments, s).ravel() for s in range(REFERENCE_CALLS)])
    permutes = next((i for i, given in enumerate(arguments) if _always_permutes(sample, given)), None)
    calls: Calls = {name: [(arguments, one) for one in some] for name, some in in_turn.items()}
    calls["the same seed"] = calls[names[0]]
    # A generator need not be made anew for each call.
    going_on: Calls = {
        name: [(arguments, some[0]), *[(arguments, None)] * (AT_ONCE - 1)] for name, some in in_turn.items()
    }
    going_on["the same seed"] = going_on[names[0]]
    left_out = []
    tests = [
        Test("shape", names, lambda drawn: _of_wrong_shape(drawn, shape)),
        Test("random", names, lambda drawn: _not_random(drawn, shape)),
        Test("distribution", names, lambda drawn: _differs(drawn, shape, sample)),
    ]
    if np.array_equal(first, np.asarray(source(*arguments, np.random.default_rng(seeds[0])))):
        tests.insert(2, Test("the same seed", (names[0], "the same seed"), _not_reproducible))
    # That so many draws are the same has the probability Σpⁿ ≤ max pⁿ⁻¹ over all outcomes.
    likeliest = float(np.max(np.unique(sample, axis=0, return_counts=True)[1])) / len(sample)
    if likeliest ** (AT_ONCE - 1) < COINCIDENCE:
        tests.insert(2, Test("a generator goes on", names[:1], lambda drawn: _stands_still(drawn[names[0]])))
    else:
        left_out.append(("a generator goes on", f"one outcome comes in {likeliest:.0%} of all calls"))
    if permutes is not None:
        tests.insert(3, Test("a permutation", names, lambda d: _not_a_permutation(d, arguments[permutes])))
    questions = asked_in_forms(calls, going_on)
    del questions["alone"]["the same seed"]
    return ChancePlan(reference, questions, tuple(tests), form_taken, tuple(left_out))


def _drawn(reference: Reference, arguments: tuple[Any, ...], seed: int) -> Any:
    value = reference.source(*arguments, np.random.default_rng(seed))
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.size == 0:
        raise ValueError(f"the reference {reference.name} returns {type(value).__name__}; it should return numbers")
    return np.asarray(array, np.float64)


def _always_permutes(sample: Any, given: Any) -> bool:
    flat = np.sort(np.ravel(given))
    return (
        flat.dtype.kind in "biuf" and flat.size == sample.shape[1] > 1 and bool(np.all(np.sort(sample, axis=1) == flat))
    )


def _draws(drawn: Drawn) -> list[Any]:
    return [value for name, values in drawn.items() if name.startswith("draws") for value in values]


def _of_wrong_shape(drawn: Drawn, shape: tuple[int, ...]) -> Finding | None:
    return next((finding for value in _draws(drawn) if (finding := shaped_like(value, shape)[1]) is not None), None)


def _rows(drawn: Drawn, shape: tuple[int, ...]) -> Any:
    """Return the draws as rows; None if one of them is no array of that shape, which is told already."""
    rows = [shaped_like(value, shape)[0] for value in _draws(drawn)]
    return None if any(row is None for row in rows) else np.stack([row.ravel() for row in rows])


def _not_random(drawn: Drawn, shape: tuple[int, ...]) -> Finding | None:
    rows = _rows(drawn, shape)
    if rows is None or not np.all(rows == rows[0]):
        return None
    message = f"In {CALLS} calls with different seeds, the result was always the same. Where does chance come in?"
    return Finding("not-random", message, {"case": "many draws"})


def _stands_still(values: list[Any]) -> Finding | None:
    if not all(same(value, values[0]) for value in values):
        return None
    message = f"{AT_ONCE} draws in a row gave the same each time. Is a generator made anew in each call?"
    return Finding("not-random", message, {"case": "many draws"})


def _not_reproducible(drawn: Drawn) -> Finding | None:
    # Of a few outcomes, one may come twice by chance; not so many in a row.
    if all(same(*pair) for pair in zip(_draws(drawn)[:AT_ONCE], drawn["the same seed"], strict=True)):
        return None
    message = "The same seed gave different results. Does every draw come from the generator that was passed?"
    return Finding("not-reproducible", message, {"case": "the same seed"})


def _not_a_permutation(drawn: Drawn, given: Any) -> Finding | None:
    for value in _draws(drawn):
        if np.size(value) == np.size(given) and not np.array_equal(np.sort(np.ravel(value)), np.sort(np.ravel(given))):
            message = (
                "The result doesn't hold the same numbers as the input, in another order: some are lost or doubled."
            )
            return Finding("not-a-permutation", message, {"case": "many draws"})
    return None


def _differs(drawn: Drawn, shape: tuple[int, ...], sample: Any) -> Finding | None:
    rows = _rows(drawn, shape)
    if rows is None:
        return None
    compared = {name: (summary(rows), summary(sample)) for name, summary in SUMMARIES.items()}
    compared |= {
        f"entry {[int(i) for i in np.unravel_index(index, shape)]}": (rows[:, index], sample[:, index])
        for index in range(min(ENTRIES, rows.shape[1]))
    }
    for name, (own, right) in compared.items():
        if not distributions_agree(own, right, slack=ROUNDING * float(np.max(np.abs(right)))):
            got, expected = float(np.mean(own)), float(np.mean(right))
            message = (
                f"Over {CALLS} calls, {name} is distributed differently from the reference's: {got:.3g} on average, "
                f"expected {expected:.3g}. Which outcomes are possible, and how often should each one come?"
            )
            return Finding("wrong-distribution", message, {"case": "many draws"}, {"got": got, "expected": expected})
    return None
