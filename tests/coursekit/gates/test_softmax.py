"""Softmax, its logarithm and sparsemax: distributions, also of large scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.gates import LogSoftmax, Softmax, Sparsemax

scores = npst.arrays(np.float64, npst.array_shapes(max_dims=3, max_side=5), elements=st.floats(-1000, 1000))


@given(scores)
def test_rows_are_distributions(x):
    for gate in (Softmax(), Sparsemax()):
        z = gate.forward(x)
        assert np.all(z >= 0)
        # Scores up to 1000 are rounded to 1e-13, and so is the threshold of sparsemax, for each of 5 entries.
        np.testing.assert_allclose(np.sum(z, axis=-1), 1, atol=1e-12)


@given(scores)
def test_the_gradient_is_orthogonal_to_shifting_all_scores(x):
    upstream = np.linspace(-1, 1, x.size).reshape(x.shape)
    for gate in (Softmax(), LogSoftmax(), Sparsemax()):
        gate.forward(x)
        # exp(output) sums to 1 as well as scores up to 1000 allow, see above.
        np.testing.assert_allclose(np.sum(gate.backward(upstream)[0], axis=-1), 0, atol=5e-12)


def test_log_softmax_does_not_underflow():
    np.testing.assert_array_equal(LogSoftmax().forward([0.0, -2000.0]), [0.0, -2000.0])


def test_masked_scores_get_nothing():
    for gate in (Softmax(), Sparsemax()):
        np.testing.assert_array_equal(gate.forward([0.0, -np.inf]), [1.0, 0.0])


@pytest.mark.parametrize(
    ("x", "z"), [([1.0, 1.0], [0.5, 0.5]), ([3.0, 1.0], [1.0, 0.0]), ([0.5, 0.0], [0.75, 0.25]), ([7.0], [1.0])]
)
def test_sparsemax_of_two(x, z):
    np.testing.assert_array_equal(Sparsemax().forward(x), z)


def test_sparsemax_shares_the_gradient_within_the_support():
    gate = Sparsemax()
    gate.forward([0.5, 0.0, -3.0])
    np.testing.assert_array_equal(gate.backward([4.0, 2.0, 9.0])[0], [1.0, -1.0, 0.0])
