"""Early stopping: when it stops, what it keeps."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.train import EarlyStopping


def stops_after(stopping, errors):
    for epoch, error in enumerate(errors):
        if stopping.observe(error):
            return epoch
    return None


def test_it_waits_for_patience_epochs_without_improvement():
    stopping = EarlyStopping(patience=2)
    assert stops_after(stopping, [3.0, 2.0, 2.5, 1.0, 1.5, 1.0, 0.5]) == 5
    assert (stopping.best, stopping.best_epoch, stopping.epoch, stopping.stopped) == (1.0, 3, 6, True)


def test_patience_of_one_stops_at_the_first_worse_epoch():
    assert stops_after(EarlyStopping(patience=1), [3.0, 2.0, 2.0]) == 2


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(1, 5))
def test_it_keeps_the_earliest_best_epoch_of_those_it_saw(errors, patience):
    stopping = EarlyStopping(patience=patience)
    stop = stops_after(stopping, errors)
    seen = errors[: len(errors) if stop is None else stop + 1]
    assert stopping.best == min(seen)
    assert stopping.best_epoch == seen.index(min(seen))
    assert (stop is None) == (len(seen) - 1 - stopping.best_epoch < patience)


def test_an_improvement_must_exceed_min_delta():
    stopping = EarlyStopping(patience=2, min_delta=0.5)
    assert stops_after(stopping, [3.0, 2.75, 2.5]) == 2
    assert stopping.best == 3.0
    assert stops_after(EarlyStopping(patience=2, min_delta=0.5), [3.0, 2.75, 2.0, 1.75]) is None


def test_accuracies_are_to_grow():
    stopping = EarlyStopping(patience=2, mode="max")
    assert stops_after(stopping, [0.5, 0.7, 0.6, 0.65]) == 3
    assert stopping.best_epoch == 1


def test_nan_improves_nothing():
    stopping = EarlyStopping(patience=2)
    assert stops_after(stopping, [math.nan, math.nan]) == 1
    assert (stopping.best, stopping.best_epoch, stopping.best_parameters) == (None, None, None)
    assert stops_after(EarlyStopping(patience=3), [math.nan, 1.0, math.nan, math.inf, 0.5]) is None


def test_the_best_parameters_are_copied():
    parameters = {"W": np.zeros(2)}
    stopping = EarlyStopping(patience=2)
    for epoch, error in enumerate([3.0, 1.0, 2.0]):
        parameters["W"][:] = epoch
        assert not stopping.observe(error, parameters)
    np.testing.assert_array_equal(stopping.best_parameters["W"], [1, 1])


def test_bad_use_is_refused():
    with pytest.raises(ValueError, match="EarlyStopping: patience must be at least 1, not 0"):
        EarlyStopping(patience=0)
    with pytest.raises(ValueError, match="EarlyStopping: min_delta must be 0 or more, not -1"):
        EarlyStopping(min_delta=-1)
    with pytest.raises(ValueError, match="EarlyStopping: mode must be 'min' or 'max', not 'least'"):
        EarlyStopping(mode="least")
    stopping = EarlyStopping(patience=1)
    with pytest.raises(TypeError, match="EarlyStopping: the error must be a real number, not str 'low'"):
        stopping.observe("low")
    assert stopping.observe(math.nan)
    with pytest.raises(RuntimeError, match="it has already said to stop; make a new one"):
        stopping.observe(0.0)
