"""Spaces: from what range, and on what scale, a hyperparameter is taken.

Each space is stretched over the interval [0, 1]: `at(u)` is its value at position u, and a uniform position gives a
random value. So random search draws positions, and Bayesian optimisation models the score as a function of them: a
learning rate is compared by its logarithm there, as it should be.

Source: Bergstra and Bengio, "Random search for hyper-parameter optimization" (2012), for the distributions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from coursekit.arguments import whole_number
from coursekit.data.examples import real_number


@dataclass(frozen=True)
class Uniform:
    """Real numbers from `low` to `high`, all as likely: a dropout rate, a momentum."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ordered("Uniform", real_number("Uniform", "low", self.low), real_number("Uniform", "high", self.high))

    def at(self, u: float) -> float:
        return self.low + u * (self.high - self.low)


@dataclass(frozen=True)
class LogUniform:
    """Positive numbers from `low` to `high` whose logarithm is uniform: a learning rate, a weight decay."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ordered("LogUniform", real_number("LogUniform", "low", self.low), real_number("LogUniform", "high", self.high))
        if self.low <= 0:
            raise ValueError(f"LogUniform: low must be positive, not {self.low}: 0 has no logarithm")

    def at(self, u: float) -> float:
        value: float = self.low ** (1 - u) * self.high**u
        return min(max(value, self.low), self.high)  # powers are rounded, out of the range even


@dataclass(frozen=True)
class Integer:
    """Integers from `low` to `high`, both included, all as likely: hidden units, the size of a batch."""

    low: int
    high: int

    def __post_init__(self) -> None:
        least = whole_number("Integer", "low", self.low, self.low)
        _ordered("Integer", least, whole_number("Integer", "high", self.high, self.high))

    def at(self, u: float) -> int:
        return self.low + min(int(u * (self.high - self.low + 1)), self.high - self.low)


@dataclass(frozen=True)
class Choice:
    """One of a few values without an order: an activation, an optimizer."""

    options: tuple[Any, ...]

    def __init__(self, *options: Any) -> None:
        if not options:
            raise TypeError("Choice needs at least one option: Choice('tanh', 'relu')")
        object.__setattr__(self, "options", options)

    def at(self, u: float) -> Any:
        return self.options[min(int(u * len(self.options)), len(self.options) - 1)]


Space: TypeAlias = Uniform | LogUniform | Integer | Choice


def checked_spaces(owner: str, spaces: Mapping[str, Any]) -> dict[str, Space]:
    """Return the spaces if each hyperparameter has one; otherwise raise an error that names it."""
    if not isinstance(spaces, Mapping) or not spaces:
        raise TypeError(
            f"{owner} needs a space for each hyperparameter: {{'rate': LogUniform(1e-4, 1)}}, not {spaces!r}"
        )
    for name, space in spaces.items():
        if not isinstance(space, (Uniform, LogUniform, Integer, Choice)):
            raise TypeError(
                f"{owner}: {name} needs a space (Uniform, LogUniform, Integer or Choice), "
                f"not {type(space).__name__} {space!r}"
            )
    return dict(spaces)


def _ordered(owner: str, low: float, high: float) -> None:
    if not low < high:
        raise ValueError(f"{owner}: low must be less than high, but they are {low} and {high}")
