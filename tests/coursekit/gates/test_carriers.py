"""One rule, four carriers: on tensors and symbols every gate gives the gradients that it gives on arrays.

And the rule of a gradient is itself differentiated: second derivatives on the tape, beside the complex step of the
gate's backward. (An expression with noise draws at each run; test_noise looks at that.)
"""

import numpy as np
import pytest
from gate_inputs import ALL_MAKERS, NOT_COMPLEX, examples, numeric

from coursekit.autodiff import complex_step_vjp, derivative, grad, symbols
from coursekit.gates import Graph

CASES = [pytest.param(make, id=f"{make()}") for make in ALL_MAKERS]
every_gate = pytest.mark.parametrize("make", CASES)
smooth_backward = pytest.mark.parametrize(
    "make", [each for each in CASES if each.id.partition("(")[0] not in NOT_COMPLEX]
)

# The same rule on the same numbers; where Symbol simplifies, sums come in another order: of a dozen numbers near 1.
NEAR = {"rtol": 1e-12, "atol": 1e-12}


def full_rows(make):
    """Examples that have entries, each with an upstream gradient."""
    for inputs in examples(make()):
        output = make().forward(*inputs) if all(map(np.size, inputs)) else np.zeros(0)
        if np.size(output):
            yield inputs, np.asarray(np.random.default_rng(1).uniform(0.5, 1.5, np.shape(output)))[()]


def backward(make, inputs, upstream):
    gate = make()
    gate.forward(*inputs)
    return gate.backward(upstream)


def close(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, **NEAR)


@every_gate
def test_tensors_have_the_gradients_of_arrays(make):
    for inputs, upstream in full_rows(make):
        positions = numeric(make(), inputs)
        found = grad(lambda *given, u=upstream: np.sum(u * make()(*given)), tuple(positions))(*inputs)
        gradients = backward(make, inputs, upstream)
        close(found, [gradients[position] for position in positions])


@pytest.mark.parametrize("make", [each for each in CASES if not getattr(each.values[0](), "training", False)])
def test_symbols_have_the_gradients_of_arrays(make):
    for inputs, upstream in full_rows(make):
        positions = numeric(make(), inputs)
        names = {f"x{position}": given for position, given in enumerate(inputs)}
        nodes = [
            symbols(name, shape=np.shape(given), data=position not in positions)
            for position, (name, given) in enumerate(names.items())
        ]
        expression = np.sum(upstream * make()(*nodes))
        gradients = backward(make, inputs, upstream)
        for position in positions:
            graph = Graph(derivative(expression, nodes[position]))
            needed = {name: names[name] for name in graph.names}
            np.testing.assert_allclose(graph.forward(**needed), gradients[position], **NEAR)


@smooth_backward
def test_second_derivatives_are_those_of_backward(make):
    for inputs, upstream in full_rows(make):
        positions = numeric(make(), inputs)
        first = grad(lambda *given, u=upstream: np.sum(u * make()(*given)), tuple(positions))

        def product(*given, first=first):
            return sum(np.sum(np.cos(g.shape[0] if np.ndim(g) else 1) * g) for g in first(*given))

        found = grad(product, tuple(positions))(*inputs)
        expected = [0.0] * len(positions)
        for position in positions:

            def one(*given, position=position, upstream=upstream):
                return backward(make, given, upstream)[position]

            shape = np.shape(inputs[position])
            weight = np.full(shape, np.cos(shape[0] if shape else 1))[()]
            expected = [a + b for a, b in zip(expected, complex_step_vjp(one, inputs, weight, positions), strict=True)]
        close(found, expected)
