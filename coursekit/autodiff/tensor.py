"""`Tensor`: a node of a graph that has its value from the start. Applying gates to tensors records the graph.

This is the lectures' symbol-to-number strategy, define-by-run: a program computes with numbers, and the graph of what
it did comes about on the way. The record (the *tape*) is nothing but the nodes: each knows its gate and its parents,
and its number says in which order they came. `backpropagation` runs gradients back along it.

Source: automatic differentiation, IST lecture 5 and CSE 587 lecture 3; Baydin, Pearlmutter, Radul and Siskind,
"Automatic differentiation in machine learning: a survey" (2018).
"""

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.backpropagation import RELEASED, backpropagate, first_upstream
from coursekit.autodiff.departures import Departures
from coursekit.autodiff.mode import mode
from coursekit.autodiff.operators import Operators
from coursekit.autodiff.step import Step
from coursekit.autodiff.structure import map_leaves
from coursekit.gates.coercion import Array, Refusal, as_array, as_numbers
from coursekit.gates.gate import Gate, input_names
from coursekit.gates.graph import Node

_next_number = itertools.count().__next__
_new = object.__new__


class Tensor(Departures, Operators, Node):
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

    runs = False

    number: int
    given: Any
    sources: Any
    _parents: tuple[Node, ...] | None

    # What the gate was given: the values, and the tensors they came from (None for a plain array or number).
    __slots__ = ("_parents", "finished", "given", "number", "sources")

    def __init__(self, value: Any, *, needs_gradient: bool = True, name: str | None = None) -> None:
        """Start a record with `value`: numbers, of which integers become float64 if they need a gradient.

        Raises TypeError for what is not numbers, or is a tensor or complex.
        """
        if type(value) is not np.ndarray or value.dtype.kind != "f":
            value = _checked(value, needs_gradient)
        self.value = value
        self.needs_gradient = needs_gradient
        self.name = name
        self.gate = self.gradient = self._parents = None
        self.given = self.sources = ()
        self.finished = False  # whether nobody differentiates by it any more; see `transforms`
        self.number = _next_number()

    def apply(self, gate: Gate, inputs: tuple[Any, ...]) -> "Tensor":
        """Run a gate on tensors and numbers; record it if one of them needs a gradient."""
        values: list[Any] = []
        sources: list[Tensor | None] = []
        needs = False
        for given in inputs:
            if isinstance(given, Tensor):
                needs = needs or given.needs_gradient
                sources.append(given)
                values.append(given.value)
            else:
                if type(given) is not np.ndarray or given.dtype.kind != "f":
                    given = _constant(given, gate, len(values), len(inputs))
                sources.append(None)
                values.append(given)
        recorded = needs and mode.recording
        try:
            if recorded and gate.has_residual:
                value, residual = gate.value_and_residual(*values)
                values.append(residual)
            else:
                value = gate.value(*values)
        except Refusal:
            raise
        except ValueError as error:
            raise gate.misfit(tuple(values), error) from error
        except TypeError:
            gate.refuse_count(len(inputs))
            raise
        node: Tensor = _new(Tensor)
        node.value = value
        node.name = node.gradient = node._parents = None
        node.number = _next_number()
        node.needs_gradient = recorded
        if recorded:
            node.gate = gate
            node.given = values
            node.sources = sources
        else:
            node.gate = None
            node.given = node.sources = ()
        return node

    @property
    def kind(self) -> Any:  # type: ignore[override] # of a tensor it follows from the rest
        """What the node is in a graph: what a gate made, an input (by which one can differentiate), or a constant."""
        return "gate" if self.gate is not None else "input" if self.needs_gradient else "constant"

    @property
    def parents(self) -> tuple[Node, ...]:  # type: ignore[override] # they are made when they are asked for
        """The tensors that this one was made of; constants among them are wrapped when they are asked for."""
        if self.sources is None:
            raise RuntimeError(RELEASED)
        if self._parents is None:
            self._parents = tuple(
                Tensor(value, needs_gradient=False) if source is None else source
                for source, value in zip(self.sources, self.given, strict=False)  # a residual may stand last
            )
        return self._parents

    def backward(self, upstream: Any = None, *, keep: bool = False) -> None:
        """Add the gradient of this tensor to the `gradient` of every tensor that it was computed from and that was
        made by `Tensor(...)`.

        upstream: the gradient of a loss with respect to this tensor, in its shape; may be left out for a single number.
        keep: leave the record for another backward, with the gradient of every tensor on it, for `Graph(tensor)` to
        show. Otherwise the record is released on the way, and its memory with it.

        Gradients of what was made by `Tensor(...)` add up until they are set to None, so that a batch can be computed
        in parts.
        """
        if not self.needs_gradient:
            raise ValueError(
                "backward: this tensor was not computed from any tensor that needs a gradient, or it was under "
                "no_grad() or behind stop_gradient(...)"
            )
        for node, gradient in backpropagate(self, first_upstream(self, upstream), keep=keep).items():
            if gradient is not None:
                node.gradient = gradient if node.gate is not None or node.gradient is None else node.gradient + gradient

    def step(self, function: Callable[..., Any], arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """Apply a function of NumPy's that is constant but for jumps: numbers become a constant tensor, flags stay."""
        value = function(*map_leaves(_value, tuple(arguments)), **options)
        is_numbers = isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind == "f"
        return Tensor(value, needs_gradient=False) if is_numbers else value


def stop_gradient(x: Any) -> Any:
    """Return x as a constant: its value goes on, its gradient does not."""
    if not isinstance(x, Tensor):
        return x.apply(Step(np.positive, {}), (x,)) if isinstance(x, Node) else x
    return Tensor(x.value, needs_gradient=False, name=x.name)


def _value(given: Any) -> Any:
    return given.value if isinstance(given, Tensor) else given


def _checked(value: Any, needs_gradient: bool) -> Array:
    """Return numbers for a tensor: real ones, and floating-point ones if they need a gradient."""
    if isinstance(value, Node):
        raise TypeError(f"Tensor: the value is a {type(value).__name__} already; give it an array, or use it as it is")
    value = as_numbers(value, "Tensor", "the value") if needs_gradient else as_array(value, "Tensor", "the value")
    if value.dtype.kind == "c":
        raise TypeError(f"Tensor: the value must be real numbers, not an array of dtype {value.dtype}")
    return np.asarray(value)  # a single number, too: an optimizer changes it in place


def _constant(given: Any, gate: Gate, position: int, count: int) -> Array:
    """Return what is no tensor as the gate takes it. A Python number stays one, so that it does not widen float32."""
    if type(given) in (float, int):
        return given
    if isinstance(given, Node):
        raise TypeError(f"{gate}: a {type(given).__name__} has no value, so it cannot be computed with a Tensor")
    name, data = _names(type(gate), count)[position]
    if data:
        return given if type(given) is np.ndarray else as_array(given, gate, name)
    return as_numbers(given, gate, name)


@functools.cache
def _names(kind: type[Gate], count: int) -> tuple[tuple[str, bool], ...]:
    """Return each input's name, and whether it is data."""
    return tuple((name, name in kind.data_inputs) for name in input_names(kind, count))
