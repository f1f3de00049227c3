"""Summing gradients back to the shape before broadcasting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as npst

from coursekit.gates import sum_to_shape


@given(npst.mutually_broadcastable_shapes(num_shapes=2, min_side=0))
def test_each_copy_made_by_broadcasting_counts_once(shapes):
    shape, wide = shapes.input_shapes[0], shapes.result_shape
    total = sum_to_shape(np.ones(wide), shape)
    assert np.shape(total) == shape
    copies = np.prod(wide) // np.prod(shape) if np.prod(shape) else 0
    np.testing.assert_array_equal(total, np.full(shape, float(copies)))


def test_it_is_the_transpose_of_broadcasting():
    generator = np.random.default_rng(0)
    x, wide = generator.normal(size=(3, 1)), generator.normal(size=(2, 3, 4))
    # <broadcast x, g> = <x, sum g>; 24 terms of order 1, each rounded.
    assert np.sum(np.broadcast_to(x, wide.shape) * wide) == pytest.approx(
        np.sum(x * sum_to_shape(wide, (3, 1))), abs=1e-13
    )


@pytest.mark.parametrize(("wide", "shape"), [((3,), (2,)), ((3,), (1, 3)), ((2, 3), (2,)), ((1,), (3,))])
def test_a_shape_that_does_not_broadcast_is_refused(wide, shape):
    with pytest.raises(ValueError, match="does not broadcast to it"):
        sum_to_shape(np.ones(wide), shape)
