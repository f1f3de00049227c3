"""Whatever a candidate does, `check` returns a report, and the report is not fooled."""

import os
import sys

import numpy as np
import pytest
from right_gates import MultiplyGate, SigmoidGate

from coursekit import check, gates


class AlwaysEqual(np.ndarray):
    """An array that says yes to every comparison, and lies about its size."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return np.zeros(np.shape(other))

    def __array_ufunc__(self, *inputs, **keywords):
        return True

    def __array_function__(self, *inputs, **keywords):
        return True


class AlwaysEqualNumber(float):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __sub__(self, other):
        return 0.0

    def __rsub__(self, other):
        return 0.0

    def __abs__(self):
        return 0.0


class Pretender:
    """Says that it is an array."""

    __class__ = np.ndarray

    def __getattr__(self, name):
        return Pretender()

    def __call__(self, *arguments, **keywords):
        return self

    def __array__(self, *arguments, **keywords):
        return np.array(object())


class ListOfLies(list):
    def __len__(self):
        return 2

    def __iter__(self):
        while True:
            yield 0.0


def gate(forward=None, backward=None, **more):
    """A gate from two functions of the inputs."""
    methods = dict(more)
    methods["forward"] = (lambda self, x: forward(x)) if forward else lambda self, x: x
    methods["backward"] = (lambda self, upstream: backward(upstream)) if backward else lambda self, upstream: upstream
    return type("Sigmoid", (), methods)


def lying(x):
    return np.zeros(np.shape(x)).view(AlwaysEqual)


class BadMeta(type):
    def __call__(cls, *arguments):
        raise SystemExit("no instance for you")

    def __getattribute__(cls, name):
        raise RuntimeError("nothing to see")

    def __repr__(cls):
        raise RuntimeError("not even a name")


class BadError(Exception):
    def __str__(self):
        raise SystemExit(3)


class Anything:
    def __getattr__(self, name):
        return lambda *arguments: Anything()


class RefusesEverything:
    def __getattribute__(self, name):
        raise BadError


def raising(error):
    def forward(*_):
        raise error

    return forward


def recursing(x):
    return recursing(x)


HOSTILE = {
    "array equal to everything": gate(lying, lying),
    "array equal to everything, right forward": type("Sigmoid", (SigmoidGate,), {"backward": lambda s, u: lying(u)}),
    "number equal to everything": gate(lambda x: AlwaysEqualNumber(0), lambda u: AlwaysEqualNumber(0)),
    "pretends to be an array": gate(lambda x: Pretender(), lambda u: Pretender()),
    "list with its own iterator": gate(lambda x: ListOfLies(), lambda u: ListOfLies()),
    "list that holds itself": gate(lambda x: (lambda items: items.append(items) or items)([1.0])),
    "exits": gate(raising(SystemExit(0))),
    "sys.exit": gate(sys.exit),
    "raises GeneratorExit": gate(raising(GeneratorExit())),
    "raises StopIteration": gate(raising(StopIteration())),
    "exception without a message": gate(raising(BadError())),
    "recursion": gate(recursing),
    "metaclass": BadMeta("BadMetaGate", (), {}),
    "any attribute at all": Anything,
    "no attribute at all": RefusesEverything,
    "an instance of it": Anything(),
    "generator": gate(lambda x: (each for each in [x])),
    "generator of gradients": type("Sigmoid", (SigmoidGate,), {"backward": lambda s, u: (each for each in [u])}),
    "object array": gate(lambda x: np.array(x, dtype=object)),
    "ragged list": gate(lambda x: [[1.0], [1.0, 2.0]], lambda u: [[1.0], [1.0, 2.0]]),
    "huge integer": gate(lambda x: 10**400, lambda u: 10**400),
    "NaN": gate(lambda x: x * np.nan, lambda u: u * np.nan),
    "infinity": gate(lambda x: x + np.inf, lambda u: u + np.inf),
    "text array": gate(lambda x: np.array("x"), lambda u: np.array("x")),
    "structured array": gate(lambda x: np.zeros(3, dtype=[("a", float)])),
    "datetime": gate(lambda x: np.datetime64("2024-01-01")),
    "masked array": gate(lambda x: np.ma.masked_all(np.shape(x)), lambda u: np.ma.masked_all(np.shape(u))),
    "matrix of bytes": gate(lambda x: b"\0" * 8),
    "complex NaN": gate(lambda x: complex("nan"), lambda u: complex("nan")),
    "ellipsis": gate(lambda x: ...),
    "a class, not a gate": int,
    "a module": os,
    "None": None,
    "a number": 3.0,
    "a function where a gate belongs": np.tanh,
    "forward is a number": type("Sigmoid", (), {"forward": 3, "backward": 4}),
    "signature that lies": type("Sigmoid", (), {"forward": type("F", (), {"__call__": 3, "__signature__": "?"})()}),
}


@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("name", HOSTILE)
def test_it_fails_and_never_raises(name, level):
    report = check(HOSTILE[name], reference="Sigmoid", level=level)
    assert not report.passed
    assert any(finding.severity == "fail" for finding in report.findings)
    assert str(report)
    assert "<div" in report._repr_html_()


@pytest.mark.slow
def test_a_loop_costs_two_time_limits_not_one_per_case():
    def endless(x):
        while True:
            pass

    report = check(gate(endless), reference="Sigmoid")
    assert [finding.code for finding in report.findings] == ["timeout"]
    assert report.score == 0


class InterruptedMessage(Exception):
    """The reader's interrupt comes while the message is being made."""

    def __str__(self):
        raise KeyboardInterrupt


@pytest.mark.parametrize("error", [KeyboardInterrupt, InterruptedMessage])
def test_the_interrupt_of_the_reader_gets_through(error):
    with pytest.raises(KeyboardInterrupt):
        check(gate(raising(error())), reference="Sigmoid")


def test_a_name_in_html_is_a_name_not_html():
    evil = type("<script>alert(1)</script>", (MultiplyGate,), {"forward": raising(ValueError("<img src=x onerror=y>"))})
    card = check(evil, reference="Multiply")._repr_html_()
    assert "<script" not in card
    assert "<img" not in card
    assert "&lt;script&gt;" in card


def test_control_characters_do_not_reach_a_terminal():
    evil = gate(raising(ValueError("\x1b[2J\x07 gone")))
    text = str(check(evil, reference="Sigmoid"))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_candidate_cannot_reach_what_it_is_compared_with():
    """Inputs are copies: what a candidate does to them harms neither its next case nor the next candidate."""

    class Vandal(SigmoidGate):
        def forward(self, x):
            if np.ndim(x):
                x[...] = 0
            return super().forward(x)

    assert not check(Vandal, reference="Sigmoid").passed
    assert check(SigmoidGate).passed


@pytest.mark.parametrize("factor", [5e-324, 1e-310, 1e-200, 1e200, 1e300])
@pytest.mark.parametrize("name", ["Sigmoid", "Mean", "Multiply"])
def test_gradients_of_any_size_are_diagnosed(name, factor):
    class Scaled(getattr(gates, name)):
        def backward(self, upstream):
            with np.errstate(all="ignore"):
                return tuple(gradient * factor for gradient in super().backward(upstream))

    assert not check(Scaled, reference=name).passed
