"""Walking through arrays block by block: everything is visited once, in one dtype, whatever its strides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.optim.blocks import BLOCK, BUFFER, Blocks, root_mean_square

layouts = st.sampled_from([
    np.array,
    lambda array: np.array(array, order="F"),
    lambda array: np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array.copy(),
    lambda array: array.copy()[::-1] if array.ndim else array.copy(),
])  # fmt: skip


@given(npst.array_shapes(min_dims=0, max_dims=3, min_side=0), layouts, layouts, st.sampled_from(["f4", "f8"]))
def test_what_is_written_gets_into_the_arrays(shape, lay, lay_other, dtype):
    read = lay(np.arange(np.prod(shape, dtype=int), dtype=dtype).reshape(shape))
    written = lay_other(np.ones(shape))
    for r, w, s in Blocks()([read], [written], scratch=1):
        assert r.dtype == w.dtype == s.dtype == np.float64
        assert r.shape == w.shape == s.shape
        np.multiply(r, 2, out=s)
        w += s
    np.testing.assert_array_equal(written, 1 + 2 * read)


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_lengths_of_blocks(size):
    def lengths(array):
        return [len(part) for part, _scratch in Blocks()([array], scratch=1)]

    assert lengths(np.ones(size)) == [min(BLOCK, size - start) for start in range(0, size, BLOCK)]
    strided = lengths(np.ones(2 * size)[::2])
    assert sum(strided) == size
    assert max(strided) <= max(BUFFER, BLOCK)


def test_arrays_broadcast():
    rows, columns, out = np.array([[1.0], [2.0]]), np.array([[3.0, 4.0, 5.0]]), np.zeros((2, 3))
    for r, c, o in Blocks()([rows, columns], [out]):
        o += r * c
    np.testing.assert_array_equal(out, rows * columns)


def test_scratch_is_shared_and_grows():
    blocks = Blocks()
    ((_, first),) = blocks([np.ones(10)], scratch=1)
    ((_, second),) = blocks([np.ones(5)], scratch=1)
    assert np.shares_memory(first, second)
    ((_, longer, other),) = blocks([np.ones(20)], scratch=2)
    assert len(longer) == len(other) == 20
    assert not np.shares_memory(longer, other)


def test_size_of_a_typical_entry():
    assert root_mean_square(Blocks(), np.array([[3.0, -4.0], [5.0, 0.0]])) == np.sqrt(12.5)
    assert root_mean_square(Blocks(), np.zeros((0, 2))) == 0.0
