"""Right implementations of layer normalisation, as students write them."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.entry import Family

FAMILY = Family()

LARGE_EPS = partial(gates.LayerNorm, eps=0.1)


@FAMILY.right("LayerNorm")
class LayerNormGate:
    def __init__(self, eps=1e-5):
        self.eps = eps

    def forward(self, x, gamma, beta):
        self.gamma = gamma
        self.spread = np.sqrt(np.var(x, axis=-1, keepdims=True) + self.eps)
        self.n = (x - np.mean(x, axis=-1, keepdims=True)) / self.spread
        return gamma * self.n + beta

    def backward(self, upstream):
        rows = tuple(range(np.ndim(upstream) - 1))
        d = upstream * self.gamma
        mean, along = d.mean(axis=-1, keepdims=True), (d * self.n).mean(axis=-1, keepdims=True)
        dx = (d - mean - self.n * along) / self.spread
        return dx, np.sum(upstream * self.n, axis=rows), np.sum(upstream, axis=rows)


@FAMILY.right("LayerNorm")
class LayerNormInSteps:
    """Every step of forward has its own step of backward, in the opposite order."""

    def forward(self, x, gamma, beta):
        self.m = x.shape[-1]
        self.gamma = gamma
        mean = x.sum(axis=-1, keepdims=True) / self.m
        self.centred = x - mean
        variance = (self.centred**2).sum(axis=-1, keepdims=True) / self.m
        self.root = (variance + 1e-5) ** 0.5
        self.inverse = 1 / self.root
        self.normal = self.centred * self.inverse
        return self.normal * gamma + beta

    def backward(self, upstream):
        flat = upstream.reshape(-1, self.m)
        d_beta = flat.sum(axis=0)
        d_gamma = (flat * self.normal.reshape(-1, self.m)).sum(axis=0)
        d_normal = upstream * self.gamma
        d_inverse = (d_normal * self.centred).sum(axis=-1, keepdims=True)
        d_root = -d_inverse * self.inverse**2
        d_variance = 0.5 * d_root / self.root
        d_centred = d_normal * self.inverse + 2 * self.centred * d_variance / self.m
        d_mean = -d_centred.sum(axis=-1, keepdims=True)
        return [d_centred + d_mean / self.m, d_gamma, d_beta]


@FAMILY.right(LARGE_EPS)
class LayerNormByJacobian:
    """The Jacobian of each row: (I − 1/m − n nᵀ/m) / spread."""

    def __init__(self, eps=0.1):
        self.eps = eps

    def forward(self, x, gamma, beta):
        self.shape, self.gamma = x.shape, gamma
        self.rows = np.reshape(x, (-1, x.shape[-1]))
        self.spread = [np.sqrt(row.var() + self.eps) for row in self.rows]
        self.n = [(row - row.mean()) / s for row, s in zip(self.rows, self.spread, strict=True)]
        return np.array([n * gamma + beta for n in self.n]).reshape(self.shape)

    def backward(self, upstream):
        m = self.shape[-1]
        dx, d_gamma, d_beta = np.zeros((len(self.n), m)), np.zeros(m), np.zeros(m)
        for i, u in enumerate(np.reshape(upstream, (-1, m))):
            jacobian = (np.eye(m) - np.full((m, m), 1 / m) - np.outer(self.n[i], self.n[i]) / m) / self.spread[i]
            dx[i] = jacobian @ (u * self.gamma)
            d_gamma += u * self.n[i]
            d_beta += u
        return dx.reshape(self.shape), d_gamma, d_beta


@FAMILY.right("LayerNorm")
class LayerNormComputedAgain:
    """Keeps the inputs alone; sums by einsum."""

    def forward(self, x, gamma, beta):
        self.inputs = x, gamma
        return self._normal(x)[0] * gamma + beta

    def backward(self, upstream):
        x, gamma = self.inputs
        n, spread = self._normal(x)
        m = x.shape[-1]
        d = upstream * gamma
        inner = np.einsum("...i,...i->...", d, n)[..., None]
        dx = (m * d - np.einsum("...i->...", d)[..., None] - n * inner) / (m * spread)
        u, n = upstream.reshape(-1, m), n.reshape(-1, m)
        return dx, np.einsum("ri,ri->i", u, n), np.einsum("ri->i", u)

    @staticmethod
    def _normal(x):
        centred = x - np.mean(x, axis=-1)[..., None]
        spread = np.sqrt(np.mean(centred * centred, axis=-1) + 1e-5)[..., None]
        return centred / spread, spread
