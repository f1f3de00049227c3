"""`Tensor`: a node of a graph that has its value from the start. Applying gates to tensors records the graph.

This is the lectures' symbol-to-number strategy, define-by-run: a program computes with numbers, and the graph of what
it did comes about on the way. The record (the *tape*) is nothing but the nodes: each knows its gate and its parents,
and its number says in which order they came. `backpropagation` runs gradients back along it.

Source: automatic differentiation, IST lecture 5 and CSE 587 lecture 3; Baydin, Pearlmutter, Radul and Siskind,
"Automatic differentiation in machine learning: a survey" (2018).
"""

import functools
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np

from coursekit.autodiff.operators import Operators
from coursekit.autodiff.structure import map_leaves
from coursekit.gates.coercion import Array, as_array, as_numbers
from coursekit.gates.gate import Gate, input_names
from coursekit.gates.graph import Node


class _Mode(threading.local):
    recording = True


_mode = _Mode()
_next_number = itertools.count().__next__
_new = object.__new__

# A graph checks that its nodes belong to one run. Tensors are computed once, so they all belong to this one.
_RECORDED = object()


class Tensor(Operators, Node):
    """An array whose computations are recorded, so that they can be differentiated.

        W = Tensor([[1.0, 2.0]])
        loss = np.sum(np.tanh(W) ** 2)
        loss.backward()
        W.gradient

    NumPy's functions, Python's operators and all gates work on tensors; arrays and numbers that meet a tensor are
    constants. `value` is the array itself, not a copy. What is computed from it may share its memory: change it only
    when the record is no longer needed, as an optimizer does between two steps.

    Attributes: `value`; `gradient`, None before `backward`; `needs_gradient`; `name`; `gate` and `parents`, what it was
    computed by and from; `number`, which grows in the order of computing. `Graph(tensor)` shows the whole record.
    """

    __slots__ = ("number",)

    def __init__(self, value: Any, *, needs_gradient: bool = True, name: str | None = None) -> None:
        """Start a record with `value`: numbers, of which integers become float64 if they need a gradient.

        Raises TypeError for what is not numbers, or is a tensor or complex.
        """
        if isinstance(value, Node):
            raise TypeError(f"Tensor: the value is a {type(value).__name__} already; give it an array, or use it as it is")
        value = as_numbers(value, "Tensor", "the value") if needs_gradient else as_array(value, "Tensor", "the value")
        if value.dtype.kind == "c":
            raise TypeError(f"Tensor: the value must be real numbers, not an array of dtype {value.dtype}")
        self._fill(value, None, (), needs_gradient, "input" if needs_gradient else "constant")
        self.name = name

    def _fill(self, value: Array, gate: Gate | None, parents: tuple[Node, ...], needs: bool, kind: Any) -> None:
        self.value = value
        self.gate = gate
        self.parents = parents
        self.needs_gradient = needs
        self.kind = kind
        self.name = self.gradient = None
        self.run = _RECORDED
        self.number = _next_number()

    def apply(self, gate: Gate, inputs: tuple[Any, ...]) -> "Tensor":
        """Run a gate on tensors and numbers; record it if one of them needs a gradient."""
        parents = []
        values = []
        needs = False
        for position, given in enumerate(inputs):
            if not isinstance(given, Tensor):
                given = _constant(given, gate, position, len(inputs))
            elif given.needs_gradient:
                needs = True
            parents.append(given)
            values.append(given.value)
        try:
            value = gate.value(*values)
        except ValueError as error:
            raise gate.misfit(tuple(values), error) from error
        except TypeError:
            gate.refuse_count(len(inputs))
            raise
        node: Tensor = _new(Tensor)
        if needs and _mode.recording:
            node._fill(value, gate, tuple(parents), True, "gate")
        else:
            node._fill(value, None, (), False, "constant")
        return node

    def downstream(self) -> tuple[Array, ...]:
        """Return what the gate's rule makes of this node's gradient, for `Graph.backward`."""
        values = tuple(parent.value for parent in self.parents)
        downstream: tuple[Array, ...] = self.gate.downstream(self.gradient, self.value, values)
        return downstream

    def backward(self, upstream: Any = None, *, keep: bool = False) -> None:
        """Add the gradient of this tensor to the `gradient` of every tensor that it was computed from and that was
        made by `Tensor(...)`.

        upstream: the gradient of a loss with respect to this tensor, in its shape; may be left out for a single number.
        keep: leave the record for another backward. Otherwise it is released on the way, and its memory with it.

        Gradients add up until they are set to None: that is how a batch can be computed in parts.
        """
        from coursekit.autodiff.backpropagation import backpropagate, first_upstream

        if not self.needs_gradient:
            raise ValueError(
                "backward: this tensor was not computed from any tensor that needs a gradient, or it was under "
                "no_grad() or behind stop_gradient(...)"
            )
        gradients, _ = backpropagate(self, first_upstream(self, upstream), keep=keep)
        for leaf, gradient in gradients.items():
            if gradient is not None:
                leaf.gradient = gradient if leaf.gradient is None else leaf.gradient + gradient

    def step(self, function: Callable[..., Any], arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """Apply a function of NumPy's that is constant but for jumps: numbers become a constant tensor, flags stay."""
        value = function(*map_leaves(_value, tuple(arguments)), **options)
        is_numbers = isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind == "f"
        return Tensor(value, needs_gradient=False) if is_numbers else value

    def item(self) -> float:
        """Return a single number as a Python float, outside of the record."""
        return float(np.reshape(self.value, ()))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        if self.needs_gradient:
            raise TypeError(
                "float(tensor) would leave the record, and its gradient would be lost; call tensor.item() if that is "
                "meant, or use NumPy's function in place of one that calls float, such as np.exp for math.exp"
            )
        return self.item()

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            "a Tensor does not turn into an array by itself, for its gradient would be lost; take tensor.value if that "
            "is meant, np.stack([...]) to join tensors, and np.where(...) to replace entries of an array by a tensor's"
        )

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise TypeError(
            "a Tensor cannot be assigned to in place: its old entries may be needed for gradients. Make a new one: "
            "np.where(mask, new, tensor) replaces entries, np.concatenate and np.stack build arrays from parts; "
            "tensor.value[...] = ... changes the numbers themselves before anything is computed from them"
        )

    def __repr__(self) -> str:
        shown = np.array2string(np.asarray(self.value), separator=", ", prefix="Tensor(", threshold=100)
        label = f", name={self.name!r}" if self.name else ""
        origin = f", gate={self.gate}" if self.gate is not None else "" if self.needs_gradient else ", constant"
        return f"Tensor({shown}{label}{origin})"

    def __format__(self, specification: str) -> str:
        return format(self.item(), specification) if specification else str(self)


def stop_gradient(x: Any) -> Any:
    """Return x as a constant: its value goes on, its gradient does not."""
    if not isinstance(x, Tensor):
        return x.stopped() if isinstance(x, Node) else x
    return Tensor(x.value, needs_gradient=False, name=x.name)


@contextmanager
def recording(on: bool) -> Iterator[None]:
    """Record what is computed with tensors in this block, or don't."""
    before, _mode.recording = _mode.recording, on
    try:
        yield
    finally:
        _mode.recording = before


def no_grad() -> Any:
    """Compute without a record: `with no_grad(): ...`, or `@no_grad()` above a function. Saves time and memory."""
    return recording(False)


def is_recording() -> bool:
    """Whether what is computed with tensors is recorded now, in this thread."""
    return _mode.recording


def _value(given: Any) -> Any:
    return given.value if isinstance(given, Tensor) else given


def _constant(given: Any, gate: Gate, position: int, count: int) -> Tensor:
    """Wrap what is no tensor. A Python number stays one, so that it does not widen float32."""
    node: Tensor = _new(Tensor)
    if isinstance(given, Node):
        raise TypeError(f"{gate}: a {type(given).__name__} has no value, so it cannot be computed with a Tensor")
    if type(given) not in (float, int):
        name, data = _names(type(gate), count)[position]
        given = (as_array if data else as_numbers)(given, gate, name)
    node._fill(given, None, (), False, "constant")
    return node


@functools.cache
def _names(kind: type[Gate], count: int) -> tuple[tuple[str, bool], ...]:
    """Return each input's name, and whether it is data."""
    return tuple((name, name in kind.data_inputs) for name in input_names(kind, count))
