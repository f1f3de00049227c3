"""`Objective`: what a model is trained for and measured by: a loss, a penalty, metrics.

Losses go by the names of their gates, written small. Outputs are scores or logits, never probabilities: the gates of
the losses contain the softmax and the sigmoid, since together with them the logarithm cannot overflow.

Source: the objectives of CSE 587 lecture 3 and of the CS224n notes, the latter's maximum margin with pairs of windows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from coursekit.autodiff.tensor import Tensor
from coursekit.gates.activations import Sigmoid
from coursekit.gates.coercion import Array
from coursekit.gates.gate import Gate
from coursekit.gates.losses import BinaryCrossEntropy, MaxMargin, MeanSquaredError, SoftmaxCrossEntropy
from coursekit.gates.softmax import LogSoftmax, Softmax

Metric: TypeAlias = Callable[[Array, Array], Any]

LOSSES: dict[str, type[Gate]] = {
    "softmax_cross_entropy": SoftmaxCrossEntropy,
    "binary_cross_entropy": BinaryCrossEntropy,
    "mean_squared_error": MeanSquaredError,
    "max_margin": MaxMargin,
}


def find_loss(loss: Any) -> Callable[[Any, Any], Any]:
    """Return the loss of that name; a gate, or a function of outputs and targets, is returned as it is.

    Raises ValueError with the names there are, TypeError for what is no loss.
    """
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(
                f"there is no loss {loss!r}; the names are {', '.join(LOSSES)}; or give a gate or function"
            )
        return LOSSES[loss]()
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(
            f"a loss is a name ({', '.join(LOSSES)}), a gate such as SoftmaxCrossEntropy(), or a function of outputs "
            f"and targets, not {loss!r}"
        )
    function: Callable[[Any, Any], Any] = loss
    return function


@dataclass(frozen=True)
class Objective:
    """A loss of outputs and targets, a penalty on the model, and metrics by name, functions of outputs and targets.

    With `MaxMargin` the targets are inputs themselves, the corrupt examples: the model scores both.
    """

    loss: Callable[[Any, Any], Any]
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    penalty: Callable[[Any], Any] | None = None

    @classmethod
    def of(cls, loss: Any, metrics: Sequence[Any] = (), penalty: Any = None) -> "Objective":
        """Return the objective for what `Model.compile` was given."""
        function = find_loss(loss)
        if isinstance(metrics, str) or not isinstance(metrics, Sequence):
            raise TypeError(f"compile: metrics is a list, such as ['accuracy'], not {metrics!r}")
        if penalty is not None and not callable(penalty):
            raise TypeError(
                f"compile: penalty is a function of the model, such as lambda model: l2(model, 0.01), not {penalty!r}"
            )
        return cls(function, dict(_metric(metric, function) for metric in metrics), penalty)

    @property
    def pairs(self) -> bool:
        """Whether the loss compares the scores of two inputs."""
        return isinstance(self.loss, MaxMargin)

    def __call__(self, model: Callable[[Any], Any], x: Array, y: Array) -> tuple[Any, Any, Array]:
        """Return the outputs of a batch and their loss, Tensors, and what the outputs are compared with, an array."""
        outputs = model(x)
        other = model(y) if self.pairs else y
        return outputs, self.loss(outputs, other), other.value if self.pairs else other

    def measure(self, outputs: Array, other: Array) -> dict[str, float]:
        """Return the metrics, by name."""
        return {name: _number(metric(outputs, other)) for name, metric in self.metrics.items()}

    def evaluate(self, outputs: Array, other: Array) -> dict[str, float]:
        """Return the loss, without the penalty, and the metrics."""
        loss = self.loss(Tensor(outputs, needs_gradient=False), other)
        return {"loss": _number(loss), **self.measure(outputs, other)}

    def check(self, outputs: Any, rows: int, other: Array) -> None:
        """Refuse a model or targets that do not fit the loss, before anything is trained.

        outputs: the Tensor that the model made of the first `rows` examples. other: all targets, or, for pairs, what
        stands for all scores of the other inputs.
        """
        if not isinstance(outputs, Tensor) or outputs.shape[:1] != (rows,):
            what = f"shape {outputs.shape}" if isinstance(outputs, Tensor) else f"a {type(outputs).__name__}"
            raise TypeError(
                f"the model made {what} of {rows} example(s), where a Tensor is expected whose first axis counts the "
                "examples: compute it from the model's parameters with gates, operators or NumPy's functions"
            )
        if isinstance(outputs.gate, _CONTAINED.get(type(self.loss), ())):
            raise ValueError(
                f"the network ends with {outputs.gate}, which {self.loss} contains already; leave it out: the loss "
                "takes scores. For probabilities, apply it to what predict returns"
            )
        if isinstance(self.loss, Gate):
            # The gate's own checks, on all targets at once; for them, what the outputs are does not matter.
            self.loss.value(np.zeros((len(other), *outputs.shape[1:]), outputs.dtype), other)


def _metric(metric: Any, loss: Any) -> tuple[str, Metric]:
    if metric == "accuracy":
        for kind, function in _ACCURACIES.items():
            if isinstance(loss, kind):
                return "accuracy", function
        raise ValueError(
            "compile: accuracy is known for the losses softmax_cross_entropy, binary_cross_entropy and max_margin; for "
            "another, give a function of outputs and targets"
        )
    if not callable(metric):
        raise TypeError(f"compile: a metric is 'accuracy' or a function of outputs and targets, not {metric!r}")
    return getattr(metric, "__name__", type(metric).__name__), metric


def _number(value: Any) -> float:
    return value.item() if isinstance(value, Tensor) else float(value)


def class_accuracy(scores: Array, labels: Array) -> float:
    """Return the fraction of rows (N, k) whose largest score is that of the label (N,)."""
    return float(np.mean(np.argmax(scores, axis=1) == labels))


def binary_accuracy(logits: Array, targets: Array) -> float:
    """Return the fraction of logits that are positive where the target is above ½, and only there."""
    return float(np.mean((logits > 0) == (targets > 0.5)))


def ranking_accuracy(s: Array, s_c: Array) -> float:
    """Return the fraction of true examples that score higher than the corrupt ones beside them."""
    return float(np.mean(s > s_c))


_ACCURACIES: dict[type[Gate], Metric] = {
    SoftmaxCrossEntropy: class_accuracy,
    BinaryCrossEntropy: binary_accuracy,
    MaxMargin: ranking_accuracy,
}

# What a loss does to the outputs itself.
_CONTAINED: dict[type, tuple[type[Gate], ...]] = {
    SoftmaxCrossEntropy: (Softmax, LogSoftmax),
    BinaryCrossEntropy: (Sigmoid, Softmax),
}
