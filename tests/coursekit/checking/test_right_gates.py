"""A right gate is never failed, whatever its style."""

from functools import partial

import numpy as np
import pytest
from right_gates import RIGHT, LeakyReLU, MaximumGate, ReLUGateWithCopies

from coursekit import check, gates
from coursekit.checking import forget_plans
from tests.corpus.false_alarms import SETTINGS

# Many seeds show no line of code that one doesn't; traced, they would take twice as long.
UNTRACED = (pytest.mark.slow, pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _plans_do_not_pile_up():
    yield
    forget_plans()


@pytest.mark.parametrize(("gate", "reference"), RIGHT, ids=lambda each: getattr(each, "__name__", each))
@pytest.mark.parametrize(
    ("level", "seeds"),
    [
        pytest.param("quick", range(3), id="quick"),
        pytest.param("quick", range(3, 20), id="quick, more seeds", marks=UNTRACED),
        pytest.param("full", range(20), id="full", marks=UNTRACED),
    ],
)
def test_a_right_gate_passes_at_every_seed(gate, reference, level, seeds):
    for seed in seeds:
        report = check(gate, reference=reference, seed=seed, level=level)
        assert report.passed, f"seed {seed}: {report}"
        assert report.score == 1.0
        assert [each for each in report.findings if each.severity != "note"] == []


@pytest.mark.parametrize("name", gates.gate_names())
@pytest.mark.parametrize(
    ("level", "seeds"),
    [
        pytest.param("quick", range(1), id="quick"),
        pytest.param("quick", range(1, 3), id="quick, more seeds", marks=UNTRACED),
        pytest.param("full", range(3), id="full", marks=UNTRACED),
    ],
)
def test_the_library_agrees_with_itself(name, level, seeds):
    gate = partial(getattr(gates, name), **SETTINGS.get(name, {}))
    for seed in seeds:
        report = check(gate, seed=seed, level=level)
        assert report.passed, str(report)
        assert report.findings == ()


@pytest.mark.parametrize("gate", [MaximumGate, ReLUGateWithCopies])
def test_another_choice_at_a_kink_is_a_note(gate):
    report = check(gate, reference=gate.__name__.removesuffix("WithCopies"))
    assert report.passed
    assert [(each.code, each.severity) for each in report.findings] == [("kink-convention", "note")]


def test_an_instance_is_checked_too_and_left_as_it_was():
    gate = LeakyReLU(slope=0.01)
    before = dict(vars(gate))
    assert check(gate).passed
    assert vars(gate) == before


class DropoutGate:
    """A student's, who draws as the docstring of the reference says."""

    def __init__(self, rate, rng):
        self.rate, self.rng = rate, np.random.default_rng(rng)

    def forward(self, x):
        self.scaled = (self.rng.random(np.shape(x)) >= self.rate) / (1 - self.rate)
        return x * self.scaled

    def backward(self, upstream):
        return upstream * self.scaled


class ForgetfulDropout(DropoutGate):
    """Its backward meets another mask than its forward."""

    def backward(self, upstream):
        return upstream * (self.rng.random(np.shape(upstream)) >= self.rate) / (1 - self.rate)


def test_noise_can_be_compared_where_the_seed_is_the_same():
    report = check(partial(DropoutGate, rate=0.3, rng=5), level="full")
    assert report.passed, str(report)
    # After another forward, another mask is drawn: the reference has no one answer to that.
    assert report.left_out
    assert all("backward after two forwards" in name for name, _ in report.left_out)
    wrong = check(partial(ForgetfulDropout, rate=0.3, rng=5), reference=partial(gates.Dropout, rate=0.3, rng=5))
    assert not wrong.passed
    assert check(partial(DropoutGate, rate=0.3, rng=None)).passed  # by statistics
    with pytest.raises(ValueError, match="give it a fixed generator"):
        check(gates.DropConnect)
