"""Backpropagation beside other libraries: one forward and backward pass of a small network, all gradients.

`python -m benchmarks.autodiff` (with the extra `peers`) times a network with two hidden layers of ReLU and softmax
cross-entropy: written by hand in NumPy, with CourseKit, and with PyTorch, HIPS autograd and MyGrad. It first checks
that all of them compute the same gradients. Times are medians of interleaved rounds on one thread; what is reported is
how many times as long as the hand-written code each one takes. README.md tells what is measured, and what is not.
"""

import argparse
import importlib.util
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

# One thread, for everybody: the libraries underneath read these when they are first loaded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

PEERS = ("torch", "autograd", "mygrad")
SECONDS_PER_TURN = 0.02  # how long a program runs at a stretch: long against the clock, short against what disturbs


@dataclass(frozen=True)
class Size:
    """A network's inputs, hidden units (twice) and outputs, the rows of a batch, the precision, and our limit."""

    inputs: int
    hidden: int
    outputs: int
    batch: int
    dtype: str
    limit: float

    def __str__(self) -> str:
        return f"{self.inputs}, {self.hidden}, {self.outputs}, {self.batch}, {self.dtype}"


# The limits are what CourseKit may take, as multiples of the hand-written code.
SIZES = (
    Size(2, 16, 3, 32, "f8", 1.6),
    Size(20, 8, 2, 1, "f8", 1.8),
    Size(784, 128, 10, 64, "f4", 1.15),
    Size(784, 128, 10, 64, "f8", 1.10),
    Size(784, 512, 10, 128, "f4", 1.05),
)


@dataclass(frozen=True)
class Task:
    """What every program is given: parameters W1, b1, W2, b2, W3, b3, a batch, and its labels."""

    parameters: list[Any]
    x: Any
    labels: Any


def task(size: Size, seed: int = 0) -> Task:
    rng = np.random.default_rng(seed)
    lengths = (size.inputs, size.hidden, size.hidden, size.outputs)
    parameters = []
    for fan_in, fan_out in pairwise(lengths):
        parameters.append((rng.standard_normal((fan_out, fan_in)) / np.sqrt(fan_in)).astype(size.dtype))
        parameters.append((0.1 * rng.standard_normal(fan_out)).astype(size.dtype))
    x = rng.standard_normal((size.batch, size.inputs)).astype(size.dtype)
    return Task(parameters, x, rng.integers(0, size.outputs, size.batch))


Step = Callable[[], tuple[Any, list[Any]]]


def by_hand(given: Task) -> Step:
    """As one writes it who knows NumPy: nothing computed twice, temporaries reused where that is plain to see."""
    W1, b1, W2, b2, W3, b3 = given.parameters
    x, labels, rows = given.x, given.labels, np.arange(len(given.labels))

    def step() -> tuple[Any, list[Any]]:
        z1 = x @ W1.T + b1
        h1 = np.maximum(z1, 0)
        z2 = h1 @ W2.T + b2
        h2 = np.maximum(z2, 0)
        scores = h2 @ W3.T + b3
        shifted = scores - scores.max(axis=1, keepdims=True)
        powers = np.exp(shifted)
        totals = powers.sum(axis=1, keepdims=True)
        loss = (np.log(totals[:, 0]) - shifted[rows, labels]).mean()
        delta3 = powers / totals
        delta3[rows, labels] -= 1
        delta3 /= len(labels)
        delta2 = delta3 @ W3
        delta2 *= z2 > 0
        delta1 = delta2 @ W2
        delta1 *= z1 > 0
        return loss, [
            delta1.T @ x, delta1.sum(axis=0), delta2.T @ h1, delta2.sum(axis=0), delta3.T @ h2, delta3.sum(axis=0)
        ]  # fmt: skip

    return step


def coursekit(given: Task) -> Step:
    """A `Sequential` of layers, and `backward`, as in a training loop."""
    from coursekit.gates import ReLU, SoftmaxCrossEntropy
    from coursekit.nn import Linear, Sequential

    W1, _, W2, _, W3, _ = given.parameters
    layers = [Linear(W.shape[1], W.shape[0], dtype=W.dtype, rng=0) for W in (W1, W2, W3)]
    model = Sequential(layers[0], ReLU(), layers[1], ReLU(), layers[2])
    parameters = list(model.parameters().values())
    for parameter, array in zip(parameters, given.parameters, strict=True):
        parameter.value[...] = array
    cross_entropy = SoftmaxCrossEntropy()

    def step() -> tuple[Any, list[Any]]:
        loss = cross_entropy(model(given.x), given.labels)
        loss.backward()
        gradients = [parameter.gradient for parameter in parameters]
        for parameter in parameters:
            parameter.gradient = None
        return loss.value, gradients

    return step


def coursekit_function(given: Task) -> Step:
    """The same as a function of its parameters, with `value_and_grad`."""
    from coursekit.autodiff import value_and_grad
    from coursekit.gates import Affine, ReLU, SoftmaxCrossEntropy

    affine, relu, cross_entropy = Affine(), ReLU(), SoftmaxCrossEntropy()

    def loss(parameters: list[Any]) -> Any:
        W1, b1, W2, b2, W3, b3 = parameters
        hidden = relu(affine(relu(affine(given.x, W1, b1)), W2, b2))
        return cross_entropy(affine(hidden, W3, b3), given.labels)

    both = value_and_grad(loss)
    return lambda: both(given.parameters)


def torch(given: Task) -> Step:
    import torch
    from torch.nn.functional import cross_entropy, linear, relu

    torch.set_num_threads(1)
    parameters = [torch.tensor(array, requires_grad=True) for array in given.parameters]
    W1, b1, W2, b2, W3, b3 = parameters
    x, labels = torch.tensor(given.x), torch.tensor(given.labels)

    def step() -> tuple[Any, list[Any]]:
        scores = linear(relu(linear(relu(linear(x, W1, b1)), W2, b2)), W3, b3)
        loss = cross_entropy(scores, labels)
        loss.backward()
        gradients = [parameter.grad for parameter in parameters]
        for parameter in parameters:
            parameter.grad = None
        return loss.detach(), gradients

    return step


def autograd(given: Task) -> Step:
    import autograd.numpy as anp
    from autograd import value_and_grad
    from autograd.scipy.special import logsumexp

    rows = np.arange(len(given.labels))

    def loss(parameters: list[Any]) -> Any:
        W1, b1, W2, b2, W3, b3 = parameters
        hidden = anp.maximum(anp.dot(anp.maximum(anp.dot(given.x, W1.T) + b1, 0), W2.T) + b2, 0)
        scores = anp.dot(hidden, W3.T) + b3
        return anp.mean(logsumexp(scores, axis=1) - scores[rows, given.labels])

    both = value_and_grad(loss)
    return lambda: both(given.parameters)


def mygrad(given: Task) -> Step:
    import mygrad as mg
    from mygrad.nnet.activations import relu
    from mygrad.nnet.losses import softmax_crossentropy

    parameters = [mg.tensor(array) for array in given.parameters]
    W1, b1, W2, b2, W3, b3 = parameters

    def step() -> tuple[Any, list[Any]]:
        hidden = relu(mg.matmul(relu(mg.matmul(given.x, W1.T) + b1), W2.T) + b2)
        loss = softmax_crossentropy(mg.matmul(hidden, W3.T) + b3, given.labels)
        loss.backward()
        gradients = [parameter.grad for parameter in parameters]
        for parameter in parameters:
            parameter.null_grad()
        return loss.item(), gradients

    return step


PROGRAMS: dict[str, Callable[[Task], Step]] = {
    "by hand": by_hand,
    "coursekit": coursekit,
    "coursekit, value_and_grad": coursekit_function,
    "torch": torch,
    "autograd": autograd,
    "mygrad": mygrad,
}


def refuse_differences(steps: dict[str, Step], dtype: str) -> None:
    """Raise AssertionError unless all programs compute the same loss and gradients, up to rounding."""
    expected_loss, expected = steps["by hand"]()
    tolerance = 1e-10 if dtype == "f8" else 1e-3  # of each gradient's largest entry; sums of up to 784 float32 terms
    for name, step in steps.items():
        loss, gradients = step()
        np.testing.assert_allclose(float(loss), expected_loss, rtol=tolerance, err_msg=name)
        for gradient, right in zip(gradients, expected, strict=True):
            seen = np.asarray(gradient)
            assert seen.dtype == right.dtype, f"{name}: a gradient of {seen.dtype}, expected {right.dtype}"
            np.testing.assert_allclose(seen, right, atol=tolerance * np.max(np.abs(right)), err_msg=name)


def times(steps: dict[str, Step], rounds: int) -> dict[str, float]:
    """Return each program's median time for a pass, in seconds; turns are interleaved."""
    repeats = {name: max(1, round(SECONDS_PER_TURN / _once(step))) for name, step in steps.items()}
    seen: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            start = perf_counter()
            for _ in range(repeats[name]):
                step()
            seen[name].append((perf_counter() - start) / repeats[name])
    return {name: median(found) for name, found in seen.items()}


def _once(step: Step) -> float:
    best = float("inf")
    for _ in range(5):
        start = perf_counter()
        step()
        best = min(best, perf_counter() - start)
    return best


def report(rounds: int, names: list[str]) -> Iterator[str]:
    """Yield the table line by line."""
    yield "| inputs, hidden, outputs, batch, dtype | by hand, µs | limit | " + " | ".join(names[1:]) + " |"
    yield "|---" * (len(names) + 2) + "|"
    for size in SIZES:
        given = task(size)
        steps = {name: PROGRAMS[name](given) for name in names}
        refuse_differences(steps, size.dtype)
        found = times(steps, rounds)
        ratios = " | ".join(f"{found[name] / found['by hand']:.2f}" for name in names[1:])
        yield f"| {size} | {1e6 * found['by hand']:.0f} | {size.limit} | {ratios} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.autodiff", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=31, help="interleaved rounds, of which the median counts (31)")
    rounds = parser.parse_args().rounds
    missing = [name for name in PEERS if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not installed, so left out: {', '.join(missing)}; pip install 'coursekit[peers]'", file=sys.stderr)
    names = [name for name in PROGRAMS if name not in missing]
    load = os.getloadavg()[0]
    for line in report(rounds, names):
        print(line, flush=True)
    installed = ", ".join(f"{name} {version(name)}" for name in ("numpy", *(p for p in PEERS if p not in missing)))
    print(f"\n{platform.machine()}, Python {platform.python_version()}, {installed}; one thread, {rounds} rounds,")
    print(f"load average {load:.1f} before and {os.getloadavg()[0]:.1f} after")
    return 0


if __name__ == "__main__":
    sys.exit(main())
