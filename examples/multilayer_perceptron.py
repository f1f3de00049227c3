"""A multilayer perceptron with compile, fit and evaluate: the program that IST lecture 5 shows in Keras.

The network is the lecture's: 20 inputs, two hidden layers of 64 tanh units, dropout, 10 classes, weights drawn from a
small uniform interval, SGD with Nesterov's momentum and a decaying rate. The softmax is in the loss. The data are ten
clouds of points in 20 dimensions.

Run it: python -m examples.multilayer_perceptron
"""

import numpy as np

from coursekit.data import split
from coursekit.gates import Tanh
from coursekit.nn import Dropout, Linear, Sequential, Uniform
from coursekit.optim import SGD
from coursekit.optim.schedules import InverseTimeDecay


def clouds(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return points x (n, 20) around ten centres, and labels y (n,) that say which."""
    centres = 1.2 * rng.standard_normal((10, 20))
    y = rng.integers(0, 10, n)
    return centres[y] + rng.standard_normal((n, 20)), y


def main(epochs: int = 20, seed: int = 0) -> dict[str, float]:
    """Return the loss and the accuracy on the test set."""
    rng = np.random.default_rng(seed)
    parts = split(*clouds(1250, rng), sizes=(0.8, 0.0, 0.2), rng=rng)
    small = Uniform(-0.05, 0.05)

    model = Sequential(rng=rng)
    model.add(Linear(20, 64, weights=small))
    model.add(Tanh())
    model.add(Dropout(0.5))
    model.add(Linear(64, 64, weights=small))
    model.add(Tanh())
    model.add(Dropout(0.5))
    model.add(Linear(64, 10, weights=small))
    print(model)

    sgd = SGD(lr=InverseTimeDecay(0.1, 1e-6), momentum=0.9, nesterov=True)
    model.compile(sgd, "softmax_cross_entropy", metrics=["accuracy"])
    print(model.fit(*parts.train, epochs=epochs, batch_size=16, rng=rng))
    score = model.evaluate(*parts.test, batch_size=16)
    print(f"on the test set: loss {score['loss']:.4f}, accuracy {score['accuracy']:.3f}")
    return score


if __name__ == "__main__":
    main()
