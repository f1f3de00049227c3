"""Bayesian optimisation: it learns from its trials, repeats itself, and bears failures."""

import math
import statistics
import sys

import pytest

from coursekit.train import Choice, Integer, LogUniform, Uniform, bayesian_search

SPACES = {"rate": LogUniform(1e-4, 1), "momentum": Uniform(0, 1)}


def valley(rate, momentum):
    """The least value, 0, is at a rate of 0.01 and a momentum of 0.9."""
    return (math.log10(rate) + 2) ** 2 + (momentum - 0.9) ** 2


@pytest.mark.slow
def test_what_it_chooses_is_better_than_what_it_drew():
    drawn, chosen = [], []
    for seed in range(3):
        result = bayesian_search(valley, SPACES, trials=12, rng=seed, progress=False)
        scores = [trial.score for trial in result.trials]
        assert len(scores) == 12
        drawn += scores[:5]
        chosen += scores[7:]  # by a model that has seen several
    assert statistics.median(chosen) < statistics.median(drawn) / 2


@pytest.mark.slow
def test_the_seed_decides():
    first, same, longer, other = (
        bayesian_search(valley, SPACES, trials=trials, initial=4, rng=seed, progress=False).trials
        for trials, seed in ((5, 0), (5, 0), (6, 0), (5, 1))
    )
    assert first == same == longer[:5]
    assert first != other


@pytest.mark.slow
def test_integers_choices_and_the_largest_score():
    spaces = {"hidden": Integer(1, 20), "kind": Choice("tanh", "relu", None), "fixed": Choice(3)}

    def objective(hidden, kind, fixed):
        assert isinstance(hidden, int)
        assert fixed == 3
        return -abs(hidden - 7) + (kind == "relu")

    result = bayesian_search(objective, spaces, trials=8, initial=4, rng=1, mode="max", progress=False)
    assert {trial.parameters["kind"] for trial in result.trials} <= {"tanh", "relu", None}
    assert result.best.score >= -2


@pytest.mark.slow
def test_failures_count_as_the_worst_that_was_seen():
    def objective(rate, momentum):
        return math.nan if rate > 0.1 else valley(rate, momentum)

    result = bayesian_search(objective, SPACES, trials=12, rng=0, progress=False)
    assert len(result.trials) == 12
    failed = [trial for trial in result.trials if trial.failure]
    assert 0 < len(failed) < 6
    assert result.best.parameters["rate"] <= 0.1


def test_if_every_trial_fails_it_goes_on_at_random():
    result = bayesian_search(lambda rate, momentum: math.nan, SPACES, trials=7, initial=2, rng=0, progress=False)
    assert len({trial.parameters["rate"] for trial in result.trials}) == 7


def test_what_was_tried_is_not_tried_again_if_there_is_something_else(capsys):
    spaces = {"hidden": Integer(1, 4), "rate": Uniform(0, 1)}
    result = bayesian_search(lambda hidden, rate: hidden, spaces, trials=9, rng=0, progress=False)
    tried = [tuple(trial.parameters.values()) for trial in result.trials]
    assert len(set(tried)) == 9
    only = bayesian_search(lambda kind: 1.0, {"kind": Choice("tanh")}, trials=3, rng=0, progress=False)
    assert [trial.parameters for trial in only.trials] == [{"kind": "tanh"}] * 3
    assert capsys.readouterr() == ("", "")  # nor does the library talk about it


def test_the_library_is_named_if_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "bayes_opt", None)
    with pytest.raises(ImportError, match=r"bayesian_search needs another library: pip install coursekit\[search\]"):
        bayesian_search(valley, SPACES)


def test_an_interrupted_search_keeps_what_it_found():
    scores = iter([3.0, 2.0])

    def objective(rate, momentum):
        for score in scores:
            return score
        raise KeyboardInterrupt

    result = bayesian_search(objective, SPACES, trials=9, rng=0, progress=False)
    assert [trial.score for trial in result.trials] == [3.0, 2.0]
    assert not result.complete
