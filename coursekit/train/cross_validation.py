"""Cross-validation: every example is in the validation set once, and the k scores tell how sure their mean is.

For each of k folds, the model is trained on the other k − 1 folds and scored on this one. Use it to choose a model
where there are too few examples to set many aside; the test set takes no part in it.

Source: "Cross validation", IST lecture 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.data.examples import Array, Indices, equal_rows, single_number
from coursekit.data.splits import labels_of
from coursekit.train.progress import bar

FitAndScore = Callable[[tuple[Array, ...], tuple[Array, ...]], float]


@dataclass(frozen=True)
class Scores:
    """The scores of the k folds, in their order."""

    folds: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean of the folds' scores."""
        return float(np.mean(self.folds))

    @property
    def std(self) -> float:
        """The standard deviation of the folds' scores (with k − 1). The folds share training data: it is a guide."""
        return float(np.std(self.folds, ddof=1))

    def __str__(self) -> str:
        return f"{self.mean:.4g} ± {self.std:.2g} ({len(self.folds)} folds)"


def k_fold(n: int, k: int = 5, *, rng: Rng = None, stratify: Any = None) -> list[tuple[Indices, Indices]]:
    """Divide n rows at random into k folds; return for each fold the row numbers (training, validation), sorted.

    Each row is in one validation set. Folds differ in size by one row at most, and if `stratify` gives integer labels
    (n,), also in how many they have of each class. rng: a seed or a generator.

    Raises ValueError if k is below 2 or above n, or if there are not n labels.
    """
    n = whole_number("k_fold", "n", n, 1)
    k = whole_number("k_fold", "k", k, 2)
    if k > n:
        raise ValueError(f"k_fold: {n} rows cannot be divided into {k} folds; take k from 2 to {n}")
    order = generator(rng, "k_fold").permutation(n)
    if stratify is not None:
        order = order[np.argsort(labels_of("k_fold", stratify, n)[order], kind="stable")]
    fold = np.empty(n, dtype=np.int64)
    fold[order] = np.arange(n) % k  # dealt like cards, so that rows of one class go to different folds
    return [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(k)]


def cross_validate(
    fit_and_score: FitAndScore,
    arrays: Sequence[Any],
    k: int = 5,
    *,
    rng: Rng = None,
    stratify: Any = None,
    progress: bool = True,
) -> Scores:
    """Train and score a model on each of k folds.

        def fit_and_score(train, validation):
            model = fit(*train)
            return accuracy(model, *validation)

        cross_validate(fit_and_score, (x, y), k=5, rng=0).mean

    fit_and_score: takes the training and the validation arrays as two tuples, and returns a number. It must start
    anew each time, and fit scalers on the training arrays only. arrays: of shape (N, ...) with the same N. k, rng and
    stratify: as for `k_fold`. progress: show a bar.

    Raises ValueError as `k_fold` does and if the arrays' lengths differ, TypeError if a score is no number. What
    fit_and_score raises gets a note that says in which fold.
    """
    rows = equal_rows("cross_validate", tuple(arrays))
    folds = k_fold(len(rows[0]), k, rng=rng, stratify=stratify)
    scores = []
    with bar(len(folds), "fold", description="cross_validate", wanted=progress) as shown:
        for number, (train, validation) in enumerate(folds):
            try:
                score = fit_and_score(tuple(a[train] for a in rows), tuple(a[validation] for a in rows))
            except Exception as error:
                error.add_note(f"in fold {number} (from 0) of {k}, with {len(train)} training rows")
                raise
            scores.append(single_number("cross_validate", "what fit_and_score returns", score))
            shown.update()
    return Scores(tuple(scores))
