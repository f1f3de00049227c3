"""What counts as data, and what is said of what doesn't."""

import numpy as np
import pytest

from coursekit.arguments import generator, whole_number
from coursekit.data.examples import class_labels, equal_rows, one_of, real_number, table


def test_a_seed_gives_the_same_bits_and_a_generator_goes_on():
    assert generator(7, "f").random() == generator(7, "f").random() == np.random.default_rng(7).random()
    assert generator(np.int64(7), "f").random() == generator(7, "f").random()
    going = np.random.default_rng(7)
    assert generator(going, "f") is going
    assert generator(None, "f").random() != generator(None, "f").random()


@pytest.mark.parametrize("wrong", [1.0, "0", True, np.random.RandomState(0)])
def test_what_is_no_source_of_randomness_is_refused(wrong):
    with pytest.raises(
        TypeError, match=r"f: rng must be a seed or a generator, such as 0 or np.random.default_rng\(0\)"
    ):
        generator(wrong, "f")


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="f: a seed is 0 or more, not -1"):
        generator(-1, "f")


@pytest.mark.parametrize(
    ("arrays", "error", "message"),
    [
        ((), TypeError, r"f needs at least one array, such as f\(x, y\)"),
        ((np.ones(2), 3.0), ValueError, "f: array 1 is a single number"),
        ((np.ones(2), np.ones((3, 1))), ValueError, "f: the arrays have 2, 3 rows"),
        (([], []), ValueError, "f: the arrays have no rows"),
    ],
)
def test_arrays_need_rows_and_as_many_each(arrays, error, message):
    with pytest.raises(error, match=message):
        equal_rows("f", arrays)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (np.ones(3), ValueError, r"f: x must have shape \(examples, features\), neither of them 0, not \(3,\)"),
        (np.ones((0, 3)), ValueError, r"not \(0, 3\)"),
        (np.ones((3, 0)), ValueError, r"not \(3, 0\)"),
        (np.ones((2, 2), complex), TypeError, "f: x must be real numbers, not ndarray of dtype complex128"),
        ([["a"]], TypeError, "f: x must be real numbers, not list"),
        (
            [[0.0, 1.0], [np.nan, np.inf]],
            ValueError,
            r"f: x has 2 entries that are not finite, the first nan at \(1, 0\)",
        ),
    ],
)
def test_a_table_holds_finite_numbers(value, error, message):
    with pytest.raises(error, match=message):
        table("f", value)


def test_a_table_is_a_copy_in_float64():
    given = np.ones((2, 2))
    assert table("f", given) is not given
    assert table("f", [[1, 2]]).dtype == np.float64


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([[0, 1]], ValueError, r"f: labels must have one axis, one label for each example, not shape \(1, 2\)"),
        ([0.0, 1.0], TypeError, r"f: labels must be integers .* not float64, such as np.float64\(0.0\)"),
        (["LOC"], TypeError, "f: labels must be integers"),
        ([], TypeError, r"f: labels must be integers .*, not float64$"),
        ([0, -1], ValueError, "f: labels count from 0, but there is a -1"),
    ],
)
def test_labels_are_integers_from_0(value, error, message):
    with pytest.raises(error, match=message):
        class_labels("f", value)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: whole_number("f", "k", 2.0, 1), TypeError, "f: k must be an integer, not float 2.0"),
        (lambda: whole_number("f", "k", True, 1), TypeError, "f: k must be an integer, not bool True"),
        (lambda: whole_number("f", "k", 0, 1), ValueError, "f: k must be at least 1, not 0"),
        (lambda: real_number("f", "eps", "1"), TypeError, "f: eps must be a real number, not str '1'"),
        (lambda: real_number("f", "eps", False), TypeError, "f: eps must be a real number, not bool False"),
        (lambda: real_number("f", "eps", np.nan), ValueError, "f: eps must be finite, not nan"),
        (lambda: one_of("f", "kind", "c", ("a", "b")), ValueError, "f: kind must be 'a' or 'b', not 'c'"),
    ],
)
def test_settings_are_checked(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_array_with_one_number_is_a_number():
    assert real_number("f", "eps", np.array([2])) == 2.0
