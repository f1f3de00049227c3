"""A training in the plane, epoch by epoch: two classes of points, a network, its boundary, and what each unit makes.

Nothing is kept back: the parameters after every epoch are there, so that one can go back to any of them.

Source: multilayer networks and their boundaries, CS224n notes; early stopping, regularisation and dropout, IST
lecture 5. Inputs are normalised by the statistics of the training set only (IST lecture 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from coursekit import data, nn, optim, train
from coursekit.autodiff.mode import no_grad
from coursekit.gates import Sigmoid
from coursekit.results.arrays import Floats
from coursekit.results.choices import HIDDEN, INITIALISERS, OPTIMIZERS, chosen

# Each takes how many points, the standard deviation of their noise, and a generator.
DATA: dict[str, Any] = {
    "moons": data.two_moons,
    "circles": data.circles,
    "spirals": partial(data.spirals, classes=2),
    "xor": data.xor,
    "blobs": partial(data.blobs, centres=((-1, -1), (1, 1))),
    "linear": data.linear,
}
NOISE = {"moons": 0.2, "circles": 0.1, "spirals": 0.05, "xor": 0.3, "blobs": 0.5, "linear": 0.1}

VALIDATION = 100
LAST_EPOCH = 1000
REACH = 2.8  # of the maps from the middle, in standard deviations of the training set
CELLS = 48  # of the output's map along each side; those of units have half as many
SHOWN = 8  # units of a layer


@dataclass(frozen=True)
class Plan:
    """What is trained, on what, and how. `hidden` are the widths of the hidden layers; names are those of `choices`.

    noise: as a multiple of what is usual for the data, `NOISE`.
    """

    points: str = "moons"
    examples: int = 100
    noise: float = 1.0
    hidden: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    initialiser: str = "Glorot uniform"
    optimizer: str = "Adam"
    rate: float = 0.03
    batch: int = 10
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """Points (n, 2), normalised, and their classes (n,), 0 or 1: to train on, and to validate with."""

    x: Floats
    y: Floats
    x_validation: Floats
    y_validation: Floats


@dataclass(frozen=True, eq=False)
class Epoch:
    """What there is after an epoch: losses and accuracies without dropout, and the parameters by name.

    kept: for each hidden layer, which units (n,) the first example of the last batch was sent through.
    """

    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    parameters: dict[str, Floats] = field(repr=False)
    kept: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class Maps:
    """What a network makes of the plane: `output` (48, 48), the probability of class 1; `units`, for each hidden layer
    (shown, 24, 24). Row 0 is the lowest. weights, biases: of all layers, the output's last.
    """

    output: Floats
    units: tuple[Floats, ...]
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]


@dataclass(frozen=True)
class Stopping:
    """Where early stopping would have kept the parameters, and where it would have stopped; None if not yet."""

    best: int | None
    stopped: int | None


class Run:
    """A training that goes on when it is told to. `epochs[k]` is what there is after k epochs; 0 is the beginning."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.examples = examples(plan)
        self.ended: str | None = None  # why it can't go on
        self._kept: list[Any] = [np.ones(width, bool) for width in plan.hidden]
        self._order = np.random.default_rng([plan.seed, 2])
        self.model = self._network()
        self.epochs = [self._measured()]

    @property
    def trained(self) -> int:
        """How many epochs there have been."""
        return len(self.epochs) - 1

    @property
    def parameters(self) -> int:
        """How many numbers are trained."""
        return sum(tensor.size for tensor in self.model.parameters().values())

    def train(self, epochs: int, *, seconds: float = float("inf")) -> None:
        """Train for some more epochs, but not after `seconds`, after the last epoch there is, or after a divergence."""
        epochs = min(epochs, LAST_EPOCH - self.trained)
        if epochs < 1 or self.ended:
            return
        until = perf_counter() + seconds

        def noted(training: nn.Training) -> None:
            self.epochs.append(self._measured())
            if not np.isfinite(self.epochs[-1].loss):
                self.ended = f"the loss is {self.epochs[-1].loss} after epoch {self.trained}"
                training.stop(self.ended)
            elif perf_counter() >= until:
                training.stop("time is up")

        x, y = self.examples.x, self.examples.y[:, np.newaxis]
        try:
            with np.errstate(all="ignore"):  # told in `ended`
                self.model.fit(
                    x, y, epochs=epochs, batch_size=self.plan.batch, callbacks=noted, rng=self._order, progress=False
                )
        except (FloatingPointError, ValueError):  # the loss, or a gradient, is not finite
            self.ended = f"the loss or its gradient is no longer finite in epoch {self.trained + 1}"

    def losses(self) -> tuple[Floats, Floats]:
        """Return the losses on the training and on the validation set, after 0, 1, … epochs."""
        both = np.array([[epoch.loss, epoch.validation_loss] for epoch in self.epochs])
        return both[:, 0], both[:, 1]

    def trouble(self) -> str:
        """Say what went wrong with the training so far; nothing if nothing did."""
        if self.ended:
            return f"Diverged: {self.ended}; begin again with a smaller learning rate."
        watch = optim.DivergenceWatch()
        for number, epoch in enumerate(self.epochs):
            if watch.observe(epoch.loss):
                return f"Diverging: since epoch {number} the loss is more than {watch.factor:g} times the first one."
        return ""

    def stopping(self, patience: int) -> Stopping:
        """Return what early stopping with that patience would have done so far, by the validation loss."""
        watch = train.EarlyStopping(patience)
        for number, epoch in enumerate(self.epochs):
            if watch.observe(epoch.validation_loss):
                return Stopping(watch.best_epoch, number)
        return Stopping(watch.best_epoch, None)

    def maps(self, epoch: int) -> Maps:
        """Return what the network makes of the plane after so many epochs."""
        now = self.model.values()
        self.model.assign(self.epochs[epoch].parameters)
        try:
            return _maps(self.model)
        finally:
            self.model.assign(now)

    def _network(self) -> nn.Sequential:
        """Return the network of the plan, with its first parameters, ready to be trained."""
        plan = self.plan
        make = chosen("initialiser", INITIALISERS, plan.initialiser)
        network = nn.Sequential(rng=np.random.default_rng([plan.seed, 1]))
        inputs = 2
        for number, width in enumerate(plan.hidden):
            network.add(nn.Linear(inputs, width, weights=make(1.0), rng=0))
            network.add(chosen("activation", HIDDEN, plan.activation)())
            if plan.dropout:
                network.add(nn.Dropout(plan.dropout))
                network.add(partial(self._seen, number))
            inputs = width
        network.add(nn.Linear(inputs, 1, weights=make(1.0), rng=0))
        network.compile(
            chosen("optimizer", OPTIMIZERS, plan.optimizer)(plan.rate),
            "binary_cross_entropy",
            metrics=["accuracy"],
            penalty=self._penalty if plan.l1 or plan.l2 else None,
        )
        return network

    def _penalty(self, model: Any) -> Any:
        return nn.l1(model, self.plan.l1) + nn.l2(model, self.plan.l2)

    def _seen(self, number: int, h: Any) -> Any:
        """Note which units dropout kept for the first example; h is what it made."""
        if self.model.training:
            _, mask = h.given
            self._kept[number] = mask[0] > 0
        return h

    def _measured(self) -> Epoch:
        given = self.examples
        with np.errstate(all="ignore"):
            trained = self.model.evaluate(given.x, given.y[:, np.newaxis])
            validated = self.model.evaluate(given.x_validation, given.y_validation[:, np.newaxis])
        return Epoch(
            trained["loss"],
            trained["accuracy"],
            validated["loss"],
            validated["accuracy"],
            self.model.values(),
            tuple(self._kept),
        )


def examples(plan: Plan) -> Examples:
    """Return the points of a plan, drawn by its seed."""
    count = plan.examples + VALIDATION
    make = chosen("data", DATA, plan.points)
    x, y = make(count, noise=plan.noise * NOISE[plan.points], rng=np.random.default_rng([plan.seed, 0]))
    parts = data.split(x, y.astype(float), sizes=(plan.examples, VALIDATION, 0), rng=plan.seed, stratify=y)
    scaling = data.Normalisation.fit(parts.train[0])
    (x, y), (x_validation, y_validation) = parts.train, parts.validation
    return Examples(scaling.transform(x), y, scaling.transform(x_validation), y_validation)


def plane() -> Floats:
    """Return the middles (48·48, 2) of the maps' cells, row by row from the lowest."""
    middles = (np.arange(CELLS) + 0.5) / CELLS * 2 * REACH - REACH
    return np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)


def input_maps() -> Floats:
    """Return the maps (2, 24, 24) of the two inputs themselves."""
    return _halved(plane())


def class_one(logits: Any) -> Floats:
    """Return the probability of class 1."""
    return np.asarray(Sigmoid().value(np.asarray(logits, dtype=float)))


def _maps(model: nn.Sequential) -> Maps:
    x: Any = plane()
    units, layers = [], [layer for layer in model.layers if isinstance(layer, nn.Linear)]
    with model.mode(training=False), no_grad(), np.errstate(all="ignore"):
        for layer in model.layers:
            x = layer(x)
            if not isinstance(layer, nn.Linear | nn.Dropout | partial):  # an activation
                units.append(_halved(x.value[:, :SHOWN]))
        output = class_one(x.value).reshape(CELLS, CELLS)
    weights, biases = (tuple(np.array(getattr(layer, name).value) for layer in layers) for name in ("W", "b"))
    return Maps(output, tuple(units), weights, biases)


def _halved(columns: Any) -> Floats:
    """Return a map (units, 24, 24) for each column (48·48, units): the means of four cells each."""
    half = CELLS // 2
    return np.asarray(columns.reshape(half, 2, half, 2, -1).mean(axis=(1, 3))).transpose(2, 0, 1)


def kept_epochs(trained: int, most: int = 24) -> Sequence[int]:
    """Return at most so many epochs from the first to the last, at even distances: those that a film shows."""
    return sorted({round(float(each)) for each in np.linspace(0, trained, min(trained + 1, most))})
