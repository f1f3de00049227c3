"""How a tensor's numbers leave the record, or don't: as a float, a text, a copy; never silently as an array.

What leaves the record loses its gradient. Where that is meant, there is a name for it (`item`, `value`); where it may
be an oversight, the error says so.
"""

from typing import Any, NoReturn, Self

import numpy as np

from coursekit.gates.coercion import Array


class Departures:
    """The ways out of the record of a tensor."""

    __slots__ = ()

    value: Array
    needs_gradient: bool
    gate: Any
    name: str | None

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

    @classmethod
    def _restored(cls, value: Array, needs_gradient: bool, name: str | None) -> Self:
        return cls(value, needs_gradient=needs_gradient, name=name)  # type: ignore[call-arg] # Tensor's arguments

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy, or a pickle, has the value; gradient and record stay with the original.
        return type(self)._restored, (np.asarray(self.value), self.needs_gradient and self.gate is None, self.name)

    def __repr__(self) -> str:
        shown = np.array2string(np.asarray(self.value), separator=", ", prefix="Tensor(", threshold=100)
        label = f", name={self.name!r}" if self.name else ""
        origin = f", gate={self.gate}" if self.gate is not None else "" if self.needs_gradient else ", constant"
        return f"Tensor({shown}{label}{origin})"

    def __format__(self, specification: str) -> str:
        return format(self.item(), specification) if specification else str(self)
