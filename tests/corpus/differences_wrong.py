"""Wrong gates: differences and negatives."""

import numpy as np

from tests.corpus.arithmetic import NegateWithoutMemory, SubtractAddsTheNegative, SubtractInOneLine
from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family

FAMILY = Family()

# -- Subtract --


@FAMILY.wrong("Subtract", "forward-value")
class SubtractTheFirstFromTheSecond(SubtractInOneLine):
    def forward(self, x, y):
        return -super().forward(x, y)


@FAMILY.wrong("Subtract", "forward-value")
class SubtractAbsoluteDifference(SubtractInOneLine):
    def forward(self, x, y):
        return np.abs(super().forward(x, y))


@FAMILY.wrong("Subtract", "wrong-sign")
class SubtractNegatesBoth(SubtractAddsTheNegative):
    def local(self, x, y):
        return -1.0, -1.0


@FAMILY.wrong("Subtract", "missing-broadcast-sum")
class SubtractUnsummedSecond(SubtractInOneLine):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, -upstream


@FAMILY.wrong("Subtract", "wrong-broadcast-sum")
class SubtractAveragesStretchedAxes(SubtractInOneLine):
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return x - y

    def backward(self, upstream):
        return self.reduced(self.x.shape, upstream), self.reduced(self.y.shape, -upstream)

    def reduced(self, shape, gradient):
        extra = tuple(range(np.ndim(gradient) - len(shape)))
        gradient = np.sum(gradient, axis=extra)
        stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
        return np.mean(gradient, axis=stretched, keepdims=True) if stretched else gradient


@FAMILY.wrong("Subtract", "ignores-upstream")
class SubtractReturnsOneAndMinusOne(SubtractInOneLine):
    def backward(self, upstream):
        upstream = np.ones(np.shape(upstream))
        return super().backward(upstream)


@FAMILY.wrong("Subtract", "upstream-twice")
class SubtractMultipliesTwice(SubtractInOneLine):
    def backward(self, upstream):
        return super().backward(np.multiply(upstream, upstream))


@FAMILY.wrong("Subtract", "modifies-upstream")
class SubtractNegatesUpstreamInPlace(SubtractInOneLine):
    def backward(self, upstream):
        upstream *= -1
        dx, dy = super().backward(upstream)
        return -dx, -dy


@FAMILY.wrong("Subtract", "modifies-input")
class SubtractNegatesInputInPlace(SubtractInOneLine):
    def forward(self, x, y):
        super().forward(x, y)
        y *= -1
        return x + y


@FAMILY.wrong("Subtract", "returns-none")
class SubtractKeepsGradientsToItself(SubtractInOneLine):
    def backward(self, upstream):
        self.dx, self.dy = super().backward(upstream)


@FAMILY.wrong("Subtract", "returns-none")
class SubtractForgetsSecond(SubtractInOneLine):
    def backward(self, upstream):
        dx, _ = super().backward(upstream)
        return dx, None


@FAMILY.wrong("Subtract", "raises")
class SubtractMisspeltName(SubtractInOneLine):
    def backward(self, upstream):
        dx, dy = super().backward(upstraem)  # noqa: F821
        return dx, dy


@FAMILY.wrong("Subtract", "forward-dtype")
class SubtractWholeNumbers(SubtractInOneLine):
    def forward(self, x, y):
        return super().forward(x, y).astype(int)


@FAMILY.wrong("Subtract", "missing-method")
class SubtractBackwardWantsInputs(SubtractInOneLine):
    def backward(self, x, y, upstream):
        return back_to(np.shape(x), upstream), back_to(np.shape(y), -upstream)


@FAMILY.wrong("Subtract", "numerical-backward")
class SubtractCentredDifferences:
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return self.x - self.y

    def backward(self, upstream):
        h = 1e-5
        x, y = self.x, self.y
        dx = upstream * ((x + h - y) - (x - h - y)) / (2 * h)
        dy = upstream * ((x - (y + h)) - (x - (y - h))) / (2 * h)
        return back_to(x.shape, dx), back_to(y.shape, dy)


@FAMILY.wrong("Subtract", "overwrites-gradient")
class SubtractKeepsTheLastRow:
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return self.x - self.y

    def backward(self, upstream):
        dx, dy = np.zeros_like(self.x), np.zeros_like(self.y)
        to_x, to_y = origins(dx.shape, np.shape(upstream)), origins(dy.shape, np.shape(upstream))
        for place, u in np.ndenumerate(upstream):
            dx.reshape(-1)[to_x[place]] = u
            dy.reshape(-1)[to_y[place]] = -u
        return dx, dy


@FAMILY.wrong("Subtract", "constant-factor")
class SubtractDoubledAsForSquares(SubtractAddsTheNegative):
    def local(self, x, y):
        return 2.0, -2.0


# -- Negate --


@FAMILY.wrong("Negate", "modifies-input")
class NegateInPlace(NegateWithoutMemory):
    def forward(self, x):
        x *= -1
        return x


@FAMILY.wrong("Negate", "modifies-upstream")
class NegateUpstreamInPlace(NegateWithoutMemory):
    def backward(self, upstream):
        upstream *= -1
        return upstream


@FAMILY.wrong("Negate", "ignores-upstream")
class NegateReturnsMinusOne(NegateWithoutMemory):
    def backward(self, upstream):
        return np.full(np.shape(upstream), -1.0)


@FAMILY.wrong("Negate", "returns-none")
class NegateKeepsGradientToItself(NegateWithoutMemory):
    def backward(self, upstream):
        self.dx = -upstream


@FAMILY.wrong("Negate", "timeout")
class NegateLoopWithoutStep(NegateWithoutMemory):
    def forward(self, x):
        numbers, i = [], 0
        while i < np.size(x):
            numbers = [-number for number in np.ravel(x)]
        return np.reshape(numbers, np.shape(x))


@FAMILY.wrong("Negate", "transposed")
class NegateTransposesGradient(NegateWithoutMemory):
    def backward(self, upstream):
        return (-np.transpose(upstream),)


@FAMILY.wrong("Negate", "forward-shape")
class NegateFlattens(NegateWithoutMemory):
    def forward(self, x):
        return np.array([-number for number in np.ravel(x)])


@FAMILY.wrong("Negate", "gradient-shape")
class NegateFlattensGradient(NegateWithoutMemory):
    def backward(self, upstream):
        return (np.array([-u for u in np.ravel(upstream)]),)


@FAMILY.wrong("Negate", "wrong-count")
class NegateReturnsTwo(NegateWithoutMemory):
    def backward(self, upstream):
        return -upstream, -upstream


@FAMILY.wrong("Negate", "upstream-twice")
class NegateSquaresUpstream(NegateWithoutMemory):
    def backward(self, upstream):
        return -np.square(upstream)


@FAMILY.wrong("Negate", "forward-value")
class NegateOnlyPositives(NegateWithoutMemory):
    def forward(self, x):
        return -np.abs(x)


@FAMILY.wrong("Negate", "forward-dtype")
class NegateInSinglePrecision(NegateWithoutMemory):
    def forward(self, x):
        return -np.asarray(x, dtype=np.float32)


@FAMILY.wrong("Negate", "raises")
class NegateByTilde(NegateWithoutMemory):
    def forward(self, x):
        return ~x + 1


@FAMILY.wrong("Negate", "extra-average")
class NegateDividesByCount(NegateWithoutMemory):
    def backward(self, upstream):
        return -upstream / np.size(upstream)
