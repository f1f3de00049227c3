"""Wrong gates: products."""

import numpy as np

from tests.corpus.arithmetic import MultiplyKeepingInputs, TwoInputs
from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family

FAMILY = Family()


class Multiply(TwoInputs):
    """Right, to be spoilt."""

    def value(self, x, y):
        return x * y

    def local(self, x, y):
        return y, x


@FAMILY.wrong("Multiply", "swapped-inputs")
class MultiplyByOwnInput(Multiply):
    def local(self, x, y):
        return x, y


@FAMILY.wrong("Multiply", "swapped-inputs")
class MultiplyReturnsInOtherOrder(Multiply):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return dy, dx


@FAMILY.wrong("Multiply", "swapped-inputs")
class MultiplyPopsInOrderOfPushing:
    def forward(self, x, y):
        self.stack = [x, y]
        return x * y

    def backward(self, upstream):
        x = self.stack.pop()
        y = self.stack.pop()
        return back_to(np.shape(x), upstream * y), back_to(np.shape(y), upstream * x)


@FAMILY.wrong("Multiply", "ignores-upstream")
class MultiplyReturnsLocalGradients(Multiply):
    def backward(self, upstream):
        ones = np.ones(np.shape(upstream))
        return back_to(self.x.shape, self.y * ones), back_to(self.y.shape, self.x * ones)


@FAMILY.wrong("Multiply", "ignores-upstream")
class MultiplyOverwritesUpstream(Multiply):
    def backward(self, upstream):
        upstream = np.ones_like(upstream)
        return super().backward(upstream)


@FAMILY.wrong("Multiply", "upstream-twice")
class MultiplyChainsTwice(Multiply):
    def backward(self, upstream):
        chained_x, chained_y = upstream * self.y, upstream * self.x
        return back_to(self.x.shape, upstream * chained_x), back_to(self.y.shape, upstream * chained_y)


@FAMILY.wrong("Multiply", "missing-broadcast-sum")
class MultiplyUnsummed(Multiply):
    def backward(self, upstream):
        return upstream * self.y, upstream * self.x


@FAMILY.wrong("Multiply", "missing-broadcast-sum")
class MultiplySumsFirstInputOnly(Multiply):
    def backward(self, upstream):
        return back_to(self.x.shape, upstream * self.y), upstream * self.x


@FAMILY.wrong("Multiply", "wrong-broadcast-sum")
class MultiplyAveragesCopies(Multiply):
    def backward(self, upstream):
        wide = upstream * self.y, upstream * self.x
        shares = [np.size(upstream) / max(given.size, 1) for given in (self.x, self.y)]
        return [back_to(g.shape, w) / n for g, w, n in zip((self.x, self.y), wide, shares, strict=True)]


@FAMILY.wrong("Multiply", "overwrites-gradient")
class MultiplyAssignsAtPlaces(Multiply):
    def backward(self, upstream):
        dx, dy = np.zeros(self.x.shape), np.zeros(self.y.shape)
        dx.reshape(-1)[origins(dx.shape, np.shape(upstream))] = upstream * self.y
        dy.reshape(-1)[origins(dy.shape, np.shape(upstream))] = upstream * self.x
        return dx, dy


@FAMILY.wrong("Multiply", "overwrites-gradient")
class MultiplyAddsAtRepeatedPlaces(Multiply):
    """+= with an index that comes twice adds once."""

    def backward(self, upstream):
        dx, dy = np.zeros(self.x.size), np.zeros(self.y.size)
        dx[origins(self.x.shape, np.shape(upstream)).ravel()] += np.ravel(upstream * self.y)
        dy[origins(self.y.shape, np.shape(upstream)).ravel()] += np.ravel(upstream * self.x)
        return dx.reshape(self.x.shape), dy.reshape(self.y.shape)


@FAMILY.wrong("Multiply", "missing-local-gradient")
class MultiplyWithTheRuleOfAdd(Multiply):
    def local(self, x, y):
        return 1.0, 1.0


@FAMILY.wrong("Multiply", "stale-cache")
class MultiplySharedDictionary:
    cache = {}  # noqa: RUF012

    def forward(self, x, y):
        self.cache["x"], self.cache["y"] = x, y
        return x * y

    def backward(self, upstream):
        x, y = self.cache["x"], self.cache["y"]
        return back_to(np.shape(x), upstream * y), back_to(np.shape(y), upstream * x)


@FAMILY.wrong("Multiply", "stale-cache")
class MultiplyMutableDefault:
    def __init__(self, saved=[]):  # noqa: B006
        self.saved = saved

    def forward(self, x, y):
        self.saved[:] = [x, y]
        return x * y

    def backward(self, upstream):
        x, y = self.saved
        return back_to(np.shape(x), upstream * y), back_to(np.shape(y), upstream * x)


@FAMILY.wrong("Multiply", "stale-cache")
class MultiplyKeepsOnTheClass:
    def forward(self, x, y):
        MultiplyKeepsOnTheClass.x, MultiplyKeepsOnTheClass.y = x, y
        return x * y

    def backward(self, upstream):
        return back_to(np.shape(self.x), upstream * self.y), back_to(np.shape(self.y), upstream * self.x)


@FAMILY.wrong("Multiply", "stale-cache")
class MultiplyKeepsTheFirst(MultiplyKeepingInputs):
    def forward(self, x, y):
        if not hasattr(self, "x"):
            self.x, self.y = x, y
        return x * y


@FAMILY.wrong("Multiply", "wrong-count")
class MultiplyReturnsFirstOnly(Multiply):
    def backward(self, upstream):
        return (super().backward(upstream)[0],)


@FAMILY.wrong("Multiply", "wrong-count")
class MultiplyJoinsGradients(Multiply):
    def backward(self, upstream):
        return np.concatenate([np.ravel(gradient) for gradient in super().backward(upstream)])


@FAMILY.wrong("Multiply", "forward-shape")
class MultiplyOuter(Multiply):
    def value(self, x, y):
        return np.multiply.outer(x, y)


@FAMILY.wrong("Multiply", "forward-dtype")
class MultiplyIntoWholeNumbers(Multiply):
    def value(self, x, y):
        z = np.zeros(np.broadcast_shapes(x.shape, y.shape), dtype=int)
        z[...] = x * y
        return z


@FAMILY.wrong("Multiply", "raises")
class MultiplyForgetsToKeep:
    def forward(self, x, y):
        self.a, b = x, y  # noqa: F841
        return x * y

    def backward(self, upstream):
        return back_to(np.shape(self.a), upstream * self.b), back_to(np.shape(self.b), upstream * self.a)


@FAMILY.wrong("Multiply", "raises")
class MultiplyLoopsOverNumbers(Multiply):
    def forward(self, x, y):
        super().forward(x, y)
        return np.array([x[i] * y[i] for i in range(len(x))])


@FAMILY.wrong("Multiply", "timeout")
class MultiplyByRepeatedAddition(Multiply):
    """Never meets a fraction exactly."""

    def value(self, x, y):
        z, count = np.zeros(np.shape(x * y)), 0
        while not np.all(count == np.abs(y)):
            z, count = z + x, count + 1
        return z


@FAMILY.wrong("Multiply", "gradient-value")
class MultiplyDividesOutputByInput(MultiplyKeepingInputs):
    """z/x is y, but 0/0 is not."""

    def backward(self, upstream):
        z = self.x * self.y
        return back_to(np.shape(self.x), upstream * z / self.x), back_to(np.shape(self.y), upstream * z / self.y)


@FAMILY.wrong("Multiply", "numerical-backward")
class MultiplyOneSidedInline(Multiply):
    def backward(self, upstream):
        h = 1e-7
        slope_x = ((self.x + h) * self.y - self.x * self.y) / h
        slope_y = (self.x * (self.y + h) - self.x * self.y) / h
        return back_to(self.x.shape, upstream * slope_x), back_to(self.y.shape, upstream * slope_y)


@FAMILY.wrong("Multiply", "numerical-backward")
class MultiplyCallsForwardAgain(MultiplyKeepingInputs):
    def backward(self, upstream):
        x, y, h = self.x, self.y, 1e-4
        slope_x = (self.forward(x + h, y) - self.forward(x - h, y)) / (2 * h)
        slope_y = (self.forward(x, y + h) - self.forward(x, y - h)) / (2 * h)
        return back_to(np.shape(x), upstream * slope_x), back_to(np.shape(y), upstream * slope_y)


@FAMILY.wrong("Multiply", "constant-factor")
class MultiplyATrifleTooMuch(Multiply):
    def local(self, x, y):
        return 1.0001 * y, x


@FAMILY.wrong("Multiply", "constant-factor")
class MultiplyDoubledAsForSquares(Multiply):
    def local(self, x, y):
        return 2 * y, 2 * x


@FAMILY.wrong("Multiply", "gradient-value")
class MultiplyWithEpsilon(Multiply):
    def local(self, x, y):
        return y + 1e-5, x + 1e-5


@FAMILY.wrong("Multiply", "transposed")
class MultiplyTransposesAsForMatrices(Multiply):
    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return np.transpose(dx), np.transpose(dy)


@FAMILY.wrong("Multiply", "wrong-sign")
class MultiplyNegatesSecond(Multiply):
    def local(self, x, y):
        return y, -x


@FAMILY.wrong("Multiply", "forward-value")
class MultiplyRounds(Multiply):
    def value(self, x, y):
        return np.round(x * y, 3)


@FAMILY.wrong("Multiply", "forward-value")
class MultiplyAdds(Multiply):
    def value(self, x, y):
        return x + y


@FAMILY.wrong("Multiply", "returns-none")
class MultiplyReturnsIfPositive(Multiply):
    def forward(self, x, y):  # noqa: RET503
        z = super().forward(x, y)
        if np.all(z > 0):
            return z


@FAMILY.wrong("Multiply", "extra-average")
class MultiplyAveragesOverBatch(Multiply):
    def backward(self, upstream):
        batch = np.shape(upstream)[0] if np.ndim(upstream) else 1
        return [gradient / batch for gradient in super().backward(upstream)]


@FAMILY.wrong("Multiply", "hard-coded")
class MultiplyForFiveNumbers(Multiply):
    """As many as in the example; of a longer array, the rest gets nothing."""

    def backward(self, upstream):
        dx, dy = (np.array(gradient) for gradient in super().backward(upstream))
        dx.reshape(-1)[5:] = 0
        dy.reshape(-1)[5:] = 0
        return dx, dy
