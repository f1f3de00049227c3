"""`Einsum`: sums of products in Einstein's notation, of which matrix products, traces and outer products are cases.

Source: NumPy's `einsum`, whose notation it takes.
"""

import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from coursekit.gates.coercion import Array, Shape
from coursekit.gates.gate import Gate

_NOTATION = re.compile(r"[A-Za-z]*(\.\.\.)?[A-Za-z]*(,[A-Za-z]*(\.\.\.)?[A-Za-z]*)*(->[A-Za-z]*(\.\.\.)?[A-Za-z]*)?")


class Einsum(Gate):
    """z = the products of the operands' entries, summed over each letter that the output lacks.

    Each operand's axes are named by letters, the same letter for axes that go together: "ij,jk->ik" is the matrix
    product, "ii->i" the diagonal, "...i,...i" the inner products of rows. Without "->", the output has the letters
    that stand once, in alphabetical order.

    Downstream, to each operand: the same products with u in the operand's place, summed over each letter that the
    operand lacks. Along a letter that no other operand and not the output has, the gradient is copied; off the
    diagonal of a letter that the operand has twice, it is 0.

    subscripts: the letters of each operand, separated by commas, and after "->" those of the output. "..." stands for
    axes without letters, which broadcast.
    """

    fits: ClassVar[str] = (
        "an array for each operand in the subscripts, with an axis for each letter, of one length each"
    )

    def __init__(self, *, subscripts: str) -> None:
        if not isinstance(subscripts, str):
            raise TypeError(f'Einsum: subscripts must be a string such as "ij,jk->ik", not {subscripts!r}')
        if not _NOTATION.fullmatch(subscripts.replace(" ", "")):
            raise ValueError(
                "Einsum: subscripts are letters for the axes of each operand, separated by commas, then -> and those "
                f'of the output, such as "ij,jk->ik" or "...i,...i"; this is none: {subscripts!r}'
            )
        self.subscripts = subscripts.replace(" ", "")

    def value(self, *operands: Array) -> Array:
        # Products of two operands go to the matrix product that way, which is many times faster than a plain loop.
        return np.einsum(self.subscripts, *operands, optimize=True)

    def gradients(self, upstream: Array, output: Array, *operands: Array) -> tuple[Callable[[], Array], ...]:
        named = _named(self.subscripts, [np.shape(operand) for operand in operands])
        return tuple(partial(_gradient, named, upstream, operands, position) for position in range(len(operands)))


@dataclass(frozen=True)
class _Named:
    """A contraction in which every axis has a letter: those of each operand, of the output, and their lengths."""

    operands: tuple[str, ...]
    output: str
    lengths: dict[str, int]


def _named(subscripts: str, shapes: list[Shape]) -> _Named:
    """Write the output of a contraction out, and letters for "...", the last of them for an operand's last axis."""
    inputs, arrow, output = subscripts.partition("->")
    terms = inputs.split(",")
    if not arrow:
        once = "".join(sorted(letter for letter in set(inputs) - set(",.") if inputs.count(letter) == 1))
        output = ("..." if "..." in inputs else "") + once
    free = "".join(letter for letter in string.ascii_letters if letter not in subscripts)
    counts = [len(shape) - len(term.replace("...", "")) for term, shape in zip(terms, shapes, strict=True)]
    operands = tuple(term.replace("...", _last(free, count)) for term, count in zip(terms, counts, strict=True))
    # Axes of length 1 broadcast, so that the largest length is that of the letter.
    lengths: dict[str, int] = {}
    for letters, shape in zip(operands, shapes, strict=True):
        for letter, length in zip(letters, shape, strict=True):
            lengths[letter] = length if lengths.get(letter, 1) == 1 else lengths[letter]
    return _Named(operands, output.replace("...", _last(free, max(counts))), lengths)


def _last(letters: str, count: int) -> str:
    return letters[len(letters) - count :]


def _gradient(named: _Named, upstream: Array, operands: tuple[Array, ...], position: int) -> Array:
    """Return the gradient for one operand, in its shape."""
    own, shape = named.operands[position], np.shape(operands[position])
    others = [term for index, term in enumerate(named.operands) if index != position]
    arrays = [array for index, array in enumerate(operands) if index != position]
    elsewhere = named.output + "".join(others)
    # Letters along which the gradient varies: not where the operand was broadcast, nor where nothing else has them.
    varies = "".join(
        letter
        for letter, length in dict(zip(own, shape, strict=True)).items()
        if letter in elsewhere and length == named.lengths[letter]
    )
    gradient = Einsum(subscripts=f"{','.join([named.output, *others])}->{varies}")(upstream, *arrays)
    first = [own.index(letter) for letter in own]
    found = dict(zip(varies, np.shape(gradient), strict=True))
    sides = [found.get(letter, 1) if first[axis] == axis else 1 for axis, letter in enumerate(own)]
    gradient = np.broadcast_to(np.reshape(gradient, tuple(sides)), shape)
    repeated = [(first[axis], axis) for axis in range(len(own)) if first[axis] != axis]
    if repeated:
        places = np.ogrid[tuple(slice(length) for length in shape)]
        diagonal = np.all(np.broadcast_arrays(*(places[one] == places[other] for one, other in repeated)), axis=0)
        gradient = np.where(np.broadcast_to(diagonal, shape), gradient, 0)
    return gradient
