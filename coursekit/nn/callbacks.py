"""Callbacks: what is done after each epoch of `Model.fit` besides training.

    def report(training):
        print(training.epoch, training.history["loss"][-1])

    model.fit(x, y, epochs=20, callbacks=[report, EarlyStopping(patience=3)])

A function is called after each epoch. A `Callback` may also begin and finish.

Source: early stopping, CSE 587 lecture 3 and IST lecture 5; the rate that is halved, IST lecture 5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from coursekit import train
from coursekit.nn.history import History
from coursekit.optim.optimizer import Optimizer

if TYPE_CHECKING:
    from coursekit.nn.model import Model


@dataclass
class Training:
    """A training as callbacks see it: the model, its optimizer, what was measured, which epoch (from 1) of how many.

    The names of all that is measured are in `history.columns` from the beginning.
    """

    model: "Model"
    optimizer: Optimizer
    history: History
    epochs: int
    epoch: int = 0

    def stop(self, reason: str) -> None:
        """End the training after this epoch, and let the history say why."""
        self.history.stopped = reason


class Callback:
    """Something that accompanies a training; each method may be left as it is."""

    def begin(self, training: Training) -> None:
        """Do what is to be done before the first epoch."""

    def after_epoch(self, training: Training) -> None:
        """Do what is to be done after an epoch, when it has been measured."""

    def finish(self, training: Training) -> None:
        """Do what is to be done at the end, also of a training that was interrupted from the keyboard."""


class Called(Callback):
    """A function of the training, as a callback."""

    def __init__(self, function: Callable[[Training], Any]) -> None:
        self.function = function

    def after_epoch(self, training: Training) -> None:
        self.function(training)


class Watching(Callback):
    """A callback that goes by one of the things that are measured.

    monitor: its name, such as "validation_loss". Raises ValueError, when training begins, if there is no such thing.
    """

    def __init__(self, monitor: str) -> None:
        self.monitor = monitor

    def begin(self, training: Training) -> None:
        if self.monitor not in training.history.columns:
            measured = ", ".join(training.history.columns)
            remedy = (
                "; give fit validation=(x, y) or validation_split=" if self.monitor.startswith("validation") else ""
            )
            raise ValueError(f"{type(self).__name__}: {self.monitor!r} is not measured, only {measured}{remedy}")

    def error(self, training: Training) -> float:
        """Return the last value, as something that is to become small: accuracies with a minus."""
        value = training.history[self.monitor][-1]
        return -value if self.monitor.endswith("accuracy") else value


class EarlyStopping(Watching):
    """Stops after `patience` epochs in a row without an improvement by more than `min_delta`; the best epoch is kept.

    What ends in "accuracy" improves when it grows, everything else when it falls. restore: put the parameters of the
    best epoch back at the end. `watch` is the `coursekit.train.EarlyStopping` that keeps count.
    """

    def __init__(
        self,
        patience: int = 5,
        *,
        monitor: str = "validation_loss",
        min_delta: float = 0.0,
        restore: bool = True,
    ) -> None:
        super().__init__(monitor)
        self.watch = train.EarlyStopping(patience, min_delta=min_delta)
        self.restore = restore

    def begin(self, training: Training) -> None:
        super().begin(training)
        self.watch = train.EarlyStopping(self.watch.patience, min_delta=self.watch.min_delta)

    def after_epoch(self, training: Training) -> None:
        if self.watch.observe(self.error(training), training.model.values()):
            best = "none was" if self.watch.best_epoch is None else f"epoch {self.watch.best_epoch + 1} was"
            training.stop(
                f"stopped early after epoch {training.epoch}, as {self.monitor} no longer improved: {best} best"
            )

    def finish(self, training: Training) -> None:
        if self.restore and self.watch.best_parameters is not None:
            training.model.assign(self.watch.best_parameters)


class Checkpoint(Watching):
    """Saves the model to `path`, a `.npz` file, after each epoch that is the best so far, as `EarlyStopping` has it."""

    def __init__(self, path: str | PathLike[str], *, monitor: str = "validation_loss") -> None:
        super().__init__(monitor)
        self.path = path
        self.best = float("inf")

    def begin(self, training: Training) -> None:
        super().begin(training)
        self.best = float("inf")

    def after_epoch(self, training: Training) -> None:
        error = self.error(training)
        if error < self.best:
            self.best = error
            training.model.save(self.path)


class LearningRate(Watching):
    """Tells the error of each epoch to a learning rate that goes by it, such as `coursekit.optim.HalveOnWorse`.

        model.compile(SGD(HalveOnWorse(0.1)), "mean_squared_error")
        model.fit(x, y, epochs=20, validation=(x_v, y_v), callbacks=[LearningRate()])

    go_back: whenever the rate is lowered, put the parameters of the best epoch so far back, as IST lecture 5 has it.
    """

    def __init__(self, *, monitor: str = "validation_loss", go_back: bool = False) -> None:
        super().__init__(monitor)
        self.go_back = go_back
        self.best: tuple[float, dict[str, Any]] | None = None

    def begin(self, training: Training) -> None:
        super().begin(training)
        self.best = None
        if not hasattr(training.optimizer.lr, "observe"):
            raise ValueError(
                f"LearningRate: the learning rate {training.optimizer.lr} does not go by the error; give the optimizer "
                f"lr=HalveOnWorse({training.optimizer.rate})"
            )

    def after_epoch(self, training: Training) -> None:
        error = self.error(training)
        if self.go_back and (self.best is None or error < self.best[0]):
            self.best = error, training.model.values()
        lowered = training.optimizer.lr.observe(error)  # type: ignore[attr-defined] # `begin` has made sure
        if lowered and self.best is not None:
            training.model.assign(self.best[1])


def as_callbacks(given: Any) -> list[Callback]:
    """Return callbacks for what `fit` was given: callbacks and functions. Raises TypeError for anything else."""
    callbacks: list[Callback] = []
    for one in given if isinstance(given, (list, tuple)) else [given]:
        if isinstance(one, Callback):
            callbacks.append(one)
        elif callable(one) and not isinstance(one, type):
            callbacks.append(Called(one))
        else:
            raise TypeError(f"fit: a callback is a Callback or a function of the training, not {one!r}")
    return callbacks
