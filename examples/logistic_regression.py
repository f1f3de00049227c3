"""Logistic regression on random data, symbolically: the program that IST lecture 5 shows in Theano.

As there, one writes down the cost as an expression of variables without values, asks for the expressions of its
derivatives, and evaluates them in every step. 784 weights can tell any 400 random points apart, so in the end every
prediction equals its target.

Run it: python -m examples.logistic_regression
"""

from dataclasses import dataclass

import numpy as np

from coursekit.autodiff import derivative, symbols
from coursekit.gates import BinaryCrossEntropy, Graph

N, FEATURES = 400, 784


@dataclass(frozen=True, eq=False)
class Result:
    """Targets and predictions (N,), and the cost at ten times during training."""

    targets: np.ndarray
    predictions: np.ndarray
    costs: list[float]


def main(steps: int = 10_000, seed: int = 0) -> Result:
    """Train for so many steps; return what came of it."""
    rng = np.random.default_rng(seed)
    data = {"x": rng.standard_normal((N, FEATURES)), "y": rng.integers(0, 2, N).astype(float)}
    weights = {"w": rng.standard_normal(FEATURES), "b": 0.0}

    x, y = symbols("x", shape=(N, FEATURES), data=True), symbols("y", shape=(N,), data=True)
    w, b = symbols("w", shape=(FEATURES,)), symbols("b")
    logits = x @ w + b  # the probability that the target is 1 is their sigmoid, which the loss contains
    cost = BinaryCrossEntropy()(logits, y) + 0.01 * np.sum(w**2)
    slope_w, slope_b = Graph(derivative(cost, w)), Graph(derivative(cost, b))

    costs = []
    for step in range(steps):
        if step % (steps // 10) == 0:
            costs.append(float(Graph(cost).forward(**data, **weights)))
            print(f"step {step:5}: cost {costs[-1]:.4f}")
        change_w, change_b = slope_w.forward(**data, **weights), slope_b.forward(**data, **weights)
        weights = {"w": weights["w"] - 0.1 * change_w, "b": weights["b"] - 0.1 * change_b}

    predictions = Graph(logits).forward(x=data["x"], **weights) > 0
    print(f"predictions that equal their targets: {np.sum(predictions == data['y'])} of {N}")
    return Result(data["y"], predictions, costs)


if __name__ == "__main__":
    main()
