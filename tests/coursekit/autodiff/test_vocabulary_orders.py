"""Gates of NumPy's vocabulary on tensors and symbols: second and third derivatives, by the rules' own functions."""

from functools import partial

import numpy as np
import pytest

from coursekit.autodiff import Symbol, Tensor, derivative, grad, numeric_vjp, symbols, vjp
from coursekit.gates import (
    Absolute,
    AddAlongAxis,
    Arccos,
    Arccosh,
    Arcsin,
    Arcsinh,
    Arctan,
    Arctan2,
    Arctanh,
    BroadcastTo,
    Concatenate,
    Cos,
    Cosh,
    CumSum,
    Einsum,
    Expm1,
    Graph,
    Hypot,
    Index,
    Log1p,
    LogAddExp,
    LogSumExp,
    Max,
    Mean,
    Min,
    Prod,
    RaisedTo,
    Reshape,
    Scatter,
    Sin,
    Sinh,
    Sort,
    Sqrt,
    Sum,
    TakeAlongAxis,
    Tan,
    Transpose,
    Where,
)

generator = np.random.default_rng(0)
signed = generator.normal(size=(2, 3))
other = generator.normal(size=3)
within = generator.uniform(-0.8, 0.8, (2, 3))
above = generator.uniform(1.3, 3.0, (2, 3))
zeros = np.array([[0.0, 2.0, 3.0], [0.0, 0.0, 5.0]])
places = np.array([[0, 0], [2, 1]])

CALLS = [
    *((kind(), (above,)) for kind in (Sqrt, Log1p, Arccosh)),
    *((kind(), (signed,)) for kind in (Absolute, Expm1, Sin, Cos, Tan, Arctan, Sinh, Cosh, Arcsinh)),
    *((kind(), (within,)) for kind in (Arcsin, Arccos, Arctanh)),
    *((kind(), (signed, other)) for kind in (Arctan2, Hypot, LogAddExp)),
    (RaisedTo(), (above, other)),
    *((kind(axis=axis), (signed,)) for kind in (Sum, Mean, Max, Min, Prod, LogSumExp) for axis in (None, 1, (0, 1))),
    *((kind(axis=0, keepdims=True), (signed,)) for kind in (Sum, Mean, Max, Min, Prod, LogSumExp)),
    (Prod(), (zeros,)),
    (Prod(axis=1), (zeros,)),
    (CumSum(axis=1), (signed,)),
    (Where(), (signed > 0, signed, other)),
    (TakeAlongAxis(), (signed, places)),
    (AddAlongAxis(shape=(2, 3)), (signed[:, :2], places)),
    (Sort(), (signed,)),
    (Reshape(shape=(3, -1)), (signed,)),
    (Transpose(axes=(1, 0)), (signed,)),
    (Concatenate(axis=-1), (signed, other.reshape(1, 3)[[0, 0]])),
    (BroadcastTo(shape=(2, 2, 3)), (other,)),
    (Index(key=([0, 1, 1], [2, 0, 0])), (signed,)),
    (Index(key=(slice(None), None, -1)), (signed,)),
    (Index(key=(signed > 0)[0]), (other,)),
    (Scatter(key=([0, 0], [1, 1]), shape=(2, 2)), (other[:2],)),
    (Einsum(subscripts="ij,kj->ik"), (signed, above)),
    (Einsum(subscripts="ij,j,ij->"), (signed, other, above)),
    (Einsum(subscripts="...i,...i"), (signed, other)),
    (Einsum(subscripts="ii->i"), (generator.normal(size=(3, 3)),)),
    (Einsum(subscripts="ij,k->i"), (signed, other)),
]
every_call = pytest.mark.parametrize(("gate", "inputs"), [pytest.param(*call, id=str(call[0])) for call in CALLS])


def numbers_among(gate, inputs):
    return [i for i, given in enumerate(inputs) if given.dtype.kind == "f"]


def weights(arrays):
    source = np.random.default_rng(1)
    return [source.normal(size=np.shape(array)) for array in arrays]


def cubed(gate, inputs):
    """The gate after a cube: no derivative is constant, even where the gate is linear."""

    def composed(*variables):
        given = list(inputs)
        for position, variable in zip(numbers_among(gate, inputs), variables, strict=True):
            given[position] = variable + variable * variable * variable / 10
        return gate(*given)

    return composed


def pulled_back(function, upstream, directions, *variables):
    """Σ direction · gradient: one number, whose gradient is made of second derivatives."""
    _, pull_back = vjp(function, *variables)
    total = 0
    for gradient, direction in zip(pull_back(upstream), directions, strict=True):
        total = total + np.sum(gradient * direction)
    return total


@every_call
def test_second_derivatives(gate, inputs):
    variables = [inputs[i] for i in numbers_among(gate, inputs)]
    # Arccosh and its like stay inside of their domain for these.
    function = cubed(gate, inputs) if not isinstance(gate, (Arcsin, Arccos, Arctanh)) else gate
    (upstream,) = weights([gate.forward(*inputs)])
    total = partial(pulled_back, function, upstream, weights(variables))
    found = grad(total, argnums=tuple(range(len(variables))))(*variables)
    for gradient, estimate in zip(found, numeric_vjp(total, variables, 1.0), strict=True):
        assert np.all(estimate.kind == "smooth")
        assert np.all(np.abs(gradient - estimate.value) <= 4 * estimate.error + 1e-9 * np.abs(gradient))


@every_call
def test_symbols_have_the_same_derivatives(gate, inputs):
    positions = numbers_among(gate, inputs)
    (upstream,) = weights([gate.forward(*inputs)])
    named = {f"x{i}": inputs[i] for i in positions}
    variables = [symbols(name, shape=value.shape) for name, value in named.items()]
    given = list(inputs)
    for position, variable in zip(positions, variables, strict=True):
        given[position] = variable
    loss = np.sum(gate(*given) * upstream)
    assert isinstance(loss, Symbol)
    gate.forward(*inputs)
    expected = [gradient for gradient in gate.backward(upstream) if gradient is not None]
    firsts = derivative(loss, tuple(variables))
    for first, right in zip(firsts, expected, strict=True):
        # The same rule, run by another carrier: a rounding where sums are taken in another order.
        np.testing.assert_allclose(evaluated(first, named), right, rtol=1e-13, atol=1e-13)
    directions = weights(variables)
    total = sum(np.sum(first * direction) for first, direction in zip(firsts, directions, strict=True))
    seconds = derivative(total, tuple(variables)) if isinstance(total, Symbol) else ()
    tape = grad(partial(pulled_back, lambda *xs: gate(*fill(inputs, positions, xs)), upstream, directions),
                argnums=tuple(range(len(positions))))(*named.values())  # fmt: skip
    for second, right in zip(seconds, tape, strict=True):
        np.testing.assert_allclose(evaluated(second, named), right, rtol=1e-12, atol=1e-12)


def fill(inputs, positions, variables):
    given = list(inputs)
    for position, variable in zip(positions, variables, strict=True):
        given[position] = variable
    return given


def evaluated(expression, named):
    graph = Graph(expression)
    return graph.forward(**{name: value for name, value in named.items() if name in graph.names})


def test_third_derivatives_of_a_product_with_zeros():
    third = grad(lambda c: grad(lambda b: grad(lambda a: np.prod(np.stack([a, b, c, 2.0])))(0.0))(0.0))(0.0)
    assert third == 2.0


def test_third_derivatives_of_functions():
    for function, expected in (
        (np.sin, -np.cos(0.3)),
        (np.cosh, np.sinh(0.3)),
        (np.sqrt, 3 / 8 * 0.3**-2.5),
        (lambda x: x**x, None),
    ):
        found = grad(grad(grad(function)))(0.3)
        if expected is None:
            (estimate,) = numeric_vjp(grad(grad(function)), [0.3], 1.0)
            assert abs(found - estimate.value) <= 4 * estimate.error
        else:
            np.testing.assert_allclose(found, expected, rtol=1e-14)  # a few roundings


def test_gradients_of_data_are_none_and_of_constants_not_computed():
    x = Tensor(signed)
    np.sum(np.where(signed > 0, x, 0.0)).backward()
    np.testing.assert_array_equal(x.gradient, signed > 0)
