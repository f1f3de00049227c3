"""Which references stand for something that runs programs: known by what they have, not by what they are called.

- a *tape*: a class with `backward` whose instances are added and multiplied;
- a *graph*: a class that is made of `nodes` and has `forward` and `backward`, or the library's `Graph`;
- a *numerical gradient*: a function `(f, x, ...)` with "grad" in its name, or the library's `centred` and `one_sided`;
- a *gradient check*: a function `(f, gradient, x, ...)` with "grad" in its name.
"""

import inspect
from typing import Any

from coursekit.autodiff import centred, one_sided
from coursekit.gates import Graph

GRADIENT_PARAMETERS = ("gradient", "grad", "df", "backward", "analytic", "claimed")


def program_kind(target: Any) -> str | None:
    """Return `"tape"`, `"graph"`, `"numerical-gradient"` or `"gradient-check"`; None for all else."""
    if isinstance(target, type):
        return _class_kind(target)
    if target in (centred, one_sided):
        return "numerical-gradient"
    if not inspect.isfunction(target) or "grad" not in target.__name__.lower():
        return None
    names = list(inspect.signature(target).parameters)
    if len(names) < 2 or names[0] not in ("f", "function", "func"):
        return None
    if names[1] == "x":
        return "numerical-gradient"
    return "gradient-check" if names[1] in GRADIENT_PARAMETERS and names[2:3] == ["x"] else None


def _class_kind(target: type) -> str | None:
    if not callable(getattr(target, "backward", None)):
        return None
    if issubclass(target, Graph):
        return "graph"
    if not callable(getattr(target, "forward", None)):
        computes = all(callable(getattr(target, name, None)) for name in ("__add__", "__mul__"))
        return "tape" if computes else None
    try:
        return "graph" if "nodes" in inspect.signature(target).parameters else None
    except (TypeError, ValueError):  # a class that doesn't tell how it is made
        return None
