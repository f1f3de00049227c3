"""Double descent: the peak at the threshold, the second descent beyond it."""

import numpy as np
import pytest

from coursekit.train import double_descent


def examples(n, seed):
    random = np.random.default_rng(seed)
    x = random.standard_normal((n, 5))
    return x, np.sin(x.sum(axis=1)) + 0.3 * random.standard_normal(n)


def test_the_test_error_peaks_where_the_fit_becomes_exact_and_falls_again():
    curve = double_descent(examples(30, 0), examples(300, 1), [3, 30, 600], rng=0)
    before, peak, beyond = curve.test_errors
    assert peak > 3 * before
    assert beyond < peak / 3
    assert curve.threshold == 30
    assert curve.train_errors[0] > 0.1
    # Exact but for the round-off of weights that are large at the threshold.
    assert max(curve.train_errors[1:]) < 1e-12
    assert curve.norms[1] > curve.norms[2]


def test_the_seed_decides():
    first, same, other = (double_descent(examples(10, 0), examples(10, 1), [4], rng=seed) for seed in (0, 0, 1))
    assert first == same != other


def test_no_features_no_curve():
    assert double_descent(examples(10, 0), examples(10, 1), []).test_errors == ()


def test_bad_examples_are_refused():
    x, y = examples(10, 0)
    with pytest.raises(ValueError, match=r"train x has 10 examples, so y must have shape \(10,\), not \(9,\)"):
        double_descent((x, y[:9]), (x, y), [1])
    with pytest.raises(ValueError, match="training x has 5 features, but test x 4"):
        double_descent((x, y), (x[:, :4], y), [1])
    with pytest.raises(ValueError, match="features must be at least 1, not 0"):
        double_descent((x, y), (x, y), [0])
    with pytest.raises(ValueError, match="double_descent: test y has 1 entries that are not finite"):
        double_descent((x, y), (x, np.where(y == y[0], np.nan, y)), [1])
