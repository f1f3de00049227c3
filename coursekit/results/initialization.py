"""What an initialisation does to a deep network before training: what is in its layers, and what comes back.

Source: vanishing and exploding gradients, symmetry and initialisation, IST lecture 5; CSE 587 lecture 3; Glorot and
Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), whose histograms these are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import nn
from coursekit.nn.signal_propagation import LayerSignals, SignalPropagation, summary
from coursekit.results.arrays import Floats
from coursekit.results.choices import HIDDEN, INITIALISERS, chosen

BINS = 48
UNITS = 16  # of a layer, and examples, whose answers are shown one by one
# The sizes of gradients that are told apart, as powers of ten.
SMALLEST, LARGEST = -30, 30


@dataclass(frozen=True, eq=False)
class Signals:
    """What passes through a network with one initialisation, layer by layer.

    answers: h of the first units and examples, (depth, 16, 16) at most, examples first. distinct: how many units of
    each layer get a gradient of their weights unlike that of any other.
    """

    name: str
    activation: str
    statistics: SignalPropagation
    layers: tuple[LayerSignals, ...]
    answers: Floats
    distinct: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many units a layer has."""
        return int(self.layers[0].h.shape[1])

    @property
    def symmetric(self) -> bool:
        """Whether there is a layer below the last whose units all learn the same: training can't tell them apart."""
        return self.width > 1 and any(count == 1 for count in self.distinct[:-1])


@dataclass(frozen=True, eq=False)
class Histograms:
    """Counts (depth, bins) as fractions of each layer's numbers between `edges` (bins + 1,); outside: what lies beyond.

    missing: the fraction of each layer that has no place on a logarithmic axis: numbers that are 0.
    """

    edges: Floats
    fractions: Floats
    outside: Floats
    missing: Floats


def signals(
    name: str, activation: str, *, scale: float = 1.0, depth: int = 10, width: int = 64, seed: int = 0
) -> Signals:
    """Return what passes through `depth` layers whose weights are `scale` times those of the initialiser `name`.

    Raises ValueError for a name that is not in `choices`.
    """
    initialiser = chosen("initialiser", INITIALISERS, name)(scale)
    gate = chosen("activation", HIDDEN, activation)()
    layers = nn.layer_signals(initialiser, gate, depth=depth, width=width, rng=seed)
    statistics = summary(initialiser, gate, layers)
    distinct = tuple(_distinct(layer.W_gradient) for layer in layers)
    answers = np.stack([layer.h[:UNITS, :UNITS] for layer in layers])
    return Signals(name, activation, statistics, layers, answers, distinct)


def activation_histograms(found: Sequence[Signals]) -> list[Histograms]:
    """Return histograms of h on one axis for all: as wide as the widest layer of those that are not far off."""
    shown = [layer.h for each in found for layer in each.layers]
    reach = _reach(shown)
    edges = np.linspace(-reach if any(np.min(h) < 0 for h in shown) else 0, reach, BINS + 1)
    return [_histograms([layer.h for layer in each.layers], edges) for each in found]


def gradient_histograms(found: Sequence[Signals]) -> list[Histograms]:
    """Return histograms of log₁₀|δ| on one axis for all."""
    powers = [[_power(layer.delta) for layer in each.layers] for each in found]
    finite = np.concatenate([layer[np.isfinite(layer)] for each in powers for layer in each])
    low, high = (-6.0, 0.0) if finite.size == 0 else np.percentile(finite, [0.5, 100])
    low, high = max(np.floor(low), SMALLEST), min(np.ceil(high), LARGEST)
    edges = np.linspace(min(low, high - 3), max(high, low + 3), BINS + 1)
    return [_histograms(each, edges) for each in powers]


def _reach(layers: Sequence[Any]) -> float:
    """Return a round number that most numbers of most layers are below in size."""
    typical = float(np.percentile([np.percentile(np.abs(h), 99.5) for h in layers], 75))
    if typical <= 1:
        return 1.0
    size = 10.0 ** np.floor(np.log10(typical))
    return float(size * np.ceil(typical / size))


def _power(delta: Any) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log10(np.abs(delta)))


def _histograms(layers: Sequence[Any], edges: Floats) -> Histograms:
    rows, outside, missing = [], [], []
    for numbers in layers:
        placed = numbers[~np.isneginf(numbers)]
        counts, _ = np.histogram(placed, bins=BINS, range=(edges[0], edges[-1]))  # equal bins are counted faster
        rows.append(counts / numbers.size)
        missing.append(1 - placed.size / numbers.size)
        outside.append((placed.size - counts.sum()) / numbers.size)
    return Histograms(edges, np.array(rows), np.array(outside), np.array(missing))


def _distinct(W_gradient: Any) -> int:
    """Return how many rows differ, up to rounding; the gradients of two units that are the same are so to the bit."""
    size = np.max(np.abs(W_gradient), initial=0)
    if size == 0:
        return 1
    return len({row.tobytes() for row in np.round(W_gradient / size, 10) + 0.0})  # + 0.0: −0 is 0
