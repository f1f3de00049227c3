"""What each gate is tried with: one row of `SHAPES` for every gate that does not work on one array, entry by entry.

An input is described by its shape, or, if it is data, by a function that draws it from a generator. A row is either
`Broadcast(n)`, n inputs of any shapes that broadcast, or a list of tuples of inputs. `MAKERS` has a row for every gate
that is to be made with other settings than its own, or with several.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from coursekit.gates import Gate, find_gate, gate_names


@dataclass(frozen=True)
class Broadcast:
    count: int


def integers(*shape: int, below: int) -> Callable[[np.random.Generator], Any]:
    """Labels or ids, as data."""
    return lambda generator: generator.integers(0, below, shape)


def probabilities(*shape: int) -> Callable[[np.random.Generator], Any]:
    """Targets, as data, often 0 or 1."""
    return lambda generator: np.clip(generator.uniform(-0.5, 1.5, shape), 0, 1)


def numbers(*shape: int) -> Callable[[np.random.Generator], Any]:
    """Real numbers, as data."""
    return lambda generator: generator.standard_normal(shape)


ROWS = [((3,),), ((2, 3),), ((2, 1, 3),), ((1, 1),)]
AFFINE = [((3, 2), (3, 2), (3,)), ((0, 2), (3, 2), (3,)), ((1, 1), (1, 1), (1,)), ((3, 0), (2, 0), (2,))]

SHAPES: dict[str, Any] = {
    "Add": Broadcast(2),
    "Subtract": Broadcast(2),
    "Multiply": Broadcast(2),
    "Divide": Broadcast(2),
    "Maximum": Broadcast(2),
    "Minimum": Broadcast(2),
    "PReLU": Broadcast(2),
    "Softmax": [*ROWS, ((0, 3),)],
    "LogSoftmax": [*ROWS, ((0, 3),)],
    "Sparsemax": [*ROWS, ((0, 3),)],
    "LayerNorm": [((2, 3), (3,), (3,)), ((3,), (3,), (3,)), ((2, 2, 2), (2,), (2,)), ((0, 3), (3,), (3,))],
    "MatMul": [
        ((2, 3), (3, 2)),
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 2)),
        ((2, 3, 2), (2, 2, 2)),
        ((2, 1, 3, 2), (3, 2, 2)),
        ((2, 2, 3), (3,)),
        ((3,), (2, 3, 2)),
        ((0, 3), (3, 2)),
        ((2, 0), (0, 2)),
    ],
    "Affine": [*AFFINE, ((2,), (3, 2), (3,)), ((2, 2, 3), (2, 3), (2,)), ((2, 0, 3), (2, 3), (2,))],
    "DropConnect": AFFINE,
    "StochasticPooling": [((4,),), ((2, 6),), ((2, 2, 2),), ((0, 2),)],
    "Embedding": [
        ((4, 2), integers(3, below=4)),
        ((3, 2), integers(2, 3, below=3)),
        ((3, 2), integers(below=3)),
        ((3, 2), integers(0, below=3)),
        ((3, 0), integers(2, below=3)),
    ],
    "SoftmaxCrossEntropy": [
        ((3, 4), integers(3, below=4)),
        ((1, 2), integers(1, below=2)),
        ((2, 1), integers(2, below=1)),
    ],
    "BinaryCrossEntropy": [((4,), probabilities(4)), ((2, 3), integers(2, 3, below=2)), ((), probabilities())],
    "MeanSquaredError": [((4,), numbers(4)), ((2, 3), numbers(2, 3)), ((), numbers())],
    "MaxMargin": [((4,), (4,)), ((2, 3), (2, 3)), ((), ())],
}

_sum, _mean = find_gate("Sum"), find_gate("Mean")

MAKERS: dict[str, list[Callable[[], Gate]]] = {
    "Power": [partial(find_gate("Power"), exponent=p) for p in (0, 1, 2, 3, -1, 0.5)],
    "Sum": [partial(_sum, axis=axis) for axis in (None, 0, -1, (0, -1))],
    "Mean": [partial(_mean, axis=axis) for axis in (None, 0, -1, (0, -1))],
    "LeakyReLU": [find_gate("LeakyReLU"), partial(find_gate("LeakyReLU"), slope=0.3)],
    "MaxMargin": [find_gate("MaxMargin"), partial(find_gate("MaxMargin"), margin=0.25)],
    "LayerNorm": [find_gate("LayerNorm"), partial(find_gate("LayerNorm"), eps=0.1)],
    # The same seed, so that every gate that is made draws the same masks.
    "Dropout": [partial(find_gate("Dropout"), rate=0.4, rng=1), lambda: find_gate("Dropout")(rng=1).eval()],
    "DropConnect": [partial(find_gate("DropConnect"), rate=0.4, rng=1)],
    # While it trains, its value jumps where another entry is picked.
    "StochasticPooling": [lambda: find_gate("StochasticPooling")(rng=1).eval()],
}

# Gates that have a test file of their own with the same properties (`rules.py`).
ELSEWHERE = {"elementary", "shaping", "selection", "contraction"}
NAMES = [
    name
    for name in gate_names()
    if find_gate(name).__module__.rpartition(".")[2] not in ELSEWHERE
    and name not in ("Max", "Min", "Prod", "LogSumExp", "CumSum")
]

ALL_MAKERS = [make for name in NAMES for make in MAKERS.get(name, [find_gate(name)])]


def inside(gate: Gate, inputs: list[Any]) -> list[Any]:
    """Move the inputs into the gate's domain, and off the points where it is not differentiable from either side."""
    name = type(gate).__name__
    if name in ("Log", "StochasticPooling") or (name == "Power" and gate.exponent not in (0, 1, 2, 3)):
        return [np.abs(x) + 0.25 for x in inputs]
    if name == "Divide":
        return [inputs[0], np.where(inputs[1] < 0, inputs[1] - 0.25, inputs[1] + 0.25)]
    return inputs


def rows(gate: Gate) -> list[tuple[Any, ...]]:
    """Return examples of what the gate's inputs are: shapes, or functions that draw data."""
    row = SHAPES.get(type(gate).__name__, Broadcast(1))
    if isinstance(row, Broadcast):
        return [(shape,) * row.count for shape in ((2, 3), (0, 3), (1, 1))]
    return list(row)


def examples(gate: Gate, dtype: type = np.float64) -> list[list[Any]]:
    """Return an example of the inputs for every row, all numbers above 0; data are as they are drawn."""
    generator = np.random.default_rng(0)
    return [
        [one(generator) if callable(one) else generator.uniform(0.2, 2.0, one).astype(dtype) for one in row]
        for row in rows(gate)
    ]


def numeric(gate: Gate, inputs: list[Any]) -> list[int]:
    """Return the positions of the inputs that are no data."""
    return [position for position, one in enumerate(rows(gate)[0]) if not callable(one)]
