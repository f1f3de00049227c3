"""Adam and its kin: AdamW, AMSGrad (an option of both), and SparseAdam for gradients of a few rows.

θ, g, η, t, λ as in `optimizer`.
"""

import math
from typing import Any, ClassVar

import numpy as np

from coursekit.optim.blocks import BLOCK, Floats
from coursekit.optim.hyperparameters import fractions, not_negative, positive
from coursekit.optim.moments import average, average_square, root, with_penalty
from coursekit.optim.optimizer import Optimizer, Shape, State
from coursekit.optim.row_gradient import RowGradient
from coursekit.optim.schedules import Rate


class Adam(Optimizer):
    """m ← β₁m + (1 − β₁)·g; v ← β₂v + (1 − β₂)·g²; θ ← θ − η·m̂ / (√v̂ + ε), with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    m is like momentum, v like RMSProp's average. As both start at 0, they are too small at first; the divisors correct
    that. If weight_decay λ > 0, g ← g + λθ before all else.

    - bias_correction=False: m and v themselves instead of m̂ and v̂.
    - eps_inside_root=True: √(v̂ + ε) instead of √v̂ + ε.
    - amsgrad=True: v̂ = u/(1 − β₂ᵗ) with u ← max(u, v), so that no entry's rate grows again.

    betas: (β₁, β₂). State: `first_moment` (m), `second_moment` (v), `largest_second_moment` (u) if amsgrad.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015); CSE 587 lecture 3. Without bias
    correction: CS224n notes, snippet 2.5. ε inside of the root: IST lecture 5. AMSGrad: Reddi, Kale and Kumar, "On the
    convergence of Adam and beyond" (2018), with bias correction as in PyTorch, whose defaults these are.
    """

    # Whether weight decay shrinks θ directly instead of adding to the gradient.
    decoupled: ClassVar[bool] = False

    def __init__(
        self,
        lr: Rate = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        bias_correction: bool = True,
        eps_inside_root: bool = False,
    ) -> None:
        super().__init__(lr)
        self.betas = fractions(str(self), "betas", betas)
        self.eps = positive(str(self), "eps", eps)
        self.weight_decay = not_negative(str(self), "weight_decay", weight_decay)
        self.amsgrad = amsgrad
        self.bias_correction = bias_correction
        self.eps_inside_root = eps_inside_root

    def fields(self, shape: Shape) -> dict[str, Shape]:
        fields = {"first_moment": shape, "second_moment": shape}
        return fields | {"largest_second_moment": shape} if self.amsgrad else fields

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        correction1, correction2 = corrections(self.betas, state) if self.bias_correction else (1.0, 1.0)
        # The corrections are numbers, and are drawn out of the arrays: √v̂ + ε = (√v + ε√c₂)/√c₂ with c₂ = 1 − β₂ᵗ.
        eps = self.eps * (correction2 if self.eps_inside_root else math.sqrt(correction2))
        corrected = rate * math.sqrt(correction2) / correction1
        penalty = 0.0 if self.decoupled else self.weight_decay
        kept = [state[name] for name in self.fields(param.shape)]
        for g, p, m, v, *largest, s, d in self.blocks([grad], [param, *kept], scratch=2):
            g = with_penalty(g, p, penalty, d)
            average(m, g, self.betas[0], s)
            average_square(v, g, self.betas[1], s)
            for u in largest:
                np.maximum(u, v, out=u)
                v = u
            root(v, eps, inside=self.eps_inside_root, out=s)
            np.divide(m, s, out=s)
            s *= corrected
            if self.decoupled:
                p *= 1 - rate * self.weight_decay
            p -= s


class AdamW(Adam):
    """θ ← (1 − η·λ)·θ − η·m̂ / (√v̂ + ε): Adam with weight decay that doesn't pass through the moments.

    In Adam, the part λθ of the gradient is divided by √v̂ like all else, so that entries with large gradients are
    decayed less. Here all are decayed alike. m̂, v̂, options and state as for `Adam`; λ is weight_decay.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), with λ multiplied by η as in PyTorch,
    whose defaults these are; named in CSE 587 lecture 3.
    """

    decoupled: ClassVar[bool] = True

    def __init__(
        self,
        lr: Rate = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        bias_correction: bool = True,
        eps_inside_root: bool = False,
    ) -> None:
        super().__init__(
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            bias_correction=bias_correction,
            eps_inside_root=eps_inside_root,
        )


class SparseAdam(Optimizer):
    """Adam for gradients of a few rows: the moments and the parameter change only in rows that have a gradient.

    In these rows, m ← β₁m + (1 − β₁)·g; v ← β₂v + (1 − β₂)·g²; θ ← θ − η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε). (So ε is
    added to √v before the correction for bias, as in the second, faster form of Adam's paper.) t counts the steps of
    the whole parameter. A row without a gradient is not decayed and not moved on by its momentum, as `Adam` would; a
    step costs in proportion to the rows that it touches.

    Gradients are `RowGradient`s, whose repeated rows add up. An array is taken as the gradient of all rows, so that one
    optimizer can serve a network with an embedding and dense layers.

    betas: (β₁, β₂). State: `first_moment` (m), `second_moment` (v).

    Source: PyTorch's SparseAdam, with its defaults; named in CS224N lecture 4.
    """

    takes_rows: ClassVar[bool] = True

    def __init__(self, lr: Rate = 1e-3, *, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        super().__init__(lr)
        self.betas = fractions("SparseAdam", "betas", betas)
        self.eps = positive("SparseAdam", "eps", eps)

    def fields(self, shape: Shape) -> dict[str, Shape]:
        return {"first_moment": shape, "second_moment": shape}

    def update(self, param: Floats, grad: Floats | RowGradient, state: State, rate: float) -> None:
        correction1, correction2 = corrections(self.betas, state)
        corrected = rate * math.sqrt(correction2) / correction1
        kept = [param, state["first_moment"], state["second_moment"]]
        if not isinstance(grad, RowGradient):
            self._move(grad, kept, corrected)
            return
        grad = grad.summed()
        at_once = max(1, BLOCK // max(1, param[:1].size))
        for start in range(0, len(grad.rows), at_once):
            rows = grad.rows[start : start + at_once]
            touched = [array[rows] for array in kept]
            self._move(grad.values[start : start + at_once], touched, corrected)
            for array, moved in zip(kept, touched, strict=True):
                array[rows] = moved

    def _move(self, grad: Floats, kept: list[Floats], corrected: float) -> None:
        for g, p, m, v, s in self.blocks([grad], kept, scratch=1):
            average(m, g, self.betas[0], s)
            average_square(v, g, self.betas[1], s)
            root(v, self.eps, inside=False, out=s)
            np.divide(m, s, out=s)
            s *= corrected
            p -= s


def corrections(betas: tuple[float, float], state: State) -> tuple[float, float]:
    """Return 1 − β₁ᵗ and 1 − β₂ᵗ, by which the moments are too small."""
    t = int(state["steps"])
    return 1 - betas[0] ** t, 1 - betas[1] ** t
