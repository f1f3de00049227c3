"""Feature scaling: mean subtraction, normalisation and whitening, fitted on training data only.

    scaler = Normalisation.fit(x_train)
    x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)

The statistics come from the training set and are applied to every set. Validation and test examples stand for those
that the model will meet later: a mean that had seen them would let the model know something of its exam, and each set
scaled by a mean of its own would be moved differently from what the model was trained on. So there is no scaler
without statistics: the only way to make one is `fit`.

Tables have shape (N, d), an example in each row, and come back in float64. Variances and covariances divide by N.
Scaled inputs speed up training; they are no longer sparse, so data that are mostly 0 are better left alone.

Source: "Data preprocessing", CS224n notes; "Normalization of the data", IST lecture 5.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, Self

import numpy as np

from coursekit.data.examples import Floats, one_of, real_number, table


def _unfitted() -> NoReturn:
    raise TypeError("a scaler is made from training data: Normalisation.fit(x_train), not Normalisation()")


@dataclass(frozen=True, eq=False)
class MeanSubtraction:
    """x − μ: every feature gets mean 0 over the training set. mean: μ, shape (d,)."""

    mean: Floats = field(default_factory=_unfitted)

    @classmethod
    def fit(cls, x: Any) -> Self:
        """Return a scaler with the feature means of the training set x (N, d)."""
        return cls(_mean(table(f"{cls.__name__}.fit", x)))

    def transform(self, x: Any) -> Floats:
        """Return x (N, d) scaled; raise ValueError if it has other features than the training set, or nan."""
        return _like_training(self, "transform", x, self.mean) - self.mean

    def inverse(self, x: Any) -> Floats:
        """Return what `transform` turns into x."""
        return _like_training(self, "inverse", x, self.mean) + self.mean


@dataclass(frozen=True, eq=False)
class Normalisation:
    """(x − μ) / σ: every feature gets mean 0 and variance 1 over the training set.

    A feature that is constant over the training set has nothing to be scaled: its σ counts as 1, so that it becomes 0
    there, and a new value shows its distance to the constant. mean, deviation: μ and σ, shape (d,).
    """

    mean: Floats = field(default_factory=_unfitted)
    deviation: Floats = field(default_factory=_unfitted)

    @classmethod
    def fit(cls, x: Any) -> Self:
        """Return a scaler with the feature means and standard deviations of the training set x (N, d)."""
        x = table(f"{cls.__name__}.fit", x)
        centred = x - _mean(x)
        # Squares are taken of numbers up to 1, so that none overflows or vanishes.
        largest = np.max(np.abs(centred), axis=0)
        divisor = np.where(largest == 0, 1.0, largest)
        deviation = divisor * np.sqrt(np.mean(np.square(centred / divisor), axis=0))
        return cls(_mean(x), np.where(largest == 0, 1.0, deviation))

    def transform(self, x: Any) -> Floats:
        """Return x (N, d) scaled; raise ValueError if it has other features than the training set, or nan."""
        return (_like_training(self, "transform", x, self.mean) - self.mean) / self.deviation

    def inverse(self, x: Any) -> Floats:
        """Return what `transform` turns into x."""
        return _like_training(self, "inverse", x, self.mean) * self.deviation + self.mean


@dataclass(frozen=True, eq=False)
class Whitening:
    """Features that are uncorrelated and have variance 1 over the training set.

    With X − μ = U S Vᵀ (singular value decomposition) and λ = S²/N, the variances along the columns of V:

    - `"pca"`: (x − μ) V / √(λ + ε): the features are the principal components, the largest variance first;
    - `"zca"`: (x − μ) V / √(λ + ε) Vᵀ: turned back, so that the features stay as near as can be to the old ones.

    A direction in which the training data do not vary has λ = 0; it is divided by √ε. The sign of each column of V,
    which the decomposition leaves open, makes its largest entry positive.

    The CS224n notes divide by S itself, which leaves variance 1/N, and write UX′ for data whose examples are columns.

    mean: μ (d,). directions: V (d, d). scale: √(λ + ε) (d,). kind: `"pca"` or `"zca"`.
    """

    mean: Floats = field(default_factory=_unfitted)
    directions: Floats = field(default_factory=_unfitted)
    scale: Floats = field(default_factory=_unfitted)
    kind: Literal["pca", "zca"] = "pca"

    @classmethod
    def fit(cls, x: Any, *, kind: Literal["pca", "zca"] = "pca", eps: float = 1e-8) -> Self:
        """Return a scaler with the principal directions of the training set x (N, d).

        eps: ε ≥ 0, in the units of a variance; larger values dampen directions that are mostly noise. Raises
        ValueError if it is 0 and the data do not vary in some direction.
        """
        owner = f"{cls.__name__}.fit"
        x = table(owner, x)
        one_of(owner, "kind", kind, ("pca", "zca"))
        if (eps := real_number(owner, "eps", eps)) < 0:
            raise ValueError(f"{owner}: eps must be 0 or more, not {eps}")
        count, features = x.shape
        # Rows of zeros change no singular value but 0, and give directions to all features where examples are few.
        padded = np.zeros((max(count, features), features))
        padded[:count] = x - _mean(x)
        _, singular, rows = np.linalg.svd(padded, full_matrices=False)
        # What the decomposition gives for 0 is up to that many units in the last place of the largest.
        singular[singular <= max(padded.shape) * np.finfo(np.float64).eps * singular[0]] = 0
        scale = np.sqrt(np.square(singular) / count + eps)
        if not np.all(scale > 0):
            raise ValueError(
                f"{owner}: the {count} examples vary in {np.count_nonzero(scale)} of {features} directions only, and "
                "eps=0 would divide by 0; give a small eps, such as 1e-8"
            )
        largest = rows[np.arange(features), np.argmax(np.abs(rows), axis=1)]
        return cls(_mean(x), (rows * np.sign(largest)[:, np.newaxis]).T, scale, kind)

    def transform(self, x: Any) -> Floats:
        """Return x (N, d) whitened; raise ValueError if it has other features than the training set, or nan."""
        components = (_like_training(self, "transform", x, self.mean) - self.mean) @ self.directions / self.scale
        return components @ self.directions.T if self.kind == "zca" else components

    def inverse(self, x: Any) -> Floats:
        """Return what `transform` turns into x."""
        given = _like_training(self, "inverse", x, self.mean)
        components = given @ self.directions if self.kind == "zca" else given
        return (components * self.scale) @ self.directions.T + self.mean


def _mean(x: Floats) -> Floats:
    """Return the feature means; of a constant feature exactly its value, which the rounded mean may miss."""
    mean: Floats = np.where(np.all(x == x[0], axis=0), x[0], np.mean(x, axis=0))
    return mean


def _like_training(scaler: object, method: str, x: Any, mean: Floats) -> Floats:
    owner = f"{type(scaler).__name__}.{method}"
    given = table(owner, x)
    if given.shape[1] != len(mean):
        raise ValueError(f"{owner}: x has {given.shape[1]} features, but the training set had {len(mean)}")
    return given
