"""Whole networks: outputs, loss and all gradients of one pass, and every parameter after each of twenty steps."""

import numpy as np

from coursekit import gates, nn, optim
from coursekit.autodiff import Tensor
from tests.golden.family import Case, numbers

STEPS = 20
ROWS, FEATURES, HIDDEN, OUTPUTS, WORDS = 6, 4, 5, 3, 7

ARCHITECTURES = {
    "affine": ("linear",),
    "no bias": ("linear without bias", "Tanh"),
    "relu": ("linear", "ReLU", "linear", "ReLU", "linear"),
    "mixed": ("linear", "Sigmoid", "norm", "linear", "Tanh", "linear without bias", "SoftSign", "linear"),
    "words": ("words", "linear", "Tanh", "linear"),
}
LOSSES = ("softmax_cross_entropy", "binary_cross_entropy", "mean_squared_error")
RULES = (
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True}),
    ("Adam", {"lr": 0.01}),
)
PENALTIES = {"none": (0.0, 0.0), "l2": (0.3, 0.0), "l1": (0.0, 0.05)}


def cases(seed):
    source = numbers(seed)
    found = []
    for architecture, layers in ARCHITECTURES.items():
        for loss in LOSSES:
            for penalty in PENALTIES:
                optimizer, settings = RULES[len(found) % len(RULES)]
                found.append(
                    Case(
                        f"{architecture}, {loss}, {penalty}, {optimizer} {len(found) % len(RULES)}",
                        optimizer,
                        {"start": _start(layers, source), "data": _data(layers, loss, source)},
                        {"layers": layers, "loss": loss, "penalty": PENALTIES[penalty], "optimizer": settings},
                    )
                )
    return found


def _start(layers, source):
    """Arrays for the parameters, in order; weights are scaled as a training would begin with them.

    With larger ones, twenty steps with momentum multiply a difference in the last bit by more than ten thousand.
    """
    arrays, width = [], FEATURES
    last = len(layers) - 1 - next(i for i, layer in enumerate(reversed(layers)) if layer.startswith("linear"))
    for index, layer in enumerate(layers):
        if layer.startswith("linear"):
            out = OUTPUTS if index == last else HIDDEN
            arrays.append(source.standard_normal((out, width)) / np.sqrt(width))
            if layer == "linear":
                arrays.append(source.standard_normal(out))
            width = out
        elif layer == "norm":
            arrays += [source.standard_normal(width), source.standard_normal(width)]
        elif layer == "words":
            arrays.append(source.standard_normal((WORDS, FEATURES // 2)))
    return arrays


def _data(layers, loss, source):
    """x and y for every step; ids come more than once in a row."""
    batches = []
    for _ in range(STEPS):
        x = source.randint(0, WORDS, (ROWS, 2)) if "words" in layers else source.standard_normal((ROWS, FEATURES))
        y = {
            "softmax_cross_entropy": source.randint(0, OUTPUTS, ROWS),
            "binary_cross_entropy": source.uniform(0, 1, (ROWS, OUTPUTS)),
            "mean_squared_error": source.standard_normal((ROWS, OUTPUTS)),
        }[loss]
        batches.append((x, y))
    return batches


def ours(case):
    arrays = iter(case.inputs["start"])
    layers = []
    for layer in case.settings["layers"]:
        if layer.startswith("linear"):
            W = next(arrays)
            made = nn.Linear(W.shape[1], W.shape[0], bias=layer == "linear", rng=0)
            made.W.value[...] = W
            if layer == "linear":
                made.b.value[...] = next(arrays)
            layers.append(made)
        elif layer == "norm":
            gamma = next(arrays)
            made = nn.LayerNorm(len(gamma))
            made.gamma.value[...], made.beta.value[...] = gamma, next(arrays)
            layers.append(made)
        elif layer == "words":
            layers += [nn.Embedding.of(next(arrays)), lambda words: np.reshape(words, (ROWS, FEATURES))]
        else:
            layers.append(getattr(gates, layer)())
    model = nn.Sequential(*layers)
    l2, l1 = case.settings["penalty"]
    optimizer = getattr(optim, case.kind)(**case.settings["optimizer"])
    loss_gate = {
        "softmax_cross_entropy": gates.SoftmaxCrossEntropy,
        "binary_cross_entropy": gates.BinaryCrossEntropy,
        "mean_squared_error": gates.MeanSquaredError,
    }[case.settings["loss"]]()
    found, losses, path = {}, [], []
    for x, y in case.inputs["data"]:
        model.zero_gradients()
        outputs = model(x)
        loss = loss_gate(outputs, y) + nn.l2(model, l2) + nn.l1(model, l1)
        assert isinstance(loss, Tensor)
        loss.backward()
        if not losses:
            found["outputs"] = outputs.value
            found |= {f"gradient {index}": gradient for index, gradient in enumerate(model.gradients().values())}
        optimizer.step(model.parameters(), model.gradients())
        losses.append(loss.item())
        path.append([parameter.value.copy() for parameter in model.parameters().values()])
    found |= {f"parameter {index}": np.array(track) for index, track in enumerate(zip(*path, strict=True))}
    return found | {"losses": np.array(losses)}


def peers(case):
    import torch
    from torch.nn import functional

    params = [torch.tensor(array, requires_grad=True) for array in case.inputs["start"]]
    activations = {
        "ReLU": torch.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "SoftSign": functional.softsign
    }  # fmt: skip

    def forward(x):
        arrays, weights = iter(params), []
        for layer in case.settings["layers"]:
            if layer.startswith("linear"):
                weights.append(next(arrays))
                x = functional.linear(x, weights[-1], next(arrays) if layer == "linear" else None)
            elif layer == "norm":
                gamma = next(arrays)
                x = functional.layer_norm(x, gamma.shape, gamma, next(arrays))
            elif layer == "words":
                weights.append(next(arrays))
                x = functional.embedding(x, weights[-1]).reshape(ROWS, FEATURES)
            else:
                x = activations[layer](x)
        return x, weights

    loss_function = {
        "softmax_cross_entropy": functional.cross_entropy,
        "binary_cross_entropy": functional.binary_cross_entropy_with_logits,
        "mean_squared_error": functional.mse_loss,
    }[case.settings["loss"]]
    l2, l1 = case.settings["penalty"]
    optimizer = getattr(torch.optim, case.kind)(params, **case.settings["optimizer"])
    found, losses, path = {}, [], []
    for x, y in case.inputs["data"]:
        optimizer.zero_grad()
        outputs, weights = forward(torch.tensor(x))
        loss = loss_function(outputs, torch.tensor(y))
        loss = loss + sum(l2 / 2 * (W**2).sum() + l1 * W.abs().sum() for W in weights)
        loss.backward()
        if not losses:
            found["outputs"] = outputs.detach().numpy().copy()
            found |= {f"gradient {index}": param.grad.numpy().copy() for index, param in enumerate(params)}
        optimizer.step()
        losses.append(loss.item())
        path.append([param.detach().numpy().copy() for param in params])
    found |= {f"parameter {index}": np.array(track) for index, track in enumerate(zip(*path, strict=True))}
    return found | {"losses": np.array(losses)}
