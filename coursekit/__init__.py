"""A NumPy reference library, and a checker, for learning neural networks and backpropagation.

    from coursekit import check, gates, real
    check(MultiplyGate)

Names are imported when they are first used, so that `import coursekit` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit import gates
    from coursekit.checking.checker import check
    from coursekit.checking.domains import away_from, choice, integer, labels, positive, probability, real

    __version__: str

_DOMAINS = ("away_from", "choice", "integer", "labels", "positive", "probability", "real")

__all__ = [
    "__version__",
    "away_from",
    "check",
    "choice",
    "gates",
    "integer",
    "labels",
    "positive",
    "probability",
    "real",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("coursekit")
    if name == "check":
        return import_module("coursekit.checking.checker").check
    if name in _DOMAINS:
        return getattr(import_module("coursekit.checking.domains"), name)
    if name == "gates":
        return import_module("coursekit.gates")
    raise AttributeError(f"module 'coursekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
