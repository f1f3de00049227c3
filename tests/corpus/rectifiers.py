"""Right gates: ReLU, leaky with a fixed and with a learned slope, and the sign."""

from functools import partial

import numpy as np

from coursekit import gates
from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family

FAMILY = Family()

# -- ReLU --


@FAMILY.right("ReLU")
class ReLUKeepingMask:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, upstream):
        return upstream * self.mask


@FAMILY.right("ReLU")
class ReLUWithCopies:
    """At 0 it lets upstream through: another admissible choice."""

    def forward(self, x):
        self.x = np.array(x)
        z = np.array(x)
        z[self.x < 0] = 0
        return z

    def backward(self, upstream):
        dx = np.array(upstream)
        dx[self.x < 0] = 0
        return (dx,)


@FAMILY.right("ReLU")
class ReLUByMaximum:
    def forward(self, x):
        self.x = x
        return max(0, x) if np.ndim(x) == 0 else np.maximum(0, x)

    def backward(self, upstream):
        return [np.where(self.x > 0, 1, 0) * upstream]


@FAMILY.right("ReLU")
class ReLUByAbsoluteValue:
    """max(x, 0) = (x + |x|)/2, whose slope at 0 is a half."""

    def forward(self, x):
        self.x = x
        return (x + np.abs(x)) / 2

    def backward(self, upstream):
        return upstream * (1 + np.sign(self.x)) / 2


@FAMILY.right("ReLU")
class ReLUFromOutput:
    def forward(self, x):
        self.z = np.clip(x, 0, None)
        return self.z

    def backward(self, upstream):
        return (np.sign(self.z) * upstream,)


@FAMILY.right("ReLU")
class ReLUEntryByEntry:
    def forward(self, x):
        self.x = np.asarray(x)
        return np.array([v if v > 0 else 0.0 for v in self.x.flatten()], dtype=float).reshape(self.x.shape)

    def backward(self, upstream):
        dx = np.zeros(self.x.shape)
        for place in zip(*np.nonzero(np.atleast_1d(self.x) > 0), strict=True):
            dx[place if self.x.ndim else ()] = np.atleast_1d(upstream)[place]
        return dx


# -- LeakyReLU --


@FAMILY.right("LeakyReLU")
class LeakyReLUByCases:
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, upstream):
        return np.where(self.x > 0, upstream, self.slope * upstream)


for slope in (0.2, 0.0, 1.5, -0.5):
    FAMILY.right(partial(gates.LeakyReLU, slope=slope))(partial(LeakyReLUByCases, slope=slope))


@FAMILY.right("LeakyReLU")
class LeakyReLUByMaximum:
    """max(x, k·x), whose slope at 0 is taken to be 1."""

    k = 0.01

    def forward(self, x):
        self.local = np.where(x >= 0, 1.0, self.k)
        return np.maximum(x, self.k * x)

    def backward(self, upstream):
        return (self.local * upstream,)


@FAMILY.right("LeakyReLU")
class LeakyReLUOfTwoParts:
    def forward(self, x):
        self.x = np.asarray(x)
        return np.maximum(x, 0) + 0.01 * np.minimum(x, 0)

    def backward(self, upstream):
        on = (self.x > 0).astype(float)
        return [on * upstream + 0.01 * (1 - on) * upstream]


@FAMILY.right(partial(gates.LeakyReLU, slope=0.2))
class LeakyReLUWithCopies:
    def __init__(self):
        self.slope = 0.2

    def forward(self, x):
        self.off = np.asarray(x <= 0)
        z = np.array(x, dtype=float)
        z[self.off] *= self.slope
        return z

    def backward(self, upstream):
        dx = np.array(upstream, dtype=float)
        dx[self.off] *= self.slope
        return dx


# -- PReLU --


@FAMILY.right("PReLU")
class PReLUByCases:
    def forward(self, x, a):
        self.x, self.a = x, a
        return np.where(x > 0, x, a * x)

    def backward(self, upstream):
        dx = np.where(self.x > 0, upstream, self.a * upstream)
        da = np.where(self.x > 0, 0.0, self.x * upstream)
        return dx, back_to(np.shape(self.a), da)


@FAMILY.right("PReLU")
class PReLUOfTwoParts:
    def forward(self, x, a):
        self.plus, self.minus = np.maximum(x, 0), np.minimum(x, 0)
        self.a = np.asarray(a)
        return self.plus + self.a * self.minus

    def backward(self, upstream):
        on = self.plus > 0
        local = on + self.a * ~on
        return [upstream * local, back_to(self.a.shape, upstream * self.minus)]


@FAMILY.right("PReLU")
class PReLUAddingAtPlaces:
    """At the kink its slope is that of the right side."""

    def forward(self, x, a):
        self.x, self.a = np.asarray(x), np.asarray(a)
        self.factor = np.where(self.x < 0, self.a, 1.0)
        return self.x * self.factor

    def backward(self, upstream):
        da = np.zeros(self.a.shape)
        off = np.where(self.x < 0, self.x, 0.0)
        np.add.at(da.reshape(-1), origins(da.shape, self.x.shape), off * upstream)
        return self.factor * upstream, da


# -- Sign --


@FAMILY.right("Sign")
class SignOfNumPy:
    def forward(self, x):
        self.shape = np.shape(x)
        return np.sign(x)

    def backward(self, upstream):
        return np.zeros(self.shape)


@FAMILY.right("Sign")
class SignAsADifference:
    def forward(self, x):
        return 1.0 * (x > 0) - 1.0 * (x < 0)

    def backward(self, upstream):
        return (0 * upstream,)


@FAMILY.right("Sign")
class SignByCases:
    def forward(self, x):
        z = np.zeros(np.shape(x))
        z[np.asarray(x > 0)] = 1
        z[np.asarray(x < 0)] = -1
        return z

    def backward(self, upstream):
        return [np.zeros_like(upstream)]
