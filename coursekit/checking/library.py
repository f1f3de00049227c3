"""What else of the library goes by a name, after the gates: optimizers, schedules, initialisers, tapes, graphs, checks.

Names are compared as students spell them: `AdamOptimizer`, `RMSprop`, `he_normal` and `exponential_decay` are found.
"""

import functools
import inspect
from typing import Any

from coursekit import autodiff, gates, nn, optim
from coursekit.checking.programs.checker_plan import gradient_check

# What other names than the library's own stand for.
ALIASES: dict[str, Any] = {
    "Momentum": functools.partial(optim.SGD, momentum=0.9),
    "NesterovMomentum": functools.partial(optim.SGD, momentum=0.9, nesterov=True),
    "AMSGrad": functools.partial(optim.Adam, amsgrad=True),
    "XavierUniform": nn.GlorotUniform,
    "XavierNormal": nn.GlorotNormal,
    "KaimingUniform": nn.HeUniform,
    "KaimingNormal": nn.HeNormal,
    **dict.fromkeys(("Tensor", "Value", "Variable"), autodiff.Tensor),
    **dict.fromkeys(("ComputationalGraph", "Graph"), gates.Graph),
    "numerical_gradient": autodiff.centred,
    "gradient_check": gradient_check,
}

SUFFIXES = ("optimizer", "optimiser", "schedule", "initialiser", "initializer")


@functools.cache
def _known() -> dict[str, list[tuple[str, Any]]]:
    """Return what goes by each folded name; several things may."""
    known: dict[str, list[tuple[str, Any]]] = {}
    own = [
        (name, member)
        for home, bases in ((optim, (optim.Optimizer, optim.Schedule)), (nn, (nn.Initialiser,)))
        for name, member in vars(home).items()
        if inspect.isclass(member) and issubclass(member, bases) and not inspect.isabstract(member)
    ]
    for name, member in (*own, *ALIASES.items()):
        known.setdefault(_folded(name), []).append((name, member))
    return known


def _folded(name: str) -> str:
    folded = name.replace("_", "").casefold()
    for suffix in SUFFIXES:
        folded = folded.removesuffix(suffix) or folded
    return folded


def find_other(name: str) -> Any:
    """Return what is not a gate and goes by that name; None if there is none.

    Raises LookupError if there are several, such as `Constant`.
    """
    found = _known().get(_folded(name), [])
    if len(found) > 1:
        homes = [f"{member.__module__.split('.')[1]}.{spelt}" for spelt, member in found]
        raise LookupError(
            f"{name} may be compared with {' and '.join(homes)}: say which one is meant, "
            f"check(..., reference=coursekit.{homes[0]}(...))"
        )
    return found[0][1] if found else None


def other_names() -> tuple[str, ...]:
    """Return the names that are known here."""
    return tuple(name for found in _known().values() for name, _ in found)
