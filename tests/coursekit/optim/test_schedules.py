"""Learning-rate schedules against their formulas, their combinations, and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.optim import (
    SGD,
    Constant,
    CosineRestarts,
    Custom,
    ExponentialDecay,
    FanInScaling,
    HalveOnWorse,
    HoldThenDecay,
    InverseTimeDecay,
    PerEpoch,
    StepDecay,
    Triangular,
    Warmup,
)

ALL = [
    Constant(0.1),
    StepDecay(0.1, every=3),
    ExponentialDecay(0.1, k=0.2),
    HoldThenDecay(0.1, tau=4),
    InverseTimeDecay(0.1, k=0.5),
    Triangular(0.01, 0.1, up=3),
    Triangular(0.01, 0.1, up=2, down=5),
    CosineRestarts(0.1, period=4),
    CosineRestarts(0.1, period=2, low=0.01, growth=3),
    PerEpoch(StepDecay(0.1, every=2), steps_per_epoch=3),
    Warmup(0.1, steps=4),
    FanInScaling(0.1),
    HalveOnWorse(0.1),
]
# A few roundings; exp and cos are good to the last digit or two.
TIGHT = 1e-14


def rates(schedule, n):
    return schedule.rates(n).tolist()


def test_printed_formulas():
    assert rates(Constant(0.5), 3) == [0.5] * 3
    assert rates(StepDecay(0.8, every=2), 6) == [0.8, 0.8, 0.4, 0.4, 0.2, 0.2]
    assert rates(StepDecay(1.0, every=1, factor=0.1), 3) == pytest.approx([1, 0.1, 0.01], rel=TIGHT)
    assert rates(ExponentialDecay(0.5, k=0.1), 9) == [0.5 * math.exp(-0.1 * t) for t in range(9)]
    assert rates(HoldThenDecay(0.6, tau=2), 5) == pytest.approx([0.6, 0.6, 0.6, 0.4, 0.3], rel=TIGHT)
    assert rates(InverseTimeDecay(0.6, k=0.5), 5) == pytest.approx([0.6, 0.4, 0.3, 0.24, 0.2], rel=TIGHT)


def test_cycles():
    assert rates(Triangular(0, 1, up=2), 7) == [0, 0.5, 1, 0.5, 0, 0.5, 1]
    assert rates(Triangular(1, 2, up=1, down=4), 6) == [1, 2, 1.75, 1.5, 1.25, 1]
    half = (1 + math.cos(math.pi / 2)) / 2
    assert rates(CosineRestarts(1.0, period=2), 5) == pytest.approx([1, half, 1, half, 1], rel=TIGHT)
    assert rates(CosineRestarts(1.0, period=1, growth=2), 8) == pytest.approx(
        [1, 1, half] + [(1 + math.cos(math.pi * c / 4)) / 2 for c in range(4)] + [1], rel=TIGHT
    )


def test_combinations():
    assert rates(PerEpoch(StepDecay(0.8, every=2), steps_per_epoch=3), 13) == [0.8] * 6 + [0.4] * 6 + [0.2]
    assert rates(Warmup(1.0, steps=4, start=0.2), 6) == pytest.approx([0.2, 0.4, 0.6, 0.8, 1, 1], rel=TIGHT)
    decay = ExponentialDecay(1.0, k=0.1)
    assert Warmup(decay, steps=2, start=0.5).rates(9)[2:] == pytest.approx(decay.rates(9)[2:], rel=TIGHT)
    assert rates(Warmup(lambda t: 2.0 + t, steps=1, start=1.0), 2) == [2.0, 3.0]


def test_a_function_is_a_schedule():
    assert SGD(lambda t: np.float32(0.5)).rate == 0.5
    assert type(SGD(lambda t: np.float32(0.5)).rate) is float
    assert isinstance(SGD(lambda t: 0.5).lr, Custom)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_rates_are_those_of_single_calls_and_stay_within_bounds(schedule):
    series = schedule.rates(50)
    assert series.dtype == np.float64
    assert series.tolist() == [schedule(t) for t in range(50)]
    assert np.all((series >= 0) & (series <= 0.1 + 1e-16))
    assert schedule.rates(0).shape == (0,)
    with pytest.raises(ValueError, match="steps count from 0, and there is none -1"):
        schedule(-1)


@given(st.integers(1, 5), st.integers(1, 3), st.integers(0, 10_000))
def test_cosine_restarts_are_where_the_periods_end(period, growth, t):
    schedule, start, length = CosineRestarts(1.0, period=period, growth=growth), 0, period
    while start + length <= t:
        start, length = start + length, length * growth
    assert schedule(t) == pytest.approx((1 + math.cos(math.pi * (t - start) / length)) / 2, abs=TIGHT)


def test_fan_in_scaling_gives_each_weight_matrix_its_own_rate():
    params = [np.zeros((2, 16)), np.zeros(2), np.zeros(()), np.zeros((2, 3, 4)), np.zeros((2, 0))]
    SGD(FanInScaling(Warmup(1.0, steps=1, start=0.8))).step(params, [np.ones_like(param) for param in params])
    assert [np.unique(param).tolist() for param in params] == [[-0.2], [-0.8], [-0.8], [-0.8], []]
    params = [np.zeros((2, 16)), np.zeros(2)]
    # The order of the two makes no difference.
    SGD(Warmup(FanInScaling(1.0, power=1), steps=1, start=0.8)).step(params, [np.ones((2, 16)), np.ones(2)])
    assert [np.unique(param).tolist() for param in params] == [[-0.05], [-0.8]]


def test_halve_for_every_epoch_that_is_worse_than_the_one_before():
    schedule = HalveOnWorse(0.8)
    lowered = [schedule.observe(error) for error in (3.0, 2.0, 2.5, 2.4, 2.4, 2.6)]
    assert lowered == [False, False, True, False, False, True]
    assert schedule(0) == schedule(99) == 0.2


def test_halve_when_the_best_is_not_improved():
    schedule = HalveOnWorse(0.8, against="best", patience=1, least=0.3)
    lowered = [schedule.observe(error) for error in (3.0, 3.0, 2.0, 2.5, 2.0, 1.0, 2.0, 2.0, 2.0, 2.0)]
    assert lowered == [False, False, False, False, True, False, False, True, False, False]
    assert schedule(0) == 0.3


def test_a_least_rate_above_the_rate_does_not_raise_it():
    schedule = HalveOnWorse(0.1, least=1.0)
    schedule.observe(1.0)
    assert not schedule.observe(2.0)
    assert schedule(0) == 0.1


@pytest.mark.parametrize(
    ("error", "match", "make"),
    [
        (ValueError, "Constant: rate must be above 0, not 0", lambda: Constant(0)),
        (ValueError, "StepDecay: rate must be above 0", lambda: StepDecay(-1, every=2)),
        (ValueError, "StepDecay: every must be at least 1, not 0", lambda: StepDecay(0.1, every=0)),
        (TypeError, "StepDecay: every must be an integer, not float 2.5", lambda: StepDecay(0.1, every=2.5)),
        (ValueError, "StepDecay: factor must be above 0 and below 1", lambda: StepDecay(0.1, every=2, factor=2)),
        (ValueError, "ExponentialDecay: k must be 0 or above", lambda: ExponentialDecay(0.1, k=-1)),
        (ValueError, "HoldThenDecay: tau must be above 0", lambda: HoldThenDecay(0.1, tau=0)),
        (ValueError, "InverseTimeDecay: k must be 0 or above", lambda: InverseTimeDecay(0.1, k=-1)),
        (ValueError, "Triangular: high must be above low=0.2, not 0.1", lambda: Triangular(0.2, 0.1, up=2)),
        (TypeError, "Triangular: down must be an integer", lambda: Triangular(0.1, 0.2, up=2, down=True)),
        (ValueError, "CosineRestarts: rate must be above low", lambda: CosineRestarts(0.1, period=2, low=0.1)),
        (ValueError, "CosineRestarts: growth must be at least 1", lambda: CosineRestarts(0.1, period=2, growth=0)),
        (ValueError, "PerEpoch: steps_per_epoch must be at least 1", lambda: PerEpoch(0.1, steps_per_epoch=0)),
        (ValueError, "Warmup: start must be above 0 and at most 1, not 0", lambda: Warmup(0.1, steps=2, start=0)),
        (ValueError, "Warmup: lr must be above 0", lambda: Warmup(0.0, steps=2)),
        (ValueError, "FanInScaling: power must be 0 or above", lambda: FanInScaling(0.1, power=-1)),
        (ValueError, "HalveOnWorse: against must be 'previous' or 'best'", lambda: HalveOnWorse(1, against="first")),
        (ValueError, "HalveOnWorse: error must be finite, not nan", lambda: HalveOnWorse(1).observe(math.nan)),
        (ValueError, "gives the rate nan for step 2", lambda: Custom(lambda t: math.nan)(2)),
    ],
)
def test_refusals(error, match, make):
    with pytest.raises(error, match=match):
        make()
