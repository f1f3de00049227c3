"""A network as a module, with Adam and a training loop of one's own: the program that IST lecture 5 shows in PyTorch.

One hidden layer of ReLU tells pictures of digits apart. The pictures are drawn by `digits.py`, beside this file.

Run it: python -m examples.training_loop
"""

import numpy as np

from coursekit.data import minibatches
from coursekit.gates import ReLU, SoftmaxCrossEntropy
from coursekit.nn import Linear, Module
from coursekit.optim import Adam
from examples.digits import digits


class NeuralNet(Module):
    """Scores of the classes: fc2(relu(fc1(x)))."""

    def __init__(self, input_size, hidden_size, num_classes):
        self.fc1 = Linear(input_size, hidden_size)
        self.relu = ReLU()
        self.fc2 = Linear(hidden_size, num_classes)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


def main(epochs: int = 5, hidden_size: int = 100, seed: int = 0) -> float:
    """Return the accuracy on pictures that were not trained on."""
    rng = np.random.default_rng(seed)
    (images, labels), (test_images, test_labels) = digits(3000, rng), digits(500, rng)
    model = NeuralNet(28 * 28, hidden_size, 10).initialise(rng)
    criterion = SoftmaxCrossEntropy()
    optimizer = Adam(lr=0.001)

    for epoch in range(epochs):
        for i, (batch, targets) in enumerate(minibatches(images, labels, size=50, rng=rng)):
            outputs = model(batch.reshape(-1, 28 * 28))
            loss = criterion(outputs, targets)
            model.zero_gradients()
            loss.backward()
            optimizer.step(model.parameters(), model.gradients())
            if (i + 1) % 20 == 0:
                print(f"epoch {epoch + 1}/{epochs}, step {i + 1}: loss {loss.item():.4f}")

    guesses = np.argmax(model(test_images.reshape(-1, 28 * 28)).value, axis=1)
    accuracy = float(np.mean(guesses == test_labels))
    print(f"accuracy on the test pictures: {accuracy:.3f}")
    return accuracy


if __name__ == "__main__":
    main()
