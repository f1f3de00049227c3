"""Models: fit, evaluate, predict; modes, seeds, interruptions, and data that stay as they are."""

import sys

import numpy as np
import pytest

from coursekit.autodiff import Tensor
from coursekit.data import blobs, corrupt, two_moons
from coursekit.gates import ReLU, Sigmoid, Tanh
from coursekit.nn import Dropout, Embedding, History, Linear, Model, Module, Sequential, Training, Zeros
from coursekit.optim import SGD, Adam, Nesterov


def classifier(rng=0, dtype=np.float64, dropout=0.2):
    layers = Linear(2, 16, dtype=dtype), Tanh(), Dropout(dropout), Linear(16, 3, dtype=dtype)
    model = Sequential(*layers, rng=rng)
    model.compile(Adam(0.02), "softmax_cross_entropy", metrics=["accuracy"])
    return model


@pytest.fixture
def data():
    return blobs(90, rng=0)


def test_a_model_learns(data):
    model = classifier()
    before = model.evaluate(*data)
    history = model.fit(*data, epochs=15, rng=0)
    after = model.evaluate(*data)
    assert list(history.columns) == ["loss", "accuracy"]
    assert history.epochs == 15
    assert history.stopped is None
    assert after["loss"] < 0.3 < before["loss"]
    assert after["accuracy"] > 0.9


def test_the_same_seeds_give_the_same_bits(data):
    models = [classifier(rng=1), classifier(rng=np.random.default_rng(1))]
    histories = [model.fit(*data, epochs=3, rng=2, validation_split=0.2) for model in models]
    assert histories[0] == histories[1]
    for name, value in models[0].values().items():
        np.testing.assert_array_equal(value, models[1].values()[name])


def test_data_stay_as_they_are_and_are_not_differentiated(data):
    x, y = data
    x.flags.writeable = y.flags.writeable = False
    seen = []

    class Looking(Module):
        def __init__(self):
            self.inner = Linear(2, 3, rng=0)

        def forward(self, x):
            seen.append(x)
            return self.inner(x)

    model = Model(Looking())
    model.compile(SGD(0.1), "softmax_cross_entropy")
    model.fit(x, y, epochs=1, rng=0)
    assert all(type(batch) is np.ndarray for batch in seen)
    assert list(model.parameters()) == ["network.inner.W", "network.inner.b"]


def test_the_loss_of_an_epoch_is_the_mean_over_its_examples(data):
    x, y = data
    model = Sequential(Linear(2, 3), rng=0)
    model.compile(SGD(1e-12), "softmax_cross_entropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=1, batch_size=40, validation=(x, y), rng=0)
    # The rate is so small that the parameters stay where they are, up to 1e-12.
    assert history["loss"][0] == pytest.approx(history["validation_loss"][0], abs=1e-10)
    assert history["accuracy"] == history["validation_accuracy"]


def test_validation_split_takes_examples_out_of_training(data):
    x, y = data
    model, sizes = classifier(), []
    model.fit(x, y, epochs=1, validation_split=0.3, rng=0, callbacks=lambda _: None)
    metric_sizes = lambda outputs, targets: sizes.append(len(targets)) or 0.0  # noqa: E731
    model.compile(SGD(0.1), "softmax_cross_entropy", metrics=[metric_sizes])
    history = model.fit(x, y, epochs=1, validation_split=0.3, rng=0)
    assert sizes == [63, 27]
    assert list(history.columns) == ["loss", "<lambda>", "validation_loss", "validation_<lambda>"]


def test_predict_is_in_evaluation_mode_in_batches_and_without_a_record(data):
    x, _ = data
    model = classifier()
    outputs = model.predict(x, batch_size=7)
    assert type(outputs) is np.ndarray
    # Matrix products of 7 and of 90 rows may sum in another order.
    np.testing.assert_allclose(outputs, model.predict(x), rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(outputs, model.predict(x, batch_size=7))
    assert model.training
    assert model.layers[2].gate.training
    assert not model.eval().layers[2].gate.training
    model.predict(x)
    assert not model.training
    assert model.predict(x[:0]).shape == (0, 3)
    np.testing.assert_array_equal(Sequential(ReLU()).predict(x), np.maximum(x, 0))


def test_fit_trains_in_training_mode_and_restores_the_mode(data):
    modes = []
    model = classifier().eval()
    model.fit(*data, epochs=1, validation=data, rng=0, callbacks=lambda training: modes.append(training.model.training))
    assert not model.training
    assert modes == [False]
    still = classifier(dropout=0.0)
    noisy = classifier(dropout=0.9).eval()
    assert still.fit(*data, epochs=1, rng=0)["loss"] != noisy.fit(*data, epochs=1, rng=0)["loss"]


def test_float32_stays_and_lists_are_taken(data):
    x, y = data
    model = classifier(dtype=np.float32)
    model.fit(x.tolist(), y.tolist(), epochs=1, rng=0)
    assert model.predict(x).dtype == np.float32
    assert {tensor.dtype for tensor in model.tensors().values()} == {np.dtype(np.float32)}


def test_fitting_again_goes_on(data):
    one, two = classifier(dropout=0.0), classifier(dropout=0.0)
    random = np.random.default_rng(3)
    one.fit(*data, epochs=2, rng=random)
    one.fit(*data, epochs=2, rng=random)
    two.fit(*data, epochs=4, rng=3)
    np.testing.assert_array_equal(one.predict(data[0]), two.predict(data[0]))
    assert one.fit(*data, epochs=0).epochs == 0


@pytest.mark.parametrize("optimizer", [Nesterov(0.05, momentum=0.9), SGD(0.05, momentum=0.9, nesterov=True)])
def test_optimizers_that_look_ahead_are_served(optimizer, data):
    model = Sequential(Linear(2, 3), rng=0)
    model.compile(optimizer, "softmax_cross_entropy", metrics=["accuracy"])
    model.fit(*data, epochs=20, rng=0)
    assert model.evaluate(*data)["accuracy"] > 0.9


def test_binary_classes_regression_and_losses_of_ones_own():
    x, y = two_moons(100, rng=0)
    targets = y[:, None].astype(float)
    model = Sequential(Linear(2, 20), ReLU(), Linear(20, 1), rng=0)
    model.compile(Adam(0.05), "binary_cross_entropy", metrics=["accuracy"])
    model.fit(x, targets, epochs=60, rng=0)
    assert model.evaluate(x, targets)["accuracy"] > 0.95

    def absolute_error(outputs, targets):
        return np.mean(np.absolute(outputs - targets))

    line = Sequential(Linear(2, 1), rng=0)
    line.compile(Adam(0.05), absolute_error, metrics=[absolute_error])
    history = line.fit(x, x @ [[1.0], [2.0]], epochs=60, rng=0)
    assert history["absolute_error"][-1] < 0.05 * history["absolute_error"][0]
    # The same numbers, summed batch by batch and all at once.
    assert history["absolute_error"][-1] == pytest.approx(history["loss"][-1], rel=1e-12)


def test_max_margin_compares_with_corrupt_examples():
    true = np.tile(np.arange(5), (20, 1))
    model = Sequential(Embedding(10, 4), lambda e: np.reshape(e, (len(e), 20)), Linear(20, 1), rng=0)
    model.compile(Adam(0.05), "max_margin", metrics=["accuracy"])
    others = corrupt(true, 10, rng=0)
    model.fit(true, others, epochs=30, validation=(true, others), rng=0)
    assert model.evaluate(true, others) == {"loss": 0.0, "accuracy": 1.0}


def test_ctrl_c_returns_what_was_learnt_so_far(data):
    model = classifier()

    def interrupt(training):
        if training.epoch == 3:
            raise KeyboardInterrupt

    history = model.fit(*data, epochs=10, rng=0, callbacks=[interrupt])
    assert history.epochs == 3
    assert history.stopped == "interrupted in epoch 3"
    assert repr(history).endswith("\ninterrupted in epoch 3")


def test_progress_is_shown_on_a_terminal(data, monkeypatch, capsys):
    classifier().fit(*data, epochs=2, rng=0)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    classifier().fit(*data, epochs=2, rng=0, progress=False)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    classifier().fit(*data, epochs=2, rng=0)
    shown = capsys.readouterr().err
    assert "epoch 2/2" in shown
    assert "loss=" in shown


def test_a_sequence_of_modules_gates_and_functions():
    model = Sequential(Linear(2, 2, rng=0), Sigmoid(), np.negative, lambda x: x * 2)
    x = np.ones((1, 2))
    expected = -2 * Sigmoid().forward(x @ model.layers[0].W.value.T)
    np.testing.assert_array_equal(model(x).value, expected)
    assert model.describe() == "Sequential(Linear(2, 2), Sigmoid, negative, <lambda>)"
    outer = Sequential(model, Linear(2, 1, weights=Zeros(), rng=0))
    assert outer.describe() == "Sequential(Sequential, Linear(2, 1))"
    assert list(outer.parameters()) == ["layers.0.layers.0.W", "layers.0.layers.0.b", "layers.1.W", "layers.1.b"]
    assert isinstance(Sequential()(Tensor([1.0])), Tensor)


def test_layers_that_are_added_are_drawn_from_the_same_seed():
    from coursekit.gates import Dropout as DropoutGate

    whole = Sequential(Linear(2, 2), DropoutGate(rate=0.5), Linear(2, 2), rng=0)
    grown = Sequential(rng=0).add(Linear(2, 2)).add(DropoutGate(rate=0.5)).add(Linear(2, 2))
    np.testing.assert_array_equal(whole(np.ones((3, 2))).value, grown(np.ones((3, 2))).value)


def test_a_history_is_a_table():
    history = History()
    assert repr(history) == "epoch"
    assert history.epochs == 0
    for epoch in range(22):
        history.append({"loss": 1 / (epoch + 1)})
    lines = repr(history).splitlines()
    assert lines[0].split() == ["epoch", "loss"]
    assert [line.split() for line in lines[1:7]] == [
        ["1", "1"], ["2", "0.5"], ["3", "0.3333"], ["4", "0.25"], ["5", "0.2"], ["…", "…"],
    ]  # fmt: skip
    assert len(lines) == 12
    assert lines[-1].split() == ["22", "0.04545"]
    assert len({len(line) for line in lines}) == 1
    with pytest.raises(KeyError, match="the history has no 'accuracy'; it has loss"):
        history["accuracy"]
    with pytest.raises(KeyError, match="it has nothing"):
        History()["loss"]


def test_a_training_can_be_stopped_by_a_function(data):
    def enough(training):
        assert isinstance(training, Training)
        if training.history["loss"][-1] < 1:
            training.stop("good enough")

    history = classifier().fit(*data, epochs=50, rng=0, callbacks=enough)
    assert history.stopped == "good enough"
    assert history.epochs < 50
