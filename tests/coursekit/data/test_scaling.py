"""Scalers: the training set gets the statistics that are promised, other sets its transformation, and back again."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.data import MeanSubtraction, Normalisation, Whitening

# Numbers on a grid of thousandths: a table of them is either constant or varies by far more than round-off.
tables = npst.arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(1, 4)),
    elements=st.integers(-5000, 5000).map(lambda n: n / 1000),
)
every_scaler = pytest.mark.parametrize(
    "fit", [MeanSubtraction.fit, Normalisation.fit, Whitening.fit, lambda x: Whitening.fit(x, kind="zca")]
)


def correlated(n=200):
    random = np.random.default_rng(0)
    return random.standard_normal((n, 3)) @ np.array([[3.0, 1.0, 0.0], [0.0, 2.0, 1.0], [0.0, 0.0, 0.5]]) + [5, -2, 1]


@every_scaler
@given(x=tables)
def test_inverse_undoes_transform(fit, x):
    scaler = fit(x)
    # Round-off of numbers up to 10, divided by √ε = 1e-4 at worst, and multiplied again.
    np.testing.assert_allclose(scaler.inverse(scaler.transform(x)), x, atol=1e-9)


@given(x=tables)
def test_normalised_features_have_mean_0_and_variance_1_or_are_0(x):
    scaled = Normalisation.fit(x).transform(x)
    for feature, original in zip(scaled.T, x.T, strict=True):
        if np.all(original == original[0]):
            np.testing.assert_array_equal(feature, 0)
        else:
            # Means are off by round-off of numbers up to 5, over deviations of 1e-4 or more.
            assert abs(feature.mean()) < 1e-10
            assert abs(feature.var() - 1) < 1e-10


@given(x=tables)
def test_subtracted_means_are_those_of_the_training_set(x):
    scaler = MeanSubtraction.fit(x)
    np.testing.assert_allclose(scaler.transform(x).mean(axis=0), 0, atol=1e-14)  # round-off of numbers up to 10
    np.testing.assert_array_equal(
        scaler.transform(x + 1) - scaler.transform(x), (x + 1 - scaler.mean) - (x - scaler.mean)
    )


@pytest.mark.parametrize("kind", ["pca", "zca"])
def test_white_features_are_uncorrelated_with_variance_1(kind):
    x = correlated()
    scaler = Whitening.fit(x, kind=kind, eps=0.0)
    white = scaler.transform(x)
    # Round-off of 200 terms, times the ratio of the largest deviation to the smallest, below 10.
    np.testing.assert_allclose(white.T @ white / len(x), np.eye(3), atol=1e-12)
    np.testing.assert_allclose(white.mean(axis=0), 0, atol=1e-12)


def test_pca_sorts_by_variance_and_zca_stays_near_the_features():
    x = correlated()
    scaler = Whitening.fit(x)
    components = (x - scaler.mean) @ scaler.directions
    assert np.all(np.diff(components.var(axis=0)) < 0)
    zca = Whitening.fit(x, kind="zca").transform(x)
    centred = x - x.mean(axis=0)
    assert np.linalg.norm(zca - centred) < np.linalg.norm(scaler.transform(x) - centred)


def test_the_sign_of_a_principal_direction_is_decided():
    x = correlated()
    directions = Whitening.fit(x).directions
    np.testing.assert_allclose(Whitening.fit(-x).directions, directions, atol=1e-12)  # round-off of the decomposition
    assert np.all(directions[np.argmax(np.abs(directions), axis=0), range(3)] > 0)


def test_whitening_with_fewer_examples_than_features():
    x = np.random.default_rng(0).standard_normal((3, 5))
    scaler = Whitening.fit(x)
    assert scaler.directions.shape == (5, 5)
    np.testing.assert_allclose(scaler.scale[2:], 1e-4)  # √ε; three examples span two directions
    with pytest.raises(ValueError, match="3 examples vary in 2 of 5 directions only, and eps=0 would divide by 0"):
        Whitening.fit(x, eps=0.0)


def test_eps_dampens():
    x = correlated()
    assert np.all(Whitening.fit(x, eps=1.0).transform(x).var(axis=0) < Whitening.fit(x).transform(x).var(axis=0))


def test_a_constant_feature_counts_as_deviation_1():
    # The mean of three times 0.1 is not 0.1, and their rounded deviation not 0: equality decides.
    scaler = Normalisation.fit([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])
    assert scaler.deviation[0] == 1
    np.testing.assert_array_equal(scaler.transform([[0.1, 2.0], [2.1, 2.0]]), [[0, 0], [2, 0]])


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_squares_neither_vanish_nor_overflow(size):
    np.testing.assert_array_equal(Normalisation.fit([[-size], [size]]).transform([[-size], [size]]), [[-1], [1]])


def test_statistics_come_from_the_training_set_alone():
    train, test = correlated()[:150], correlated()[150:]
    scaler = Normalisation.fit(train)
    np.testing.assert_array_equal(scaler.transform(test), (test - scaler.mean) / scaler.deviation)
    assert np.any(np.abs(scaler.transform(test).mean(axis=0)) > 0.01)


@pytest.mark.parametrize("kind", [MeanSubtraction, Normalisation, Whitening])
def test_there_is_no_scaler_without_statistics(kind):
    with pytest.raises(TypeError, match="a scaler is made from training data"):
        kind()


@every_scaler
def test_data_unlike_the_training_set_are_refused(fit):
    scaler = fit(correlated())
    name = type(scaler).__name__
    with pytest.raises(ValueError, match=rf"{name}.transform: x has 2 features, but the training set had 3"):
        scaler.transform(np.ones((4, 2)))
    with pytest.raises(ValueError, match=rf"{name}.inverse: x has 1 entries that are not finite"):
        scaler.inverse([[1.0, np.nan, 2.0]])
    with pytest.raises(ValueError, match=rf"{name}.fit: x must have shape"):
        fit(np.ones(3))


@every_scaler
def test_scalers_can_be_copied_and_stored(fit):
    x = correlated()
    scaler = fit(x)
    for twin in (copy.deepcopy(scaler), pickle.loads(pickle.dumps(scaler))):
        np.testing.assert_array_equal(twin.transform(x), scaler.transform(x))


def test_bad_settings_of_whitening():
    with pytest.raises(ValueError, match=r"Whitening.fit: kind must be 'pca' or 'zca', not 'ica'"):
        Whitening.fit(correlated(), kind="ica")
    with pytest.raises(ValueError, match=r"Whitening.fit: eps must be 0 or more"):
        Whitening.fit(correlated(), eps=-1)
