"""Right optimizers pass in every form in which they may be written."""

from functools import partial

import optimizers_to_check as own
import pytest
from optimizers_to_check import RATE, M, falling

from coursekit import check, optim
from coursekit.checking import forget_plans

RIGHT = {
    "gradient descent": (partial(own.SGD, lr=RATE), None),
    "momentum": (partial(own.SGD, **M), None),
    "momentum by its own name": (partial(type("Momentum", (own.SGD,), {}), **M), None),
    "Nesterov": (partial(own.Nesterov, lr=RATE), partial(optim.SGD, lr=RATE, momentum=0.9, nesterov=True)),
    "Adagrad": (partial(own.Adagrad, lr=RATE), None),
    "RMSProp": (partial(own.RMSProp, lr=RATE, decay=0.9), None),
    "RMSprop, as others spell it": (partial(type("RMSprop", (own.RMSProp,), {}), lr=RATE), None),
    "Adadelta": (partial(own.Adadelta, lr=1.0), None),
    "Adam": (partial(own.Adam, lr=RATE), None),
    "AdamOptimizer": (partial(type("AdamOptimizer", (own.Adam,), {}), lr=RATE), None),
    "Adam with penalty": (partial(own.Adam, lr=RATE, weight_decay=0.1), None),
    "AdamW": (partial(own.AdamW, lr=RATE, weight_decay=0.1), None),
    "Adam with a schedule": (partial(own.Adam, lr=falling), None),
    "momentum with a schedule": (partial(own.SGD, lr=falling, momentum=0.9), None),
    "an instance": (own.Adam(lr=RATE), optim.Adam(lr=RATE)),
    "lists": (partial(own.ListMomentum, **M), partial(optim.SGD, **M)),
    "one array": (partial(own.ArrayMomentum, **M), partial(optim.SGD, **M)),
    "one array, returned": (partial(own.ReturningMomentum, **M), partial(optim.SGD, **M)),
    "a dict, returned": (partial(own.ReturningDict, **M), partial(optim.SGD, **M)),
    "a dict, filled anew": (partial(own.RebindingDict, **M), partial(optim.SGD, **M)),
    "by identity": (partial(own.ByIdentity, **M), partial(optim.SGD, **M)),
    "an instructor's own, of lists": (partial(own.SGD, **M), partial(own.ListMomentum, **M)),
    "an instructor's own, of arrays": (partial(own.ListMomentum, **M), partial(own.ArrayMomentum, **M)),
    "an instructor's own, returning": (partial(own.ArrayMomentum, **M), partial(own.ReturningMomentum, **M)),
    "an instructor's own, of dicts": (partial(own.Adam, lr=RATE), partial(own.Adam, lr=RATE)),
}
RIGHT |= {
    f"the library's {kind.__name__}": (partial(kind, lr=RATE), None)
    for kind in (optim.SGD, optim.Nesterov, optim.Adagrad, optim.Adadelta, optim.RMSProp, optim.Adam, optim.AdamW,
                 optim.SparseAdam, optim.Adafactor)
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_optimizer_passes(name):
    candidate, reference = RIGHT[name]
    for level in ("quick", "full"):
        report = check(candidate, reference=reference, level=level)
        assert report.passed, report


@pytest.mark.slow
@pytest.mark.no_cover  # many seeds show no line that one doesn't
@pytest.mark.parametrize("level", ["quick", "full"])
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_optimizer_passes_at_every_seed(name, level):
    candidate, reference = RIGHT[name]
    for seed in range(20):
        report = check(candidate, reference=reference, seed=seed, level=level)
        assert report.passed, report
    forget_plans()
