"""Wrong implementations of inverted dropout, each with one mistake."""

import numpy as np

from tests.corpus.dropout import HALF, THIRTY_PERCENT, DropoutByWhere, DropoutGate, DropoutOnCopies
from tests.corpus.entry import Family

FAMILY = Family()


@FAMILY.wrong(THIRTY_PERCENT, "missing-mask")
class DroppedEntriesLearnToo(DropoutGate):
    def backward(self, upstream):
        return upstream / (1 - self.rate)


@FAMILY.wrong(HALF, "missing-mask")
class ScaleAlone(DropoutByWhere):
    def backward(self, upstream):
        return np.multiply(self.scale, upstream)


@FAMILY.wrong(THIRTY_PERCENT, "wrong-mask")
class DroppedForKept(DropoutGate):
    def backward(self, upstream):
        return upstream * (self.mask == 0) / (1 - self.rate)


@FAMILY.wrong(HALF, "wrong-mask")
class AnotherMaskInBackward(DropoutByWhere):
    def backward(self, upstream):
        return np.where(self.random(np.shape(upstream)) < self.rate, 0.0, self.scale * upstream)


@FAMILY.wrong(THIRTY_PERCENT, "wrong-mask")
class WhereTheOutputIsNotZero(DropoutGate):
    """An input that is 0 may have been kept."""

    def forward(self, x):
        self.z = super().forward(x)
        return self.z

    def backward(self, upstream):
        return upstream * (self.z != 0) / (1 - self.rate)


@FAMILY.wrong(THIRTY_PERCENT, "ignores-upstream")
class MaskAlone(DropoutGate):
    def backward(self, upstream):
        return self.mask


@FAMILY.wrong(THIRTY_PERCENT, "upstream-twice")
class UpstreamThroughTheMaskTwice(DropoutGate):
    def backward(self, upstream):
        return upstream * (upstream * self.mask)


@FAMILY.wrong(THIRTY_PERCENT, "constant-factor")
class ScaleForgottenInBackward(DropoutGate):
    def backward(self, upstream):
        return np.where(self.mask == 0, 0.0, upstream)


@FAMILY.wrong(THIRTY_PERCENT, "constant-factor")
class ScaledTwice(DropoutGate):
    def backward(self, upstream):
        return upstream * self.mask / (1 - self.rate)


@FAMILY.wrong(HALF, "extra-average")
class AveragedOverTheEntries(DropoutByWhere):
    def backward(self, upstream):
        (dx,) = super().backward(upstream)
        return dx / np.size(upstream)


@FAMILY.wrong(THIRTY_PERCENT, "forward-value")
class NotScaled(DropoutGate):
    def forward(self, x):
        return super().forward(x) * (1 - self.rate)


@FAMILY.wrong(THIRTY_PERCENT, "forward-value")
class RateOfKeeping(DropoutGate):
    """The other convention: rate as the probability of keeping."""

    def __init__(self):
        super().__init__(rate=0.7)


@FAMILY.wrong(HALF, "forward-value")
class SmallForLarge(DropoutByWhere):
    """Keeps what it should drop."""

    def forward(self, x):
        super().forward(x)
        self.dropped = np.logical_not(self.dropped)
        return np.where(self.dropped, 0.0, x * self.scale)


@FAMILY.wrong(THIRTY_PERCENT, "forward-value")
class InEvaluationFromTheStart(DropoutGate):
    training = False


@FAMILY.wrong(THIRTY_PERCENT, "forward-dtype")
class OutputLikeTheMask(DropoutOnCopies):
    """A buffer of the dtype of flags cannot hold numbers."""

    def forward(self, x):
        z = np.zeros_like(super().forward(x), dtype=bool)
        z[...] = super()._thinned(x)
        return z


@FAMILY.wrong(THIRTY_PERCENT, "forward-shape")
class KeptEntriesOnly(DropoutGate):
    def forward(self, x):
        z = super().forward(x)
        return z[self.mask > 0]


@FAMILY.wrong(THIRTY_PERCENT, "nondeterministic")
class SeedForgotten(DropoutGate):
    def __init__(self, rate=0.3, rng=1):
        super().__init__(rate, rng=None)


@FAMILY.wrong(HALF, "nondeterministic")
class GlobalGenerator(DropoutByWhere):
    def __init__(self, rate=0.5, rng=7):
        super().__init__(rate, rng)
        self.random = np.random.random_sample


@FAMILY.wrong(THIRTY_PERCENT, "modifies-input")
class DropsInTheInput(DropoutGate):
    def forward(self, x):
        z = super().forward(x)
        if np.ndim(x):
            x[self.mask == 0] = 0
        return z


@FAMILY.wrong(THIRTY_PERCENT, "modifies-input")
class MultipliesTheInput(DropoutGate):
    def forward(self, x):
        self.mask = (self.rng.random(np.shape(x)) >= self.rate) / (1 - self.rate)
        x *= self.mask
        return x


@FAMILY.wrong(THIRTY_PERCENT, "modifies-upstream")
class MultipliesUpstream(DropoutGate):
    def backward(self, upstream):
        upstream *= self.mask
        return upstream


@FAMILY.wrong(HALF, "modifies-upstream")
class DropsInUpstream(DropoutByWhere):
    def backward(self, upstream):
        if np.ndim(upstream):
            upstream[self.dropped] = 0
        return upstream * self.scale * ~np.asarray(self.dropped)


@FAMILY.wrong(THIRTY_PERCENT, "timeout")
class DrawsUntilTheShareIsExact(DropoutGate):
    def forward(self, x):
        self.mask = np.zeros(np.shape(x))
        while self.mask.mean() != 1 - self.rate:
            self.mask = np.asarray(self.rng.random(np.shape(x)) >= self.rate)
        return x * self.mask


@FAMILY.wrong(THIRTY_PERCENT, "returns-none")
class NoReturnInEvaluation(DropoutGate):
    """A return for one of the two modes, and it is the other."""

    def forward(self, x):  # noqa: RET503 (that is the mistake)
        z = super().forward(x)
        if not self.training:
            return z


@FAMILY.wrong(THIRTY_PERCENT, "wrong-count")
class MaskBesideTheGradient(DropoutGate):
    def backward(self, upstream):
        return upstream * self.mask, self.mask


@FAMILY.wrong(THIRTY_PERCENT, "raises")
class MaskIsALocalVariable(DropoutGate):
    def forward(self, x):
        mask = (self.rng.random(np.shape(x)) >= self.rate) / (1 - self.rate)
        return x * mask


@FAMILY.wrong(THIRTY_PERCENT, "missing-method")
class BackwardWantsTheMask(DropoutGate):
    def backward(self, upstream, mask):
        return upstream * mask


@FAMILY.wrong(THIRTY_PERCENT, "gradient-value")
class LeakOfAHundredThousandth(DropoutGate):
    def backward(self, upstream):
        return upstream * self.mask + (self.mask == 0) * 1e-5


@FAMILY.wrong(THIRTY_PERCENT, "numerical-backward")
class QuotientOfForward(DropoutGate):
    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, upstream):
        h = 1e-6
        return upstream * ((self.x + h) * self.mask - (self.x - h) * self.mask) / (2 * h)
