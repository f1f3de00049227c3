"""The two witnesses of a right gradient: a reference with one of them alone, and one whose own backward is amiss."""

import numpy as np
import pytest
from right_gates import MultiplyGate, SigmoidGate

from coursekit import check, real


class ForwardAlone:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))


class MinusSigmoid(SigmoidGate):
    def backward(self, upstream):
        return -super().backward(upstream)


class WithoutUpstream(SigmoidGate):
    def backward(self, upstream):
        return self.z * (1 - self.z)


def test_without_a_backward_of_its_own_the_references_forward_is_differentiated():
    for candidate, code in ((SigmoidGate, None), (MinusSigmoid, "wrong-sign"), (WithoutUpstream, "ignores-upstream")):
        report = check(candidate, reference=ForwardAlone, inputs={"x": real(4)})
        assert [finding.code for finding in report.findings] == ([code] if code else [])


class Raises(SigmoidGate):
    def backward(self, upstream):
        raise RuntimeError("no such luck")


class OneTooMany(MultiplyGate):
    def backward(self, upstream):
        return (*super().backward(upstream), upstream)


class Unshaped(SigmoidGate):
    def backward(self, upstream):
        return np.atleast_1d(super().backward(upstream))


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (Raises, "could not be evaluated on any case.*it raises RuntimeError in backward: no such luck"),
        (OneTooMany, "the reference OneTooMany returns 3 gradients for 2 inputs"),
        (Unshaped, r"the reference Unshaped gives a gradient of shape \(1,\) for x of shape \(\)"),
    ],
)
def test_nobody_is_judged_by_a_reference_whose_backward_is_amiss(reference, message):
    with pytest.raises(ValueError, match=message):
        check(reference, reference=reference)
