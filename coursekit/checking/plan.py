"""What a plan is, and how plans are kept: one serves every candidate, so it is made once and kept for the process.

A plan holds the questions, and the right answers with their uncertainties. What it asks, and how it judges, depends on
the kind of the candidate: there is one planner for each.
"""

import functools
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import FunctionType
from typing import Any, Protocol

import numpy as np

from coursekit.checking.assessment import Assessment
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer, Question
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import current_salt

LEVELS = ("quick", "full")
KEPT_PLANS = 256


class Plan(Protocol):
    """The questions of a check, and how their answers are judged."""

    @property
    def exam(self) -> Sequence[Question]:
        """The questions, one for each case."""
        ...

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """(case, reason) for each case that the reference itself could not answer."""
        ...

    def assess(self, answers: Sequence[Sequence[Answer]]) -> Assessment:
        """Judge the answers to the exam."""
        ...


Planner = Callable[[Reference, Mapping[str, Domain] | None, int, str], Plan]

# The kind of a reference → what plans its check, as module and function.
PLANNERS: dict[str, tuple[str, str]] = {
    "gate": ("rule_plan", "plan_rule"),
    "function": ("rule_plan", "plan_rule"),
    "optimizer": ("optimizers.plan", "plan_optimizer"),
    "schedule": ("schedules.plan", "plan_schedule"),
    "initialiser": ("chance.initialisers", "plan_initialiser"),
    "random": ("chance.sampling", "plan_sampling"),
    "noise": ("chance.noise", "plan_noise"),
    "tape": ("programs.tape_plan", "plan_tape"),
    "graph": ("programs.graph_plan", "plan_graph"),
    "numerical-gradient": ("programs.numerical_plan", "plan_numerical_gradient"),
    "gradient-check": ("programs.checker_plan", "plan_gradient_check"),
}

_plans: OrderedDict[Any, Plan] = OrderedDict()


def plan_for(
    reference: Reference, inputs: Mapping[str, Domain] | None = None, seed: int = 0, level: str = "quick"
) -> Plan:
    """Return the plan for a reference, kept from an earlier call if nothing differs.

    Raises TypeError or ValueError if the inputs don't fit the reference's parameters, if the level or seed is none, or
    if the reference cannot be evaluated or contradicts itself.
    """
    if level not in LEVELS:
        raise ValueError(f"level is {level!r}; it should be one of {', '.join(map(repr, LEVELS))}")
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"seed is {seed!r}; it should be a whole number")
    if inputs is not None:
        _refuse_other_than_domains(inputs)
    module, function = PLANNERS[reference.kind]
    planner: Planner = getattr(import_module(f"coursekit.checking.{module}"), function)
    key = _key(reference, inputs, int(seed), level)
    if key is None:  # an instance, or hyperparameters that cannot be compared: it may change between two checks
        return planner(reference, inputs, int(seed), level)
    if key not in _plans:
        _plans[key] = planner(reference, inputs, int(seed), level)
        if len(_plans) > KEPT_PLANS:
            _plans.popitem(last=False)
    _plans.move_to_end(key)
    return _plans[key]


def forget_plans() -> None:
    """Drop all plans that were kept."""
    _plans.clear()


def _key(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> Any:
    source = reference.source
    made_of: Any = source
    if isinstance(source, functools.partial):
        made_of = (source.func, source.args, tuple(sorted(source.keywords.items())))
    elif reference.kind != "function" and not isinstance(source, (type, FunctionType)):
        return None
    key = (made_of, reference.name, tuple((inputs or {}).items()), inputs is None, seed, level, current_salt())
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _refuse_other_than_domains(inputs: Any) -> None:
    if not isinstance(inputs, Mapping):
        raise TypeError(f"inputs is {inputs!r}; it should map names to domains, such as {{'x': real(3, 4)}}")
    for name, domain in inputs.items():
        if isinstance(domain, type) or not isinstance(domain, Domain):
            raise TypeError(
                f"inputs[{name!r}] is {domain!r}; it should be a domain, such as real(3, 4) or labels(5, 3)"
            )
