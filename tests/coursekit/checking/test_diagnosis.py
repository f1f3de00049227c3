"""The diagnosis where the reference is not one of the library's plain gates, and what its sentences say."""

import numpy as np
import pytest
from right_gates import ReLUGate, back_to

from coursekit import check, choice, positive, real


class ReLUUpTo50(ReLUGate):
    def forward(self, x):
        self.small = np.abs(x) < 50
        return super().forward(x)

    def backward(self, upstream):
        return super().backward(upstream) * self.small


@pytest.mark.parametrize("level", ["quick", "full"])
def test_finite_gradients_that_are_wrong_for_large_inputs_only(level):
    (finding,) = check(ReLUUpTo50, reference="ReLU", level=level).findings
    assert finding.code == "gradient-overflow"
    assert finding.message.startswith("For small inputs the gradients are right, but the gradient for x")


class Outer:
    """Every entry of y by every entry of x: x fits the output by its shape, but is not broadcast to it."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.multiply.outer(y, x)

    def backward(self, upstream):
        return self.y @ upstream, upstream @ self.x


class MinusOuter(Outer):
    def backward(self, upstream):
        return tuple(-gradient for gradient in super().backward(upstream))


def test_an_input_that_only_seems_to_be_broadcast():
    inputs = {"x": real(4), "y": real(3)}
    assert check(Outer, reference=Outer, inputs=inputs).passed
    (finding,) = check(MinusOuter, reference=Outer, inputs=inputs).findings
    assert finding.code == "wrong-sign"


class Fused:
    """x·y + sin z."""

    def forward(self, x, y, z):
        self.inputs = x, y, z
        return x * y + np.sin(z)

    def backward(self, upstream):
        x, y, z = self.inputs
        gradients = upstream * y, upstream * x, upstream * np.cos(z)
        return tuple(back_to(np.shape(given), each) for given, each in zip(self.inputs, gradients, strict=True))


class FirstForLast(Fused):
    def backward(self, upstream):
        return super().backward(upstream)[::-1]


def test_two_of_three_inputs_are_swapped():
    finding = check(FirstForLast, reference=Fused, inputs={"x": real(4), "y": real(4), "z": real(4)}).findings[0]
    assert finding.code == "swapped-inputs"
    assert finding.evidence["inputs"] == ["x", "z"]


def test_what_is_no_function_cannot_be_called():
    (finding,) = check(3.0, reference=np.log, inputs={"x": positive(5)}).findings
    assert finding.code == "missing-method"
    assert finding.message == "This cannot be called: a function is expected here."


def test_complex_numbers_and_words_are_written_out():
    finding = check(lambda z: -z, reference=np.conjugate, inputs={"x": choice(1 + 2.5j)}).findings[0]
    assert finding.message.startswith("the function gives -1-2.5j, expected 1-2.5j (for x = 1+2.5j).")
    finding = check(lambda word: word, reference=lambda word: word.upper(), inputs={"word": choice("relu")}).findings[0]
    assert finding.message == "The result for word = 'relu' is not as expected."


class SigmoidGate:
    """z·(1 − z): of the right formula, but with few digits left where z is nearly 1. And upstream is forgotten."""

    def forward(self, x):
        self.z = 1 / (1 + np.exp(-np.clip(x, -500, 500)))
        return self.z

    def backward(self, upstream):
        return self.z * (1 - self.z) + 0 * upstream


@pytest.mark.parametrize("seed", [31, 116, 124, 135, 140])  # draws of large inputs, at which all entries are flat
def test_digits_that_cancel_hide_no_mistake(seed):
    assert check(SigmoidGate, seed=seed).findings[0].code == "ignores-upstream"


class TimesCalls:
    """x², which grows from call to call by what all instances share."""

    calls = 0

    def forward(self, x):
        type(self).calls += 1
        self.x = x
        return self.calls * x * x

    def backward(self, upstream):
        return 2 * self.x * upstream


def test_answers_that_depend_on_earlier_ones_are_no_noise():
    TimesCalls.calls = 0
    (finding,) = check(TimesCalls, reference="Power").findings
    assert finding.code == "stale-cache"
    assert finding.message.startswith("The first answer is right, but equal calls later differ")
