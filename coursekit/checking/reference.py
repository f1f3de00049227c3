"""The right solution, seen as a rule that can be asked: what it gives forward, and what backward.

A reference may be a gate of the library, an instructor's own class with `forward` and `backward`, a `partial` or an
instance of either, or a plain function; or one of the `kinds`, such as an optimizer.
"""

import copy
import functools
import inspect
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.kinds import special_kind

Array = Any  # a float64 array or scalar


@dataclass(frozen=True, eq=False)
class Reference:
    """A right solution. `variadic`: it takes any number of inputs.

    `kind` is `"gate"`, `"function"`, or one of those in `kinds`, which have no inputs of the caller's to name.
    """

    name: str
    kind: str
    source: Any
    parameters: tuple[str, ...]
    required: int
    variadic: bool

    @classmethod
    def of(cls, source: Any, name: str | None = None) -> "Reference":
        """Make a reference of a gate class, a `partial` of one, an instance, or a function."""
        target = source.func if isinstance(source, functools.partial) else source
        if kind := special_kind(source):
            called: str = getattr(target, "__name__", type(target).__name__)
            return cls(name or called, kind, source, (), 0, False)
        if not callable(getattr(target, "forward", None)) and (isinstance(target, type) or not callable(target)):
            raise TypeError(
                f"{source!r} can't be a reference: it should be a class or instance with forward and backward, "
                "a functools.partial of one, a function, or the name of a gate"
            )
        kind = "gate" if callable(getattr(target, "forward", None)) else "function"
        own = getattr(target, "__name__", type(target).__name__)
        if isinstance(target, type) or kind == "function":
            instance = make(source) if kind == "gate" else source
        else:
            instance = source
        names, required, variadic = _parameters(instance, kind)
        return cls(name or own, kind, source, names, required, variadic)

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """The keywords that a `partial` was given."""
        return dict(self.source.keywords) if isinstance(self.source, functools.partial) else {}

    @property
    def has_backward(self) -> bool:
        """Whether it has a gradient rule of its own, a second witness beside numeric differentiation."""
        target = self.source.func if isinstance(self.source, functools.partial) else self.source
        return self.kind == "gate" and callable(getattr(target, "backward", None))

    def make(self) -> Any:
        """Return a new instance, or a copy of the one that was given."""
        return make(self.source)

    def names(self, count: int) -> tuple[str, ...]:
        """Return the names of `count` inputs; those of a variadic rule are numbered."""
        if self.variadic:
            stem = self.parameters[-1]
            fixed = self.parameters[:-1]
            return (*fixed, *(f"{stem}[{i}]" for i in range(count - len(fixed))))
        return self.parameters[:count]

    def forward(self, inputs: Sequence[Array], after: Sequence[Array] | None = None) -> Array:
        """Return the output for copies of these inputs; a gate may be run forward on other inputs before."""
        with quiet():
            if after is None:
                return self.value(*inputs)
            gate = make(self.source)
            gate.forward(*map(_copy, after))
            return _copy(gate.forward(*map(_copy, inputs)))

    def value(self, *inputs: Array) -> Array:
        """Return the same as `forward` does, where it is `quiet` already: of thousands of calls, each is quicker."""
        run = self.source if self.kind == "function" else make(self.source).forward
        return _copy(run(*map(_copy, inputs)))

    def backward(self, inputs: Sequence[Array], upstream: Array) -> tuple[Array | None, ...]:
        """Return one downstream gradient per input; None for an input that has none."""
        with quiet():
            gate = make(self.source)
            gate.forward(*map(_copy, inputs))
            gradients = gate.backward(_copy(upstream))
        if len(inputs) == 1 and not isinstance(gradients, (tuple, list)):
            gradients = (gradients,)
        # An instructor's own gate may leave out data inputs that stand last, as a student may.
        gradients = tuple(gradients)
        return gradients + (None,) * (len(inputs) - len(gradients))


def _copy(value: Any) -> Any:
    """Return what nobody else can change."""
    if type(value) is np.ndarray:
        return value.copy() if value.dtype.kind in "biufc" else copy.deepcopy(value)
    return value if isinstance(value, (float, int, complex, np.number)) else copy.deepcopy(value)


@contextmanager
def quiet() -> Iterator[None]:
    """Silence overflow warnings: a case at which the reference isn't finite is simply not asked."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def make(source: Any) -> Any:
    """Return an instance of a gate, from its class, a `partial` of it, or an instance."""
    if not isinstance(source, (type, functools.partial)):
        return copy.deepcopy(source)
    try:
        return source()
    except TypeError as error:
        name = (source.func if isinstance(source, functools.partial) else source).__name__
        raise ValueError(
            f"the reference {name} can't be made with the hyperparameters given: {error}. "
            f"Give them by name: functools.partial({name}, ...)"
        ) from error


def _parameters(instance: Any, kind: str) -> tuple[tuple[str, ...], int, bool]:
    method: Callable[..., Any] = instance if kind == "function" else instance.forward
    # A gate of the library states its rule, and with it the names of its inputs, in `value` and `gradients`; its
    # forward takes any. Where forward has names, the rule has inputs besides that forward finds itself, such as a mask.
    states_rule = callable(getattr(instance, "value", None)) and callable(getattr(instance, "gradients", None))
    if kind == "gate" and states_rule:
        named = [p for p in inspect.signature(method).parameters.values() if p.kind is not p.VAR_POSITIONAL]
        if named:
            needed = tuple(p.name for p in named if p.default is p.empty)
            return needed, len(needed), False
        method = instance.value
    if isinstance(method, np.ufunc):
        return ("x", "y", "z")[: method.nin], method.nin, False
    try:
        listed = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):  # a builtin that doesn't tell
        return ("x",), 1, False
    positional = [p for p in listed if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)]
    variadic = any(p.kind is p.VAR_POSITIONAL for p in positional)
    required = sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in positional)
    return tuple(p.name for p in positional), required, variadic
