"""Normalisation of activations inside a network: LayerNorm.

Source: Ba, Kiros and Hinton, "Layer normalization" (2016).
"""

from typing import ClassVar

import numpy as np

from coursekit.arguments import finite_number
from coursekit.gates.coercion import Array, Refusal
from coursekit.gates.gate import Gate


class LayerNorm(Gate):
    """z = γ·n + β, with n = (x − mean) / √(variance + eps) along the last axis; the variance is the biased one, Σ…²/m.

    Downstream, with d = u·γ and s = √(variance + eps): (d − mean d − n·mean(d·n)) / s for x, u·n for γ and u for β,
    these two summed over the rows.

    x (…, m), gamma (m,), beta (m,); m is at least 1.

    eps: a positive number, which keeps a constant row from dividing by 0.
    """

    fits: ClassVar[str] = "x (…, m), gamma (m,) and beta (m,), with m at least 1"

    def __init__(self, *, eps: float = 1e-5) -> None:
        self.eps = finite_number("LayerNorm", "eps", eps)
        if self.eps <= 0:
            raise ValueError(f"LayerNorm: eps must be above 0, not {eps!r}")

    def value(self, x: Array, gamma: Array, beta: Array) -> Array:
        row = np.shape(x)[-1:]
        if row in ((), (0,)) or np.shape(gamma) != row or np.shape(beta) != row:
            raise Refusal(
                f"{self} cannot take x {np.shape(x)}, gamma {np.shape(gamma)}, beta {np.shape(beta)}. It takes "
                f"{self.fits}; gamma and beta are not broadcast"
            )
        return self._normal(x)[0] * gamma + beta

    def gradients(
        self, upstream: Array, output: Array, x: Array, gamma: Array, beta: Array
    ) -> tuple[Array, Array, Array]:
        normal, spread = self._normal(x)
        d = upstream * gamma
        shift = np.mean(d, axis=-1, keepdims=True)
        stretch = np.mean(d * normal, axis=-1, keepdims=True)
        return (d - shift - normal * stretch) / spread, upstream * normal, upstream

    def _normal(self, x: Array) -> tuple[Array, Array]:
        """Return the normalised rows, and what they were divided by."""
        centred = x - np.mean(x, axis=-1, keepdims=True)
        spread = np.sqrt(np.mean(centred * centred, axis=-1, keepdims=True) + self.eps)
        return centred / spread, spread
