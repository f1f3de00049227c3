"""What `step(params, grads)` is given: parameters and their gradients, paired by name, or refused by name.

Everything is checked before anything is changed, so that a step that fails has changed no parameter.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from coursekit.optim.blocks import Floats
from coursekit.optim.row_gradient import RowGradient

# A mapping from names to arrays, a list or tuple of arrays, or one array; whatever carries its array in `.value` (the
# library's recorded tensors, say) stands for the array.
Arrays: TypeAlias = Any

Gradient: TypeAlias = Floats | RowGradient


def named_parameters(owner: str, params: Arrays) -> dict[str, Floats]:
    """Return the parameters by name; those of a list are named "0", "1", …, and a single one is "0".

    Raises TypeError or ValueError for what cannot be updated in place.
    """
    named = {name: _array(given) for name, given in _named(owner, "params", params).items()}
    owners: dict[int, str] = {}
    for name, array in named.items():
        if not isinstance(array, np.ndarray):
            raise TypeError(
                f"{owner}: parameter {name} is a {type(array).__name__}, which cannot be changed in place; keep it in "
                "an array, np.array(0.1) for a single number"
            )
        if array.dtype not in (np.float32, np.float64):
            raise TypeError(
                f"{owner}: parameter {name} has dtype {array.dtype}, in which small updates would be lost; parameters "
                "are float32 or float64: make it so with .astype(np.float64)"
            )
        if not array.flags.writeable:
            raise ValueError(f"{owner}: parameter {name} is read-only, and is to be changed in place; give a .copy()")
        if owners.setdefault(id(array), name) != name:
            raise ValueError(
                f"{owner}: {owners[id(array)]} and {name} are one array, which would be updated twice; give it once, "
                "with the sum of its gradients"
            )
    return named


def named_gradients(owner: str, params: Arrays, named: Mapping[str, Floats], grads: Arrays) -> dict[str, Gradient]:
    """Return the gradients by the names of their parameters, without those that are None.

    named: what `named_parameters` made of `params`. Raises TypeError or ValueError for a gradient that doesn't fit its
    parameter or isn't finite.
    """
    _refuse_different_kinds(owner, params, grads)
    # The gradient of a single parameter may well be a list of numbers.
    given = {"0": grads} if _kind(params) == "one array" else _named(owner, "grads", grads)
    missing = [name for name in named if name not in given]
    unknown = [name for name in given if name not in named]
    if missing or unknown:
        problems = [f"no gradient for {', '.join(missing)}"] * bool(missing)
        problems += [f"no parameter is named {', '.join(unknown)}"] * bool(unknown)
        raise ValueError(
            f"{owner}: {'; '.join(problems)}. The parameters are {', '.join(named) or 'none'}; a parameter that has "
            "no gradient in this step gets None"
        )
    arrays = {name: _array(gradient) for name, gradient in given.items()}
    with np.errstate(over="ignore", invalid="ignore"):  # of the check that all are finite
        return {
            name: _row_gradient(owner, name, named[name], array)
            if isinstance(array, RowGradient)
            else _gradient(owner, name, named[name], array)
            for name, array in arrays.items()
            if array is not None
        }


def _named(owner: str, what: str, given: Arrays) -> dict[str, Any]:
    if isinstance(given, Mapping):
        if wrong := [name for name in given if not isinstance(name, str)]:
            raise TypeError(f"{owner}: names in {what} must be strings, not {wrong[0]!r}")
        return dict(given)
    if isinstance(given, (list, tuple)):
        return {str(index): array for index, array in enumerate(given)}
    return {"0": given}


def _kind(given: Arrays) -> str:
    if isinstance(given, Mapping):
        return "a mapping"
    return "a list" if isinstance(given, (list, tuple)) else "one array"


def _refuse_different_kinds(owner: str, params: Arrays, grads: Arrays) -> None:
    kinds = _kind(params), _kind(grads)
    if kinds[0] != kinds[1] and kinds != ("one array", "a list"):
        raise TypeError(f"{owner}: params is {kinds[0]}, but grads is {kinds[1]}; give both in the same form")
    if kinds[0] == kinds[1] == "a list" and len(params) != len(grads):
        raise ValueError(
            f"{owner}: {len(params)} parameters, but {len(grads)} gradients; there is one for each, in order "
            "(None for a parameter that has no gradient in this step)"
        )


def _array(given: Any) -> Any:
    return given if isinstance(given, (np.ndarray, RowGradient)) else getattr(given, "value", given)


def _gradient(owner: str, name: str, parameter: Floats, given: Any) -> Floats:
    gradient = np.asarray(given)
    if gradient.dtype.kind not in "biuf":
        raise TypeError(f"{owner}: the gradient of {name} must be real numbers, not {gradient.dtype}")
    if gradient.shape != parameter.shape:
        raise ValueError(
            f"{owner}: the gradient of {name} has shape {gradient.shape}, but {name} has shape {parameter.shape}; a "
            "gradient has the shape of its parameter"
        )
    _refuse_not_finite(owner, name, gradient)
    # The squares of integers would overflow.
    return gradient if gradient.dtype.kind == "f" else gradient.astype(parameter.dtype)


def _row_gradient(owner: str, name: str, parameter: Floats, gradient: RowGradient) -> RowGradient:
    if gradient.values.dtype.kind not in "biuf":
        raise TypeError(f"{owner}: the gradient of {name} must be real numbers, not {gradient.values.dtype}")
    if parameter.ndim == 0 or gradient.values.shape[1:] != parameter.shape[1:]:
        raise ValueError(
            f"{owner}: the gradient of {name} has rows of shape {gradient.values.shape[1:]}, but {name} has shape "
            f"{parameter.shape}; the shapes differ in no axis but the first"
        )
    outside = gradient.rows[(gradient.rows < 0) | (gradient.rows >= len(parameter))]
    if outside.size:
        raise ValueError(
            f"{owner}: the gradient of {name} names row {outside[0]}, but {name} has the rows 0 to {len(parameter) - 1}"
        )
    _refuse_not_finite(owner, name, gradient.values)
    if gradient.values.dtype.kind != "f":
        return RowGradient(gradient.rows, gradient.values.astype(parameter.dtype))
    return gradient


def _refuse_not_finite(owner: str, name: str, gradient: Floats) -> None:
    """Raise ValueError if an entry is nan or infinite.

    One such entry would spoil the parameter and the running averages for good, and be noticed many steps later. The
    check costs one sum of squares, or a sum where the array would have to be copied for it: these are finite only if
    every summand is. Entries are looked at one by one only if it isn't.
    """
    flat = gradient.reshape(-1) if gradient.flags.c_contiguous else None
    total = np.sum(gradient) if flat is None else np.dot(flat, flat)
    if np.isfinite(total) or np.isfinite(gradient).all():
        return
    bad = np.argwhere(~np.isfinite(gradient))
    index = tuple(int(i) for i in bad[0])
    raise ValueError(
        f"{owner}: the gradient of {name} is {gradient[index]} at index {list(index)}, and not finite in {len(bad)} of "
        f"{gradient.size} entries; nothing has been updated. A smaller learning rate, or a loss that doesn't overflow, "
        "may help"
    )
