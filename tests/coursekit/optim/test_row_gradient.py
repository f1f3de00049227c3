"""Gradients of a few rows, and the optimizer that touches no other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.optim import RowGradient, SparseAdam

some_rows = st.lists(st.integers(0, 5), max_size=8)


@given(some_rows, st.sampled_from([(), (2,), (2, 3)]))
def test_repeated_rows_add_up(rows, row_shape):
    values = np.random.default_rng(0).standard_normal((len(rows), *row_shape))
    gradient = RowGradient(rows, values)
    summed = gradient.summed()
    assert list(summed.rows) == sorted(set(rows))
    # Only the order of a few additions may differ.
    np.testing.assert_allclose(summed.dense(6), gradient.dense(6), rtol=1e-14, atol=1e-14)
    by_hand = np.zeros((6, *row_shape))
    for row, value in zip(rows, values, strict=True):
        by_hand[row] += value
    np.testing.assert_allclose(gradient.dense(6), by_hand, rtol=1e-14, atol=1e-14)


@given(some_rows, st.sampled_from([(), (2,), (2, 3)]))
def test_rows_without_a_gradient_are_not_touched(rows, row_shape):
    param, optimizer = np.ones((6, *row_shape)), SparseAdam(0.1)
    optimizer.step(param, np.ones_like(param))
    before = {"param": param.copy(), **{name: array.copy() for name, array in optimizer.state["0"].items()}}
    optimizer.step(param, RowGradient(rows, np.ones((len(rows), *row_shape))))
    others = [row for row in range(6) if row not in rows]
    for name, array in {"param": param, **optimizer.state["0"]}.items():
        if name != "steps":
            np.testing.assert_array_equal(array[others], before[name][others])
            assert not np.any(array[sorted(set(rows))] == before[name][sorted(set(rows))])
    assert optimizer.state["0"]["steps"] == 2


def test_all_rows_at_once_or_as_an_array():
    source = np.random.default_rng(0)
    start, gradient = source.standard_normal((2, 3000, 50))  # more than a block of rows
    sparse, dense = start.copy(), start.copy()
    one, other = SparseAdam(0.1), SparseAdam(0.1)
    for _ in range(3):
        one.step(sparse, RowGradient(np.arange(3000), gradient))
        other.step(dense, gradient)
    np.testing.assert_array_equal(sparse, dense)


def test_float32_rows_and_integer_values():
    param = np.ones((4, 2), np.float32)
    SparseAdam(0.1).step({"E": param}, {"E": RowGradient([2, 2], np.array([[100, 0], [100, 0]], np.int8))})
    np.testing.assert_allclose(param, [[1, 1], [1, 1], [0.9, 1], [1, 1]], rtol=1e-6)


@pytest.mark.parametrize(
    ("error", "match", "rows", "values"),
    [
        (TypeError, "rows must be integers, not float64", [0.0], [1.0]),
        (ValueError, r"rows of shape \(2,\) with values of shape \(1, 2\)", [0, 1], [[1.0, 2.0]]),
        (ValueError, r"rows of shape \(1, 1\)", [[0]], [[1.0]]),
        (ValueError, r"values of shape \(\)", [0], 1.0),
    ],
)
def test_what_is_no_gradient_of_rows(error, match, rows, values):
    with pytest.raises(error, match=match):
        RowGradient(rows, values)
