"""Saturation, bouncing errors, and gradient checks that find what is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.gates import Tanh
from coursekit.train import gradient_check, is_bouncing, saturation


def test_saturated_units_are_counted():
    tanh = Tanh()
    tanh.forward(np.array([[0.0, 5.0, -5.0], [1.0, 5.0, 0.0]]))
    (slopes,) = tanh.backward(np.ones((2, 3)))
    np.testing.assert_array_equal(saturation(slopes), [0, 1, 0.5])
    np.testing.assert_array_equal(saturation(slopes, bound=2.0), [1, 1, 1])
    assert saturation([0.0, 1.0]) == 0.5
    assert saturation(np.zeros((2, 3, 4))).shape == (3, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: saturation([[0.1]], bound=0.0), "saturation: bound must be positive, not 0.0"),
        (
            lambda: saturation(np.ones((0, 3))),
            "saturation: local_gradient needs at least one example on its first axis",
        ),
        (lambda: saturation(1.0), "saturation: local_gradient needs at least one example"),
        (lambda: saturation([np.nan]), "saturation: local_gradient has 1 entries that are not finite"),
        (lambda: is_bouncing([1.0], window=3), "is_bouncing: window must be at least 4, not 3"),
        (lambda: is_bouncing([[1.0]]), "is_bouncing: errors must have one axis, the epochs"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("errors", "bouncing"),
    [
        ([5, 4, 3, 2, 1, 0.5], False),
        ([5, 1, 5, 1, 5, 1], True),
        ([9, 1, 4, 2, 5, 1, 4], True),
        ([5.0, 4.0, 4.1, 3.0, 3.1, 2.0], False),  # a little noise on a descent
        ([1, 2, 3, 4, 5, 6], False),  # diverging
        ([1, 1, 1, 1, 1, 1], False),
        ([5, 1, 5, 1, 5], False),  # too few to judge
        ([5, 1, 5, 1, 5, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4], False),  # only the last ones count
    ],
)
def test_bouncing_is_told_from_descending_and_diverging(errors, bouncing):
    assert is_bouncing(errors) is bouncing


@pytest.mark.parametrize(("rate", "bouncing"), [(0.1, False), (1.0, True)])
def test_descent_with_a_large_rate_bounces(rate, bouncing):
    x, errors = 2.3, []
    for _ in range(12):
        errors.append(abs(x))
        x -= rate * np.sign(x)
    assert is_bouncing(errors) is bouncing


X, Y = np.random.default_rng(0).standard_normal((2, 5, 3))


def loss(p):
    return np.mean(np.square(np.tanh(X @ p["W"]) + p["b"] - Y))


def gradients(p):
    h = np.tanh(X @ p["W"])
    upstream = 2 * (h + p["b"] - Y) / Y.size
    return {"W": X.T @ (upstream * (1 - h * h)), "b": upstream.sum(axis=0)}


PARAMETERS = {"W": np.random.default_rng(1).standard_normal((3, 3)), "b": np.array([0.1, -0.2, 0.3])}


def test_right_gradients_pass():
    check = gradient_check(loss, PARAMETERS, gradients(PARAMETERS))
    assert check
    assert check.passed
    assert str(check) == "W: right\nb: right"


@given(st.sampled_from(["W", "b"]), st.integers(0, 2), st.sampled_from([1 + 1e-5, -1.0, 0.0, np.nan]))
def test_one_wrong_entry_is_found_and_told(name, entry, factor):
    wrong = gradients(PARAMETERS)
    index = (entry,) * wrong[name].ndim
    wrong[name][index] *= factor
    check = gradient_check(loss, PARAMETERS, wrong)
    assert not check
    found = check.parameters[name]
    assert (found.wrong, found.unjudged, found.index) == (1, 0, index)
    assert f"{name}: 1 entries wrong, the worst {name}[{', '.join(map(str, index))}]: given" in str(check)
    # The numerical gradient is good for nine digits at least.
    assert found.numerical == pytest.approx(gradients(PARAMETERS)[name][index], rel=1e-9)


def test_any_slope_at_a_kink_is_right_and_no_other():
    def absolute(p):
        return np.abs(p["x"])

    for slope, right in ((-1, True), (0.3, True), (1, True), (1.5, False)):
        check = gradient_check(absolute, {"x": 0.0}, {"x": slope})
        assert check.passed is right
    assert "worst x: given 1.5" in str(check)


def test_what_cannot_be_judged_does_not_pass():
    check = gradient_check(lambda p: np.where(p["x"] > 0, 1.0, 0.0), {"x": 0.0}, {"x": 0.0})
    assert not check
    assert str(check) == "x: 1 entries could not be judged: no slope was found there"


def test_parameters_without_entries_have_nothing_to_check():
    assert gradient_check(lambda p: p["x"], {"x": 2.0, "none": np.ones(0)}, {"x": 1.0, "none": np.ones(0)}).passed


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"W": np.ones((3, 3))}, "gradients are needed for W, b, but given for W"),
        ({"W": np.ones(3), "b": np.ones(3)}, r"the gradient of W has shape \(3,\), but W has \(3, 3\)"),
    ],
)
def test_gradients_must_fit_the_parameters(given, message):
    with pytest.raises(ValueError, match=message):
        gradient_check(loss, PARAMETERS, given)
    with pytest.raises(TypeError, match="the gradient of x must be real numbers, not complex"):
        gradient_check(loss, {"x": 1.0}, {"x": 1j})
    with pytest.raises(ValueError, match="needed for at least one parameter, but given for none"):
        gradient_check(loss, {}, {})
