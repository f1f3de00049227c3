"""Gradient descent, plain, with momentum, and with Nesterov's momentum. θ, g, η, λ as in `optimizer`.

Batch, mini-batch and stochastic gradient descent are one update: they differ in the examples that g was computed from.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np

from coursekit.optim.blocks import Floats
from coursekit.optim.hyperparameters import fraction, not_negative
from coursekit.optim.moments import with_penalty
from coursekit.optim.optimizer import Optimizer, Shape, State
from coursekit.optim.parameters import Arrays, named_parameters
from coursekit.optim.schedules import Rate


class SGD(Optimizer):
    """θ ← θ − η·g, or with momentum μ > 0, which remembers the direction of earlier steps. Also: `GradientDescent`.

    With g ← g + λθ if weight_decay λ > 0:

    - form="buffer", as frameworks have it: b ← μb + (1 − dampening)·g, but b ← g in the first step; θ ← θ − η·b. With
      nesterov: θ ← θ − η·(g + μb).
    - form="velocity", as the lectures print it (heavy ball): v ← μv − η·g; θ ← θ + v. With nesterov:
      θ ← θ + μv − η·g.

    As long as η doesn't change, v = −η·b and the two are the same. After a change, the buffer takes it up at once,
    whereas the velocity still holds steps of the old rate.

    nesterov is Nesterov's momentum, reformulated to need gradients only where the parameters are: what is stored as θ
    are the look-ahead points θ + μv of `Nesterov`, which has the form that the lectures print.

    State: `momentum` (b) or `velocity` (v); none if momentum is 0.

    Source: CSE 587 lecture 3 (v with the opposite sign); CS224n notes, snippet 2.2; IST lecture 5, whose
    γ·(θ at t−1 − θ at t−2) is μv; the form with a buffer, and its defaults: PyTorch's SGD. Nesterov's reformulated:
    Bengio, Boulanger-Lewandowski and Pascanu, "Advances in optimizing recurrent networks" (2013).
    """

    def __init__(
        self,
        lr: Rate = 1e-3,
        *,
        momentum: float = 0.0,
        dampening: float = 0.0,
        nesterov: bool = False,
        form: Literal["buffer", "velocity"] = "buffer",
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(lr)
        self.momentum = fraction("SGD", "momentum", momentum)
        self.dampening = fraction("SGD", "dampening", dampening)
        self.weight_decay = not_negative("SGD", "weight_decay", weight_decay)
        self.nesterov = nesterov
        self.form = form
        if form not in ("buffer", "velocity"):
            raise ValueError(f"SGD: form must be 'buffer' or 'velocity', not {form!r}")
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError(
                f"SGD: nesterov needs a momentum above 0 and no dampening, not {momentum!r} and {dampening!r}"
            )
        if dampening != 0 and form == "velocity":
            raise ValueError(f"SGD: dampening={dampening!r} belongs to form='buffer'; 'velocity' has none")

    def fields(self, shape: Shape) -> dict[str, Shape]:
        if self.momentum == 0:
            return {}
        return {"momentum" if self.form == "buffer" else "velocity": shape}

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        if self.momentum == 0:
            for g, p, s, d in self.blocks([grad], [param], scratch=2):
                np.multiply(with_penalty(g, p, self.weight_decay, d), rate, out=s)
                p -= s
        elif self.form == "buffer":
            fresh = 1.0 if state["steps"] == 1 else 1 - self.dampening
            for g, p, b, s, d in self.blocks([grad], [param, state["momentum"]], scratch=2):
                g = with_penalty(g, p, self.weight_decay, d)
                b *= self.momentum
                np.multiply(g, fresh, out=s)
                b += s
                if self.nesterov:
                    np.multiply(b, self.momentum, out=s)
                    s += g
                    s *= rate
                else:
                    np.multiply(b, rate, out=s)
                p -= s
        else:
            for g, p, v, s, d in self.blocks([grad], [param, state["velocity"]], scratch=2):
                np.multiply(with_penalty(g, p, self.weight_decay, d), rate, out=s)
                v *= self.momentum
                v -= s
                if self.nesterov:
                    p -= s
                    np.multiply(v, self.momentum, out=s)
                    p += s
                else:
                    p += v


GradientDescent = SGD


class Nesterov(Optimizer):
    """v ← γv + η·g(θ − γv); θ ← θ − v: Nesterov's accelerated gradient, as the lectures print it.

    The gradient is taken where the momentum alone would lead to, so the loop has to go there for it:

        with optimizer.look_ahead(params):      # params are at θ − γv
            grads = gradients(params, batch)
        optimizer.step(params, grads)           # params are at θ again, and move

    `SGD(nesterov=True)` is the same method in terms of the look-ahead points, and needs no such block.

    momentum: γ, at least 0 and below 1. State: `velocity` (v).

    Source: CSE 587 lecture 3.
    """

    def __init__(self, lr: Rate = 1e-3, *, momentum: float = 0.9) -> None:
        super().__init__(lr)
        self.momentum = fraction("Nesterov", "momentum", momentum)
        self._kept: dict[str, Floats] = {}  # θ, while the parameters are at the look-ahead point
        self._ahead = False
        self._measured = False

    def fields(self, shape: Shape) -> dict[str, Shape]:
        return {"velocity": shape}

    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        for g, p, v, s in self.blocks([grad], [param, state["velocity"]], scratch=1):
            v *= self.momentum
            np.multiply(g, rate, out=s)
            v += s
            p -= v

    @contextmanager
    def look_ahead(self, params: Arrays) -> Iterator[Arrays]:
        """Within the block, hold the parameters at θ − γv; afterwards they are at θ again, to the last bit."""
        if self._ahead:
            raise RuntimeError("Nesterov: look_ahead is entered already; leave its block first")
        arrays = {name: param for name, param in named_parameters("Nesterov", params).items() if name in self.state}
        for name, param in arrays.items():
            self._refuse_changed(name, param)
        for name, param in arrays.items():
            self._keep(name, param)
            for v, p, s in self.blocks([self.state[name]["velocity"]], [param], scratch=1):
                np.multiply(v, self.momentum, out=s)
                p -= s
        self._ahead = True
        try:
            yield params
        finally:
            self._ahead = False
            self._measured = True
            for name, param in arrays.items():
                np.copyto(param, self._kept[name])

    def _keep(self, name: str, param: Floats) -> None:
        kept = self._kept.get(name)
        if kept is None or kept.shape != param.shape or kept.dtype != param.dtype:
            kept = self._kept[name] = np.empty_like(param)
        np.copyto(kept, param)

    def step(self, params: Arrays, grads: Arrays) -> None:
        if self._ahead:
            raise RuntimeError("Nesterov: step was called within look_ahead, whose end would undo it; leave it first")
        if self.state and not self._measured:
            raise RuntimeError(
                "Nesterov: the gradients must be taken at the look-ahead point, within "
                "`with optimizer.look_ahead(params):`. SGD(momentum=0.9, nesterov=True) needs no such block"
            )
        super().step(params, grads)
        self._measured = False
