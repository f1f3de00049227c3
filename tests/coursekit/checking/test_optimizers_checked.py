"""What a check of an optimizer tells besides the mistake, and whose mistake a reference is that is none."""

from functools import partial

import numpy as np
import optimizers_to_check as own
import pytest
from optimizers_to_check import RATE, M

from coursekit import check, optim, real

SGDM = partial(optim.SGD, **M)


class ClearedByTheNext(own.Adam):
    """What is remembered belongs to the class; each new optimizer throws it away."""

    def __init__(self, lr):
        self.lr, self.t = lr, 0
        type(self).kept = {}


class TripsOverTwo(own.SGD):
    def delta(self, p, g, s):
        return {2: None}.get(p.size, self.lr) * g**2


class RisesAndTrips(own.SGD):
    def delta(self, p, g, s):
        return {2: None}.get(p.size, -self.lr) * g


class NotANumber(own.SGD):
    def delta(self, p, g, s):
        return g * np.nan


class OfVelocities(own.SGD):
    """Momentum whose velocities have the rate in them."""

    def delta(self, p, g, s):
        s["m"][...] = self.momentum * s["m"] + self.rate() * g
        return s["m"]


def test_what_only_shows_beside_another_optimizer_is_shared():
    report = check(partial(ClearedByTheNext, lr=RATE), reference=partial(optim.Adam, lr=RATE))
    assert [finding.code for finding in report.findings] == ["shared-state"]
    assert [case.name for case in report.cases if not case.passed] == ["two optimizers in turn"]


def test_several_things_may_be_amiss():
    report = check(partial(TripsOverTwo, lr=RATE), reference=partial(optim.SGD, lr=RATE))
    assert [finding.code for finding in report.findings] == ["raises", "update-value"]
    report = check(partial(RisesAndTrips, lr=RATE), reference=partial(optim.SGD, lr=RATE))
    assert [finding.code for finding in report.findings] == ["raises", "update-value"]
    report = check(partial(NotANumber, lr=RATE), reference=partial(optim.SGD, lr=RATE))
    assert [finding.code for finding in report.findings] == ["update-value"]


def test_a_case_in_which_the_reference_fails_is_left_out():
    unsafe = partial(own.RMSProp, lr=RATE, eps=0.0)
    report = check(unsafe, reference=unsafe)
    assert report.passed
    ((name, reason),) = report.left_out
    assert name == "gradients of zero now and then"
    assert "not finite" in reason

    class Noisy(own.RMSProp):
        def delta(self, p, g, s):
            return super().delta(p, g, s) * np.random.default_rng().random()

    assert check(partial(Noisy, lr=RATE, eps=0.0), reference=unsafe).findings[0].code == "nondeterministic"


def test_forms_are_told_apart_by_remarks():
    """A changed rate and a gradient that is missing are remarks where everything owed is right."""
    (finding,) = check(partial(own.ListMomentum, **M), reference=SGDM, level="full").findings[:1]
    assert (finding.code, finding.severity) == ("no-gradient", "note")
    (finding,) = check(partial(OfVelocities, **M), reference=SGDM, level="full").findings
    assert (finding.code, finding.severity) == ("rate-change", "note")


class DoesNothing:
    def step(self, params, grads):
        pass


class Raising:
    def step(self, params, grads):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("reference", "options", "message"),
    [
        (optim.Adam, {"inputs": {"x": real(3)}}, "Adam is an optimizer: what it steps on is the check's to choose"),
        (DoesNothing, {}, r"DoesNothing can't make a step: ValueError: its step leaves the parameters as they are"),
        (Raising, {}, "Raising can't make a step: NotImplementedError"),
    ],
)
def test_a_reference_that_is_no_optimizer_is_the_callers_mistake(reference, options, message):
    with pytest.raises(ValueError, match=message):
        check(own.Adam, reference=reference, **options)


def test_the_message_shows_the_first_step_that_differs():
    report = check(partial(own.SGD, lr=RATE), reference=SGDM)
    finding = report.findings[0]
    assert finding.where["step"] == 2
    assert finding.where["input"] == "w"
    assert "After step 2, w[" in finding.message
    assert "with gradients [" in finding.message
    assert set(finding.evidence) == {"got", "expected", "step"}
