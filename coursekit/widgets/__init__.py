"""Widgets for notebooks: each shows one idea, on numbers that the library computes.

    from coursekit.widgets import ActivationExplorer
    ActivationExplorer(function="tanh")

Every setting is a trait: assign it, observe it, link it to another widget's. `figure()` gives the picture of what is
shown, `save(path)` writes it, `state_dict()` and `from_state()` keep it, and a saved notebook shows it without a
kernel.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit.widgets.activation import ActivationExplorer
    from coursekit.widgets.backprop import BackpropExplorer
    from coursekit.widgets.gradient_check import GradientCheckExplorer
    from coursekit.widgets.graph import GraphStepper
    from coursekit.widgets.initialization import InitializationExplorer
    from coursekit.widgets.jacobian import JacobianExplorer
    from coursekit.widgets.neuron import NeuronExplorer
    from coursekit.widgets.playground import TrainingPlayground
    from coursekit.widgets.race import OptimizerRace
    from coursekit.widgets.schedule import ScheduleExplorer
    from coursekit.widgets.window import WordWindowExplorer

_MODULES = {
    "ActivationExplorer": "activation",
    "BackpropExplorer": "backprop",
    "GradientCheckExplorer": "gradient_check",
    "GraphStepper": "graph",
    "InitializationExplorer": "initialization",
    "JacobianExplorer": "jacobian",
    "NeuronExplorer": "neuron",
    "OptimizerRace": "race",
    "ScheduleExplorer": "schedule",
    "TrainingPlayground": "playground",
    "WordWindowExplorer": "window",
}

__all__ = [
    "ActivationExplorer",
    "BackpropExplorer",
    "GradientCheckExplorer",
    "GraphStepper",
    "InitializationExplorer",
    "JacobianExplorer",
    "NeuronExplorer",
    "OptimizerRace",
    "ScheduleExplorer",
    "TrainingPlayground",
    "WordWindowExplorer",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'coursekit.widgets' has no attribute {name!r}")
    return getattr(import_module(f"coursekit.widgets.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
