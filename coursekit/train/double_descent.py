"""Double descent: with more parameters than examples, a model may generalise better again.

The model is linear in p random features, φ(x) = max(Vx + c, 0), with V and c drawn once and never trained; only the
weights w of the features are fitted, by least squares. Where p < N the fit is unique. At p = N it passes through
every training example for the first time, bent by whatever noise they have, and the test error peaks. Beyond, many
fits pass through all of them; the one with the smallest norm of w is taken, and it gets smoother with p.

Source: Belkin, Hsu, Ma and Mandal, "Reconciling modern machine-learning practice and the classical bias-variance
trade-off" (2019), whose curve IST lecture 5 shows under "Over-parametrization".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.data.examples import Floats, real, table


@dataclass(frozen=True)
class DoubleDescent:
    """Mean squared errors for each number of features, averaged over draws of the features (by the median).

    features: the numbers p. train_errors, test_errors: one for each. norms: ‖w‖. threshold: the number of training
    examples N, where the training error reaches 0.
    """

    features: tuple[int, ...]
    train_errors: tuple[float, ...]
    test_errors: tuple[float, ...]
    norms: tuple[float, ...]
    threshold: int


def double_descent(
    train: tuple[Any, Any], test: tuple[Any, Any], features: Sequence[int], *, draws: int = 5, rng: Rng = None
) -> DoubleDescent:
    """Fit least squares with each number of random features, and return the errors.

    train, test: (x, y) with x (N, d) and y (N,). features: the numbers of features to try, each ≥ 1. draws: how many
    times features are drawn; the median is told, since near the threshold a single draw may be thousands of times off.
    rng: a seed or a generator.

    Raises ValueError if x and y do not fit each other, or if training and test examples have other features.
    """
    (x, y), (x_test, y_test) = _examples("train", train), _examples("test", test)
    if x.shape[1] != x_test.shape[1]:
        raise ValueError(f"double_descent: training x has {x.shape[1]} features, but test x {x_test.shape[1]}")
    counts = tuple(whole_number("double_descent", "features", count, 1) for count in features)
    draws = whole_number("double_descent", "draws", draws, 1)
    random = generator(rng, "double_descent")
    medians = []
    for count in counts:
        outcomes = []
        for _ in range(draws):
            V, c = random.standard_normal((x.shape[1], count)), random.standard_normal(count)
            inputs, test_inputs = np.maximum(x @ V + c, 0), np.maximum(x_test @ V + c, 0)
            w = np.linalg.lstsq(inputs, y, rcond=None)[0]  # of all that fit best, the smallest
            errors = (np.mean(np.square(inputs @ w - y)), np.mean(np.square(test_inputs @ w - y_test)))
            outcomes.append((*errors, np.linalg.norm(w)))
        medians.append(np.median(outcomes, axis=0).tolist())
    train_errors, test_errors, norms = zip(*medians, strict=True) if medians else ((), (), ())
    return DoubleDescent(counts, train_errors, test_errors, norms, len(x))


def _examples(name: str, given: tuple[Any, Any]) -> tuple[Floats, Floats]:
    x, y = table("double_descent", given[0], f"{name} x"), real("double_descent", given[1], f"{name} y")
    if y.shape != (len(x),):
        raise ValueError(
            f"double_descent: {name} x has {len(x)} examples, so y must have shape ({len(x)},), not {y.shape}"
        )
    return x, y
