"""Bayesian optimisation: choose each configuration from what the earlier ones gave.

A Gaussian process models the score over the space of hyperparameters, with its uncertainty. The next trial is where
the expected improvement over the best score is largest: where the model predicts a good score, or knows little.

It needs the library `bayesian-optimization`: `pip install coursekit[search]`.

Source: Snoek, Larochelle and Adams, "Practical Bayesian optimization of machine learning algorithms" (2012), to which
IST lecture 5 refers.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.train.search import Mode, Objective, Parameters, SearchResult, Trial, run
from coursekit.train.spaces import Choice, Integer, Space, checked_spaces

Position: TypeAlias = dict[str, float]  # a point of the model's unit cube, by the names of its axes


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

    spaces: as for `random_search`. The model sees numbers by their position in the space, a learning rate by its
    logarithm, and a choice as a one-hot vector. A trial that failed counts for the model as the worst score that was
    seen. Instead of a configuration that was tried before, a random one is taken. With the same seed and versions of
    libraries, the trials are the same.

    Raises ImportError, with the remedy, without the library; otherwise as `random_search`.
    """
    known = checked_spaces("bayesian_search", spaces)
    trials = whole_number("bayesian_search", "trials", trials, 1)
    initial = whole_number("bayesian_search", "initial", initial, 1)
    try:
        import bayes_opt
    except ImportError as error:
        raise ImportError("bayesian_search needs another library: pip install coursekit[search]") from error
    model = bayes_opt.BayesianOptimization(
        f=None,
        pbounds={axis: (0.0, 1.0) for name, space in known.items() for axis in _axes(name, space)},
        acquisition_function=bayes_opt.acquisition.ExpectedImprovement(xi=0.0),
        # The library takes generators of NumPy's older kind.
        random_state=np.random.RandomState(generator(rng, "bayesian_search").integers(2**32)),
        verbose=0,
    )
    tried: list[Position] = []
    worst = math.inf

    def configurations() -> Iterator[Parameters]:
        for number in range(trials):
            position = _exact(known, model.random_sample()[0] if number < initial else model.suggest())
            if position in tried:
                position = _exact(known, model.random_sample()[0])
            tried.append(position)
            yield {name: _value(name, space, position) for name, space in known.items()}

    def tell(trial: Trial) -> None:
        nonlocal worst
        if tried[-1] in tried[:-1]:
            return  # the library would talk about it, and the model has a score for it
        if trial.failure is None:
            target = trial.score if mode == "max" else -trial.score  # the model maximises
            worst = min(worst, target)
        elif math.isfinite(worst):
            target = worst
        else:
            return  # nothing has succeeded yet: there is no scale on which this failed
        model.register(tried[-1], target)

    return run("bayesian_search", objective, configurations(), trials, mode, progress, tell)


def _axes(name: str, space: Space) -> list[str]:
    """Return the names of the model's coordinates for a space: one, or for a choice one for each option."""
    return [f"{name}[{number}]" for number in range(len(space.options))] if isinstance(space, Choice) else [name]


def _exact(spaces: Mapping[str, Space], position: Position) -> Position:
    """Return the position that stands for a configuration, of all that lead to it.

    The middle of an integer's interval, and the corner of the option with the largest coordinate: so the model learns
    nothing from differences that make none.
    """
    exact = {}
    for name, space in spaces.items():
        axes = _axes(name, space)
        if isinstance(space, Choice):
            chosen = max(axes, key=lambda axis: position[axis])
            exact.update({axis: float(axis == chosen) for axis in axes})
        elif isinstance(space, Integer):
            exact[name] = (space.at(position[name]) - space.low + 0.5) / (space.high - space.low + 1)
        else:
            exact[name] = float(position[name])
    return exact


def _value(name: str, space: Space, exact: Position) -> Any:
    """Return the value of a hyperparameter at an exact position."""
    if isinstance(space, Choice):
        return space.options[[exact[axis] for axis in _axes(name, space)].index(1.0)]
    return space.at(exact[name])
