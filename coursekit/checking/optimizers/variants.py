"""Ways to make an optimizer wrong: each returns what makes optimizers with one mistake, of what makes right ones.

The right formulas stand in `coursekit.optim`. What can be done to them from outside is done from outside: to the
gradients, the state, the update or a setting. Adam and its kin are written out once more, with a switch per mistake.
"""

import copy
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.checking.optimizers.trajectory import Point, Stepper
from coursekit.optim import Optimizer

Make = Callable[[], Stepper]


class Outside:
    """Makes the right step, and then something else of it: `change(optimizer, before, after, rate)`."""

    def __init__(self, make: Make, change: Callable[[Point, Point, float], Point]) -> None:
        self.optimizer = make()
        self.change = change

    def step(self, params: Point, grads: Any) -> None:
        """Move the parameters in place."""
        before = copy.deepcopy(params)
        rate = getattr(self.optimizer, "rate", 1.0)
        self.optimizer.step(params, grads)
        for name, value in self.change(before, copy.deepcopy(params), rate).items():
            params[name][...] = value


def scaled(make: Make, factor: Callable[[float], float]) -> Make:
    """The update times a factor that depends on the rate."""

    def change(before: Point, after: Point, rate: float) -> Point:
        return {name: before[name] + factor(rate) * (after[name] - before[name]) for name in before}

    return lambda: Outside(make, change)


def only(make: Make, which: Callable[[Sequence[str]], str]) -> Make:
    """One of the parameters is moved alone."""

    def change(before: Point, after: Point, rate: float) -> Point:
        return {name: after[name] if name == which(list(before)) else before[name] for name in before}

    return lambda: Outside(make, change)


def decays(make: Make, weight_decay: float) -> Make:
    """Besides the update, every parameter shrinks by rate·weight_decay."""

    def change(before: Point, after: Point, rate: float) -> Point:
        return {name: after[name] - rate * weight_decay * before[name] for name in before}

    return lambda: Outside(make, change)


class Forgetful:
    """Remembers nothing from one step to the next."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.steps = 0

    def step(self, params: Point, grads: Any) -> None:
        """Move the parameters in place."""
        optimizer: Any = self.make()
        optimizer.steps = self.steps
        optimizer.step(params, grads)
        self.steps += 1


class OtherGradients:
    """Steps by changed gradients."""

    def __init__(self, make: Make, change: Callable[[Any], Any]) -> None:
        self.optimizer = make()
        self.change = change

    def step(self, params: Point, grads: Any) -> None:
        """Move the parameters in place."""
        self.optimizer.step(params, {name: g if g is None else self.change(g) for name, g in grads.items()})


Update = Callable[..., None]


def with_update(make: Make, update: Callable[[], Update]) -> Make:
    """Another formula: `update()(optimizer, right, param, grad, state, rate)`, where `right` is the right one."""

    def made() -> Stepper:
        optimizer: Any = make()
        right, other = optimizer.update, update()
        optimizer.update = lambda *given: other(optimizer, right, *given)
        stepper: Stepper = optimizer
        return stepper

    return made


def settings(optimizer: Optimizer) -> dict[str, Any]:
    """Return the keywords with which an optimizer like this one is made."""
    return {name: getattr(optimizer, name) for name in inspect.signature(type(optimizer)).parameters}


def with_setting(optimizer: Optimizer, kind: type[Optimizer] | None = None, **changes: Any) -> Make:
    """The same with other settings, or of another kind with those settings that it has, too."""
    kind = kind or type(optimizer)
    known = inspect.signature(kind).parameters
    given = {name: value for name, value in (settings(optimizer) | changes).items() if name in known}
    return lambda: kind(**given)


def with_attribute(make: Make, name: str, value: Any) -> Make:
    """A setting that no optimizer of the library would accept."""

    def made() -> Stepper:
        optimizer = make()
        setattr(optimizer, name, value)
        return optimizer

    return made


def later(by: int) -> Callable[[], Update]:
    """The count of steps is off by so many; where it is 0, what is divided by 1 − βᵗ is no number."""

    def update(_optimizer: Any, right: Any, param: Any, grad: Any, state: Any, rate: float) -> None:
        t = int(state["steps"]) + by
        if t == 0:
            right(param, grad, {**state, "steps": np.array(1)}, rate)
            param[...] = np.nan
        else:
            right(param, grad, {**state, "steps": np.array(t)}, rate)

    return lambda: update


def counted_per_parameter() -> Update:
    """The count goes up with every parameter, not with every step."""
    count = 0

    def update(_optimizer: Any, right: Any, param: Any, grad: Any, state: Any, rate: float) -> None:
        nonlocal count
        count += 1
        right(param, grad, {**state, "steps": np.array(count)}, rate)

    return update


def one_state_for_all() -> Update:
    """All parameters share one state."""
    shared: dict[str, Any] = {}

    def update(_optimizer: Any, right: Any, param: Any, grad: Any, state: Any, rate: float) -> None:
        if not shared:
            shared.update({field: array for field, array in state.items() if field != "steps"})
        if any(array.shape != state[field].shape for field, array in shared.items()):
            raise ValueError("the state of one parameter has not the shape of another")
        right(param, grad, {**shared, "steps": state["steps"]}, rate)

    return update


def adam(
    *,
    correct: tuple[bool, bool] = (True, True),
    fresh: tuple[bool, bool] = (True, True),
    square: bool = True,
    root: bool = True,
    swapped: bool = False,
    swapped_corrections: bool = False,
    keeps_corrected: bool = False,
    eps_before_correction: bool = False,
) -> Callable[[], Update]:
    """Adam with mistakes: moments that aren't corrected, averages without their 1 − β, and so on."""

    def update(own: Any, _right: Any, param: Any, grad: Any, state: Any, rate: float) -> None:
        beta1, beta2 = own.betas
        m, v, t = state["first_moment"], state["second_moment"], int(state["steps"])
        decoupled = getattr(own, "decoupled", False)
        g = grad if decoupled else grad + getattr(own, "weight_decay", 0.0) * param
        m[...] = beta1 * m + (1 - beta1 if fresh[0] else 1) * g
        v[...] = beta2 * v + (1 - beta2 if fresh[1] else 1) * (g * g if square else g)
        first, second = (beta2, beta1) if swapped_corrections else (beta1, beta2)
        mean = m / (1 - first**t) if correct[0] else m
        size = v / (1 - second**t) if correct[1] else v
        if keeps_corrected:
            m[...], v[...] = mean, size
        if swapped:
            mean, size = size, mean
        if eps_before_correction:
            below = (np.sqrt(v) + own.eps) / np.sqrt(1 - second**t)
        elif not root:
            below = size + own.eps
        else:
            below = np.sqrt(size + own.eps) if own.eps_inside_root else np.sqrt(size) + own.eps
        if decoupled:
            param *= 1 - rate * own.weight_decay
        param -= rate * mean / below

    return lambda: update


def adaptive(
    *, square: bool = True, root: bool = True, fresh: bool = True, sums: bool | None = None
) -> Callable[[], Update]:
    """Adagrad (sums) or RMSProp with mistakes: no square, no root, no 1 − γ."""

    def update(own: Any, _right: Any, param: Any, grad: Any, state: Any, rate: float) -> None:
        total = next(state[field] for field in ("second_moment", "sum_of_squares") if field in state)
        g = grad + own.weight_decay * param
        new = g * g if square else g
        if hasattr(own, "decay") and not sums:
            total[...] = own.decay * total + (1 - own.decay if fresh else 1) * new
        elif sums is False:
            total[...] = 0.9 * total + 0.1 * new
        else:
            total += new
        below = (
            (np.sqrt(total + own.eps) if own.eps_inside_root else np.sqrt(total) + own.eps) if root else total + own.eps
        )
        param -= rate * g / below

    return lambda: update
