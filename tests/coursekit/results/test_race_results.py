"""Races: every descent is what the optimizer does by itself, and ends where it should."""

import numpy as np
import pytest

from coursekit.autodiff import complex_step_vjp
from coursekit.data import SURFACES
from coursekit.optim import SGD, Adam, HalveOnWorse, Nesterov, RowGradient, SparseAdam
from coursekit.results.descent import FAR, Entrant, descend, heights, slopes
from coursekit.results.race import COURSES, OWN, RACERS, Course, own_course, race


def by_hand(course, optimizer, steps):
    """The loop of a training program, with gradients by another method."""
    theta = np.array(course.start, dtype=float)
    path = [theta.copy()]
    for _ in range(steps):
        with optimizer.look_ahead(theta):
            gradient = np.array(complex_step_vjp(course.function, theta.copy(), 1.0))
        optimizer.step(theta, gradient)
        path.append(theta.copy())
    return np.array(path)


@pytest.mark.parametrize("name", [name for name, racer in RACERS.items() if not racer.one_at_a_time])
def test_each_racer_goes_where_its_optimizer_goes_alone(name):
    course = COURSES["Rosenbrock"]
    (descent,) = race(course, [name], steps=60).descents
    alone = by_hand(course, RACERS[name].make(course.rate, course.stride), 60)
    np.testing.assert_allclose(descent.path, alone, rtol=1e-9)  # the complex step's gradients differ in the last digits


@pytest.mark.parametrize("name", COURSES)
def test_everybody_starts_at_one_point_and_is_not_nan_while_racing(name):
    course = COURSES[name]
    result = race(course, steps=40)
    assert [each.name for each in result.descents] == list(RACERS)
    for each in result.descents:
        np.testing.assert_array_equal(each.path[0], course.start)
        assert np.isfinite(each.path[: each.last + 1]).all()
        assert np.isnan(each.path[each.last + 1 :]).all()
        assert np.isnan(each.rate[each.last :]).all()
        assert each.ending == "" or each.last < 40 or np.abs(each.path[-1]).max() > 1
        height = course.function(*each.path[each.last]) - result.ground.lowest
        assert each.loss[each.last] == pytest.approx(height, nan_ok=True)


def test_on_the_bowl_they_arrive():
    losses = {each.name: each.loss[-1] for each in race(COURSES["quadratic bowl"]).descents}
    assert all(losses[name] < 1e-6 for name in ("SGD", "momentum", "heavy ball", "Nesterov", "Adagrad", "Adam"))
    assert losses["momentum"] < losses["SGD"]


def test_both_forms_of_momentum_are_one_at_a_constant_rate():
    momentum, heavy = race(COURSES["ravine"], ["momentum", "heavy ball"]).descents
    np.testing.assert_allclose(momentum.path, heavy.path, atol=1e-9)  # sums in another order


def test_nesterov_takes_its_gradients_ahead_and_others_where_they_are():
    sgd, nesterov = race(COURSES["ravine"], ["SGD", "Nesterov"], steps=20).descents
    np.testing.assert_array_equal(sgd.ahead, sgd.path)
    velocity = nesterov.first
    np.testing.assert_array_equal(nesterov.ahead[0], nesterov.path[0])
    np.testing.assert_allclose(nesterov.ahead[1:], nesterov.path[1:] - 0.9 * velocity[1:], rtol=1e-12)


def test_adams_moments_are_those_of_its_state():
    course = COURSES["Beale"]
    (descent,) = race(course, ["Adam"], steps=5).descents
    optimizer = Adam(course.stride)
    by_hand(course, optimizer, 5)
    np.testing.assert_allclose(descent.first[-1], optimizer.state["0"]["first_moment"], rtol=1e-9)
    np.testing.assert_allclose(descent.second[-1], optimizer.state["0"]["second_moment"], rtol=1e-9)
    assert np.isnan(descent.first[0]).all()


def test_who_remembers_nothing_has_no_averages():
    sgd, adagrad = race(COURSES["Beale"], ["SGD", "Adagrad"], steps=5).descents
    assert np.isnan(sgd.first).all()
    assert np.isnan(sgd.second).all()
    assert np.isnan(adagrad.first).all()
    assert np.isfinite(adagrad.second[1:]).all()


def test_a_rate_that_is_too_large_diverges_and_says_when():
    (descent,) = race(COURSES["quadratic bowl"], ["SGD"], factor=10).descents
    assert descent.ending == "diverged"
    assert descent.last < 10
    assert np.isfinite(descent.loss[descent.last])


def test_on_a_saddle_they_run_off():
    (descent,) = race(COURSES["saddle"], ["SGD"], steps=300).descents
    assert descent.ending == "ran off"
    assert np.abs(descent.path[descent.last]).max() >= FAR * 4
    assert descent.loss[descent.last] < 0


def test_where_no_gradient_is_finite_the_race_is_over():
    """√x has no slope at 0 that could be followed, and none at all below."""
    course = Course(lambda x, y: np.sqrt(x) + 0 * y, (-1.0, 1.0), (-1.0, 1.0), (0.04, 0.0), 0.1, 0.1)
    (descent,) = race(course, ["SGD"], steps=10).descents
    assert descent.ending == "diverged"
    assert descent.last == 1
    assert np.isfinite(descent.path[1]).all()
    (nowhere,) = race(course, ["SGD"], start=(-0.5, 0.0), steps=10).descents
    assert (nowhere.ending, nowhere.last) == ("diverged", 0)
    (edge,) = race(course, ["SGD"], start=(0.0, 0.0), steps=10).descents
    assert (edge.ending, edge.last) == ("diverged", 0)


def test_noise_is_drawn_by_the_seed_and_the_same_for_all():
    course = COURSES["quadratic bowl"]
    one, same = race(course, ["SGD"], noise=1.0, seed=3), race(course, ["SGD", "Adam"], noise=1.0, seed=3)
    np.testing.assert_array_equal(one.descents[0].path, same.descents[0].path)
    other = race(course, ["SGD"], noise=1.0, seed=4)
    assert not np.array_equal(one.descents[0].path, other.descents[0].path)
    step = -(one.descents[0].path[1] - one.descents[0].path[0]) / course.rate
    noise = np.random.default_rng(3).standard_normal((300, 2))[0]
    np.testing.assert_allclose(step, slopes(course.function, np.array([course.start]))[0] + noise)


def test_sparse_adam_moves_one_coordinate_at_a_time():
    course = COURSES["quadratic bowl"]
    (descent,) = race(course, ["SparseAdam"], steps=50, seed=2).descents
    moved = np.diff(descent.path, axis=0) != 0
    assert (moved.sum(axis=1) == 1).all()
    assert moved.any(axis=0).all()
    optimizer, theta = SparseAdam(course.stride), np.array(course.start)
    for row in moved.argmax(axis=1)[:3]:
        gradient = slopes(course.function, theta[np.newaxis])[0]
        optimizer.step(theta, RowGradient(np.array([row]), gradient[[row]]))
    np.testing.assert_allclose(descent.path[3], theta)


def test_rates_are_the_courses_times_the_factor():
    course = COURSES["plateau"]
    rates = dict(zip(RACERS, race(course, steps=10, factor=2.0).rates, strict=True))
    assert rates["SGD"] == 2 * course.rate
    assert rates["Adam"] == 2 * course.stride
    assert OWN not in COURSES


def test_heights_know_the_lowest_minimum():
    ground = heights(SURFACES["beale"].function, (-4.5, 4.5), (-4.5, 4.5), 0.0)
    assert ground.z.shape == (101, 101)
    assert ground.z[3, 5] == SURFACES["beale"].function(ground.x[5], ground.y[3])
    assert ground.lowest == 0
    assert (np.diff(ground.levels) > 0).all()
    assert heights(lambda x, y: x + y, (0, 1), (0, 1)).lowest == 0
    assert heights(lambda x, y: x + y, (0, 1), (0, 1)).scale == 2


def test_a_surface_may_have_holes_but_not_be_one():
    ground = heights(lambda x, y: np.log(x) + y, (-1, 1), (0, 1))
    assert np.isfinite(ground.levels).all()
    for wrong in (lambda x, y: 1.0, lambda x, y: x, lambda x, y: np.log(-1 - x**2 - y**2), lambda x, y: (x + y) * 1j):
        with pytest.raises(ValueError, match=r"gives? a height for every x and y.*NumPy's functions"):
            heights(wrong, (-1, 1), (-1, 1))


def test_a_function_of_ones_own_has_a_course():
    course = own_course(lambda x, y: 3 * np.square(x) + np.square(y), (-2, 2), (-4, 4))
    assert course.start == (-1.0, 2.0)
    assert course.rate == pytest.approx(0.5 * 2 / 6, rel=1e-6)  # half of 2/6, the curvature by differences
    assert course.stride == 0.04
    (descent,) = race(course, ["SGD"]).descents
    assert descent.loss[-1] < 1e-9
    assert own_course(lambda x, y: x - y).rate == 0.1  # flat: any rate is stable


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match=r"function must be a function of x and y.*not 3"):
        own_course(3)
    with pytest.raises(ValueError, match=r"x_range must be two numbers.*not \(1, 0\)"):
        own_course(lambda x, y: x + y, (1, 0))
    with pytest.raises(ValueError, match="y_range must be"):
        own_course(lambda x, y: x + y, (0, 1), (0, np.inf))


def test_a_rate_that_halves_is_told_the_height_after_each_epoch():
    course = COURSES["quadratic bowl"]
    ground = heights(course.function, course.x_range, course.y_range, course.lowest)
    schedule = HalveOnWorse(0.205)  # above 2/10: y grows from step to step
    (descent,) = descend(course.function, ground, [Entrant("SGD", SGD(schedule))], course.start, 12, epoch=3)
    np.testing.assert_allclose(descent.rate[:6], 0.205)
    np.testing.assert_allclose(descent.rate[6:9], 0.1025)
    entrant = Entrant("SGD", SGD(HalveOnWorse(1.0)))
    (still,) = descend(lambda x, y: np.sqrt(x) + y, ground, [entrant], (0.04, 0), 4, epoch=1)  # √x is not told
    assert still.ending == "diverged"


def test_a_row_of_more_inputs_moves_by_its_first_two():
    course = COURSES["quadratic bowl"]
    ground = heights(course.function, course.x_range, course.y_range, course.lowest)
    alone, among = descend(
        course.function, ground, [Entrant("2", SGD(0.1)), Entrant("9", Nesterov(0.1), inputs=9)], course.start, 5
    )
    assert alone.path.shape == among.path.shape
    np.testing.assert_array_equal(alone.path[1], among.path[1])
