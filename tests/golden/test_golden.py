"""CourseKit against PyTorch: against stored values everywhere, and live where PyTorch is installed."""

from importlib import import_module

import numpy as np
import pytest

from tests.golden.family import Case, differences, stored
from tests.golden.make import families

every_family = pytest.mark.parametrize("name", families())


@every_family
def test_agrees_with_what_is_stored_of_pytorch(name):
    family = import_module(f"tests.golden.{name}")
    expected = stored(name)
    cases = family.cases(0)
    assert {case.name for case in cases} == set(expected), "the cases have changed: python -m tests.golden.make"
    problems = [line for case in cases for line in differences(case, family.ours(case), expected[case.name])]
    assert not problems, "\n".join(problems[:20])


@pytest.mark.peers
@pytest.mark.parametrize("seed", [1, 2, 3])
@every_family
def test_agrees_with_pytorch_live(name, seed):
    family = import_module(f"tests.golden.{name}")
    problems = [
        line for case in family.cases(seed) for line in differences(case, family.ours(case), family.peers(case))
    ]
    assert not problems, "\n".join(problems[:20])


def test_a_difference_is_seen():
    case = Case("one", "any", {}, tolerance=1e-12)
    right = {"z": np.array([1.0, 2.0])}
    assert not differences(case, right, right)
    assert differences(case, {"z": np.array([1.0, 2.0 + 1e-11])}, right)
    assert differences(case, {"z": np.array([1.0, np.nan])}, right)
    assert differences(case, {"z": np.array([[1.0, 2.0]])}, right)
    assert differences(case, {}, right)
