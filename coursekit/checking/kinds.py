"""Which kind of thing a right solution is, besides a gate or a plain function: it decides how it is checked.

- optimizer: a `coursekit.optim.Optimizer`, or another class (or instance) that has `step` and no `forward`;
- schedule: a `coursekit.optim.Schedule`;
- initialiser: a `coursekit.nn` initialiser that draws;
- noise: the gate `Dropout`, whose seed is left open;
- random: a function (or `partial`) with a parameter `rng` that is left open;
- tape, graph, numerical-gradient, gradient-check: see `programs.kinds`.
"""

import functools
import inspect
import sys
from typing import Any

from coursekit.checking.programs.kinds import program_kind


def special_kind(source: Any) -> str | None:
    """Return the kind of a reference; None for a gate and for a function that isn't random."""
    target = source.func if isinstance(source, functools.partial) else source
    given = source.keywords if isinstance(source, functools.partial) else {}
    if _comes_of(target, "coursekit.gates.noise", "Dropout"):
        # An instance has its generator already.
        return "noise" if isinstance(target, type) and given.get("rng") is None else None
    if (of_programs := program_kind(target)) is not None:
        return of_programs
    if callable(getattr(target, "forward", None)):
        return None
    if callable(getattr(target, "step", None)):
        return "optimizer"
    if _comes_of(target, "coursekit.optim.schedules", "Schedule"):
        return "schedule"
    if _comes_of(target, "coursekit.nn.initialisers", "Initialiser"):
        return "initialiser"
    return "random" if inspect.isfunction(target) and _leaves_rng_open(source) else None


def _comes_of(target: Any, module: str, name: str) -> bool:
    """Whether `target` is a class of this kind, or an instance of one."""
    # A module that nobody has imported yet has no classes that anything could be made of.
    base = getattr(sys.modules.get(module), name, None)
    return base is not None and (issubclass(target, base) if isinstance(target, type) else isinstance(target, base))


def _leaves_rng_open(source: Any) -> bool:
    rng = inspect.signature(source).parameters.get("rng")
    return rng is not None and rng.default in (rng.empty, None)
