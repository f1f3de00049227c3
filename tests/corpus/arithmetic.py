"""Right gates: sums, differences, products and quotients of two inputs that broadcast, and the negative of one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family

FAMILY = Family()


class TwoInputs:
    """A base class of the student's: subclasses say the value, and the local gradients."""

    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return self.value(self.x, self.y)

    def backward(self, upstream):
        local_x, local_y = self.local(self.x, self.y)
        return back_to(self.x.shape, local_x * upstream), back_to(self.y.shape, local_y * upstream)


class OneInput:
    """A base class of the student's: subclasses say the value, and the local gradient at x with the value z."""

    def forward(self, x):
        self.x = x
        self.z = self.value(x)
        return self.z

    def backward(self, upstream):
        return (upstream * self.local(self.x, self.z),)


# -- Add --


@FAMILY.right("Add")
class AddKeepingShapes:
    def forward(self, x, y):
        self.shapes = [np.shape(x), np.shape(y)]
        return x + y

    def backward(self, upstream):
        return [back_to(shape, upstream) for shape in self.shapes]


@FAMILY.right("Add")
class AddEntryByEntry:
    def forward(self, x, y):
        self.x_shape, self.y_shape = np.shape(x), np.shape(y)
        x, y = np.broadcast_arrays(x, y)
        z = np.zeros(x.shape)
        for place in np.ndindex(z.shape):
            z[place] = x[place] + y[place]
        return z[()]

    def backward(self, upstream):
        dx, dy = np.zeros(self.x_shape), np.zeros(self.y_shape)
        for place, u in np.ndenumerate(upstream):
            dx[self.source(place, dx.shape)] += u
            dy[self.source(place, dy.shape)] += u
        return dx, dy

    def source(self, place, shape):
        own = place[len(place) - len(shape) :]
        return tuple(0 if length == 1 else i for i, length in zip(own, shape, strict=True))


@FAMILY.right("Add")
@dataclass
class AddOfTheData:
    x: Any = None
    y: Any = None

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.sum(np.broadcast_arrays(x, y), axis=0)

    def backward(self, upstream):
        ones = np.ones_like(upstream)
        return back_to(np.shape(self.x), upstream * ones), back_to(np.shape(self.y), upstream * ones)


@FAMILY.right("Add")
class AddFromTheBase(TwoInputs):
    def value(self, x, y):
        return np.add(x, y)

    def local(self, x, y):
        return 1.0, 1.0


# -- Subtract --


@FAMILY.right("Subtract")
class SubtractInOneLine:
    def forward(self, x, y):
        self.back = lambda u: (back_to(np.shape(x), u), back_to(np.shape(y), -u))
        return x - y

    def backward(self, upstream):
        return self.back(upstream)


@FAMILY.right("Subtract")
class SubtractAddsTheNegative(TwoInputs):
    def value(self, x, y):
        return x + -1.0 * y

    def local(self, x, y):
        return 1.0, -1.0


@FAMILY.right("Subtract")
class SubtractWithStackedGradients:
    """Where the shapes are equal, the two gradients are the rows of one array."""

    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        return np.subtract(x, y)

    def backward(self, upstream):
        if self.shapes[0] == self.shapes[1]:
            return np.stack([upstream, np.negative(upstream)])
        return back_to(self.shapes[0], upstream), -back_to(self.shapes[1], upstream)


@FAMILY.right("Subtract")
class SubtractWithNumbersApart:
    def forward(self, x, y):
        self.x, self.y = x, y
        if np.ndim(x) == 0 and np.ndim(y) == 0:
            return float(x) - float(y)
        return np.asarray(x) - np.asarray(y)

    def backward(self, upstream):
        if np.ndim(upstream) == 0:
            return float(upstream), -float(upstream)
        return [back_to(np.shape(self.x), upstream), back_to(np.shape(self.y), -1 * upstream)]


# -- Multiply --


@FAMILY.right("Multiply")
class MultiplyKeepingInputs:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, upstream):
        dx = upstream * self.y
        dy = upstream * self.x
        return back_to(np.shape(self.x), dx), back_to(np.shape(self.y), dy)


@FAMILY.right("Multiply")
class MultiplyByEinsum:
    def forward(self, x, y):
        self.cache = x, y
        return np.einsum("...,...->...", x, y)

    def backward(self, upstream):
        x, y = self.cache
        return (
            back_to(np.shape(x), np.einsum("...,...->...", upstream, y)),
            back_to(np.shape(y), np.einsum("...,...->...", x, upstream)),
        )


@FAMILY.right("Multiply")
class MultiplyKeepingLocalGradients:
    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        self.local = {"x": np.array(y), "y": np.array(x)}
        return np.multiply(x, y)

    def backward(self, upstream):
        wide = [self.local["x"] * upstream, self.local["y"] * upstream]
        return tuple(map(back_to, self.shapes, wide))


@FAMILY.right("Multiply")
class MultiplyAddingAtPlaces:
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return (self.x * self.y)[()]

    def backward(self, upstream):
        dx, dy = np.zeros(self.x.shape), np.zeros(self.y.shape)
        np.add.at(dx.reshape(-1), origins(dx.shape, np.shape(upstream)), upstream * self.y)
        np.add.at(dy.reshape(-1), origins(dy.shape, np.shape(upstream)), upstream * self.x)
        return dx, dy


# -- Divide --


@FAMILY.right("Divide")
class DivideByQuotientRule(TwoInputs):
    def value(self, x, y):
        return x / y

    def local(self, x, y):
        return 1 / y, -x / y**2


@FAMILY.right("Divide")
class DivideKeepingTheQuotient:
    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        self.y = y
        self.z = np.true_divide(x, y)
        return self.z

    def backward(self, upstream):
        share = upstream / self.y
        return back_to(self.shapes[0], share), back_to(self.shapes[1], -share * self.z)


@FAMILY.right("Divide")
class DivideTimesTheReciprocal:
    def forward(self, x, y):
        self.x, self.reciprocal = np.asarray(x), 1.0 / np.asarray(y)
        return self.x * self.reciprocal

    def backward(self, upstream):
        dx = upstream * self.reciprocal
        d_reciprocal = upstream * self.x
        dy = d_reciprocal * -np.square(self.reciprocal)
        return [back_to(np.shape(self.x), dx), back_to(np.shape(self.reciprocal), dy)]


@FAMILY.right("Divide")
class DivideCountingUp:
    """Sums what each entry receives with np.bincount."""

    def forward(self, x, y):
        self.x, self.y = np.array(x, dtype=float), np.array(y, dtype=float)
        return self.x / self.y

    def backward(self, upstream):
        return self.gather(self.x, upstream / self.y), self.gather(self.y, -upstream * self.x / (self.y * self.y))

    def gather(self, given, wide):
        places = origins(given.shape, np.shape(wide)).ravel()
        return np.bincount(places, weights=np.ravel(wide), minlength=given.size).reshape(given.shape)


# -- Negate --


@FAMILY.right("Negate")
class NegateWithoutMemory:
    @staticmethod
    def forward(x):
        return -x

    @staticmethod
    def backward(upstream):
        return -upstream


@FAMILY.right("Negate")
class NegateFromZero:
    def forward(self, x):
        return 0.0 - np.asarray(x)

    def backward(self, upstream):
        return (np.zeros_like(upstream) - upstream,)


@FAMILY.right("Negate")
class NegateFromTheBase(OneInput):
    def value(self, x):
        return np.multiply(-1, x)

    def local(self, x, z):
        return np.full(np.shape(x), -1.0)


@FAMILY.right("Negate")
class NegateByListComprehension:
    def forward(self, x):
        return self.each(x)

    def backward(self, upstream):
        return [self.each(upstream)]

    def each(self, numbers):
        return np.array([-number for number in np.ravel(numbers)], dtype=float).reshape(np.shape(numbers))
