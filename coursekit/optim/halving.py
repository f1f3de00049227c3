"""`HalveOnWorse`: a learning rate that falls when the error on the validation set does."""

import math
from dataclasses import dataclass, field
from typing import Literal

from coursekit.arguments import finite_number
from coursekit.optim.hyperparameters import not_negative, positive, reduction
from coursekit.optim.schedules import Schedule


@dataclass
class HalveOnWorse(Schedule):
    """rate, which `observe` multiplies by `factor` whenever the validation error gets worse.

        schedule = HalveOnWorse(0.1)
        optimizer = SGD(schedule)
        for epoch in range(epochs):
            ...                                         # the steps of an epoch
            if schedule.observe(validation_error(params)):
                ...                                     # the rate has just been halved

    - against="previous": worse means above the error that was observed last. (IST lecture 5: halve the rate for every
      epoch in which the validation error increases.)
    - against="best": worse means not below the lowest error so far. (The same lecture: keep the rate while the error
      improves, then divide by 2 and go back, which is the training loop's to do.)

    patience: how many worse errors in a row are let pass, or, against the best, since it was improved or the rate last
    fell. least: the rate doesn't fall below. All t have the rate of now.
    """

    rate: float
    factor: float = 0.5
    against: Literal["previous", "best"] = "previous"
    patience: int = 0
    least: float = 0.0
    reference: float = field(default=math.inf, init=False)
    worse: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        positive("HalveOnWorse", "rate", self.rate)
        reduction("HalveOnWorse", self.factor)
        not_negative("HalveOnWorse", "patience", self.patience)
        not_negative("HalveOnWorse", "least", self.least)
        if self.against not in ("previous", "best"):
            raise ValueError(f"HalveOnWorse: against must be 'previous' or 'best', not {self.against!r}")

    def at(self, t: float) -> float:
        return self.rate

    def observe(self, error: float) -> bool:
        """Take note of a validation error, and say whether the rate has been lowered for it.

        Raises ValueError for an error that is nan or infinite: training has diverged, and no rate mends that.
        """
        error = finite_number("HalveOnWorse", "error", error)
        best = self.against == "best"
        is_worse = error >= self.reference if best else error > self.reference
        self.reference = min(error, self.reference) if best else error
        self.worse = self.worse + 1 if is_worse else 0
        if self.worse <= self.patience:
            return False
        self.worse = 0
        before, self.rate = self.rate, max(self.rate * self.factor, min(self.rate, self.least))
        return self.rate < before

    def state(self) -> dict[str, float]:
        return {"rate": self.rate, "reference": self.reference, "worse": self.worse}
