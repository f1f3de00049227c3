"""Right schedules pass, as functions, closures and classes; wrong ones never, and the mistake is named."""

import math
from functools import partial

import numpy as np
import pytest

from coursekit import check, optim


class ExponentialDecay:
    def __init__(self, rate, k):
        self.rate, self.k = rate, k

    def __call__(self, t):
        return self.rate * np.exp(-self.k * t)


def exponential_decay(t, rate, k):
    return rate * math.e ** (-k * t)


def closure(rate, k):
    return lambda t: rate / math.exp(k * t)


STEPS = optim.StepDecay(0.2, every=10)
EXPONENTIAL = optim.ExponentialDecay(0.2, k=0.03)
INVERSE = optim.InverseTimeDecay(0.2, k=0.1)
HOLD = optim.HoldThenDecay(0.2, tau=20)
TRIANGLE = optim.Triangular(0.01, 0.2, up=8, down=12)
COSINE = optim.CosineRestarts(0.2, period=15, low=0.02)
GROWING = optim.CosineRestarts(0.2, period=5, growth=2)
WARM = optim.Warmup(optim.ExponentialDecay(0.2, k=0.01), steps=10)
EPOCHS = optim.PerEpoch(optim.ExponentialDecay(0.2, k=0.3), steps_per_epoch=6)
HALVING = optim.HalveOnWorse(0.2)


class Halving:
    def __init__(self):
        self.rate, self.last = 0.2, math.inf

    def observe(self, error):
        if error > self.last:
            self.rate /= 2
        self.last = error

    def __call__(self, t):
        return self.rate


def cosine(t, rate=0.2, period=15, low=0.02):
    return low + (rate - low) * math.cos(math.pi / 2 * (t % period) / period) ** 2


RIGHT = [
    (partial(ExponentialDecay, rate=0.2, k=0.03), None),
    (partial(exponential_decay, rate=0.2, k=0.03), None),
    (closure(0.2, 0.03), EXPONENTIAL),
    (ExponentialDecay(0.2, 0.03), EXPONENTIAL),
    (lambda t: 0.2 * 0.5 ** (t // 10), STEPS),
    (lambda t: 0.2 / 2 ** math.floor(t / 10), STEPS),
    (lambda t: 1 / (5 + 0.5 * t), INVERSE),
    (lambda t: 0.2 if t < 20 else 4 / t, HOLD),
    (lambda t: np.interp(t % 20, [0, 8, 20], [0.01, 0.2, 0.01]), TRIANGLE),
    (cosine, COSINE),
    (lambda t: min(0.1 + 0.09 * t, 1) * 0.2 * math.exp(-0.01 * t), WARM),
    (lambda t: 0.2 * math.exp(-0.3 * (t // 6)), EPOCHS),
    (Halving, HALVING),
    *[(each, each) for each in (STEPS, EXPONENTIAL, INVERSE, HOLD, TRIANGLE, COSINE, GROWING, WARM, EPOCHS, HALVING)],
    (lambda t: 1, optim.Constant(1.0)),
]


@pytest.mark.parametrize("level", ["quick", pytest.param("full", marks=pytest.mark.slow)])
@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_a_right_schedule_passes_at_every_seed(number, level):
    candidate, reference = RIGHT[number]
    for seed in range(20):
        report = check(candidate, reference=reference, seed=seed, level=level)
        assert report.passed, report


def growing_badly(t):
    length = 5
    while t > length:
        t -= length
        length *= 2
    return 0.2 * (1 + math.cos(math.pi * t / length)) / 2


class HalvesAlways(Halving):
    def observe(self, error):
        self.rate /= 2


class KeepsTheBest(Halving):
    def observe(self, error):
        if error > self.last:
            self.rate /= 2
        self.last = min(error, self.last)


class Leftover:
    calls = 0

    def __call__(self, t):
        self.calls += 1
        return 0.2 * math.exp(-0.03 * (self.calls - 1))


def endless(t):
    while True:
        pass


def unwritten(t):
    raise NotImplementedError


def misspelt(t):
    return rat * t  # noqa: F821


WRONG = [
    ("never-changes", lambda t: 0.2, EXPONENTIAL),
    ("wrong-step-count", lambda t: 0.2 * math.exp(-0.03 * (t + 1)), EXPONENTIAL),
    ("wrong-step-count", lambda t: 0.2 * math.exp(-0.03 * max(t - 1, 0)), EXPONENTIAL),
    ("wrong-step-count", lambda t: 0.2 * 0.5 ** ((t + 1) // 10), STEPS),
    ("wrong-sign", lambda t: 0.2 * math.exp(0.03 * t), EXPONENTIAL),
    ("wrong-sign", lambda t: 0.2 * (1 + 0.1 * t), INVERSE),
    ("wrong-sign", lambda t: 0.02 + 0.18 * (1 - math.cos(math.pi * (t % 15) / 15)) / 2, COSINE),
    ("wrong-sign", lambda t: -0.2 * math.exp(-0.03 * t), EXPONENTIAL),
    ("real-division", lambda t: 0.2 * 0.5 ** (t / 10), STEPS),
    ("real-division", lambda t: 0.2 * math.exp(-0.05 * t), EPOCHS),
    ("time-scale", lambda t: 0.2 * 0.5**t, STEPS),
    ("time-scale", lambda t: 0.2 * 10 ** (-0.03 * t), EXPONENTIAL),
    ("time-scale", lambda t: 0.2 * 2 ** (-0.03 * t), EXPONENTIAL),
    ("missing-hold", lambda t: 4 / t, HOLD),
    ("missing-hold", lambda t: 0.2 * 20 / (t + 20), HOLD),
    ("missing-hold", lambda t: 0.2 * 20 / max(min(t, 20), 1), HOLD),
    ("missing-hold", lambda t: (0.1 + 0.09 * t) * 0.2 * math.exp(-0.01 * t), WARM),
    ("ignores-setting", lambda t: 0.2 * math.exp(-0.01 * t), WARM),
    ("ignores-setting", lambda t: 0.2 * (1 + math.cos(math.pi * (t % 15) / 15)) / 2, COSINE),
    ("missing-restart", lambda t: 0.02 + 0.18 * (1 + math.cos(math.pi * t / 15)) / 2, COSINE),
    ("missing-restart", lambda t: 0.02 + 0.18 * (1 + math.cos(math.pi * min(t, 15) / 15)) / 2, COSINE),
    ("missing-restart", lambda t: 0.01 + 0.19 * t / 8, TRIANGLE),
    ("missing-restart", lambda t: 0.01 + 0.19 * (t % 8) / 8, TRIANGLE),
    ("integer-division", lambda t: 0.2 * 20 / max(t // 20 * 20, 20), HOLD),
    ("epochs-for-steps", lambda t: 0.2 * math.exp(-0.3 * t), EPOCHS),
    ("epochs-for-steps", lambda t: 0.2 * 0.5 ** (t // 100), STEPS),
    ("learning-rate-twice", lambda t: 0.04 * math.exp(-0.03 * t), EXPONENTIAL),
    ("learning-rate-twice", lambda t: 0.2 * WARM(t), WARM),
    ("missing-learning-rate", lambda t: math.exp(-0.03 * t), EXPONENTIAL),
    ("constant-factor", lambda t: 0.3 * math.exp(-0.03 * t), EXPONENTIAL),
    ("constant-factor", lambda t: 0.20002 / (1 + 0.1 * t), INVERSE),
    ("rate-value", lambda t: 0.2 * math.exp(-0.03 * t**2), EXPONENTIAL),
    ("rate-value", growing_badly, GROWING),
    ("rate-value", Leftover(), EXPONENTIAL),
    ("rate-value", HalvesAlways, HALVING),
    ("rate-value", KeepsTheBest, HALVING),
    ("returns-none", lambda t: None, EXPONENTIAL),
    ("forward-dtype", lambda t: [0.1, 0.2], EXPONENTIAL),
    ("missing-method", lambda t, k: 0.1, EXPONENTIAL),
    ("missing-method", type("NoCall", (), {}), EXPONENTIAL),
    ("missing-method", optim.ExponentialDecay(0.2, k=0.03), HALVING),
    ("raises", misspelt, EXPONENTIAL),
    ("raises", unwritten, EXPONENTIAL),
    ("raises", ExponentialDecay, EXPONENTIAL),
    ("timeout", endless, EXPONENTIAL),
]


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda n: f"{WRONG[n][0]}-{n}")
def test_the_mistake_of_a_schedule_is_named(number):
    code, candidate, reference = WRONG[number]
    report = check(candidate, reference=reference)
    assert not report.passed
    assert report.findings[0].code == code, report
    assert len(report.findings[0].message) < 400


def test_what_it_is_asked_is_not_the_callers_to_choose():
    from coursekit import real

    with pytest.raises(ValueError, match=r"ExponentialDecay is a schedule.*Leave inputs out"):
        check(closure(0.2, 0.03), reference=EXPONENTIAL, inputs={"t": real()})


def test_a_name_that_is_a_schedules_and_an_initialisers_is_to_be_told_apart():
    with pytest.raises(LookupError, match=r"Constant may be compared with optim\.Constant and nn\.Constant: say which"):
        check(type("Constant", (), {}))
