"""Cross-validation: folds that partition the rows, and scores of each."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.train import Scores, cross_validate, k_fold


@given(n=st.integers(2, 50), data=st.data(), seed=st.integers(0, 2), stratified=st.booleans())
def test_each_row_is_validated_once_and_classes_are_spread(n, data, seed, stratified):
    k = data.draw(st.integers(2, n))
    labels = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))) if stratified else None
    folds = k_fold(n, k, rng=seed, stratify=labels)
    assert len(folds) == k
    assert sorted(np.concatenate([validation for _, validation in folds])) == list(range(n))
    sizes = [len(validation) for _, validation in folds]
    assert max(sizes) - min(sizes) <= 1
    for train, validation in folds:
        assert sorted([*train, *validation]) == list(range(n))
    if stratified:
        for label in set(labels.tolist()):
            counts = [np.count_nonzero(labels[validation] == label) for _, validation in folds]
            assert max(counts) - min(counts) <= 1


def test_the_seed_decides():
    def validations(seed):
        return [validation.tolist() for _, validation in k_fold(20, 4, rng=seed)]

    assert validations(0) == validations(0) != validations(1)


def test_scores_of_a_mean():
    y = np.arange(10.0)

    def fit_and_score(train, validation):
        x_train, y_train = train
        assert len(x_train) == len(y_train) == 8
        return np.mean(np.abs(validation[1] - y_train.mean()))

    scores = cross_validate(fit_and_score, (np.zeros((10, 2)), y), k=5, rng=0, progress=False)
    expected = [np.mean(np.abs(y[validation] - y[train].mean())) for train, validation in k_fold(10, 5, rng=0)]
    assert scores.folds == tuple(expected)
    assert scores.mean == np.mean(expected)
    assert scores.std == np.std(expected, ddof=1)
    assert all(isinstance(score, float) for score in scores.folds)


def test_scores_print_with_their_spread():
    assert str(Scores((1.0, 2.0, 3.0))) == "2 ± 1 (3 folds)"


def test_progress_is_shown_if_wanted(capsys, monkeypatch):
    for wanted in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        cross_validate(lambda train, validation: 0.0, (np.zeros(4),), k=2, rng=0, progress=wanted)
        assert ("cross_validate: 100%" in capsys.readouterr().err) == wanted


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: k_fold(3, 4), ValueError, "k_fold: 3 rows cannot be divided into 4 folds; take k from 2 to 3"),
        (lambda: k_fold(3, 1), ValueError, "k_fold: k must be at least 2, not 1"),
        (lambda: k_fold(3, 2, stratify=[0, 1]), ValueError, "k_fold: stratify has 2 labels for 3 rows"),
        (
            lambda: cross_validate(max, (np.ones(2), np.ones(3))),
            ValueError,
            "cross_validate: the arrays have 2, 3 rows",
        ),
        (lambda: cross_validate(max, (np.ones(3),), k=4), ValueError, "k_fold: 3 rows cannot be divided into 4"),
        (
            lambda: cross_validate(lambda *parts: "good", (np.ones(3),), k=2, progress=False),
            TypeError,
            "cross_validate: what fit_and_score returns must be a real number, not str 'good'",
        ),
    ],
)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_exception_says_in_which_fold():
    def fit_and_score(train, validation):
        raise KeyError("W")

    with pytest.raises(KeyError) as caught:
        cross_validate(fit_and_score, (np.ones(6),), k=3, progress=False)
    assert caught.value.__notes__ == ["in fold 0 (from 0) of 3, with 4 training rows"]
