"""NumPy's vocabulary against PyTorch: values and gradients of elementary functions, reductions, moves, choices, einsum.

Each case is one gate at random inputs, with a random upstream gradient. Both must agree to 1e-12.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from coursekit import gates
from tests.golden.family import Case, numbers

# Entry by entry: the ends between which inputs are drawn, and how often. Names are PyTorch's, too, if nothing is said.
FUNCTIONS = {
    "Sqrt": (0.1, 9.0), "Absolute": (-3.0, 3.0), "Log1p": (-0.9, 9.0), "Expm1": (-5.0, 3.0), "Sin": (-9.0, 9.0),
    "Cos": (-9.0, 9.0), "Tan": (-1.4, 1.4), "Arcsin": (-0.95, 0.95), "Arccos": (-0.95, 0.95), "Arctan": (-9.0, 9.0),
    "Sinh": (-4.0, 4.0), "Cosh": (-4.0, 4.0), "Arcsinh": (-9.0, 9.0), "Arccosh": (1.1, 9.0), "Arctanh": (-0.95, 0.95),
}  # fmt: skip
PAIRS = {"Arctan2": (-3.0, 3.0), "Hypot": (0.1, 3.0), "LogAddExp": (-9.0, 9.0), "RaisedTo": (0.1, 3.0)}
REDUCTIONS = ("Sum", "Mean", "Max", "Min", "Prod", "LogSumExp")
PAIR_SHAPES = [((), ()), ((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((), (5,)), ((2, 1, 3), (4, 1))]
AXES = (None, 0, 1, -1, (0, 2), (1, -1))
EINSUMS = {
    "ij,jk->ik": ((3, 4), (4, 2)), "ii->i": ((4, 4),), "ii": ((4, 4),), "ij->ji": ((2, 3),), "ij->": ((2, 3),),
    "i,j->ij": ((3,), (4,)), "bij,bjk->bik": ((2, 3, 4), (2, 4, 2)), "ij,ij->i": ((3, 4), (3, 4)),
    "ij,k->i": ((2, 3), (4,)), "...i,...i->...": ((2, 3, 4), (3, 4)), "ij,jk,kl->il": ((2, 3), (3, 4), (4, 2)),
    "iij->j": ((3, 3, 2),), "...ij->...ji": ((2, 3, 4),), "ba,b": ((3, 2), (3,)),
}  # fmt: skip
KEYS: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((4, 5), 2), ((4, 5), (slice(1, 3), slice(None, None, 2))), ((4, 5), (..., -1)), ((4, 5), (None, slice(2))),
    ((4, 5), ([0, 2, 0],)), ((4, 5), ([1, 1, 3], [0, 0, 4])), ((2, 3, 4), (slice(None), [2, 0, 2])),
    ((3, 3), ([True, False, True],)),
)  # fmt: skip
SHAPES = (((2, 6), (3, 4)), ((2, 3, 4), (-1,)), ((6,), (2, 3)), ((2, 3, 4), (4, -1, 2)))


def cases(seed: int) -> list[Case]:
    random = numbers(seed)
    found: list[Case] = []

    def add(kind: str, inputs: Mapping[str, Any], **settings: Any) -> None:
        gate = getattr(gates, kind)(**settings)
        upstream = random.normal(size=np.shape(gate.forward(*inputs.values())))
        found.append(Case(f"{len(found):03d} {kind}", kind, {**inputs, "upstream": upstream}, settings))

    def normal(*shapes: tuple[int, ...]) -> dict[str, Any]:
        return {f"x{i}": random.normal(size=shape) for i, shape in enumerate(shapes)}

    for kind, (low, high) in FUNCTIONS.items():
        for shape in ((), (5,), (3, 4)):
            add(kind, {"x0": random.uniform(low, high, shape)})
    for kind, (low, high) in PAIRS.items():
        for shapes in PAIR_SHAPES:
            add(kind, {f"x{i}": random.uniform(low, high, shape) for i, shape in enumerate(shapes)})
    for kind in REDUCTIONS:
        for axis in AXES:
            for keepdims in (False, True):
                add(kind, normal((2, 3, 4)), axis=axis, keepdims=keepdims)
        if kind in ("Max", "Min", "Prod"):  # ties, and zeros among the factors
            for axis in (0, 1):
                add(kind, {"x0": random.randint(0, 3, (4, 5)).astype(float)}, axis=axis)
    for axis in (0, 1, -1):
        add("CumSum", normal((3, 4)), axis=axis)
        add("Sort", normal((3, 4)), axis=axis)
        add("Concatenate", normal((3, 4), (3, 4), (3, 4)), axis=axis)
        add("TakeAlongAxis", {**normal((3, 4)), "places": random.randint(0, 3, (3, 4))}, axis=axis)
        add("AddAlongAxis", {**normal((3, 4)), "places": random.randint(0, 3, (3, 4))}, axis=axis, shape=(3, 4))
    for shapes in PAIR_SHAPES:
        shape = np.broadcast_shapes(*shapes)
        add("Where", {"condition": random.uniform(size=shape) < 0.5, **normal(*shapes)})
        add("BroadcastTo", normal(shapes[0]), shape=shape)
    for before, after in SHAPES:
        add("Reshape", normal(before), shape=after)
    for axes in (None, (0, 2, 1), (2, 0, 1), (-1, 0, 1)):
        add("Transpose", normal((2, 3, 4)), axes=axes)
    for shape, key in KEYS:
        add("Index", normal(shape), key=key)
        add("Scatter", normal(np.zeros(shape)[key].shape), key=key, shape=shape)
    for subscripts, shapes in EINSUMS.items():
        for _ in range(2):
            add("Einsum", normal(*shapes), subscripts=subscripts)
    return found


def ours(case: Case) -> dict[str, Any]:
    gate = getattr(gates, case.kind)(**case.settings)
    inputs = {name: value for name, value in case.inputs.items() if name != "upstream"}
    output = gate.forward(*inputs.values())
    gradients = gate.backward(case.inputs["upstream"])
    return {"output": output} | {
        name: gradient for name, gradient in zip(inputs, gradients, strict=True) if gradient is not None
    }


def peers(case: Case) -> dict[str, Any]:
    import torch

    inputs = {name: torch.tensor(value) for name, value in case.inputs.items() if name != "upstream"}
    numbered = {name: value.requires_grad_() for name, value in inputs.items() if value.is_floating_point()}
    output = _in_torch(case.kind, case.settings)(*inputs.values())
    gradients = torch.autograd.grad(output, list(numbered.values()), torch.tensor(case.inputs["upstream"]))
    found = {"output": output.detach().numpy()}
    return found | {name: gradient.numpy() for name, gradient in zip(numbered, gradients, strict=True)}


def _in_torch(kind: str, settings: Mapping[str, Any]) -> Callable[..., Any]:
    """Return PyTorch's function for a gate."""
    import torch

    named = {"RaisedTo": "pow", "Absolute": "abs", "Arctan2": "atan2"}
    if kind in FUNCTIONS or kind in PAIRS:
        return getattr(torch, named.get(kind, kind.lower()))
    if kind in REDUCTIONS:
        return lambda x: _reduced(kind, x, **settings)
    axis, shape, key = (settings.get(name) for name in ("axis", "shape", "key"))
    return {
        "CumSum": lambda x: torch.cumsum(x, axis),
        "Sort": lambda x: torch.sort(x, dim=axis, stable=True).values,
        "Concatenate": lambda *xs: torch.cat(xs, dim=axis),
        "TakeAlongAxis": lambda x, places: torch.take_along_dim(x, places, dim=axis),
        "AddAlongAxis": lambda x, places: torch.zeros(shape, dtype=x.dtype).scatter_add(axis, places, x),
        "Where": torch.where,
        "BroadcastTo": lambda x: torch.broadcast_to(x, shape),
        "Reshape": lambda x: torch.reshape(x, shape),
        "Transpose": lambda x: x.permute(settings["axes"] or tuple(reversed(range(x.ndim)))),
        "Index": lambda x: x[_key(key)],
        "Scatter": lambda x: _scattered(x, _key(key), shape),
        "Einsum": lambda *xs: torch.einsum(settings["subscripts"], *xs),
    }[kind]


def _reduced(kind: str, x: Any, axis: Any, keepdims: bool = False) -> Any:
    import torch

    axes = tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if kind == "Prod":  # PyTorch takes one axis at a time
        for one in sorted((one % x.ndim for one in axes), reverse=True):
            x = torch.prod(x, one, keepdim=keepdims)
        return x
    name = {"Max": "amax", "Min": "amin"}.get(kind, kind.lower())
    return getattr(torch, name)(x, axes, keepdim=keepdims)


def _key(key: Any) -> Any:
    import torch

    listed = key if isinstance(key, tuple) else (key,)
    return tuple(torch.tensor(part) if isinstance(part, list) else part for part in listed)


def _scattered(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """What picking at a key passes back: PyTorch has the adjoint in its own backward."""
    import torch

    zeros = torch.zeros(shape, dtype=x.dtype)
    return torch.autograd.functional.vjp(lambda z: z[key], zeros, x, create_graph=True)[1]
