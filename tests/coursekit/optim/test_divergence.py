"""Where gradient descent begins to diverge, and how it is noticed."""

import math

import numpy as np
import pytest

from coursekit.optim import SGD, DivergenceWatch, largest_stable_rate


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("form", ["buffer", "velocity"])
def test_descent_diverges_just_above_the_largest_stable_rate(momentum, form):
    H = np.array([[3.0, 1.0], [1.0, 2.0]])
    limit = largest_stable_rate(H, momentum=momentum)
    sizes = []
    for rate in (0.99 * limit, 1.01 * limit):
        theta, optimizer = np.array([1.0, -2.0]), SGD(rate, momentum=momentum, form=form)
        for _ in range(1000):
            optimizer.step(theta, H @ theta)
        sizes.append(float(np.linalg.norm(theta)))
    assert sizes[0] < 1e-3
    assert sizes[1] > 1e3


def test_one_parameter_and_no_curvature():
    assert largest_stable_rate(4.0) == 0.5
    assert largest_stable_rate([[0.0, 0.0], [0.0, -1.0]]) == math.inf


@pytest.mark.parametrize("wrong", [np.ones((2, 3)), np.ones((0, 0)), np.ones((2, 2, 2))])
def test_a_hessian_is_square(wrong):
    with pytest.raises(ValueError, match="it is a square matrix"):
        largest_stable_rate(wrong)


@pytest.mark.parametrize("wrong", [[[1.0, 2.0], [0.0, 1.0]], [[math.nan]]])
def test_a_hessian_is_symmetric_and_finite(wrong):
    with pytest.raises(ValueError, match="finite and symmetric"):
        largest_stable_rate(wrong)


def test_the_watch():
    watch = DivergenceWatch(factor=4.0)
    assert [watch.observe(loss) for loss in (1.0, 0.5, 4.0, 4.1, 0.1, math.inf, math.nan)] == [
        False, False, False, True, False, True, True,
    ]  # fmt: skip
    assert watch.diverged
    assert DivergenceWatch().observe(math.nan)
    with pytest.raises(ValueError, match="DivergenceWatch: factor must be above 1"):
        DivergenceWatch(factor=1.0)
