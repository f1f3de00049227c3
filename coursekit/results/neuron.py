"""A neuron over points of two classes in the plane, and a layer of neurons, whose sum bends the boundary.

A neuron cuts the plane by the line w·x + b = 0. A hidden layer cuts it by several, h = σ(Wx + b), and s = vᵀh + c mixes
what the units say; σ(s) is the probability of class 1. Once the hidden lines are given, v and c are not a matter of
taste: they are where the loss is least.

Source: one neuron, and multilayer networks with their non-linear boundaries, CSE 587 lecture 3, CS224n notes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit import data, gates
from coursekit.autodiff import grad, hessian
from coursekit.optim import Adam, GradientDescent
from coursekit.results.arrays import Floats

_SETS: dict[str, Callable[..., tuple[Floats, Any]]] = {
    "two sides": lambda rng: data.linear(120, noise=0.15, margin=0.0, rng=rng),
    "two heaps": lambda rng: data.blobs(120, centres=((-1.0, -0.5), (1.0, 0.5)), noise=0.5, rng=rng),
    "moons": lambda rng: data.two_moons(120, noise=0.15, rng=rng),
    "xor": lambda rng: data.xor(120, noise=0.3, rng=rng),
    "ring": lambda rng: data.circles(120, noise=0.08, factor=0.4, rng=rng),
}
SETS = tuple(_SETS)
MOST_UNITS = 8
REACH = 3.0  # The plane is shown from −REACH to REACH.
WIDEST = 6.0  # No entry of w, and no b, goes further from 0.

# Without it, v would grow for ever where the classes can be separated.
PENALTY = 1e-3

_affine, _sigmoid, _cross_entropy = gates.Affine(), gates.Sigmoid(), gates.BinaryCrossEntropy()


@dataclass(frozen=True, eq=False)
class Points:
    """Points x (n, 2), of mean 0 and variance 1 along both axes, and their classes y (n,), 0 or 1."""

    name: str
    x: Floats
    y: Floats


@dataclass(frozen=True, eq=False)
class Neuron:
    """What a neuron makes of points: z = w·x + b (n,), a = σ(z) (n,), the cross-entropy, and how many are right."""

    w: Floats
    b: float
    z: Floats
    a: Floats
    loss: float
    right: int


@dataclass(frozen=True, eq=False)
class HiddenLayer:
    """Hidden units with lines (k, 3), rows (w₁, w₂, b), mixed to the score s = vᵀσ(Wx + b) + c of each point (n,).

    v (k,) and c minimise the cross-entropy + ½·0.001·|v|². `probability` is σ(s), `right` how many points it puts on
    their side of ½.
    """

    lines: Floats
    v: Floats
    c: float
    score: Floats
    probability: Floats
    loss: float
    right: int


def points(name: str, seed: int = 0) -> Points:
    """Return 120 normalised points of two classes. name: one of `SETS`. Raises ValueError for another."""
    if name not in _SETS:
        raise ValueError(f"{name!r} is no set of points here; there are {', '.join(SETS)}")
    x, y = _SETS[name](rng=seed)
    return Points(name, data.Normalisation.fit(x).transform(x), y.astype(float))


def neuron(given: Points, w: Any, b: float) -> Neuron:
    """Return what the neuron with weights w (2,) and bias b makes of the points."""
    weights = np.asarray(w, float)
    z = _affine(given.x, weights[np.newaxis], np.array([b]))[:, 0]
    return Neuron(weights, b, z, _sigmoid(z), float(_cross_entropy(z, given.y)), _right(z, given))


def drawn_lines(seed: int = 0) -> Floats:
    """Return lines (8, 3) of hidden units, rows (w₁, w₂, b), in all directions, near the middle.

    The first ones stay the same whether few or many are used.
    """
    random = np.random.default_rng(seed)
    golden = np.pi * (3 - np.sqrt(5))  # the next direction is always far from the earlier ones
    angle = random.uniform(0, 2 * np.pi) + golden * np.arange(MOST_UNITS)
    lines = np.stack([3 * np.cos(angle), 3 * np.sin(angle), random.uniform(-1.5, 3, MOST_UNITS)], axis=1)
    rounded: Floats = np.round(lines, 2)
    return rounded


def hidden_layer(given: Points, lines: Any) -> HiddenLayer:
    """Return the layer of hidden units with these lines (k, 3), and the best v and c for them."""
    rows = np.asarray(lines, float)
    hidden = _hidden(given, rows)

    def objective(output: Any) -> Any:
        return _objective(given, hidden, output)

    output = _least(objective, len(rows) + 1)
    score = _score(hidden, output)
    loss = float(_cross_entropy(score, given.y))
    return HiddenLayer(rows, output[:-1], float(output[-1]), score, _sigmoid(score), loss, _right(score, given))


def probability_at(lines: Floats, v: Floats, c: float, x: Floats, *, hidden: bool = True) -> Floats:
    """Return the probability of class 1 at points x (n, 2), for a layer; hidden=False: of a single neuron, lines[0]."""
    z = _affine(x, lines[:, :2], lines[:, 2])
    probability: Floats = _sigmoid(_score(_sigmoid(z), np.append(v, c)) if hidden else z[:, 0])
    return probability


def trained_neuron(given: Points, w: Any, b: float, steps: int = 20, rate: float = 0.5) -> Floats:
    """Return the path (steps + 1, 3) of (w₁, w₂, b) under gradient descent on the cross-entropy."""
    params = {"w": np.array([w], float), "b": np.array([b], float)}
    slope = grad(lambda now: _cross_entropy(_affine(given.x, now["w"], now["b"])[:, 0], given.y))
    descent = GradientDescent(rate)
    path = [[*params["w"][0], *params["b"]]]
    for _ in range(steps):
        descent.step(params, slope(params))
        path.append([*params["w"][0], *params["b"]])
    return np.array(path)


def trained_lines(given: Points, lines: Any, steps: int = 20, rate: float = 0.1) -> Floats:
    """Return the lines (k, 3) after some steps of Adam on all weights at once, from the best v and c for the lines."""
    layer = hidden_layer(given, lines)
    params = {"lines": layer.lines.copy(), "output": np.append(layer.v, layer.c)}
    slope = grad(lambda now: _objective(given, _hidden(given, now["lines"]), now["output"]))
    adam = Adam(rate)
    for _ in range(steps):
        adam.step(params, slope(params))
    reached: Floats = np.clip(params["lines"], -WIDEST, WIDEST)
    return reached


def _hidden(given: Points, lines: Any) -> Any:
    return _sigmoid(_affine(given.x, lines[:, :2], lines[:, 2]))


def _score(hidden: Any, output: Any) -> Any:
    return _affine(hidden, output[np.newaxis, :-1], output[-1:])[:, 0]


def _objective(given: Points, hidden: Any, output: Any) -> Any:
    penalty = PENALTY * gates.L2Penalty()(output[:-1])
    return _cross_entropy(_score(hidden, output), given.y) + penalty


def _least(objective: Callable[[Any], Any], size: int) -> Floats:
    """Return where a convex function is least, by Newton's method: steps −H⁻¹g, halved as long as they lead up."""
    slope, curvature = grad(objective), hessian(objective)
    at = np.zeros(size)
    value = float(objective(at))
    for _ in range(20):
        # The curvature of two lines that coincide, or of a unit that always says the same, is 0 in some direction.
        step = -np.linalg.lstsq(curvature(at), slope(at), rcond=1e-12)[0]
        scale = 1.0
        while (new := float(objective(at + scale * step))) > value and scale > 1e-6:
            scale /= 2
        if value - new < 1e-12:
            break
        at, value = at + scale * step, new
    return at


def _right(score: Floats, given: Points) -> int:
    return int(np.sum((score > 0) == (given.y == 1)))
