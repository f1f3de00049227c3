"""`Gate`: one node of a computation graph, whose rule is stated once and without state.

A gate's class says two things in NumPy's vocabulary: its `value`, and the `gradients` of its inputs. `forward` and
`backward`, which is how the lectures and the students' gates call them, remember between the two and keep the
conventions that hold for every gate. The rule itself never touches an attribute that changes, so it serves whatever
answers NumPy's functions: arrays, complex arrays (the complex step), recorded tensors, symbols.
"""

import copy
import functools
import inspect
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

import numpy as np

from coursekit.gates.broadcast import sum_to_shape
from coursekit.gates.coercion import Array, Refusal, as_array, as_numbers, is_numpy
from coursekit.gates.graph import Node


class Gate(ABC):
    """A node that computes a value forward and, from an upstream gradient, its inputs' gradients backward.

    A subclass writes `value(self, x, y)` and `gradients(self, upstream, output, x, y)`. The names of the inputs are
    those of `value`'s parameters; hyperparameters are keyword arguments of the constructor, kept under their names.

    What holds for every gate:

    - Booleans, integers and lists become float64; float32, float64 and complex inputs keep their precision.
    - A downstream gradient has exactly the shape of its input, and its precision if both are real.
    - Arguments are never changed. What is returned shares no memory with an argument or with anything else that was
      returned, so it may be changed freely, with one exception: between `forward` and `backward` the gate holds its
      inputs and its output themselves, not copies. Change neither in between.
    - For complex numbers, gradients are derivatives of a holomorphic function: no conjugate is taken.
    """

    # Inputs (by name) that are data, such as labels: taken as they are, and without a gradient.
    data_inputs: ClassVar[tuple[str, ...]] = ()

    # Which shapes `value` takes, in words for an error message.
    fits: ClassVar[str] = "shapes that broadcast: counted from the last axis, lengths are equal or one of them is 1"

    # Whether a gradient may have the shape to which its input was broadcast. Where it may not, nobody looks.
    broadcasts: ClassVar[bool] = True

    # Whether `value_and_residual` is there: where gradients would compute again what the value needed already.
    has_residual: ClassVar[bool] = False

    _inputs: tuple[Array, ...] | None = None
    _output: Array = None

    @abstractmethod
    def value(self, *inputs: Any, **none: Any) -> Array:
        """Return the output. (A subclass names its inputs; there are no keyword arguments.)"""

    @abstractmethod
    def gradients(self, upstream: Array, output: Array, *inputs: Any, **none: Any) -> tuple[Array, ...]:
        """Return upstream × local gradient for each input, None for a data input.

        A gradient may have the shape to which its input was broadcast: it is summed back by `backward`. One that is
        dear may be given as a function without arguments, which is called only if somebody wants the gradient.
        """

    def value_and_residual(self, *inputs: Any, **none: Any) -> tuple[Array, Array]:
        """Return the output, and an array that `gradients` may be given as one more argument, the last.

        Called with plain arrays only, and only where gradients will be wanted. `gradients` must do without, too.
        """
        raise NotImplementedError(
            f"{self} says has_residual, but has no method value_and_residual; write it, or leave has_residual False"
        )

    def forward(self, *inputs: Any) -> Array:
        """Return the gate's value at `inputs`, and keep both for `backward`."""
        self._inputs = self._output = None
        names = input_names(self, len(inputs))
        arrays = tuple(
            (as_array if name in self.data_inputs else as_numbers)(given, self, name)
            for name, given in zip(names, inputs, strict=True)
        )
        try:
            output = self.value(*arrays)
        except Refusal:
            raise
        except ValueError as error:
            raise self.misfit(arrays, error) from error
        numbers = [array for name, array in zip(names, arrays, strict=True) if name not in self.data_inputs]
        self._output = _own(_in_precision_of(output, numbers), arrays)
        self._inputs = arrays
        return self._output

    def backward(self, upstream: Any) -> tuple[Array, ...]:
        """Return the downstream gradients, one for each input of the last `forward`, each in its input's shape.

        upstream: the gradient of the loss with respect to the output, in the output's shape.
        """
        if self._inputs is None:
            raise RuntimeError(f"{self}: backward was called before forward; call forward first")
        upstream = as_numbers(upstream, self, "upstream")
        if np.shape(upstream) != np.shape(self._output):
            raise ValueError(
                f"{self}: upstream has shape {np.shape(upstream)}, but the output has shape {np.shape(self._output)}; "
                "the upstream gradient has the shape of the output"
            )
        names = input_names(self, len(self._inputs))
        raw = self.gradients(upstream, self._output, *self._inputs)
        if len(raw) != len(names):
            raise ValueError(
                f"{self}: gradients returned {len(raw)} gradients for {len(names)} inputs ({', '.join(names)})"
            )
        held: list[Array] = [upstream, self._output, *self._inputs]
        downstream: list[Array] = []
        for given, gradient in zip(self._inputs, raw, strict=True):
            if gradient is not None:
                gradient = gradient() if callable(gradient) else gradient
                gradient = _own(_in_precision_of(sum_to_shape(gradient, np.shape(given)), [given]), held)
                held.append(gradient)
            downstream.append(gradient)
        return tuple(downstream)

    def __call__(self, *inputs: Any) -> Any:
        """Apply the gate: on numbers, the same as `forward`; on nodes of a graph, a new node of their kind."""
        for given in inputs:
            if isinstance(given, Node):
                return given.apply(self, inputs)
        return self.forward(*inputs)

    def fresh(self) -> Self:
        """Return a gate with the same hyperparameters that has not been run."""
        twin = copy.copy(self)
        twin._inputs = twin._output = None
        return twin

    def misfit(self, inputs: tuple[Array, ...], error: Exception) -> ValueError:
        """Return the error that says which shapes were given and which the gate takes."""
        names = input_names(self, len(inputs))
        shapes = ", ".join(f"{name} {np.shape(array)}" for name, array in zip(names, inputs, strict=True))
        return ValueError(f"{self} cannot take {shapes}. It takes {self.fits}. (NumPy: {error})")

    def refuse_count(self, count: int) -> None:
        """Raise TypeError if the gate does not take `count` inputs."""
        input_names(self, count)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._settings())})"

    def __str__(self) -> str:
        return repr(self) if self._settings() else type(self).__name__

    def _settings(self) -> list[str]:
        """Return the hyperparameters that are not left at their defaults, as they are written in the constructor."""
        given = {
            name: (getattr(self, name), one.default) for name, one in inspect.signature(type(self)).parameters.items()
        }
        return [f"{name}={value!r}" for name, (value, default) in given.items() if not _same(value, default)]


def input_names(gate: Gate | type[Gate], count: int | None = None) -> tuple[str, ...]:
    """Return the names of a gate's inputs, as `value` names them: `("x", "y")` for `Multiply`.

    A gate that takes any number of inputs (`value(self, *arrays)`) names `count` of them: `arrays[0]`, `arrays[1]`, …

    Raises TypeError if the gate does not take `count` inputs, or if it takes any number and `count` is not given.
    """
    kind = gate if isinstance(gate, type) else type(gate)
    names, several = _parameters(kind)
    if several is not None:
        if count is None:
            raise TypeError(f"{kind.__name__} takes any number of inputs; say how many: input_names(gate, count)")
        names = (*names, *(f"{several}[{index}]" for index in range(count - len(names))))
    if count is not None and len(names) != count:
        inputs = "1 input" if len(names) == 1 else f"{len(names)} inputs"
        raise TypeError(f"{kind.__name__} takes {inputs} ({', '.join(names)}), but was given {count}")
    return names


@functools.cache
def _parameters(kind: type[Gate]) -> tuple[tuple[str, ...], str | None]:
    """Return the names of `value`'s single inputs, and the name of its `*inputs` if it has one."""
    _self, *parameters = inspect.signature(kind.value).parameters.values()
    several = [parameter.name for parameter in parameters if parameter.kind is parameter.VAR_POSITIONAL]
    single = [parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]
    return tuple(single), several[0] if several else None


def _same(value: Any, default: Any) -> bool:
    """Whether a hyperparameter has its default value: of the same type, so that True is not 1."""
    return type(value) is type(default) and repr(value) == repr(default)


def _in_precision_of(result: Array, numbers: list[Array]) -> Array:
    """Round a real result to the precision of real inputs, where constants in a rule have widened float32."""
    if not is_numpy(result) or result.dtype.kind != "f" or not all(map(is_numpy, numbers)) or not numbers:
        return result
    precision = np.result_type(*(given.dtype for given in numbers)).newbyteorder("=")
    return result.astype(precision) if precision.kind == "f" and result.dtype != precision else result


def _own(result: Array, held: tuple[Array, ...] | list[Array]) -> Array:
    """Return `result` in memory of its own, writeable; a single number as a NumPy scalar."""
    if not isinstance(result, np.ndarray):
        return result
    shared = any(isinstance(other, np.ndarray) and np.may_share_memory(result, other) for other in held)
    if shared or not result.flags.writeable:  # what np.broadcast_to returns is one number seen many times
        result = result.copy()
    return result[()]
