"""What a network is made of, by the names under which it is chosen: activations, initialisers, optimizers.

Source: activations, initialisation and learning strategies, CSE 587 lecture 3, IST lecture 5 and CS224n notes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from coursekit import gates, nn, optim

# The activations of hidden units. "none" leaves z as it is: then any number of layers is still a linear function.
HIDDEN: dict[str, Callable[[], gates.Gate]] = {
    "tanh": gates.Tanh,
    "ReLU": gates.ReLU,
    "sigmoid": gates.Sigmoid,
    "leaky ReLU": partial(gates.LeakyReLU, slope=0.1),
    "hard tanh": gates.HardTanh,
    "soft sign": gates.SoftSign,
    "none": partial(gates.LeakyReLU, slope=1.0),
}

# Each takes a factor, by which it makes all weights larger.
INITIALISERS: dict[str, Callable[[float], nn.Initialiser]] = {
    "Glorot uniform": nn.GlorotUniform,
    "Glorot normal": nn.GlorotNormal,
    "He uniform": nn.HeUniform,
    "He normal": nn.HeNormal,
    "orthogonal": nn.Orthogonal,
    "uniform ±0.1": lambda scale: nn.Uniform(-0.1 * scale, 0.1 * scale),
    "normal 0.01": lambda scale: nn.Normal(0.01 * scale),
    "normal 1": nn.Normal,
    "all equal 0.1": lambda scale: nn.Constant(0.1 * scale),
    "zeros": lambda scale: nn.Zeros(),
}

OPTIMIZERS: dict[str, Callable[[float], optim.Optimizer]] = {
    "SGD": optim.SGD,
    "momentum": lambda rate: optim.SGD(rate, momentum=0.9),
    "Nesterov": lambda rate: optim.Nesterov(rate, momentum=0.9),
    "Adagrad": optim.Adagrad,
    "Adadelta": optim.Adadelta,
    "RMSProp": optim.RMSProp,
    "Adam": optim.Adam,
    "AdamW": optim.AdamW,
}


def chosen(what: str, choices: dict[str, Any], name: str) -> Any:
    """Return what goes by a name; raise ValueError, with the names there are, for another one."""
    if name not in choices:
        raise ValueError(f"{name!r} is no {what} here; there are {', '.join(choices)}")
    return choices[name]
