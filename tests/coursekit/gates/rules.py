"""What holds for the rule of every gate, asked of one gate at given inputs.

`test_witnesses` asks it of all gates, at the inputs of `gate_inputs`; the tests of single gates use `assert_right`.
"""

import numpy as np

from coursekit.autodiff import complex_step_vjp, numeric_vjp
from coursekit.gates import Gate, input_names


def assert_right(gate: Gate, *inputs, complex_step: bool = True) -> None:
    """A gate's backward is the gradient of its forward, whatever the precision and the layout of the inputs.

    complex_step: whether the rule takes complex numbers.
    """
    inputs = [np.asarray(given) for given in inputs]
    output = gate.forward(*inputs)
    upstream = np.random.default_rng(0).normal(size=np.shape(output))
    before = [array.copy() for array in (*inputs, upstream)]
    gradients = gate.backward(upstream)
    for array, copy in zip((*inputs, upstream), before, strict=True):
        np.testing.assert_array_equal(array, copy)
    numbers = [position for position, given in enumerate(inputs) if given.dtype.kind == "f"]
    assert [position for position, gradient in enumerate(gradients) if gradient is not None] == numbers
    found = [gradients[position] for position in numbers]
    assert [(np.shape(g), g.dtype) for g in found] == [(inputs[p].shape, np.float64) for p in numbers]
    for estimate in assert_near_the_witnesses(gate.value, inputs, upstream, numbers, found, complex_step=complex_step):
        assert np.all(estimate.kind != "unknown")
    assert_no_memory_is_shared([*inputs, upstream, output, *found])
    _assert_precision_is_kept(gate, inputs, upstream, numbers)
    _assert_layout_does_not_matter(gate, inputs, upstream, output, found)


def assert_near_the_witnesses(forward, inputs, upstream, wrt, gradients, *, complex_step=True):
    """Gradients agree with the ladder, and with the complex step where the ladder finds no kink; return its estimates.

    forward: called with inputs, and knows nothing of its gradients; wrt: the positions that the gradients belong to.
    """
    estimates = numeric_vjp(forward, inputs, upstream, wrt=wrt)
    for gradient, estimate in zip(gradients, estimates, strict=True):
        off = np.abs(gradient - estimate.value) > 4 * estimate.error + 1e-10 * np.abs(gradient)
        assert not np.any((estimate.kind == "smooth") & off)
        outside = (gradient < estimate.low) | (gradient > estimate.high)
        assert not np.any((estimate.kind == "kink") & outside)
    if complex_step:
        exact = complex_step_vjp(forward, inputs, upstream, wrt=wrt)
        for gradient, witness, estimate in zip(gradients, exact, estimates, strict=True):
            smooth = estimate.kind == "smooth"
            # A few roundings of each of the terms that are summed, of which there are a few dozen at most.
            scale = max(1.0, float(np.max(np.abs(witness), initial=0.0)), float(np.max(np.abs(upstream), initial=0.0)))
            np.testing.assert_allclose(np.asarray(gradient)[smooth], witness[smooth], rtol=1e-12, atol=1e-13 * scale)
    return estimates


def assert_no_memory_is_shared(arrays) -> None:
    arrays = [array for array in arrays if isinstance(array, np.ndarray) and array.size]
    for index, array in enumerate(arrays):
        assert array.flags.writeable
        assert not any(np.shares_memory(array, other) for other in arrays[:index])


def _assert_precision_is_kept(gate, inputs, upstream, numbers) -> None:
    """The rule itself keeps float32, without what `forward` and `backward` do for it."""
    halves = [given.astype(np.float32) if given.dtype.kind == "f" else given for given in inputs]
    output = gate.value(*halves)
    assert np.asarray(output).dtype == np.float32
    raw = gate.gradients(upstream.astype(np.float32), output, *halves)
    assert len(raw) == len(input_names(gate, len(inputs)))
    for position in numbers:
        gradient = raw[position]() if callable(raw[position]) else raw[position]
        assert np.asarray(gradient).dtype == np.float32


def _assert_layout_does_not_matter(gate, inputs, upstream, output, found) -> None:
    for lie in LAYOUTS:
        twin = gate.fresh()
        again = twin.forward(*(lie(given) if given.ndim else given for given in inputs))
        # The order of summing may differ with the layout: a rounding of each term.
        np.testing.assert_allclose(again, output, rtol=1e-13, atol=1e-13)
        others = [gradient for gradient in twin.backward(upstream) if gradient is not None]
        for gradient, other in zip(found, others, strict=True):
            np.testing.assert_allclose(other, gradient, rtol=1e-12, atol=1e-13)


def backwards(array):
    key = (slice(None, None, -1),) * array.ndim
    return array[key].copy()[key]


def with_gaps(array):
    return np.repeat(array, 2, axis=-1)[..., ::2]


# How an array may lie in memory, other than row by row.
LAYOUTS = (np.asfortranarray, backwards, with_gaps)
