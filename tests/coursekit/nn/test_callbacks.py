"""Callbacks: when they are called, and that each does what it says."""

import numpy as np
import pytest

from coursekit.data import blobs
from coursekit.nn import Callback, Checkpoint, EarlyStopping, LearningRate, Linear, Sequential
from coursekit.optim import SGD, HalveOnWorse

X, Y = blobs(60, rng=0)


def model(lr=0.1):
    made = Sequential(Linear(2, 3), rng=0)
    made.compile(SGD(lr), "softmax_cross_entropy", metrics=["accuracy"])
    return made


class Scripted(Callback):
    """Replaces a measured value by one from a list, and marks the parameters with the epoch."""

    def __init__(self, name, values):
        self.name, self.values = name, values

    def after_epoch(self, training):
        training.history[self.name][-1] = self.values[training.epoch - 1]
        training.model.layers[0].b.value[...] = training.epoch


def mark(of):
    return of.layers[0].b.value[0]


def fit(of, values, *callbacks, name="validation_loss", epochs=None):
    script = [Scripted(name, values), *callbacks]
    return of.fit(X, Y, epochs=epochs or len(values), validation=(X, Y), callbacks=script, rng=0)


def test_a_callback_begins_follows_every_epoch_and_finishes():
    calls = []

    class Noting(Callback):
        def begin(self, training):
            calls.append(("begin", training.epoch, list(training.history.columns)))

        def after_epoch(self, training):
            calls.append((training.epoch, training.epochs, len(training.history["loss"])))

        def finish(self, training):
            calls.append(("finish", training.optimizer is training.model.optimizer))

    model().fit(X, Y, epochs=2, callbacks=[Noting(), Callback()], rng=0)
    assert calls == [("begin", 0, ["loss", "accuracy"]), (1, 2, 1), (2, 2, 2), ("finish", True)]


def test_early_stopping_waits_and_puts_the_best_epoch_back():
    of = model()
    history = fit(of, [3.0, 2.0, 2.5, 2.4, 1.0], EarlyStopping(patience=2))
    assert history.epochs == 4
    assert history.stopped == "stopped early after epoch 4, as validation_loss no longer improved: epoch 2 was best"
    assert mark(of) == 2


def test_early_stopping_restores_also_when_it_did_not_stop_or_was_interrupted():
    def interrupt(training):
        if training.epoch == 3:
            raise KeyboardInterrupt

    of = model()
    assert fit(of, [3.0, 2.0, 2.5], EarlyStopping()).stopped is None
    assert mark(of) == 2
    assert fit(of, [1.0, 2.0, 2.5], EarlyStopping(), interrupt).stopped == "interrupted in epoch 3"
    assert mark(of) == 1
    fit(of, [1.0, 2.0, 2.5], EarlyStopping(restore=False))
    assert mark(of) == 3


def test_an_accuracy_is_to_grow():
    of = model()
    history = fit(of, [0.5, 0.9, 0.8, 0.7], EarlyStopping(2, monitor="accuracy", min_delta=0.01), name="accuracy")
    assert history.epochs == 4
    assert mark(of) == 2


def test_without_any_number_no_epoch_is_best():
    history = fit(model(), [np.nan] * 3, EarlyStopping(2))
    assert history.stopped.endswith("none was best")


def test_one_callback_serves_several_trainings(tmp_path):
    of, stopping, checkpoint = model(), EarlyStopping(1), Checkpoint(tmp_path / "best.npz")
    for _ in range(2):
        assert fit(of, [1.0, 2.0, 3.0], stopping, checkpoint).epochs == 2
        assert mark(of.load(tmp_path / "best.npz")) == 1


def test_the_best_model_is_kept_in_a_file(tmp_path):
    of, path = model(), tmp_path / "best.npz"
    fit(of, [3.0, 1.0, np.nan, 2.0], Checkpoint(path))
    assert mark(of) == 4
    assert mark(of.load(path)) == 2


def test_a_rate_is_halved_when_the_error_gets_worse():
    of = model(HalveOnWorse(0.4))
    rates = []
    fit(of, [3.0, 2.0, 2.5, 2.4, 2.6], LearningRate(), lambda training: rates.append(training.optimizer.rate))
    assert rates == [0.4, 0.4, 0.2, 0.2, 0.1]
    assert mark(of) == 5


def test_when_the_rate_falls_training_may_go_back_to_the_best_epoch():
    of = model(HalveOnWorse(0.4, against="best"))
    marks = []
    fit(of, [3.0, 2.0, 2.5], LearningRate(go_back=True), lambda training: marks.append(mark(training.model)))
    assert marks == [1, 2, 2]


def test_what_is_not_measured_cannot_be_watched():
    with pytest.raises(
        ValueError, match=r"'validation_loss' is not measured, only loss, accuracy; give fit validation="
    ):
        model().fit(X, Y, callbacks=EarlyStopping(), rng=0)
    with pytest.raises(ValueError, match=r"Checkpoint: 'f1' is not measured, only loss, accuracy$"):
        model().fit(X, Y, callbacks=Checkpoint("best.npz", monitor="f1"), rng=0)
    with pytest.raises(
        ValueError, match=r"LearningRate: the learning rate .* give the optimizer lr=HalveOnWorse\(0.1\)"
    ):
        model().fit(X, Y, callbacks=LearningRate(monitor="loss"), rng=0)
