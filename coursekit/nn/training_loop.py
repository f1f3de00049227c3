"""The training loop behind `Model.fit`: epochs of mini-batches, each a forward pass, a backward pass and a step.

Source: "Mini-batch gradient descent", CSE 587 lecture 3; the training loop of the same program in PyTorch, IST lecture
5.
"""

import math
from typing import Any

import numpy as np

from coursekit.data.batches import minibatches
from coursekit.data.examples import Array
from coursekit.nn.callbacks import Callback, Training
from coursekit.nn.losses import Objective
from coursekit.train.progress import bar


def run(
    training: Training,
    objective: Objective,
    examples: tuple[Array, Array],
    validation: tuple[Array, Array] | None,
    *,
    batch_size: int,
    callbacks: list[Callback],
    random: np.random.Generator,
    show: bool,
) -> None:
    """Train, and note in `training.history` what was measured; the arguments are those of `Model.fit`, checked.

    An interruption from the keyboard ends the training, and is noted like any other reason to stop.
    """
    names = ["loss", *objective.metrics]
    measured = names + [f"validation_{name}" for name in names] if validation else names
    training.history.columns = {name: [] for name in measured}
    for callback in callbacks:
        callback.begin(training)
    batches = math.ceil(len(examples[0]) / batch_size)
    with bar(training.epochs * batches, "batch", wanted=show) as shown:
        try:
            while training.epoch < training.epochs and training.history.stopped is None:
                training.epoch += 1
                shown.set_description(f"epoch {training.epoch}/{training.epochs}")
                found = _epoch(training, objective, minibatches(*examples, size=batch_size, rng=random), shown)
                if validation:
                    scores = training.model.evaluate(*validation)
                    found |= {f"validation_{name}": value for name, value in scores.items()}
                training.history.append(found)
                shown.set_postfix(found)
                for callback in callbacks:
                    callback.after_epoch(training)
        except KeyboardInterrupt:
            training.stop(f"interrupted in epoch {training.epoch}")
    for callback in callbacks:
        callback.finish(training)


def _epoch(training: Training, objective: Objective, batches: Any, shown: Any) -> dict[str, float]:
    """Pass once over all examples, and return the mean loss and the metrics of all outputs on the way."""
    model, optimizer = training.model, training.optimizer
    parameters = model.parameters()
    total, count = 0.0, 0
    seen: list[tuple[Array, Array]] = []
    # Overflow is not warned of, but refused below, with what can be done about it.
    with model.mode(training=True), np.errstate(over="ignore", invalid="ignore"):
        for number, (x, y) in enumerate(batches, start=1):
            for parameter in parameters.values():
                parameter.gradient = None
            with optimizer.look_ahead(parameters):
                outputs, loss, other = objective(model, x, y)
                minimised = loss if objective.penalty is None else loss + objective.penalty(model)
                if not math.isfinite(minimised.item()):
                    raise _diverged(training, number, minimised.item())
                minimised.backward()
            try:
                optimizer.step(parameters, {name: parameter.gradient for name, parameter in parameters.items()})
            except ValueError as error:
                error.add_note(f"in epoch {training.epoch}, batch {number}")
                raise
            total += loss.item() * len(x)
            count += len(x)
            if objective.metrics:
                seen.append((outputs.value, other))
            shown.update()
    metrics = objective.measure(*map(np.concatenate, zip(*seen, strict=True))) if seen else {}
    return {"loss": total / count, **metrics}


def _diverged(training: Training, batch: int, loss: float) -> FloatingPointError:
    rate = training.optimizer.rate
    return FloatingPointError(
        f"fit: the loss is {loss} in epoch {training.epoch}, batch {batch}, with learning rate {rate:g}. Training has "
        f"diverged: start again from new parameters with a smaller rate, such as {rate / 10:g}; if the first batch "
        "fails, look at the scale of x (coursekit.data.Normalisation) and of the first weights, and whether the loss "
        "takes the logarithm of 0"
    )
