"""Trainings in the plane: they learn, can be repeated, and keep what there was after every epoch."""

import numpy as np
import pytest

from coursekit.data import Normalisation
from coursekit.results.playground import (
    DATA,
    LAST_EPOCH,
    NOISE,
    REACH,
    VALIDATION,
    Plan,
    Run,
    class_one,
    examples,
    input_maps,
    kept_epochs,
    plane,
)

DIVERGING = Plan(optimizer="SGD", activation="none", rate=30.0, batch=100)


def test_a_network_learns_what_a_line_cannot():
    learnt, line = Run(Plan(hidden=(4, 2))), Run(Plan(hidden=()))
    learnt.train(80)
    line.train(80)
    assert learnt.trained == line.trained == 80
    assert learnt.epochs[-1].accuracy > 0.97
    assert line.epochs[-1].accuracy < 0.92
    assert learnt.epochs[-1].loss < learnt.epochs[0].loss / 5


@pytest.mark.parametrize("name", DATA)
def test_points_are_in_the_maps_and_of_both_classes(name):
    given = examples(Plan(points=name, examples=40))
    assert given.x.shape == (40, 2)
    assert given.x_validation.shape == (VALIDATION, 2)
    for y in (given.y, given.y_validation):
        assert abs(y.mean() - 0.5) < 0.05
    assert np.abs(given.x).max() < REACH
    np.testing.assert_allclose(Normalisation.fit(given.x).transform(given.x), given.x, atol=1e-12)
    assert name in NOISE


def test_the_same_seed_gives_the_same_bits_in_chunks_or_at_once():
    plan = Plan(dropout=0.3, l1=0.001, l2=0.001, seed=3)
    one, other, third = Run(plan), Run(plan), Run(Plan(dropout=0.3, l1=0.001, l2=0.001, seed=4))
    one.train(6)
    other.train(2)
    other.maps(1)
    other.train(4)
    third.train(6)
    np.testing.assert_array_equal(one.losses(), other.losses())
    assert one.losses()[0][0] != third.losses()[0][0]


def test_maps_are_those_of_the_epoch():
    run = Run(Plan(dropout=0.5))
    first = run.maps(0)
    run.train(5)
    np.testing.assert_array_equal(run.maps(0).output, first.output)
    assert not np.array_equal(run.maps(5).output, first.output)
    assert [unit.shape for unit in first.units] == [(4, 24, 24), (2, 24, 24)]
    assert [W.shape for W in first.weights] == [(4, 2), (2, 4), (1, 2)]
    with run.model.mode(training=False):
        np.testing.assert_allclose(run.maps(5).output.ravel(), class_one(run.model.predict(plane())).ravel())
    (W, b) = first.weights[0][1], first.biases[0][1]
    at = plane().reshape(24, 2, 24, 2, 2)
    cells = np.tanh(at @ W + b).mean(axis=(1, 3))
    np.testing.assert_allclose(first.units[0][1], cells)


def test_the_inputs_are_maps_too():
    x1, x2 = input_maps()
    assert (np.diff(x1, axis=1) > 0).all()
    assert (np.diff(x2, axis=0) > 0).all()
    assert abs(x1).max() < REACH


def test_what_dropout_drops_is_noted():
    run = Run(Plan(dropout=0.5, hidden=(8, 3)))
    run.train(10)
    kept = np.array([epoch.kept[0] for epoch in run.epochs[1:]])
    assert kept.shape == (10, 8)
    assert 0.3 < kept.mean() < 0.7
    assert all(each.all() for each in run.epochs[0].kept)
    sure = Run(Plan())
    sure.train(1)
    assert all(each.all() for each in sure.epochs[-1].kept)


def test_zeros_never_become_different():
    run = Run(Plan(initialiser="all equal 0.1", activation="sigmoid"))
    run.train(20)
    W = run.maps(20).weights[0]
    np.testing.assert_allclose(W, np.broadcast_to(W[0], W.shape))
    assert abs(W - 0.1).max() > 0.01


def test_penalties_make_weights_small():
    free, kept = Run(Plan()), Run(Plan(l2=0.1))
    free.train(30)
    kept.train(30)
    assert np.abs(kept.maps(30).weights[0]).max() < np.abs(free.maps(30).weights[0]).max()


def test_a_training_that_diverges_ends_and_says_so():
    run = Run(DIVERGING)
    run.train(3)
    assert run.trouble() == "Diverging: since epoch 1 the loss is more than 10 times the first one."
    run.train(50)
    assert run.trained == 8
    assert run.trouble() == "Diverged: the loss is nan after epoch 8; begin again with a smaller learning rate."
    run.train(5)
    assert run.trained == 8
    assert set(np.unique(run.maps(8).output)) <= {0.0, 1.0}
    assert not np.isfinite(run.epochs[8].loss)


def test_a_loss_that_is_no_number_within_an_epoch_ends_it():
    run = Run(Plan(optimizer="SGD", activation="none", rate=30.0, batch=1))
    run.train(5)
    assert run.trained == 0
    assert "no longer finite in epoch 1" in run.trouble()


def test_early_stopping_is_that_of_the_library():
    run = Run(Plan(examples=20, hidden=(16, 16), rate=0.1))
    run.train(80)
    found = run.stopping(10)
    losses = run.losses()[1]
    assert found.stopped == found.best + 10
    assert losses[found.best] == losses[: found.stopped + 1].min()
    assert run.stopping(200).stopped is None
    assert run.stopping(200).best == losses.argmin()


def test_training_stops_when_time_is_up_and_at_the_last_epoch():
    run = Run(Plan())
    run.train(100, seconds=0.0)
    assert run.trained == 1
    run.epochs = run.epochs[:1] * LAST_EPOCH
    run.train(10)
    assert run.trained == LAST_EPOCH


def test_wide_networks_have_more_parameters_than_examples():
    assert Run(Plan(hidden=(32, 32))).parameters == 32 * 3 + 32 * 33 + 33


def test_a_film_has_few_epochs():
    assert kept_epochs(0) == [0]
    assert kept_epochs(3) == [0, 1, 2, 3]
    long = kept_epochs(500, most=10)
    assert (len(long), long[0], long[-1]) == (10, 0, 500)


def test_unknown_names_are_refused():
    for wrong in ({"points": "stars"}, {"activation": "elu"}, {"initialiser": "large"}, {"optimizer": "LBFGS"}):
        with pytest.raises(ValueError, match=r"is no .* here; there are"):
            Run(Plan(**wrong))
