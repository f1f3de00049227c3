"""Adagrad, Adadelta and RMSProp: a learning rate for every entry, from the history of its gradients.

θ, g, η, λ as in `optimizer`. If weight_decay λ > 0, g ← g + λθ before all else. Two things are printed differently by
different sources, and can be chosen:

- eps_inside_root: whether ε stands inside of the root, √(G + ε), or outside, √G + ε.
- include_current: whether the root is taken of the history with the current gradient, or of that before it. Without it,
  the first step is η·g / √ε (inside) or η·g / ε (outside), which is large unless ε is.
"""

from typing import Any

import numpy as np

from coursekit.optim.blocks import Floats
from coursekit.optim.hyperparameters import fraction, not_negative, positive
from coursekit.optim.moments import average, average_square, root, with_penalty
from coursekit.optim.optimizer import Optimizer, Shape, State
from coursekit.optim.schedules import Rate


class Adagrad(Optimizer):
    """G ← G + g²; θ ← θ − η·g / (√G + ε): the more an entry has moved, the slower it gets.

    Rare features keep a large rate, frequent ones get a small one. As G only grows, so does every rate only shrink.

    initial: G before the first step, 0 or above. State: `sum_of_squares` (G).

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization"
    (2011). ε outside of the root and the defaults: PyTorch's Adagrad. ε inside: CSE 587 lecture 3; CS224n notes,
    snippet 2.3 (ε = 1e-8). ε inside and include_current=False: IST lecture 5.
    """

    def __init__(
        self,
        lr: Rate = 1e-2,
        *,
        eps: float = 1e-10,
        initial: float = 0.0,
        weight_decay: float = 0.0,
        eps_inside_root: bool = False,
        include_current: bool = True,
    ) -> None:
        super().__init__(lr)
        self.eps = positive("Adagrad", "eps", eps)
        self.initial = not_negative("Adagrad", "initial", initial)
        self.weight_decay = not_negative("Adagrad", "weight_decay", weight_decay)
        self.eps_inside_root = eps_inside_root
        self.include_current = include_current

    def fields(self, shape: Shape) -> dict[str, Shape]:
        return {"sum_of_squares": shape}

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        total = state["sum_of_squares"]
        if state["steps"] == 1:
            total += self.initial
        for g, p, G, s, d, square in self.blocks([grad], [param, total], scratch=3):
            g = with_penalty(g, p, self.weight_decay, d)
            np.multiply(g, g, out=square)
            if self.include_current:
                G += square
            root(G, self.eps, inside=self.eps_inside_root, out=s)
            if not self.include_current:
                G += square
            np.divide(g, s, out=s)
            s *= rate
            p -= s


class Adadelta(Optimizer):
    """E ← ρE + (1 − ρ)·g²; Δ = g·√(D + ε) / √(E + ε); D ← ρD + (1 − ρ)·Δ²; θ ← θ − η·Δ.

    The running average E forgets old gradients, so that the steps don't die out as Adagrad's do. The numerator gives
    the update the unit of the parameter, and the method needs no learning rate: η = 1 is the paper's.

    decay: ρ. State: `second_moment` (E), `second_moment_of_updates` (D).

    Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), named in CSE 587 lecture 3; the defaults:
    PyTorch's Adadelta.
    """

    def __init__(
        self,
        lr: Rate = 1.0,
        *,
        decay: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        eps_inside_root: bool = True,
    ) -> None:
        super().__init__(lr)
        self.decay = fraction("Adadelta", "decay", decay)
        self.eps = positive("Adadelta", "eps", eps)
        self.weight_decay = not_negative("Adadelta", "weight_decay", weight_decay)
        self.eps_inside_root = eps_inside_root

    def fields(self, shape: Shape) -> dict[str, Shape]:
        return {"second_moment": shape, "second_moment_of_updates": shape}

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        writes = [param, state["second_moment"], state["second_moment_of_updates"]]
        for g, p, E, D, s, delta in self.blocks([grad], writes, scratch=2):
            g = with_penalty(g, p, self.weight_decay, delta)
            average_square(E, g, self.decay, s)
            root(E, self.eps, inside=self.eps_inside_root, out=s)
            np.divide(g, s, out=delta)
            root(D, self.eps, inside=self.eps_inside_root, out=s)
            delta *= s
            average_square(D, delta, self.decay, s)
            delta *= rate
            p -= delta


class RMSProp(Optimizer):
    """G ← γG + (1 − γ)·g²; θ ← θ − η·g / (√G + ε): Adagrad with a running average, which forgets.

    - centred: besides, a ← γa + (1 − γ)·g, and the root is taken of G − a² (0 where rounding would make it negative).
    - momentum μ > 0: b ← μb + g / (√G + ε); θ ← θ − η·b.

    decay: γ. State: `second_moment` (G), `first_moment` (a) if centred, `momentum` (b) if there is momentum.

    Source: Hinton's lecture 6e of "Neural networks for machine learning" (2012); CS224n notes, snippet 2.4. Defaults,
    centring and momentum: PyTorch's RMSprop. ε inside of the root and include_current=False: IST lecture 5 (γ = 0.9).
    """

    def __init__(
        self,
        lr: Rate = 1e-2,
        *,
        decay: float = 0.99,
        eps: float = 1e-8,
        momentum: float = 0.0,
        centred: bool = False,
        weight_decay: float = 0.0,
        eps_inside_root: bool = False,
        include_current: bool = True,
    ) -> None:
        super().__init__(lr)
        self.decay = fraction("RMSProp", "decay", decay)
        self.eps = positive("RMSProp", "eps", eps)
        self.momentum = fraction("RMSProp", "momentum", momentum)
        self.centred = centred
        self.weight_decay = not_negative("RMSProp", "weight_decay", weight_decay)
        self.eps_inside_root = eps_inside_root
        self.include_current = include_current

    def fields(self, shape: Shape) -> dict[str, Shape]:
        fields = {"second_moment": shape}
        if self.centred:
            fields["first_moment"] = shape
        if self.momentum > 0:
            fields["momentum"] = shape
        return fields

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        names = self.fields(param.shape)
        for g, p, *kept, s, d, e in self.blocks([grad], [param, *(state[name] for name in names)], scratch=3):
            field = dict(zip(names, kept, strict=True))
            g = with_penalty(g, p, self.weight_decay, d)
            if self.include_current:
                self._remember(g, field, e)
            self._root(field, s)
            if not self.include_current:
                self._remember(g, field, e)
            np.divide(g, s, out=s)
            if self.momentum > 0:
                b = field["momentum"]
                b *= self.momentum
                b += s
                np.multiply(b, rate, out=s)
            else:
                s *= rate
            p -= s

    def _remember(self, g: Floats, field: dict[str, Floats], s: Floats) -> None:
        average_square(field["second_moment"], g, self.decay, s)
        if self.centred:
            average(field["first_moment"], g, self.decay, s)

    def _root(self, field: dict[str, Floats], s: Floats) -> None:
        second_moment = field["second_moment"]
        if self.centred:
            np.multiply(field["first_moment"], field["first_moment"], out=s)
            np.subtract(second_moment, s, out=s)
            second_moment = np.maximum(s, 0, out=s)
        root(second_moment, self.eps, inside=self.eps_inside_root, out=s)
