"""Mini-batches: every row once, the same rows of each array, a new order each epoch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.data import Batches, minibatches


@given(n=st.integers(1, 40), size=st.integers(1, 50), seed=st.integers(0, 3), shuffle=st.booleans())
def test_an_epoch_has_every_row_once(n, size, seed, shuffle):
    x, y = np.arange(2 * n).reshape(n, 2), np.arange(n)
    batches = list(minibatches(x, y, size=size, rng=seed, shuffle=shuffle))
    assert [len(y_batch) for _, y_batch in batches] == [size] * (n // size) + [n % size] * (n % size > 0)
    rows = np.concatenate([y_batch for _, y_batch in batches])
    assert sorted(rows) == list(range(n))
    for x_batch, y_batch in batches:
        np.testing.assert_array_equal(x_batch, x[y_batch])
    if not shuffle:
        np.testing.assert_array_equal(rows, y)


@given(n=st.integers(1, 40), size=st.integers(1, 40))
def test_the_last_batch_may_be_dropped(n, size):
    if size <= n:
        lengths = [len(batch) for (batch,) in minibatches(np.arange(n), size=size, rng=0, drop_last=True)]
        assert lengths == [size] * (n // size)


def test_a_generator_reshuffles_and_a_seed_repeats():
    def order(rng):
        return [int(i) for (batch,) in minibatches(np.arange(20), size=7, rng=rng) for i in batch]

    going = np.random.default_rng(3)
    first, second = order(going), order(going)
    assert first != second
    assert order(3) == first


def test_batches_are_copies():
    x = np.arange(4.0)
    for (batch,) in minibatches(x, size=2, shuffle=False):
        batch[:] = -1
    np.testing.assert_array_equal(x, np.arange(4.0))


def test_epochs_by_number_can_be_repeated_in_any_order():
    batches = Batches(np.arange(10), np.arange(10) * 2, size=4, seed=5)

    def rows(number):
        return np.concatenate([y for _, y in batches.epoch(number)])

    third = rows(3)
    assert sorted(rows(0)) == sorted(third) == list(range(0, 20, 2))
    assert rows(0).tolist() != third.tolist()
    np.testing.assert_array_equal(rows(3), third)
    assert len(batches) == len(list(batches.epoch(0))) == 3
    dropping = Batches(np.arange(10), size=4, drop_last=True)
    assert len(dropping) == len(list(dropping.epoch(0))) == 2
    assert len(Batches(np.arange(8), size=4)) == 2


def test_mistakes_are_told_at_the_call():
    with pytest.raises(ValueError, match="minibatches: the arrays have 2, 3 rows"):
        minibatches(np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match="minibatches: size must be at least 1, not 0"):
        minibatches(np.ones(2), size=0)
    with pytest.raises(
        ValueError, match="minibatches: 2 rows make no full batch of 3, and drop_last leaves out the rest"
    ):
        minibatches(np.ones(2), size=3, drop_last=True)
    with pytest.raises(TypeError, match="Batches: seed must be an integer, not Generator"):
        Batches(np.ones(2), seed=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"Batches.epoch: number must be at least 0"):
        Batches(np.ones(2)).epoch(-1)
