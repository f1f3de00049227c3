"""Toy sets: balanced classes in the shapes that are promised, the same for the same seed."""

import numpy as np
import pytest

from coursekit.data import blobs, circles, line, linear, spirals, two_moons, xor

MAKERS = {two_moons: 2, circles: 2, spirals: 3, xor: 2, blobs: 3, linear: 2}
every_set = pytest.mark.parametrize("make", MAKERS)


@every_set
def test_classes_are_balanced_and_points_are_of_the_plane(make):
    x, y = make(100, rng=0)
    assert x.shape == (100, 2)
    assert x.dtype == np.float64
    assert y.dtype == np.int64
    counts = np.bincount(y)
    assert len(counts) == MAKERS[make]
    assert np.ptp(counts) <= 1
    assert y.tolist() != sorted(y)


@every_set
def test_the_seed_decides(make):
    for first, second in zip(make(30, rng=4), make(30, rng=np.random.default_rng(4)), strict=True):
        np.testing.assert_array_equal(first, second)
    assert make(30, rng=4)[0].tolist() != make(30, rng=5)[0].tolist()


@every_set
def test_noise_moves_every_point(make):
    clean, noisy = make(50, noise=0.0, rng=1)[0], make(50, noise=0.1, rng=1)[0]
    assert 0 < np.std(noisy - clean) < 0.2


@every_set
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"n": 1}, ValueError, "n must be at least"),
        ({"noise": -1.0}, ValueError, "noise is a standard deviation, 0 or more, not -1.0"),
        ({"rng": "seed"}, TypeError, "rng must be a seed or a generator"),
    ],
)
def test_bad_settings_are_refused(make, settings, error, message):
    with pytest.raises(error, match=f"{make.__name__}: {message}"):
        make(**settings)


def test_without_noise_points_lie_on_their_shapes():
    # Round-off of sines and cosines.
    close = {"atol": 1e-12}
    x, y = circles(50, noise=0.0, factor=0.3, rng=0)
    np.testing.assert_allclose(np.hypot(*x.T), np.where(y == 0, 1, 0.3), **close)
    x, y = two_moons(50, noise=0.0, rng=0)
    centred = np.where(y[:, np.newaxis] == 0, x, np.array([1.0, 0.5]) - x)
    np.testing.assert_allclose(np.hypot(*centred.T), 1, **close)
    assert np.all(centred[:, 1] >= 0)
    x, y = xor(50, noise=0.0, rng=0)
    np.testing.assert_array_equal(np.abs(x), 1)
    np.testing.assert_array_equal(y, x[:, 0] * x[:, 1] < 0)
    x, y = blobs(10, centres=[[0, 0], [5, 5]], noise=0.0, rng=0)
    np.testing.assert_array_equal(x, 5.0 * np.stack([y, y], axis=1))
    x, y = spirals(60, noise=0.0, classes=4, turns=0.5, rng=0)
    radius, angle = np.hypot(*x.T), np.arctan2(x[:, 1], x[:, 0])
    turned = (angle - 2 * np.pi * (0.5 * radius + y / 4)) / (2 * np.pi)
    np.testing.assert_allclose(turned, np.round(turned), **close)


def test_linear_classes_are_separated_by_their_margin():
    x, y = linear(300, margin=0.3, rng=0)
    distance = x.sum(axis=1) / np.sqrt(2)
    assert np.all((distance > 0) == (y == 1))
    assert np.all(np.abs(distance) > 0.3)
    assert np.all(np.abs(x) <= 1)


def test_the_line_of_the_lectures():
    x, y = line(50, rng=0)
    np.testing.assert_array_equal(y, 0.1 * x + 0.3)
    assert np.all((x >= 0) & (x < 1))
    assert 0 < np.std(line(50, noise=0.1, rng=0)[1] - y) < 0.2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: circles(factor=1.0), "circles: factor must lie between 0 and 1, not 1.0"),
        (lambda: linear(margin=1.0), "linear: margin must be from 0 to below 1, not 1.0"),
        (lambda: blobs(centres=[1.0, 2.0]), r"blobs: centres must be points, shape \(classes, 2\)"),
        (lambda: blobs(centres=[[1.0, np.nan]]), "blobs: centres must be points"),
        (lambda: spirals(classes=1), "spirals: classes must be at least 2"),
    ],
)
def test_bad_shapes_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
