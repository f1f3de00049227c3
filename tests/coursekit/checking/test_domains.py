"""Domains draw what they say, and refuse what makes no sense in the words of whoever wrote it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit import away_from, choice, integer, labels, positive, probability, real

SHAPES = st.lists(st.integers(0, 4), max_size=3).map(tuple)


@given(SHAPES, st.integers(0, 2**32))
def test_real_kinds_draw_float64_of_their_shape(shape, seed):
    for make in (real, positive, probability):
        value = make(*shape).draw(np.random.default_rng(seed))
        assert np.shape(value) == shape
        assert value.dtype == np.float64
        assert make is real or np.all(value > 0)
        assert make is not probability or np.all(value < 1)


@given(SHAPES, st.integers(-5, 5), st.integers(1, 5))
def test_integers_stay_below_high(shape, low, width):
    value = integer(*shape, low=low, high=low + width).draw(np.random.default_rng(0))
    assert np.shape(value) == shape
    assert np.all((value >= low) & (value < low + width))


def test_labels_are_a_row_of_classes():
    value = labels(50, classes=3).draw(np.random.default_rng(0))
    assert value.shape == (50,)
    assert set(value) == {0, 1, 2}


@given(st.integers(0, 1000))
def test_away_from_keeps_its_distance(seed):
    value = away_from(real(20), [0.0, 1.0], gap=0.25).draw(np.random.default_rng(seed))
    assert np.all(np.abs(value) >= 0.25)
    assert np.all(np.abs(value - 1) >= 0.25)


def test_choice_gives_one_of_its_values_as_it_is():
    rng = np.random.default_rng(0)
    assert {choice(1, "two", None).draw(rng) for _ in range(50)} == {1, "two", None}
    assert type(choice(1.5).draw(rng)) is np.float64


@pytest.mark.parametrize(
    "domain",
    [
        real(3, 4),
        real(),
        positive(2),
        probability(1, 1),
        integer(2, low=0, high=5),
        integer(low=0, high=5),
        labels(5, classes=3),
        away_from(real(3), 0.0, gap=0.5),
        away_from(real(3), [0.0, 1.0], gap=0.5),
        choice(1, "two"),
    ],
    ids=repr,
)
def test_a_domain_reads_as_it_was_written_and_compares_by_value(domain):
    again = eval(repr(domain))
    assert again == domain
    assert hash(again) == hash(domain)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: real((3, 4)), ValueError, r"one by one: real\(3, 4\)"),
        (lambda: real(-1), ValueError, "at least 0"),
        (lambda: real(2.5), ValueError, "whole numbers"),
        (lambda: real(True), ValueError, "whole numbers"),
        (lambda: integer(3, low=5, high=5), ValueError, "low must be below high"),
        (lambda: labels(3, 0), ValueError, "classes at least 1"),
        (lambda: away_from(3, 0, gap=1), TypeError, "first argument is a domain"),
        (lambda: away_from(real(3), 0, gap=0), ValueError, "gap must be above 0"),
        (lambda: choice(), ValueError, "nothing to choose from"),
        (lambda: away_from(probability(3), 0.5, gap=2).draw(np.random.default_rng(0)), ValueError, "leaves no room"),
    ],
)
def test_mistakes_are_told(make, error, message):
    with pytest.raises(error, match=message):
        make()
