"""`Optimizer`: what all optimizers share. Each one's own formula stands in its class.

    optimizer = Adam(lr=0.001)
    for batch in batches:
        grads = gradients(params, batch)   # by name, like params
        optimizer.step(params, grads)      # changes the arrays of params in place

Throughout, θ stands for a parameter, g for the gradient of the loss with respect to it, η for the learning rate of the
step, t for the number of steps in which the parameter had a gradient (1 in the first), λ for the weight decay.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coursekit.optim.blocks import Blocks, Floats
from coursekit.optim.parameters import Arrays, Gradient, named_gradients, named_parameters
from coursekit.optim.row_gradient import RowGradient
from coursekit.optim.schedules import Rate, Schedule, as_schedule

Shape: TypeAlias = tuple[int, ...]
State: TypeAlias = dict[str, NDArray[Any]]


class Optimizer(ABC):
    """Changes parameters, step by step, by their gradients.

    lr: the learning rate: a number above 0, a schedule, or any function from the number of the step (0 in the first) to
    a rate. `rate` is the rate of the next step, and `lr` may be assigned at any time.

    A subclass says which arrays it keeps for a parameter (`fields`) and how it moves one (`update`).

    - `steps`: how often `step` was called.
    - `state`: for each parameter by name, what is remembered of it, by the names of the formula. `"steps"` is the t of
      that parameter: it counts only the steps in which there was a gradient.
    - Computing is done in the parameter's own dtype, float32 or float64, block by block in scratch that is kept: no
      step allocates an array of a parameter's size, but for the first, which makes the state.
    """

    # Whether a gradient may be a RowGradient.
    takes_rows: ClassVar[bool] = False

    def __init__(self, lr: Rate) -> None:
        self.lr = lr
        self.steps = 0
        self.state: dict[str, State] = {}
        self.blocks = Blocks()
        self._known: dict[str, tuple[Shape, np.dtype[Any]]] = {}

    @property
    def lr(self) -> Schedule:
        """The learning rate, as a schedule."""
        return self._schedule

    @lr.setter
    def lr(self, lr: Rate) -> None:
        self._schedule = as_schedule(lr, type(self).__name__)

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self._schedule(self.steps)

    @abstractmethod
    def fields(self, shape: Shape) -> dict[str, Shape]:
        """Return the names and shapes of the arrays that are kept for a parameter of this shape; they start at 0."""

    @abstractmethod
    def update(self, param: Floats, grad: Any, state: State, rate: float) -> None:
        """Move one parameter, and its state, in place. `state["steps"]` is t already."""

    @contextmanager
    def look_ahead(self, params: Arrays) -> Iterator[Arrays]:
        """Within the block, hold the parameters at the point at which the next gradients are to be taken.

        That is where they are, but for `Nesterov`. A training loop that takes its gradients inside of
        `with optimizer.look_ahead(params):` and steps outside of it serves every optimizer.
        """
        yield params

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Move every parameter that has a gradient, in place.

        params: a mapping from names to arrays, a list or tuple of arrays (then named "0", "1", …), or one array
        ("0"); an object that carries its array in `.value` stands for it. Arrays are float32 or float64, of any shape
        and strides. grads: the same names (or as many, or one), each a gradient in the shape of its parameter, or None:
        then neither the parameter nor its state is touched.

        Raises TypeError or ValueError, naming the parameter, for what doesn't fit, for gradients that aren't finite,
        and for a parameter whose shape or dtype isn't that of earlier steps; then nothing has been changed.
        """
        arrays = named_parameters(str(self), params)
        gradients = named_gradients(str(self), params, arrays, grads)
        for name, gradient in gradients.items():
            self._refuse_changed(name, arrays[name])
            self._refuse_rows(name, gradient)
        rate = self.rate
        for name, gradient in gradients.items():
            param = arrays[name]
            state = self._state_of(name, param)
            state["steps"] += 1
            self.update(param, gradient, state, rate * self._schedule.scale(param.shape))
        self.steps += 1

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Return a copy of all that `step` depends on besides the hyperparameters: arrays by name, fit for `np.savez`.

        Keys: `"steps"`, `"<parameter>/<field>"`, and `"schedule.<field>"` if the schedule remembers something.
        """
        saved = {"steps": np.array(self.steps)}
        saved |= {f"schedule.{field}": np.array(value) for field, value in self._schedule.state().items()}
        for name, state in self.state.items():
            saved |= {f"{name}/{field}": array.copy(order="K") for field, array in state.items()}
        return saved

    def load_state_dict(self, saved: Mapping[str, Any]) -> None:
        """Take over what `state_dict` returned; the next steps are then, to the last bit, those of the saved optimizer.

        saved: a mapping of arrays, also what `np.load` gives for a `.npz` file. Raises ValueError if it doesn't come
        from an optimizer of this kind; then nothing has been changed.
        """
        arrays = {key: np.array(saved[key]) for key in saved}
        states: dict[str, State] = {}
        for key, array in arrays.items():
            name, slash, field = key.rpartition("/")
            if slash:
                states.setdefault(name, {})[field] = array
        expected = {"steps", *(f"schedule.{field}" for field in self._schedule.state())}
        given = {key for key in arrays if "/" not in key}
        if given != expected:
            raise ValueError(f"{self}: the saved state has {sorted(given)} where {sorted(expected)} are expected")
        for name, state in states.items():
            if "steps" not in state or state["steps"].shape != ():
                raise ValueError(f"{self}: the saved state of {name} has no number {name}/steps")
        self._schedule.restore(
            {key.removeprefix("schedule."): float(arrays[key]) for key in given if key.startswith("schedule.")}
        )
        self.steps = int(arrays["steps"])
        self.state = states
        self._known = {}

    def __repr__(self) -> str:
        parameters = inspect.signature(type(self)).parameters
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in parameters)})"

    def __str__(self) -> str:
        return type(self).__name__

    def _state_of(self, name: str, param: Floats) -> State:
        if name not in self.state:
            self.state[name] = {"steps": np.zeros((), np.int64)}
            for field, shape in self.fields(param.shape).items():
                # In the memory order of the parameter, so that the two are walked through together.
                alike = shape == param.shape
                self.state[name][field] = np.zeros_like(param, subok=False) if alike else np.zeros(shape, param.dtype)
        self._known[name] = (param.shape, param.dtype)
        return self.state[name]

    def _refuse_changed(self, name: str, param: Floats) -> None:
        now = (param.shape, param.dtype)
        if name not in self._known and name in self.state:
            self._refuse_foreign(name, param)
        before = self._known.get(name, now)
        if before != now:
            raise ValueError(
                f"{self}: parameter {name} has shape {now[0]} and dtype {now[1]}, but had shape {before[0]} and dtype "
                f"{before[1]} in earlier steps; an optimizer serves one set of parameters: make a new one"
            )

    def _refuse_foreign(self, name: str, param: Floats) -> None:
        """Raise ValueError if a state that was loaded isn't that of a parameter like this."""
        fields = {field: array for field, array in self.state[name].items() if field != "steps"}
        expected = self.fields(param.shape)
        if {field: array.shape for field, array in fields.items()} != expected or any(
            array.dtype != param.dtype for array in fields.values()
        ):
            loaded = ", ".join(f"{field} {array.shape} {array.dtype}" for field, array in fields.items())
            wanted = ", ".join(f"{field} {shape} {param.dtype}" for field, shape in expected.items())
            raise ValueError(
                f"{self}: the state that was loaded for {name} is {loaded or 'empty'}, but {name} needs "
                f"{wanted or 'none'}; load what an optimizer with the same settings saved for the same parameters"
            )

    def _refuse_rows(self, name: str, gradient: Gradient) -> None:
        if isinstance(gradient, RowGradient) and not self.takes_rows:
            raise TypeError(
                f"{self}: the gradient of {name} is a RowGradient, which SparseAdam takes; make it an array with "
                ".dense(number of rows)"
            )
