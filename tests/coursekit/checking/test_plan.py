"""Plans: how long they are kept, inputs of rules that take any number, and what a reference cannot be asked."""

import numpy as np
import pytest

from coursekit import check, gates, real
from coursekit.checking import forget_plans, plan, plan_for
from coursekit.checking.reference import Reference


@pytest.fixture(autouse=True)
def _nothing_stays():
    forget_plans()
    yield
    forget_plans()


def test_the_plan_that_was_not_used_for_longest_is_dropped(monkeypatch):
    monkeypatch.setattr(plan, "KEPT_PLANS", 2)
    multiply = Reference.of(gates.Multiply)
    first, second = plan_for(multiply, seed=1), plan_for(multiply, seed=2)
    assert plan_for(multiply, seed=1) is first
    third = plan_for(multiply, seed=3)
    assert plan_for(multiply, seed=1) is first
    assert plan_for(multiply, seed=3) is third
    assert plan_for(multiply, seed=2) is not second


def test_a_rule_of_any_number_of_inputs_takes_as_many_as_are_given():
    def total(*terms):
        return sum(terms)

    inputs = {"a": real(3), "b": real(3), "c": real()}
    assert check(lambda a, b, c: a + (b + c), reference=total, inputs=inputs).passed
    assert not check(lambda a, b, c: a + b, reference=total, inputs=inputs).passed
    assert plan_for(Reference.of(total), inputs).cases[0].names == ("terms[0]", "terms[1]", "terms[2]")


class Counts:
    """How many are above 0: no floating-point number, so that nothing can be differentiated."""

    def forward(self, x):
        return np.sum(x > 0)

    def backward(self, upstream):
        return None


class Forgets:
    """Works something out and does not return it."""

    def forward(self, x):
        np.exp(x)

    def backward(self, upstream):
        return upstream


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (Counts, r"could not be evaluated on any case.*its forward returns int64, not floating-point numbers"),
        (Forgets, r"the reference Forgets returns None for .*; it should return a value"),
    ],
)
def test_a_reference_without_a_value_to_compare_is_the_callers_mistake(reference, message):
    with pytest.raises(ValueError, match=message):
        check(gates.Exp, reference=reference)


class UpTo25:
    """The identity, whose backward gives up where its inputs are large."""

    def forward(self, x):
        self.x = x
        return x * 1.0

    def backward(self, upstream):
        return upstream * (np.abs(self.x) < 25)


def test_large_values_are_not_asked_where_the_references_own_formula_fails():
    report = check(UpTo25, reference=UpTo25)
    assert report.passed
    assert {name for name, _ in report.left_out} >= {"large values"}
    assert all(name.startswith("large") for name, _ in report.left_out)
    assert all("contradicts itself: its backward gives" in reason for _, reason in report.left_out)


@pytest.mark.parametrize("name", ["Multiply", "MatMul", "Sparsemax", "MeanSquaredError"])
def test_the_full_level_asks_all_that_the_quick_one_asks(name):
    quick, full = (plan_for(Reference.of(getattr(gates, name)), level=level) for level in ("quick", "full"))
    asked = {case.name: case for case in full.cases}
    for case in quick.cases:
        assert all(map(np.array_equal, case.inputs, asked[case.name].inputs))
        assert case.question[-1].method == asked[case.name].question[-1].method
        assert np.array_equal(case.upstream, asked[case.name].upstream)
