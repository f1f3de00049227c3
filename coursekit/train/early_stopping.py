"""Early stopping: end training when the error on the validation set no longer improves, with patience.

Source: "Early stopping", CSE 587 lecture 3 and IST lecture 5.
"""

import copy
import math
from typing import Any, Literal

from coursekit.arguments import whole_number
from coursekit.data.examples import one_of, real_number, single_number


class EarlyStopping:
    """Watches the validation error of each epoch, and keeps the best one.

        stopping = EarlyStopping(patience=5)
        for epoch in range(100):
            ...
            if stopping.observe(validation_error, parameters):
                break
        parameters = stopping.best_parameters

    Training stops after `patience` epochs in a row without an improvement. An epoch improves if its error is below
    the best so far by more than `min_delta` (above it, for mode `"max"`, which is for accuracies). A nan improves
    nothing.

    patience: an integer ≥ 1. min_delta: ≥ 0, in the units of the error.

    Attributes: `epoch`, how many were observed; `best`, the best error (None before one that is not nan);
    `best_epoch`, its epoch, counted from 0 (None likewise); `best_parameters`, a copy of those given with it (None if
    none were); `stopped`.
    """

    def __init__(self, patience: int = 5, *, min_delta: float = 0.0, mode: Literal["min", "max"] = "min") -> None:
        self.patience = whole_number("EarlyStopping", "patience", patience, 1)
        self.min_delta = real_number("EarlyStopping", "min_delta", min_delta)
        if self.min_delta < 0:
            raise ValueError(f"EarlyStopping: min_delta must be 0 or more, not {min_delta}")
        self.mode = one_of("EarlyStopping", "mode", mode, ("min", "max"))
        self.epoch = 0
        self.best: float | None = None
        self.best_epoch: int | None = None
        self.best_parameters: Any = None
        self.stopped = False

    def observe(self, error: float, parameters: Any = None) -> bool:
        """Take the next epoch's validation error, a single number; return whether to stop.

        parameters: whatever holds the model's parameters, such as a dictionary of arrays; copied deeply if the epoch
        is the best so far.

        Raises RuntimeError after it has said to stop: a new training needs a new EarlyStopping.
        """
        if self.stopped:
            raise RuntimeError("EarlyStopping: it has already said to stop; make a new one for a new training")
        error = single_number("EarlyStopping", "the error", error)
        if self._improves(error):
            self.best, self.best_epoch = error, self.epoch
            self.best_parameters = copy.deepcopy(parameters)
        self.epoch += 1
        waited = self.epoch if self.best_epoch is None else self.epoch - 1 - self.best_epoch
        self.stopped = waited >= self.patience
        return self.stopped

    def _improves(self, error: float) -> bool:
        if math.isnan(error) or self.best is None:
            return not math.isnan(error)
        gain = self.best - error if self.mode == "min" else error - self.best
        return gain > self.min_delta
