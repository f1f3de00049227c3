"""Right gates that have something of a numerical backward are not taken for one."""

import numpy as np
import pytest

from coursekit import check, positive, real
from coursekit.gates.broadcast import sum_to_shape


def logistic(x):
    return 1 / (1 + np.exp(-x))


class SigmoidOfClipped:
    """A helper that is called with x, and with x cut off at large values."""

    def forward(self, x):
        self.x = x
        return logistic(np.clip(x, -500, 500))

    def backward(self, upstream):
        z = logistic(np.clip(self.x, -500, 500))
        return upstream * z * (1 - z)


class SigmoidAgain(SigmoidOfClipped):
    """Backward runs forward once more."""

    def backward(self, upstream):
        z = self.forward(self.x)
        return upstream * z * (1 - z)


class SigmoidOfMinusX(SigmoidOfClipped):
    def backward(self, upstream):
        x = np.clip(self.x, -500, 500)
        return upstream * logistic(x) * logistic(-x)


class SigmoidOfOwnGradient(SigmoidOfClipped):
    """A method of the same name as NumPy's differences of samples."""

    def gradient(self, x):
        z = logistic(np.clip(x, -500, 500))
        return z - z * z

    def backward(self, upstream):
        return upstream * self.gradient(self.x)


class SigmoidOfLibrary(SigmoidOfClipped):
    """By a function that is not the student's, and a constant that is made of itself."""

    def backward(self, upstream):
        z = logistic(np.clip(self.x, -500, 500))
        n = 2.0
        n = n * n
        return sum_to_shape(upstream * 4 * (z - z * z) / n, np.shape(self.x))


class SigmoidKeptFromZero(SigmoidOfClipped):
    """A tiny number that is added to a denominator is no step."""

    def backward(self, upstream):
        z = logistic(np.clip(self.x, -500, 500))
        return upstream * (z - z * z) / (1.0 + 1e-300)


def normalised(x, eps):
    centred = x - x.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    return centred / deviation, deviation


class LayerNormGate:
    """eps is small, and something is divided by what it was added to."""

    def __init__(self, eps=1e-5):
        self.eps = eps

    def forward(self, x, gamma, beta):
        self.x, self.gamma = x, gamma
        return normalised(x, self.eps)[0] * gamma + beta

    def backward(self, upstream):
        n, deviation = normalised(self.x, self.eps)
        d = upstream * self.gamma
        dx = (d - d.mean(axis=-1, keepdims=True) - n * (d * n).mean(axis=-1, keepdims=True)) / deviation
        rows = tuple(range(np.ndim(upstream) - 1))
        return dx, (upstream * n).sum(axis=rows), upstream.sum(axis=rows)


class CubeRoot:
    """By Newton's method, in forward and once more in backward."""

    def root(self, x):
        z = x / 2 + 0.5
        for _ in range(60):
            z = z - (z**3 - x) / (3 * z * z)
        return z

    def forward(self, x):
        self.x = x
        return self.root(x)

    def backward(self, upstream):
        z = self.root(self.x)
        return upstream / (3 * z * z)


class CubeRootByHalving(CubeRoot):
    """Halving brings points very near to one another, but these are no inputs."""

    def too_large(self, z):
        return z**3 > self.x

    def root(self, x):
        low, high = np.zeros_like(x), np.ones_like(x) + x
        for _ in range(100):
            z = (low + high) / 2
            too_large = z**3 > x
            low, high = np.where(too_large, low, z), np.where(too_large, z, high)
        return (low + high) / 2


class SquareRootByHalving:
    """Here the halving calls a function of its own; where x = 1, its root is x."""

    def square(self, z):
        return z * z

    def root(self, x):
        low, high = np.zeros_like(x), np.ones_like(x) + x
        for _ in range(100):
            z = (low + high) / 2
            too_large = self.square(z) > x
            low, high = np.where(too_large, low, z), np.where(too_large, z, high)
        return (low + high) / 2

    def forward(self, x):
        self.x = x
        return self.root(x)

    def backward(self, upstream):
        return upstream / (2 * self.root(self.x))


class SoftClip:
    """Divides a difference by a small constant of the formula: forward is divided by it, too."""

    slope = 0.01

    def forward(self, x, y):
        return (x - y) / self.slope

    def backward(self, upstream):
        return upstream / self.slope, -upstream / self.slope


class Leaky:
    """Of a small slope: it multiplies by it, and elsewhere divides by it."""

    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, upstream):
        return upstream * np.where(self.x > 0, 1.0, self.slope)


class SigmoidOfTemperature:
    """σ(x/T) at a small temperature T: the local gradient z(1 − z) is a difference, and it is divided by T."""

    temperature = 0.01

    def forward(self, x):
        self.z = logistic(np.clip(x / self.temperature, -500, 500))
        return self.z

    def backward(self, upstream):
        return upstream * self.z * (1 - self.z) / self.temperature


class SoftmaxOfTemperature:
    """Here both sides of the difference are computed."""

    temperature = 0.01

    def forward(self, x):
        scaled = x / self.temperature
        powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        self.s = powers / powers.sum(axis=-1, keepdims=True)
        return self.s

    def backward(self, upstream):
        mean = (upstream * self.s).sum(axis=-1, keepdims=True)
        return self.s * (upstream - mean) / self.temperature


class SoftmaxOfTemperatureInOneLine(SoftmaxOfTemperature):
    """Of a hundred, not through a hundredth; and with a tiny number that divides nothing."""

    def backward(self, upstream):
        s = self.s + 1e-300
        return 100.0 * s * (upstream - np.sum(upstream * s, axis=-1, keepdims=True))


class Huber:
    """Divides by a small width, within which it is a parabola."""

    width = 0.01

    def forward(self, x):
        self.x = x
        far = np.abs(x) - self.width / 2
        return np.where(np.abs(x) < self.width, x * x / (2 * self.width), far)[()]

    def backward(self, upstream):
        inside = np.abs(self.x) - self.width < 0
        return upstream * np.where(inside, (self.x - 0.0) / self.width, np.sign(self.x))


class Kept:
    """x²/2, through a function that is called with what a clip leaves as it is."""

    def half_square(self, x):
        return x * x / 2

    def forward(self, x):
        self.x = x
        return self.half_square(x)

    def backward(self, upstream):
        clipped = np.clip(self.x, -1e6, 1e6)
        return upstream * 2 * self.half_square(clipped) / np.where(clipped == 0, 1, clipped)


LOOK_ALIKE = [
    (SigmoidOfClipped, "Sigmoid", None),
    (SigmoidAgain, "Sigmoid", None),
    (SigmoidOfMinusX, "Sigmoid", None),
    (SigmoidOfLibrary, "Sigmoid", None),
    (SigmoidOfOwnGradient, "Sigmoid", None),
    (SigmoidKeptFromZero, "Sigmoid", None),
    (LayerNormGate, "LayerNorm", None),
    (Leaky, "LeakyReLU", None),
    (CubeRoot, CubeRoot, {"x": positive(3, 4)}),
    (CubeRootByHalving, CubeRoot, {"x": positive(3)}),
    (SquareRootByHalving, SquareRootByHalving, {"x": positive(3)}),
    (SoftClip, SoftClip, {"x": real(3, 4), "y": real(3, 4)}),
    (SigmoidOfTemperature, SigmoidOfTemperature, {"x": real(3, 4)}),
    (SoftmaxOfTemperature, SoftmaxOfTemperature, {"x": real(3, 4)}),
    (SoftmaxOfTemperatureInOneLine, SoftmaxOfTemperature, {"x": real(3, 4)}),
    (Huber, Huber, {"x": real(3, 4)}),
    (Kept, Kept, {"x": real(3, 4)}),
]


@pytest.mark.parametrize(("gate", "reference", "inputs"), LOOK_ALIKE, ids=lambda each: getattr(each, "__name__", ""))
def test_what_looks_alike_is_not_taken_for_it(gate, reference, inputs):
    report = check(gate, reference=reference, inputs=inputs)
    assert report.passed, report
    assert report.findings == ()
