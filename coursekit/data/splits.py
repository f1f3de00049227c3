"""Splitting examples into training, validation and test sets.

The training set serves to train the model, the validation set to choose hyperparameters, the test set to estimate how
well the chosen model does on examples that nothing was fitted to.

Source: "Training, validation, and test sets", IST lecture 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, is_integer, whole_number
from coursekit.data.examples import Array, Indices, class_labels, equal_rows

PARTS = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Split:
    """Three parts of a data set: each a tuple of arrays, in the order in which the arrays were given."""

    train: tuple[Array, ...]
    validation: tuple[Array, ...]
    test: tuple[Array, ...]


def split(*arrays: Any, sizes: Sequence[float] = (0.8, 0.1, 0.1), rng: Rng = None, stratify: Any = None) -> Split:
    """Split arrays of shape (N, ...) at random into training, validation and test sets; every row goes to one of them.

        parts = split(x, y, sizes=(0.8, 0.1, 0.1), rng=0)
        x_train, y_train = parts.train

    sizes: three fractions that sum to 1, or three counts (integers) that sum to N; the parts' sizes are rounded to
    whole rows. A part of size 0 has arrays without rows; the training set may not be empty.
    stratify: integer labels (N,). Each class is then divided in the same proportion, as nearly as whole examples
    allow: the training set has of each class less than 1 example more or less than its share, the others less than 2.
    rng: a seed or a generator.

    Raises ValueError if lengths differ, if sizes do not sum up, or if the training set would be empty.
    """
    rows = equal_rows("split", arrays)
    parts = split_indices(len(rows[0]), sizes=sizes, rng=rng, stratify=stratify)
    return Split(*(tuple(array[chosen] for array in rows) for chosen in parts))


def split_indices(
    n: int, *, sizes: Sequence[float] = (0.8, 0.1, 0.1), rng: Rng = None, stratify: Any = None
) -> tuple[Indices, Indices, Indices]:
    """Return the row numbers of the three parts of n rows; arguments and errors as for `split`."""
    n = whole_number("split", "n", n, 1)
    counts = _counts(n, sizes)
    shuffled = generator(rng, "split").permutation(n).astype(np.int64)
    if stratify is None:
        train, validation, test = np.split(shuffled, np.cumsum(counts)[:-1])
        return train, validation, test
    shuffled = shuffled[np.argsort(labels_of("split", stratify, n)[shuffled], kind="stable")]
    train, rest = _evenly(shuffled, counts[0])
    validation, test = _evenly(rest, counts[1])
    return train, validation, test


def subset(*arrays: Any, size: int = 50, rng: Rng = None) -> tuple[Array, ...]:
    """Return `size` random rows of the arrays, the same rows of each, none twice.

    For debugging: a network that works can overfit a few dozen examples. If it cannot, look for saturated units and
    check the gradient. Source: "Debugging on a small dataset", IST lecture 5.

    Raises ValueError if lengths differ or if there are fewer than `size` rows.
    """
    rows = equal_rows("subset", arrays)
    size = whole_number("subset", "size", size, 1)
    if size > len(rows[0]):
        raise ValueError(f"subset: cannot take {size} rows of {len(rows[0])}")
    chosen = generator(rng, "subset").permutation(len(rows[0]))[:size]
    return tuple(array[chosen] for array in rows)


def labels_of(owner: str, value: Any, n: int) -> Indices:
    """Return the labels by which n rows are stratified; raise ValueError if there are not n of them."""
    labels = class_labels(owner, value, "stratify")
    if len(labels) != n:
        raise ValueError(f"{owner}: stratify has {len(labels)} labels for {n} rows; each row needs one")
    return labels


def _evenly(ordered: Indices, count: int) -> tuple[Indices, Indices]:
    """Take `count` entries at even distances from those that are ordered by class; return them and the rest.

    Of the first m entries, round(m·count/len) are taken: from every stretch, and so from every class, its share up to
    less than one.
    """
    m = np.arange(len(ordered) + 1)
    # Whole numbers only: the rounding is exact, and all are taken if count is len(ordered).
    taken = np.diff((2 * m * count + len(ordered)) // max(2 * len(ordered), 1)) > 0
    return ordered[taken], ordered[~taken]


def _counts(n: int, sizes: Sequence[float]) -> tuple[int, int, int]:
    """Return how many rows go to each part."""
    given = tuple(sizes)
    shown = ", ".join(f"{name} {size!r}" for name, size in zip(PARTS, given, strict=False))
    if len(given) != 3:
        raise ValueError(f"split: sizes must be three numbers, for {', '.join(PARTS)}, but {len(given)} were given")
    if not all(is_integer(size) or isinstance(size, (float, np.floating)) for size in given):
        raise TypeError(f"split: sizes must be fractions or integers, not {shown}")
    if any(not size >= 0 for size in given):
        raise ValueError(f"split: no size may be negative or nan: {shown}")
    whole = all(is_integer(size) for size in given)
    if whole and sum(given) == n:
        train, validation, test = (int(size) for size in given)
    # Fractions such as 0.7, 0.2, 0.1 are rounded when they are written, and their sum is off by a few units in the
    # last place of 1.
    elif abs(sum(given) - 1) <= 1e-9:
        train, validation = round(n * given[0]), round(n * (given[0] + given[1])) - round(n * given[0])
        test = n - train - validation
    else:
        raise ValueError(
            f"split: sizes are fractions that sum to 1, or counts that sum to the {n} rows; {shown} sum to {sum(given)}"
        )
    if train == 0:
        raise ValueError(f"split: of {n} rows, {shown} leaves none to train on; give train a larger size")
    return train, validation, test
