"""Schedules side by side: the rates are coursekit's own, and the descents follow them."""

import numpy as np
import pytest

from coursekit import optim
from coursekit.results.race import COURSES
from coursekit.results.schedule import (
    OPTIMIZERS,
    SCHEDULES,
    Plan,
    running_mean,
    schedule_runs,
    suited_rate,
)


def test_the_rates_are_those_of_the_lectures():
    plan = Plan(0.1, every=10, k=0.02, tau=20, period=40, warmup=5, inputs=4)
    runs = {run.name: run.rates for run in schedule_runs("quadratic bowl", "SGD", plan, steps=100).runs}
    t = np.arange(100)
    np.testing.assert_allclose(runs["constant"], 0.1)
    np.testing.assert_allclose(runs["step"], 0.1 * 0.5 ** (t // 10))
    np.testing.assert_allclose(runs["exponential"], 0.1 * np.exp(-0.02 * t))
    np.testing.assert_allclose(runs["hold, then 1/t"], 0.1 * 20 / np.maximum(t, 20))
    np.testing.assert_allclose(runs["inverse time"], 0.1 / (1 + 0.02 * t))
    np.testing.assert_allclose(runs["fan-in"], 0.05)
    assert runs["cyclic"][[0, 20, 40]] == pytest.approx([0.01, 0.1, 0.01])
    assert runs["cosine restarts"][[0, 20, 40]] == pytest.approx([0.1, 0.05, 0.1])
    assert runs["warm-up, then exponential"][0] == pytest.approx(0.01)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_descent_used_the_rates_that_are_told(optimizer):
    plan = Plan(suited_rate(COURSES["ravine"], optimizer))
    for run in schedule_runs("ravine", optimizer, plan, steps=60).runs:
        np.testing.assert_allclose(run.descent.rate[: run.descent.last], run.rates[: run.descent.last])


def test_the_descent_is_that_of_the_optimizer_with_the_schedule():
    plan = Plan(0.05)
    result = schedule_runs("quadratic bowl", "SGD", plan, ("exponential",), steps=30)
    theta, optimizer = np.array(result.course.start), optim.SGD(optim.ExponentialDecay(0.05, plan.k))
    for _ in range(30):
        optimizer.step(theta, theta * [1, 10])
    np.testing.assert_allclose(result.runs[0].descent.path[-1], theta, rtol=1e-12)


def test_a_rate_that_depends_on_the_race_stays_after_it():
    runs = schedule_runs("quadratic bowl", "SGD", Plan(0.205, epoch=5), ("halve on worse",), steps=50).runs
    assert runs[0].rates[0] == 0.205
    assert runs[0].rates[-1] == 0.1025
    short = schedule_runs("quadratic bowl", "SGD", Plan(0.1), ("halve on worse",), steps=50, raced=10).runs[0]
    assert short.rates.shape == (50,)
    assert short.descent.loss.shape == (11,)


def test_with_noise_a_falling_rate_gets_closer():
    runs = schedule_runs("quadratic bowl", "SGD", Plan(0.12), steps=400, noise=1.0).runs
    late = {run.name: np.mean(run.descent.loss[-100:]) for run in runs}
    assert late["exponential"] < late["constant"] / 3
    assert set(late) == set(SCHEDULES)


def test_another_optimizer_is_refused_by_name():
    with pytest.raises(ValueError, match="'Adadelta' is no optimizer here; there are SGD, momentum"):
        suited_rate(COURSES["ravine"], "Adadelta")


def test_a_running_mean_is_a_mean_of_what_there_is():
    numbers = np.array([1.0, 3.0, 5.0, 7.0, np.nan])
    np.testing.assert_array_equal(running_mean(numbers, 2), [1, 2, 4, 6, np.nan])
    np.testing.assert_array_equal(running_mean(numbers, 1), numbers)
