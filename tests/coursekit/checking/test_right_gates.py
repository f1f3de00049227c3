"""A right gate is never failed, whatever its style."""

from functools import partial

import pytest
from right_gates import RIGHT, LeakyReLU, MaximumGate, ReLUGateWithCopies

from coursekit import check, gates
from coursekit.checking import forget_plans


@pytest.fixture(autouse=True)
def _plans_do_not_pile_up():
    yield
    forget_plans()


@pytest.mark.parametrize(("gate", "reference"), RIGHT, ids=lambda each: getattr(each, "__name__", each))
@pytest.mark.parametrize(("level", "seeds"), [("quick", 20), pytest.param("full", 20, marks=pytest.mark.slow)])
def test_a_right_gate_passes_at_every_seed(gate, reference, level, seeds):
    for seed in range(seeds):
        report = check(gate, reference=reference, seed=seed, level=level)
        assert report.passed, f"seed {seed}: {report}"
        assert report.score == 1.0
        assert [each for each in report.findings if each.severity != "note"] == []


# What a gate must be made with to be checked: noise is the same each time if its seed is.
SETTINGS = {
    "Dropout": {"rate": 0.3, "rng": 1},
    "DropConnect": {"rate": 0.3, "rng": 1},
    "StochasticPooling": {"rng": 1},
    "AddAlongAxis": {"shape": (3, 5)},
    "BroadcastTo": {"shape": (3, 4)},
    "Einsum": {"subscripts": "ij,jk->ik"},
    "Index": {"key": (slice(1, 3),)},
    "Reshape": {"shape": (2, -1)},
    "Scatter": {"key": (slice(1, 3),), "shape": (4, 3)},
}


@pytest.mark.parametrize("name", gates.gate_names())
@pytest.mark.parametrize("level", ["quick", "full"])
def test_the_library_agrees_with_itself(name, level):
    gate = partial(getattr(gates, name), **SETTINGS.get(name, {}))
    for seed in range(3):
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
