"""Hyperparameter search: try configurations, keep all results, name the best.

    def validation_error(rate, hidden):
        ...
        return error

    result = random_search(validation_error, {"rate": LogUniform(1e-4, 1), "hidden": Integer(5, 100)}, trials=20, rng=0)
    result.best.parameters

Grid search tries all combinations of given values; random search draws each hyperparameter from its space, which
finds good values of the few that matter with fewer trials. `bayesian` chooses each trial from what the others gave.

What ends a trial: arithmetic that fails (ArithmeticError, LinAlgError) and scores that are nan or infinite are what a
bad configuration looks like; they are recorded as failed, and the search goes on. Every other exception is a mistake in
the objective: it is raised, with a note that says at which configuration. Ctrl-C ends the search, not the program: the
result has the trials so far.

Source: "Hyperparameter tuning: grid search, random search", IST lecture 5; Bergstra and Bengio (2012).
"""

import itertools
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.data.examples import one_of, single_number
from coursekit.train.progress import bar
from coursekit.train.spaces import checked_spaces

Mode: TypeAlias = Literal["min", "max"]
Objective: TypeAlias = Callable[..., float]
Parameters: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Trial:
    """One configuration and what came of it.

    parameters: by name. score: finite, or nan if the trial failed. failure: what failed, None if nothing did.
    seconds: how long it took; two trials are equal whatever that is.
    """

    parameters: Parameters
    score: float
    failure: str | None = None
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class SearchResult:
    """All trials of a search in their order. complete: False if it was interrupted before it had tried them all."""

    trials: tuple[Trial, ...]
    mode: Mode
    complete: bool = True

    @property
    def best(self) -> Trial:
        """The trial with the best score, the earliest of equals; ValueError if none succeeded."""
        if not self.trials:
            raise ValueError("the search was interrupted before its first trial had ended: there is no best one")
        if not (ranked := self.ranked()):
            failures = sorted({str(trial.failure) for trial in self.trials})
            raise ValueError(f"none of the {len(self.trials)} trials gave a finite score: {'; '.join(failures)}")
        return ranked[0]

    def ranked(self) -> list[Trial]:
        """Return the trials that did not fail, the best first."""
        sign = 1 if self.mode == "min" else -1
        return sorted((trial for trial in self.trials if trial.failure is None), key=lambda trial: sign * trial.score)


def grid_search(
    objective: Objective, grid: Mapping[str, Sequence[Any]], *, mode: Mode = "min", progress: bool = True
) -> SearchResult:
    """Score every combination of the values in `grid`, the last hyperparameter varying fastest.

    objective: called with the hyperparameters by name, returns a score: a validation error, or with mode `"max"` an
    accuracy. grid: a sequence of values for each hyperparameter. progress: show a bar.

    Raises TypeError or ValueError for a grid without hyperparameters or values, and what the objective raises.
    """
    if not isinstance(grid, Mapping) or not grid:
        raise TypeError(f"grid_search needs values for each hyperparameter: {{'rate': [0.01, 0.1]}}, not {grid!r}")
    for name, values in grid.items():
        if isinstance(values, str) or not isinstance(values, (Sequence, np.ndarray)):
            raise TypeError(f"grid_search: {name} needs a list of values, not {type(values).__name__} {values!r}")
        if not len(values):
            raise ValueError(f"grid_search: {name} has no values to try")
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    return run("grid_search", objective, combinations, len(combinations), mode, progress)


def random_search(
    objective: Objective,
    spaces: Mapping[str, Any],
    *,
    trials: int = 20,
    rng: Rng = None,
    mode: Mode = "min",
    progress: bool = True,
) -> SearchResult:
    """Score `trials` configurations, each hyperparameter drawn from its space independently of the others.

    spaces: a `Uniform`, `LogUniform`, `Integer` or `Choice` for each. rng: a seed or a generator. The configurations
    are drawn one after the other: with the same seed, 20 trials begin with those of a search of 10. objective, mode,
    progress and errors as for `grid_search`.
    """
    known = checked_spaces("random_search", spaces)
    trials = whole_number("random_search", "trials", trials, 1)
    random = generator(rng, "random_search")
    drawn = ({name: space.at(random.random()) for name, space in known.items()} for _ in range(trials))
    return run("random_search", objective, drawn, trials, mode, progress)


def run(
    owner: str,
    objective: Objective,
    configurations: Iterable[Parameters],
    count: int,
    mode: Mode,
    progress: bool,
    tell: Callable[[Trial], None] | None = None,
) -> SearchResult:
    """Try configurations one by one, as the module says; `tell` hears of each trial before the next is asked for."""
    one_of(owner, "mode", mode, ("min", "max"))
    done: list[Trial] = []
    with bar(count, "trial", description=owner, wanted=progress) as shown:
        try:
            for trial in _tried(owner, objective, configurations):
                done.append(trial)
                if tell:
                    tell(trial)
                result = SearchResult(tuple(done), mode)
                shown.set_postfix_str(f"best {result.best.score:.4g}" if result.ranked() else "all failed")
                shown.update()
        except KeyboardInterrupt:
            return SearchResult(tuple(done), mode, complete=False)
    return SearchResult(tuple(done), mode)


def _tried(owner: str, objective: Objective, configurations: Iterable[Parameters]) -> Iterator[Trial]:
    for parameters in configurations:
        start = time.perf_counter()
        try:
            returned = single_number(owner, "what the objective returns", objective(**parameters))
            failure = None if math.isfinite(returned) else f"the score is {returned}"
            score = math.nan if failure else returned
        except (ArithmeticError, np.linalg.LinAlgError) as error:
            score, failure = math.nan, f"{type(error).__name__}: {error}"
        except Exception as error:
            error.add_note(f"in {owner}, at {', '.join(f'{name}={value!r}' for name, value in parameters.items())}")
            raise
        yield Trial(parameters, score, failure, time.perf_counter() - start)
