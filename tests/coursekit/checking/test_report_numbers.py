"""Which part of an array is shown, and how its numbers are rounded."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.checking.report_numbers import pile, rounded, rounded_difference, rounded_pair, window


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((), (1, 1, 1)), ((5,), (1, 1, 5)), ((3, 4), (1, 3, 4)), ((2, 5, 3, 4), (10, 3, 4)), ((0, 3), (1, 0, 3))],
)
def test_an_array_is_a_pile_of_sheets(shape, expected):
    assert pile(shape) == expected


@given(hnp.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=30), st.data())
def test_a_window_has_the_first_wrong_entry_in_it(shape, data):
    wrong = np.zeros(shape, bool)
    wrong.flat[data.draw(st.integers(0, wrong.size - 1))] = True
    shown = window(shape, wrong, (3, 5, 7))
    part = shown.part(wrong)
    assert all(size <= limit for size, limit in zip(part.shape, (3, 5, 7), strict=True))
    assert part.any()
    found = tuple(int(i[0]) for i in np.nonzero(part))
    assert wrong[shown.index(*found)]
    assert shown.cut == (part.size < wrong.size) == bool(shown.note())
    assert len(shown.labels()) == part.shape[0]


def test_a_window_tells_what_it_leaves_out():
    shown = window((4, 30, 5), None, (3, 6, 8))
    assert shown.note() == "shown: slices 0 to 2 of 4, rows 0 to 5 of 30"
    assert shown.labels() == ["[0, :, :]", "[1, :, :]", "[2, :, :]"]
    assert shown.origin() == [0, 0, 0]
    assert window((2, 2), None, (3, 6, 8)).labels() == [""]
    assert window((), None, (3, 6, 8)).index(0, 0, 0) == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 2.0, 3.0], ["1", "2", "3"]),
        ([1.5, -20.25, 0.0], ["1.50", "-20.25", "0.00"]),
        ([0.123456, 1.0, 2.0], ["0.123", "1.000", "2.000"]),
        ([1e-7, 1.0, 2.0], ["1e-07", "1", "2"]),
        ([1e9, 1.0, 2.0], ["1e+09", "1", "2"]),
        ([np.nan, np.inf, -1.5], ["nan", "inf", "-1.5"]),
        ([np.nan, 0.0, -0.0], ["nan", "0", "0"]),
        ([0.00123456], ["0.001235"]),
        ([1, 2000000000], ["1", "2000000000"]),
        ([True, False], ["True", "False"]),
        ([1 + 2j, 0j], ["1+2j", "0+0j"]),
    ],
)
def test_numbers_are_rounded_to_be_compared(values, expected):
    assert rounded(np.array(values)).tolist() == expected


@given(hnp.arrays(float, (4,), elements=st.floats(-1e5, 1e5)), st.floats(1e-9, 1.0))
def test_a_wrong_entry_never_looks_right(expected, factor):
    got = expected * (1 + factor)
    wrong = got != expected
    one, other = rounded_pair(got, expected, wrong)
    assert not np.any((one == other) & wrong)


def test_arrays_of_two_shapes_are_rounded_apart():
    one, other = rounded_pair(np.ones(2), np.ones(3), None)
    assert (len(one), len(other)) == (2, 3)
    same, too = rounded_pair(np.ones(2), np.ones(2), None)
    assert same.tolist() == too.tolist() == ["1", "1"]


def test_rounding_errors_are_no_difference():
    assert rounded_difference([1e-17, 0.25, math.inf], [False, True, True]).tolist() == ["0", "0.25", "inf"]
