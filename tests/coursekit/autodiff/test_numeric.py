"""Plain differences, as in the lectures."""

import numpy as np
import pytest

from coursekit.autodiff import centred, one_sided


def square_sum(x):
    return np.sum(x**2)


@pytest.mark.parametrize("x", [[[1, 2], [3, 4]], np.array([[1, 2], [3, 4]], np.int8), np.array([[1.0, 2], [3, 4]])])
def test_integers_are_converted_and_the_shape_is_kept(x):
    before = np.array(x)
    # x² is computed to 2e-15 here; the differences divide that by h, and one side adds h·f″/2 = h.
    np.testing.assert_allclose(centred(square_sum, x), 2 * before, atol=1e-9)
    np.testing.assert_allclose(one_sided(square_sum, x), 2 * before, atol=1e-5)
    np.testing.assert_array_equal(x, before)


def test_one_side_errs_by_h_and_the_centre_by_h_squared():
    # (1 + h)³ − 1 = 3h + 3h² + h³, and the h² cancels in the centred difference. Round-off is 2e-16/h.
    assert one_sided(lambda x: x**3, 1.0, h=1e-3) == pytest.approx(3 + 3e-3 + 1e-6, abs=1e-12)
    assert centred(lambda x: x**3, 1.0, h=1e-3) == pytest.approx(3 + 1e-6, abs=1e-12)


def test_at_a_kink_one_side_and_the_middle():
    assert one_sided(np.abs, 0.0) == 1
    assert centred(np.abs, 0.0) == 0


def test_no_entries_no_gradient():
    assert centred(square_sum, np.ones((0, 3))).shape == (0, 3)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"f must return a single number, but it returned shape \(2,\)"):
        centred(np.exp, [1.0, 2.0])
    with pytest.raises(TypeError, match="x must be real numbers, not list of dtype"):
        centred(square_sum, ["a"])
    with pytest.raises(ValueError, match="the step h must be positive, not 0"):
        centred(square_sum, [1.0], h=0)
    with pytest.raises(ValueError, match=r"h=1e-08 is lost beside x\[\(1,\)\]"):
        one_sided(square_sum, [1.0, 1e10])
