"""Embedding and ScatterRows are each other's gradient."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.gates import Embedding
from coursekit.gates.embedding import ScatterRows

E = np.arange(12.0).reshape(4, 3)


def test_repeated_ids_add_up():
    gate = Embedding()
    np.testing.assert_array_equal(gate.forward(E, [[1, 1], [3, 1]]), E[[[1, 1], [3, 1]]])
    table, none = gate.backward(np.ones((2, 2, 3)))
    np.testing.assert_array_equal(table[:, 0], [0, 3, 0, 1])
    assert none is None


@given(
    npst.arrays(np.int64, npst.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=4), elements=st.integers(0, 3))
)
def test_each_is_the_others_adjoint(ids):
    look_up, scatter = Embedding(), ScatterRows(rows=4)
    upstream = np.arange(ids.size * 3, dtype=float).reshape(*ids.shape, 3)
    # <upstream, E[ids]> = <scattered upstream, E>: sums of small integers, hence exact.
    assert np.sum(look_up.forward(E, ids) * upstream) == np.sum(scatter.forward(upstream, ids) * E)
    np.testing.assert_array_equal(look_up.backward(upstream)[0], scatter.forward(upstream, ids))
    np.testing.assert_array_equal(scatter.backward(E)[0], look_up.forward(E, ids))


@pytest.mark.parametrize("dtype", [np.float32, np.complex128])
def test_the_kind_of_number_stays(dtype):
    gate = Embedding()
    assert gate.forward(E.astype(dtype), [0, 1]).dtype == dtype
    assert gate.backward(np.ones((2, 3), dtype))[0].dtype == dtype


@pytest.mark.parametrize(
    ("ids", "error", "message"),
    [
        ([0, -1], ValueError, r"Embedding: ids\[1\] is -1, but the table has 4 rows, numbered 0 to 3"),
        ([[0], [4]], ValueError, r"ids\[1, 0\] is 4, but the table has 4 rows"),
        (7, ValueError, "Embedding: ids is 7, but the table has 4 rows"),
        ([0.0, 1.0], TypeError, r"ids must be integers, .* from 0 to 3, not of dtype float64; .*astype\(int\)"),
        ([True, False, True, True], TypeError, "not of dtype bool"),
    ],
)
def test_what_is_no_row_is_refused(ids, error, message):
    with pytest.raises(error, match=message):
        Embedding().forward(E, ids)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"Embedding: E must have shape \(rows, d\), a row for each id, not \(4,\)"):
        Embedding().forward(np.ones(4), [0])
    with pytest.raises(ValueError, match=r"ScatterRows\(rows=4\): x \(2, 3\) and ids \(3,\) don't fit"):
        ScatterRows(rows=4).forward(np.ones((2, 3)), [0, 1, 2])
    with pytest.raises(ValueError, match="don't fit"):
        ScatterRows(rows=4).forward(1.0, 0)
    for rows in (1.5, -1, True, None):
        with pytest.raises(TypeError, match="ScatterRows: rows must be a whole number of at least 0"):
            ScatterRows(rows=rows)
