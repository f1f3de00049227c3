"""Every gate against two witnesses that know only its forward: the complex step and the numerical ladder.

Also what holds for every gate whatever its rule: shapes, precision, memory, state.
"""

import warnings
from contextlib import contextmanager

import numpy as np
import pytest
from gate_inputs import ALL_MAKERS, BOUNDED, NOT_COMPLEX, SHAPES, Broadcast, examples, inside, numeric, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from rules import LAYOUTS, assert_near_the_witnesses, assert_no_memory_is_shared

from coursekit.gates import Multiply, Sigmoid
from coursekit.gates.noise import Noise

CASES = [pytest.param(make, id=f"{make()}") for make in ALL_MAKERS]
every_gate = pytest.mark.parametrize("make", CASES)

# Half of the numbers lie on a lattice, where ties and kinks are frequent.
lattice = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
generic = st.integers(-3000, 3000).map(lambda n: n / 1000 + 1e-4)


@st.composite
def calls(draw, make):
    """Draw inputs inside the gate's domain, and an upstream gradient."""
    gate = make()
    row = SHAPES.get(type(gate).__name__, Broadcast(1))
    if isinstance(row, Broadcast):
        # Two axes where two are summed over; shapes as small as one entry.
        least = 2 if getattr(gate, "axis", None) == (0, -1) else 1
        shapes = npst.mutually_broadcastable_shapes(
            num_shapes=row.count, min_dims=least, max_dims=3, min_side=1, max_side=3
        )
        inputs = draw(shapes).input_shapes
    else:
        inputs = draw(st.sampled_from(rows(gate)))
    numbers = draw(st.sampled_from([lattice, generic]))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = [
        one(generator) if callable(one) else draw(npst.arrays(np.float64, one, elements=numbers))[()] for one in inputs
    ]
    inputs = inside(gate, inputs)
    upstream = draw(npst.arrays(np.float64, np.shape(gate.forward(*inputs)), elements=generic))[()]
    return inputs, upstream


def differentiated(make, inputs, upstream):
    """Return the gradients of the inputs that have one, their positions, and the forward that they belong to."""
    gate = make()
    gate.forward(*inputs)
    gradients = gate.backward(upstream)
    positions = numeric(gate, inputs)
    assert [gradient is not None for gradient in gradients] == [i in positions for i in range(len(inputs))]
    return [gradients[i] for i in positions], positions, lambda *given: make().forward(*given)


@every_gate
@settings(max_examples=settings().max_examples // 4)  # there are many gates, and each is asked about every entry
@given(data=st.data())
def test_backward_agrees_with_the_witnesses_of_forward(make, data):
    inputs, upstream = data.draw(calls(make))
    gradients, positions, forward = differentiated(make, inputs, upstream)
    holomorphic = type(make()).__name__ not in NOT_COMPLEX
    assert_near_the_witnesses(forward, inputs, upstream, positions, gradients, complex_step=holomorphic)


@every_gate
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shapes_and_precision_are_those_of_the_inputs(make, dtype):
    for inputs in examples(make(), dtype):
        gate = make()
        with no_warning_of_the_mean_of_nothing():
            output = gate.forward(*inputs)
        gradients = gate.backward(np.ones_like(output))
        assert output.dtype == dtype
        assert isinstance(gradients, tuple)
        for position, (array, gradient) in enumerate(zip(inputs, gradients, strict=True)):
            if position in numeric(gate, inputs):
                assert (np.shape(gradient), gradient.dtype) == (np.shape(array), dtype)
            else:
                assert gradient is None


@every_gate
def test_the_rule_itself_keeps_float32(make):
    for inputs in examples(make(), np.float32):
        gate = make()
        positions = numeric(gate, inputs)
        if isinstance(gate, Noise):
            inputs = [*inputs, gate.mask(*inputs)]
        with no_warning_of_the_mean_of_nothing():
            output = gate.value(*inputs)
        assert output.dtype == np.float32
        gradients = gate.gradients(np.ones_like(output), output, *inputs)
        for position in positions:
            gradient = gradients[position]
            assert (gradient() if callable(gradient) else gradient).dtype == np.float32


@contextmanager
def no_warning_of_the_mean_of_nothing():
    """NumPy warns of it, and so it should."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice|invalid value encountered in (scalar )?divide")
        yield


def takes_single_numbers(gate) -> bool:
    name = type(gate).__name__
    entrywise = isinstance(SHAPES.get(name, Broadcast(1)), Broadcast) and getattr(gate, "axis", None) is None
    return entrywise and name not in (*BOUNDED, "Arccosh")  # 1 or 2 is outside of their domain, or at its end


@pytest.mark.parametrize("make", [case for case in CASES if takes_single_numbers(case.values[0]())])
def test_single_numbers_of_any_type_give_numpy_scalars(make):
    gate = make()
    count = len(rows(gate)[0])
    for number in (2, 2.0, True, np.int64(2), np.array(2)):
        output = gate.forward(*[number] * count)
        assert type(output) is np.float64
        assert [type(gradient) for gradient in gate.backward(1)] == [np.float64] * count


@every_gate
def test_arguments_are_not_changed_and_results_share_no_memory(make):
    for inputs in examples(make()):
        gate = make()
        with no_warning_of_the_mean_of_nothing():
            output = gate.forward(*inputs)
        upstream = np.ones_like(output)
        before = [np.copy(array) for array in (*inputs, upstream, output)]
        gradients = [gradient for gradient in gate.backward(upstream) if gradient is not None]
        for array, copy in zip((*inputs, upstream, output), before, strict=True):
            np.testing.assert_array_equal(array, copy)
        assert_no_memory_is_shared([*inputs, upstream, output, *gradients])


@every_gate
def test_how_an_array_lies_in_memory_does_not_matter(make):
    for plain in examples(make()):
        for lie in LAYOUTS:
            assert_same(make, plain, [lie(x) if np.ndim(x) else x for x in plain])


@pytest.mark.parametrize("make", [case for case in CASES if case.values[0]().has_residual])
def test_a_residual_changes_nothing_but_the_time(make):
    for plain in examples(make()):
        for lie in (np.copy, np.asfortranarray, backwards, with_gaps):
            gate, inputs = make(), [lie(x) if np.ndim(x) else x for x in plain]
            output, residual = gate.value_and_residual(*inputs)
            np.testing.assert_allclose(output, gate.value(*inputs), rtol=1e-14)
            upstream = np.ones_like(output)
            with_it = gate.gradients(upstream, output, *inputs, residual)
            for one, other in zip(with_it, gate.gradients(upstream, output, *inputs), strict=True):
                assert (one is None) == (other is None)
                if other is not None:
                    np.testing.assert_allclose(one, other, rtol=1e-14, atol=1e-15)


def backwards(x):
    return np.flip(np.flip(x).copy())


def with_gaps(x):
    return np.repeat(x, 2, axis=-1)[..., ::2]


@every_gate
def test_instances_share_no_state(make):
    inputs = examples(make())[0]
    first, second, expected = make(), make(), make()
    upstream = np.ones_like(first.forward(*inputs))
    expected.forward(*inputs)
    second.forward(*inside(second, [3 * x if i in numeric(second, inputs) else x for i, x in enumerate(inputs)]))
    for gradient, right in zip(first.backward(upstream), expected.backward(upstream), strict=True):
        np.testing.assert_array_equal(gradient, right)


def test_the_witnesses_catch_a_wrong_gradient():
    class ForgetsUpstream(Multiply):
        def gradients(self, upstream, output, x, y):
            return y + 0 * upstream, x + 0 * upstream

    class SlightlyOff(Sigmoid):
        def gradients(self, upstream, output, x):
            return (upstream * output * (1 - output) * (1 + 1e-9),)

    x, y, upstream = np.array([0.3, -1.2]), np.array([2.0, 0.7]), np.array([0.5, 3.0])
    for gate, inputs in ((ForgetsUpstream(), [x, y]), (SlightlyOff(), [x])):
        gate.forward(*inputs)
        for position, gradient in enumerate(gate.backward(upstream)):
            with pytest.raises(AssertionError):
                assert_near_the_witnesses(gate.value, inputs, upstream, [position], [gradient], complex_step=False)
            with pytest.raises(AssertionError):
                assert_near_the_witnesses(gate.value, inputs, upstream, [position], [gradient])


def assert_same(make, inputs, others) -> None:
    gate, other = make(), make()
    with no_warning_of_the_mean_of_nothing():
        output = gate.forward(*inputs)
        # The order of summation follows the memory, so the last digits may differ: of sums of at most 8 entries near 1.
        np.testing.assert_allclose(other.forward(*others), output, rtol=1e-14, atol=1e-14)
    for gradient, right in zip(other.backward(np.ones_like(output)), gate.backward(np.ones_like(output)), strict=True):
        assert (gradient is None) == (right is None)
        if right is not None:
            np.testing.assert_allclose(gradient, right, rtol=1e-14, atol=1e-14)
