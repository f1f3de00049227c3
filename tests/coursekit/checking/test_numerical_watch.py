"""Watching a backward for numerical differentiation: what is noted of its calls, and who cannot be watched."""

import sys

import numpy as np
import pytest
from right_gates import TanhGate

from coursekit.checking.exam import Step, sit
from coursekit.checking.numerical import Watch

QUESTION = (Step(0, "forward", (np.ones(3),)), Step(0, "backward", (np.ones(3),)))


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
