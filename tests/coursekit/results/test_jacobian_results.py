"""Jacobians beside the lectures' formulas, beside differences, at kinks, and where nothing is finite."""

import numpy as np
import pytest

from coursekit import gates
from coursekit.results.jacobian import (
    ELEMENTWISE,
    FUNCTIONS,
    OWN,
    Numbers,
    drawn_numbers,
    jacobian_of,
    names_of,
)

NUMBERS = drawn_numbers(2, 3, seed=4)


def numbers(*x):
    return Numbers(np.array(x, float), np.ones((1, len(x))), np.ones(1), np.ones(len(x)), np.ones(4))


def expected(function):
    x, W, u = NUMBERS.x, NUMBERS.W, NUMBERS.u
    if function == "f(z)":
        s = 1 / (1 + np.exp(-x))
        return np.diag(s * (1 - s))
    if function == "softmax":
        p = np.exp(x) / np.sum(np.exp(x))
        return np.diag(p) - np.outer(p, p)
    if function == OWN:
        size = np.linalg.norm(x)
        return (np.eye(3) - np.outer(x, x) / size**2) / size
    return {
        "Wx + b by x": W,
        "Wx + b by b": np.eye(2),
        "Wx + b by W": np.kron(np.eye(2), x),
        "uᵀh by u": x[np.newaxis],
        "uᵀh by h": u[np.newaxis],
    }[function]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_is_the_lectures_and_that_of_differences(function):
    found = jacobian_of(function, NUMBERS)
    np.testing.assert_allclose(found.analytic, expected(function), atol=1e-12)
    assert np.all(found.difference <= 4 * found.error)
    assert found.largest_difference == found.difference.max() < 1e-10
    assert set(found.kind.ravel()) == {"smooth"}
    assert found.analytic.shape == (len(found.output_names), len(found.input_names))
    np.testing.assert_allclose(found.pulled, found.delta @ found.analytic, atol=1e-12)
    assert not np.any(found.analytic[found.zero])


def test_by_a_matrix_it_folds_into_an_outer_product():
    found = jacobian_of("Wx + b by W", NUMBERS)
    assert found.shape == (2, 3)
    assert found.input_names == ("W₁₁", "W₁₂", "W₁₃", "W₂₁", "W₂₂", "W₂₃")
    assert found.output_names == ("z₁", "z₂")
    np.testing.assert_allclose(found.pulled.reshape(2, 3), np.outer(found.delta, NUMBERS.x))
    assert found.zero.sum() == 6


def test_names_count_from_one():
    assert names_of("x", (2,)) == ("x₁", "x₂")
    assert names_of("s", ()) == ("s",)
    assert jacobian_of("uᵀh by h", NUMBERS).output_names == ("s",)


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_elementwise_it_is_diagonal(activation):
    found = jacobian_of("f(z)", NUMBERS, activation=activation)
    gate = ELEMENTWISE[activation]
    np.testing.assert_allclose(found.outputs, gate.fresh().forward(NUMBERS.x))
    assert np.count_nonzero(found.analytic - np.diag(np.diag(found.analytic))) == 0
    assert found.zero.sum() == 6


def test_a_kink_is_told():
    found = jacobian_of("f(z)", numbers(0, 1, -1), activation="ReLU")
    assert found.kind[0, 0] == "kink"
    assert found.numeric[0, 0] == pytest.approx(0.5)
    assert set(np.delete(found.kind.ravel(), 0)) == {"smooth"}


@pytest.mark.parametrize(
    ("own", "matrix"),
    [
        (np.cumsum, np.tril(np.ones((3, 3)))),
        (lambda x: np.sum(x * x), [[2, 4, 6]]),
        (lambda x: np.reshape(x[:2], (1, 2)) * 3, [[3, 0, 0], [0, 3, 0]]),
        (gates.Tanh(), np.diag(1 - np.tanh([1, 2, 3]) ** 2)),
    ],
)
def test_of_a_function_of_ones_own(own, matrix):
    found = jacobian_of(OWN, numbers(1, 2, 3), own=own)
    np.testing.assert_allclose(found.analytic, matrix, atol=1e-12)
    assert found.largest_difference < 1e-9


def test_what_is_not_finite_stays_visible():
    found = jacobian_of(OWN, numbers(-1, 4), own=np.sqrt)
    assert np.isnan(found.analytic[0, 0])
    assert np.isnan(found.outputs[0])
    assert found.analytic[1, 1] == 0.25
    assert np.isnan(found.numeric[0, 0])
    assert found.largest_difference < 1e-9
    nowhere = jacobian_of(OWN, numbers(-1), own=np.log)
    assert np.isnan(nowhere.largest_difference)


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"'sigmoid' is no function here; there are f\(z\), Wx"):
        jacobian_of("sigmoid", NUMBERS)
    with pytest.raises(ValueError, match=r"Multiply takes 2 inputs \(x, y\).*own=lambda x"):
        jacobian_of(OWN, NUMBERS, own=gates.Multiply())
    with pytest.raises(ValueError, match=r"18 outputs cannot be shown; let it return 1 to 16"):
        jacobian_of(OWN, NUMBERS, own=lambda x: np.concatenate([x] * 6))


def test_numbers_stay_when_the_sizes_change():
    small, large = drawn_numbers(1, 2, seed=3), drawn_numbers(4, 4, seed=3)
    np.testing.assert_array_equal(small.W, large.W[:1, :2])
    np.testing.assert_array_equal(small.x, large.x[:2])
    assert not np.array_equal(large.W, drawn_numbers(4, 4, seed=5).W)
