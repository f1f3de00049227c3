"""When gradient descent diverges: the largest rate at which it cannot, and a watch that notices when it does.

On a quadratic with curvature h, a step of rate η multiplies the distance to the minimum by 1 − ηh. For η > 2/h that is
below −1: each step overshoots by more than it came from.

Source: "Learning strategies", CS224n notes; "Learning rates", CS224N lecture 4.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.arguments import finite_number
from coursekit.optim.hyperparameters import fraction


def largest_stable_rate(hessian: Any, *, momentum: float = 0.0) -> float:
    """Return the rate above which gradient descent diverges on the quadratic ½θᵀHθ: 2(1 + μ)/(largest eigenvalue of H).

    hessian: H, a symmetric matrix (n, n), or a number for one parameter. momentum: the μ of SGD, heavy ball. Infinity
    if no eigenvalue is above 0. For another loss this holds near a minimum with that Hessian.

    Raises ValueError for a matrix that isn't square, symmetric and finite.
    """
    H = np.atleast_2d(np.asarray(hessian, dtype=np.float64))
    mu = fraction("largest_stable_rate", "momentum", momentum)
    if H.ndim != 2 or H.shape[0] != H.shape[1] or H.size == 0:
        raise ValueError(f"largest_stable_rate: the Hessian has shape {np.shape(hessian)}; it is a square matrix")
    # A Hessian made of differences is symmetric but for their error.
    if not np.isfinite(H).all() or not np.allclose(H, H.T, rtol=1e-6, atol=1e-6 * float(np.max(np.abs(H)))):
        raise ValueError("largest_stable_rate: a Hessian is finite and symmetric, and this matrix isn't")
    steepest = float(np.linalg.eigvalsh((H + H.T) / 2)[-1])
    return 2 * (1 + mu) / steepest if steepest > 0 else math.inf


@dataclass
class DivergenceWatch:
    """Notices when training diverges: the loss isn't finite, or has grown to more than `factor` times the first one.

    factor: above 1. `first` is the size of the first loss that was observed, `diverged` what the last `observe` said.
    """

    factor: float = 10.0
    first: float | None = field(default=None, init=False)
    diverged: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.factor = finite_number("DivergenceWatch", "factor", self.factor)
        if self.factor <= 1:
            raise ValueError(f"DivergenceWatch: factor must be above 1, not {self.factor!r}")

    def observe(self, loss: float) -> bool:
        """Take note of a loss, and say whether training has diverged: then a smaller learning rate is due."""
        if self.first is None and math.isfinite(loss):
            self.first = abs(float(loss))
        self.diverged = not math.isfinite(loss) or (self.first is not None and loss > self.factor * self.first)
        return self.diverged
