"""Window models: what a word is, told from itself and its neighbours.

    x = [x₁ … x₂ₛ₊₁], the vectors of a window's words one after the other
    h = f(W x + b)
    scores = U h + c, one for each class; or the single score s = uᵀh

Backpropagation gives ∂L/∂x, which is cut into the words' gradients as x was made of their vectors. A word that stands
in a window twice, or in many windows, gets the sum.

    vectors = word_vectors()
    x, y = tagged_windows(ner_sentences("train"), vectors, tags, size=2)
    model = WindowClassifier(vectors, classes=4, size=2, rng=0)
    model.compile(Adam(0.01), "softmax_cross_entropy", metrics=["accuracy"])

Source: window classification for named entities, CS224n notes (with the maximum margin objective) and CS224N lecture 4;
Collobert, Weston and others, "Natural language processing (almost) from scratch" (2011).
"""

from typing import Any

import numpy as np

from coursekit.arguments import Rng, generator, whole_number
from coursekit.gates.activations import Tanh
from coursekit.gates.gate import Gate
from coursekit.nn.layers import Embedding, Linear
from coursekit.nn.model import Model


class _Window(Model):
    """What both models do: look up, join, one hidden layer, and an output layer."""

    def __init__(
        self, vectors: Any, outputs: int, *, size: int, hidden: int, activation: Gate | None, fine_tune: bool, rng: Rng
    ) -> None:
        random = generator(rng, type(self).__name__)
        self.size = whole_number(type(self).__name__, "size", size, 0)
        self.embedding = Embedding.of(vectors, fine_tune=fine_tune)
        E = self.embedding.E
        self.hidden = Linear((2 * self.size + 1) * E.shape[1], hidden, rng=random, dtype=E.dtype)
        self.activation = Tanh() if activation is None else activation
        self.output = Linear(hidden, outputs, bias=isinstance(self, WindowClassifier), rng=random, dtype=E.dtype)

    def join(self, windows: Any) -> Any:
        """Return the vectors of each window's words, one after the other: ids (n, 2·size + 1) give (n, (2·size + 1)·d).

        Raises ValueError for windows of another width.
        """
        shape, width = np.shape(windows), 2 * self.size + 1
        if len(shape) != 2 or shape[1] != width:
            raise ValueError(
                f"{type(self).__name__}: windows have shape (n, {width}), {self.size} words on each side of the one in "
                f"the middle, not {shape}; coursekit.data.windows(ids, {self.size}, pad) makes them"
            )
        return np.reshape(self.embedding(windows), (shape[0], width * self.embedding.E.shape[1]))

    def scores(self, x: Any) -> Any:
        """Return the outputs for joined vectors x."""
        return self.output(self.activation(self.hidden(x)))

    def describe(self) -> str:
        return f"{type(self).__name__}(size={self.size})"


class WindowClassifier(_Window):
    """Scores of the classes of the middle word, for softmax cross-entropy: ids (n, 2·size + 1) give (n, classes).

    vectors: (V, d) or `WordVectors`. hidden: units of the hidden layer. activation: f, a gate, tanh by default.
    fine_tune: whether the words' vectors are trained; CS224N lecture 4 advises against it where data are few.
    """

    def __init__(
        self,
        vectors: Any,
        *,
        classes: int,
        size: int = 2,
        hidden: int = 32,
        activation: Gate | None = None,
        fine_tune: bool = False,
        rng: Rng = None,
    ) -> None:
        super().__init__(
            vectors, classes, size=size, hidden=hidden, activation=activation, fine_tune=fine_tune, rng=rng
        )

    def forward(self, windows: Any) -> Any:
        return self.scores(self.join(windows))


class WindowScorer(_Window):
    """s = uᵀf(Wx + b), one score for each window, for the maximum margin objective: ids (n, 2·size + 1) give (n,).

    Trained with `MaxMargin` to score true windows higher than corrupt ones (`coursekit.data.corrupt`). Arguments as for
    `WindowClassifier`; u is `output.W`, shape (1, hidden).
    """

    def __init__(
        self,
        vectors: Any,
        *,
        size: int = 2,
        hidden: int = 32,
        activation: Gate | None = None,
        fine_tune: bool = False,
        rng: Rng = None,
    ) -> None:
        super().__init__(vectors, 1, size=size, hidden=hidden, activation=activation, fine_tune=fine_tune, rng=rng)

    def forward(self, windows: Any) -> Any:
        return self.scores(self.join(windows))[:, 0]
