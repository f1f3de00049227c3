"""The benchmark's rules, subjects and table. What the rules say of real gates is its result, and is not tested."""

import subprocess
import sys

import numpy as np
import pytest

from benchmarks.hostile_points import HOSTILE, Point
from benchmarks.verdicts import (
    RULES,
    Shares,
    Subject,
    at_every_point,
    coursekit,
    cs231n,
    hostile,
    minitorch,
    report,
    shares,
    subject,
    torch_gradcheck,
)
from coursekit import gates
from tests.corpus.targets import library

pytestmark = pytest.mark.slow


class Square:
    factor, offset = 2.0, 0.0

    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, upstream):
        return upstream * (self.factor * self.x + self.offset)


class Triple(Square):
    factor = 3.0


class ATrifleTooMuch(Square):
    """By 1e-6: too little for all rules but one."""

    offset = 1e-6


class Raises(Square):
    def backward(self, upstream):
        raise RuntimeError("not today")


class Exits(Square):
    def forward(self, x):
        raise SystemExit


class CannotBeMade(Square):
    def __init__(self):
        raise AssertionError


class Endless(Square):
    def backward(self, upstream):
        while True:
            pass


class WrongShape(Square):
    def backward(self, upstream):
        return np.append(super().backward(upstream), 0.0)


class TwoGradients(Square):
    def backward(self, upstream):
        return super().backward(upstream), upstream


class NoGradient(Square):
    def backward(self, upstream):
        super().backward(upstream)


class WholeNumbers(Square):
    def forward(self, x):
        return np.asarray(super().forward(x)).astype(int)


class TwoShapes(Square):
    """Another one each time."""

    made = 0

    def forward(self, x):
        type(self).made += 1
        return np.full(self.made, super().forward(x)[()])


def squares(gate):
    """A gate at two points where centred differences of a square are at their best: near 1."""
    points = ((np.array([1.0, -0.5]),), (np.float64(0.75),))
    return Subject(gate, gates.Power, gate is Square, points, (0,))


numerical = pytest.mark.parametrize(
    "rule",
    [cs231n, minitorch, pytest.param(torch_gradcheck, marks=pytest.mark.peers)],
    ids=lambda rule: rule.__name__,
)


@numerical
def test_a_rule_passes_what_is_right_and_fails_what_is_wrong(rule):
    assert rule(squares(Square))
    for gate in (Triple, WrongShape, TwoGradients, NoGradient, WholeNumbers):
        assert not rule(squares(gate)), gate


@numerical
@pytest.mark.parametrize("gate", [Raises, Exits, CannotBeMade, TwoShapes])
def test_a_gate_that_fails_by_itself_fails_the_rule(rule, gate):
    assert not rule(Subject(gate, gates.Power, False, ((np.float64(0.75),),), (0,)))


def test_a_rule_that_fails_by_itself_gives_no_verdict_and_says_for_which_gate():
    @at_every_point
    def faulty(gate, inputs):
        gate.forward(*inputs)
        raise AttributeError("partially initialized module")

    with pytest.raises(AttributeError) as caught:
        faulty(squares(Square))
    (note,) = caught.value.__notes__
    assert "faulty" in note
    assert "Square" in note


@pytest.mark.peers
def test_what_pytorch_itself_refuses_gives_no_verdict():
    with pytest.raises(RuntimeError, match="stride 0"):
        torch_gradcheck(Subject(Square, gates.Power, True, ((np.empty((0, 3)),),), (0,)))


@numerical
def test_what_is_not_compared_needs_no_gradient(rule):
    for given in (
        subject(gates.Embedding, "Embedding", True),
        subject(gates.SoftmaxCrossEntropy, "SoftmaxCrossEntropy", True),
    ):
        assert rule(given)


# What these fail, no fault of the gate can be the reason for. (1e-7 is too narrow for some points.)
@pytest.mark.parametrize("rule", [minitorch, pytest.param(torch_gradcheck, marks=pytest.mark.peers)])
@pytest.mark.parametrize("target", library(), ids=str)
def test_rules_with_room_for_rounding_pass_the_gates_of_the_library(rule, target):
    assert rule(subject(target.candidate, target.reference, True))


FIRST = """
from benchmarks import examinee, verdicts
from coursekit import gates
examinee.SECONDS = 0.2
assert verdicts.torch_gradcheck(verdicts.subject(gates.Multiply, "Multiply", True))
"""


@pytest.mark.peers
def test_importing_pytorch_is_not_in_the_time_of_the_first_gate():
    subprocess.run([sys.executable, "-c", FIRST], check=True)


class SummedByPyTorch(Square):
    """Halves of the gradient, as if x had been broadcast: the engine adds them, for any Function."""

    def backward(self, upstream):
        return np.stack([super().backward(upstream) / 2] * 2)


@pytest.mark.peers
def test_pytorch_may_sum_gradients_as_it_does():
    assert torch_gradcheck(squares(SummedByPyTorch))
    assert not cs231n(squares(SummedByPyTorch))


class InPlace(Square):
    def forward(self, x):
        x += 1.0
        return super().forward(x)


@numerical
def test_a_gate_that_changes_its_inputs_changes_them_for_itself_alone(rule):
    given = squares(InPlace)
    rule(given)
    np.testing.assert_array_equal(given.points[0][0], squares(Square).points[0][0])


@pytest.mark.peers
def test_gradcheck_meets_a_gate_that_changes_its_inputs():
    assert not torch_gradcheck(squares(InPlace))


@numerical
def test_an_endless_loop_fails(rule, monkeypatch):
    monkeypatch.setattr("benchmarks.examinee.SECONDS", 0.1)
    assert not rule(squares(Endless))


@pytest.mark.parametrize(
    ("rule", "passes"),
    [
        (coursekit, False),
        (cs231n, False),
        (minitorch, True),
        pytest.param(torch_gradcheck, True, marks=pytest.mark.peers),
    ],
)
def test_the_tolerances_are_those_of_the_rules(rule, passes):
    assert rule(squares(ATrifleTooMuch)) == passes


def test_the_other_rules_look_at_ordinary_inputs_and_at_inputs_with_gradients():
    seen = subject(gates.SoftmaxCrossEntropy, "SoftmaxCrossEntropy", True)
    assert seen.wrt == (0,)
    assert all(np.max(np.abs(scores)) < 10 and len(scores) == len(labels) for scores, labels in seen.points)
    assert cs231n(subject(gates.Multiply, "Multiply", True))


@pytest.mark.parametrize("target", library(), ids=str)
def test_the_other_rules_look_at_no_empty_arrays(target):
    points = subject(target.candidate, target.reference, True).points
    assert points
    assert all(np.size(each) for point in points for each in point)


def test_there_are_21_functions_at_hostile_points_with_right_and_wrong_slopes():
    assert len(HOSTILE) == 21
    for point in HOSTILE:
        assert set(point.slopes) <= set(point.right())
        assert point.wrong()
        assert not set(point.right()) & set(point.wrong())
    assert {each.right for each in hostile()} == {True, False}


def test_at_a_kink_what_lies_between_the_slopes_is_right():
    kink = Point("ReLU", lambda x: np.maximum(x, 0), 0.0, (0.0, 1.0))
    assert kink.right() == [0.0, 0.5, 1.0]
    assert {-1.0, 1e-5, 1.01, 2.0} & set(kink.wrong()) == {-1.0, 1.01, 2.0}


def test_check_judges_hostile_points_as_they_are():
    for each in hostile():
        assert coursekit(each) == each.right, (each.points, each.gate().backward(1.0))


def test_shares_count_right_ones_failed_and_wrong_ones_passed():
    subjects = [squares(Square), squares(Triple), squares(Raises)]
    assert shares(lambda _: True, subjects) == Shares(right=1, right_failed=0, wrong=2, wrong_passed=2)
    assert shares(lambda _: False, subjects) == Shares(right=1, right_failed=1, wrong=2, wrong_passed=0)
    assert str(Shares(4, 1, 0, 0)) == "1 of 4 (25.0 %) | none"


def test_the_table_has_a_row_for_each_rule_and_kind_of_subject(monkeypatch):
    monkeypatch.setattr("benchmarks.verdicts.SUBJECTS", {"squares": lambda: [squares(Square), squares(Triple)]})
    head, _, *rows = report([name for name in RULES if name != "torch gradcheck"])
    assert head == "| what is judged | rule | right ones failed | wrong ones passed |"
    assert rows[0] == "| squares | CourseKit | 0 of 1 (0.0 %) | 0 of 1 (0.0 %) |"
    assert len(rows) == 3
