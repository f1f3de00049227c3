"""Fitting a line to y = 0.1·x + 0.3: the program that IST lecture 5 shows in TensorFlow.

Run it: python -m examples.line
"""

import numpy as np

from coursekit.autodiff import Tensor
from coursekit.data import line
from coursekit.gates import MeanSquaredError
from coursekit.optim import GradientDescent


def main(steps: int = 201, seed: int = 0) -> tuple[float, float]:
    """Return W and b after so many steps of gradient descent."""
    x, y = line(100, slope=0.1, intercept=0.3, rng=seed)
    W = Tensor(np.random.default_rng(seed).uniform(-1, 1, 1), name="W")
    b = Tensor(np.zeros(1), name="b")
    optimizer = GradientDescent(lr=0.5)
    mean_squared_error = MeanSquaredError()

    for step in range(steps):
        if step % 20 == 0:
            print(f"step {step:3}: W {W.item():.6f}, b {b.item():.6f}")
        W.gradient = b.gradient = None
        loss = mean_squared_error(W * x + b, y)
        loss.backward()
        optimizer.step([W, b], [W.gradient, b.gradient])

    print(f"learnt: W = {W.item():.4f}, b = {b.item():.4f}")
    return W.item(), b.item()


if __name__ == "__main__":
    main()
