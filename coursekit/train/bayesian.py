"""Bayesian optimisation: choose each configuration from what the earlier ones gave.

A Gaussian process models the score over the space of hyperparameters, with its uncertainty. The next trial is where
the expected improvement over the best score is largest: where the model predicts a good score, or knows little.

It needs the library `bayesian-optimization`: `pip install coursekit[search]`.

Source: Snoek, Larochelle and Adams, "Practical Bayesian optimization of machine learning algorithms" (2012), to which
IST lecture 5 refers.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from coursekit.data.examples import Rng, generator, whole_number
from coursekit.train.search import Mode, Objective, Parameters, SearchResult, Trial, run
from coursekit.train.spaces import Choice, Integer, Space, checked_spaces


def bayesian_search(
    objective: Objective,
    spaces: Mapping[str, Any],
    *,
    trials: int = 20,
    initial: int = 5,
    rng: Rng = None,
    mode: Mode = "min",
    progress: bool = True,
) -> SearchResult:
    """Score `trials` configurations: the first `initial` at random, each later one where it promises most.

    spaces: as for `random_search`; the model sees real numbers by their position in the space (a learning rate by its
    logarithm), integers as they are, choices as different from each other. A trial that failed counts for the model
    as the worst score that was seen. With the same seed and versions of libraries, the trials are the same.

    Raises ImportError, with the remedy, without the library; otherwise as `random_search`.
    """
    known = checked_spaces("bayesian_search", spaces)
    trials = whole_number("bayesian_search", "trials", trials, 1)
    initial = whole_number("bayesian_search", "initial", initial, 1)
    try:
        import bayes_opt
    except ImportError as error:
        raise ImportError("bayesian_search needs another library: pip install coursekit[search]") from error
    # A choice with a single option is no question to the model.
    asked = {
        name: space for name, space in known.items() if not (isinstance(space, Choice) and len(space.options) == 1)
    }
    random = generator(rng, "bayesian_search")
    if not asked:
        only = {name: space.at(0.0) for name, space in known.items()}
        return run("bayesian_search", objective, [only] * trials, trials, mode, progress)
    # The library takes generators of NumPy's older kind.
    model = bayes_opt.BayesianOptimization(
        f=None,
        pbounds={name: _bounds(space) for name, space in asked.items()},
        acquisition_function=bayes_opt.acquisition.ExpectedImprovement(xi=0.0),
        random_state=np.random.RandomState(random.integers(2**32)),
        verbose=0,
        allow_duplicate_points=True,
    )
    positions: list[dict[str, Any]] = []
    worst = math.inf  # the model maximises: the sign of a score to be minimised is turned

    def configurations() -> Iterator[Parameters]:
        for number in range(trials):
            position = model.random_sample()[0] if number < initial else model.suggest()
            positions.append(position)
            yield {
                name: _value(space, position[name]) if name in asked else space.at(0.0) for name, space in known.items()
            }

    def tell(trial: Trial) -> None:
        nonlocal worst
        if trial.failure is None:
            target = trial.score if mode == "max" else -trial.score
            worst = min(worst, target)
        elif math.isfinite(worst):
            target = worst
        else:
            return  # nothing has succeeded yet: there is no scale on which this failed
        model.register(positions[-1], target)

    return run("bayesian_search", objective, configurations(), trials, mode, progress, tell)


def _bounds(space: Space) -> tuple[Any, ...]:
    """Return a space in the library's words."""
    if isinstance(space, Integer):
        return (space.low, space.high, int)
    if isinstance(space, Choice):
        return tuple(f"option {number}" for number in range(len(space.options)))
    return (0.0, 1.0)


def _value(space: Space, position: Any) -> Any:
    """Return the hyperparameter's value for what the library answered."""
    if isinstance(space, Integer):
        return int(position)
    if isinstance(space, Choice):
        return space.options[int(position.removeprefix("option "))]
    return space.at(float(position))
