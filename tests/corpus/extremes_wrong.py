"""Wrong gates: the larger and the smaller of two inputs."""

import numpy as np

from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family
from tests.corpus.extremes import MaximumAsPrinted, MaximumWithHalves, MinimumWithHalves

FAMILY = Family()

# -- Maximum --


@FAMILY.wrong("Maximum", "wrong-mask")
class MaximumMasksAsReLU(MaximumWithHalves):
    def local(self, x, y):
        return 1.0 * (x > 0), 1.0 * (y > 0)


@FAMILY.wrong("Maximum", "wrong-mask")
class MaximumMasksByUpstream(MaximumAsPrinted):
    def backward(self, upstream):
        dx = back_to(np.shape(self.x), np.where(upstream > 0, upstream, 0))
        dy = back_to(np.shape(self.y), np.where(upstream > 0, 0, upstream))
        return dx, dy


@FAMILY.wrong("Maximum", "forward-shape")
class MaximumOfAllEntries(MaximumWithHalves):
    def value(self, x, y):
        return max(np.max(x, initial=-np.inf), np.max(y, initial=-np.inf))


@FAMILY.wrong("Maximum", "forward-value")
class MaximumIsTheSmaller(MaximumWithHalves):
    def value(self, x, y):
        return np.minimum(x, y)


@FAMILY.wrong("Maximum", "forward-value")
class MaximumLosesTies(MaximumWithHalves):
    def value(self, x, y):
        return x * (x > y) + y * (y > x)


@FAMILY.wrong("Maximum", "ignores-upstream")
class MaximumReturnsMasks(MaximumAsPrinted):
    def backward(self, upstream):
        return back_to(np.shape(self.x), self.x > self.y), back_to(np.shape(self.y), self.y > self.x)


@FAMILY.wrong("Maximum", "missing-broadcast-sum")
class MaximumUnsummed(MaximumAsPrinted):
    def backward(self, upstream):
        return upstream * (self.x > self.y), upstream * (self.y > self.x)


@FAMILY.wrong("Maximum", "wrong-broadcast-sum")
class MaximumAveragesCopies(MaximumWithHalves):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return [dx * self.x.size / np.size(upstream), dy * self.y.size / np.size(upstream)]


@FAMILY.wrong("Maximum", "overwrites-gradient")
class MaximumAssignsInLoop(MaximumWithHalves):
    def backward(self, upstream):
        x, y = np.broadcast_arrays(self.x, self.y)
        dx, dy = np.zeros(self.x.size), np.zeros(self.y.size)
        to_x, to_y = origins(self.x.shape, x.shape), origins(self.y.shape, y.shape)
        for place, u in np.ndenumerate(upstream):
            if x[place] > y[place]:
                dx[to_x[place]] = u
            else:
                dy[to_y[place]] = u
        return dx.reshape(self.x.shape), dy.reshape(self.y.shape)


@FAMILY.wrong("Maximum", "wrong-count")
class MaximumReturnsTheSum(MaximumWithHalves):
    def backward(self, upstream):
        local_x, local_y = self.local(self.x, self.y)
        return ((local_x + local_y) * upstream,)


@FAMILY.wrong("Maximum", "raises")
class MaximumOfPython(MaximumAsPrinted):
    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)


@FAMILY.wrong("Maximum", "stale-cache")
class MaximumSharesMasks(MaximumAsPrinted):
    masks = []  # noqa: RUF012

    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        self.masks[:] = [x > y, y > x]
        return np.maximum(x, y)

    def backward(self, upstream):
        return [back_to(shape, upstream * mask) for shape, mask in zip(self.shapes, self.masks, strict=True)]


@FAMILY.wrong("Maximum", "missing-term")
class MaximumHalfOfTheFormula(MaximumWithHalves):
    """Of (x + y + |x − y|)/2, only the last part is differentiated."""

    def local(self, x, y):
        return np.sign(x - y) / 2, -np.sign(x - y) / 2


@FAMILY.wrong("Maximum", "wrong-sign")
class MaximumNegatesSecond(MaximumWithHalves):
    def local(self, x, y):
        local_x, local_y = super().local(x, y)
        return local_x, -local_y


@FAMILY.wrong("Maximum", "upstream-twice")
class MaximumChainsTwice(MaximumWithHalves):
    def backward(self, upstream):
        return super().backward(upstream * upstream)


@FAMILY.wrong("Maximum", "numerical-backward")
class MaximumOneSided(MaximumWithHalves):
    def local(self, x, y):
        h, z = 1e-6, np.maximum(x, y)
        return (np.maximum(x + h, y) - z) / h, (np.maximum(x, y + h) - z) / h


@FAMILY.wrong("Maximum", "constant-factor")
class MaximumForgetsToHalve(MaximumWithHalves):
    def local(self, x, y):
        return 1 + np.sign(x - y), 1 - np.sign(x - y)


@FAMILY.wrong("Maximum", "returns-none")
class MaximumGivesSecondNothing(MaximumWithHalves):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, None


@FAMILY.wrong("Maximum", "gradient-value")
class MaximumMultipliesByTheWinner(MaximumWithHalves):
    def local(self, x, y):
        return x * (x > y), y * (y > x)


@FAMILY.wrong("Maximum", "gradient-shape")
class MaximumSelectsWinners(MaximumWithHalves):
    def backward(self, upstream):
        x, y, upstream = np.broadcast_arrays(self.x, self.y, upstream)
        return upstream[x > y], upstream[y > x]


# -- Minimum --


@FAMILY.wrong("Minimum", "wrong-mask")
class MinimumMasksNegatives(MinimumWithHalves):
    def backward(self, upstream):
        return back_to(self.x.shape, upstream * (self.x < 0)), back_to(self.y.shape, upstream * (self.y < 0))


@FAMILY.wrong("Minimum", "forward-value")
class MinimumIsTheLarger(MinimumWithHalves):
    def forward(self, x, y):
        super().forward(x, y)
        return np.maximum(x, y)


@FAMILY.wrong("Minimum", "missing-broadcast-sum")
class MinimumUnsummedSecond(MinimumWithHalves):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, np.where(self.y < self.x, upstream, 0)


@FAMILY.wrong("Minimum", "ignores-upstream")
class MinimumReturnsMasks(MinimumWithHalves):
    def backward(self, upstream):
        return super().backward(np.ones(np.shape(upstream)))


@FAMILY.wrong("Minimum", "wrong-broadcast-sum")
class MinimumSumsTheWrongWay(MinimumWithHalves):
    def backward(self, upstream):
        wide = upstream * (self.x < self.y), upstream * (self.y < self.x)
        return [self.reduced(gradient, x.shape) for gradient, x in zip(wide, (self.x, self.y), strict=True)]

    def reduced(self, gradient, shape):
        while np.ndim(gradient) > len(shape):
            gradient = np.sum(gradient, axis=-1)
        return back_to(shape, gradient)


@FAMILY.wrong("Minimum", "modifies-upstream")
class MinimumMasksInPlace(MinimumWithHalves):
    def backward(self, upstream):
        dy = back_to(self.y.shape, upstream * (self.y < self.x))
        upstream *= self.x <= self.y
        return back_to(self.x.shape, upstream), dy


@FAMILY.wrong("Minimum", "wrong-count")
class MinimumReturnsMaskToo(MinimumWithHalves):
    def backward(self, upstream):
        return (*super().backward(upstream), self.x < self.y)


@FAMILY.wrong("Minimum", "raises")
class MinimumAsksWhichOneIsLess(MinimumWithHalves):
    def forward(self, x, y):
        super().forward(x, y)
        return x if x < y else y


@FAMILY.wrong("Minimum", "upstream-twice")
class MinimumSquaresUpstream(MinimumWithHalves):
    def backward(self, upstream):
        return super().backward(np.square(upstream))


@FAMILY.wrong("Minimum", "not-an-array")
class MinimumReturnsListsForVectors(MinimumWithHalves):
    def backward(self, upstream):
        return [list(gradient) if gradient.ndim == 1 else gradient for gradient in super().backward(upstream)]


@FAMILY.wrong("Minimum", "transposed")
class MinimumTransposes(MinimumWithHalves):
    def backward(self, upstream):
        return tuple(np.transpose(gradient) for gradient in super().backward(upstream))


@FAMILY.wrong("Minimum", "numerical-backward")
class MinimumCentred(MinimumWithHalves):
    def backward(self, upstream):
        x, y, h = self.x, self.y, 1e-5
        dx = upstream * (np.minimum(x + h, y) - np.minimum(x - h, y)) / (2 * h)
        dy = upstream * (np.minimum(x, y + h) - np.minimum(x, y - h)) / (2 * h)
        return back_to(x.shape, dx), back_to(y.shape, dy)


@FAMILY.wrong("Minimum", "missing-method")
class MinimumBackwardWithoutUpstream(MinimumWithHalves):
    def backward(self):
        return super().backward(np.ones(np.broadcast_shapes(self.x.shape, self.y.shape)))
