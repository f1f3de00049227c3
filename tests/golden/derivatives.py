"""Programs of NumPy's functions on tensors: values, first, second and third derivatives, beside PyTorch's.

The same program is written twice, as nobody's functions have all names in common. The third derivative is taken along a
direction v: of vᵀHv, where H is the matrix of second derivatives.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import grad, hessian, jvp, value_and_grad
from coursekit.gates import LogSoftmax, Sigmoid, Softmax
from tests.golden.family import Case, numbers

DRAWS = 8
SHAPE = (3, 2)
SPREAD = np.array([0.0, 3.0])  # keeps a standard deviation away from 0, where its derivatives have poles

OURS: dict[str, Callable[[Any], Any]] = {
    "polynomial": lambda x: np.sum(x**3 * x[::-1] - 2 * x**2 / (1 + x * x)),
    "exponentials": lambda x: np.sum(np.exp(x) * np.log(2 + np.sin(x)) + np.expm1(x) - np.log1p(x**2)),
    "hyperbolic": lambda x: np.prod(1 + np.tanh(x) ** 2) + np.sum(np.cosh(x) / 3 - np.arcsinh(x)),
    "trigonometric": lambda x: np.mean(np.sin(x) * np.cos(2 * x) + np.arctan(x) * np.tan(x / 3)),
    "roots": lambda x: np.sum(np.sqrt(1 + x**2) ** 3) ** 0.5,
    "products": lambda x: np.sum((x @ x.T) ** 2) + np.trace(x.T @ np.sin(x)),
    "einsum": lambda x: np.einsum("ij,kj,kl->", x, x**2, np.tanh(x)),
    "softmax": lambda x: np.sum(Softmax()(x) * LogSoftmax()(x)),
    "sigmoid": lambda x: np.sum(Sigmoid()(x) * np.square(x)),
    "statistics": lambda x: np.var(x, axis=0)[0] * np.mean(x) + np.sum(np.std(x + SPREAD, axis=1)),
    "joined": lambda x: np.sum(np.concatenate([x, x**2], axis=0).T.reshape(3, 4)[1:] ** 3),
    "stacked": lambda x: np.sum(np.prod(np.stack([x, np.cos(x), x**2], axis=1), axis=1)),
    "where": lambda x: np.sum(np.where(x > 0.2, x**3, np.sin(x)) * np.maximum(x, -0.3) ** 2),
    "extremes": lambda x: np.max(x * np.exp(x)) ** 2 + np.min(x, axis=0)[1] ** 3 + np.sum(np.abs(x) ** 3),
    "running": lambda x: np.sum(np.cumsum(x, axis=0) ** 3),
    "powers": lambda x: np.sum((1.5 + np.tanh(x)) ** (x + 2)),
    "division": lambda x: np.sum(x / (2 + x[:, ::-1] ** 2)) ** 2,
    "norm": lambda x: np.linalg.norm(x) ** 3 + np.sum(np.outer(x[:, 0], x[:, 1]) ** 2),
    "gather": lambda x: np.sum(x[[0, 2, 2]] ** 3 * x[np.array([1, 1, 0])]),
    "broadcast": lambda x: np.sum(np.broadcast_to(x[0], (4, 2)) ** 3 * np.sum(x, axis=0, keepdims=True)),
}


def _theirs() -> dict[str, Callable[[Any], Any]]:
    import torch

    return {
        "polynomial": lambda x: torch.sum(x**3 * x.flip(0) - 2 * x**2 / (1 + x * x)),
        "exponentials": lambda x: torch.sum(
            torch.exp(x) * torch.log(2 + torch.sin(x)) + torch.expm1(x) - torch.log1p(x**2)
        ),
        "hyperbolic": lambda x: torch.prod(1 + torch.tanh(x) ** 2) + torch.sum(torch.cosh(x) / 3 - torch.asinh(x)),
        "trigonometric": lambda x: torch.mean(torch.sin(x) * torch.cos(2 * x) + torch.atan(x) * torch.tan(x / 3)),
        "roots": lambda x: torch.sum(torch.sqrt(1 + x**2) ** 3) ** 0.5,
        "products": lambda x: torch.sum((x @ x.T) ** 2) + torch.trace(x.T @ torch.sin(x)),
        "einsum": lambda x: torch.einsum("ij,kj,kl->", x, x**2, torch.tanh(x)),
        "softmax": lambda x: torch.sum(torch.softmax(x, -1) * torch.log_softmax(x, -1)),
        "sigmoid": lambda x: torch.sum(torch.sigmoid(x) * torch.square(x)),
        "statistics": lambda x: (
            torch.var(x, 0, correction=0)[0] * torch.mean(x)
            + torch.sum(torch.std(x + torch.tensor(SPREAD), 1, correction=0))
        ),
        "joined": lambda x: torch.sum(torch.cat([x, x**2], 0).T.reshape(3, 4)[1:] ** 3),
        "stacked": lambda x: torch.sum(torch.prod(torch.stack([x, torch.cos(x), x**2], 1), 1)),
        "where": lambda x: torch.sum(torch.where(x > 0.2, x**3, torch.sin(x)) * torch.clamp(x, min=-0.3) ** 2),
        "extremes": lambda x: (
            torch.max(x * torch.exp(x)) ** 2 + torch.amin(x, 0)[1] ** 3 + torch.sum(torch.abs(x) ** 3)
        ),
        "running": lambda x: torch.sum(torch.cumsum(x, 0) ** 3),
        "powers": lambda x: torch.sum((1.5 + torch.tanh(x)) ** (x + 2)),
        "division": lambda x: torch.sum(x / (2 + x.flip(1) ** 2)) ** 2,
        "norm": lambda x: torch.linalg.norm(x) ** 3 + torch.sum(torch.outer(x[:, 0], x[:, 1]) ** 2),
        "gather": lambda x: torch.sum(x[[0, 2, 2]] ** 3 * x[torch.tensor([1, 1, 0])]),
        "broadcast": lambda x: torch.sum(x[0].expand(4, 2) ** 3 * torch.sum(x, 0, keepdim=True)),
    }


def cases(seed: int) -> list[Case]:
    random = numbers(seed)
    return [
        # Third derivatives add up hundreds of terms, of sizes up to a hundred times that of their sum.
        Case(f"{name} {draw}", name, {"x": random.uniform(-1, 1, SHAPE), "v": random.uniform(-1, 1, SHAPE)})
        for name in OURS
        for draw in range(DRAWS)
    ]


def ours(case: Case) -> dict[str, Any]:
    program, x, v = OURS[case.kind], case.inputs["x"], case.inputs["v"]
    value, gradient = value_and_grad(program)(x)
    curvature = lambda x: np.sum(v * jvp(grad(program), (x,), (v,))[1])  # noqa: E731
    return {"value": value, "gradient": gradient, "hessian": hessian(program)(x), "third": grad(curvature)(x)}


def peers(case: Case) -> dict[str, Any]:
    import torch

    program = _theirs()[case.kind]
    x, v = (torch.tensor(case.inputs[name]) for name in ("x", "v"))
    matrix = torch.autograd.functional.hessian(program, x)

    def curvature(x: Any) -> Any:
        (gradient,) = torch.autograd.grad(program(x), x, create_graph=True)
        (product,) = torch.autograd.grad(torch.sum(gradient * v), x, create_graph=True)
        return torch.sum(product * v)

    x.requires_grad_()
    (gradient,) = torch.autograd.grad(program(x), x)
    (third,) = torch.autograd.grad(curvature(x), x)
    found = {"value": program(x).detach(), "gradient": gradient, "hessian": matrix, "third": third}
    return {name: array.numpy() for name, array in found.items()}
