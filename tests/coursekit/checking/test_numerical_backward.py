"""A backward that differentiates numerically is told so however it is written."""

import functools

import numpy as np
import pytest

from coursekit import check, real

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


def test_calls_through_numpy_are_of_the_students_line():
    report = check(ThroughNumPy, reference="Tanh", inputs={"x": real(5)})
    assert report.findings[0].evidence["source"] == "below = np.apply_along_axis(squash, 0, x - step)"
