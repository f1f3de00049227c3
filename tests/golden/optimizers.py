"""Optimizers: every parameter after each of twenty steps, on gradients that are given."""

import numpy as np

from coursekit import optim
from tests.golden.family import Case, numbers

STEPS = 20
SHAPES = ((4,), (3, 2), (2, 2, 3))
MATRIX = ((5, 4),)

# Our settings, and under which names PyTorch has them.
TORCH_CLASSES = {"RMSProp": "RMSprop"}
TORCH_SETTINGS = {
    "Adadelta": {"decay": "rho"},
    "RMSProp": {"decay": "alpha", "centred": "centered"},
    "Adagrad": {"initial": "initial_accumulator_value"},
}

RULES = (
    ("SGD", {}),
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "dampening": 0.2}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.05, "momentum": 0.7, "nesterov": True, "weight_decay": 0.2}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.5, "eps": 1e-3}),
    ("Adagrad", {"lr": 0.1, "initial": 0.5, "weight_decay": 0.1}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.3, "decay": 0.5, "eps": 1e-3, "weight_decay": 0.1}),
    ("RMSProp", {}),
    ("RMSProp", {"lr": 0.1, "decay": 0.9, "eps": 1e-3, "weight_decay": 0.1}),
    ("RMSProp", {"momentum": 0.9}),
    ("RMSProp", {"centred": True}),
    ("RMSProp", {"lr": 0.02, "decay": 0.8, "momentum": 0.5, "centred": True, "weight_decay": 0.1}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-3}),
    ("Adam", {"lr": 0.1, "betas": (0.0, 0.5)}),
    ("Adam", {"lr": 0.01, "weight_decay": 0.2}),
    ("Adam", {"lr": 0.01, "amsgrad": True, "betas": (0.9, 0.7)}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.3, "betas": (0.8, 0.95)}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.0}),
    ("AdamW", {"lr": 0.01, "amsgrad": True, "betas": (0.9, 0.7), "eps": 1e-4}),
    ("Adafactor", {}),
    ("Adafactor", {"lr": 0.5, "weight_decay": 0.1}),
    ("Adafactor", {"lr": 0.1, "beta2_decay": -0.3, "d": 2.0}),
    ("Adafactor", {"lr": 0.1, "eps": (1e-3, 0.5)}),
)
SPARSE_RULES = (
    ("SparseAdam", {}),
    ("SparseAdam", {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-3}),
    ("SparseAdam", {"lr": 0.05, "betas": (0.0, 0.99)}),
)


def cases(seed):
    source = numbers(seed)
    found = []
    for kind, settings in RULES:
        start = [source.standard_normal(shape) for shape in SHAPES]
        # Gradients of different sizes, from parameter to parameter and from step to step.
        grads = [
            [source.standard_normal(shape) * 10.0 ** source.randint(-2, 2) for shape in SHAPES] for _ in range(STEPS)
        ]
        for step in source.choice(STEPS, size=4, replace=False):
            grads[step][1] = None
        found.append(Case(_name(kind, settings), kind, {"start": start, "grads": grads}, settings))
    for kind, settings in SPARSE_RULES:
        (shape,) = MATRIX
        start = [source.standard_normal(shape)]
        grads = []
        for _ in range(STEPS):
            rows = source.randint(0, shape[0], size=source.randint(0, 6))
            grads.append((rows, source.standard_normal((len(rows), *shape[1:]))))
        found.append(Case(_name(kind, settings), kind, {"start": start, "rows": grads}, settings))
    return found


def ours(case):
    optimizer = getattr(optim, case.kind)(**case.settings)
    params = [array.copy() for array in case.inputs["start"]]
    path = [[] for _ in params]
    for step in range(STEPS):
        if "rows" in case.inputs:
            optimizer.step(params, [optim.RowGradient(*case.inputs["rows"][step])])
        else:
            optimizer.step(params, case.inputs["grads"][step])
        for track, param in zip(path, params, strict=True):
            track.append(param.copy())
    return {f"parameter {index}": np.array(track) for index, track in enumerate(path)}


def peers(case):
    import torch

    names = TORCH_SETTINGS.get(case.kind, {})
    settings = {names.get(name, name): value for name, value in case.settings.items()}
    params = [torch.tensor(array, requires_grad=True) for array in case.inputs["start"]]
    optimizer = getattr(torch.optim, TORCH_CLASSES.get(case.kind, case.kind))(params, **settings)
    path = [[] for _ in params]
    for step in range(STEPS):
        if "rows" in case.inputs:
            rows, values = case.inputs["rows"][step]
            (param,) = params
            param.grad = torch.sparse_coo_tensor(rows[None], values, param.shape, check_invariants=True)
        else:
            for param, grad in zip(params, case.inputs["grads"][step], strict=True):
                param.grad = None if grad is None else torch.tensor(grad)
        optimizer.step()
        for track, param in zip(path, params, strict=True):
            track.append(param.detach().numpy().copy())
    return {f"parameter {index}": np.array(track) for index, track in enumerate(path)}


def _name(kind, settings):
    return f"{kind}({', '.join(f'{name}={value}' for name, value in settings.items())})"
