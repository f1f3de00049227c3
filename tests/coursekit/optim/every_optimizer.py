"""All optimizers, in the settings that take different ways through their code."""

import pytest

from coursekit.optim import SGD, Adadelta, Adafactor, Adagrad, Adam, AdamW, Nesterov, RMSProp, SparseAdam

MAKERS = {
    "plain": lambda: SGD(0.1),
    "plain with decay": lambda: SGD(0.1, weight_decay=0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9, dampening=0.1, weight_decay=0.1),
    "nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "velocity": lambda: SGD(0.1, momentum=0.9, form="velocity"),
    "velocity and nesterov": lambda: SGD(0.1, momentum=0.9, form="velocity", nesterov=True, weight_decay=0.1),
    "Nesterov": lambda: Nesterov(0.1),
    "Adagrad": lambda: Adagrad(0.1, initial=0.1, weight_decay=0.1),
    "Adagrad before": lambda: Adagrad(0.1, eps=0.1, eps_inside_root=True, include_current=False),
    "Adadelta": lambda: Adadelta(weight_decay=0.1),
    "RMSProp": lambda: RMSProp(0.1, weight_decay=0.1),
    "RMSProp centred": lambda: RMSProp(0.1, momentum=0.9, centred=True),
    "RMSProp before": lambda: RMSProp(0.1, eps=0.1, eps_inside_root=True, include_current=False),
    "Adam": lambda: Adam(0.1, weight_decay=0.1),
    "Adam uncorrected": lambda: Adam(0.1, bias_correction=False, eps_inside_root=True),
    "AdamW": lambda: AdamW(0.1),
    "AMSGrad": lambda: AdamW(0.1, amsgrad=True),
    "SparseAdam": lambda: SparseAdam(0.1),
    "Adafactor": lambda: Adafactor(0.1, weight_decay=0.1),
}

every_optimizer = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


def walk(optimizer, params, gradients):
    """Make a step for each of the gradients, each measured where the optimizer wants it."""
    for grads in gradients:
        with optimizer.look_ahead(params):
            pass
        optimizer.step(params, grads)
    return params
