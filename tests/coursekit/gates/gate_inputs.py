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

from coursekit.gates import Gate, find_gate, gate_names, input_names
from coursekit.gates.noise import Noise


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


FULL = [((2, 3),), ((3, 1),), ((2, 1, 3),), ((1, 1),)]  # nothing has no maximum
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
    "Arctan2": Broadcast(2),
    "Hypot": Broadcast(2),
    "LogAddExp": Broadcast(2),
    "RaisedTo": Broadcast(2),
    "Max": FULL,
    "Min": FULL,
    "LogSumExp": FULL,
    "Where": [
        (integers(2, 3, below=2), (2, 3), (2, 3)),
        (integers(2, 1, below=2), (3,), ()),
        (integers(3, below=2), (2, 1), (1, 3)),
        (integers(0, 3, below=2), (0, 3), (3,)),
    ],
    "CumSum": [((3,),), ((3, 2),), ((2, 1, 2),), ((0, 2),)],
    "Sort": [((4,),), ((2, 3),), ((2, 1, 3),), ((0, 2),)],
    "TakeAlongAxis": [
        ((2, 3), integers(2, 4, below=3)),
        ((3,), integers(2, below=3)),
        ((2, 3), integers(2, 0, below=3)),
    ],
    "AddAlongAxis": [
        ((2, 4), integers(2, 4, below=3)),
        ((2, 1), integers(2, 1, below=3)),
        ((2, 0), integers(2, 0, below=3)),
    ],
    "Reshape": [((6,),), ((3, 2),), ((1, 6, 1),)],
    "Transpose": [((2, 3),), ((2, 3, 1),), ((3,),), ((0, 3),)],
    "Concatenate": [((2, 3), (1, 3)), ((3,), (1,), (2,)), ((0, 3), (2, 3)), ((2, 3),)],
    "BroadcastTo": [((3,),), ((2, 1),), ((2, 3),), ((),)],
    "Index": [((4, 2),), ((3, 1, 2),)],
    "Scatter": [((2, 2),)],
    "Einsum": [((2, 3), (3, 2)), ((1, 2), (2, 1)), ((0, 3), (3, 2))],
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


def over_axes(name: str) -> list[Callable[[], Gate]]:
    return [partial(find_gate(name), axis=axis) for axis in (None, 0, -1, (0, -1))]


MAKERS: dict[str, list[Callable[[], Gate]]] = {
    "Power": [partial(find_gate("Power"), exponent=p) for p in (0, 1, 2, 3, -1, 0.5)],
    **{name: over_axes(name) for name in ("Sum", "Mean", "Max", "Min", "Prod", "LogSumExp")},
    "AddAlongAxis": [partial(find_gate("AddAlongAxis"), shape=(2, 3))],
    "Reshape": [partial(find_gate("Reshape"), shape=shape) for shape in ((2, 3), (-1,), (3, 2, 1))],
    "BroadcastTo": [partial(find_gate("BroadcastTo"), shape=(2, 3))],
    "Index": [partial(find_gate("Index"), key=key) for key in (1, (slice(None, None, -1), 0), ([0, 2, 0],))],
    "Scatter": [partial(find_gate("Scatter"), key=([0, 2],), shape=(3, 2))],
    "Einsum": [
        partial(find_gate("Einsum"), subscripts=subscripts) for subscripts in ("ij,jk->ik", "ij,jk", "ij,jk->k")
    ],
    "LeakyReLU": [find_gate("LeakyReLU"), partial(find_gate("LeakyReLU"), slope=0.3)],
    "MaxMargin": [find_gate("MaxMargin"), partial(find_gate("MaxMargin"), margin=0.25)],
    "LayerNorm": [find_gate("LayerNorm"), partial(find_gate("LayerNorm"), eps=0.1)],
    # The same seed, so that every gate that is made draws the same masks.
    "Dropout": [partial(find_gate("Dropout"), rate=0.4, rng=1), lambda: find_gate("Dropout")(rng=1).eval()],
    "DropConnect": [partial(find_gate("DropConnect"), rate=0.4, rng=1)],
    # While it trains, its value jumps where another entry is picked.
    "StochasticPooling": [lambda: find_gate("StochasticPooling")(rng=1).eval()],
}

ALL_MAKERS = [make for name in gate_names() for make in MAKERS.get(name, [find_gate(name)])]


BOUNDED = ("Tan", "Arcsin", "Arccos", "Arctanh")

# NumPy's own functions, for real numbers only.
NOT_COMPLEX = ("Arctan2", "Hypot", "LogAddExp")

# Gates that are not defined, or not smooth, for every real number.
DOMAINS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("Log", "StochasticPooling", "Sqrt", "RaisedTo"), lambda x: np.abs(x) + 0.25),
    **dict.fromkeys(("Log1p", *BOUNDED), lambda x: x / (1.25 + np.abs(x))),
    "Arccosh": lambda x: np.abs(x) + 1.25,
    "Divide": lambda x: np.where(x < 0, x - 0.25, x + 0.25),
    "Arctan2": lambda x: np.abs(x) + 0.25,
    # No two are equal: at a tie its slopes depend on more than one entry at a time.
    "Sort": lambda x: x + 0.0141421 * np.reshape(np.arange(np.size(x), dtype=x.dtype), np.shape(x)),
}


def inside(gate: Gate, inputs: list[Any]) -> list[Any]:
    """Move the inputs that are no data into the gate's domain."""
    name = type(gate).__name__
    move = DOMAINS.get(name, lambda x: x)
    if name == "Power" and gate.exponent not in (0, 1, 2, 3):
        move = DOMAINS["Sqrt"]
    return [move(x) if position in numeric(gate, inputs) else x for position, x in enumerate(inputs)]


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
        inside(
            gate,
            [
                one(generator) if callable(one) else np.asarray(generator.uniform(0.2, 2.0, one), dtype)[()]
                for one in row
            ],
        )
        for row in rows(gate)
    ]


def numeric(gate: Gate, inputs: list[Any]) -> list[int]:
    """Return the positions of the inputs that are no data."""
    names = input_names(gate, len(inputs) + isinstance(gate, Noise))  # a mask is drawn, not given
    return [position for position in range(len(inputs)) if names[position] not in gate.data_inputs]
