"""Gradients as the books write them are the gates' own, but for the last digits."""

import functools

import numpy as np
import pytest

from coursekit import gates
from coursekit.autodiff import Tensor
from coursekit.checking.diagnosis.textbook import TEXTBOOK
from coursekit.checking.reference import Reference
from coursekit.checking.rule_plan import plan_rule
from coursekit.gates.broadcast import sum_to_shape

WITH_HYPERPARAMETERS = {
    "Dropout": functools.partial(gates.Dropout, rate=0.3, rng=7),
    "LeakyReLU": functools.partial(gates.LeakyReLU, slope=0.2),
}

# What cancels in the books' formulas (1 − z, differences of powers) loses a few digits of sixteen.
TOLERANCE = 1e-10

FORMULAS = [
    pytest.param(name, formula, id=f"{name}: {formula.__name__}") for name in TEXTBOOK for formula in TEXTBOOK[name]
]


@pytest.mark.parametrize(("name", "formula"), FORMULAS)
def test_a_formula_of_the_books_gives_the_gates_own_gradients(name, formula):
    reference = Reference.of(WITH_HYPERPARAMETERS.get(name, getattr(gates, name)))
    compared = 0
    for case in plan_rule(reference, None, seed=0, level="quick").cases:
        if case.design.kind not in ("ordinary", "example", "beside"):
            continue  # large values overflow in the books, and at ties there is a choice
        gate = reference.make()
        inputs = [
            given if expected is None else Tensor(given)
            for given, expected in zip(case.inputs, case.gradients, strict=True)
        ]
        gradients = formula(gate, Tensor(case.upstream), Tensor(case.output), *inputs)
        assert len(gradients) == len(inputs)
        for given, expected, gradient in zip(case.inputs, case.gradients, gradients, strict=True):
            assert (gradient is None) == (expected is None)
            if gradient is not None:
                summed = sum_to_shape(gradient.value, np.shape(given))
                np.testing.assert_allclose(summed, expected.value, rtol=TOLERANCE, atol=TOLERANCE)
                compared += 1
    assert compared >= 3


def test_all_names_are_gates():
    assert all(issubclass(getattr(gates, name), gates.Gate) for name in TEXTBOOK)
