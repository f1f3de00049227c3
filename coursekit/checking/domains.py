"""What an input of a gate may be: its shape, and which numbers. `check(..., inputs={"x": real(3, 4)})`.

A domain is a description; `draw(rng)` makes one value that fits it. Entries are float64 (a scalar for the empty shape)
but for `integer` and `labels`.
"""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from coursekit.arguments import finite_number

# How often `away_from` draws anew the entries that came too close, before it says that there is no room.
ROUNDS = 200


@runtime_checkable
class Domain(Protocol):
    """Anything that can draw a value."""

    def draw(self, rng: np.random.Generator) -> Any:
        """Return one value of the domain."""
        ...


def _checked_shape(maker: str, shape: tuple[Any, ...]) -> tuple[int, ...]:
    for length in shape:
        if isinstance(length, bool) or not isinstance(length, (int, np.integer)) or length < 0:
            raise ValueError(
                f"{maker} got the shape {shape!r}; give the lengths as whole numbers of at least 0, "
                f"one by one: {maker}(3, 4), or {maker}() for a single number"
            )
    return tuple(int(length) for length in shape)


def _listing(shape: tuple[int, ...]) -> str:
    return ", ".join(map(str, shape))


@dataclass(frozen=True, repr=False)
class Real:
    """Normal numbers around 0, with the standard deviation `scale`."""

    shape: tuple[int, ...]
    scale: float = 1.0

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        return np.asarray(self.scale * rng.standard_normal(self.shape))[()]

    def __repr__(self) -> str:
        start = _listing(self.shape) + ", " * bool(self.shape)
        return f"real({_listing(self.shape)})" if self.scale == 1 else f"real({start}scale={self.scale})"


@dataclass(frozen=True, repr=False)
class Positive:
    """Numbers above 0: the exponentials of standard normal ones, mostly between 0.1 and 10."""

    shape: tuple[int, ...]

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        return np.asarray(np.exp(rng.standard_normal(self.shape)))[()]

    def __repr__(self) -> str:
        return f"positive({_listing(self.shape)})"


@dataclass(frozen=True, repr=False)
class Probability:
    """Numbers strictly between 0 and 1, each for itself (rows don't sum to 1)."""

    shape: tuple[int, ...]

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an array of `shape`."""
        return np.asarray(rng.uniform(0.01, 0.99, self.shape))[()]

    def __repr__(self) -> str:
        return f"probability({_listing(self.shape)})"


@dataclass(frozen=True, repr=False)
class Integer:
    """Whole numbers from `low` up to, but not including, `high`."""

    shape: tuple[int, ...]
    low: int
    high: int

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"{self!r} is empty: low must be below high (high itself is never drawn)")

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an int64 array of `shape`."""
        return np.asarray(rng.integers(self.low, self.high, self.shape))[()]

    def __repr__(self) -> str:
        start = _listing(self.shape) + ", " if self.shape else ""
        return f"integer({start}low={self.low}, high={self.high})"


@dataclass(frozen=True, repr=False)
class Labels:
    """`n` class labels from 0 to `classes` − 1."""

    n: int
    classes: int

    def __post_init__(self) -> None:
        if self.n < 0 or self.classes < 1:
            raise ValueError(f"{self!r}: n must be at least 0, and classes at least 1")

    def draw(self, rng: np.random.Generator) -> Any:
        """Return an int64 array of shape (n,)."""
        return rng.integers(0, self.classes, self.n)

    def __repr__(self) -> str:
        return f"labels({self.n}, classes={self.classes})"


@dataclass(frozen=True, repr=False)
class AwayFrom:
    """Numbers of another domain, none of them within `gap` of any of `points`."""

    domain: Domain
    points: tuple[float, ...]
    gap: float

    def __post_init__(self) -> None:
        if not isinstance(self.domain, Domain):
            raise TypeError(f"away_from got {self.domain!r}; its first argument is a domain, such as real(3, 4)")
        if not self.gap > 0:
            raise ValueError(f"away_from got gap={self.gap!r}; the gap must be above 0")

    def draw(self, rng: np.random.Generator) -> Any:
        """Return a value of the domain, with the entries that came too close drawn anew."""
        value = np.asarray(self.domain.draw(rng))
        for _ in range(ROUNDS):
            close = np.any([np.abs(value - point) < self.gap for point in self.points], axis=0)
            if not np.any(close):
                return value[()]
            value = np.where(close, self.domain.draw(rng), value)
        raise ValueError(f"{self!r} leaves no room: after {ROUNDS} tries some entries were still within the gap")

    def __repr__(self) -> str:
        points = self.points[0] if len(self.points) == 1 else list(self.points)
        return f"away_from({self.domain!r}, {points!r}, gap={self.gap!r})"


@dataclass(frozen=True, repr=False)
class Choice:
    """One of the values given."""

    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("choice() has nothing to choose from; give the values one by one: choice(1, 2, 5)")

    def draw(self, rng: np.random.Generator) -> Any:
        """Return one of the values."""
        value = self.values[int(rng.integers(len(self.values)))]
        return np.float64(value) if type(value) is float else value

    def __repr__(self) -> str:
        return f"choice({', '.join(map(repr, self.values))})"


def real(*shape: int, scale: float = 1.0) -> Real:
    """Normal numbers of this shape, around 0 and with the standard deviation `scale`; `real()` is a single one."""
    return Real(_checked_shape("real", shape), finite_number("real", "scale", scale))


def positive(*shape: int) -> Positive:
    """Numbers above 0, mostly between 0.1 and 10, of this shape."""
    return Positive(_checked_shape("positive", shape))


def probability(*shape: int) -> Probability:
    """Numbers strictly between 0 and 1 of this shape, each for itself."""
    return Probability(_checked_shape("probability", shape))


def integer(*shape: int, low: int, high: int) -> Integer:
    """Whole numbers n with low ≤ n < high, of this shape."""
    return Integer(_checked_shape("integer", shape), low, high)


def labels(n: int, classes: int) -> Labels:
    """`n` class labels from 0 to `classes` − 1."""
    return Labels(n, classes)


def away_from(domain: Domain, points: float | list[float] | tuple[float, ...], gap: float) -> AwayFrom:
    """Numbers of `domain`, none within `gap` of any of `points`: for a pole, a kink, a jump."""
    listed = tuple(points) if isinstance(points, (list, tuple)) else (points,)
    return AwayFrom(domain, listed, gap)


def choice(*values: Any) -> Choice:
    """One of these values, as it is given."""
    return Choice(values)
