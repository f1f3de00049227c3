"""The inputs at which gates are compared with the truth: for each gate and its settings, shapes, sizes, and ties.

Chosen by the contract and by nothing that the checker draws. Numbers come from a stream that NumPy never changes.
"""

import functools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.corpus.truth import RULES, Truth, output, truth

Array = Any
Shape = tuple[int, ...]
Settings = dict[str, Any]

# The settings with which each gate is tried; all others have none, or are tried with their defaults.
SETTINGS: dict[str, tuple[Settings, ...]] = {
    "Power": ({}, {"exponent": 3}, {"exponent": 0.5}),
    "Sum": ({}, {"axis": 0}, {"axis": 1, "keepdims": True}),
    "Mean": ({}, {"axis": -1}),
    "Reshape": ({"shape": (2, -1)},),
    "Transpose": ({}, {"axes": (1, 2, 0)}),
    "Concatenate": ({}, {"axis": 1}),
    "LeakyReLU": ({}, {"slope": 0.2}),
    "MaxMargin": ({}, {"margin": 0.5}),
    "Dropout": ({"rate": 0.3, "rng": 1},),
    "LayerNorm": ({}, {"eps": 0.1}),
}

# How many entries the longest input of a rule that works entry by entry has.
MANY = 3000


@dataclass(frozen=True, eq=False)
class Case:
    """Inputs, the upstream gradient, and what is right there.

    entrywise: an error is measured against the numbers of its own entry, not against the largest of all.
    """

    name: str
    inputs: tuple[Array, ...]
    upstream: Array
    truth: Truth
    entrywise: bool


def settings_of(name: str) -> tuple[Settings, ...]:
    """Return the settings with which a gate is tried."""
    return SETTINGS.get(name, ({},))


def cases(name: str, settings: Mapping[str, Any]) -> tuple[Case, ...]:
    """Return the cases of a gate, small ones first; computed once in a process."""
    return _cases(name, tuple(settings.items()))


@functools.cache
def _cases(name: str, settings: tuple[tuple[str, Any], ...]) -> tuple[Case, ...]:
    rule, rng, given = RULES[name], np.random.RandomState(1986), dict(settings)
    found = []
    for title, inputs in _drawn(name, given, rng):
        upstream = np.asarray(2 * rng.standard_normal(np.shape(output(rule, inputs, given))))[()]
        found.append(Case(title, inputs, upstream, truth(rule, inputs, upstream, given), rule.entrywise))
    return tuple(found)


def _drawn(name: str, settings: Settings, rng: np.random.RandomState) -> Iterator[tuple[str, tuple[Array, ...]]]:
    if name in WHOLE:
        for draws in WHOLE[name](settings) * 2:
            inputs = tuple(draw(rng) for draw in draws)
            yield f"shapes {', '.join(str(np.shape(each)) for each in inputs)}", inputs
        return
    kinds = ENTRIES.get(name, (real,))
    if name == "Power":
        exponent = float(settings.get("exponent", 2))
        kinds = (positive,) if not exponent.is_integer() else (nonzero,) if exponent < 0 else (real,)
    for shapes in SHAPES_OF_TWO.get(name, PAIRS) if len(kinds) == 2 else SINGLE:
        yield (
            f"shapes {', '.join(map(str, shapes))}",
            tuple(np.asarray(kind(rng, shape))[()] for kind, shape in zip(kinds, shapes, strict=True)),
        )
    many = [kind(rng, (MANY,)) for kind in kinds]
    if name in ("Maximum", "Minimum"):
        many[1][::3] = many[0][::3]  # ties of numbers of all sizes
        many[1][1::3] = many[0][1::3] * (1 + rng.uniform(-2e-4, 2e-4, len(many[0][1::3])))  # and nearly ties
    yield "numbers of all sizes", tuple(many)


# -- entries of rules that work entry by entry --


def real(rng: np.random.RandomState, shape: Shape) -> Array:
    """Draw numbers of all sizes up to 1000, near 1 most of all, and at and beside small whole numbers (kinks)."""
    ordinary = rng.standard_normal(shape)
    wide = ordinary * 10.0 ** rng.uniform(-8, 2, shape)
    large = rng.uniform(-1000, 1000, shape)
    whole = rng.randint(-3, 4, shape).astype(float)
    beside = whole + rng.choice([-1, 1], shape) * 10.0 ** rng.uniform(-8, -3, shape)
    return np.choose(rng.choice(5, shape, p=(0.4, 0.2, 0.1, 0.2, 0.1)), [ordinary, wide, large, whole, beside])


def nonzero(rng: np.random.RandomState, shape: Shape) -> Array:
    """Draw numbers of all sizes, none nearer to 0 than 1e-6."""
    drawn = real(rng, shape)
    return np.where(np.abs(drawn) < 1e-6, 0.75, drawn)


def positive(rng: np.random.RandomState, shape: Shape) -> Array:
    """Draw numbers above 0, of all sizes."""
    return np.abs(nonzero(rng, shape))


ENTRIES: dict[str, tuple[Callable[..., Array], ...]] = {
    **dict.fromkeys(("Add", "Subtract", "Multiply", "Maximum", "Minimum", "PReLU"), (real, real)),
    "Divide": (real, nonzero),
    "Log": (positive,),
}
SINGLE: tuple[tuple[Shape, ...], ...] = (*[((),)] * 8, ((1,),), ((5,),), ((3, 4),), ((2, 3, 4),), ((0, 3),))
PAIRS: tuple[tuple[Shape, ...], ...] = (
    *(each * 2 for each in SINGLE),
    ((3, 1), (1, 4)),
    ((), (3, 4)),
    ((3, 4), ()),
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((1,), (5,)),
    ((2, 1, 4), (3, 1)),
)
SHAPES_OF_TWO = {"PReLU": (((), ()), ((5,), ()), ((3, 4), ()), ((3, 4), (4,)), ((2, 3, 4), (4,)))}


# -- inputs of rules whose shapes matter --

Draw = Callable[[np.random.RandomState], Array]


def normal(*shape: int, size: float = 1.0) -> Draw:
    """Normal numbers of this size."""
    return lambda rng: np.asarray(size * rng.standard_normal(shape))[()]


def whole(*shape: int, low: int = -2, high: int = 3) -> Draw:
    """Whole numbers as floats: ties among them, and with the kinks."""
    return lambda rng: np.asarray(rng.randint(low, high, shape).astype(float))[()]


def beside(*shape: int) -> Draw:
    """Numbers a millionth away from whole ones."""
    return lambda rng: np.asarray(rng.randint(-2, 3, shape) + 1e-6 * rng.uniform(-1, 1, shape))[()]


def ids(*shape: int, below: int) -> Draw:
    """Labels or ids."""
    return lambda rng: np.asarray(rng.randint(0, below, shape))[()]


def share(*shape: int) -> Draw:
    """Probabilities, 0 and 1 among them."""
    return lambda rng: np.clip(np.asarray(rng.uniform(-0.2, 1.2, shape)), 0, 1)[()]


def far(*shape: int) -> Draw:
    """Scores up to ±1000, the largest alone in its row."""
    return lambda rng: np.asarray(rng.uniform(-1000, 1000, shape))[()]


def together(*shape: int) -> Draw:
    """Scores around 1000, close together."""
    return lambda rng: np.asarray(1000 + rng.standard_normal(shape))[()]


Draws = list[tuple[Draw, ...]]


def _alike(*shapes: Shape, kinds: tuple[Callable[..., Draw], ...] = (normal, far)) -> Draws:
    return [(kind(*shape),) for kind in kinds for shape in shapes]


def _pairs(*shapes: Shape, first: tuple[Callable[..., Draw], ...], second: Callable[..., Draw]) -> Draws:
    return [(kind(*shape), second(*shape)) for kind in first for shape in shapes]


def _reduced(settings: Settings) -> Draws:
    axis = settings.get("axis")
    axes = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    least = max([0, *(each + 1 if each >= 0 else -each for each in axes)])
    shapes = ((), (1,), (5,), (3, 4), (4, 3), (3, 3), (2, 3, 4))
    return _alike(*(shape for shape in shapes if len(shape) >= least))


def _transposed(settings: Settings) -> Draws:
    shapes = ((2, 3, 4), (3, 3, 2)) if "axes" in settings else ((), (5,), (3, 4), (4, 4), (1, 3), (2, 3, 4))
    return _alike(*shapes)


def _joined(settings: Settings) -> Draws:
    rows = [((2, 3), (4, 3)), ((2, 3), (2, 3)), ((3,), (2,)), ((2, 2), (1, 2), (3, 2)), ((1, 2, 2), (2, 2, 2))]
    columns = [((2, 3), (2, 5)), ((2, 3), (2, 3)), ((2, 2), (2, 1), (2, 3)), ((2, 1, 2), (2, 3, 2))]
    last = [((2, 3), (2, 5)), ((2, 3), (2, 3)), ((3,), (2,)), ((2, 2), (2, 1), (2, 3)), ((2, 3, 1), (2, 3, 2))]
    by_axis = {0: rows, 1: columns, -1: last}
    return [tuple(normal(*shape) for shape in shapes) for shapes in by_axis[settings.get("axis", 0)]]


def _reshaped(settings: Settings) -> Draws:
    shape = settings["shape"]
    lengths = shape if isinstance(shape, tuple) else (shape,)
    known = math.prod(length for length in lengths if length >= 0)
    sizes = (3 * known, 4 * known) if -1 in lengths else (known,)
    return _alike(*(each for n in sizes for each in ((n,), (1, n), (n, 1), (2, n // 2), (n // 2, 2)) if n % 2 == 0))


PRODUCTS: tuple[tuple[Shape, Shape], ...] = (
    ((3, 4), (4, 2)),
    ((4,), (4,)),
    ((3, 4), (4,)),
    ((4,), (4, 2)),
    ((1, 1), (1, 1)),
    ((3, 3), (3, 3)),
    ((2, 3, 4), (2, 4, 2)),
    ((2, 3, 4), (4, 2)),
    ((3, 4), (2, 4, 2)),
    ((2, 1, 3, 2), (2, 2, 1)),
    ((4,), (2, 4, 3)),
    ((2, 3, 4), (4,)),
)
ROWS: tuple[Shape, ...] = ((5,), (1,), (1, 1), (3, 4), (4, 4), (4, 1), (2, 3, 4))

# Rows and columns of a table, the shape of the ids, and the largest id but one: some come more than once.
TABLES: tuple[tuple[int, int, Shape, int], ...] = (
    (5, 3, (4,), 5),
    (5, 3, (6,), 2),
    (4, 2, (2, 3), 4),
    (3, 3, (3,), 3),
    (2, 1, (1,), 2),
    (4, 3, (7,), 4),
)

WHOLE: dict[str, Callable[[Settings], Draws]] = {
    "Sum": _reduced,
    "Mean": _reduced,
    "MatMul": lambda _: [(normal(*x, size=s), normal(*y, size=s)) for s in (1.0, 100.0) for x, y in PRODUCTS],
    "Affine": lambda _: [
        (normal(n, m, size=s), normal(k, m, size=s), normal(k, size=s))
        for s in (1.0, 100.0)
        for n, m, k in ((3, 4, 2), (1, 4, 2), (4, 1, 3), (3, 3, 3), (1, 1, 1), (5, 2, 2))
    ],
    "Reshape": _reshaped,
    "Transpose": _transposed,
    "Concatenate": _joined,
    "Embedding": lambda _: [(normal(rows, d), ids(*shape, below=below)) for rows, d, shape, below in TABLES],
    "Softmax": lambda _: _alike(*ROWS, kinds=(normal, whole, far, together)),
    "LogSoftmax": lambda _: _alike(*ROWS, kinds=(normal, whole, far, together)),
    "Sparsemax": lambda _: [
        *_alike((5,), (1,), (3, 4), (4, 4), (2, 3, 4)),
        *_alike((5,), (8, 4), kinds=(together,)),
        (normal(4, 6, size=0.1),),
    ],
    "SoftmaxCrossEntropy": lambda _: [
        (kind(n, k), ids(n, below=k))
        for kind in (normal, whole, far)
        for n, k in ((4, 3), (1, 3), (5, 2), (3, 3), (2, 5), (3, 1))
    ],
    "BinaryCrossEntropy": lambda _: [
        *_pairs((), (5,), (3, 4), (1,), (2, 3, 4), first=(normal, whole, far, beside), second=share),
        *[(normal(3, 4), ids(3, 4, below=2)), (normal(6), ids(6, below=2))],
    ],
    "MeanSquaredError": lambda _: _pairs((), (1,), (5,), (4, 3), (2, 3, 4), first=(normal, far), second=normal),
    "MaxMargin": lambda _: [
        *_pairs((), (1,), (5,), (4, 3), (2, 3, 4), first=(normal, far), second=normal),
        *_pairs((5,), (4, 3), first=(whole, beside), second=whole),
    ],
    "L1Penalty": lambda _: _alike((), (1,), (5,), (3, 4), (2, 3, 4), kinds=(normal, whole, far, beside)),
    "L2Penalty": lambda _: _alike((), (1,), (5,), (3, 4), (2, 3, 4)),
    "Dropout": lambda _: _alike((), (1,), (5,), (3, 4), (2, 3, 4), (20,), kinds=(normal, whole, far)),
    "LayerNorm": lambda _: [
        (kind(*shape), normal(shape[-1]), normal(shape[-1]))
        for kind in (normal, whole, far)
        for shape in ((3, 4), (5,), (4, 4), (2, 3, 4), (3, 2), (1, 3))
    ],
}
