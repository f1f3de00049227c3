"""Gates: forward values, and the gradients of all inputs, at random arrays of many shapes.

A row of `GATES` says what PyTorch does for a gate, and what its inputs are; a row of `SETTINGS` with which settings.
Gates that PyTorch hasn't (sparsemax, soft margins of the lectures) are written there as their formula, so that at least
their gradients are PyTorch's. Each gradient is that of Σ upstream·z.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.gates import find_gate
from tests.golden.family import Case, numbers

DRAWS = 3  # of each row and setting

# PyTorch sums float32 in another order and takes exp and log from another library: a few dozen roundings of 6e-8.
FLOAT32 = 1e-5


class Data:
    """An input without a gradient: what draws it, from its shape."""

    def __init__(self, draw: Callable[[np.random.RandomState], Any]) -> None:
        self.draw = draw


def integers(*shape, below):
    return Data(lambda source: source.randint(0, below, shape).astype(np.int64))


def probabilities(*shape):
    return Data(lambda source: np.clip(source.uniform(-0.3, 1.3, shape), 0, 1))


def real_data(*shape):
    return Data(lambda source: source.standard_normal(shape))


ONE = [((),), ((5,),), ((2, 3),)]
TWO = [((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 2))]
SETS = [((4,),), ((2, 3),), ((2, 1, 3),)]

GATES: dict[str, tuple[Callable[..., Any], list[tuple[Any, ...]]]] = {
    "Add": (lambda t, x, y: x + y, TWO),
    "Subtract": (lambda t, x, y: x - y, TWO),
    "Multiply": (lambda t, x, y: x * y, TWO),
    "Divide": (lambda t, x, y: x / y, TWO),
    "Negate": (lambda t, x: -x, ONE),
    "Power": (lambda t, x, exponent=2: t.pow(x, exponent), ONE),
    "Exp": (lambda t, x: t.exp(x), ONE),
    "Log": (lambda t, x: t.log(x), ONE),
    "Maximum": (lambda t, x, y: t.maximum(x, y), TWO),
    "Minimum": (lambda t, x, y: t.minimum(x, y), TWO),
    "Sum": (lambda t, x, axis=None: t.sum(x) if axis is None else t.sum(x, axis), SETS),
    "Mean": (lambda t, x, axis=None: t.mean(x) if axis is None else t.mean(x, axis), SETS),
    "MatMul": (
        lambda t, x, y: t.matmul(x, y),
        [((2, 3), (3, 2)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 1, 2, 3), (2, 3, 1)), ((2, 2, 3), (3,))],
    ),
    "Affine": (
        lambda t, x, W, b: t.nn.functional.linear(x, W, b),
        [((3, 2), (3, 2), (3,)), ((2,), (3, 2), (3,)), ((2, 2, 3), (2, 3), (2,)), ((1, 1), (1, 1), (1,))],
    ),
    "Reshape": (lambda t, x, shape: t.reshape(x, shape), [((6,),), ((3, 2),), ((1, 6, 1),)]),
    "Transpose": (lambda t, x, axes=None: x.permute(axes or tuple(range(x.ndim))[::-1]), [((2, 3, 2),), ((1, 2, 3),)]),
    "Concatenate": (
        lambda t, *arrays, axis=0: t.cat(arrays, axis), [((2, 3), (2, 3)), ((2, 2, 1), (2, 2, 1), (2, 2, 1))]
    ),
    "Embedding": (
        lambda t, E, ids: t.nn.functional.embedding(ids, E),
        [((4, 2), integers(5, below=4)), ((3, 2), integers(2, 3, below=3)), ((3, 1), integers(below=3))],
    ),
    "Sigmoid": (lambda t, x: t.sigmoid(x), ONE),
    "Tanh": (lambda t, x: t.tanh(x), ONE),
    "HardTanh": (lambda t, x: t.nn.functional.hardtanh(x), ONE),
    "SoftSign": (lambda t, x: t.nn.functional.softsign(x), ONE),
    "ReLU": (lambda t, x: t.relu(x), ONE),
    "LeakyReLU": (lambda t, x, slope=0.01: t.nn.functional.leaky_relu(x, slope), ONE),
    "PReLU": (lambda t, x, a: t.where(x > 0, x, a * x), [((2, 3), ()), ((2, 3), (3,)), ((4,), (1,))]),
    "Sign": (lambda t, x: t.sign(x), ONE),
    "Softmax": (lambda t, x: t.softmax(x, -1), SETS),
    "LogSoftmax": (lambda t, x: t.log_softmax(x, -1), SETS),
    "Sparsemax": (lambda t, x: sparsemax(t, x), SETS),
    "SoftmaxCrossEntropy": (
        lambda t, scores, labels: t.nn.functional.cross_entropy(scores, labels),
        [((3, 4), integers(3, below=4)), ((1, 2), integers(1, below=2)), ((2, 5), integers(2, below=5))],
    ),
    "BinaryCrossEntropy": (
        lambda t, logits, targets: t.nn.functional.binary_cross_entropy_with_logits(logits, targets),
        [((4,), probabilities(4)), ((2, 3), probabilities(2, 3)), ((), probabilities())],
    ),
    "MeanSquaredError": (
        lambda t, prediction, target: t.nn.functional.mse_loss(prediction, target),
        [((4,), real_data(4)), ((2, 3), real_data(2, 3)), ((), real_data())],
    ),
    "MaxMargin": (
        lambda t, s, s_c, margin=1.0: t.nn.functional.margin_ranking_loss(s, s_c, t.ones_like(s), margin),
        [((4,), (4,)), ((2, 3), (2, 3)), ((), ())],
    ),
    "L1Penalty": (lambda t, W: t.sum(t.abs(W)), ONE),
    "L2Penalty": (lambda t, W: t.sum(W**2) / 2, ONE),
    "Dropout": (lambda t, x, rate, rng: x * t.tensor(mask(x.shape, rate, rng), dtype=x.dtype), ONE),
    "LayerNorm": (
        lambda t, x, gamma, beta, eps=1e-5: t.nn.functional.layer_norm(x, x.shape[-1:], gamma, beta, eps),
        [((2, 4), (4,), (4,)), ((3,), (3,), (3,)), ((2, 2, 3), (3,), (3,))],
    ),
}  # fmt: skip

SETTINGS: dict[str, list[dict[str, Any]]] = {
    "Power": [{"exponent": p} for p in (3, 2, 0.5, -1)],
    "Sum": [{}, {"axis": 0}, {"axis": -1}],
    "Mean": [{}, {"axis": 0}, {"axis": -1}],
    "Reshape": [{"shape": (2, 3)}, {"shape": (-1, 1, 2)}],
    "Transpose": [{}, {"axes": (1, 2, 0)}],
    "Concatenate": [{}, {"axis": 1}, {"axis": -1}],
    "LeakyReLU": [{}, {"slope": 0.3}],
    "MaxMargin": [{}, {"margin": 0.25}],
    "Dropout": [{"rate": 0.4, "rng": 7}],
    "LayerNorm": [{}, {"eps": 0.1}],
}


def sparsemax(t, x):
    """Martins and Astudillo's algorithm 1."""
    ordered = t.sort(x, -1, descending=True).values
    rank = t.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    total = t.cumsum(ordered, -1)
    k = t.sum(1 + rank * ordered > total, -1, keepdim=True)
    threshold = (t.gather(total, -1, k - 1) - 1) / k
    return t.clamp(x - threshold, min=0)


def mask(shape, rate, seed):
    """Return what is said of the mask in the docstring of Dropout."""
    return np.where(np.random.default_rng(seed).random(tuple(shape)) >= rate, 1 / (1 - rate), 0.0)


def cases(seed):
    source = numbers(seed)
    found = []
    for kind, (_, shapes) in GATES.items():
        for settings in SETTINGS.get(kind, [{}]):
            for row in shapes:
                for draw in range(DRAWS):
                    # Every third draw has large numbers; and one of all draws, of ordinary ones, is in float32.
                    size = 30.0 if draw == 2 else 1.0
                    inputs = {
                        f"{position}": one.draw(source) if isinstance(one, Data) else size * source.standard_normal(one)
                        for position, one in enumerate(row)
                    }
                    if kind == "Log" or settings.get("exponent") == 0.5:
                        inputs = {name: np.abs(value) + 0.1 for name, value in inputs.items()}
                    dtype = np.float32 if draw == 1 and row is shapes[0] else np.float64
                    inputs = {
                        name: value if np.asarray(value).dtype == np.int64 else np.asarray(value, dtype)
                        for name, value in inputs.items()
                    }
                    found.append(
                        Case(
                            f"{kind}{len(found)}",
                            kind,
                            {**inputs, "upstream": source.standard_normal(24).astype(dtype)},
                            {**settings, "data": tuple(isinstance(one, Data) for one in row)},
                            FLOAT32 if dtype is np.float32 else 1e-12,
                        )
                    )
    return found


def parts(case):
    """Return the inputs, the numbers of which an upstream gradient is made, which inputs are data, and the settings."""
    *inputs, upstream = case.inputs.values()
    settings = dict(case.settings)
    return inputs, upstream, settings.pop("data"), settings


def ours(case):
    inputs, upstream, _, settings = parts(case)
    gate = find_gate(case.kind)(**settings)
    output = gate.forward(*inputs)
    gradients = gate.backward(upstream[: np.size(output)].reshape(np.shape(output)))
    assert all(array.dtype == upstream.dtype for array in (output, *gradients) if array is not None)
    return joined(output, [gradient for gradient in gradients if gradient is not None])


def peers(case):
    import torch

    inputs, upstream, data, settings = parts(case)
    leaves = [torch.tensor(value, requires_grad=not is_data) for value, is_data in zip(inputs, data, strict=True)]
    output = GATES[case.kind][0](torch, *leaves, **settings)
    upstream = torch.tensor(upstream[: output.numel()]).reshape(output.shape)
    wanted = [leaf for leaf, is_data in zip(leaves, data, strict=True) if not is_data]
    gradients = torch.autograd.grad(output, wanted, upstream)
    return joined(output.detach().numpy(), [gradient.numpy() for gradient in gradients])


def joined(output, gradients):
    """Keep the gradients in one flat array: a file of many small arrays is mostly their names."""
    return {"z": np.asarray(output), "gradients": np.concatenate([np.ravel(gradient) for gradient in gradients])}
