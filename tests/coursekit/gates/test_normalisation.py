"""LayerNorm: rows of mean 0 and variance 1, of whatever shift and scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.gates import LayerNorm

rows = npst.arrays(
    np.float64, npst.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5), elements=st.floats(-1000, 1000)
)


@given(rows)
def test_rows_have_mean_0_and_at_most_variance_1(x):
    m = x.shape[-1]
    z = LayerNorm().forward(x, np.ones(m), np.zeros(m))
    # Sums up to 2000, 3000, 4000 and 5000 are rounded by at most 1.1, 2.3, 2.3 and 4.5e-13, a fifth of which is left in
    # the mean of five entries, and the mean itself by 0.6e-13: 2.7e-13 in all. A row whose entries differ by no more
    # than that is divided by √eps.
    np.testing.assert_allclose(np.mean(z, axis=-1), 0, atol=2.7e-13 / np.sqrt(1e-5))
    assert np.all(np.mean(z * z, axis=-1) <= 1 + 1e-12)


@given(rows)
def test_the_gradient_sees_neither_a_shift_nor_a_scale_of_the_row(x):
    m = x.shape[-1]
    gate = LayerNorm(eps=1e-12)
    n = gate.forward(x, np.ones(m), np.zeros(m))
    gradient = gate.backward(np.linspace(-1, 1, x.size).reshape(x.shape))[0]
    scale = max(1.0, float(np.max(np.abs(gradient))))
    # The sum cancels to the rounding of its terms, which are divided by a spread that itself has digits missing.
    np.testing.assert_allclose(np.sum(gradient, axis=-1), 0, atol=1e-9 * scale)
    assert n.shape == gradient.shape


def test_a_known_row():
    z = LayerNorm(eps=1e-30).forward([1.0, 3.0], [2.0, 10.0], [0.5, 0.0])
    np.testing.assert_array_equal(z, [-1.5, 10.0])


def test_a_constant_row_is_nothing_but_its_shift():
    gate = LayerNorm()
    np.testing.assert_array_equal(gate.forward(np.full((2, 3), 7.0), np.ones(3), np.arange(3)), [[0, 1, 2]] * 2)
    assert np.all(np.isfinite(gate.backward(np.ones((2, 3)))[0]))


@pytest.mark.parametrize(
    ("x", "gamma", "beta"),
    [
        ((2, 3), (), (3,)),
        ((2, 3), (3,), (1,)),
        ((2, 3), (2, 3), (3,)),
        ((), (), ()),
        ((2, 0), (0,), (0,)),
    ],
)
def test_shapes_that_do_not_fit_are_refused(x, gamma, beta):
    with pytest.raises(ValueError, match=r"LayerNorm cannot take x .*m at least 1; gamma and beta are not"):
        LayerNorm().forward(np.ones(x), np.ones(gamma), np.ones(beta))


def test_eps_is_a_positive_number():
    with pytest.raises(ValueError, match="LayerNorm: eps must be above 0, not 0"):
        LayerNorm(eps=0)
    with pytest.raises(TypeError, match="LayerNorm: eps must be a real number"):
        LayerNorm(eps=None)
