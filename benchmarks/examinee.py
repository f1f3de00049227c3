"""A gate as the rules beside `check` see it: whatever goes wrong in the gate itself is one exception, GateFailed.

So every other exception is the rule's own, or that of what fits gates to it: an error of the benchmark, and no verdict.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from coursekit.checking.clock import OutOfTime, time_limit

T = TypeVar("T")
Array = Any
Backward = Callable[[Array], list[Array | None]]

SECONDS = 2.0  # for one call: an endless loop is a failure


class GateFailed(Exception):
    """The gate raised, did not come back, or did not return what a rule could compare."""


class Examinee:
    """A gate at one point.

    make: called without arguments, it makes an instance; wrt: the inputs whose gradients are compared.
    """

    def __init__(self, make: Callable[[], Any], wrt: Sequence[int]) -> None:
        self.make, self.wrt = make, wrt
        self._shape: tuple[int, ...] | None = None

    def vjp(self, *inputs: Array) -> tuple[Array, Backward]:
        """Run a new instance forward. Return its output, and the function from upstream to the downstream gradients.

        They are float64; for inputs that aren't compared, there is None.
        """
        gate = of_the_gate(self.make)
        output = of_the_gate(lambda: _numbers(gate.forward(*inputs)))
        if self._shape not in (None, output.shape):
            raise GateFailed(f"forward returns the shape {output.shape}, and returned {self._shape}")
        self._shape = output.shape

        def backward(upstream: Array) -> list[Array | None]:
            return of_the_gate(lambda: self._compared(gate.backward(upstream[()]), len(inputs)))

        return output, backward

    def forward(self, *inputs: Array) -> Array:
        """Return the output of a new instance."""
        return self.vjp(*inputs)[0]

    def _compared(self, returned: Any, count: int) -> list[Array | None]:
        gradients = gradients_of(returned, count)
        return [_numbers(gradients[i]) if i in self.wrt else None for i in range(count)]


def of_the_gate(call: Callable[[], T]) -> T:
    """Call what only the gate can be at fault for. Time is limited here, and not where a rule itself may be slow."""
    try:
        with time_limit(SECONDS):
            return call()
    except (Exception, SystemExit, OutOfTime) as error:
        raise GateFailed(type(error).__name__) from error


def gradients_of(returned: Any, count: int) -> Sequence[Any]:
    """Read what backward returned as one gradient for each input; None for those left out at the end."""
    several = isinstance(returned, (tuple, list)) or (count > 1 and np.ndim(returned) > 0 and len(returned) == count)
    listed = list(returned) if several else [returned]
    if len(listed) > count:
        raise ValueError(f"{len(listed)} gradients for {count} inputs")
    return [*listed, *[None] * (count - len(listed))]


def _numbers(returned: Any) -> Array:
    array = np.array(returned)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{type(returned).__name__} {array.dtype}, not real numbers")
    return array.astype(np.float64, order="C")
