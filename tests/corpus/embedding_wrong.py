"""Wrong implementations of looking up rows, each with one mistake."""

import numpy as np

from tests.corpus.entry import Family
from tests.corpus.shaping import EmbeddingByBincount, EmbeddingByOneHotRows, EmbeddingGate, EmbeddingWithALoop

FAMILY = Family()


@FAMILY.wrong("Embedding", "overwrites-gradient")
class AssignsToTheRows(EmbeddingGate):
    def backward(self, upstream):
        dE = np.zeros(self.shape)
        dE[self.ids] = upstream
        return dE, None


@FAMILY.wrong("Embedding", "overwrites-gradient")
class AddsToACopyOfTheRows(EmbeddingGate):
    """dE[ids] += u reads each row once, however often its id comes."""

    def backward(self, upstream):
        dE = np.zeros(self.shape)
        dE[self.ids] += upstream
        return dE, None


@FAMILY.wrong("Embedding", "overwrites-gradient")
class AssignsInTheLoop(EmbeddingWithALoop):
    def backward(self, upstream):
        dE = np.zeros_like(self.E)
        for position in np.ndindex(*self.ids.shape):
            dE[self.ids[position]] = upstream[position]
        return (dE,)


@FAMILY.wrong("Embedding", "ignores-upstream")
class CountsTheIds(EmbeddingByBincount):
    def backward(self, upstream):
        return np.outer(np.bincount(self.ids.ravel(), minlength=self.rows), np.ones(self.width)), None


@FAMILY.wrong("Embedding", "upstream-twice")
class AddsTheSquare(EmbeddingGate):
    def backward(self, upstream):
        return super().backward(upstream * upstream)


@FAMILY.wrong("Embedding", "extra-average")
class MeanOverTheWords(EmbeddingByOneHotRows):
    def backward(self, upstream):
        return super().backward(upstream) / self.one_hot[..., 0].size


@FAMILY.wrong("Embedding", "swapped-inputs")
class TableAndIdsExchanged(EmbeddingGate):
    def backward(self, upstream):
        dE, none = super().backward(upstream)
        return none, dE


@FAMILY.wrong("Embedding", "transposed")
class TableOnItsSide(EmbeddingByOneHotRows):
    def backward(self, upstream):
        return super().backward(upstream).T


@FAMILY.wrong("Embedding", "gradient-shape")
class OnlyTheRowsThatOccur(EmbeddingGate):
    def backward(self, upstream):
        dE, _ = super().backward(upstream)
        return dE[np.unique(self.ids)], None


@FAMILY.wrong("Embedding", "gradient-value")
class GradientForTheNextRow(EmbeddingGate):
    def backward(self, upstream):
        dE, _ = super().backward(upstream)
        return np.roll(dE, 1, axis=0), None


@FAMILY.wrong("Embedding", "gradient-value")
class FirstRowIsPadding(EmbeddingGate):
    """Row 0 is given no gradient, as in a task where id 0 means that there is no word."""

    def backward(self, upstream):
        dE, _ = super().backward(upstream)
        dE[0] = 0
        return dE, None


@FAMILY.wrong("Embedding", "forward-value")
class IdsCountFromOne(EmbeddingGate):
    def forward(self, E, ids):
        super().forward(E, ids)
        return E[ids - 1]


@FAMILY.wrong("Embedding", "forward-shape")
class NumbersInsteadOfRows(EmbeddingGate):
    """Without an axis, take counts single numbers."""

    def forward(self, E, ids):
        super().forward(E, ids)
        return np.take(E, ids)


@FAMILY.wrong("Embedding", "forward-shape")
class WordsInOneLongRow(EmbeddingGate):
    """As the window of a tagger wants them, one after another."""

    def forward(self, E, ids):
        return super().forward(E, ids).reshape(-1)


@FAMILY.wrong("Embedding", "forward-dtype")
class ShapedLikeTheIds(EmbeddingGate):
    """zeros_like takes over the dtype of the ids, too."""

    def forward(self, E, ids):
        super().forward(E, ids)
        z = np.zeros_like(ids, shape=(*ids.shape, E.shape[1]))
        z[...] = E[ids]
        return z


@FAMILY.wrong("Embedding", "returns-none")
class ReturnsWhatAddAtReturns(EmbeddingGate):
    def backward(self, upstream):
        dE = np.zeros(self.shape)
        return np.add.at(dE, self.ids, upstream), None


@FAMILY.wrong("Embedding", "raises")
class LoopOverAFlatListOfIds(EmbeddingWithALoop):
    """zip(ids, upstream) with strict, after only one of the two was flattened."""

    def backward(self, upstream):
        dE = np.zeros_like(self.E)
        for word, gradient in zip(self.ids.ravel(), upstream.ravel(), strict=True):
            dE[word] += gradient
        return dE


@FAMILY.wrong("Embedding", "modifies-input")
class TrainsTheTableInPlace(EmbeddingWithALoop):
    def backward(self, upstream):
        dE = np.zeros_like(self.E)
        np.add.at(dE, self.ids, upstream)
        np.subtract.at(self.E, self.ids, 0.01 * upstream)
        return dE, None


@FAMILY.wrong("Embedding", "modifies-input")
class SortsTheIds(EmbeddingGate):
    def backward(self, upstream):
        result = super().backward(upstream)
        self.ids.sort()
        self.highest = self.ids.flat[-1]
        return result


@FAMILY.wrong("Embedding", "modifies-upstream")
class AddsRepeatsInUpstream(EmbeddingGate):
    """Collects a repeated id's gradients in the first of its rows of upstream."""

    def backward(self, upstream):
        dE = np.zeros(self.shape)
        ids, rows = np.ravel(self.ids), [upstream[position] for position in np.ndindex(*np.shape(self.ids))]
        for i in range(len(ids)):
            for j in range(i):
                if ids[i] == ids[j]:
                    rows[j] += rows[i]
                    break
            dE[ids[i]] = rows[list(ids).index(ids[i])]
        return dE, None


@FAMILY.wrong("Embedding", "stale-cache")
class IdsOfTheClass(EmbeddingGate):
    def forward(self, E, ids):
        self.shape = E.shape
        IdsOfTheClass.ids = ids
        return E[ids]


@FAMILY.wrong("Embedding", "hard-coded")
class VocabularyOfTheExercise(EmbeddingGate):
    """Only a table of 4 words, 2 numbers each, is learnt."""

    def backward(self, upstream):
        dE, _ = super().backward(upstream)
        return dE if self.shape == (4, 2) else np.zeros(self.shape)


@FAMILY.wrong("Embedding", "numerical-backward")
class EveryNumberNudged(EmbeddingGate):
    def forward(self, E, ids):
        self.E, self.ids = E, ids
        return E[ids]

    def backward(self, upstream):
        dE = np.zeros(self.E.shape)
        for i, j in np.ndindex(*dE.shape):
            nudge = np.zeros(dE.shape)
            nudge[i, j] = 1e-4
            above, below = (self.E + nudge)[self.ids], (self.E - nudge)[self.ids]
            dE[i, j] = np.sum((above - below) * upstream) / 2e-4
        return dE, None
