"""Every row of the table of domains suits the gate that the contract means: none of its cases is left out."""

from functools import partial

import numpy as np
import pytest

from coursekit import check, gates
from coursekit.checking.gate_domains import SHAPED, shaped_domains
from coursekit.checking.references import references


class FromRule:
    """An instructor's solution with a rule for the forward value and one for the gradients of its inputs."""

    def forward(self, *inputs):
        self.inputs = inputs
        return self.rule(*inputs)

    def backward(self, upstream):
        return self.gradients(upstream, *self.inputs)


class Affine(FromRule):
    def forward(self, x, W, b):
        return super().forward(x, W, b)

    def rule(self, x, W, b):
        return x @ W.T + b

    def gradients(self, u, x, W, b):
        return u @ W, u.T @ x, u.sum(axis=0)


class Embedding(FromRule):
    def forward(self, E, ids):
        return super().forward(E, ids)

    def rule(self, E, ids):
        return E[ids]

    def gradients(self, u, E, ids):
        dE = np.zeros_like(E)
        np.add.at(dE, ids, u)
        return dE, None


class MeanSquaredError(FromRule):
    def forward(self, prediction, target):
        return super().forward(prediction, target)

    def rule(self, p, t):
        return np.mean((p - t) ** 2)

    def gradients(self, u, p, t):
        return 2 * u * (p - t) / p.size, None


class BinaryCrossEntropy(FromRule):
    def forward(self, logits, targets):
        return super().forward(logits, targets)

    def rule(self, z, y):
        return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))

    def gradients(self, u, z, y):
        return u * (0.5 * (1 + np.tanh(z / 2)) - y) / np.size(z), None


class MaxMargin(FromRule):
    def forward(self, s, s_c):
        return super().forward(s, s_c)

    def rule(self, s, s_c):
        return np.mean(np.maximum(1 + s_c - s, 0))

    def gradients(self, u, s, s_c):
        on = u * (1 + s_c - s > 0) / np.size(s)
        return -on, on


class LayerNorm(FromRule):
    def forward(self, x, gamma, beta):
        return super().forward(x, gamma, beta)

    def normal(self, x):
        std = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
        return (x - x.mean(axis=-1, keepdims=True)) / std, std

    def rule(self, x, gamma, beta):
        return gamma * self.normal(x)[0] + beta

    def gradients(self, u, x, gamma, beta):
        n, std = self.normal(x)
        d = u * gamma
        dx = (d - d.mean(axis=-1, keepdims=True) - n * (d * n).mean(axis=-1, keepdims=True)) / std
        rows = tuple(range(x.ndim - 1))
        return dx, (u * n).sum(axis=rows), u.sum(axis=rows)


class Concatenate(FromRule):
    axis = 0

    def forward(self, *arrays):
        return super().forward(*arrays)

    def rule(self, *arrays):
        return np.concatenate(arrays, axis=self.axis)

    def gradients(self, u, *arrays):
        ends = np.cumsum([a.shape[self.axis] for a in arrays])[:-1]
        return tuple(np.split(u, ends, axis=self.axis))


class Reshape(FromRule):
    def __init__(self, shape=()):
        self.shape = shape

    def forward(self, x):
        return super().forward(x)

    def rule(self, x):
        return np.reshape(x, self.shape)

    def gradients(self, u, x):
        return (np.reshape(u, x.shape),)


OWN = [Affine, Embedding, MeanSquaredError, BinaryCrossEntropy, MaxMargin, LayerNorm]


@pytest.mark.slow
@pytest.mark.parametrize("solution", OWN)
def test_a_gate_with_a_row_is_asked_all_of_it(solution):
    with references(**{solution.__name__: solution}):
        report = check(solution, level="full")
    assert report.passed, str(report)
    assert report.left_out == ()
    assert len(report.cases) > 2 * len(SHAPED[solution.__name__])


@pytest.mark.parametrize("axis", [0, 1])
def test_concatenating_is_asked_along_its_axis(axis):
    solution = type("Concatenate", (Concatenate,), {"axis": axis})
    with references(Concatenate=solution):
        report = check(solution)
    assert report.passed, str(report)
    assert "arrays of shape (2, 3)" in [case.name for case in report.cases]


@pytest.mark.parametrize("shape", [(2, 3), (6,), (-1, 2), 6, (3, 1, 2)])
def test_reshaping_is_asked_with_as_many_entries_as_it_wants(shape):
    with references(Reshape=Reshape):
        report = check(partial(Reshape, shape=shape))
    assert report.passed, str(report)
    assert report.left_out == ()


@pytest.mark.parametrize("exponent", [2, 3, -1, -2.0, 0.5, -1.5])
def test_a_power_gets_bases_for_which_it_exists(exponent):
    report = check(partial(gates.Power, exponent=exponent), level="full")
    assert report.passed, str(report)
    assert report.left_out == ()


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
@pytest.mark.parametrize("gate", [gates.Sum, gates.Mean])
def test_sums_are_asked_where_they_have_their_axis(gate, axis):
    report = check(partial(gate, axis=axis), level="full")
    assert report.passed, str(report)
    # Left out is at most what has no such axis (for NumPy, a single number has the axes 0 and −1).
    left_out = {name for name, _ in report.left_out}
    assert not left_out & {"an array of shape (3, 4)", "an array of shape (2, 3, 4)"}


def test_a_gate_without_a_row_works_entry_by_entry():
    assert shaped_domains("Multiply", {}) is None
    assert shaped_domains("Reshape", {}) is None
