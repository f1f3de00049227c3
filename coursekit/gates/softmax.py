"""Maps from scores to a probability distribution, along the last axis: softmax, its logarithm, and sparsemax.

Rows of scores are distributions of their own: an input of shape (N, k) holds N of them over k classes. Scores are
first shifted by their row's maximum, which changes no result but keeps the exponentials from overflowing. Throughout,
u stands for the upstream gradient ∂L/∂z, and Σ sums along the last axis.

Source: the output activations of IST lecture 5 and CSE 587 lecture 3.
"""

from typing import ClassVar

import numpy as np

from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate

ROWS = "an array whose last axis holds at least one score"


class Softmax(Gate):
    """zᵢ = e^xᵢ / Σⱼ e^xⱼ. Downstream: z·(u − Σ u·z): the Jacobian diag(z) − z zᵀ is full, not diagonal."""

    fits: ClassVar[str] = ROWS

    def value(self, x: Array) -> Array:
        powers = np.exp(below_maximum(x))
        return powers / np.sum(powers, axis=-1, keepdims=True)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (output * (upstream - np.sum(upstream * output, axis=-1, keepdims=True)),)


class LogSoftmax(Gate):
    """zᵢ = xᵢ − ln Σⱼ e^xⱼ. Downstream: u − softmax(x)·Σu.

    Computed without forming the softmax, whose logarithm would be −inf where e^x underflows.
    """

    fits: ClassVar[str] = ROWS

    def value(self, x: Array) -> Array:
        shifted = below_maximum(x)
        return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream - np.exp(output) * np.sum(upstream, axis=-1, keepdims=True),)


class Sparsemax(Gate):
    """z = the point of the probability simplex nearest to x: zᵢ = max(xᵢ − τ, 0), with τ such that Σz = 1.

    Downstream, with the support S = {i : zᵢ > 0}: uᵢ − mean of u over S for i in S, else 0. At a kink (xᵢ = τ), entry
    i counts as outside of S.

    Source: Martins and Astudillo, "From softmax to sparsemax" (2016), algorithm 1 and its Jacobian.
    """

    fits: ClassVar[str] = ROWS

    def value(self, x: Array) -> Array:
        shifted = below_maximum(x)
        descending = np.flip(np.sort(shifted, axis=-1), axis=-1)
        rank = np.arange(1, np.shape(x)[-1] + 1)
        support = 1 + rank * np.real(descending) > np.real(np.cumsum(descending, axis=-1))
        total = np.sum(np.where(support, descending, 0), axis=-1, keepdims=True)
        threshold = (total - 1) / count(support, x)
        return np.where(np.real(shifted) > np.real(threshold), shifted - threshold, 0)

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        support = np.real(output) > 0
        total = np.sum(np.where(support, upstream, 0), axis=-1, keepdims=True)
        mean = total / count(support, x)
        return (np.where(support, upstream - mean, 0),)


def count(support: Array, x: Array) -> Array:
    """Return how many entries of each row are in the support, in the precision of x: integers would widen float32."""
    return np.sum(np.where(support, np.ones_like(x), 0), axis=-1, keepdims=True)


def below_maximum(x: Array) -> Array:
    """Return x less the maximum of its row, so that the largest score is 0."""
    if np.ndim(x) == 0:
        raise ValueError("a single number is no row of scores")
    # np.max without its wrapper, which takes longer than a small batch.
    return x - np.maximum.reduce(np.real(x), axis=-1, keepdims=True)
