"""Checking gates: `check`, what it is made of, and what a grader needs of it.

Names are imported when they are first used. A process that runs students' code imports only `coursekit.checking.exam`,
and by that nothing of references, cases or right answers.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit.checking.collecting import collect
    from coursekit.checking.finding import Finding
    from coursekit.checking.plan import forget_plans, plan_for
    from coursekit.checking.references import clear_references, register_reference
    from coursekit.checking.report import Report
    from coursekit.checking.seeding import salt

_HOMES = {
    "Finding": "finding",
    "Report": "report",
    "clear_references": "references",
    "collect": "collecting",
    "forget_plans": "plan",
    "plan_for": "plan",
    "register_reference": "references",
    "salt": "seeding",
}

__all__ = [
    "Finding",
    "Report",
    "clear_references",
    "collect",
    "forget_plans",
    "plan_for",
    "register_reference",
    "salt",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
