"""Testing dropout whose seed is left open: what is certain is compared exactly, what is chance by its bounds.

Certain: every output is 0 or x/(1 − rate); backward has the same mask and scale; eval() switches both off. Chance: how
many entries are kept, and that neighbours in a row, neighbours in a column and two calls are independent: 4 of
statistics.TESTS.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checking.chance.plan import ChancePlan, Drawn, Given, Test, shaped_like
from coursekit.checking.chance.statistics import share_is
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Question, Step
from coursekit.checking.finding import Finding
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator

SHAPE = (100, 200)

# A product of two numbers, or a product and a quotient: a few roundings.
ROUNDING = 1e-12


def plan_noise(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> ChancePlan:
    """Plan the check of a dropout gate without a seed."""
    if inputs is not None:
        raise ValueError(f"inputs is given, but {reference.name} without a seed is tested on inputs of the check's own")
    rate = float(reference.make().rate)
    rng = generator(seed, reference.name)
    # Far from 0, so that what is 0 was dropped.
    x, upstream = (rng.choice([-1.0, 1.0], SHAPE) * rng.uniform(0.5, 2.0, SHAPE) for _ in range(2))
    forward, backward = Step(0, "forward", (x,)), Step(0, "backward", (upstream,))
    training: dict[str, Question] = {"forward and backward": (forward, backward), "two calls": (forward, forward)}
    evaluation: dict[str, Question] = {"evaluation": (Step(0, "eval", ()), forward, backward)}
    tests = (
        Test("each entry is dropped or scaled", ("forward and backward",), lambda drawn: _output(drawn, x, rate)),
        Test("the rate", ("forward and backward",), lambda drawn: _rate(drawn, rate)),
        Test("entries are independent", ("forward and backward",), lambda drawn: _neighbours(drawn, rate)),
        Test("backward", ("forward and backward",), lambda drawn: _backward(drawn, upstream, rate)),
        Test("two calls", ("two calls",), lambda drawn: _calls(drawn, rate)),
        Test("evaluation", ("evaluation",), lambda drawn: _evaluation(drawn, x, upstream)),
    )
    with_eval, without = training | evaluation, training | {"no evaluation": (forward,)}
    remark = Test("no evaluation", ("no evaluation",), _no_eval_mode)
    return ChancePlan(reference, {"with eval": with_eval, "without": without}, (*tests, remark), _has_no_eval)


def _has_no_eval(given: Sequence[Given]) -> int:
    """Return which questions are to be judged: those without `eval` where there is no such method."""
    return int(given[0]["evaluation"][0].status == "missing")


def _array(value: Any) -> tuple[Any, Finding | None]:
    if isinstance(value, (tuple, list)) and len(value) in (1, 2):
        value = value[0]  # one gradient for each input; a mask that is an input, too, has none
    return shaped_like(value, SHAPE)


def _near(one: Any, other: Any) -> Any:
    return np.abs(one - other) <= ROUNDING * np.abs(other)


def _output(drawn: Drawn, x: Any, rate: float) -> Finding | None:
    z, finding = _array(drawn["forward and backward"][0])
    if finding is not None:
        return finding
    kept = z != 0
    if np.all(_near(z, x / (1 - rate))[kept]):
        return None
    where = {"case": "forward and backward", "method": "forward"}
    index = tuple(int(i) for i in np.argwhere(kept & ~_near(z, x / (1 - rate)))[0])
    seen = (
        f"x{list(index)} = {x[index]:.4g} became {z[index]:.4g}, where 0 or {x[index] / (1 - rate):.4g} is expected. "
    )
    if np.all(_near(z, x)[kept]):
        message = seen + "With some entries dropped, what has to happen to the others so that the mean stays the same?"
        return Finding("missing-scale", message, where)
    if rate > 0 and np.all(_near(z, x / rate)[kept]):
        message = seen + "Is rate the probability of dropping, or of keeping?"
        return Finding("keep-for-drop", message, where)
    return Finding("forward-value", seen + "By which factor are the entries scaled that are kept?", where)


def _rate(drawn: Drawn, rate: float) -> Finding | None:
    z, finding = _array(drawn["forward and backward"][0])
    if finding is not None:
        return None  # told already
    kept = int(np.count_nonzero(z))
    if share_is(kept, z.size, 1 - rate):
        return None
    share = 1 - kept / z.size
    message = f"Of {z.size} entries, {share:.1%} were dropped; with rate={rate:g} it should be about {rate:.1%}. "
    evidence = {"dropped": share, "expected": rate}
    where = {"case": "forward and backward", "method": "forward"}
    if share_is(kept, z.size, rate):
        return Finding(
            "keep-for-drop", message + "Is rate the probability of dropping, or of keeping?", where, evidence
        )
    if kept in (0, z.size):
        return Finding("not-random", message + "Where does chance come in?", where, evidence)
    return Finding("wrong-rate", message + "When is an entry dropped?", where, evidence)


def _neighbours(drawn: Drawn, rate: float) -> Finding | None:
    z, finding = _array(drawn["forward and backward"][0])
    if finding is not None:
        return None  # told already
    mask = z != 0
    # Pairs without a common entry are independent of each other.
    for what, one, other in (("in a row", mask[:, ::2], mask[:, 1::2]), ("in a column", mask[::2], mask[1::2])):
        if not share_is(int(np.sum(one == other)), one.size, _agreement(_probability(mask, rate))):
            message = f"Neighbours {what} are dropped together far more, or less, often than by chance. "
            message += "Which shape does the mask have?"
            return Finding("not-independent", message, {"case": "forward and backward", "method": "forward"})
    return None


def _probability(mask: Any, rate: float) -> float:
    """Return the probability of keeping an entry, of a mask whose own may be wrong: that is for the rate to tell."""
    right = share_is(int(np.count_nonzero(mask)), mask.size, 1 - rate)
    return 1 - rate if right else float(np.mean(mask))


def _agreement(p: float) -> float:
    """Return the probability that two independent events of probability p both happen or both don't."""
    return p**2 + (1 - p) ** 2


def _backward(drawn: Drawn, upstream: Any, rate: float) -> Finding | None:
    z, finding = _array(drawn["forward and backward"][0])
    if finding is not None:
        return None  # told already
    gradient, finding = _array(drawn["forward and backward"][1])
    if finding is not None:
        return finding
    mask = z != 0
    if np.all(_near(gradient, upstream * mask / (1 - rate))):
        return None
    where = {"case": "forward and backward", "method": "backward"}
    if np.all(gradient != 0):
        message = (
            "Entries that were dropped get a gradient, too. How does the loss depend on an entry that was dropped?"
        )
        return Finding("missing-mask", message, where)
    if np.any((gradient != 0) != mask):
        message = "The gradient is 0 at other entries than the output. Which mask belongs to this backward?"
        return Finding("wrong-mask", message, where)
    if np.all(_near(gradient, upstream * mask)):
        message = "Entries that were kept get upstream as it is. What was done to them in forward besides?"
        return Finding("missing-scale", message, where)
    message = "Entries that were kept get another gradient than is expected. What was done to them in forward?"
    return Finding("gradient-value", message, where)


def _calls(drawn: Drawn, rate: float) -> Finding | None:
    (one, finding), (other, _) = map(_array, drawn["two calls"])
    if finding is not None or other is None:
        return None  # told already
    one, other = one != 0, other != 0
    share = _probability(one, rate)
    if share in (0.0, 1.0) or share_is(int(np.sum(one == other)), one.size, _agreement(share)):
        return None
    message = "Two calls of forward drop the same entries, or far more of them than by chance. When is a mask drawn?"
    return Finding("same-mask", message, {"case": "two calls", "method": "forward"})


def _evaluation(drawn: Drawn, x: Any, upstream: Any) -> Finding | None:
    _, output, gradient = drawn["evaluation"]
    for method, value, right in (("forward", output, x), ("backward", gradient, upstream)):
        array, finding = _array(value)
        if finding is not None:
            return finding
        if not np.all(_near(array, right)):
            message = (
                f"After eval(), {method} should pass everything on unchanged. What has training to do with chance?"
            )
            return Finding("wrong-eval", message, {"case": "evaluation", "method": method})
    return None


def _no_eval_mode(drawn: Drawn) -> Finding | None:
    message = "There is no method eval, which switches dropout off when a network predicts; the reference has one."
    return Finding("no-eval-mode", message, {"case": "no evaluation"})
