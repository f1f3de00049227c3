"""Spaces: values within their range, on their scale."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.train import Choice, Integer, LogUniform, Uniform
from coursekit.train.spaces import checked_spaces


@given(st.floats(0, 1))
def test_values_lie_in_the_range(u):
    assert -1 <= Uniform(-1, 2).at(u) <= 2
    assert 1e-5 <= LogUniform(1e-5, 0.3).at(u) <= 0.3
    assert Integer(-2, 3).at(u) in range(-2, 4)
    assert Choice("a", "b", "c").at(u) in ("a", "b", "c")


def test_ends_and_middles():
    assert [Uniform(1, 3).at(u) for u in (0, 0.5, 1)] == [1, 2, 3]
    assert [LogUniform(1e-4, 1).at(u) for u in (0, 1)] == [1e-4, 1]
    assert LogUniform(1e-300, 1e300).at(1) == 1e300
    assert LogUniform(1e-4, 1).at(0.5) == pytest.approx(1e-2, rel=1e-14)  # roundings of a logarithm near 9
    assert [Integer(1, 2).at(u) for u in (0, 0.49, 0.5, 1)] == [1, 1, 2, 2]
    assert [Choice("a", None).at(u) for u in (0, 0.49, 0.5, 1)] == ["a", "a", None, None]


def test_every_integer_is_as_likely_and_every_decade_too():
    u = np.random.default_rng(0).random(4000)
    counts = np.bincount([Integer(0, 3).at(one) for one in u])
    # 1000 each, with a standard deviation of √(4000·3/16) = 27; five of them.
    assert np.all(np.abs(counts - 1000) < 137)
    decades = np.bincount([-math.floor(math.log10(LogUniform(1e-4, 1).at(one))) for one in u])[1:5]
    assert np.all(np.abs(decades - 1000) < 137)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Uniform(2, 1), ValueError, "Uniform: low must be less than high, but they are 2.0 and 1.0"),
        (lambda: Uniform(0, "1"), TypeError, "Uniform: high must be a real number"),
        (lambda: LogUniform(0, 1), ValueError, "LogUniform: low must be positive, not 0: 0 has no logarithm"),
        (lambda: Integer(1.5, 3), TypeError, "Integer: low must be an integer, not float 1.5"),
        (lambda: Integer(3, 3), ValueError, "Integer: low must be less than high, but they are 3 and 3"),
        (Choice, TypeError, "Choice needs at least one option"),
        (lambda: checked_spaces("f", {}), TypeError, "f needs a space for each hyperparameter"),
        (lambda: checked_spaces("f", [Uniform(0, 1)]), TypeError, "f needs a space for each hyperparameter"),
        (
            lambda: checked_spaces("f", {"rate": (0, 1)}),
            TypeError,
            r"f: rate needs a space \(Uniform, LogUniform, Integer or Choice\), not tuple \(0, 1\)",
        ),
    ],
)
def test_bad_spaces_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_spaces_are_values():
    assert Choice("a", "b") == Choice("a", "b")
    assert hash(Integer(1, 2)) == hash(Integer(1, 2))
