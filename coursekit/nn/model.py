"""`Model`: a network that can be compiled, fitted, evaluated and asked for predictions.

    model = Sequential(Linear(2, 16), Tanh(), Linear(16, 3), rng=0)
    model.compile(SGD(0.1), "softmax_cross_entropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=20, validation_split=0.2, rng=0)
    model.evaluate(x_test, y_test)       # {"loss": ..., "accuracy": ...}
    np.argmax(model.predict(x_new), axis=1)

Source: the program in Keras, IST lecture 5.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.autodiff.mode import no_grad
from coursekit.autodiff.tensor import Tensor
from coursekit.data.examples import Array, real_number
from coursekit.data.splits import split_indices
from coursekit.nn import training_data, training_loop
from coursekit.nn.callbacks import Training, as_callbacks
from coursekit.nn.history import History
from coursekit.nn.losses import Objective
from coursekit.nn.module import Module
from coursekit.optim.optimizer import Optimizer


class Model(Module):
    """A network that trains itself. `Sequential` is one; so is a subclass with a `forward`; `Model(network)` wraps one.

    x is an array whose rows are examples: floats, which are taken in the dtype of the parameters, or integers such as
    word ids. y has a row for each: class labels or targets, as the loss wants them. Neither is changed, nor
    differentiated.
    """

    optimizer: Optimizer | None = None
    objective: Objective | None = None

    def __init__(self, network: Callable[[Any], Any]) -> None:
        if not isinstance(network, Module):
            raise TypeError(f"Model wraps a Module, not {network!r}; for layers one after the other, take Sequential")
        self.network = network

    def forward(self, x: Any) -> Any:
        return self.network(x)

    def compile(
        self,
        optimizer: Optimizer,
        loss: str | Callable[[Any, Any], Any],
        *,
        metrics: Sequence[str | Callable[[Array, Array], Any]] = (),
        penalty: Callable[[Any], Any] | None = None,
    ) -> None:
        """Say how the model is trained. The parameters stay as they are.

        optimizer: an instance, such as `Adam(lr=0.001)`. loss: `"softmax_cross_entropy"`, `"binary_cross_entropy"`,
        `"mean_squared_error"`, `"max_margin"` (y then are corrupt examples, to be scored lower than x), a gate, or a
        function of outputs and targets. metrics: `"accuracy"`, or functions of the arrays of outputs and targets.
        penalty: a function of the model whose result is minimised with the loss, such as
        `lambda model: l2(model, 0.01)`; what `fit` and `evaluate` report as the loss is without it.
        """
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"compile: optimizer is an instance, such as coursekit.optim.SGD(0.1), not {optimizer!r}")
        self.objective = Objective.of(loss, metrics, penalty)
        self.optimizer = optimizer

    def fit(
        self,
        x: Any,
        y: Any,
        *,
        epochs: int = 1,
        batch_size: int = 32,
        validation: tuple[Any, Any] | None = None,
        validation_split: float = 0.0,
        callbacks: Any = (),
        rng: Rng = None,
        progress: bool = True,
    ) -> History:
        """Train on examples x and targets y for some epochs, in mini-batches shuffled anew in each.

        validation: x and y that are measured after each epoch, and not trained on; or validation_split: the fraction of
        the rows that is drawn for it. callbacks: see `coursekit.nn.callbacks`. rng: a seed or a generator, for the
        order of the batches; the same seed gives the same bits. progress: whether to show a bar, where one can be seen.

        Fitting again goes on from where the parameters and the optimizer are. Ctrl-C ends the training and returns what
        has been learnt so far.

        Raises ValueError or TypeError, before the first step, for data that do not fit; FloatingPointError if the loss
        is no longer finite.
        """
        optimizer, objective = self.compiled("fit")
        random = generator(rng, "fit")
        epochs, batch_size = whole_number("fit", "epochs", epochs, 0), whole_number("fit", "batch_size", batch_size, 1)
        if not self.parameters():
            raise ValueError(f"fit: {self.describe()} has no trained parameters; there is nothing to learn")
        examples = training_data.pairs("fit", x, y, self.dtype)
        self._check(objective, *examples)
        if validation_split:
            if validation is not None:
                raise ValueError("fit: give validation=(x, y) or validation_split, not both")
            examples, validation = self._divided(examples, validation_split, random)
        elif validation is not None:
            if not isinstance(validation, (tuple, list)) or len(validation) != 2:
                raise TypeError(f"fit: validation is a pair (x, y), not a {type(validation).__name__}")
            validation = training_data.pairs("fit", *validation, self.dtype, prefix="validation ")
            try:
                self._check(objective, *validation)
            except (TypeError, ValueError) as error:
                error.add_note("in the validation data")
                raise
        training = Training(self, optimizer, History(), epochs)
        training_loop.run(
            training,
            objective,
            examples,
            validation,
            batch_size=batch_size,
            callbacks=as_callbacks(callbacks),
            random=random,
            show=progress,
        )
        return training.history

    def evaluate(self, x: Any, y: Any, *, batch_size: int = 256) -> dict[str, float]:
        """Return the loss and the metrics on these examples, by name, in evaluation mode."""
        _, objective = self.compiled("evaluate")
        x, y = training_data.pairs("evaluate", x, y, self.dtype)
        other = self.predict(y, batch_size=batch_size) if objective.pairs else y
        return objective.evaluate(self.predict(x, batch_size=batch_size), other)

    def predict(self, x: Any, *, batch_size: int = 256) -> Array:
        """Return the outputs for x, an array: scores or logits, as the network ends with them.

        Computed in batches, in evaluation mode and without a record; afterwards, the mode is what it was.
        """
        rows = training_data.examples("predict", x, self.dtype)
        size = whole_number("predict", "batch_size", batch_size, 1)
        with self.mode(training=False), no_grad():
            # Of no rows, one batch of none, which tells the shape.
            outputs = [self(rows[start : start + size]) for start in range(0, max(len(rows), 1), size)]
        return np.concatenate([output.value if isinstance(output, Tensor) else output for output in outputs])

    @property
    def dtype(self) -> np.dtype[Any] | None:
        """The floating-point type of the parameters, in which data is taken; None if there are none."""
        kinds = {tensor.dtype for tensor in self.tensors().values()}
        return np.result_type(*kinds) if kinds else None

    def compiled(self, method: str) -> tuple[Optimizer, Objective]:
        """Return what `compile` was given; raise RuntimeError, in the name of the method that needs it, before that."""
        if self.optimizer is None or self.objective is None:
            raise RuntimeError(f"{method}: say first how to train: model.compile(SGD(0.1), 'softmax_cross_entropy')")
        return self.optimizer, self.objective

    def _check(self, objective: Objective, x: Array, y: Array) -> None:
        """Refuse data that do not fit the network or the loss: a few examples pass through it, and all targets."""
        with self.mode(training=False):
            outputs = self(x[:2])
            other = np.zeros((len(y), *np.shape(self(y[:2]))[1:])) if objective.pairs else y
        objective.check(outputs, len(x[:2]), other)

    def _divided(
        self, examples: tuple[Array, Array], fraction: float, random: np.random.Generator
    ) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """Return the examples without those drawn for validation, and these."""
        fraction = real_number("fit", "validation_split", fraction)
        count = round(len(examples[0]) * fraction)
        if not 0 < fraction < 1 or not 0 < count < len(examples[0]):
            raise ValueError(
                f"fit: validation_split must leave examples on both sides; {fraction:g} of "
                f"{len(examples[0])} is {count}"
            )
        train, validation, _ = split_indices(len(examples[0]), sizes=(len(examples[0]) - count, count, 0), rng=random)
        x, y = examples
        return (x[train], y[train]), (x[validation], y[validation])
