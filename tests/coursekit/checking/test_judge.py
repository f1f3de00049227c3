"""Which answers count as the same: kinds of numbers, and gradients that come as lists."""

import numpy as np
import pytest
from right_gates import TanhGate

from coursekit import check, choice, real


class TanhGateOfLists(TanhGate):
    """One gradient, as nested lists: neither one row for each input, nor wrong."""

    def backward(self, upstream):
        return (upstream * (1 - np.tanh(self.x) ** 2)).tolist()


def test_nested_lists_may_be_the_gradient_itself():
    report = check(TanhGateOfLists, reference="Tanh", inputs={"x": real(3, 4)})
    assert report.passed
    assert {(finding.code, finding.severity) for finding in report.findings} == {("not-an-array", "warn")}


def integers(x):
    return np.array([1, 2]) * x


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (lambda x: np.array([1, 2], np.int32) * x, None),
        (lambda x: np.array([1.0, 2.0]) * x, "forward-dtype"),
        (lambda x: np.array([1, 3]) * x, "forward-value"),
        (lambda x: [10**400, 2.0], "forward-dtype"),
    ],
)
def test_an_integer_is_no_float_whatever_its_size(function, code):
    report = check(function, reference=integers, inputs={"x": choice(1, 7)})
    assert [finding.code for finding in report.findings] == ([code] if code else [])
