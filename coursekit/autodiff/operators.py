"""Python's operators and NumPy's protocols, for every node that computes: each finds its gate in the `vocabulary`."""

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import numpy as np

from coursekit.autodiff import vocabulary
from coursekit.gates.coercion import Array, Shape


class Operators:
    """What tensors and symbols have in common with arrays.

    Comparisons are entry by entry, as NumPy's; two tensors are the same node if `a is b`.
    """

    __slots__ = ()

    value: Array

    @property
    def shape(self) -> Shape:
        """The lengths of the axes."""
        return np.shape(self.value)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the entries."""
        return np.asarray(self.value).dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of entries."""
        return math.prod(self.shape)

    @property
    def real(self) -> Self:
        """The real part, which is all there is."""
        return self

    @property
    def T(self) -> Any:
        """The transpose: the axes in reverse order."""
        return vocabulary.transpose(self)

    def reshape(self, *shape: Any) -> Any:
        """Return the entries in another shape, given as one tuple or length by length."""
        return vocabulary.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Any:
        """Return the axes in another order, given as one tuple or one by one; the reverse if none is given."""
        return vocabulary.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def sum(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Return the sum over `axis`."""
        return vocabulary.sum(self, axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Return the mean over `axis`."""
        return vocabulary.mean(self, axis, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Return the maximum over `axis`."""
        return vocabulary.max(self, axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Return the minimum over `axis`."""
        return vocabulary.min(self, axis, keepdims=keepdims)

    @abstractmethod
    def step(self, function: Callable[..., Any], arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """Apply a function of NumPy's that is constant but for jumps."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if "out" in options:
            raise TypeError(
                f"np.{ufunc.__name__} with out= (or an assignment like `array += tensor`) would write in place what "
                f"gradients may need; make a new array instead: result = np.{ufunc.__name__}(...)"
            )
        if ufunc in vocabulary.STEPS and method == "__call__":
            return self.step(ufunc, inputs, options)
        function = vocabulary.meaning(ufunc, method)
        if function is None:
            raise vocabulary.unknown(ufunc, method)
        return function(*inputs, **options)

    def __array_function__(self, function: Any, _types: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        if function in vocabulary.STEPS:
            return self.step(function, arguments, options)
        known = vocabulary.meaning(function)
        if known is None:
            raise vocabulary.unknown(function)
        return known(*arguments, **options)

    def __add__(self, other: Any) -> Any:
        return vocabulary.add(self, other)

    def __radd__(self, other: Any) -> Any:
        return vocabulary.add(other, self)

    def __sub__(self, other: Any) -> Any:
        return vocabulary.subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        return vocabulary.subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        return vocabulary.multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return vocabulary.multiply(other, self)

    def __truediv__(self, other: Any) -> Any:
        return vocabulary.divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return vocabulary.divide(other, self)

    def __matmul__(self, other: Any) -> Any:
        return vocabulary.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return vocabulary.matmul(other, self)

    def __pow__(self, exponent: Any) -> Any:
        return vocabulary.power(self, exponent)

    def __rpow__(self, base: Any) -> Any:
        return vocabulary.power(base, self)

    def __neg__(self) -> Any:
        return vocabulary.negate(self)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Any:
        return np.absolute(self)

    def __lt__(self, other: Any) -> Any:
        return self.step(np.less, (self, other), {})

    def __le__(self, other: Any) -> Any:
        return self.step(np.less_equal, (self, other), {})

    def __gt__(self, other: Any) -> Any:
        return self.step(np.greater, (self, other), {})

    def __ge__(self, other: Any) -> Any:
        return self.step(np.greater_equal, (self, other), {})

    def __eq__(self, other: object) -> Any:
        return self.step(np.equal, (self, other), {})

    def __ne__(self, other: object) -> Any:
        return self.step(np.not_equal, (self, other), {})

    __hash__ = object.__hash__

    def __getitem__(self, key: Any) -> Any:
        return vocabulary.index(self, key)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError(f"a single number has no length, and neither has {self!r}")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[position] for position in range(len(self)))
