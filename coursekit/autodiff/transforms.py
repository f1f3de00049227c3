"""Functions of functions: `grad` and its relatives turn a program into one that computes its derivatives.

All of them record f with the tape and run backpropagation; each works on what any of them returns, so every order of
derivative is had by nesting:

    grad(grad(np.tanh))(0.5)

An argument is a number, an array, or a container of them (dictionaries, lists and tuples, however nested); its
gradient comes in the same container. f's other arguments are passed on as they are.

Source: IST lecture 5 on automatic differentiation; the vocabulary (vjp, jvp, primal, cotangent) is the field's.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.backpropagation import differentiate, first_upstream
from coursekit.autodiff.mode import recording
from coursekit.autodiff.structure import leaves, map_leaves
from coursekit.autodiff.tensor import Tensor
from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate

Function = Callable[..., Any]


def value_and_grad(f: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """Return a function that computes f's value and its gradient with respect to the arguments at `argnums`.

    f must return a single number. The gradient of an argument has its shape and its containers; for a tuple of
    argnums, the gradients come as a tuple.

    Raises TypeError or ValueError if f does not return a single number, or an argument is not real numbers.
    """

    @functools.wraps(f, assigned=("__name__", "__doc__"))
    def value_and_gradient(*arguments: Any, **options: Any) -> tuple[Any, Any]:
        output, chosen, variables = _recorded(f, arguments, argnums, options)
        value, gradients = _differentiated(_single_number(f, output), None, variables)
        return value, map_leaves(gradients.__getitem__, chosen)

    return value_and_gradient


def grad(f: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """Return a function that computes the gradient of f, which returns a single number. Else as `value_and_grad`."""
    both = value_and_grad(f, argnums)

    @functools.wraps(f, assigned=("__name__", "__doc__"))
    def gradient(*arguments: Any, **options: Any) -> Any:
        return both(*arguments, **options)[1]

    return gradient


def vjp(f: Function, *primals: Any) -> tuple[Any, Function]:
    """Return f(*primals) and the vector-Jacobian product: a function from a cotangent v to (vᵀ ∂f/∂primal, …).

    The cotangent has the shape of f's output; the products come as a tuple, one for each primal in its shape. The
    function may be called many times: f itself is computed only once.
    """
    output, chosen, variables = _recorded(f, primals, tuple(range(len(primals))), {})

    def pull_back(cotangent: Any) -> tuple[Any, ...]:
        _, gradients = _differentiated(output, cotangent, variables, keep=True)
        pulled: tuple[Any, ...] = map_leaves(gradients.__getitem__, chosen)
        return pulled

    return _differentiated(output, np.zeros(np.shape(output)), variables, keep=True)[0], pull_back


def jvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return f(*primals) and the Jacobian-vector product Σ ∂f/∂primal · tangent, in the shape of f's output.

    Each tangent has the shape of its primal. Gates state how gradients run backward, and nothing else; but vᵀJ is
    linear in v, and differentiating it by v along a tangent gives J times the tangent. So a derivative forward is
    two backward, of which the second does not depend on the v that is chosen.
    """
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise TypeError("jvp needs a tuple of primals and one of tangents: jvp(f, (x,), (v,))")
    if len(primals) != len(tangents):
        raise ValueError(f"jvp was given {len(primals)} primal(s), but {len(tangents)} tangent(s); each needs its own")
    output, _, variables = _recorded(f, tuple(primals), tuple(range(len(primals))), {})
    directions = leaves(tuple(tangents))
    _refuse_misfits(variables, directions)
    cotangent = Tensor(np.zeros(np.shape(output)))
    value, gradients = _differentiated(output, cotangent, variables, keep=True)
    with recording(True):
        along = np.float64(0)
        for variable, direction in zip(variables, directions, strict=True):
            along = along + np.sum(gradients[variable] * direction)
    _, tangent = _differentiated(along, None, [cotangent])
    return value, tangent[cotangent]


def jacobian(f: Function, argnum: int = 0) -> Function:
    """Return a function that computes ∂f/∂x for the argument x at `argnum`, an array or a number.

    The Jacobian has the shape of f's output followed by that of x: (m, n) for vectors. It costs one backward pass for
    each entry of the output.
    """

    @functools.wraps(f, assigned=("__name__", "__doc__"))
    def all_derivatives(*arguments: Any, **options: Any) -> Any:
        output, variable, variables = _recorded(f, arguments, argnum, options)
        if not isinstance(variable, Tensor):
            raise TypeError(f"jacobian: argument {argnum} must be an array, not {type(arguments[argnum]).__name__}")
        shape = np.shape(output)
        rows = []
        for index in np.ndindex(shape):
            one = np.zeros(shape)
            one[index] = 1.0
            rows.append(_differentiated(output, one, variables, keep=True)[1][variable])
        if not rows:
            return np.zeros(shape + variable.shape)
        return np.reshape(np.stack(rows), shape + variable.shape)

    return all_derivatives


def hessian(f: Function, argnum: int = 0) -> Function:
    """Return a function that computes the matrix of second derivatives of f, which returns a single number.

    For an argument x of shape s, the Hessian has the shape s + s: (n, n) for a vector.
    """
    return jacobian(grad(f, argnum), argnum)


class Alias(Gate):
    """z = x. Downstream: u. A name of its own for a tensor, so that it can be told from its other uses."""

    def value(self, x: Array) -> Array:
        return x

    def gradients(self, upstream: Array, output: Array, x: Array) -> tuple[Array]:
        return (upstream,)


def _variable(given: Any) -> Tensor:
    """Return a tensor to differentiate by: new, but depending on what is given if that is a tensor itself."""
    if not isinstance(given, Tensor):
        return Tensor(given)
    if not given.needs_gradient:
        return Tensor(given.value)
    with recording(True):
        alias: Tensor = Alias()(given)
    return alias


def _recorded(
    f: Function, arguments: tuple[Any, ...], argnums: int | tuple[int, ...], options: dict[str, Any]
) -> tuple[Any, Any, list[Tensor]]:
    """Run f with variables in place of the chosen arguments; return its output, these in their containers, and all."""
    variables: list[Tensor] = []

    def variable(value: Any) -> Tensor:
        made = _variable(value)
        variables.append(made)
        return made

    given = list(arguments)
    for argnum in (argnums,) if isinstance(argnums, int) else argnums:
        if not 0 <= argnum < len(arguments):
            raise ValueError(
                f"argnums={argnums!r}, but there are {len(arguments)} positional arguments; they count from 0"
            )
        given[argnum] = map_leaves(variable, given[argnum])
    chosen = given[argnums] if isinstance(argnums, int) else tuple(given[argnum] for argnum in argnums)
    with recording(True):
        output = f(*given, **options)
    if not isinstance(output, (Tensor, np.ndarray, np.generic, float, int)):
        raise TypeError(f"{_name(f)} must return one array or number to be differentiated, not {type(output).__name__}")
    for made in variables:
        made.finished = True
    return output, chosen, variables


def _differentiated(
    output: Any, upstream: Any, variables: list[Tensor], *, keep: bool = False
) -> tuple[Any, dict[Tensor, Any]]:
    """Return the value of `output` and its gradients: tensors where somebody outside may differentiate them in turn."""
    if not isinstance(output, Tensor) or not output.needs_gradient:
        return _raw(output), {variable: np.zeros_like(variable.value) for variable in variables}
    gradients, others = differentiate(output, first_upstream(output, upstream), variables, keep=keep)
    for variable in variables:
        if gradients.get(variable) is None:
            gradients[variable] = np.zeros_like(variable.value)
    return output if others else output.value, gradients


def _raw(output: Any) -> Any:
    return output.value if isinstance(output, Tensor) else np.asarray(output, np.float64)[()]


def _single_number(f: Function, output: Any) -> Any:
    shape = output.shape if isinstance(output, Tensor) else np.shape(output)
    if shape != ():
        raise ValueError(
            f"{_name(f)} must return a single number to have a gradient, but it returned shape {shape}; "
            "take np.sum or np.mean of it, or call jacobian"
        )
    return output


def _refuse_misfits(variables: list[Tensor], directions: list[Any]) -> None:
    shapes = [np.shape(direction) for direction in directions]
    wanted = [variable.shape for variable in variables]
    if shapes != wanted:
        raise ValueError(f"jvp: the tangents have the shapes {shapes}, but the primals {wanted}; they must agree")


def _name(f: Function) -> str:
    return getattr(f, "__name__", "f")
