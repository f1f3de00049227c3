"""What cannot be trained is refused before the first step, in the user's terms."""

import numpy as np
import pytest

from coursekit.autodiff import Tensor
from coursekit.data import blobs
from coursekit.gates import LogSoftmax, ReLU, Sigmoid, Softmax, SoftmaxCrossEntropy
from coursekit.nn import Linear, Model, Module, Sequential
from coursekit.optim import SGD, Adam

X, Y = blobs(30, rng=0)
WITH_NAN = np.where(np.arange(60).reshape(30, 2) == 7, np.nan, X)
FLOATS = np.linspace(0, 1, 30)[:, None]


def model(loss="softmax_cross_entropy", outputs=3, last=None):
    made = Sequential(Linear(2, outputs, rng=0), *([last] if last else []))
    made.compile(SGD(0.1), loss)
    return made


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((WITH_NAN, Y), ValueError, r"fit: x has 1 entries that are not finite, the first nan at x\[3, 1\]; remove"),
        ((X, Y[:-1]), ValueError, "fit: x has 30 rows, but y has 29; each example needs one target"),
        ((X[:0], Y[:0]), ValueError, "fit: x has no rows; at least one example is needed"),
        (
            (X, np.where(Y == 2, 3, Y)),
            ValueError,
            r"labels\[\d+\] is 3, but the scores have 3 classes, numbered 0 to 2",
        ),
        ((X, Y + 1), ValueError, "if they count from 1, give labels - 1"),
        ((X, Y.astype(float)), TypeError, r"labels must be integers, class ids from 0 to 2, not of dtype float64"),
        ((X, np.eye(3)[Y]), ValueError, r"these look like one-hot rows: give np.argmax\(labels, axis=1\)"),
        ((X, Y[:, None]), ValueError, r"take the column out: labels\[:, 0\]"),
        ((np.ones((30, 5)), Y), ValueError, r"Linear\(2, 3\) cannot take x of shape \(2, 5\).* gets rows of 5"),
        ((X.astype(str), Y), TypeError, "fit: x must be real numbers, not ndarray of dtype <U"),
        ((3.0, Y), ValueError, "fit: x is a single number; its first axis counts examples"),
        (([[1.0], [1.0, 2.0]], Y[:2]), ValueError, "fit: the rows of x differ in length"),
        ((X, None), TypeError, "fit: y must be real numbers, not NoneType of dtype object"),
    ],
)
def test_data_that_do_not_fit(given, error, message):
    untouched = model()
    before = untouched.values()
    with pytest.raises(error, match=message):
        untouched.fit(*given, epochs=1, rng=0)
    for name, value in untouched.values().items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((WITH_NAN, Y), ValueError, r"fit: validation x has 1 entries .* nan at validation x\[3, 1\]"),
        ((X, Y[1:]), ValueError, "fit: validation x has 30 rows, but validation y has 29"),
        ((X, Y + 1), ValueError, "the scores have 3 classes"),
        ((np.ones((30, 5)), Y), ValueError, "gets rows of 5"),
        (X, TypeError, r"fit: validation is a pair \(x, y\), not a ndarray"),
        ((X,), TypeError, "fit: validation is a pair"),
    ],
)
def test_validation_data_that_do_not_fit(given, error, message):
    untouched = model()
    before = untouched.values()
    with pytest.raises(error, match=message) as caught:
        untouched.fit(X, Y, validation=given, rng=0)
    assert "validation" in str(caught.value) or caught.value.__notes__ == ["in the validation data"]
    np.testing.assert_array_equal(untouched.values()["layers.0.W"], before["layers.0.W"])


@pytest.mark.parametrize(
    ("loss", "y", "message"),
    [
        ("mean_squared_error", FLOATS[:, 0], r"target has shape \(30,\), but prediction has shape \(30, 1\).*reshape"),
        ("binary_cross_entropy", FLOATS * 3, r"targets\[\d+, 0\] is 1.03.*the probability of class 1"),
        ("mean_squared_error", np.where(FLOATS == 0, np.inf, FLOATS), r"fit: y has 1 entries that are not finite"),
    ],
)
def test_targets_that_do_not_fit(loss, y, message):
    with pytest.raises(ValueError, match=message):
        model(loss, outputs=1).fit(X, y, rng=0)


def test_corrupt_examples_need_scores_of_the_same_shape():
    pairs = model("max_margin", outputs=1)
    with pytest.raises(ValueError, match=r"Linear\(2, 1\) cannot take x of shape \(2, 3\)"):
        pairs.fit(X, np.ones((30, 3)), rng=0)


@pytest.mark.parametrize(
    ("loss", "last", "outputs", "y"),
    [
        ("softmax_cross_entropy", Softmax(), 3, Y),
        ("softmax_cross_entropy", LogSoftmax(), 3, Y),
        ("binary_cross_entropy", Sigmoid(), 1, FLOATS),
    ],
)
def test_an_activation_that_the_loss_contains_is_found(loss, last, outputs, y):
    with pytest.raises(ValueError, match=f"ends with {last}, which .* contains already; leave it out"):
        model(loss, outputs, last).fit(X, y, rng=0)


class Returning(Model):
    def __init__(self, result):
        self.W = Tensor([1.0])
        self.result = result

    def forward(self, x):
        return self.result(self.W, x)


@pytest.mark.parametrize(
    ("result", "what"),
    [(lambda W, x: x, "a ndarray"), (lambda W, x: np.sum(W * x), r"shape \(\)"), (lambda W, x: None, "a NoneType")],
)
def test_a_model_returns_a_tensor_with_a_row_for_each_example(result, what):
    returning = Returning(result)
    returning.compile(SGD(0.1), "mean_squared_error")
    with pytest.raises(TypeError, match=f"the model made {what} .*where a Tensor is expected"):
        returning.fit(X, FLOATS, rng=0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": -1}, "fit: epochs must be at least 0, not -1"),
        ({"batch_size": 0}, "fit: batch_size must be at least 1, not 0"),
        ({"validation_split": 0.2, "validation": (X, Y)}, r"give validation=\(x, y\) or validation_split, not both"),
        ({"validation_split": 1.0}, "must leave examples on both sides; 1 of 30 is 30"),
        ({"validation_split": 0.001}, "must leave examples on both sides; 0.001 of 30 is 0"),
        ({"rng": -1}, "fit: a seed is 0 or more, not -1"),
    ],
)
def test_settings_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        model().fit(X, Y, **options)


def test_callbacks_are_callbacks():
    for wrong in ("stop", [print, int]):
        with pytest.raises(TypeError, match="a callback is a Callback or a function of the training, not"):
            model().fit(X, Y, callbacks=wrong)


def test_compile_says_what_it_takes():
    fresh = Sequential(Linear(2, 3, rng=0))
    for method in ("fit", "evaluate"):
        with pytest.raises(RuntimeError, match=rf"{method}: say first how to train: model\.compile"):
            getattr(fresh, method)(X, Y)
    with pytest.raises(TypeError, match=r"optimizer is an instance, such as coursekit\.optim\.SGD\(0\.1\), not 'adam'"):
        fresh.compile("adam", "mean_squared_error")
    with pytest.raises(ValueError, match="there is no loss 'cross_entropy'; the names are softmax_cross_entropy"):
        fresh.compile(Adam(), "cross_entropy")
    for loss in (SoftmaxCrossEntropy, 3):
        with pytest.raises(TypeError, match=r"a loss is a name .*, a gate such as SoftmaxCrossEntropy\(\), or a func"):
            fresh.compile(Adam(), loss)
    with pytest.raises(TypeError, match=r"metrics is a list, such as \['accuracy'\], not 'accuracy'"):
        fresh.compile(Adam(), "softmax_cross_entropy", metrics="accuracy")
    with pytest.raises(TypeError, match="a metric is 'accuracy' or a function of outputs and targets, not 'f1'"):
        fresh.compile(Adam(), "softmax_cross_entropy", metrics=["f1"])
    with pytest.raises(ValueError, match="accuracy is known for the losses softmax_cross_entropy, binary"):
        fresh.compile(Adam(), "mean_squared_error", metrics=["accuracy"])
    with pytest.raises(TypeError, match=r"penalty is a function of the model, such as lambda model: l2.* not 0\.1"):
        fresh.compile(Adam(), "mean_squared_error", penalty=0.1)
    fresh.compile(Adam(), SoftmaxCrossEntropy(), metrics=["accuracy"])
    assert fresh.fit(X, Y, rng=0).epochs == 1


def test_a_model_without_parameters_has_nothing_to_learn():
    empty = Sequential(ReLU())
    empty.compile(SGD(0.1), "mean_squared_error")
    with pytest.raises(ValueError, match=r"Sequential\(ReLU\) has no trained parameters; there is nothing to learn"):
        empty.fit(X, X)


def test_sequences_and_models_say_what_they_are_made_of():
    with pytest.raises(TypeError, match=r"takes instances: ReLU\(...\), not the class ReLU"):
        Sequential(Linear(2, 2), ReLU)
    with pytest.raises(TypeError, match="takes modules, gates and functions, not 3"):
        Sequential(3)
    with pytest.raises(TypeError, match="Model wraps a Module, not <function"):
        Model(lambda x: x)


def test_a_loss_that_is_not_finite_names_epoch_batch_rate_and_remedy():
    diverging = Sequential(Linear(2, 8, rng=0), Linear(8, 1, rng=0))
    diverging.compile(SGD(100.0), "mean_squared_error")
    message = r"the loss is (inf|nan) in epoch \d+, batch \d+, with learning rate 100\. .* smaller rate, such as 10;"
    with pytest.raises(FloatingPointError, match=message):
        diverging.fit(X, FLOATS, epochs=50, rng=0)


def test_a_gradient_that_is_not_finite_says_where():
    class Steep(Module):
        def __init__(self):
            self.W = Tensor([[0.0, 0.0]])

        def forward(self, x):
            return np.sqrt(np.sum(self.W * self.W * x * x, axis=1, keepdims=True))

    steep = Model(Steep())
    steep.compile(SGD(0.1), "mean_squared_error")
    with np.errstate(divide="ignore"), pytest.raises(ValueError, match=r"the gradient of network\.W is nan") as caught:
        steep.fit(X, FLOATS, rng=0)
    assert caught.value.__notes__ == ["in epoch 1, batch 1"]
