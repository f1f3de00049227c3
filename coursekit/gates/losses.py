"""Losses and penalties: gates that end in a single number, what training makes small.

A loss is the mean over its batch, so that its gradient does not grow with the batch; the mean of nothing is NumPy's:
nan, with a warning. Labels and targets are data: they get no gradient, and must have the very shape that they label.
Penalties are sums over a weight. Throughout, u stands for the upstream gradient ∂L/∂z, a single number.

Source: the objectives of CSE 587 lecture 3 (negative log likelihood, cross-entropy), of the CS224n notes (maximum
margin) and of IST lecture 5 (½‖W‖² and ‖W‖₁); which of the printed L2 penalties is taken is said at `L2Penalty`.
"""

from typing import ClassVar

import numpy as np

from coursekit.arguments import finite_number
from coursekit.gates.activations import magnitude, sigmoid
from coursekit.gates.coercion import Array
from coursekit.gates.data import as_targets, check_labels, check_probabilities, check_same_shape, label_positions
from coursekit.gates.gate import Gate
from coursekit.gates.softmax import below_maximum


class SoftmaxCrossEntropy(Gate):
    """z = mean over the rows of −ln softmax(scores)[label]. Downstream, for scores: u·(softmax(scores) − y) / N.

    y is the one-hot row of the label. Computed by log-sum-exp, so that no probability underflows before its logarithm.

    scores (N, k); labels (N,), integers from 0 to k − 1.
    """

    broadcasts: ClassVar[bool] = False

    data_inputs: ClassVar[tuple[str, ...]] = ("labels",)
    has_residual: ClassVar[bool] = True
    fits: ClassVar[str] = "scores (N, k) and labels (N,), one class id from 0 to k − 1 for each row of scores"

    def value(self, scores: Array, labels: Array) -> Array:
        check_labels(labels, scores, self)
        n = np.shape(scores)[0]
        shifted = below_maximum(scores)
        return np.add.reduce(np.log(row_sums(np.exp(shifted))[:, 0]) - shifted[np.arange(n), labels]) / n

    def gradients(
        self, upstream: Array, output: Array, scores: Array, labels: Array, residual: Array | None = None
    ) -> tuple[Array, None]:
        if residual is not None:
            return residual * upstream, None
        n, k = np.shape(scores)
        scale = upstream / max(n, 1)
        powers = np.exp(below_maximum(scores))
        scaled = powers * (scale / row_sums(powers))
        is_label = labels[:, None] == np.arange(k)
        return np.where(is_label, scaled - scale, scaled), None

    def value_and_residual(self, scores: Array, labels: Array) -> tuple[Array, Array]:
        """Return the loss, and its local gradient, for which the exponentials are at hand."""
        label = label_positions(labels, scores, self)
        n = len(label)
        shifted = scores - np.maximum.reduce(scores, axis=1, keepdims=True)
        local = np.exp(shifted, order="C")  # so that ravel is a view of it, however the scores lie in memory
        totals = row_sums(local)
        loss = (np.add.reduce(np.log(totals), axis=None) - np.add.reduce(shifted.ravel()[label])) / n
        local /= totals
        local.ravel()[label] -= 1
        local /= max(n, 1)
        return loss, local


class BinaryCrossEntropy(Gate):
    """z = mean of −t·ln σ(x) − (1 − t)·ln σ(−x), for logits x and targets t. Downstream, for x: u·(σ(x) − t) / n.

    Computed as the mean of max(x, 0) − x·t + ln(1 + e^−|x|), which does not overflow; the gradient as
    (1 − t)·σ(x) − t·σ(−x), which keeps its digits where the prediction is nearly right.

    logits and targets have the same shape; targets are probabilities, from 0 to 1.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("targets",)
    fits: ClassVar[str] = "logits and targets of the same shape"

    def value(self, logits: Array, targets: Array) -> Array:
        targets = as_targets(targets, logits, self, "targets", "logits")
        check_probabilities(targets, self, "targets")
        # The branch at 0 is that of `magnitude`, for the two kinks there cancel.
        hinge = np.where(np.real(logits) < 0, np.negative(logits) * targets, logits * (1 - targets))
        return np.mean(hinge + np.log1p(np.exp(np.negative(magnitude(logits)))))

    def gradients(self, upstream: Array, output: Array, logits: Array, targets: Array) -> tuple[Array, None]:
        targets = as_targets(targets, logits, self, "targets", "logits")
        slope = (1 - targets) * sigmoid(logits) - targets * sigmoid(np.negative(logits))
        return slope * (upstream / max(np.size(logits), 1)), None


class MeanSquaredError(Gate):
    """z = mean over all entries of (prediction − target)². Downstream, for prediction: u·2·(prediction − target) / n.

    prediction and target have the same shape.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("target",)
    fits: ClassVar[str] = "prediction and target of the same shape"

    def value(self, prediction: Array, target: Array) -> Array:
        error = prediction - as_targets(target, prediction, self, "target", "prediction")
        return np.mean(error * error)

    def gradients(self, upstream: Array, output: Array, prediction: Array, target: Array) -> tuple[Array, None]:
        error = prediction - as_targets(target, prediction, self, "target", "prediction")
        return error * (2 * upstream / max(np.size(prediction), 1)), None


class MaxMargin(Gate):
    """z = mean of max(margin + s_c − s, 0). Downstream: (−u/n, u/n) where margin + s_c − s > 0, else 0; 0 at the kink.

    s are scores of true examples (windows), s_c those of the corrupt ones beside them, in the same shape.

    margin: a finite number, the lectures' Δ.
    """

    fits: ClassVar[str] = "s and s_c of the same shape"

    def __init__(self, *, margin: float = 1.0) -> None:
        self.margin = finite_number("MaxMargin", "margin", margin)

    def value(self, s: Array, s_c: Array) -> Array:
        check_same_shape(np.shape(s_c), np.shape(s), self, "s_c", "s")
        missing = s_c - s + self.margin
        return np.mean(np.where(np.real(missing) > 0, missing, 0))

    def gradients(self, upstream: Array, output: Array, s: Array, s_c: Array) -> tuple[Array, Array]:
        too_close = np.real(s_c - s + self.margin) > 0
        gradient = np.where(too_close, upstream / max(np.size(s), 1), 0)
        return np.negative(gradient), gradient


class L1Penalty(Gate):
    """z = Σ|W|, which makes weights sparse. Downstream: u·sign W; 0 at the kink W = 0."""

    def value(self, W: Array) -> Array:
        return np.sum(magnitude(W))

    def gradients(self, upstream: Array, output: Array, W: Array) -> tuple[Array]:
        return (upstream * np.sign(np.real(W)),)


class L2Penalty(Gate):
    """z = ½ΣW², weight decay, as IST prints it. Downstream: u·W.

    CS224N's ΣW² is twice as much, and the notes' unsquared norm another penalty.
    """

    def value(self, W: Array) -> Array:
        return np.sum(W * W) / 2

    def gradients(self, upstream: Array, output: Array, W: Array) -> tuple[Array]:
        return (upstream * W,)


def row_sums(x: Array) -> Array:
    """Return the sums of the rows, as a column: np.sum without its wrapper, which takes longer than a small batch."""
    return np.add.reduce(x, axis=-1, keepdims=True)
