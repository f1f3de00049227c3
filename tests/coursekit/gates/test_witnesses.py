"""Every gate against two witnesses that know only its forward: the complex step and the numerical ladder.

Also what holds for every gate whatever its rule: shapes, precision, memory, state.
"""

import warnings
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.autodiff import complex_step_vjp, numeric_vjp
from coursekit.gates import Gate, Multiply, Sigmoid, find_gate, gate_names, input_names

PAIRS = {"Add", "Subtract", "Multiply", "Divide", "Maximum", "Minimum", "PReLU"}
ROWS = {"Softmax", "LogSoftmax", "Sparsemax"}
VARIANTS = {
    "Power": [partial(find_gate("Power"), exponent=p) for p in (0, 1, 2, 3, -1, 0.5)],
    "Sum": [partial(find_gate("Sum"), axis=axis) for axis in (None, 0, -1, (0, -1))],
    "Mean": [partial(find_gate("Mean"), axis=axis) for axis in (None, 0, -1, (0, -1))],
    "LeakyReLU": [find_gate("LeakyReLU"), partial(find_gate("LeakyReLU"), slope=0.3)],
}
# Gates that have a test file of their own with the same properties (`rules.py`).
ELSEWHERE = {"elementary", "shaping", "selection", "contraction"}
ELSEWHERE_TOO = {"Max", "Min", "Prod", "LogSumExp", "CumSum"}
NAMES = [name for name in gate_names() if find_gate(name).__module__.rpartition(".")[2] not in ELSEWHERE]
MAKERS = [
    pytest.param(make, id=str(make()))
    for name in NAMES
    if name not in ELSEWHERE_TOO
    for make in VARIANTS.get(name, [find_gate(name)])
]


def needs_an_axis(gate) -> bool:
    return type(gate).__name__ in ROWS or getattr(gate, "axis", None) is not None


every_gate = pytest.mark.parametrize("make", MAKERS)

# Half of the numbers lie on a lattice, where ties and kinks are frequent.
lattice = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
generic = st.integers(-3000, 3000).map(lambda n: n / 1000 + 1e-4)


@st.composite
def calls(draw, make):
    """Draw a gate, inputs inside its domain, and an upstream gradient."""
    gate = make()
    name = type(gate).__name__
    count = 2 if name in PAIRS else 1
    # Two axes where two are summed over; shapes as small as one entry.
    least = 2 if getattr(gate, "axis", None) == (0, -1) else 1
    shapes = draw(
        npst.mutually_broadcastable_shapes(num_shapes=count, min_dims=least, max_dims=3, min_side=1, max_side=3)
    ).input_shapes
    numbers = draw(st.sampled_from([lattice, generic]))
    inputs = [draw(npst.arrays(np.float64, shape, elements=numbers)) for shape in shapes]
    if name == "Log" or (name == "Power" and gate.exponent not in (0, 1, 2, 3)):
        inputs = [np.abs(x) + 0.25 for x in inputs]
    if name == "Divide":
        inputs[1] = np.where(inputs[1] < 0, inputs[1] - 0.25, inputs[1] + 0.25)
    upstream = draw(npst.arrays(np.float64, np.shape(gate.forward(*inputs)), elements=generic))
    return gate, inputs, upstream


@every_gate
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_backward_agrees_with_the_numerical_gradient_of_forward(make, data):
    gate, inputs, upstream = data.draw(calls(make))
    gate.forward(*inputs)
    for gradient, estimate in zip(gate.backward(upstream), numeric_vjp(gate.value, inputs, upstream), strict=True):
        assert not mistakes(gradient, estimate)


@every_gate
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_backward_agrees_with_the_complex_step_where_forward_is_smooth(make, data):
    gate, inputs, upstream = data.draw(calls(make))
    gate.forward(*inputs)
    exact = complex_step_vjp(gate.value, inputs, upstream)
    estimates = numeric_vjp(gate.value, inputs, upstream)
    # Both are right to a few units in the last place of the terms that are summed; 3 entries a side, so at most 27.
    tolerance = 1e-13 * 27 * (1 + max(float(np.max(np.abs(upstream))), 1.0) * 100)
    for gradient, witness, estimate in zip(gate.backward(upstream), exact, estimates, strict=True):
        smooth = estimate.kind == "smooth"
        np.testing.assert_allclose(np.asarray(gradient)[smooth], witness[smooth], rtol=1e-12, atol=tolerance)


@every_gate
def test_shapes_and_precision_are_those_of_the_inputs(make):
    for dtype in (np.float32, np.float64):
        for shape in ((2, 3), (0, 3), (1, 1)):
            gate = make()
            inputs = [np.full(shape, 0.5, dtype) for _ in input_names(gate)]
            with warnings.catch_warnings():
                if np.size(inputs[0]) == 0 and type(gate).__name__ == "Mean":
                    warnings.simplefilter("ignore")  # NumPy warns of the mean of nothing, and so it should
                    with np.errstate(invalid="ignore"):
                        output = gate.forward(*inputs)
                else:
                    output = gate.forward(*inputs)
            gradients = gate.backward(np.ones_like(output))
            assert output.dtype == dtype
            assert isinstance(gradients, tuple)
            assert [(np.shape(g), g.dtype) for g in gradients] == [(shape, dtype)] * len(inputs)


@pytest.mark.parametrize("make", [case for case in MAKERS if not needs_an_axis(case.values[0]())])
def test_single_numbers_of_any_type_give_numpy_scalars(make):
    gate = make()
    for number in (2, 2.0, True, np.int64(2), np.array(2)):
        output = gate.forward(*[number] * len(input_names(gate)))
        assert type(output) is np.float64
        assert [type(gradient) for gradient in gate.backward(1)] == [np.float64] * len(input_names(gate))


@every_gate
def test_arguments_are_not_changed_and_results_share_no_memory(make):
    gate = make()
    inputs = [np.array([[0.5, 1.0, 2.0], [0.25, 3.0, 1.5]]) for _ in input_names(gate)]
    output = gate.forward(*inputs)
    upstream = np.ones_like(output)
    before = [array.copy() for array in (*inputs, upstream, output)]
    gradients = gate.backward(upstream)
    for array, copy in zip((*inputs, upstream, output), before, strict=True):
        np.testing.assert_array_equal(array, copy)
    everything = [array for array in (*inputs, upstream, output, *gradients) if isinstance(array, np.ndarray)]
    for index, array in enumerate(everything):
        assert not any(np.shares_memory(array, other) for other in everything[:index])
    assert all(gradient.flags.writeable for gradient in gradients)


@every_gate
def test_how_an_array_lies_in_memory_does_not_matter(make):
    generator = np.random.default_rng(0)
    plain = [generator.uniform(0.2, 2.0, (4, 3)) for _ in input_names(make())]
    wide = [np.repeat(x, 2, axis=1) for x in plain]
    for lie in (np.asfortranarray, lambda x: x[::-1].copy()[::-1], lambda x: x[:, ::-1].copy()[:, ::-1]):
        assert_same(make, plain, [lie(x) for x in plain])
    assert_same(make, plain, [x[:, ::2] for x in wide])


@every_gate
def test_instances_share_no_state(make):
    first, second = make(), make()
    ones = [np.ones((2, 2)) for _ in input_names(first)]
    upstream = np.ones_like(first.forward(*ones))
    expected = make()
    expected.forward(*ones)
    second.forward(*(3 * one for one in ones))
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
        estimates = numeric_vjp(gate.value, inputs, upstream)
        for gradient, estimate in zip(gate.backward(upstream), estimates, strict=True):
            assert mistakes(gradient, estimate)


def mistakes(gradient, estimate) -> bool:
    """Whether a gradient is outside of what the ladder allows."""
    smooth, kink = estimate.kind == "smooth", estimate.kind == "kink"
    off = np.abs(gradient - estimate.value) > 4 * estimate.error + 1e-10 * np.abs(gradient)
    outside = (gradient < estimate.low) | (gradient > estimate.high)
    return bool(np.any(smooth & off) or np.any(kink & outside))


def assert_same(make: type[Gate], inputs, others) -> None:
    gate, other = make(), make()
    output = gate.forward(*inputs)
    np.testing.assert_array_equal(other.forward(*others), output)
    for gradient, right in zip(other.backward(np.ones_like(output)), gate.backward(np.ones_like(output)), strict=True):
        np.testing.assert_array_equal(gradient, right)
