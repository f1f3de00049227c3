"""Functions made of others: on arrays, each is NumPy's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from coursekit.autodiff import Tensor, grad, numeric_vjp, symbols
from coursekit.autodiff.compositions import COMPOSITIONS
from coursekit.gates import Graph

generator = np.random.default_rng(0)
x = generator.normal(size=(3, 4))
square = generator.normal(size=(3, 3))
block = generator.normal(size=(2, 3, 4))
vector = generator.normal(size=5)
positive = generator.uniform(0.1, 9.0, (3, 4))
gaps = np.where(x > 0.5, np.nan, x)
single = np.ones((1, 3, 1))

# Function of NumPy's, and the calls that are compared: positional arguments, then options.
CALLS = {
    np.square: [(x,), (2.0,)],
    np.reciprocal: [(positive,)],
    np.cbrt: [(x,), (np.array([-8.0, 0.0, 27.0]),)],
    np.exp2: [(x,), (-1000.0,)],
    np.log2: [(positive,)],
    np.log10: [(positive,)],
    np.logaddexp2: [(x, x[0]), (1000.0, 1000.0)],
    np.remainder: [(x, 0.3), (x, -0.3), (5.5, positive)],
    np.deg2rad: [(x,)],
    np.radians: [(x,)],
    np.rad2deg: [(x,)],
    np.degrees: [(x,)],
    np.clip: [(x, -0.5, 0.5), (x, None, 0.2), (x, -0.1, None), (x, x[0] - 0.4, positive), (x, 0.5, -0.5)],
    np.select: [([x > 1, x > 0], [x, -x]), ([x > 1, x > 0], [x, 5.0], x[0])],
    np.copy: [(x,), (2.0,)],
    np.full_like: [(x, 3.5), (x, x[0])],
    np.expand_dims: [(x, 0), (x, -1), (x, (0, 2)), (x, (-1, 0)), (2.0, 0)],
    np.squeeze: [(single,), (single, 0), (single, -1), (single, (0, 2)), (x,)],
    np.ravel: [(x,), (2.0,)],
    np.swapaxes: [(x, 0, 1), (block, -1, 0), (x, 1, 1)],
    np.moveaxis: [(block, 0, -1), (block, (0, 2), (2, 1)), (block, [0, 1], [-1, -2])],
    np.atleast_1d: [(2.0,), (x,), (2.0, vector)],
    np.atleast_2d: [(2.0,), (vector,), (x, vector), (block,)],
    np.broadcast_arrays: [(x, x[0]), (x, 2.0, x[:, :1])],
    np.flip: [(x,), (x, 0), (block, (0, -1)), (np.float64(2),)],
    np.fliplr: [(x,)],
    np.flipud: [(x,)],
    np.roll: [(x, 1), (x, -5), (x, 2, 1), (x, -1, -1),
              (block, (1, 2), (0, 2)), (x, 1, (0, 1)), (np.ones((0, 2)), 1, 0)],
    np.take: [(x, [0, 0, 11]), (x, 2, 1), (x, [[0, 1], [2, 0]], 0), (x, [1, -1], -1)],
    np.take_along_axis: [(x, np.argsort(x), 1), (x, np.array([[0, 2, 1, 1]]), 0), (x, np.array([3, 3, 0]), None)],
    np.sort: [(x,), (x, 0), (x, None)],
    np.delete: [(x, 1), (x, [0, 2], 0), (x, slice(1, 3), 1)],
    np.diagonal: [(x,), (x, 1), (x, -2), (x, 9), (block, 0, 0, 2), (block, 1, 2, 1)],
    np.diag: [(x,), (x, 2), (vector,), (vector, 2), (vector, -1), (np.ones(0),), (np.ones(0), 2)],
    np.tril: [(x,), (x, 1), (block, -1)],
    np.triu: [(x,), (x, 1), (block, -1)],
    np.stack: [([x, -x],), ([x, -x], -1), ([x, x, x], 1), ([1.0, 2.0],)],
    np.vstack: [([x, x[0]],), ([vector, vector],), ([1.0, 2.0],)],
    np.hstack: [([x, x[:, :2]],), ([vector, vector],), ([1.0, vector],)],
    np.dstack: [([x, x],), ([vector, vector],), ([block, x[:2, :3, None]],)],
    np.column_stack: [([vector, np.ones((5, 2))],), ([vector, vector],)],
    np.append: [(x, vector), (x, x[:1], 0)],
    np.split: [(x, 2, 1), (x, [1], 0), (x, [1, 3], -1), (vector, [2, 2, 9])],
    np.array_split: [(vector, 3), (x, 3, 1), (vector, 7), (vector, [1, 3])],
    np.hsplit: [(x, 2), (vector, 5)],
    np.vsplit: [(x, 3), (x, [2])],
    np.tile: [(x, 2), (x, (2, 1, 3)), (vector, (2, 2)), (2.0, 3), (x, ())],
    np.repeat: [(x, 2), (x, 2, 0), (x, [1, 0, 2], 0), (x, 3, -1)],
    np.pad: [(x, 1), (x, ((0, 2), (1, 0))), (x, (1, 2), "edge"), (x, 2, "reflect"),
             (x, 2, "wrap"), (x, 4, "symmetric")],
    np.var: [(x,), (x, 0), (x, (0, 1))],
    np.std: [(x,), (block, (0, 2))],
    np.average: [(x,), (x, 0), (x, None, positive), (x, 1, positive[0]), (x, 0, positive[:, 0]), (x, 0, positive)],
    np.median: [(x,), (x, 0), (x, 1), (vector,)],
    np.ptp: [(x,), (x, 0)],
    np.nansum: [(gaps,), (gaps, 1)],
    np.diff: [(x,), (x, 2), (x, 1, 0), (x, 0)],
    np.cumprod: [(x, 0), (x, -1), (x,), (np.array([2.0, 0.0, 3.0, 0.0]),)],
    np.dot: [(2.0, x), (x, 3.0), (vector, vector), (x, x.T), (x, x[0]), (block, x.T), (block, x[0]),
             (vector[:3], block)],
    np.vdot: [(x, x), (x, x.reshape(4, 3))],
    np.inner: [(vector, vector), (x, x), (block, x), (2.0, x)],
    np.outer: [(vector, x[0]), (x, vector), (2.0, vector)],
    np.tensordot: [(block, block, 3), (x, square, ([0], [1])), (block, x, ((1, 2), (0, 1))),
                   (x, vector, 0), (x, x, (1, 1))],
    np.kron: [(x, square), (vector, x), (2.0, x), (x, vector)],
    np.trace: [(square,), (x, 1), (block, 0, 1, 2)],
    np.linalg.norm: [(x,), (block,), (vector, 1), (vector, 3), (vector, 0), (vector, np.inf), (vector, -np.inf),
                     (vector, 2), (x, None, 0), (x, 1, -1), (x, "fro"), (x, 1), (x, -1), (x, np.inf), (x, -np.inf),
                     (block, 1, (0, 2)), (block, np.inf, (2, 0)), (block, None, (1, 2))],
}  # fmt: skip

OPTIONS = [
    (np.var, (x,), {"axis": 1, "ddof": 1, "keepdims": True}),
    (np.std, (x,), {"axis": 1, "ddof": 1, "keepdims": True}),
    (np.average, (x,), {"axis": 1, "weights": positive, "keepdims": True}),
    (np.median, (x,), {"axis": 0, "keepdims": True}),
    (np.median, (x,), {"keepdims": True}),
    (np.ptp, (x,), {"axis": 1, "keepdims": True}),
    (np.nansum, (gaps,), {"axis": 0, "keepdims": True}),
    (np.linalg.norm, (x,), {"axis": 1, "keepdims": True}),
    (np.linalg.norm, (x, 1), {"axis": 1, "keepdims": True}),
    (np.linalg.norm, (x, np.inf), {"keepdims": True}),
    (np.linalg.norm, (x,), {"keepdims": True}),
    (np.pad, (x, 1), {"constant_values": 2.5}),
]


def agree(ours, numpys) -> None:
    """NumPy's shapes and values, but for a few roundings where another order of computing is natural."""
    assert isinstance(ours, (tuple, list)) == isinstance(numpys, (tuple, list))
    for own, right in zip(parts(ours), parts(numpys), strict=True):
        assert np.shape(own) == np.shape(right)
        np.testing.assert_allclose(own, right, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("function", COMPOSITIONS, ids=lambda function: function.__name__)
def test_a_composition_is_numpys_function(function):
    for arguments in CALLS[function]:
        agree(COMPOSITIONS[function](*arguments), function(*arguments))


@pytest.mark.parametrize(("function", "arguments", "options"), OPTIONS)
def test_options(function, arguments, options):
    agree(COMPOSITIONS[function](*arguments, **options), function(*arguments, **options))


def parts(made):
    return list(made) if isinstance(made, (tuple, list)) else [made]


def of_arrays(function, arguments):
    """Return a function of just the arrays among the arguments (also those in a list of arrays), and these arrays."""
    arrays = [given for given in arguments if is_floats(given)]
    arrays += [one for given in arguments if isinstance(given, list) for one in given if is_floats(one)]

    def call(*variables):
        variables = list(variables)
        filled = [variables.pop(0) if is_floats(given) else given for given in arguments]
        filled = [
            [variables.pop(0) if is_floats(one) else one for one in given] if isinstance(given, list) else given
            for given in filled
        ]
        return function(*filled)

    return call, arrays


def is_floats(given):
    return isinstance(given, np.ndarray) and given.dtype == np.float64 and given.size and not np.any(np.isnan(given))


# Constant but for jumps, or not for arrays that need a gradient.
WITHOUT_GRADIENT = {np.full_like}


@pytest.mark.parametrize("function", [f for f in COMPOSITIONS if f not in WITHOUT_GRADIENT], ids=lambda f: f.__name__)
def test_numpys_function_differentiates_on_tensors_and_symbols(function):
    for arguments in CALLS[function]:
        call, arrays = of_arrays(function, arguments)
        if not arrays or 0 in np.concatenate([array.ravel() for array in arrays]):
            continue  # numbers alone call no carrier; at 0 stand the kinks of norms and roots
        expected = parts(call(*arrays))
        upstream = [np.random.default_rng(1).normal(size=np.shape(part)) for part in expected]

        def weighted(*variables, call=call, upstream=upstream):
            return sum(np.sum(part * weight) for part, weight in zip(parts(call(*variables)), upstream, strict=True))

        made = parts(call(*map(Tensor, arrays)))
        for own, right in zip(made, expected, strict=True):
            np.testing.assert_allclose(own.value if isinstance(own, Tensor) else own, right, rtol=1e-14, atol=1e-14)
        if not any(isinstance(own, Tensor) for own in made):
            assert (function, arguments[1]) == (np.linalg.norm, 0)  # a number of entries is constant but for jumps
            continue
        gradients = grad(weighted, argnums=tuple(range(len(arrays))))(*arrays)
        for gradient, estimate in zip(gradients, numeric_vjp(weighted, arrays, 1.0), strict=True):
            assert np.all(estimate.kind == "smooth")
            assert np.all(np.abs(gradient - estimate.value) <= 4 * estimate.error + 1e-9 * np.abs(gradient))

        names = [f"x{i}" for i in range(len(arrays))]
        variables = [symbols(name, shape=array.shape) for name, array in zip(names, arrays, strict=True)]
        drawn = Graph(weighted(*variables))
        found = drawn.forward(**{n: a for n, a in zip(names, arrays, strict=True) if n in drawn.names})
        np.testing.assert_allclose(found, weighted(*arrays), rtol=1e-12, atol=1e-12)


def test_every_composition_keeps_float32():
    widened = []
    for function, calls in CALLS.items():
        arguments = [np.float32(given) if isinstance(given, np.ndarray) else given for given in calls[0]]
        if any(isinstance(given, list) for given in arguments) or np.asarray(calls[0][0]).dtype.kind != "f":
            continue
        made = COMPOSITIONS[function](*arguments)
        if (
            any(np.asarray(part).dtype != np.float32 for part in parts(made))
            and function(*arguments).dtype == np.float32
        ):
            widened.append(function.__name__)
    assert widened == []


@given(data=st.data(), a=npst.arrays(np.float64, npst.array_shapes(min_dims=2, max_dims=3, max_side=4)))
def test_axes_of_any_array(data, a):
    axis = data.draw(st.integers(-a.ndim, a.ndim - 1))
    other = data.draw(st.integers(-a.ndim, a.ndim - 1))
    shift = data.draw(st.integers(-5, 5))
    offset = data.draw(st.integers(-3, 3))
    for function, arguments in (
        (np.swapaxes, (a, axis, other)),
        (np.moveaxis, (a, axis, other)),
        (np.flip, (a, axis)),
        (np.roll, (a, shift, axis)),
        (np.repeat, (a, 2, axis)),
        (np.expand_dims, (a, axis)),
        (np.diagonal, (a, offset, 0, 1)),
        (np.tril, (a, offset)),
        (np.triu, (a, offset)),
        (np.stack, ([a, a], axis)),
        (np.array_split, (a, 3, axis)),
    ):
        agree(COMPOSITIONS[function](*arguments), function(*arguments))


def test_a_length_of_zero_has_no_slope_of_infinity():
    """The root is taken where it is smooth: no division by zero waits in its gradient."""
    for function, at in ((np.linalg.norm, np.zeros(3)), (np.std, np.ones(3))):
        assert function(Tensor(at)).value == 0.0
        np.testing.assert_array_equal(grad(function)(at), np.zeros(3))


@pytest.mark.parametrize(
    ("function", "arguments", "error", "says"),
    [
        (
            np.stack,
            ([x, vector],),
            ValueError,
            r"stack needs arrays of one shape, at least one; these have \[\(3, 4\),",
        ),
        (np.stack, ([],), ValueError, "at least one"),
        (
            np.split,
            (vector, 2),
            ValueError,
            "split into 2 parts needs a length that they divide, not 5; np.array_split",
        ),
        (np.squeeze, (x, 0), ValueError, r"axis 0 of shape \(3, 4\) has 3"),
        (np.moveaxis, (block, (0, 1), 0), ValueError, "moveaxis needs as many destinations as sources, not 0 for"),
        (np.expand_dims, (x, 3), ValueError, "axis 3 is out of bounds for array of dimension 3"),
        (np.flip, (x, (0, 0)), ValueError, r"axis names an axis twice: \(0, 0\)"),
        (np.diag, (block,), ValueError, "diag takes a vector or a matrix"),
        (np.diff, (x, -1), ValueError, "diff: n must be at least 0, not -1"),
        (np.select, ([x > 0], []), ValueError, "select needs one choice for each condition, not 0 for 1"),
        (np.pad, (x, 1, "mean"), ValueError, "pad: mode must be .* not 'mean'"),
        (np.average, (x, None, vector), ValueError, r"average: weights have the shape of a, \(3, 4\), or are one for"),
        (np.average, (x, 0, vector), ValueError, r"these have shape \(5,\)"),
        (np.tensordot, (x, x, 1), ValueError, r"axis 1 of a \(shape \(3, 4\)\) and axis 0 of b .* differ in length"),
        (np.tensordot, (x, x, ((0, 1), (0,))), ValueError, "as many of each; axes is"),
        (np.linalg.norm, (block, 1), ValueError, r"vectors have one axis and matrices two, but axis is None for shape"),
        (np.linalg.norm, (x, 2), ValueError, 'for matrices ord is None, "fro", 1, -1, np.inf or -np.inf here, not 2'),
        (np.linalg.norm, (vector, "nuc"), ValueError, "for vectors ord is a number or None, not 'nuc'"),
    ],
)
def test_what_does_not_fit_is_refused(function, arguments, error, says):
    with pytest.raises(error, match=says):
        COMPOSITIONS[function](*arguments)


def test_arguments_that_are_not_known_are_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'out'"):
        COMPOSITIONS[np.square](x, out=np.empty_like(x))
