"""Gates that train with noise: Dropout, DropConnect, and stochastic pooling.

What is random is a mask, and the mask is one more input of the rule: forward draws it, backward meets the same one
again, and the rule itself stays a plain function. For tensors and symbols the mask is a node of its own, `Mask`, which
draws when it is computed. In evaluation mode the mask is 1 everywhere.

Whoever gives the same seed gets the same masks. A `Generator` may be shared among gates; each draws on from where the
last one stopped.

Source: "Dropout regularization" in IST lecture 5 (inverted dropout; DropConnect and stochastic pooling are named
there). `rate` is the probability of dropping, which CS224n's notes call 1 − p.
"""

import inspect
from abc import abstractmethod
from typing import Any, ClassVar, Self

import numpy as np

from coursekit.arguments import Rng, finite_number, generator, whole_number
from coursekit.gates.coercion import Array, Refusal, as_numbers, is_numpy, precision_of
from coursekit.gates.data import check_same_shape
from coursekit.gates.gate import Gate, input_names
from coursekit.gates.graph import Node, apply
from coursekit.gates.linear import Affine


class Noise(Gate):
    """A gate whose rule takes a mask as its last input, drawn anew by each `forward` to which none is given.

    New gates are in training mode; `.train()` and `.eval()` switch it, and return the gate.

    rng: a seed, a Generator, or None for other noise in every run.
    """

    data_inputs: ClassVar[tuple[str, ...]] = ("mask",)

    # The input to which the mask belongs.
    masked: ClassVar[str] = "x"

    _given = 0

    def __init__(self, rng: Rng) -> None:
        self.rng = generator(rng, type(self).__name__)
        self.training = True

    def train(self) -> Self:
        """Draw masks from now on."""
        self.training = True
        return self

    def eval(self) -> Self:
        """Draw no masks from now on: what is random is replaced by what it is on average."""
        self.training = False
        return self

    def mask(self, *inputs: Array) -> Array:
        """Return a mask for these inputs: drawn in training mode, 1 everywhere else."""
        noisy = np.real(self.noisy(*inputs))
        return np.asarray(self.draw(noisy) if self.training else np.ones(np.shape(noisy)), precision_of(noisy))[()]

    @abstractmethod
    def noisy(self, *inputs: Array) -> Array:
        """Return the input to which the mask belongs, if they all fit."""

    @abstractmethod
    def draw(self, x: Array) -> Array:
        """Return a random mask in the shape of x."""

    def backward(self, upstream: Any) -> tuple[Array, ...]:
        """Return the downstream gradients, one for each input that `forward` was given, through the same mask."""
        return super().backward(upstream)[: self._given]

    def __call__(self, *inputs: Any) -> Any:
        """Apply the gate, with a mask drawn for this use: each time that a graph is run, once for a tensor."""
        names = input_names(self)[:-1]
        if len(inputs) != len(names):
            raise TypeError(
                f"{self} takes {', '.join(names)}, and draws its mask itself, but was given {len(inputs)} inputs"
            )
        for given in inputs:
            if isinstance(given, Node):
                if type(given) is Node:  # run by forward and backward, which see to the mask
                    return apply(self.fresh(), *inputs)
                return given.apply(self, (*inputs, given.apply(Mask(of=self), inputs)))
        return self.forward(*inputs)

    def __repr__(self) -> str:
        # Without the generator, of which one only sees where it lies in memory.
        settings = [name for name in inspect.signature(type(self)).parameters if name != "rng"]
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in settings)})"

    def _forward(self, *inputs: Any, mask: Any) -> Array:
        arrays = [as_numbers(given, self, name) for given, name in zip(inputs, input_names(self), strict=False)]
        self._given = len(inputs) + (mask is not None)
        if mask is None:
            mask = self.mask(*arrays)
        else:
            check_same_shape(np.shape(mask), np.shape(self.noisy(*arrays)), self, "mask", self.masked)
        return super().forward(*arrays, mask)


class Mask(Gate):
    """The mask that a gate with noise draws for its inputs. No input has a gradient."""

    def __init__(self, *, of: Noise) -> None:
        self.of = of

    def value(self, *inputs: Array) -> Array:
        return self.of.mask(*inputs)

    def gradients(self, upstream: Array, output: Array, *inputs: Array) -> tuple[None, ...]:
        return (None,) * len(inputs)


class Dropout(Noise):
    """z = x·mask, inverted dropout. Downstream: u·mask.

    While training, each entry of the mask is 0 with probability `rate`, else 1/(1 − rate), so that z is x on average;
    in evaluation mode z = x. An entry is kept where `rng.random(x.shape) >= rate`.

    rate: the probability of dropping, 0 ≤ rate < 1. rng: see `Noise`.

    Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout" (2014).
    """

    def __init__(self, *, rate: float = 0.5, rng: Rng = None) -> None:
        super().__init__(rng)
        self.rate = probability_of_dropping("Dropout", rate)

    def forward(self, x: Any, mask: Any = None) -> Array:
        """Return x with some entries dropped."""
        return self._forward(x, mask=mask)

    def noisy(self, x: Array) -> Array:
        return x

    def draw(self, x: Array) -> Array:
        return keep(np.shape(x), self.rate, self.rng)

    def value(self, x: Array, mask: Array) -> Array:
        return x * mask

    def gradients(self, upstream: Array, output: Array, x: Array, mask: Array) -> tuple[Array, None]:
        return upstream * mask, None


class DropConnect(Noise):
    """z = x (W·mask)ᵀ + b: an affine map some of whose weights are dropped, the same ones for the whole batch.

    Downstream: that of `Affine` with the weights W·mask; for W, times the mask. The mask is that of `Dropout`, and so
    are `rate` and `rng`. In evaluation mode z = x Wᵀ + b.

    x (N, m), W (n, m), b (n,), as for `Affine`.

    Source: Wan, Zeiler, Zhang, LeCun and Fergus, "Regularization of neural networks using DropConnect" (2013), with
    the mean of the weights in place of their Gaussian approximation when it predicts, and one mask for the batch.
    """

    fits: ClassVar[str] = Affine.fits
    masked: ClassVar[str] = "W"

    def __init__(self, *, rate: float = 0.5, rng: Rng = None) -> None:
        super().__init__(rng)
        self.rate = probability_of_dropping("DropConnect", rate)

    def forward(self, x: Any, W: Any, b: Any, mask: Any = None) -> Array:
        """Return the affine map of x with some of the weights dropped."""
        return self._forward(x, W, b, mask=mask)

    def noisy(self, x: Array, W: Array, b: Array) -> Array:
        return W

    def draw(self, x: Array) -> Array:
        return keep(np.shape(x), self.rate, self.rng)

    def value(self, x: Array, W: Array, b: Array, mask: Array) -> Array:
        return _affine.value(x, W * mask, b)

    def gradients(
        self, upstream: Array, output: Array, x: Array, W: Array, b: Array, mask: Array
    ) -> tuple[Array, Array, Array, None]:
        for_x, for_weights, for_b = _affine.gradients(upstream, output, x, W * mask, b)
        return for_x, lambda: for_weights() * mask, for_b, None


class StochasticPooling(Noise):
    """z = one entry of each window of `size` entries along the last axis, picked with probability x / Σ of its window.

    In evaluation mode, the mean of the window under these probabilities, Σx²/Σx. Both are Σmx²/Σmx: m is one-hot while
    training, and 1 when it predicts. Downstream: u·m·(2x − z)/Σmx, which is u for the entry that was picked. A window
    of zeros gives 0, and gets 0.

    x (…, m): activations, none of them negative; m is a multiple of `size`, and z has the shape (…, m/size).

    size: the length of a window, at least 1. rng: see `Noise`.

    Source: Zeiler and Fergus, "Stochastic pooling for regularization of deep convolutional neural networks" (2013).
    """

    def __init__(self, *, size: int = 2, rng: Rng = None) -> None:
        super().__init__(rng)
        self.size = whole_number("StochasticPooling", "size", size, 1)

    def forward(self, x: Any, mask: Any = None) -> Array:
        """Return one number for each window of x."""
        return self._forward(x, mask=mask)

    def noisy(self, x: Array) -> Array:
        if np.ndim(x) == 0 or np.shape(x)[-1] % self.size:
            raise Refusal(
                f"{self}: x must have a last axis whose length is a multiple of {self.size}, not shape {np.shape(x)}"
            )
        if is_numpy(x) and np.any(np.real(x) < 0):
            raise Refusal(f"{self}: x must not be negative, for it says how probable each entry is; apply ReLU before")
        return x

    def draw(self, x: Array) -> Array:
        reached = np.cumsum(self._windows(x), axis=-1)
        at = self.rng.random((*np.shape(reached)[:-1], 1)) * reached[..., -1:]
        # Of a window of zeros, and if rounding reaches the very end, the last entry.
        picked = np.minimum(np.sum(reached <= at, axis=-1, keepdims=True), self.size - 1)
        return np.reshape(np.arange(self.size) == picked, np.shape(x))

    def value(self, x: Array, mask: Array) -> Array:
        windows, weights, total = self._weighed(self.noisy(x), mask)
        return np.sum(windows * (weights * windows / total), axis=-1)

    def gradients(self, upstream: Array, output: Array, x: Array, mask: Array) -> tuple[Array, None]:
        windows, weights, total = self._weighed(x, mask)
        slope = weights * ((2 * windows - np.expand_dims(output, -1)) / total)
        return np.reshape(np.expand_dims(upstream, -1) * slope, np.shape(x)), None

    def _weighed(self, x: Array, mask: Array) -> tuple[Array, Array, Array]:
        """Return the windows, their weights, and their weighted totals, with 1 in place of 0."""
        windows, weights = self._windows(x), self._windows(mask)
        total = np.sum(windows * weights, axis=-1, keepdims=True)
        return windows, weights, np.where(np.real(total) == 0, 1, total)

    def _windows(self, x: Array) -> Array:
        *several, length = np.shape(x)
        return np.reshape(x, (*several, length // self.size, self.size))


_affine = Affine()


def keep(shape: tuple[int, ...], rate: float, rng: np.random.Generator) -> Array:
    """Return a mask of 0, with probability `rate`, and 1/(1 − rate)."""
    return np.where(rng.random(shape) >= rate, 1 / (1 - rate), 0.0)


def probability_of_dropping(gate: str, value: Any) -> float:
    """Return `value` if it is at least 0 and below 1; otherwise raise an error that names the gate."""
    rate = finite_number(gate, "rate", value)
    if not 0 <= rate < 1:
        raise ValueError(
            f"{gate}: rate is the probability of dropping, at least 0 and below 1, not {rate!r}"
            + ("; where all is dropped, nothing is left to learn from" if rate == 1 else "")
        )
    return rate
