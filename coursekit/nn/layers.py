"""Layers: gates together with the parameters that they are given.

Each draws its parameters when it is made: rng is a seed, a generator, or None for other numbers each time. dtype is
float32 or float64, and the data should be of the same: a network of float32 given float64 computes in float64.

Source: z = Wx + b and f(Wx + b), CSE 587 lecture 3, CS224n notes; word vectors as parameters, CS224N lecture 4;
dropout and its relatives, IST lecture 5.
"""

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike

from coursekit import gates
from coursekit.arguments import Rng, generator, whole_number
from coursekit.autodiff.tensor import Tensor
from coursekit.data.glove import WordVectors
from coursekit.nn.initialisers import GlorotUniform, Initialiser, Uniform, Zeros
from coursekit.nn.module import Module


class Linear(Module):
    """z = x Wᵀ + b, a layer of neurons before its activation: x (N, inputs) gives z (N, outputs).

    x may be a single row (inputs,), or have more axes in front. W (outputs, inputs), b (outputs,).

    bias: False leaves out b, which then is an array of zeros and no parameter. weights, biases: initialisers. Errors:
    ValueError for x of another length, naming both.
    """

    affine: ClassVar[gates.Gate] = gates.Affine()

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        bias: bool = True,
        weights: Initialiser | None = None,
        biases: Initialiser | None = None,
        rng: Rng = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.inputs = whole_number(type(self).__name__, "inputs", inputs, 1)
        self.outputs = whole_number(type(self).__name__, "outputs", outputs, 1)
        self._first_weights = weights or GlorotUniform()
        self._first_biases = biases or Zeros()
        random = generator(rng, type(self).__name__)
        self.W = Tensor(self._first_weights((self.outputs, self.inputs), random, dtype))
        self.b: Any = np.zeros(self.outputs, dtype)
        if bias:
            self.b = Tensor(self._first_biases(self.outputs, random, dtype))

    def draw(self, rng: np.random.Generator) -> None:
        self.W.value[...] = self._first_weights(self.W.shape, rng, self.W.dtype)
        if isinstance(self.b, Tensor):
            self.b.value[...] = self._first_biases(self.b.shape, rng, self.b.dtype)

    def forward(self, x: Any) -> Any:
        W = self.W
        try:
            return W.apply(self.affine, (x, W, self.b))  # W is a Tensor, so it need not be asked which input is one
        except ValueError as error:
            raise self.misfit(x) from error

    def misfit(self, x: Any) -> ValueError:
        """Return the error that says what was given, and what fits."""
        shape = np.shape(x)
        return ValueError(
            f"{self.describe()} cannot take x of shape {shape}: it takes rows of {self.inputs} features, shape "
            f"(N, {self.inputs})"
            + (f", and gets rows of {shape[-1]}" if shape else "")
            + ("; flatten each example: x.reshape(len(x), -1)" if np.prod(shape[1:]) == self.inputs else "")
        )

    def describe(self) -> str:
        return f"{type(self).__name__}({self.inputs}, {self.outputs})"


class DropConnect(Linear):
    """A `Linear` layer some of whose weights are dropped while training, the same ones for a whole batch.

    rate: the probability of dropping. rng serves the first parameters, then the masks.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        rate: float = 0.5,
        *,
        bias: bool = True,
        weights: Initialiser | None = None,
        biases: Initialiser | None = None,
        rng: Rng = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        random = generator(rng, "DropConnect")
        super().__init__(inputs, outputs, bias=bias, weights=weights, biases=biases, rng=random, dtype=dtype)
        self.gate = gates.DropConnect(rate=rate, rng=random)

    def forward(self, x: Any) -> Any:
        if not self.gate.training:
            return super().forward(x)
        try:
            return self.gate(x, self.W, self.b)
        except ValueError as error:
            raise self.misfit(x) from error

    def describe(self) -> str:
        return f"DropConnect({self.inputs}, {self.outputs}, {self.gate.rate:g})"


class Embedding(Module):
    """A table of vectors, E (count, size), one for each id: ids (…) of integers from 0 to count − 1 give (…, size).

    Where an id comes more than once, the gradients of its row add up. `Embedding.of(vectors)` starts from vectors that
    were made elsewhere. weights: the initialiser of the table.
    """

    def __init__(
        self,
        count: int,
        size: int,
        *,
        weights: Initialiser | None = None,
        rng: Rng = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        shape = whole_number("Embedding", "count", count, 1), whole_number("Embedding", "size", size, 1)
        self._first_rows: Initialiser | None = weights or Uniform()
        self.E = Tensor(self._first_rows(shape, generator(rng, "Embedding"), dtype))

    @classmethod
    def of(cls, vectors: Any, *, fine_tune: bool = True) -> Self:
        """Return an embedding that starts with a copy of these vectors: (count, size), or `WordVectors`.

        fine_tune: whether training changes them. If not, they are no trained parameters, but saved with them.

        Source: the pitfall of retraining word vectors, CS224N lecture 4 and CS224n notes: with little data, words that
        it lacks stay where they were while their neighbours move.
        """
        table = np.array(vectors.vectors if isinstance(vectors, WordVectors) else vectors)
        if table.ndim != 2 or 0 in table.shape:
            raise ValueError(f"Embedding.of: vectors have shape (count, size), a row for each id, not {table.shape}")
        made = cls.__new__(cls)
        made._first_rows = None
        made.E = Tensor(table if table.dtype.kind == "f" else table.astype(np.float64), needs_gradient=fine_tune)
        return made

    def draw(self, rng: np.random.Generator) -> None:
        if self._first_rows is not None:
            self.E.value[...] = self._first_rows(self.E.shape, rng, self.E.dtype)

    def forward(self, ids: Any) -> Any:
        return self.gate(self.E, ids)

    gate: ClassVar[gates.Gate] = gates.Embedding()

    def describe(self) -> str:
        return f"Embedding({self.E.shape[0]}, {self.E.shape[1]})"


class LayerNorm(Module):
    """γ·(x − mean)/√(variance + eps) + β along the last axis, of length `size`; at first γ = 1 and β = 0."""

    biases: ClassVar[tuple[str, ...]] = ("gamma", "beta")

    def __init__(self, size: int, *, eps: float = 1e-5, dtype: DTypeLike = np.float64) -> None:
        self.size = whole_number("LayerNorm", "size", size, 1)
        self.gamma = Tensor(np.ones(self.size, dtype))
        self.beta = Tensor(np.zeros(self.size, dtype))
        self.gate = gates.LayerNorm(eps=eps)

    def draw(self, rng: np.random.Generator) -> None:
        self.gamma.value[...] = 1
        self.beta.value[...] = 0

    def forward(self, x: Any) -> Any:
        return self.gate(x, self.gamma, self.beta)

    def describe(self) -> str:
        return f"LayerNorm({self.size})"


class Dropout(Module):
    """While training, each entry of x is 0 with probability `rate`, else x/(1 − rate); in evaluation, x as it is."""

    def __init__(self, rate: float = 0.5, *, rng: Rng = None) -> None:
        self.gate = gates.Dropout(rate=rate, rng=rng)

    def forward(self, x: Any) -> Any:
        return self.gate(x) if self.gate.training else x

    def describe(self) -> str:
        return f"Dropout({self.gate.rate:g})"


class StochasticPooling(Module):
    """One entry of each window of `size` along the last axis, drawn with probability x/Σx: (…, m) gives (…, m/size).

    x must not be negative; in evaluation, the mean under these probabilities.
    """

    def __init__(self, size: int = 2, *, rng: Rng = None) -> None:
        self.gate = gates.StochasticPooling(size=size, rng=rng)

    def forward(self, x: Any) -> Any:
        return self.gate(x)

    def describe(self) -> str:
        return f"StochasticPooling({self.gate.size})"
