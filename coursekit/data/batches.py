"""Mini-batches: one epoch passes over all examples once, in a new order each time.

The order is drawn anew for every epoch, so that the examples' order means nothing to the optimizer; a mini-batch is
fetched as one array, so that a layer computes it with one matrix product.

Source: "Mini-batch gradient descent" and "Shuffling the training data every epoch", CSE 587 lecture 3; "Mini-batches",
IST lecture 5.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.data.examples import Array, equal_rows


def minibatches(
    *arrays: Any, size: int = 32, rng: Rng = None, shuffle: bool = True, drop_last: bool = False
) -> Iterator[tuple[Array, ...]]:
    """Iterate over one epoch: tuples of `size` rows, the same rows of every array, each row once.

        rng = np.random.default_rng(0)
        for epoch in range(10):
            for x_batch, y_batch in minibatches(x, y, size=32, rng=rng):
                ...

    arrays: any number of arrays of shape (N, ...), with the same N ≥ 1. They are not changed; batches are copies.
    rng: a generator, which makes each epoch's order a new one. A seed gives the same order at every call.
    shuffle: False keeps the order, for evaluation. drop_last: leave out the last batch if it is smaller than `size`;
    otherwise it is kept, and the rows of all batches are N.

    Raises ValueError if lengths differ, if there are no rows, or if drop_last would drop every row.
    """
    rows = equal_rows("minibatches", arrays)
    size = _batch_size("minibatches", size, len(rows[0]), drop_last)
    count = len(rows[0])
    order = generator(rng, "minibatches").permutation(count) if shuffle else np.arange(count)
    return _cut(rows, order, size, drop_last)


class Batches:
    """Mini-batches whose epochs have numbers: `epoch(3)` is the same whenever and however often it is asked for.

    A training that was interrupted after epoch 3 goes on with `epoch(4)` as if nothing had happened. `len` is the
    number of batches in an epoch. Arrays, size, drop_last and errors as for `minibatches`; seed is an integer ≥ 0.
    """

    def __init__(self, *arrays: Any, size: int = 32, seed: int = 0, drop_last: bool = False) -> None:
        self.arrays = equal_rows("Batches", arrays)
        self.size = _batch_size("Batches", size, len(self.arrays[0]), drop_last)
        self.seed = whole_number("Batches", "seed", seed, 0)
        self.drop_last = drop_last

    def epoch(self, number: int) -> Iterator[tuple[Array, ...]]:
        """Iterate over the epoch of that number, which counts from 0."""
        number = whole_number("Batches.epoch", "number", number, 0)
        order = np.random.default_rng([self.seed, number]).permutation(len(self.arrays[0]))
        return _cut(self.arrays, order, self.size, self.drop_last)

    def __len__(self) -> int:
        full, rest = divmod(len(self.arrays[0]), self.size)
        return full + (rest > 0 and not self.drop_last)


def _cut(rows: tuple[Array, ...], order: Array, size: int, drop_last: bool) -> Iterator[tuple[Array, ...]]:
    end = len(order) - len(order) % size if drop_last else len(order)
    for start in range(0, end, size):
        chosen = order[start : start + size]
        yield tuple(array[chosen] for array in rows)


def _batch_size(owner: str, size: int, count: int, drop_last: bool) -> int:
    size = whole_number(owner, "size", size, 1)
    if drop_last and size > count:
        raise ValueError(
            f"{owner}: {count} rows make no full batch of {size}, and drop_last leaves out the rest, which is all; "
            "take a smaller size or drop_last=False"
        )
    return size
