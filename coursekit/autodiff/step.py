"""`Step`: functions that are constant but for jumps, such as comparisons and rounding, as gates of expressions."""

import copy
from collections.abc import Callable
from typing import Any, Self

from coursekit.gates.coercion import Array


class Step:
    """A function that is constant but for jumps, such as np.greater, as a gate: no input has a gradient."""

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self.function = function
        self.options = options
        self.name = function.__name__
        self.count = 0

    def value(self, *inputs: Any) -> Array:
        """Return the function's value."""
        return self.function(*inputs, **self.options)

    def gradients(self, upstream: Array, output: Array, *inputs: Any) -> tuple[None, ...]:
        """Return no gradient, for each input."""
        return (None,) * len(inputs)

    def forward(self, *inputs: Any) -> Array:
        """Return the function's value."""
        self.count = len(inputs)
        return self.value(*inputs)

    def backward(self, upstream: Array) -> tuple[None, ...]:
        """Return no gradient, for each input."""
        return (None,) * self.count

    def refuse_count(self, count: int) -> None:
        """Leave it to the function what it takes."""

    def misfit(self, inputs: tuple[Any, ...], error: Exception) -> Exception:
        """Return the error of the function as it is."""
        return error

    def fresh(self) -> Self:
        """Return a copy."""
        return copy.copy(self)

    def __str__(self) -> str:
        return self.name
