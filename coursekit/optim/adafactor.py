"""Adafactor: the second moment of a matrix of gradients, from one number for each row and one for each column."""

import math
from typing import Any

import numpy as np

from coursekit.arguments import finite_number
from coursekit.optim.blocks import Floats, root_mean_square
from coursekit.optim.hyperparameters import not_negative, positive
from coursekit.optim.moments import average_square
from coursekit.optim.optimizer import Optimizer, Shape, State
from coursekit.optim.schedules import Rate


class Adafactor(Optimizer):
    """θ ← (1 − η·λ)·θ − α·U / max(1, RMS(U)/d), with U = g / √V.

    Adam keeps two numbers for every entry; Adafactor keeps n + m for a matrix of n·m, and no momentum:

        w = t^beta2_decay                       weight of the current gradient: 1 at first, then less and less
        R ← (1 − w)·R + w·(row means of g²)     C ← (1 − w)·C + w·(column means of g²)
        V = R·C / max(mean of R, ε₁), and at least ε₁²
        α = max(ε₂, RMS(θ))·min(η, 1/√t)        steps are relative to the size of θ

    RMS(x) is the root of the mean of x². The division by max(1, …) clips the update where V lags behind g². A vector or
    a single number has V ← (1 − w)·V + w·g². In an array with more than two axes, rows and columns are the last two.

    beta2_decay: 0 or below. eps: (ε₁, ε₂); ε₁ is the precision of the parameter's dtype if None. d: 1 or above.
    weight_decay: λ. State: `row_moment` (R, shape (..., n, 1)) and `column_moment` (C, shape (..., 1, m)), or
    `second_moment` (V).

    Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018), named in CSE 587
    lecture 3. Where ε₁ stands (the paper adds it to g²), η in place of the paper's 0.01, weight decay, and the
    defaults: PyTorch's Adafactor.
    """

    def __init__(
        self,
        lr: Rate = 1e-2,
        *,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(lr)
        self.beta2_decay = finite_number("Adafactor", "beta2_decay", beta2_decay)
        if self.beta2_decay > 0:
            raise ValueError(f"Adafactor: beta2_decay must be 0 or below, not {beta2_decay!r}")
        if not isinstance(eps, (tuple, list)) or len(eps) != 2:
            raise TypeError(f"Adafactor: eps must be two numbers, such as (1e-16, 1e-3), not {eps!r}")
        self.eps = (
            None if eps[0] is None else positive("Adafactor", "eps[0]", eps[0]),
            positive("Adafactor", "eps[1]", eps[1]),
        )
        self.d = finite_number("Adafactor", "d", d)
        if self.d < 1:
            raise ValueError(f"Adafactor: d must be 1 or above, not {d!r}")
        self.weight_decay = not_negative("Adafactor", "weight_decay", weight_decay)

    def fields(self, shape: Shape) -> dict[str, Shape]:
        if len(shape) < 2:
            return {"second_moment": shape}
        return {"row_moment": (*shape[:-1], 1), "column_moment": (*shape[:-2], 1, shape[-1])}

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        if param.size == 0:
            return
        eps1 = float(np.finfo(param.dtype).eps) if self.eps[0] is None else self.eps[0]
        t = int(state["steps"])
        old = 1 - t**self.beta2_decay
        size = max(self.eps[1], root_mean_square(self.blocks, param)) * min(rate, 1 / math.sqrt(t))
        factors = self._remember(grad, state, old, eps1)
        # U is computed twice, block by block: for its size, and for the step. It is never held as a whole.
        clip = max(1.0, self._size_of_update(grad, param, factors, eps1) / self.d)
        for g, *parts, p, s in self.blocks([grad, *factors], [param], scratch=1):
            scaled(g, parts, eps1, s)
            s *= size / clip
            p *= 1 - rate * self.weight_decay
            p -= s

    def _remember(self, grad: Any, state: State, old: float, eps1: float) -> list[Floats]:
        """Take the gradient into the moments, and return the factors of V."""
        if "second_moment" in state:
            V = state["second_moment"]
            for g, v, s in self.blocks([grad], [V], scratch=1):
                average_square(v, g, old, s)
            return [V]
        R, C = state["row_moment"], state["column_moment"]
        R *= old
        R += (1 - old) / grad.shape[-1] * np.einsum("...ij,...ij->...i", grad, grad)[..., np.newaxis]
        C *= old
        C += (1 - old) / grad.shape[-2] * np.einsum("...ij,...ij->...j", grad, grad)[..., np.newaxis, :]
        return [R / np.maximum(np.mean(R, axis=-2, keepdims=True), eps1), C]

    def _size_of_update(self, grad: Any, param: Floats, factors: list[Floats], eps1: float) -> float:
        """Return RMS(U)."""
        total = 0.0
        # θ stands first to set the dtype in which is computed.
        for _theta, g, *parts, s in self.blocks([param, grad, *factors], scratch=1):
            scaled(g, parts, eps1, s)
            total += float(np.dot(s, s))
        return math.sqrt(total / param.size)


def scaled(g: Floats, factors: list[Floats], eps1: float, out: Floats) -> None:
    """Let out ← U = g / √V, with V the product of the factors, and at least ε₁²."""
    np.copyto(out, factors[0])
    for factor in factors[1:]:
        out *= factor
    # The square keeps the scale of ε₁, which is taken the root of.
    np.maximum(out, eps1 * eps1, out=out)
    np.sqrt(out, out=out)
    np.divide(g, out, out=out)
