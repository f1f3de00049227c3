"""The truth in high precision agrees with right gates, and sees what is wrong about wrong ones."""

import functools

import numpy as np
import pytest

from coursekit import gates
from tests.corpus.equivalence import Verdict, compare
from tests.corpus.targets import families, library, students, target_of
from tests.corpus.truth import RULES
from tests.corpus.truth_cases import cases, settings_of

pytestmark = pytest.mark.no_cover  # the truth is compared with, not the library

RIGHT = [target_of(entry) for family in families() for entry in family.right_gates]
WRONG = [entry for family in families() for entry in family.wrong_gates]

# These tell nothing by their values: a numerical gradient may be as right as the formula, and a list as an array.
RIGHT_IN_VALUE = ("numerical-backward", "not-an-array")


@pytest.mark.slow
@pytest.mark.parametrize("target", [*library(), *students(), *RIGHT], ids=str)
def test_a_right_gate_is_equivalent(target):
    assert compare(target.candidate, target.name, target.settings) == Verdict("equivalent")


@pytest.mark.slow
@pytest.mark.parametrize("entry", [entry for entry in WRONG if entry.code not in RIGHT_IN_VALUE], ids=lambda e: e.name)
def test_a_wrong_gate_of_the_corpus_is_wrong(entry):
    target = target_of(entry)
    assert compare(target.candidate, target.name, target.settings).kind == "wrong"


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_a_factor_of_1_0001_and_an_offset_of_1e_5_are_seen(name):
    class Off(getattr(gates, name)):
        factor, offset = 1.0, 0.0

        def backward(self, upstream):
            return tuple(
                None if gradient is None else gradient * self.factor + self.offset
                for gradient in super().backward(upstream)
            )

    for settings in settings_of(name):
        assert compare(functools.partial(Off, **settings), name, settings).kind == "equivalent"
        for change in ({"factor": 1.0001}, {"offset": 1e-5}):
            wrong = functools.partial(type("Wrong", (Off,), change), **settings)
            kind = "equivalent" if name == "Sign" and "factor" in change else "wrong"  # 1.0001 times 0
            assert compare(wrong, name, settings).kind == kind, change


class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return self.summed(upstream * self.y, self.x), self.summed(upstream * self.x, self.y)

    def summed(self, gradient, like):
        return gates.sum_to_shape(gradient, np.shape(like))


class ChangesInput(Multiply):
    def forward(self, x, y):
        z = super().forward(x, np.array(y))
        x *= 1.5
        return z


class ChangesUpstream(Multiply):
    def backward(self, upstream):
        gradients = super().backward(np.array(upstream))
        upstream += 1.0
        return gradients


class Shared(Multiply):
    kept: tuple = ()

    def forward(self, x, y):
        Shared.kept = x, y
        return x * y

    def backward(self, upstream):
        self.x, self.y = Shared.kept
        return super().backward(upstream)


class KeepsTheFirst(Multiply):
    def forward(self, x, y):
        if not hasattr(self, "x"):
            self.x, self.y = x, y
        return x * y


class Rounded(Multiply):
    def forward(self, x, y):
        return np.float32(super().forward(x, y))


class Endless(Multiply):
    def forward(self, x, y):
        while True:
            pass


class Quits(Multiply):
    def backward(self, upstream):
        raise SystemExit


class Half(Multiply):
    def backward(self, upstream):
        return super().backward(upstream)[:1]


class OneIsNone(Multiply):
    def backward(self, upstream):
        return super().backward(upstream)[0], None


class Nothing(Multiply):
    def backward(self, upstream):
        return None


class NotSummed(Multiply):
    def summed(self, gradient, like):
        return gradient


@pytest.mark.parametrize(
    "gate",
    [
        ChangesInput, ChangesUpstream, Shared, KeepsTheFirst, Rounded, Quits, Half, OneIsNone, Nothing, NotSummed,
        pytest.param(Endless, marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_bad_manners_are_wrong(gate):
    assert compare(Multiply, "Multiply", {}).kind == "equivalent"
    assert compare(gate, "Multiply", {}).kind == "wrong"


class InLists(Multiply):
    def backward(self, upstream):
        gradients = super().backward(upstream)
        return [np.asarray(each).tolist() if np.size(each) else each for each in gradients]  # [] would lose its shape


class Loss:
    """Its gradient for the labels is nonsense, and finite."""

    label_gradient = 7.0

    def __init__(self):
        self.gate = gates.SoftmaxCrossEntropy()

    def forward(self, scores, labels):
        self.shape = labels.shape
        return self.gate.forward(scores, labels)

    def backward(self, upstream):
        return self.gate.backward(upstream)[0], np.full(self.shape, self.label_gradient)


class Bare(Loss):
    def backward(self, upstream):
        return super().backward(upstream)[0]


class NotFinite(Loss):
    label_gradient = np.nan


class OnlyInFloat64(Multiply):
    def forward(self, x, y):
        if np.asarray(x).dtype == np.float32:
            raise TypeError("float64, please")
        return super().forward(x, y)


class NeverSwitchedOff(gates.Dropout):
    def eval(self):
        return self


@pytest.mark.parametrize(
    ("gate", "name", "kind"),
    [
        (InLists, "Multiply", "equivalent"),
        (Loss, "SoftmaxCrossEntropy", "equivalent"),
        (Bare, "SoftmaxCrossEntropy", "equivalent"),
        (NotFinite, "SoftmaxCrossEntropy", "wrong"),
        (OnlyInFloat64, "Multiply", "open"),
        (functools.partial(NeverSwitchedOff, rate=0.3, rng=1), "Dropout", "open"),
    ],
)
def test_the_contract_leaves_some_leeway(gate, name, kind):
    (settings,) = settings_of(name)
    assert compare(gate, name, settings).kind == kind


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_any_value_between_the_slopes_is_right_at_a_kink(slope):
    class ReLU(gates.ReLU):
        def backward(self, upstream):
            (x,) = self._inputs
            return (np.where(x == 0, self.slope * np.asarray(upstream), super().backward(upstream)[0]),)

    ReLU.slope = slope
    assert compare(ReLU, "ReLU", {}).kind == "equivalent"
    ReLU.slope = slope + 1.01
    assert compare(ReLU, "ReLU", {}).kind == "wrong"


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_there_are_cases_of_every_kind_that_the_contract_names(name):
    for settings in settings_of(name):
        given = [np.asarray(each) for case in cases(name, settings) for each in case.inputs]
        assert max(each.ndim for each in given) >= 2
        assert sum(each.size for each in given) >= (3000 if RULES[name].entrywise else 30)
        assert len({each.shape for each in given}) >= 2
