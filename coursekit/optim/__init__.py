"""Optimizers, which turn gradients into steps, and learning-rate schedules, which say how long the steps are."""

from coursekit.optim.adafactor import Adafactor
from coursekit.optim.adam import Adam, AdamW, SparseAdam
from coursekit.optim.adaptive import Adadelta, Adagrad, RMSProp
from coursekit.optim.descent import SGD, GradientDescent, Nesterov
from coursekit.optim.divergence import DivergenceWatch, largest_stable_rate
from coursekit.optim.halving import HalveOnWorse
from coursekit.optim.optimizer import Optimizer
from coursekit.optim.row_gradient import RowGradient
from coursekit.optim.schedules import (
    Constant,
    CosineRestarts,
    Custom,
    ExponentialDecay,
    FanInScaling,
    HoldThenDecay,
    InverseTimeDecay,
    PerEpoch,
    Rate,
    Schedule,
    StepDecay,
    Triangular,
    Warmup,
)

# fmt: off
__all__ = [
    "SGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Constant", "CosineRestarts", "Custom",
    "DivergenceWatch", "ExponentialDecay", "FanInScaling", "GradientDescent", "HalveOnWorse", "HoldThenDecay",
    "InverseTimeDecay", "Nesterov", "Optimizer", "PerEpoch", "RMSProp", "Rate", "RowGradient", "Schedule", "SparseAdam",
    "StepDecay", "Triangular", "Warmup", "largest_stable_rate",
]
# fmt: on
