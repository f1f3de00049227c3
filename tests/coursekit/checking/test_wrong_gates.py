"""A wrong gate never passes, and the first finding names the mistake."""

import functools
from typing import ClassVar

import numpy as np
import pytest
from right_gates import (
    AddGate,
    MaximumGate,
    MultiplyGate,
    ReLUGate,
    SigmoidGate,
    SoftmaxGate,
    Subtract,
    SumGate,
    TanhGate,
    back_to,
)

from coursekit import check


def changed(base, **methods):
    """A right gate with some methods replaced, under the same name."""
    return type(base.__name__, (base,), methods)


def then(method, base, change):
    """The right result of `method`, changed afterwards."""
    right = getattr(base, method)
    return changed(base, **{method: lambda self, *inputs: change(right(self, *inputs))})


class NoBackward:
    def forward(self, x, y):
        return x * y


class AskedForTooMuch(MultiplyGate):
    def forward(self, x, y, z):
        return x * y * z


class ForgottenSelf(MultiplyGate):
    def backward():
        return 0


class NotWritten:
    def forward(self, x, y):
        raise NotImplementedError("TODO")


class WantsAnArgument(MultiplyGate):
    def __init__(self, factor):
        self.factor = factor


class Raising(MultiplyGate):
    def backward(self, upstream):
        return upstream / self.nothing


class Endless(MultiplyGate):
    def forward(self, x, y):
        while True:
            pass


class ReturnsNothing(MultiplyGate):
    def backward(self, upstream):
        self.dx = upstream * self.y


class OneIsNone(MultiplyGate):
    def backward(self, upstream):
        return super().backward(upstream)[0], None


class AddsInstead(MultiplyGate):
    def forward(self, x, y):
        super().forward(x, y)
        return x + y


class WholeNumbers(MultiplyGate):
    def forward(self, x, y):
        return super().forward(x, y).astype(int)


class NaiveTanh(TanhGate):
    def forward(self, x):
        self.x = x
        return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


class NaiveSoftmax(SoftmaxGate):
    def forward(self, x):
        self.s = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
        return self.s


class OverflowsBackward(SigmoidGate):
    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, upstream):
        return upstream * np.exp(-self.x) / (1 + np.exp(-self.x)) ** 2


class WritesIntoInput(ReLUGate):
    def forward(self, x):
        self.mask = x > 0
        if np.ndim(x):
            x[x < 0] = 0
            return x.copy()
        return max(x, 0.0)


class WritesIntoCache(MultiplyGate):
    def backward(self, upstream):
        result = super().backward(upstream)
        if np.ndim(self.x):
            self.x *= 2
        return result


class WritesIntoUpstream(ReLUGate):
    def backward(self, upstream):
        if np.ndim(upstream):
            upstream *= self.mask
            return upstream.copy()
        return upstream * self.mask


class Random(MultiplyGate):
    rng = np.random.default_rng(0)

    def forward(self, x, y):
        return super().forward(x, y) * self.rng.uniform(0.9, 1.1)


class SharedByAll(MultiplyGate):
    cache: ClassVar = {}

    def forward(self, x, y):
        self.cache.update(x=x, y=y)
        return x * y

    def backward(self, upstream):
        x, y = self.cache["x"], self.cache["y"]
        return back_to(np.shape(x), upstream * y), back_to(np.shape(y), upstream * x)


class KeepsTheFirst(MultiplyGate):
    def forward(self, x, y):
        if not hasattr(self, "x"):
            self.x, self.y = x, y
        return x * y


class Unsummed(MultiplyGate):
    def backward(self, upstream):
        return upstream * self.y, upstream * self.x


class UnsummedAdd(AddGate):
    def backward(self, upstream):
        return upstream, upstream


class LocalAlone(MultiplyGate):
    def backward(self, upstream):
        return self.y, self.x


class LocalAloneSummed(MultiplyGate):
    def backward(self, upstream):
        ones = np.ones_like(upstream)
        return super().backward(ones)


class UpstreamAlone(SigmoidGate):
    def backward(self, upstream):
        return upstream


class UpstreamAloneTwice(MultiplyGate):
    def backward(self, upstream):
        return upstream, upstream


class SubtractPlus(Subtract):
    def backward(self, upstream):
        return tuple(back_to(shape, upstream) for shape in self.shapes)


class MaximumSwapped(MaximumGate):
    def backward(self, upstream):
        return super().backward(upstream)[::-1]


class Flat(TanhGate):
    def backward(self, upstream):
        return np.ravel(super().backward(upstream)[0])


class WrongFormula(TanhGate):
    def backward(self, upstream):
        return upstream * (1 - np.tanh(self.x)) ** 2


class Zeros(TanhGate):
    def backward(self, upstream):
        return np.zeros_like(self.x)


class OnlyOneEntry(SumGate):
    def backward(self, upstream):
        out = np.zeros(self.shape)
        out.flat[:1] = upstream
        return out


class ListsEverywhere(MultiplyGate):
    def forward(self, x, y):
        return super().forward(x, y).tolist()

    def backward(self, upstream):
        return [gradient.tolist() for gradient in super().backward(upstream)]


WRONG = {
    "no backward": (NoBackward, "Multiply", "missing-method"),
    "one parameter too many": (AskedForTooMuch, "Multiply", "missing-method"),
    "self forgotten": (ForgottenSelf, "Multiply", "missing-method"),
    "not written": (NotWritten, "Multiply", "raises"),
    "__init__ wants an argument": (WantsAnArgument, "Multiply", "raises"),
    "raises in backward": (Raising, "Multiply", "raises"),
    "endless loop": (Endless, "Multiply", "timeout"),
    "backward returns nothing": (ReturnsNothing, "Multiply", "returns-none"),
    "one gradient is None": (OneIsNone, "Multiply", "returns-none"),
    "forward returns nothing": (then("forward", MultiplyGate, lambda z: None), "Multiply", "returns-none"),
    "one gradient for two": (then("backward", MultiplyGate, lambda g: g[0]), "Multiply", "wrong-count"),
    "three gradients for two": (then("backward", MultiplyGate, lambda g: (*g, g[0])), "Multiply", "wrong-count"),
    "two gradients for one": (then("backward", SigmoidGate, lambda g: (g, g)), "Sigmoid", "wrong-count"),
    "a dict of gradients": (
        then("backward", MultiplyGate, lambda g: {"x": g[0], "y": g[1]}),
        "Multiply",
        "wrong-count",
    ),
    "adds": (AddsInstead, "Multiply", "forward-value"),
    "1.0001 forward": (then("forward", MultiplyGate, lambda z: 1.0001 * z), "Multiply", "forward-value"),
    "1e-5 forward": (then("forward", MultiplyGate, lambda z: z + 1e-5), "Multiply", "forward-value"),
    "shape (1,) for a number": (then("forward", MultiplyGate, np.atleast_1d), "Multiply", "forward-shape"),
    "flat output": (then("forward", MultiplyGate, np.ravel), "Multiply", "forward-shape"),
    "int output": (WholeNumbers, "Multiply", "forward-dtype"),
    "float32 output": (then("forward", MultiplyGate, np.float32), "Multiply", "forward-dtype"),
    "complex output": (then("forward", MultiplyGate, lambda z: z + 0j), "Multiply", "forward-dtype"),
    "object output": (then("forward", MultiplyGate, lambda z: np.array(z, object)), "Multiply", "forward-dtype"),
    "text output": (then("forward", MultiplyGate, str), "Multiply", "forward-dtype"),
    "naive tanh": (NaiveTanh, "Tanh", "forward-overflow"),
    "naive softmax": (NaiveSoftmax, "Softmax", "forward-overflow"),
    "naive sigmoid backward": (OverflowsBackward, "Sigmoid", "gradient-overflow"),
    "writes into its input": (WritesIntoInput, "ReLU", "modifies-input"),
    "writes into its input later": (WritesIntoCache, "Multiply", "modifies-input"),
    "writes into upstream": (WritesIntoUpstream, "ReLU", "modifies-upstream"),
    "random": (Random, "Multiply", "nondeterministic"),
    "one cache for all instances": (SharedByAll, "Multiply", "stale-cache"),
    "keeps the first forward": (KeepsTheFirst, "Multiply", "stale-cache"),
    "not summed": (Unsummed, "Multiply", "missing-broadcast-sum"),
    "add, not summed": (UnsummedAdd, "Add", "missing-broadcast-sum"),
    "local gradient alone": (LocalAlone, "Multiply", "ignores-upstream"),
    "local gradient alone, summed": (LocalAloneSummed, "Multiply", "ignores-upstream"),
    "upstream alone": (UpstreamAlone, "Sigmoid", "missing-local-gradient"),
    "upstream alone to both": (UpstreamAloneTwice, "Multiply", "missing-local-gradient"),
    "minus": (then("backward", SigmoidGate, lambda g: -g), "Sigmoid", "wrong-sign"),
    "subtract with plus": (SubtractPlus, "Subtract", "wrong-sign"),
    "swapped": (MaximumSwapped, "Maximum", "swapped-inputs"),
    "swapped product": (then("backward", MultiplyGate, lambda g: g[::-1]), "Multiply", "swapped-inputs"),
    "half": (then("backward", SigmoidGate, lambda g: g / 2), "Sigmoid", "constant-factor"),
    "1.0001 backward": (then("backward", SigmoidGate, lambda g: g * 1.0001), "Sigmoid", "constant-factor"),
    "flat gradient": (Flat, "Tanh", "gradient-shape"),
    "(1,) for a number": (then("backward", SigmoidGate, np.atleast_1d), "Sigmoid", "gradient-shape"),
    "wrong formula": (WrongFormula, "Tanh", "gradient-value"),
    "1e-5 backward": (then("backward", SigmoidGate, lambda g: g + 1e-5), "Sigmoid", "gradient-value"),
    "zeros": (Zeros, "Tanh", "gradient-value"),
    "one entry only": (OnlyOneEntry, "Sum", "gradient-value"),
    "complex gradient": (then("backward", SigmoidGate, lambda g: g + 0j), "Sigmoid", "gradient-value"),
    "a generator": (then("backward", SigmoidGate, lambda g: (each for each in [g])), "Sigmoid", "gradient-value"),
    "NaN": (then("backward", SigmoidGate, lambda g: g * np.nan), "Sigmoid", "gradient-value"),
}


# Seconds of an endless loop show nothing new at the full level.
AT_LEVELS = [
    pytest.param(*row, level, id=f"{name}, {level}", marks=[pytest.mark.slow] * (row[2] == "timeout"))
    for name, row in WRONG.items()
    for level in ("quick", "full")
    if (row[2], level) != ("timeout", "full")
]


@pytest.mark.parametrize(("gate", "reference", "code", "level"), AT_LEVELS)
def test_the_mistake_is_named(gate, reference, code, level):
    report = check(gate, reference=reference, level=level)
    assert not report.passed
    assert report.score < 1
    assert report.findings[0].code == code, str(report)
    assert report.findings[0].severity == "fail"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", ["1e-5 forward", "1e-5 backward", "1.0001 forward", "1.0001 backward"])
def test_small_errors_fail_at_every_seed(name, seed):
    gate, reference, _ = WRONG[name]
    report = check(gate, reference=reference, seed=seed)
    assert not report.passed
    assert report.score < 0.5


@pytest.mark.parametrize(
    ("gate", "reference", "codes"),
    [
        (then("backward", SigmoidGate, lambda g: -g), "Sigmoid", ["wrong-sign"]),
        (NaiveTanh, "Tanh", ["forward-overflow"]),
        (Random, "Multiply", ["nondeterministic"]),
        (SharedByAll, "Multiply", ["stale-cache"]),
        (AddsInstead, "Multiply", ["forward-value"]),
        (NotWritten, "Multiply", ["raises"]),
    ],
)
def test_one_cause_is_one_finding(gate, reference, codes):
    assert [each.code for each in check(gate, reference=reference).findings] == codes


def test_lists_are_converted_with_a_warning():
    report = check(ListsEverywhere, reference="Multiply")
    assert report.passed
    assert {(each.code, each.severity) for each in report.findings} == {("not-an-array", "warn")}


def test_the_factor_is_evidence():
    half = then("backward", SigmoidGate, lambda g: g / 2)
    finding = check(half, reference="Sigmoid").findings[0]
    # The fit is of numbers that are exact to about 1e-15.
    assert finding.evidence["factor"] == pytest.approx(0.5, rel=1e-9)


def test_a_hypothesis_must_explain_everything():
    """Wrong in sign for single numbers only: no one transform of the right answer explains that."""

    class Partly(SigmoidGate):
        def backward(self, upstream):
            gradient = super().backward(upstream)
            return -gradient if np.ndim(upstream) < 2 else gradient

    assert check(Partly, reference="Sigmoid").findings[0].code == "gradient-value"


def test_the_smallest_readable_case_is_told():
    finding = check(AddsInstead, reference="Multiply").findings[0]
    assert finding.where["case"] == "single numbers"
    assert "x = " in finding.message
    assert "y = " in finding.message
    assert finding.evidence["got"] != finding.evidence["expected"]


def test_a_gradient_is_located():
    class SecondWrong(MultiplyGate):
        def backward(self, upstream):
            dx, dy = super().backward(upstream)
            return dx, dy + 1

    where = check(SecondWrong, reference="Multiply").findings[0].where
    assert where["input"] == "y"
    assert where["shape"] == []
    assert where["index"] == []


def test_an_exception_comes_with_the_students_own_line():
    finding = check(Raising, reference="Multiply").findings[0]
    assert finding.evidence["exception"] == "AttributeError"
    assert finding.evidence["source"] == "return upstream / self.nothing"
    assert "nothing" in finding.message


def test_not_implemented_reads_as_not_written():
    assert "not written yet" in check(NotWritten, reference="Multiply").findings[0].message


SOLUTIONS = ["upstream * self", "upstream *", "1 - z", "1 - np.tanh", "np.sum", "sum_to", "-upstream", "x * y"]


@pytest.mark.parametrize(("gate", "reference", "code"), [w for w in WRONG.values() if w[2] != "timeout"])
def test_a_message_is_short_and_holds_no_solution(gate, reference, code):
    for finding in check(gate, reference=reference).findings:
        if code == "raises":
            continue  # quotes the student's own line
        assert len(finding.message) < 500
        assert not [part for part in SOLUTIONS if part in finding.message]


def test_partial_hyperparameters_reach_the_reference():
    class LeakyReLU:
        def __init__(self, slope=0.01):
            self.slope = slope

        def forward(self, x):
            self.x = x
            return np.where(x > 0, x, self.slope * x)

        def backward(self, upstream):
            return np.where(self.x > 0, 1.0, 0.2) * upstream

    assert check(functools.partial(LeakyReLU, slope=0.2)).passed
    assert not check(LeakyReLU).passed
