"""Right implementations as students write them, in several styles."""

import numpy as np


def back_to(shape, gradient):
    """Sum a gradient back to the shape of a broadcast input."""
    gradient = np.sum(gradient, axis=tuple(range(np.ndim(gradient) - len(shape))))
    return np.sum(gradient, axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True).reshape(shape)


class AddGate:
    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        return x + y

    def backward(self, upstream):
        return [back_to(shape, upstream) for shape in self.shapes]


class MultiplyGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return self.x * self.y

    def backward(self, upstream):
        return back_to(np.shape(self.x), upstream * self.y), back_to(np.shape(self.y), upstream * self.x)


class DivideGate:
    def forward(self, x, y):
        self.saved = x, y
        return x * (1 / y)

    def backward(self, upstream):
        x, y = self.saved
        return back_to(np.shape(x), upstream / y), back_to(np.shape(y), -upstream * x / y**2)


class MaximumGate:
    """The lectures' printed gate: at a tie, neither input gets anything."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.maximum(x, y)

    def backward(self, upstream):
        return (
            back_to(np.shape(self.x), upstream * (self.x > self.y)),
            back_to(np.shape(self.y), upstream * (self.y > self.x)),
        )


class SigmoidGate:
    def forward(self, x):
        self.z = 1 / (1 + np.exp(-x))
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (1 - self.z)


class SigmoidGateByTanh:
    __name__ = "Sigmoid"

    def forward(self, x):
        self.z = 0.5 * (1 + np.tanh(x / 2))
        return self.z

    def backward(self, upstream):
        return (upstream * self.z * (1 - self.z),)


class TanhGate:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, upstream):
        return [upstream * (1 - np.tanh(self.x) ** 2)]


class TanhGateByExponentials:
    def forward(self, x):
        e = np.exp(-2 * np.abs(x))
        self.z = np.sign(x) * (1 - e) / (1 + e)
        return self.z

    def backward(self, upstream):
        return upstream * (1 - self.z * self.z)


class ReLUGate:
    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0)

    def backward(self, upstream):
        return np.where(self.mask, upstream, 0)


class ReLUGateWithCopies:
    def forward(self, x):
        self.x = np.array(x)
        out = np.array(x)
        out[self.x <= 0] = 0
        return out

    def backward(self, upstream):
        out = np.array(upstream)
        out[self.x < 0] = 0  # at 0 it lets upstream through: another admissible choice
        return out


class ReLUGateByMaximum:
    def forward(self, x):
        self.x = x
        return max(0, x) if np.ndim(x) == 0 else np.maximum(0, x)

    def backward(self, upstream):
        return 1 * (self.x > 0) * upstream


class LeakyReLU:
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, upstream):
        return np.where(self.x > 0, 1.0, self.slope) * upstream


class ExpGate:
    def forward(self, x):
        self.z = np.exp(x)
        return self.z

    def backward(self, upstream):
        return self.z * upstream


class LogGate:
    def forward(self, x):
        self.x = x
        return np.log(x)

    def backward(self, upstream):
        return upstream / self.x


class SumGate:
    def forward(self, x):
        self.shape = np.shape(x)
        return np.sum(x)

    def backward(self, upstream):
        return np.full(self.shape, upstream)


class MeanGate:
    def forward(self, x):
        self.x = x
        return np.sum(x) / np.size(x)

    def backward(self, upstream):
        return upstream * np.ones_like(self.x) / np.size(self.x)


class SoftmaxGate:
    def forward(self, x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        self.s = e / e.sum(axis=-1, keepdims=True)
        return self.s

    def backward(self, upstream):
        return self.s * (upstream - (upstream * self.s).sum(axis=-1, keepdims=True))


class SoftmaxGateByJacobian:
    def forward(self, x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        self.s = e / np.sum(e, axis=-1, keepdims=True)
        return self.s

    def backward(self, upstream):
        rows, ups = self.s.reshape(-1, self.s.shape[-1]), upstream.reshape(-1, self.s.shape[-1])
        return np.array([(np.diag(s) - np.outer(s, s)) @ u for s, u in zip(rows, ups, strict=True)]).reshape(
            self.s.shape
        )


class Subtract:
    """Gradients stacked in one array where the shapes are equal."""

    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        return x - y

    def backward(self, upstream):
        if self.shapes[0] == self.shapes[1]:
            return np.array([upstream, -upstream])
        return back_to(self.shapes[0], upstream), back_to(self.shapes[1], -upstream)


RIGHT = [
    (AddGate, "Add"),
    (MultiplyGate, "Multiply"),
    (DivideGate, "Divide"),
    (MaximumGate, "Maximum"),
    (SigmoidGate, "Sigmoid"),
    (SigmoidGateByTanh, "Sigmoid"),
    (TanhGate, "Tanh"),
    (TanhGateByExponentials, "Tanh"),
    (ReLUGate, "ReLU"),
    (ReLUGateWithCopies, "ReLU"),
    (ReLUGateByMaximum, "ReLU"),
    (LeakyReLU, "LeakyReLU"),
    (ExpGate, "Exp"),
    (LogGate, "Log"),
    (SumGate, "Sum"),
    (MeanGate, "Mean"),
    (SoftmaxGate, "Softmax"),
    (SoftmaxGateByJacobian, "Softmax"),
    (Subtract, "Subtract"),
]
