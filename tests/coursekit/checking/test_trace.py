"""The record of how a gradient is computed: run as it was, it gives the gradient; varied, what a mistake gives."""

import functools

import numpy as np
import pytest

from coursekit import gates, real
from coursekit.checking.diagnosis import trace as traces
from coursekit.checking.diagnosis.trace import record
from coursekit.checking.reference import Reference
from coursekit.checking.rule_plan import plan_rule


def recorded(source, **inputs):
    """The first case of a check of `source` with these inputs, and how its gradients are computed."""
    reference = Reference.of(source)
    case = plan_rule(reference, inputs or None, seed=0, level="quick").cases[0]
    return case, record(reference, case)


def variations(trace, index, vary):
    return [np.asarray(each) for each in trace.varied(index, vary)]


def among(gradient, predictions):
    return any(each.shape == np.shape(gradient) and np.allclose(each, gradient) for each in predictions)


class Swish:
    """x·σ(x)"""

    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-x))
        return x * self.s

    def backward(self, upstream):
        return upstream * (self.s + self.x * self.s * (1 - self.s))


class WeightedMean:
    """The mean over rows of x·w."""

    def forward(self, x, w):
        self.x, self.w = x, w
        return np.mean(x * w, axis=-1)

    def backward(self, upstream):
        share = np.reshape(upstream, (-1, 1)) / np.shape(self.x)[-1]
        return share * self.w, share * self.x


class Window:
    """What lies within ±width comes through."""

    def __init__(self, width=1.0):
        self.width = width

    def forward(self, x):
        self.inside = (x > -self.width) * (x < self.width) * 1.0
        return x * self.inside

    def backward(self, upstream):
        return (upstream * self.inside,)


OWN = [
    (Swish, {"x": real(3, 4)}),
    (WeightedMean, {"x": real(3, 4), "w": real(3, 4)}),
    (Window, {"x": real(3, 4)}),
    (functools.partial(Window, width=0.5), {"x": real(3, 4)}),
    (Window(0.5), {"x": real(3, 4)}),
    (gates.SoftmaxCrossEntropy, {}),
    (gates.Multiply, {"x": real(3, 1), "y": real(1, 4)}),
    (gates.Sum, {"x": real(3, 4)}),
]


@pytest.mark.parametrize(("source", "inputs"), OWN)
def test_run_as_it_was_it_gives_the_gradients(source, inputs):
    case, (trace, *_) = recorded(source, **inputs)
    for index, expected in enumerate(case.gradients):
        if expected is not None:
            np.testing.assert_allclose(trace.summed(index, trace.run(index)), expected.value, rtol=1e-12)


def test_every_step_comes_after_those_it_is_computed_from():
    _, (trace,) = recorded(Swish, x=real(3))
    steps = trace.steps(0)
    assert len(steps) > 5
    for place, node in enumerate(steps):
        before = set(map(id, steps[:place]))
        assert {id(source) for source in node.sources if source is not None} <= before


def test_it_runs_at_other_values():
    case, (trace,) = recorded(Swish, x=real(3))
    other = np.array([1.0, -2.0, 0.5])
    s = 1 / (1 + np.exp(-other))
    np.testing.assert_allclose(
        trace.run(0, {trace.inputs[0]: other}), case.upstream * (s + other * s * (1 - s)), rtol=1e-12
    )


def test_a_term_is_left_out():
    case, (trace,) = recorded(Swish, x=real(3))
    x, u = case.inputs[0], case.upstream
    s = 1 / (1 + np.exp(-x))
    predictions = variations(trace, 0, traces.leave_out_term)
    assert among(u * s, predictions)
    assert among(u * x * s * (1 - s), predictions)
    assert not among(u * (s + x * s * (1 - s)), predictions)


def test_one_hot_rows_are_left_out_and_are_no_term():
    case, (trace,) = recorded(gates.SoftmaxCrossEntropy)
    powers = np.exp(case.inputs[0])
    softmax = powers / powers.sum(axis=1, keepdims=True)
    (prediction,) = variations(trace, 0, traces.leave_out_one_hot)
    np.testing.assert_allclose(prediction, case.upstream * softmax / len(softmax), rtol=1e-12)
    assert not among(prediction, variations(trace, 0, traces.leave_out_term))


def test_masks_are_taken_away_and_turned_round():
    case, (trace,) = recorded(Window, x=real(3, 4))
    (through,) = variations(trace, 0, traces.leave_out_mask)
    np.testing.assert_allclose(through, case.upstream)
    ((on, off),) = traces.both_sides_of_switches(trace, 0)
    np.testing.assert_allclose(on, case.upstream)
    assert not np.any(off)


def test_both_sides_of_a_choice():
    case, (trace, _) = recorded(functools.partial(gates.LeakyReLU, slope=0.2), x=real(5))
    sides = traces.both_sides_of_switches(trace, 0)
    u = case.upstream
    assert [(on / u, off / u) for on, off in sides] == [
        (pytest.approx(np.ones(5)), pytest.approx(np.full(5, 0.2))),
        (pytest.approx(np.full(5, 0.2)), pytest.approx(np.ones(5))),
    ]


class SumOfMeans:
    """The sum over columns of means over rows, whose backward is written with both, of what is multiplied."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * np.mean(y) + np.sum(y)

    def backward(self, upstream):
        shape = np.shape(self.y)
        ones = np.ones(shape) / np.ones(shape).size
        return upstream * np.mean(self.y), np.sum(upstream * self.x) * ones + np.sum(upstream) * np.ones(shape)


def test_sums_and_means_are_exchanged():
    case, (trace,) = recorded(SumOfMeans, x=real(4), y=real(3))
    x, y = case.inputs
    u = case.upstream
    assert among(u * np.sum(y), variations(trace, 0, traces.sum_for_mean))
    assert variations(trace, 0, traces.mean_for_sum) == []
    predictions = variations(trace, 1, traces.mean_for_sum)
    assert among(np.full(3, np.mean(u * x) / 3 + np.sum(u)), predictions)
    assert among(np.full(3, np.sum(u * x) / 3 + np.mean(u)), predictions)


class MaskedSum:
    """Of a single upstream, masks make an array."""

    def forward(self, x):
        self.mask = (x > 0) * 1.0
        return np.sum(x * self.mask)

    def backward(self, upstream):
        return (upstream * self.mask,)


def test_a_variation_has_the_shape_of_the_step_that_it_stands_for():
    case, (trace,) = recorded(MaskedSum, x=real(3, 4))
    (through,) = variations(trace, 0, traces.leave_out_mask)
    assert np.array_equal(through, np.full((3, 4), case.upstream))


class Constant:
    """Its gradient is always the same, and no step leads to it."""

    def forward(self, x):
        self.shape = np.shape(x)
        return 0.0 * x

    def backward(self, upstream):
        return (np.zeros(self.shape),)


def test_a_gradient_that_is_not_computed_has_no_steps():
    _, (trace,) = recorded(Constant, x=real(3))
    assert trace.steps(0) == []
    assert np.array_equal(trace.run(0), np.zeros(3))
    assert trace.varied(0, traces.leave_out_term) == []


class InLoops:
    """Its code takes arrays apart, which can't be recorded."""

    def forward(self, x):
        self.x = x
        return np.array([float(entry) ** 2 for entry in x])

    def backward(self, upstream):
        return 2 * upstream * self.x


class OfPlainNumbers(InLoops):
    """Its forward gives an array whatever it is given."""

    def forward(self, x):
        self.x = x
        return np.array([getattr(x, "value", x)])[0] ** 2


@pytest.mark.parametrize("source", [InLoops, OfPlainNumbers])
def test_what_cannot_be_recorded_has_no_trace(source):
    _, found = recorded(source, x=real(3))
    assert found == []
