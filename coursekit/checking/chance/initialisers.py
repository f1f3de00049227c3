"""Testing initialisers: shape, bounds, mean, variance and distribution of what they draw, and what seeds do."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.chance.plan import Calls, ChancePlan, Drawn, Test, asked_in_forms, form_taken, same, shaped_like
from coursekit.checking.chance.statistics import (
    distribution_is,
    mean_of_bounded_is,
    mean_of_normal_is,
    variance_of_bounded_is,
    variance_of_normal_is,
)
from coursekit.checking.diagnosis.wording import number
from coursekit.checking.domains import Domain
from coursekit.checking.finding import Finding
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator
from coursekit.nn.initialisers import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Initialiser,
    Normal,
    Orthogonal,
    Uniform,
    Zeros,
)

# (fan_out, fan_in), so different that no fan passes for another, and 40,000 numbers: the variance is known to 4.4 %.
LARGE = (100, 400)
TALL = (250, 40)
SMALL = (3, 5)


@dataclass(frozen=True)
class Law:
    """A distribution: mean, standard deviation, distribution function, and how far from the mean its numbers get."""

    mean: float
    std: float
    cdf: Callable[[Any], Any]
    reach: float


def law_of(initialiser: Initialiser, shape: tuple[int, ...]) -> Law | None:
    """Return the distribution of an initialiser's numbers; None if it isn't known."""
    match initialiser:
        case Uniform(low, high):
            return _uniform((low + high) / 2, (high - low) / 2)
        case Normal(std, mean):
            return _normal(mean, std)
        case GlorotUniform() | HeUniform():
            return _uniform(0.0, math.sqrt(3) * initialiser.std(shape))
        case GlorotNormal() | HeNormal():
            return _normal(0.0, initialiser.std(shape))
    return None


def _uniform(mean: float, reach: float) -> Law:
    return Law(mean, reach / math.sqrt(3), lambda x: np.clip((x - mean) / reach / 2 + 0.5, 0, 1), reach)


def _normal(mean: float, std: float) -> Law:
    erf = np.vectorize(math.erf, otypes=[np.float64])
    return Law(mean, std, lambda x: (1 + erf((x - mean) / std / math.sqrt(2))) / 2, math.inf)


def plan_initialiser(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> ChancePlan:
    """Plan the check of an initialiser of the library, whose distribution is known.

    Tests of chance: mean, variance and distribution for two shapes, 6 of statistics.TESTS.
    """
    if inputs is not None:
        raise ValueError(
            f"inputs is given, but {reference.name} is an initialiser: its shapes are the check's to choose"
        )
    initialiser = reference.make()
    if isinstance(initialiser, (Zeros, Constant)):
        return _plan_fixed(reference, initialiser)
    if not isinstance(initialiser, Orthogonal) and law_of(initialiser, LARGE) is None:
        raise ValueError(
            f"the distribution of {reference.name} isn't known here. Compare with a function instead, "
            "def draw(shape, rng): ..., and say check(..., reference=draw, inputs={'shape': choice((3, 5))})"
        )
    one, two = (int(s) for s in generator(seed, reference.name).choice(2**31, 2, replace=False))
    small = (SMALL,)
    calls: Calls = {
        "a small matrix": [(small, one)],
        "the same seed": [(small, one)],
        "another seed": [(small, two)],
    }
    if isinstance(initialiser, Orthogonal):
        shapes = {"a wide matrix": (6, 20), "a tall matrix": (20, 6)}
        tests = [_orthogonal(name, shape, initialiser.gain) for name, shape in shapes.items()]
    else:
        shapes = {"a large matrix": LARGE, "a tall matrix": TALL}
        tests = [_distributed(initialiser, name, shape) for name, shape in shapes.items()]
    calls |= {name: [((shape,), one + 1)] for name, shape in shapes.items()}
    tests = [
        Test("shape", ("a small matrix",), lambda drawn: shaped_like(drawn["a small matrix"][0], SMALL)[1]),
        Test("not all the same", ("a small matrix",), _all_the_same),
        Test("the same seed", ("a small matrix", "the same seed"), _reproducible),
        Test("another seed", ("a small matrix", "another seed"), _depends_on_seed),
        Test("one generator, twice", ("one generator, twice",), _goes_on),
        *tests,
    ]
    questions = asked_in_forms(calls, {"one generator, twice": [(small, one), (small, None)]})
    del questions["alone"]["the same seed"]  # there is none to be the same
    return ChancePlan(reference, questions, tuple(tests), form_taken)


def _plan_fixed(reference: Reference, initialiser: Initialiser) -> ChancePlan:
    expected = initialiser(SMALL)

    def find(drawn: Drawn) -> Finding | None:
        array, finding = shaped_like(drawn["a small matrix"][0], SMALL)
        if finding is None and not np.allclose(
            array, expected, rtol=1e-12, atol=0
        ):  # a constant, rounded once or twice
            got = number(array.flat[0])
            return Finding("forward-value", f"The first entry is {got}, expected {number(expected.flat[0])}.")
        return finding

    questions = asked_in_forms({"a small matrix": [((SMALL,), 0)]}, {})
    return ChancePlan(reference, questions, (Test("a small matrix", ("a small matrix",), find),), form_taken)


def _all_the_same(drawn: Drawn) -> Finding | None:
    array, finding = shaped_like(drawn["a small matrix"][0], SMALL)
    if finding is not None:
        return None  # told already
    rows, columns = np.all(array == array[:1]), np.all(array == array[:, :1])
    if not (rows or columns):
        return None
    what = "entries" if rows and columns else "rows" if rows else "columns"
    message = f"All {what} of a matrix are the same. Neurons that start alike stay alike: what should tell them apart?"
    return Finding("not-random", message, {"case": "a small matrix"})


def _reproducible(drawn: Drawn) -> Finding | None:
    if same(drawn["a small matrix"][0], drawn["the same seed"][0]):
        return None
    message = "The same seed gave different numbers. Does every draw come from the generator that was passed?"
    return Finding("not-reproducible", message, {"case": "the same seed"})


def _depends_on_seed(drawn: Drawn) -> Finding | None:
    if not same(drawn["a small matrix"][0], drawn["another seed"][0]):
        return None
    message = "Two different seeds gave the same numbers. Where does the seed, or the generator, come in?"
    return Finding("same-for-every-seed", message, {"case": "another seed"})


def _goes_on(drawn: Drawn) -> Finding | None:
    first, second = drawn["one generator, twice"]
    if not same(first, second):
        return None
    message = "Two draws from one generator gave the same numbers. Is a generator made anew in each call?"
    return Finding("not-random", message, {"case": "one generator, twice"})


def _orthogonal(name: str, shape: tuple[int, int], gain: float) -> Test:
    def find(drawn: Drawn) -> Finding | None:
        array, finding = shaped_like(drawn[name][0], shape)
        if finding is not None:
            return finding
        product = array @ array.T if shape[0] <= shape[1] else array.T @ array
        # Orthogonality holds to a few roundings per entry.
        if np.allclose(product, gain**2 * np.eye(min(shape)), atol=1e-10 * gain**2):
            return None
        message = (
            f"For {name} of shape {shape}, the {'rows' if shape[0] <= shape[1] else 'columns'} should be orthogonal "
        )
        message += f"and of length {number(gain)}, but their products are not. Multiply the matrix by its transpose."
        return Finding("not-orthogonal", message, {"case": name})

    return Test(name, (name,), find)


def _distributed(initialiser: Initialiser, name: str, shape: tuple[int, int]) -> Test:
    law = law_of(initialiser, shape)
    assert law is not None  # what has none was refused

    def find(drawn: Drawn) -> Finding | None:
        x, finding = shaped_like(drawn[name][0], shape)
        if finding is not None:
            return finding
        where = {"case": name, "shape": list(shape)}
        mean, std = float(np.mean(x)), float(np.std(x))
        evidence = {"mean": mean, "std": std, "expected mean": law.mean, "expected std": law.std}
        seen = f"In {name} of shape {shape}, the numbers have"
        if not _mean_fits(x, law):
            message = f"{seen} mean {number(mean)}, expected {number(law.mean)}. Around which number are they drawn?"
            return Finding("wrong-mean", message, where, evidence)
        if not _variance_fits(x, law):
            message = f"{seen} standard deviation {number(std)}, expected {number(law.std)}. "
            message += _of_variance(initialiser, shape, std, law)
            return Finding("wrong-variance", message, where, evidence | {"factor": std / law.std})
        if np.max(np.abs(x - law.mean)) > law.reach * (1 + 1e-12):  # the bound itself may be rounded up
            beyond = f"the largest is {number(np.max(x))}, beyond {number(law.mean + law.reach)}"
            message = f"{seen} the right spread, but {beyond}. Which distribution has bounds?"
            return Finding("wrong-bounds", message, where, evidence)
        if not distribution_is(x, law.cdf):
            message = f"{seen} the right mean and standard deviation, but another distribution. Which one is asked for?"
            return Finding("wrong-distribution", message, where, evidence)
        if np.all(x[0] == x[1]) or np.all(x[:, 0] == x[:, 1]):
            return Finding("not-independent", f"In {name}, two rows or columns are the same.", where, evidence)
        return None

    return Test(name, (name,), find)


def _mean_fits(x: Any, law: Law) -> bool:
    # A spread beyond the law's own would make a mean that is right seem wrong: that is for the variance to tell.
    wider = max(1.0, float(np.std(x)) / law.std)
    if math.isinf(law.reach):
        return mean_of_normal_is(x, law.mean, wider * law.std)
    reach = wider * law.reach
    return mean_of_bounded_is(x, law.mean, law.mean - reach, law.mean + reach)


def _variance_fits(x: Any, law: Law) -> bool:
    if math.isinf(law.reach):
        return variance_of_normal_is(x, law.mean, law.std)
    return variance_of_bounded_is(x, law.mean, law.std**2, law.reach)


# How near an observed spread must be to that of a mistake to be explained by it: as far as it is known.
NEAR = 0.04


def _of_variance(initialiser: Initialiser, shape: tuple[int, int], std: float, law: Law) -> str:
    """Hint at the mistake that would give the spread that was seen."""
    fan_out, fan_in = shape
    turned = law_of(initialiser, shape[::-1])
    ratio = std / law.std
    causes = [
        (
            turned.std if turned is not None else 0.0,
            "Which of the two lengths of the shape is fan_in, and which fan_out?",
        ),
        (law.std**2, "Is that the variance, or the standard deviation?"),
        (math.sqrt(law.std), "Is that the variance, or the standard deviation?"),
        (law.std / math.sqrt(3), "How far do the bounds of a uniform distribution lie from its standard deviation?"),
        (law.std * math.sqrt(3), "How far do the bounds of a uniform distribution lie from its standard deviation?"),
        (math.sqrt(2 / fan_in), "Which of the fans does the formula have?"),
        (math.sqrt(2 / fan_out), "Which of the fans does the formula have?"),
        (math.sqrt(2 / (fan_in + fan_out)), "Which of the fans does the formula have?"),
        (math.sqrt(1 / fan_in), "Which of the fans does the formula have, and times which number?"),
    ]
    for spread, hint in causes:
        if abs(std - spread) <= NEAR * spread and abs(spread - law.std) > NEAR * law.std:
            return hint
    return f"It is {ratio:.3g} times what it should be."
