"""The protocol that all optimizers keep: parameters by name, in place, in their own dtype, resumed to the last bit."""

import copy
import pickle
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.optim import SGD, Adafactor, Adam, HalveOnWorse, Nesterov, Optimizer, RowGradient, SparseAdam, Warmup
from tests.coursekit.optim.every_optimizer import MAKERS, every_optimizer, walk

STEPS = 3
makers = st.sampled_from(list(MAKERS.values()))


def draws(seed, *shapes, dtype=np.float64):
    source = np.random.default_rng(seed)
    return [source.standard_normal(shape).astype(dtype) for shape in shapes]


def gradients(seed, params, steps=STEPS):
    source = np.random.default_rng(seed)
    return [{name: source.standard_normal(np.shape(param)) for name, param in params.items()} for _ in range(steps)]


class Recorded:
    """Carries its array in `.value`, as recorded tensors do."""

    def __init__(self, value):
        self.value = value


@every_optimizer
def test_a_step_goes_down_in_place(make):
    W, b = draws(0, (3, 4), (3,))
    params = {"W": W, "b": b}
    before = sum(float(np.sum(array**2)) for array in params.values())
    optimizer = make()
    for _ in range(5):
        with optimizer.look_ahead(params):
            grads = {name: array.copy() for name, array in params.items()}  # of ½Σθ²
        optimizer.step(params, grads)
    assert params["W"] is W
    assert sum(float(np.sum(array**2)) for array in params.values()) < before
    assert optimizer.steps == optimizer.state["W"]["steps"] == 5


@given(makers, npst.array_shapes(min_dims=0, max_dims=3, max_side=4), st.integers(0, 99))
def test_mappings_lists_single_arrays_and_carriers_agree(make, shape, seed):
    (start,) = draws(seed, shape)
    grads = [grad["0"] for grad in gradients(seed, {"0": start})]
    alone = walk(make(), start.copy(), grads)
    (listed,) = walk(make(), [start.copy()], [[grad] for grad in grads])
    (paired,) = walk(make(), (start.copy(),), [(grad,) for grad in grads])
    named = walk(make(), {"any name": start.copy()}, [{"any name": grad} for grad in grads])
    carried = walk(make(), {"W": Recorded(start.copy())}, [{"W": Recorded(grad)} for grad in grads])
    for other in (listed, paired, named["any name"], carried["W"].value):
        np.testing.assert_array_equal(other, alone)


@given(makers, st.permutations(["W", "b", "U"]), st.integers(0, 99))
def test_the_order_of_names_makes_no_difference(make, order, seed):
    start = dict(zip("WbU", draws(seed, (2, 3), (2,), (1, 2)), strict=True))
    grads = gradients(seed, start)
    straight = walk(make(), {name: array.copy() for name, array in start.items()}, grads)
    params = {name: start[name].copy() for name in order}
    walk(make(), params, [{name: grad[name] for name in reversed(order)} for grad in grads])
    for name in start:
        np.testing.assert_array_equal(params[name], straight[name])


@given(makers, npst.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5), st.integers(0, 99))
def test_strides_make_no_difference(make, shape, seed):
    (start,) = draws(seed, shape)
    grads = gradients(seed, {"W": start})
    straight = walk(make(), {"W": start.copy()}, grads)["W"]
    wide = np.full(tuple(2 * n for n in shape), 7.0)
    every_second = wide[tuple(slice(None, None, 2) for _ in shape)]
    for strided in (every_second, np.array(start, order="F"), start.copy()[::-1]):
        strided[...] = start
        # Sums over all entries (Adafactor) may be taken in another order.
        np.testing.assert_allclose(walk(make(), {"W": strided}, grads)["W"], straight, rtol=1e-14, atol=1e-14)
    assert np.all(wide[tuple(slice(1, None, 2) for _ in shape)] == 7.0)


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "Adafactor"])
def test_more_than_a_block(name):
    """A large array is walked through in blocks, and comes out as its halves do.

    (Those of Adafactor would not: it scales its steps by the whole array.)
    """
    make = MAKERS[name]
    (start,) = draws(0, (150_000,))
    grads = gradients(0, {"W": start})
    whole = walk(make(), start.copy(), [grad["W"] for grad in grads])
    halves = walk(make(), list(np.split(start.copy(), 2)), [np.split(grad["W"], 2) for grad in grads])
    np.testing.assert_array_equal(whole, np.concatenate(halves))


@given(makers, st.integers(0, 99))
def test_float32_stays_float32_and_near_float64(make, seed):
    narrow, wide = make(), make()
    (start,) = draws(seed, (3, 2), dtype=np.float32)
    grads = [grad["W"].astype(np.float32) for grad in gradients(seed, {"W": start})]
    params = walk(narrow, [start.copy()], [[grad] for grad in grads])
    expected = walk(wide, start.astype(np.float64), [grad.astype(np.float64) for grad in grads])
    assert params[0].dtype == np.float32
    assert {array.dtype for field, array in narrow.state["0"].items() if field != "steps"} <= {np.dtype(np.float32)}
    # Numbers of size 1, rounded at 6e-8 some ten times a step; where centring cancels, a hundred times that.
    np.testing.assert_allclose(params[0], expected, rtol=0, atol=1e-4)


@every_optimizer
def test_gradients_of_other_dtypes_are_cast_and_never_changed(make):
    (start,) = draws(1, (2, 3), dtype=np.float32)
    whole = np.array([[1, -2, 3], [100, 5, -6]], np.int8)  # whose squares int8 cannot hold
    whole.flags.writeable = False
    expected = walk(make(), start.copy(), [whole.astype(np.float32)] * STEPS)
    for gradient in (whole, whole.astype(np.float64), whole.tolist()):
        # Adafactor sums the squares of what it is given, in its precision.
        np.testing.assert_allclose(walk(make(), start.copy(), [gradient] * STEPS), expected, rtol=1e-6)


@every_optimizer
def test_a_parameter_may_be_its_own_gradient(make):
    """As it is for ½Σθ²: the update reads a gradient before it writes the parameter."""
    (start,) = draws(2, (3, 2))
    shared, separate = make(), make()
    param, twin = start.copy(), start.copy()
    for _ in range(STEPS):
        with shared.look_ahead(param), separate.look_ahead(twin):
            pass
        shared.step(param, param)
        separate.step(twin, twin.copy())
    np.testing.assert_array_equal(param, twin)


@every_optimizer
def test_without_a_gradient_nothing_is_touched(make):
    start = dict(zip("Wb", draws(3, (2, 3), (2,)), strict=True))
    grads = gradients(3, start)
    optimizer, params = make(), {name: array.copy() for name, array in start.items()}
    walk(optimizer, params, [grads[0] | {"b": None}])
    assert "b" not in optimizer.state
    np.testing.assert_array_equal(params["b"], start["b"])
    walk(optimizer, params, [grads[1]])
    state, held = {name: array.copy() for name, array in optimizer.state["b"].items()}, params["b"].copy()
    walk(optimizer, params, [grads[2] | {"b": None}])
    np.testing.assert_array_equal(params["b"], held)
    for field, array in optimizer.state["b"].items():
        np.testing.assert_array_equal(array, state[field])
    assert (optimizer.steps, optimizer.state["W"]["steps"], optimizer.state["b"]["steps"]) == (3, 3, 1)


@every_optimizer
def test_parameters_without_entries(make):
    walk(make(), [np.zeros((0, 3)), np.zeros(0)], [[np.zeros((0, 3)), np.zeros(0)]] * STEPS)


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_step_allocates_an_array_of_a_parameters_size(make, dtype):
    """But for the first, which makes the state and the scratch."""
    params = {"W": np.ones((400, 500), dtype), "b": np.ones(300_000, dtype)}
    grads = {name: np.full_like(array, 0.1) for name, array in params.items()}
    optimizer = make()
    walk(optimizer, params, [grads] * 2)
    tracemalloc.start()
    try:
        walk(optimizer, params, [grads] * 2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Adafactor copies a row and a column, and NumPy's iterator some blocks of 8192 entries.
    assert peak < 0.4 * params["W"].nbytes if isinstance(optimizer, Adafactor) else peak < 0.02 * params["W"].nbytes


def test_a_step_of_few_rows_allocates_little():
    params, optimizer = {"E": np.ones((20_000, 50))}, SparseAdam(0.1)
    grads = {"E": RowGradient(np.array([3, 19_999, 3]), np.ones((3, 50)))}
    optimizer.step(params, grads)
    tracemalloc.start()
    try:
        optimizer.step(params, grads)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 0.005 * params["E"].nbytes


@every_optimizer
def test_training_resumes_to_the_last_bit(make, tmp_path):
    start = dict(zip(["layer/W", "b", "steps", "s"], draws(4, (2, 3), (2,), (3, 2), ()), strict=True))
    start["s"] = np.asarray(start["s"])
    start["steps"] = np.array(start["steps"], order="F")
    grads = gradients(4, start, steps=6)
    grads[1]["b"] = None
    through = walk(make(), {name: array.copy(order="K") for name, array in start.items()}, grads)
    first, params = make(), {name: array.copy(order="K") for name, array in start.items()}
    walk(first, params, grads[:3])
    np.savez(tmp_path / "state.npz", **first.state_dict())
    kept = first.state_dict()
    walk(first, {name: array.copy(order="K") for name, array in params.items()}, grads[3:])
    resumed = {name: array.copy(order="K") for name, array in params.items()}
    second, third = make(), make()
    with np.load(tmp_path / "state.npz", allow_pickle=False) as file:
        second.load_state_dict(file)
    third.load_state_dict(kept)
    walk(second, resumed, grads[3:])
    walk(third, params, grads[3:])
    for name in start:
        np.testing.assert_array_equal(resumed[name], through[name])
        np.testing.assert_array_equal(params[name], through[name])
    assert second.steps == 6


@every_optimizer
def test_optimizers_can_be_copied_and_pickled_and_print_as_they_were_made(make):
    optimizer, param = make(), np.ones(3)
    walk(optimizer, param, [np.ones(3)])
    twins = [param.copy() for _ in range(2)]
    for twin, other in zip(twins, (copy.deepcopy(optimizer), pickle.loads(pickle.dumps(optimizer))), strict=True):
        walk(other, twin, [np.ones(3)])
    walk(optimizer, param, [np.ones(3)])
    np.testing.assert_array_equal(twins, [param, param])
    assert repr(optimizer).startswith(f"{type(optimizer).__name__}(lr=Constant(rate=")


def test_a_loaded_state_is_a_copy_and_replaces_all_that_was_known():
    first = Adam()
    first.step(np.ones(3), np.ones(3))
    saved = first.state_dict()
    before = {key: array.copy() for key, array in saved.items()}
    other = Adam()
    other.step(np.ones(2), np.ones(2))
    other.load_state_dict(saved)
    other.step(np.ones(3), np.ones(3))
    assert other.steps == 2
    for key, array in before.items():
        np.testing.assert_array_equal(saved[key], array)


def test_the_state_of_a_schedule_is_saved_with_the_optimizer():
    first, second = (SGD(Warmup(HalveOnWorse(0.4), steps=2, start=0.5)) for _ in range(2))
    first.lr.schedule.observe(1.0)
    first.lr.schedule.observe(2.0)
    first.step(np.ones(2), np.ones(2))
    saved = first.state_dict()
    assert saved["schedule.rate"] == 0.2
    second.load_state_dict(saved)
    assert second.rate == first.rate
    assert second.lr == first.lr


def test_the_rate_follows_the_schedule_and_may_be_assigned():
    optimizer, param = SGD(lambda t: 1.0 / (1 + t)), np.array(10.0)
    for t in range(3):
        assert optimizer.rate == 1.0 / (1 + t)
        optimizer.step(param, 1.0)
    assert param == 10.0 - 1.0 - 0.5 - 1 / 3
    optimizer.lr = 0.25
    optimizer.step(param, 1.0)
    assert param == 10.0 - 1.0 - 0.5 - 1 / 3 - 0.25


def test_amsgrad_never_forgets_a_large_gradient():
    optimizer, param = Adam(0.1, amsgrad=True, betas=(0.9, 0.5)), np.zeros(1)
    walk(optimizer, param, [np.array([g]) for g in (10.0, 0.0, 0.0)])
    assert optimizer.state["0"]["largest_second_moment"] == 50.0
    assert optimizer.state["0"]["second_moment"] < 50.0


def test_centring_survives_constant_gradients():
    """G − a² is then nothing but round-off, of either sign."""
    optimizer, param = MAKERS["RMSProp centred"](), np.zeros(3)
    walk(optimizer, param, [np.array([0.1, 1 / 3, 1e5])] * 5000)
    assert np.isfinite(param).all()


def test_names_of_the_state():
    expected = {
        "plain": set(),
        "momentum": {"momentum"},
        "velocity": {"velocity"},
        "Nesterov": {"velocity"},
        "Adagrad": {"sum_of_squares"},
        "Adadelta": {"second_moment", "second_moment_of_updates"},
        "RMSProp": {"second_moment"},
        "RMSProp centred": {"second_moment", "first_moment", "momentum"},
        "Adam": {"first_moment", "second_moment"},
        "AMSGrad": {"first_moment", "second_moment", "largest_second_moment"},
        "SparseAdam": {"first_moment", "second_moment"},
        "Adafactor": {"row_moment", "column_moment"},
    }
    for name, fields in expected.items():
        optimizer = MAKERS[name]()
        optimizer.step({"W": np.ones((2, 3))}, {"W": np.ones((2, 3))})
        assert set(optimizer.state["W"]) == fields | {"steps"}
    optimizer = Adafactor()
    optimizer.step([np.ones((2, 3, 4)), np.ones(3)], [np.ones((2, 3, 4)), np.ones(3)])
    assert optimizer.state["0"]["row_moment"].shape == (2, 3, 1)
    assert optimizer.state["0"]["column_moment"].shape == (2, 1, 4)
    assert set(optimizer.state["1"]) == {"second_moment", "steps"}


def test_an_optimizer_of_ones_own():
    class SignDescent(Optimizer):
        def fields(self, shape):
            return {}

        def update(self, param, grad, state, rate):
            param -= rate * np.sign(grad)

    param = np.zeros(2)
    SignDescent(0.5).step(param, [3.0, -4.0])
    np.testing.assert_array_equal(param, [-0.5, 0.5])


def test_look_ahead_of_nesterov_is_left_even_after_an_error_and_guards_its_order():
    optimizer, param = Nesterov(0.1), np.array([1.0, 2.0])
    optimizer.step(param, np.ones(2))  # at first the look-ahead point is the parameter itself
    before = param.copy()

    def take_gradients():
        with optimizer.look_ahead(param):
            assert not np.array_equal(param, before)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take_gradients()
    np.testing.assert_array_equal(param, before)
    with optimizer.look_ahead(param):
        with pytest.raises(RuntimeError, match="step was called within look_ahead"):
            optimizer.step(param, np.ones(2))
        with pytest.raises(RuntimeError, match="entered already"), optimizer.look_ahead(param):
            pass
    optimizer.step(param, np.ones(2))
    with pytest.raises(RuntimeError, match="must be taken at the look-ahead point"):
        optimizer.step(param, np.ones(2))
    resumed = Nesterov(0.1)
    resumed.load_state_dict(optimizer.state_dict())
    with pytest.raises(RuntimeError, match="must be taken at the look-ahead point"):
        resumed.step(param, np.ones(2))
    with pytest.raises(ValueError, match=r"parameter 0 has shape \(3,\)"), optimizer.look_ahead(np.ones(3)):
        pass
