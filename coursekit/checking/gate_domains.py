"""Which inputs suit which gate of the library: one row per gate whose inputs aren't simply real numbers of one shape.

A row holds tuples of domains, one domain per input in order. Rules that work entry by entry have no row of shapes,
only the domain of an entry where it isn't all real numbers.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking.domains import Domain, away_from, integer, labels, positive, probability, real

Shape = tuple[int, ...]

# Entry by entry: how to make the domain of each input from its shape; real numbers where nothing is said.
ENTRYWISE: dict[str, dict[int, Callable[..., Domain]]] = {
    "Divide": {1: lambda *shape: away_from(real(*shape), 0.0, 0.3)},
    "Log": {0: positive},
    "Sqrt": {0: positive},
    "Log1p": {0: positive},
    "Tan": {0: lambda *shape: away_from(real(*shape), [-math.pi / 2, math.pi / 2], 0.3)},
    "Arcsin": {0: probability},
    "Arccos": {0: probability},
    "Arctanh": {0: probability},
    "Arccosh": {0: lambda *shape: away_from(positive(*shape), 0.0, 1.1)},
    "RaisedTo": {0: positive},
}

# The shapes matter: every case that is to be asked.
SHAPED: dict[str, list[tuple[Domain, ...]]] = {
    "MatMul": [
        (real(3, 4), real(4, 2)),
        (real(4), real(4)),
        (real(3, 4), real(4)),
        (real(4), real(4, 2)),
        (real(2, 3, 4), real(2, 4, 2)),
        (real(2, 3, 4), real(4, 2)),
        (real(3, 4), real(2, 4, 2)),
        (real(2, 3, 4), real(4)),
        (real(4), real(2, 4, 3)),
        (real(2, 1, 3, 2), real(2, 2, 1)),
        (real(1, 1), real(1, 1)),
        (real(0, 4), real(4, 2)),
    ],
    "Affine": [
        (real(3, 4), real(2, 4), real(2)),
        (real(1, 4), real(2, 4), real(2)),
        (real(4, 1), real(3, 1), real(3)),
        (real(0, 4), real(2, 4), real(2)),
    ],
    "Concatenate": [
        (real(2, 3), real(4, 3)),
        (real(2, 3), real(2, 5)),
        (real(3), real(2)),
        (real(2, 3), real(2, 3), real(2, 3)),
        (real(2, 3), real(4, 3), real(1, 3)),
        (real(2, 3), real(2, 1), real(2, 4)),
        (real(2, 3, 2), real(2, 1, 2)),
        (real(2, 3, 2), real(4, 3, 2)),
        (real(0, 3), real(2, 3)),
    ],
    "Embedding": [
        (real(5, 3), integer(4, low=0, high=5)),
        (real(5, 3), integer(6, low=0, high=2)),  # some id comes more than once: its gradients add up
        (real(4, 2), integer(2, 3, low=0, high=4)),
        (real(4, 2), integer(5, low=0, high=4)),
    ],
    "PReLU": [(real(3, 4), real()), (real(5), real()), (real(3, 4), real(4)), (real(), real())],
    "Softmax": [(real(5),), (real(3, 4),), (real(2, 3, 4),), (real(1, 1),)],
    "LogSoftmax": [(real(5),), (real(3, 4),), (real(2, 3, 4),), (real(1, 1),)],
    "Sparsemax": [(real(5),), (real(3, 4),), (real(2, 3, 4),), (real(6, scale=0.1),), (real(1, 1),)],
    "SoftmaxCrossEntropy": [(real(4, 3), labels(4, 3)), (real(1, 3), labels(1, 3)), (real(5, 2), labels(5, 2))],
    "BinaryCrossEntropy": [
        (real(5), probability(5)),
        (real(3, 4), integer(3, 4, low=0, high=2)),
        (real(), probability()),
    ],
    "MeanSquaredError": [
        (real(5), real(5)),
        (real(4, 3), real(4, 3)),
        (real(1, 3), real(1, 3)),
        (real(), real()),
        (real(1), real(1)),
    ],
    "MaxMargin": [
        (real(5), real(5)),
        (real(4, 3), real(4, 3)),
        (real(), real()),
        (real(1), real(1)),
        (real(2), real(2)),
        (real(6, 6), real(6, 6)),
    ],
    "LayerNorm": [
        (real(3, 4), real(4), real(4)),
        (real(5), real(5), real(5)),
        (real(2, 5), real(5), real(5)),
        (real(2, 3, 4), real(4), real(4)),
    ],
    "DropConnect": [(real(3, 4), real(2, 4), real(2)), (real(1, 4), real(2, 4), real(2))],
    "Sum": [(real(3, 4),), (real(5),), (real(),), (real(2, 3, 4),), (real(3, 1),), (real(1, 4),), (real(1),)],
    "Mean": [(real(3, 4),), (real(5),), (real(),), (real(2, 3, 4),), (real(3, 1),), (real(1, 4),), (real(1),)],
    "Max": [(real(3, 4),), (real(5),), (real(),), (real(2, 3, 4),)],
    "Min": [(real(3, 4),), (real(5),), (real(),), (real(2, 3, 4),)],
    "Prod": [(real(3, 4),), (real(5),), (real(),), (real(2, 3, 2),)],
    "LogSumExp": [(real(3, 4),), (real(5),), (real(),), (real(2, 3, 4),)],
    "CumSum": [(real(3, 4),), (real(5),), (real(2, 3, 4),)],
    "Sort": [(real(3, 4),), (real(5),), (real(2, 3, 4),)],
    "Where": [
        (integer(3, 4, low=0, high=2), real(3, 4), real(3, 4)),
        (integer(3, 1, low=0, high=2), real(4), real()),
        (integer(5, low=0, high=2), real(5), real(5)),
    ],
    "TakeAlongAxis": [
        (real(3, 4), integer(3, 4, low=0, high=3)),
        (real(3, 3), integer(3, 3, low=0, high=2)),  # some entry is taken more than once: its gradients add up
        (real(5), integer(3, low=0, high=5)),
    ],
    "Transpose": [(real(3, 4),), (real(2, 3, 4),), (real(5),), (real(1, 3),)],
}


def entry_domain(name: str, hyperparameters: dict[str, Any], position: int) -> Callable[..., Domain]:
    """Return what makes the domain of the `position`-th input of the entrywise gate `name` from a shape."""
    if name == "Power":
        return _base_of_power(hyperparameters.get("exponent", 2))
    return ENTRYWISE.get(name, {}).get(position, real)


def _base_of_power(exponent: Any) -> Callable[..., Domain]:
    """A fractional power wants a positive base, a negative one a base that isn't 0."""
    if not isinstance(exponent, (int, float)) or not float(exponent).is_integer():
        return positive
    return real if exponent >= 0 else lambda *shape: away_from(real(*shape), 0.0, 0.3)


def shaped_domains(name: str, hyperparameters: dict[str, Any]) -> list[tuple[Domain, ...]] | None:
    """Return the cases of a gate whose shapes matter; None for one that works entry by entry."""
    if name == "Reshape" and "shape" in hyperparameters:
        return _reshapes(hyperparameters["shape"])
    if name == "StochasticPooling":
        size = hyperparameters.get("size", 2)
        return [(positive(3 * size),), (positive(3, 2 * size),), (positive(2, 3, size),)]
    if name == "BroadcastTo" and "shape" in hyperparameters:
        return _broadcasts(hyperparameters["shape"])
    if name == "Einsum" and "subscripts" in hyperparameters:
        return _contractions(hyperparameters["subscripts"])
    if name == "Scatter" and {"key", "shape"} <= hyperparameters.keys():
        return [(real(*np.empty(hyperparameters["shape"], dtype=bool)[hyperparameters["key"]].shape),)]
    if name == "AddAlongAxis" and "shape" in hyperparameters:
        return _additions(hyperparameters["shape"], hyperparameters.get("axis", -1))
    cases = SHAPED.get(name)
    if cases is not None and name in REDUCTIONS:
        return [case for case in cases if _has_axes(case[0], hyperparameters.get("axis"))]
    return cases


# Where entries tie, these may choose among derivatives that no entry's own slopes enclose.
UNDEFINED_AT_TIES = ("Sort",)

# Gates that take an axis: an array that hasn't got it is none of their cases.
REDUCTIONS = ("Sum", "Mean", "Max", "Min", "Prod", "LogSumExp")


def _has_axes(domain: Domain, axis: Any) -> bool:
    ndim = len(getattr(domain, "shape", ()))
    axes = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return all(-ndim <= one < ndim for one in axes)


def _reshapes(shape: Any) -> list[tuple[Domain, ...]]:
    lengths = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    size = math.prod(length for length in lengths if length >= 0) * (4 if -1 in lengths else 1)
    cases: list[tuple[Domain, ...]] = [(real(size),), (real(1, size),), (real(size, 1),)]
    return cases + [(real(divisor, size // divisor),) for divisor in (2, 3) if size and size % divisor == 0]


def _broadcasts(shape: Any) -> list[tuple[Domain, ...]]:
    """Return the shape itself, a single number, and the shape with a length of 1, or without its first axis."""
    lengths = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    narrow = {lengths, (), lengths[1:], (*lengths[:-1], 1), (1, *lengths[1:])}
    return [(real(*each),) for each in sorted(narrow, key=lambda each: (len(each), each)) if len(each) <= len(lengths)]


def _contractions(subscripts: str) -> list[tuple[Domain, ...]]:
    """Return operands whose axes have a length of their own for each letter, twice; "..." is one axis, or none."""
    terms = subscripts.replace(" ", "").partition("->")[0].split(",")
    letters = sorted(set("".join(terms)) - {"."})
    cases: list[tuple[Domain, ...]] = []
    for shortest, dots in ((2, (2,)), (1, ())):
        length = {letter: shortest + index for index, letter in enumerate(letters)}
        cases.append(tuple(real(*_lengths(term, length, dots)) for term in terms))
    return cases


def _lengths(term: str, length: dict[str, int], dots: Shape) -> Shape:
    before, _, after = term.partition("...")
    return (*(length[letter] for letter in before), *(dots if "..." in term else ()), *(length[x] for x in after))


def _additions(shape: Any, axis: int) -> list[tuple[Domain, ...]]:
    """Return as many entries as there are places, and more: some place is named more than once."""
    lengths = list(shape) if isinstance(shape, (tuple, list)) else [shape]
    there = lengths[axis]
    cases: list[tuple[Domain, ...]] = []
    for count in (there, there + 2):
        lengths[axis] = count
        cases.append((real(*lengths), integer(*lengths, low=0, high=there)))
    return cases
