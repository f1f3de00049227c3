"""Initialisers: the distributions that they promise, the same bits from the same seed, and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.gates import LogSoftmax, Sigmoid
from coursekit.nn.initialisers import (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Normal,
    Orthogonal,
    SmallPositive,
    Uniform,
    Zeros,
    log_frequencies,
    mean_logit,
    mean_target,
)

RANDOM = [
    Uniform(),
    Normal(),
    GlorotUniform(),
    GlorotNormal(),
    HeUniform(),
    HeNormal(),
    Orthogonal(),
    Normal(0.1, mean=0.5),
    GlorotUniform(gain=2.0),
]
FIXED = [Zeros(), Constant(0.5), SmallPositive()]


@pytest.mark.parametrize("init", RANDOM + FIXED, ids=repr)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**64))
def test_same_seed_same_bits(init, n, m, seed):
    weights = init((n, m), seed)
    assert weights.shape == (n, m)
    assert weights.dtype == np.float64
    assert weights.flags.c_contiguous
    assert weights.flags.writeable
    np.testing.assert_array_equal(weights, init((n, m), np.random.default_rng(seed)))
    narrow = init((n, m), seed, dtype=np.float32)
    assert narrow.dtype == np.float32
    np.testing.assert_array_equal(narrow, weights.astype(np.float32))


@pytest.mark.parametrize("init", RANDOM, ids=repr)
def test_seeds_differ_and_a_generator_goes_on(init):
    assert not np.array_equal(init((3, 4), 0), init((3, 4), 1))
    generator = np.random.default_rng(0)
    assert not np.array_equal(init((3, 4), generator), init((3, 4), generator))


@pytest.mark.parametrize(
    ("init", "mean", "variance"),
    [
        (Uniform(), 0, 0.2**2 / 12),
        (Uniform(1.0, 3.0), 2, 4 / 12),
        (Normal(), 0, 1e-4),
        (Normal(0.1, mean=0.5), 0.5, 0.01),
        (GlorotUniform(), 0, 2 / 500),
        (GlorotNormal(), 0, 2 / 500),
        (GlorotNormal(gain=3), 0, 9 * 2 / 500),
        (HeUniform(), 0, 2 / 200),
        (HeNormal(), 0, 2 / 200),
        (HeUniform(gain=0.5), 0, 0.25 * 2 / 200),
    ],
    ids=repr,
)
def test_mean_and_variance(init, mean, variance):
    """Of 300·200 numbers: fan_in is 200, fan_out 300."""
    weights = init((300, 200), rng=0)
    # Five standard errors: σ/√n of the mean, and at most σ²·√(2/n) of the variance.
    assert abs(np.mean(weights) - mean) < 5 * math.sqrt(variance / weights.size)
    assert abs(np.var(weights) - variance) < 5 * variance * math.sqrt(2 / weights.size)


@pytest.mark.parametrize(
    ("init", "bound"), [(Uniform(), 0.1), (GlorotUniform(), math.sqrt(6 / 500)), (HeUniform(), math.sqrt(6 / 200))]
)
def test_uniform_weights_fill_their_interval(init, bound):
    weights = init((300, 200), rng=0)
    assert 0.999 * bound < np.max(np.abs(weights)) <= bound


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 99))
def test_orthogonal_weights_keep_lengths(n, m, seed):
    W = Orthogonal(gain=2.0)((n, m), seed)
    product = W @ W.T if n <= m else W.T @ W
    # Householder reflections are orthogonal to a few units in the last place.
    np.testing.assert_allclose(product, 4 * np.eye(min(n, m)), atol=1e-13)


def test_orthogonal_weights_have_no_preferred_sign():
    signs = [Orthogonal()((3, 3), seed)[0, 0] > 0 for seed in range(200)]
    assert 60 < sum(signs) < 140


def test_fixed_values():
    np.testing.assert_array_equal(Zeros()(3), [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(Constant(-1)((1, 2)), [[-1.0, -1.0]])
    assert SmallPositive()(()) == 0.01
    assert Zeros()((0, 2)).shape == (0, 2)
    assert Uniform()([2, 2], 0).shape == (2, 2)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.sampled_from([0.5, 1, 2.0]))
def test_the_bias_of_a_softmax_gives_the_frequencies(labels, smoothing):
    counts = np.bincount(labels, minlength=4) + smoothing
    probabilities = np.exp(LogSoftmax().forward(log_frequencies(labels, 4, smoothing=smoothing)))
    np.testing.assert_allclose(probabilities, counts / counts.sum(), rtol=1e-14)


def test_no_other_bias_has_a_smaller_cross_entropy():
    labels = np.array([0, 0, 1, 2, 2, 2])
    best = log_frequencies(labels, 3)

    def loss(bias):
        return -np.mean(LogSoftmax().forward(bias)[labels])

    for seed in range(20):
        assert loss(best) < loss(best + Normal(0.1)(3, seed))


def test_the_bias_of_a_sigmoid_gives_the_mean():
    targets = np.array([[0, 1], [1, 1], [0, 0.25], [0, 0.75]])
    np.testing.assert_allclose(Sigmoid().forward(mean_logit(targets)), [0.25, 0.75], rtol=1e-15)
    assert mean_logit([0, 1]).shape == ()
    # ln(p/(1−p)) keeps its digits for a rare class.
    assert mean_logit([0] * 99_999 + [1]) == pytest.approx(-math.log(99_999), rel=1e-15)


def test_the_bias_of_a_linear_output_is_the_mean():
    np.testing.assert_array_equal(mean_target([[1, 2], [3, 6]]), [2.0, 4.0])


@pytest.mark.parametrize(
    ("error", "match", "call"),
    [
        (TypeError, r"Uniform\(low=-0.1, high=0.1\): rng must be a seed", lambda: Uniform()((2, 2))),
        (TypeError, "rng must be a seed.*not bool True", lambda: Normal()((2, 2), True)),
        (ValueError, "a seed is 0 or more, not -1", lambda: Normal()((2, 2), -1)),
        (TypeError, "rng must be a seed.*not float 1.5", lambda: HeNormal()((2, 2), 1.5)),
        (TypeError, "a shape is a tuple of integers, 0 or above, not 2.5", lambda: Zeros()(2.5)),
        (TypeError, "a shape is a tuple of integers", lambda: Zeros()((2, -1))),
        (TypeError, "parameters are float32 or float64, not int64", lambda: Zeros()(2, dtype=np.int64)),
        (ValueError, r"is for a weight matrix \(fan_out, fan_in\).*not for shape \(3,\)", lambda: HeNormal()(3, 0)),
        (ValueError, r"not for shape \(3, 0\)", lambda: GlorotUniform()((3, 0), 0)),
        (ValueError, r"Orthogonal\(gain=1.0\) is for a weight matrix", lambda: Orthogonal()((2, 2, 2), 0)),
        (ValueError, "Uniform: low must be below high", lambda: Uniform(0.1, 0.1)),
        (ValueError, "Normal: std must be above 0, not 0", lambda: Normal(0)),
        (ValueError, "SmallPositive: value must be above 0", lambda: SmallPositive(-0.1)),
        (ValueError, "GlorotNormal: gain must be above 0", lambda: GlorotNormal(gain=-1)),
        (ValueError, "Constant: value must be finite", lambda: Constant(math.inf)),
        (ValueError, "no label is of class 1, 3, whose bias", lambda: log_frequencies([0, 2], 4)),
        (ValueError, "label 4 is not between 0 and 3", lambda: log_frequencies([0, 4], 4)),
        (ValueError, "label -1 is not between 0 and 3", lambda: log_frequencies([0, -1], 4)),
        (TypeError, "labels must be integers, not float64", lambda: log_frequencies([0.0], 4)),
        (ValueError, "there are no labels", lambda: log_frequencies(np.array([], int), 4)),
        (ValueError, "smoothing must be 0 or above", lambda: log_frequencies([0], 4, smoothing=-1)),
        (ValueError, "all are 1, and the logit is infinite", lambda: mean_logit([1, 1])),
        (ValueError, "targets must be between 0 and 1", lambda: mean_logit([0.5, 1.5])),
        (ValueError, "at least one target", lambda: mean_target([])),
        (ValueError, "targets must be finite", lambda: mean_target([1.0, math.nan])),
    ],
)
def test_refusals(error, match, call):
    with pytest.raises(error, match=match):
        call()
