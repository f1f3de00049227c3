"""Grid and random search: what is tried, what is best, and how a search ends."""

import math
import sys

import numpy as np
import pytest

from coursekit.train import Choice, Integer, LogUniform, SearchResult, Trial, Uniform, grid_search, random_search

SPACES = {
    "rate": LogUniform(1e-4, 1),
    "hidden": Integer(5, 50),
    "drop": Uniform(0, 0.5),
    "kind": Choice("tanh", "relu"),
}


def test_a_grid_is_tried_completely_and_in_order():
    result = grid_search(lambda a, b: a * 10 + b, {"a": [2, 1], "b": np.array([3, 4])}, progress=False)
    assert [trial.score for trial in result.trials] == [23, 24, 13, 14]
    assert result.best.parameters == {"a": 1, "b": 3}
    assert [trial.score for trial in result.ranked()] == [13, 14, 23, 24]
    assert result.complete


def test_the_largest_score_may_be_the_best():
    result = grid_search(lambda a: -((a - 2) ** 2), {"a": range(5)}, mode="max", progress=False)
    assert result.best.parameters == {"a": 2}


def test_the_earliest_of_equals_is_the_best():
    assert grid_search(lambda a: 0, {"a": [3, 1, 2]}, progress=False).best.parameters == {"a": 3}
    assert grid_search(lambda a: 0, {"a": [3, 1, 2]}, mode="max", progress=False).best.parameters == {"a": 3}


def search(trials, rng=0):
    return random_search(lambda rate, hidden, drop, kind: rate, SPACES, trials=trials, rng=rng, progress=False)


def test_random_configurations_come_from_their_spaces_and_the_seed():
    result = search(20)
    assert len(result.trials) == 20
    for trial in result.trials:
        assert 1e-4 <= trial.parameters["rate"] <= 1
        assert trial.parameters["hidden"] in range(5, 51)
        assert trial.parameters["kind"] in ("tanh", "relu")
        assert trial.seconds >= 0
    assert result == search(20) != search(20, rng=1)
    assert result.trials[:10] == search(10).trials
    assert result.best.score == min(trial.score for trial in result.trials)


def objective(a):
    if a == 1:
        raise ZeroDivisionError("division by zero")
    if a == 2:
        raise np.linalg.LinAlgError("singular matrix")
    return [5.0, None, None, math.nan, math.inf, 7.0][a]


def test_failed_arithmetic_is_recorded_and_the_search_goes_on():
    result = grid_search(objective, {"a": range(6)}, progress=False)
    assert [trial.failure for trial in result.trials] == [
        None,
        "ZeroDivisionError: division by zero",
        "LinAlgError: singular matrix",
        "the score is nan",
        "the score is inf",
        None,
    ]
    assert [trial.score for trial in result.ranked()] == [5.0, 7.0]
    assert result == grid_search(objective, {"a": range(6)}, progress=False)


def test_if_every_trial_failed_there_is_no_best():
    result = grid_search(objective, {"a": [1, 3]}, progress=False)
    with pytest.raises(
        ValueError, match=r"none of the 2 trials gave a finite score: ZeroDivisionError.*; the score is nan"
    ):
        result.best  # noqa: B018


def test_a_mistake_is_raised_with_the_configuration():
    def wrong(rate, hidden):
        raise KeyError("W")

    with pytest.raises(KeyError) as caught:
        grid_search(wrong, {"rate": [0.1], "hidden": [5]}, progress=False)
    assert caught.value.__notes__ == ["in grid_search, at rate=0.1, hidden=5"]
    with pytest.raises(
        TypeError, match="random_search: what the objective returns must be a real number, not NoneType"
    ):
        random_search(lambda rate: None, {"rate": Uniform(0, 1)}, rng=0, progress=False)


def test_an_interrupted_search_keeps_what_it_found():
    def objective(a):
        if a == 3:
            raise KeyboardInterrupt
        return a

    result = grid_search(objective, {"a": [2, 1, 3, 0]}, progress=False)
    assert [trial.score for trial in result.trials] == [2, 1]
    assert not result.complete
    assert result.best.score == 1
    with pytest.raises(ValueError, match="interrupted before its first trial had ended: there is no best one"):
        grid_search(objective, {"a": [3]}, progress=False).best  # noqa: B018


def test_progress_tells_the_best(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    grid_search(objective, {"a": [3, 0]})
    shown = capsys.readouterr().err
    assert "grid_search" in shown
    assert "best 5" in shown
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    grid_search(objective, {"a": [3, 0]}, progress=False)
    assert capsys.readouterr().err == ""


def test_results_are_equal_whatever_they_took():
    assert Trial({"a": 1}, 2.0, seconds=1.0) == Trial({"a": 1}, 2.0, seconds=9.0)
    assert SearchResult((), "min") != SearchResult((), "max")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: grid_search(max, {}), TypeError, "grid_search needs values for each hyperparameter"),
        (lambda: grid_search(max, {"a": 3}), TypeError, "grid_search: a needs a list of values, not int 3"),
        (lambda: grid_search(max, {"a": "tanh"}), TypeError, "grid_search: a needs a list of values, not str 'tanh'"),
        (lambda: grid_search(max, {"a": []}), ValueError, "grid_search: a has no values to try"),
        (lambda: grid_search(max, {"a": [1]}, mode="least"), ValueError, "grid_search: mode must be 'min' or 'max'"),
        (lambda: random_search(max, {"a": [1, 2]}), TypeError, "random_search: a needs a space"),
        (lambda: random_search(max, SPACES, trials=0), ValueError, "random_search: trials must be at least 1"),
    ],
)
def test_bad_searches_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
