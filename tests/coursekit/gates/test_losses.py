"""Losses and penalties: values by their definitions, extreme scores, and everything that is no label or target."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import Tensor, symbols
from coursekit.gates import (
    BinaryCrossEntropy,
    Embedding,
    L1Penalty,
    L2Penalty,
    MaxMargin,
    MeanSquaredError,
    SoftmaxCrossEntropy,
)
from coursekit.gates.data import as_targets, check_ids, check_probabilities

logits = st.floats(-1000, 1000)
LOSSES = [
    (SoftmaxCrossEntropy, (0, 3), np.zeros(0, int)),
    (BinaryCrossEntropy, (0,), np.zeros(0)),
    (MeanSquaredError, (0, 2), np.zeros((0, 2))),
    (MaxMargin, (0,), np.zeros(0)),
]


def backward(gate, *inputs):
    gate.forward(*inputs)
    return gate.backward(1)


def test_softmax_cross_entropy_of_known_odds():
    scores = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 2.0]])
    gate = SoftmaxCrossEntropy()
    # Off by the rounding of six logarithms and exponentials near 1.
    assert gate.forward(scores, [2, 0]) == pytest.approx(-(math.log(5 / 8) + math.log(3 / 8)) / 2, rel=1e-15)
    gradient, none = gate.backward(1)
    np.testing.assert_allclose(
        gradient, np.array([[1 / 8, 2 / 8, 5 / 8 - 1], [3 / 8 - 1, 3 / 8, 2 / 8]]) / 2, atol=1e-16
    )
    assert none is None


def test_softmax_cross_entropy_of_extreme_scores():
    gate = SoftmaxCrossEntropy()
    assert gate.forward([[1000.0, -1000.0]], [1]) == 2000
    np.testing.assert_array_equal(gate.backward(1)[0], [[1, -1]])
    assert gate.forward([[0.0, -np.inf]], [0]) == 0  # a masked class


@given(logits, st.sampled_from([0.0, 0.25, 1.0]))
def test_binary_cross_entropy_to_the_last_digits(x, target):
    with mpmath.workdps(1000):  # σ(1000) differs from 1 in the 435th digit
        right = mpmath.mpf(1) / (1 + mpmath.exp(-mpmath.mpf(x)))
        loss = float(-target * mpmath.log(right) - (1 - target) * mpmath.log(1 - right))
        slope = float(right - target)
    gate = BinaryCrossEntropy()
    # Sums of two or three terms, each right to a few units in the last place; where they cancel, relative to these.
    assert gate.forward(x, target) == pytest.approx(loss, rel=4e-16 * 4, abs=0)
    assert gate.backward(1)[0] == pytest.approx(slope, rel=4e-16 * 4, abs=1e-15 * target * (1 - target))


def test_mean_squared_error_is_the_mean_over_all_entries():
    gate = MeanSquaredError()
    assert gate.forward([[1, 2], [3, 4]], [[1, 2], [3, 2]]) == 1
    prediction, target = gate.backward(3)
    np.testing.assert_array_equal(prediction, [[0, 0], [0, 3]])
    assert target is None


def test_max_margin_and_its_kink():
    gate = MaxMargin()
    s, s_c = [3.0, 1.0, 0.0], [0.0, 1.0, -1.0]  # far enough, too close, just at the margin
    assert gate.forward(s, s_c) == pytest.approx(1 / 3)
    for_s, for_corrupt = gate.backward(3)
    np.testing.assert_array_equal(for_s, [0, -1, 0])
    np.testing.assert_array_equal(for_corrupt, [0, 1, 0])
    assert MaxMargin(margin=0.5).forward(1.0, 1.0) == 0.5


def test_penalties():
    weights = np.array([[3.0, -4.0], [0.0, 1.0]])
    assert L1Penalty().forward(weights) == 8
    np.testing.assert_array_equal(backward(L1Penalty(), weights)[0], np.sign(weights))
    assert L2Penalty().forward(weights) == 13
    np.testing.assert_array_equal(backward(L2Penalty(), weights)[0], weights)


@pytest.mark.parametrize(("make", "shape", "data"), LOSSES)
def test_an_empty_batch_has_no_mean_but_a_gradient_of_its_shape(make, shape, data):
    gate = make()
    with pytest.warns(RuntimeWarning):
        assert np.isnan(gate.forward(np.zeros(shape), data))
    with pytest.warns(RuntimeWarning):
        assert np.isnan(gate(Tensor(np.zeros(shape)), data).value)
    assert gate.backward(1)[0].shape == shape


@pytest.mark.parametrize("make", [BinaryCrossEntropy, MeanSquaredError])
@pytest.mark.parametrize("target", [np.ones(2), np.ones(2, int), np.ones(2, bool), np.ones(2, np.float32)])
def test_targets_of_any_precision_do_not_widen_the_rule(make, target):
    prediction = np.array([0.5, -2.0], np.float32)
    value = make().value(prediction, target)
    assert value.dtype == np.float32
    assert make().gradients(np.float32(1), value, prediction, target)[0].dtype == np.float32


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_labels_may_be_integers_of_any_kind(dtype):
    scores, plain, other = np.array([[0.5, -1.0, 2.0], [0.0, 1.0, 3.0]]), SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    assert other.forward(scores, np.array([2, 0], dtype)) == plain.forward(scores, [2, 0])
    np.testing.assert_array_equal(other.backward(1.0)[0], plain.backward(1.0)[0])


@pytest.mark.parametrize(
    ("scores", "labels", "error", "message"),
    [
        (np.ones((4, 3)), np.zeros(4), TypeError, "labels must be integers, .* from 0 to 2, not of dtype float64"),
        (np.ones((4, 3)), np.zeros(4, bool), TypeError, "not of dtype bool"),
        (np.ones((4, 3)), ["a"] * 4, TypeError, "labels must be integers"),
        (np.ones((4, 3)), [0, 3, 1, 2], ValueError, r"labels\[1\] is 3, but .* 3 classes, numbered 0 to 2$"),
        (np.ones((4, 3)), [0, 1, 2, -1], ValueError, r"labels\[3\] is -1, but the scores have 3 classes"),
        (np.ones((4, 3)), [1, 2, 3, 1], ValueError, "if they count from 1, give labels - 1"),
        (np.ones((4, 3)), [[0], [1], [2], [0]], ValueError, r"not \(4, 1\); take the column out: labels\[:, 0\]"),
        (np.ones((4, 3)), np.eye(4, 3, dtype=int), ValueError, r"one-hot rows: give np.argmax\(labels, axis=1\)"),
        (np.ones((4, 3)), [0, 1], ValueError, r"labels must have shape \(4,\).*not \(2,\); .* the same batch"),
        (np.ones((4, 3)), 0, ValueError, r"labels must have shape \(4,\)"),
        (np.ones(3), [0], ValueError, r"scores must have shape \(N, k\).*not \(3,\); .*scores\[None, :\]"),
        (np.ones((2, 2, 3)), [0], ValueError, r"not \(2, 2, 3\); reshape them to \(N, k\)"),
        (np.ones((2, 0)), [0, 0], ValueError, r"scores must have shape \(N, k\)"),
    ],
)  # fmt: skip
def test_what_is_no_label_is_refused(scores, labels, error, message):
    with pytest.raises(error, match="^SoftmaxCrossEntropy: .*" + message):
        SoftmaxCrossEntropy().forward(scores, labels)
    with pytest.raises(error, match="^SoftmaxCrossEntropy: .*" + message):
        SoftmaxCrossEntropy()(Tensor(scores), labels)


@pytest.mark.parametrize(
    ("make", "target", "error", "message"),
    [
        (MeanSquaredError, np.ones(4), ValueError, r"target has shape \(4,\), but prediction has shape \(4, 1\); the "
         r"shapes must be equal, nothing is broadcast here: .*give target.reshape\(prediction.shape\)"),
        (MeanSquaredError, np.ones((1, 1)), ValueError, "give one of them for each entry of the other"),
        (MeanSquaredError, 1.0, ValueError, r"target has shape \(\)"),
        (MeanSquaredError, [[1], [2], [np.nan], [0]], ValueError, r"target\[2, 0\] is nan; targets are finite"),
        (MeanSquaredError, [[1], [2], [np.inf], [0]], ValueError, r"target\[2, 0\] is inf"),
        (MeanSquaredError, [["a"]] * 4, TypeError, "target must be real numbers, not an array of dtype <U1"),
        (MeanSquaredError, np.ones((4, 1), complex), TypeError, "not an array of dtype complex128"),
        (BinaryCrossEntropy, np.ones(4), ValueError, r"targets has shape \(4,\), but logits has shape \(4, 1\)"),
        (BinaryCrossEntropy, [[1], [0], [-1], [1]], ValueError, r"targets\[2, 0\] is -1.0; .* \(labels \+ 1\) / 2"),
        (BinaryCrossEntropy, [[1], [0], [2], [1]], ValueError, r"targets\[2, 0\] is 2.0; a target is the probability"),
        (BinaryCrossEntropy, [[1], [0], [np.nan], [1]], ValueError, r"targets\[2, 0\] is nan"),
        (MaxMargin, np.ones(4), ValueError, r"MaxMargin: s_c has shape \(4,\), but s has shape \(4, 1\)"),
    ],
)  # fmt: skip
def test_what_is_no_target_is_refused(make, target, error, message):
    with pytest.raises(error, match=message):
        make().forward(np.ones((4, 1)), target)


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.uint8, np.uint64])
def test_labels_may_be_any_integers(dtype):
    labels, scores = np.array([2, 0], dtype), np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]])
    gate = SoftmaxCrossEntropy()
    assert gate.forward(scores, labels) == gate.forward(scores, [2, 0])
    tensor = Tensor(scores)
    gate(tensor, labels).backward()
    np.testing.assert_allclose(tensor.gradient, gate.backward(1)[0], rtol=1e-14)


def test_a_single_target_is_named_without_an_index():
    with pytest.raises(ValueError, match="MeanSquaredError: target is nan"):
        MeanSquaredError().forward(1.0, np.nan)


def test_data_of_another_carrier_have_no_values_to_check():
    carrier = symbols("t", data=True)
    assert as_targets(carrier, 1.0, "gate", "target", "prediction") is carrier
    check_probabilities(carrier, "gate", "targets")
    check_ids(carrier, 3, "gate")


def test_single_python_numbers_are_checked_on_the_tape_too():
    with pytest.raises(ValueError, match=r"BinaryCrossEntropy: targets is 5.0; a target is the probability"):
        BinaryCrossEntropy()(Tensor(0.5), 5)
    with pytest.raises(ValueError, match="MeanSquaredError: target is nan"):
        MeanSquaredError()(Tensor(0.5), math.nan)
    with pytest.raises(ValueError, match="Embedding: ids is -1"):
        Embedding()(Tensor(np.ones((2, 2))), -1)


def test_the_margin_is_a_number():
    with pytest.raises(TypeError, match="MaxMargin: margin must be a real number"):
        MaxMargin(margin="1")
