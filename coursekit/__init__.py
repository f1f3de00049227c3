"""A NumPy reference library, and a checker, for learning neural networks and backpropagation.

    from coursekit import check, gates, real
    check(MultiplyGate)

The library, from the bottom up: `gates`, the nodes of computation graphs; `autodiff`, which differentiates what is
computed with them; `optim`, `nn`, `data` and `train`, to make networks and train them. On top, `widgets` to look at all
of it, in notebooks, and the `results` and `plots` that they show.

Names are imported when they are first used, so that `import coursekit` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit import autodiff, data, gates, nn, optim, plots, results, train, widgets
    from coursekit.checking.checker import check
    from coursekit.checking.domains import away_from, choice, integer, labels, positive, probability, real

    __version__: str

_PACKAGES = ("autodiff", "data", "gates", "nn", "optim", "plots", "results", "train", "widgets")
_DOMAINS = ("away_from", "choice", "integer", "labels", "positive", "probability", "real")

__all__ = [
    "__version__",
    "autodiff",
    "away_from",
    "check",
    "choice",
    "data",
    "gates",
    "integer",
    "labels",
    "nn",
    "optim",
    "plots",
    "positive",
    "probability",
    "real",
    "results",
    "train",
    "widgets",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("coursekit")
    if name == "check":
        return import_module("coursekit.checking.checker").check
    if name in _DOMAINS:
        return getattr(import_module("coursekit.checking.domains"), name)
    if name in _PACKAGES:
        return import_module(f"coursekit.{name}")
    raise AttributeError(f"module 'coursekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
