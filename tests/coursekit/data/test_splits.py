"""Splits: every row in one part, sizes as asked for, classes in proportion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.data import split, split_indices, subset

parts_of_100 = st.tuples(st.integers(1, 100), st.integers(0, 100), st.integers(0, 100)).filter(
    lambda sizes: sum(sizes) <= 100
)


@given(n=st.integers(1, 60), data=st.data(), stratified=st.booleans())
def test_every_row_goes_to_one_part_of_the_size_asked_for(n, data, stratified):
    train = data.draw(st.integers(1, n))
    validation = data.draw(st.integers(0, n - train))
    sizes = (train, validation, n - train - validation)
    labels = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)) if stratified else None
    parts = split_indices(n, sizes=sizes, rng=0, stratify=labels)
    assert tuple(map(len, parts)) == sizes
    assert sorted(np.concatenate(parts)) == list(range(n))
    if stratified:
        for number, (part, size) in enumerate(zip(parts, sizes, strict=True)):
            for label in set(labels):
                share = labels.count(label) * size / n
                found = sum(labels[row] == label for row in part)
                assert abs(found - share) < (1 if number == 0 else 2)


@given(n=st.integers(2, 500), percent=parts_of_100)
def test_fractions_are_rounded_to_rows(n, percent):
    first, second, _ = percent
    fractions = (first / 100, second / 100, 1 - first / 100 - second / 100)
    fractions = tuple(max(f, 0.0) for f in fractions)
    if round(n * fractions[0]) == 0:
        with pytest.raises(ValueError, match="leaves none to train on"):
            split_indices(n, sizes=fractions)
        return
    parts = split_indices(n, sizes=fractions, rng=0)
    assert sum(map(len, parts)) == n
    for part, fraction in zip(parts, fractions, strict=True):
        assert abs(len(part) - n * fraction) <= 1


def test_arrays_are_split_together_and_by_the_seed():
    x, y = np.arange(40).reshape(20, 2), np.arange(20)
    parts = split(x, y, sizes=(0.7, 0.2, 0.1), rng=1)
    assert [len(part[1]) for part in (parts.train, parts.validation, parts.test)] == [14, 4, 2]
    for x_part, y_part in (parts.train, parts.validation, parts.test):
        np.testing.assert_array_equal(x_part, x[y_part])
    again, other = split(x, y, sizes=(0.7, 0.2, 0.1), rng=1), split(x, y, sizes=(0.7, 0.2, 0.1), rng=2)
    np.testing.assert_array_equal(parts.train[1], again.train[1])
    assert parts.train[1].tolist() != other.train[1].tolist()


def test_parts_may_be_empty_but_for_training():
    parts = split(np.arange(3), sizes=(3, 0, 0))
    assert parts.test[0].shape == (0,)
    assert len(split(np.arange(1), sizes=(1, 0, 0)).train[0]) == 1
    assert len(split(np.arange(3), sizes=(1.0, 0.0, 0.0), stratify=[0, 1, 0]).train[0]) == 3


def test_stratified_rows_are_shuffled():
    labels = [0] * 10 + [1] * 10
    first, second = (split_indices(20, sizes=(10, 5, 5), rng=seed, stratify=labels)[0] for seed in (0, 1))
    assert sorted(first) != sorted(second)
    assert sum(labels[row] for row in first) == 5


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ((0.8, 0.1), ValueError, "split: sizes must be three numbers, for train, validation, test, but 2 were given"),
        ((0.8, 0.1, 0.2), ValueError, r"train 0.8, validation 0.1, test 0.2 sum to 1.1"),
        ((5, 3, 1), ValueError, r"counts that sum to the 10 rows; train 5, validation 3, test 1 sum to 9"),
        ((1.2, -0.2, 0.0), ValueError, "split: no size may be negative or nan: train 1.2, validation -0.2"),
        ((1.0, float("nan"), 0.0), ValueError, "negative or nan"),
        (("0.8", 0.1, 0.1), TypeError, "split: sizes must be fractions or integers, not train '0.8'"),
        ((0, 5, 5), ValueError, "split: of 10 rows, train 0, validation 5, test 5 leaves none to train on"),
        ((0.01, 0.5, 0.49), ValueError, "leaves none to train on"),
    ],
)
def test_sizes_that_do_not_sum_up_are_refused(sizes, error, message):
    with pytest.raises(error, match=message):
        split(np.arange(10), sizes=sizes)


def test_labels_must_fit_the_rows():
    with pytest.raises(ValueError, match="split: stratify has 2 labels for 3 rows"):
        split(np.arange(3), stratify=[0, 1])
    with pytest.raises(TypeError, match="split: stratify must be integers"):
        split(np.arange(3), stratify=[0.5, 1, 0])


def test_a_subset_keeps_rows_together():
    x, y = np.arange(40).reshape(20, 2), np.arange(20)
    x_few, y_few = subset(x, y, size=5, rng=0)
    assert len(set(y_few.tolist())) == 5
    np.testing.assert_array_equal(x_few, x[y_few])
    np.testing.assert_array_equal(subset(x, y, size=5, rng=0)[1], y_few)
    with pytest.raises(ValueError, match="subset: cannot take 21 rows of 20"):
        subset(x, y, size=21)
