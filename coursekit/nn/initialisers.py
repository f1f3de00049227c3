"""What the parameters of a network are before training: small, random where symmetry has to be broken, well scaled.

    weights = GlorotUniform()((4, 3), rng=0)        # W (n, m) of a layer with m = 3 inputs and n = 4 outputs
    bias = Zeros()((4,))

Each initialiser is called with a shape, a source of random numbers and a dtype. rng is a seed (an integer, 0 or above)
or a NumPy `Generator`; the same seed gives the same bits, and a generator goes on where it stands. Those that draw
nothing do without. Numbers are drawn in float64 and then rounded, so that float32 parameters are those of float64.

Weights have the shape (fan_out, fan_in), as in the gate `Affine`: fan_in is the number of inputs of a neuron, fan_out
that of the neurons.

All zeros, or all weights the same, is no start for a hidden layer: its neurons would get the same gradient and stay the
same for ever. Too large is none either, for it saturates them.

Source: IST lecture 5, CSE 587 lecture 3, CS224n notes and CS224N lecture 4, each in its part on initialisation.
"""

import math
import numbers
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from coursekit.arguments import finite_number, generator

Floats: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
Seed: TypeAlias = int | np.random.Generator


class Initialiser(ABC):
    """A way to make the first value of a parameter."""

    def __call__(self, shape: int | Shape, rng: Seed | None = None, dtype: DTypeLike = np.float64) -> Floats:
        """Return a new array of this shape and dtype (float32 or float64).

        Raises TypeError or ValueError for a shape that doesn't fit, another dtype, or if rng is needed and missing.
        """
        kind = np.dtype(dtype)
        if kind not in (np.float32, np.float64):
            raise TypeError(f"{self}: parameters are float32 or float64, not {kind}")
        return np.asarray(self.draw(_shape(self, shape), rng), dtype=kind)

    @abstractmethod
    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        """Return the values."""

    def generator(self, rng: Any) -> np.random.Generator:
        """Return the source of random numbers that rng means."""
        if rng is None:
            raise TypeError(
                f"{self}: rng must be a seed or a generator, such as 0 or np.random.default_rng(0), not None; with a "
                "seed, the next run starts from the same numbers"
            )
        return generator(rng, str(self))


@dataclass(frozen=True)
class Zeros(Initialiser):
    """0 everywhere: right for biases. For weights of hidden layers it fails, as the neurons never become different."""

    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        return np.zeros(shape)


@dataclass(frozen=True)
class Constant(Initialiser):
    """The same value everywhere; for biases, never for weights of hidden layers."""

    value: float

    def __post_init__(self) -> None:
        finite_number(type(self).__name__, "value", self.value)

    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        return np.full(shape, float(self.value))


@dataclass(frozen=True)
class SmallPositive(Constant):
    """A small positive bias, so that rectified units are active at first and get a gradient.

    Source: IST lecture 5, "for ReLU activations, the mean should be a small positive number".
    """

    value: float = 0.01

    def __post_init__(self) -> None:
        _positive("SmallPositive", "value", self.value)


@dataclass(frozen=True)
class Uniform(Initialiser):
    """U[low, high), by default from −0.1 to 0.1. Source: CSE 587 lecture 3."""

    low: float = -0.1
    high: float = 0.1

    def __post_init__(self) -> None:
        low, high = (finite_number("Uniform", name, getattr(self, name)) for name in ("low", "high"))
        if low >= high:
            raise ValueError(f"Uniform: low must be below high, not {low!r} and {high!r}")

    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        return self.generator(rng).uniform(self.low, self.high, shape)


@dataclass(frozen=True)
class Normal(Initialiser):
    """N(mean, std²). A small positive mean is for weights that feed rectified units. Source: IST lecture 5."""

    std: float = 0.01
    mean: float = 0.0

    def __post_init__(self) -> None:
        _positive("Normal", "std", self.std)
        finite_number("Normal", "mean", self.mean)

    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        return self.generator(rng).normal(self.mean, self.std, shape)


@dataclass(frozen=True)
class _Scaled(Initialiser):
    """Weights whose spread follows from their number: mean 0, variance gain² · `variance(fan_in, fan_out)`."""

    gain: float = 1.0

    def __post_init__(self) -> None:
        _positive(type(self).__name__, "gain", self.gain)

    @abstractmethod
    def variance(self, fan_in: int, fan_out: int) -> float:
        """Return the variance for gain 1."""

    def std(self, shape: Shape) -> float:
        """Return the standard deviation of weights of this shape."""
        fan_in, fan_out = fans(self, shape)
        return self.gain * math.sqrt(self.variance(fan_in, fan_out))


class _ScaledUniform(_Scaled):
    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        bound = math.sqrt(3) * self.std(shape)  # U[−r, r] has the variance r²/3
        return self.generator(rng).uniform(-bound, bound, shape)


class _ScaledNormal(_Scaled):
    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        return self.generator(rng).normal(0.0, self.std(shape), shape)


class GlorotUniform(_ScaledUniform):
    """U[−r, r) with r = gain·√(6/(fan_in + fan_out)), which is variance gain²·2/(fan_in + fan_out). Also: Xavier.

    A compromise between keeping the variance of the activations forward (1/fan_in) and that of the gradients backward
    (1/fan_out), for units that are linear near 0, such as tanh.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010); all
    four lectures.
    """

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / (fan_in + fan_out)


class GlorotNormal(_ScaledNormal):
    """N(0, gain²·2/(fan_in + fan_out)). Source: as `GlorotUniform`; CS224N lecture 4 gives the variance."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / (fan_in + fan_out)


class HeUniform(_ScaledUniform):
    """U[−r, r) with r = gain·√(6/fan_in), which is variance gain²·2/fan_in: for rectified units, which halve it.

    For a leaky one with slope a, gain = 1/√(1 + a²).

    Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015).
    """

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / fan_in


class HeNormal(_ScaledNormal):
    """N(0, gain²·2/fan_in). Source and gain: as `HeUniform`."""

    def variance(self, fan_in: int, fan_out: int) -> float:
        return 2 / fan_in


@dataclass(frozen=True)
class Orthogonal(Initialiser):
    """gain times a random matrix whose rows, or columns if there are more rows, are orthonormal: lengths are kept.

    Uniform over such matrices: the Q of a Gaussian matrix, with the signs that make R's diagonal positive.

    Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
    networks" (2014).
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        _positive("Orthogonal", "gain", self.gain)

    def draw(self, shape: Shape, rng: Seed | None) -> NDArray[np.float64]:
        fan_in, fan_out = fans(self, shape)
        tall = self.generator(rng).standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
        Q, R = np.linalg.qr(tall)
        Q = self.gain * Q * np.sign(np.diagonal(R))
        return Q if fan_out >= fan_in else np.ascontiguousarray(Q.T)


def log_frequencies(labels: Any, classes: int, *, smoothing: float = 0.0) -> NDArray[np.float64]:
    """Return the best bias (classes,) of a softmax output whose weights are 0: the logarithms of the class frequencies.

    Softmax makes the frequencies of it, and no other constant distribution has a smaller cross-entropy.

    labels: integers from 0 to classes − 1, any shape. smoothing: is added to the count of each class, for one that
    doesn't occur would get −∞. Raises ValueError for such a class, or for a label out of range.

    Source: CS224N lecture 4, output biases at the optimal value.
    """
    given = np.asarray(labels)
    if given.dtype.kind not in "iu":
        raise TypeError(f"log_frequencies: labels must be integers, not {given.dtype}")
    if given.size == 0:
        raise ValueError("log_frequencies: there are no labels, so there are no frequencies")
    outside = given[(given < 0) | (given >= classes)]
    if outside.size:
        raise ValueError(f"log_frequencies: label {outside[0]} is not between 0 and {classes - 1}")
    if finite_number("log_frequencies", "smoothing", smoothing) < 0:
        raise ValueError(f"log_frequencies: smoothing must be 0 or above, not {smoothing!r}")
    counts = np.bincount(given.reshape(-1), minlength=classes) + smoothing
    if missing := [str(one) for one in np.flatnonzero(counts == 0)]:
        raise ValueError(
            f"log_frequencies: no label is of class {', '.join(missing)}, whose bias would be −∞; give a smoothing, "
            "such as 1"
        )
    frequencies: NDArray[np.float64] = np.log(counts / np.sum(counts))
    return frequencies


def mean_logit(targets: Any) -> NDArray[np.float64]:
    """Return the best bias of a sigmoid output whose weights are 0: ln(p/(1 − p)), with p the mean of the targets.

    targets: between 0 and 1, shape (N,) or (N, n); the bias has shape () or (n,). Raises ValueError for targets
    outside, or if all of an output are 0 or all are 1: the logit would be infinite.

    Source: CS224N lecture 4, "inverse sigmoid of mean target".
    """
    p = mean_target(targets)
    given = np.asarray(targets)
    if np.any(given < 0) or np.any(given > 1):
        raise ValueError("mean_logit: targets must be between 0 and 1")
    if np.any(p == 0) or np.any(p == 1):
        raise ValueError("mean_logit: all targets of an output are 0, or all are 1, and the logit is infinite")
    logit: NDArray[np.float64] = np.log(p) - np.log1p(-p)
    return logit


def mean_target(targets: Any) -> NDArray[np.float64]:
    """Return the best bias of a linear output under squared error, if its weights are 0: the mean of the targets.

    targets: shape (N, ...) with N above 0; the bias has the shape (...). Source: CS224N lecture 4, "mean target".
    """
    given = np.asarray(targets, dtype=np.float64)
    if given.ndim == 0 or len(given) == 0:
        raise ValueError(f"the mean needs at least one target along the first axis; targets have shape {given.shape}")
    if not np.isfinite(given).all():
        raise ValueError("the targets must be finite, for their mean to be")
    return np.asarray(np.mean(given, axis=0))


def fans(owner: object, shape: Shape) -> tuple[int, int]:
    """Return (fan_in, fan_out) of a weight matrix of shape (fan_out, fan_in); refuse other shapes."""
    if len(shape) != 2 or 0 in shape:
        raise ValueError(f"{owner} is for a weight matrix (fan_out, fan_in) with entries, not for shape {shape}")
    return shape[1], shape[0]


def _shape(owner: object, shape: Any) -> Shape:
    axes = shape if isinstance(shape, (tuple, list)) else (shape,)
    if any(isinstance(n, bool) or not isinstance(n, numbers.Integral) or n < 0 for n in axes):
        raise TypeError(f"{owner}: a shape is a tuple of integers, 0 or above, not {shape!r}")
    return tuple(int(n) for n in axes)


def _positive(owner: str, name: str, value: Any) -> None:
    if finite_number(owner, name, value) <= 0:
        raise ValueError(f"{owner}: {name} must be above 0, not {value!r}")
