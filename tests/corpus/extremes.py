"""Right gates: the larger and the smaller of two inputs, with the conventions that students choose at ties."""

import numpy as np

from tests.corpus.arithmetic import TwoInputs
from tests.corpus.broadcasting import back_to
from tests.corpus.entry import Family

FAMILY = Family()


@FAMILY.right("Maximum")
class MaximumWithHalves(TwoInputs):
    def value(self, x, y):
        return np.maximum(x, y)

    def local(self, x, y):
        return (x > y) + 0.5 * (x == y), (y > x) + 0.5 * (x == y)


@FAMILY.right("Maximum")
class MaximumAsPrinted:
    """As on the lectures' page: at a tie, neither input gets anything."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.where(x > y, x, y)

    def backward(self, upstream):
        dx = back_to(np.shape(self.x), np.where(self.x > self.y, upstream, 0))
        dy = back_to(np.shape(self.y), np.where(self.y > self.x, upstream, 0))
        return dx, dy


@FAMILY.right("Maximum")
class MaximumToTheFirst:
    """At a tie, the first input gets all."""

    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        self.first = np.asarray(x >= y)
        return self.first * x + ~self.first * y

    def backward(self, upstream):
        return [back_to(self.shapes[0], self.first * upstream), back_to(self.shapes[1], ~self.first * upstream)]


@FAMILY.right("Maximum")
class MaximumByAbsoluteDifference:
    """max(x, y) = (x + y + |x − y|)/2, which halves ties by itself."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return (x + y + np.abs(x - y)) / 2

    def backward(self, upstream):
        sign = np.sign(self.x - self.y)
        return back_to(np.shape(self.x), upstream * (1 + sign) / 2), back_to(
            np.shape(self.y), upstream * (1 - sign) / 2
        )


@FAMILY.right("Maximum")
class MaximumByArgmax:
    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        both = np.stack(np.broadcast_arrays(x, y))
        self.winner = np.argmax(both, axis=0)
        return np.max(both, axis=0)

    def backward(self, upstream):
        return tuple(back_to(shape, upstream * (self.winner == i)) for i, shape in enumerate(self.shapes))


@FAMILY.right("Minimum")
class MinimumWithHalves:
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return np.minimum(x, y)

    def backward(self, upstream):
        tie = np.where(self.x == self.y, upstream / 2, 0.0)
        dx = np.where(self.x < self.y, upstream, tie)
        dy = np.where(self.y < self.x, upstream, tie)
        return back_to(self.x.shape, dx), back_to(self.y.shape, dy)


@FAMILY.right("Minimum")
class MinimumFromMaximum:
    def __init__(self):
        self.maximum = MaximumAsPrinted()

    def forward(self, x, y):
        return -self.maximum.forward(-x, -y)

    def backward(self, upstream):
        return [-gradient for gradient in self.maximum.backward(-upstream)]


@FAMILY.right("Minimum")
class MinimumToTheSecond:
    """At a tie, the second input gets all."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.where(x < y, x, y)

    def backward(self, upstream):
        below = 1.0 * (self.x < self.y)
        return back_to(np.shape(self.x), below * upstream), back_to(np.shape(self.y), (1 - below) * upstream)


@FAMILY.right("Minimum")
class MinimumEntryByEntry:
    def forward(self, x, y):
        self.x_shape, self.y_shape = np.shape(x), np.shape(y)
        self.x, self.y = np.broadcast_arrays(x, y)
        pairs = zip(self.x.ravel(), self.y.ravel(), strict=True)
        return np.array([min(pair) for pair in pairs], dtype=float).reshape(self.x.shape)

    def backward(self, upstream):
        dx, dy = np.zeros(self.x.shape), np.zeros(self.x.shape)
        for place, u in np.ndenumerate(upstream):
            if self.x[place] < self.y[place]:
                dx[place] = u
            elif self.x[place] > self.y[place]:
                dy[place] = u
            else:
                dx[place] = dy[place] = u / 2
        return back_to(self.x_shape, dx), back_to(self.y_shape, dy)
