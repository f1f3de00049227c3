"""A backward that differentiates numerically is told so however it is written; what only looks like one passes."""

import functools
import sys

import numpy as np
import pytest

from coursekit import check, positive, real
from coursekit.checking.exam import Step, sit
from coursekit.checking.numerical import Watch
from coursekit.gates.broadcast import sum_to_shape

STEP = 1e-6


class TanhGate:
    """Right, but for a backward that each of the following writes in its own way."""

    def forward(self, x):
        self.x = x
        return np.tanh(x)


class Inline(TanhGate):
    def backward(self, upstream):
        return upstream * (np.tanh(self.x + 1e-5) - np.tanh(self.x - 1e-5)) / 2e-5


class Named(TanhGate):
    def backward(self, upstream):
        h = 1e-5
        above, below = np.tanh(self.x + h), np.tanh(self.x - h)
        slope = (above - below) / (2 * h)
        return upstream * slope


class OneSided(TanhGate):
    def backward(self, upstream):
        eps = 1e-8
        return upstream * ((np.tanh(self.x + eps) - np.tanh(self.x)) / eps)


class FourPoints(TanhGate):
    def backward(self, upstream):
        x, h = self.x, 1e-3
        far = np.tanh(x + 2 * h) - np.tanh(x - 2 * h)
        near = np.tanh(x + h) - np.tanh(x - h)
        return upstream * (8 * near - far) / (12 * h)


class TimesOneOverStep(TanhGate):
    def backward(self, upstream):
        return upstream * (np.tanh(self.x + STEP) - np.tanh(self.x - STEP)) * (0.5 / STEP)


class StepOfMachine(TanhGate):
    def backward(self, upstream):
        h = np.sqrt(np.finfo(float).eps)
        return upstream * (np.tanh(self.x + h) - np.tanh(self.x)) / h


class CubeRootOfMachine(TanhGate):
    def backward(self, upstream):
        h = np.cbrt(np.finfo(np.float64).eps)
        return upstream * (np.tanh(self.x + h) - np.tanh(self.x - h)) / (h + h)


class PowerOfTwo(TanhGate):
    def backward(self, upstream):
        h = 2.0**-17
        return upstream * (np.tanh(self.x + h) - np.tanh(self.x - h)) / (2 * h)


class PowerOfTen(TanhGate):
    def backward(self, upstream):
        h = 10**-5
        return upstream * (np.tanh(self.x + h) - np.tanh(self.x - h)) / (2 * h)


class DefaultArgument(TanhGate):
    def backward(self, upstream, h=1e-5):
        return upstream * (np.tanh(self.x + h) - np.tanh(self.x - h)) / (2 * h)


class OwnAttribute(TanhGate):
    def __init__(self):
        self.h = 1e-5

    def backward(self, upstream):
        return upstream * (np.tanh(self.x + self.h) - np.tanh(self.x - self.h)) / (2 * self.h)


class OfTheClass(TanhGate):
    h = 1e-5

    def backward(self, upstream):
        return upstream * (np.tanh(self.x + self.h) - np.tanh(self.x - self.h)) / (2 * self.h)


class OfTheModule(TanhGate):
    def backward(self, upstream):
        return upstream * (np.tanh(self.x + STEP) - np.tanh(self.x - STEP)) / (2 * STEP)


class ByForward(TanhGate):
    def backward(self, upstream):
        x, h = self.x, 1e-5
        return upstream * (self.forward(x + h) - self.forward(x - h)) / (2 * h)


class ByForwardOneSided(TanhGate):
    def backward(self, upstream):
        x, h = self.x, 1e-8
        return upstream * (self.forward(x + h) - self.forward(x)) / h


class ByForwardWithStepOfInput(TanhGate):
    """The step grows with the input: no constant to be seen."""

    def backward(self, upstream):
        x = self.x
        h = 1e-6 * np.maximum(np.abs(x), 1)
        above, below = self.forward(x + h), self.forward(x - h)
        return upstream * (above - below) / (2 * h)


def squash(x):
    return np.tanh(x)


def derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


class ByHelper(TanhGate):
    def backward(self, upstream):
        return upstream * derivative(squash, self.x)


class ByHelperOfNumPys(TanhGate):
    def backward(self, upstream):
        return upstream * derivative(np.tanh, self.x)


class ByLambda(TanhGate):
    def backward(self, upstream):
        f = lambda x: np.tanh(x)  # noqa: E731
        return upstream * derivative(f, self.x)


class LambdaOfStep(TanhGate):
    def backward(self, upstream):
        slope = lambda x, h: (np.tanh(x + h) - np.tanh(x - h)) / (2 * h)  # noqa: E731
        return upstream * slope(self.x, 1e-5)


class NestedFunction(TanhGate):
    def backward(self, upstream):
        def f(x):
            return np.tanh(x)

        h = 1e-5
        return upstream * (f(self.x + h) - f(self.x - h)) / (2 * h)


class ByStaticMethod(TanhGate):
    @staticmethod
    def slope(x):
        return (np.tanh(x + 1e-5) - np.tanh(x - 1e-5)) / 2e-5

    def backward(self, upstream):
        return upstream * self.slope(self.x)


class ByAnotherMethod(TanhGate):
    def f(self, x):
        return np.tanh(x)

    def backward(self, upstream):
        return upstream * derivative(self.f, self.x)


class Vectorized(TanhGate):
    def backward(self, upstream):
        slope = np.vectorize(lambda x: (np.tanh(x + 1e-5) - np.tanh(x - 1e-5)) / 2e-5, otypes=[float])
        return upstream * slope(self.x)


class VectorizedHelper(TanhGate):
    def backward(self, upstream):
        return upstream * np.vectorize(functools.partial(derivative, np.tanh), otypes=[float])(self.x)


class EntryByEntry(TanhGate):
    """The loop of the lectures: one entry is moved, and moved back."""

    def backward(self, upstream):
        x, upstream = np.array(self.x, dtype=float), np.asarray(upstream)
        gradient, h = np.zeros_like(x), 1e-5
        for place in np.ndindex(x.shape):
            old = x[place]
            x[place] = old + h
            above = np.sum(np.tanh(x) * upstream)
            x[place] = old - h
            below = np.sum(np.tanh(x) * upstream)
            x[place] = old
            gradient[place] = (above - below) / (2 * h)
        return gradient


class EntryByEntryByForward(TanhGate):
    def backward(self, upstream):
        x, upstream = np.array(self.x, dtype=float), np.asarray(upstream)
        gradient = np.zeros_like(x)
        for place in np.ndindex(x.shape):
            moved = x.copy()
            moved[place] += 1e-7
            gradient[place] = np.sum((self.forward(moved) - self.forward(x)) * upstream) / 1e-7
        return gradient


class ComplexStep(TanhGate):
    def backward(self, upstream):
        return upstream * np.imag(np.tanh(self.x + 1e-20j)) / 1e-20


class ComplexStepNamed(TanhGate):
    def backward(self, upstream):
        h = 1e-30
        return upstream * np.tanh(self.x + 1j * h).imag / h


class ComplexStepByForward(TanhGate):
    def backward(self, upstream):
        h = 1e-30
        return upstream * self.forward(self.x + 1j * h).imag / h


class NestedDefault(TanhGate):
    def backward(self, upstream):
        def slope(x, h=1e-5):
            return (np.tanh(x + h) - np.tanh(x - h)) / (2 * h)

        return upstream * slope(self.x)


class InPlace(TanhGate):
    """The step has an annotation, and the quotient is taken in place."""

    def backward(self, upstream):
        h: float = 1e-5
        slope = np.tanh(self.x + h) - np.tanh(self.x - h)
        slope /= 2 * h
        return upstream * slope


class AtOnce(TanhGate):
    def backward(self, upstream):
        change = np.tanh(self.x + (h := 1e-7)) - np.tanh(self.x)
        return upstream * change / h


class ByNumPysFunctions(TanhGate):
    def backward(self, upstream):
        h = 1e-5
        change = np.subtract(np.tanh(np.add(self.x, h)), np.tanh(self.x - h))
        return np.divide(upstream * change, 2 * h)


class ByDiff(TanhGate):
    def backward(self, upstream):
        points = np.stack([self.x - 1e-5, self.x + 1e-5])
        return upstream * np.diff(np.tanh(points), axis=0)[0] / 2e-5


class ByGradient(TanhGate):
    def backward(self, upstream):
        points = np.stack([self.x - 1e-5, self.x, self.x + 1e-5])
        return upstream * np.gradient(np.tanh(points), 1e-5, axis=0)[1]


class DifferenceInPlace(TanhGate):
    def backward(self, upstream):
        h = 1e-5
        change = np.tanh(self.x + h)
        change -= np.tanh(self.x - h)
        return upstream * change / (2 * h)


class FactorInFront(TanhGate):
    def backward(self, upstream):
        n = 1e5
        return n / 2 * (np.tanh(self.x + 1 / n) - np.tanh(self.x - 1 / n)) * upstream


def gate_of_step(h):
    class OfClosure(TanhGate):
        def backward(self, upstream):
            return upstream * (np.tanh(self.x + h) - np.tanh(self.x - h)) / (2 * h)

    return OfClosure


OfClosure = gate_of_step(1e-5)


class StepGiven(TanhGate):
    def backward(self, upstream):
        return upstream * derivative(np.tanh, self.x, h=1e-6)


class ShiftedElsewhere(TanhGate):
    """The function that is called adds the step."""

    def shifted(self, by):
        return np.tanh(self.x + by)

    def backward(self, upstream):
        h = 1e-5
        above, below = self.shifted(h), self.shifted(-h)
        return upstream * (above - below) / (2 * h)


class FullOfSteps(TanhGate):
    def backward(self, upstream):
        step = np.full(np.shape(self.x), 1e-5)
        return upstream * (np.tanh(self.x + step) - np.tanh(self.x - step)) / (2 * step)


class UnitByUnit(TanhGate):
    """One entry of a step is set, the others are 0."""

    def backward(self, upstream):
        x, h = np.asarray(self.x), 1e-6
        gradient = np.zeros(x.size)
        for place in range(x.size):
            step = np.zeros(x.size)
            step[place] = h
            change = np.tanh(x + step.reshape(x.shape)) - np.tanh(x)
            gradient[place] = np.sum(change * upstream) / h
        return gradient.reshape(x.shape)


class ThroughNumPy(TanhGate):
    """Through NumPy, which calls the student's function."""

    def backward(self, upstream):
        x = np.atleast_1d(self.x)
        step = np.spacing(np.float32(1.0)).astype(float)
        above = np.apply_along_axis(squash, 0, x + step)
        below = np.apply_along_axis(squash, 0, x - step)
        return upstream * ((above - below) / (2 * step)).reshape(np.shape(self.x))


NUMERICAL = [
    Inline, Named, OneSided, FourPoints, TimesOneOverStep, StepOfMachine, CubeRootOfMachine, PowerOfTwo, PowerOfTen,
    DefaultArgument, OwnAttribute, OfTheClass, OfTheModule, ByForward, ByForwardOneSided, ByForwardWithStepOfInput,
    ByHelper, ByHelperOfNumPys, ByLambda, LambdaOfStep, NestedFunction, ByStaticMethod, ByAnotherMethod, Vectorized,
    VectorizedHelper, EntryByEntry, EntryByEntryByForward, ComplexStep, ComplexStepNamed, ComplexStepByForward,
    ByNumPysFunctions, ByDiff, ByGradient, DifferenceInPlace, FactorInFront,
    NestedDefault, InPlace, AtOnce, OfClosure, StepGiven, ShiftedElsewhere, FullOfSteps, UnitByUnit, ThroughNumPy,
]  # fmt: skip


@pytest.mark.parametrize("gate", NUMERICAL, ids=lambda gate: gate.__name__)
def test_each_way_to_differentiate_numerically_is_told(gate):
    report = check(gate, reference="Tanh")
    assert not report.passed
    assert report.findings[0].code == "numerical-backward", report
    assert report.findings[0].evidence["line"] > 0


# -- right gates that have something of it --


def logistic(x):
    return 1 / (1 + np.exp(-x))


class SigmoidOfClipped:
    """A helper that is called with x, and with x cut off at large values."""

    def forward(self, x):
        self.x = x
        return logistic(np.clip(x, -500, 500))

    def backward(self, upstream):
        z = logistic(np.clip(self.x, -500, 500))
        return upstream * z * (1 - z)


class SigmoidAgain(SigmoidOfClipped):
    """Backward runs forward once more."""

    def backward(self, upstream):
        z = self.forward(self.x)
        return upstream * z * (1 - z)


class SigmoidOfMinusX(SigmoidOfClipped):
    def backward(self, upstream):
        x = np.clip(self.x, -500, 500)
        return upstream * logistic(x) * logistic(-x)


class SigmoidOfOwnGradient(SigmoidOfClipped):
    """A method of the same name as NumPy's differences of samples."""

    def gradient(self, x):
        z = logistic(np.clip(x, -500, 500))
        return z - z * z

    def backward(self, upstream):
        return upstream * self.gradient(self.x)


class SigmoidOfLibrary(SigmoidOfClipped):
    """By a function that is not the student's, and a constant that is made of itself."""

    def backward(self, upstream):
        z = logistic(np.clip(self.x, -500, 500))
        n = 2.0
        n = n * n
        return sum_to_shape(upstream * 4 * (z - z * z) / n, np.shape(self.x))


class SigmoidKeptFromZero(SigmoidOfClipped):
    """A tiny number that is added to a denominator is no step."""

    def backward(self, upstream):
        z = logistic(np.clip(self.x, -500, 500))
        return upstream * (z - z * z) / (1.0 + 1e-300)


def normalised(x, eps):
    centred = x - x.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    return centred / deviation, deviation


class LayerNormGate:
    """eps is small, and something is divided by what it was added to."""

    def __init__(self, eps=1e-5):
        self.eps = eps

    def forward(self, x, gamma, beta):
        self.x, self.gamma = x, gamma
        return normalised(x, self.eps)[0] * gamma + beta

    def backward(self, upstream):
        n, deviation = normalised(self.x, self.eps)
        d = upstream * self.gamma
        dx = (d - d.mean(axis=-1, keepdims=True) - n * (d * n).mean(axis=-1, keepdims=True)) / deviation
        rows = tuple(range(np.ndim(upstream) - 1))
        return dx, (upstream * n).sum(axis=rows), upstream.sum(axis=rows)


class CubeRoot:
    """By Newton's method, in forward and once more in backward."""

    def root(self, x):
        z = x / 2 + 0.5
        for _ in range(60):
            z = z - (z**3 - x) / (3 * z * z)
        return z

    def forward(self, x):
        self.x = x
        return self.root(x)

    def backward(self, upstream):
        z = self.root(self.x)
        return upstream / (3 * z * z)


class CubeRootByHalving(CubeRoot):
    """Halving brings points very near to one another, but these are no inputs."""

    def too_large(self, z):
        return z**3 > self.x

    def root(self, x):
        low, high = np.zeros_like(x), np.ones_like(x) + x
        for _ in range(100):
            z = (low + high) / 2
            too_large = z**3 > x
            low, high = np.where(too_large, low, z), np.where(too_large, z, high)
        return (low + high) / 2


class SquareRootByHalving:
    """Here the halving calls a function of its own; where x = 1, its root is x."""

    def square(self, z):
        return z * z

    def root(self, x):
        low, high = np.zeros_like(x), np.ones_like(x) + x
        for _ in range(100):
            z = (low + high) / 2
            too_large = self.square(z) > x
            low, high = np.where(too_large, low, z), np.where(too_large, z, high)
        return (low + high) / 2

    def forward(self, x):
        self.x = x
        return self.root(x)

    def backward(self, upstream):
        return upstream / (2 * self.root(self.x))


class SoftClip:
    """Divides a difference by a small constant of the formula: forward is divided by it, too."""

    slope = 0.01

    def forward(self, x, y):
        return (x - y) / self.slope

    def backward(self, upstream):
        return upstream / self.slope, -upstream / self.slope


class Leaky:
    """Of a small slope: it multiplies by it, and elsewhere divides by it."""

    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, upstream):
        return upstream * np.where(self.x > 0, 1.0, self.slope)


class SigmoidOfTemperature:
    """σ(x/T) at a small temperature T: the local gradient z(1 − z) is a difference, and it is divided by T."""

    temperature = 0.01

    def forward(self, x):
        self.z = logistic(np.clip(x / self.temperature, -500, 500))
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (1 - self.z) / self.temperature


class SoftmaxOfTemperature:
    """Here both sides of the difference are computed."""

    temperature = 0.01

    def forward(self, x):
        scaled = x / self.temperature
        powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        self.s = powers / powers.sum(axis=-1, keepdims=True)
        return self.s

    def backward(self, upstream):
        mean = (upstream * self.s).sum(axis=-1, keepdims=True)
        return self.s * (upstream - mean) / self.temperature


class SoftmaxOfTemperatureInOneLine(SoftmaxOfTemperature):
    """Of a hundred, not through a hundredth; and with a tiny number that divides nothing."""

    def backward(self, upstream):
        s = self.s + 1e-300
        return 100.0 * s * (upstream - np.sum(upstream * s, axis=-1, keepdims=True))


class Huber:
    """Divides by a small width, within which it is a parabola."""

    width = 0.01

    def forward(self, x):
        self.x = x
        far = np.abs(x) - self.width / 2
        return np.where(np.abs(x) < self.width, x * x / (2 * self.width), far)[()]

    def backward(self, upstream):
        inside = np.abs(self.x) - self.width < 0
        return upstream * np.where(inside, (self.x - 0.0) / self.width, np.sign(self.x))


class Kept:
    """x²/2, through a function that is called with what a clip leaves as it is."""

    def half_square(self, x):
        return x * x / 2

    def forward(self, x):
        self.x = x
        return self.half_square(x)

    def backward(self, upstream):
        clipped = np.clip(self.x, -1e6, 1e6)
        return upstream * 2 * self.half_square(clipped) / np.where(clipped == 0, 1, clipped)


LOOK_ALIKE = [
    (SigmoidOfClipped, "Sigmoid", None),
    (SigmoidAgain, "Sigmoid", None),
    (SigmoidOfMinusX, "Sigmoid", None),
    (SigmoidOfLibrary, "Sigmoid", None),
    (SigmoidOfOwnGradient, "Sigmoid", None),
    (SigmoidKeptFromZero, "Sigmoid", None),
    (LayerNormGate, "LayerNorm", None),
    (Leaky, "LeakyReLU", None),
    (CubeRoot, CubeRoot, {"x": positive(3, 4)}),
    (CubeRootByHalving, CubeRoot, {"x": positive(3)}),
    (SquareRootByHalving, SquareRootByHalving, {"x": positive(3)}),
    (SoftClip, SoftClip, {"x": real(3, 4), "y": real(3, 4)}),
    (SigmoidOfTemperature, SigmoidOfTemperature, {"x": real(3, 4)}),
    (SoftmaxOfTemperature, SoftmaxOfTemperature, {"x": real(3, 4)}),
    (SoftmaxOfTemperatureInOneLine, SoftmaxOfTemperature, {"x": real(3, 4)}),
    (Huber, Huber, {"x": real(3, 4)}),
    (Kept, Kept, {"x": real(3, 4)}),
]


@pytest.mark.parametrize(("gate", "reference", "inputs"), LOOK_ALIKE, ids=lambda each: getattr(each, "__name__", ""))
def test_what_looks_alike_is_not_taken_for_it(gate, reference, inputs):
    report = check(gate, reference=reference, inputs=inputs)
    assert report.passed, report
    assert report.findings == ()


# -- the watch --

QUESTION = (Step(0, "forward", (np.ones(3),)), Step(0, "backward", (np.ones(3),)))


def test_calls_through_numpy_are_of_the_students_line():
    report = check(ThroughNumPy, reference="Tanh", inputs={"x": real(5)})
    assert report.findings[0].evidence["source"] == "below = np.apply_along_axis(squash, 0, x - step)"


def test_what_is_noted_of_a_call():
    def students(x, other, name):
        return sys._getframe()

    watch = Watch(lambda file: file == __file__)
    watch.note(students(np.ones(2), 0.5, "a"), "call", None)
    watch.note(students(np.ones(2), 0.5, "a"), "return", None)
    (call,) = watch.calls
    assert call.code is students.__code__
    assert list(call.given) == ["x", "other"]
    assert call.given["other"] == 0.5
    nobodys = Watch(lambda file: False)
    nobodys.note(students(1.0, 2.0, "a"), "call", None)
    assert nobodys.calls == []


def test_a_call_from_nowhere_has_no_line():
    def students(x):
        return sys._getframe()

    frame = students(1.0)
    while frame.f_back is not None:
        frame = frame.f_back
    watch = Watch(lambda file: True)
    watch.note(frame, "call", None)
    assert watch.calls[0].line == 0


def test_a_call_through_others_is_of_the_line_behind_them():
    watch = Watch(lambda file: file == __file__)
    line = sys._getframe().f_lineno + 1
    np.apply_along_axis(lambda row: watch.note(sys._getframe(), "call", None) or row, 0, np.ones(3))
    assert watch.calls[0].line == line


def without_source(text):
    """A gate whose source nobody kept."""
    space = {"np": np}
    exec(text, space)
    return space["Gate"]


def test_without_source_only_what_it_does_tells():
    inline = "upstream * (np.tanh(self.x + 1e-5) - np.tanh(self.x - 1e-5)) / 2e-5"
    by_forward = "upstream * (self.forward(self.x + 1e-5) - self.forward(self.x - 1e-5)) / 2e-5"
    text = """
class Gate:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, upstream):
        return """
    for formula, line in ((inline, None), (by_forward, 8)):
        ((_, backward),) = sit(without_source(text + formula), [QUESTION])
        assert (None if backward.numerical is None else backward.numerical.number) == line


def test_watching_ends_with_the_block():
    before = sys.getprofile()
    with Watch(lambda file: False):
        assert sys.getprofile() != before
    assert sys.getprofile() == before


class AnswersTwice(TanhGate):
    """Every case is right; but whoever asks too often is sent away."""

    made = 0

    def __init__(self):
        type(self).made += 1

    def backward(self, upstream):
        if self.made > 1:
            self.refuse()
        return upstream / np.cosh(self.x) ** 2

    def refuse(self):
        raise RuntimeError("not again")


class NeverAnswersAgain(AnswersTwice):
    def refuse(self):
        while True:
            pass


class Interrupted(AnswersTwice):
    def refuse(self):
        raise KeyboardInterrupt


@pytest.mark.parametrize("gate", [AnswersTwice, NeverAnswersAgain])
def test_one_that_cannot_be_watched_is_judged_by_its_answers(gate):
    gate.made = 0
    ((_, backward),) = sit(gate, [QUESTION], seconds_per_step=0.1)
    assert backward.status == "returned"
    assert backward.numerical is None


def test_who_interrupts_is_heard():
    Interrupted.made = 0
    with pytest.raises(KeyboardInterrupt):
        sit(Interrupted, [QUESTION])
