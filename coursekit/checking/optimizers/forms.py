"""The forms in which `step(params, grads)` may be written, each as unambiguous as the others.

- mapping: `params` and `grads` are dicts by name, as in `coursekit.optim`;
- list: they are lists, in the same order;
- array: they are one array each, so that every parameter has an optimizer of its own.

In each, the arrays are changed in place, or new ones are returned in the same form: the next step then starts from
what it is given. A mapping or a list may also have its entries replaced.
"""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from coursekit.checking.exam import Question, Step
from coursekit.checking.optimizers.trajectory import Point, Run, Stepper

FORMS = ("mapping", "list", "array")


class Asked(NamedTuple):
    """What one step of a question is about: `what` is "step", "ahead" or "rate"; `names`: of the parameters given."""

    what: str
    run: int
    step: int
    names: tuple[str, ...]


# By form and the name of a case: its question, and what each of its steps is about.
AskedInForms = dict[tuple[str, str], tuple[Question, tuple[Asked, ...]]]


def question(runs: tuple[Run, ...], form: str, looks_ahead: bool) -> tuple[Question, tuple[Asked, ...]]:
    """Let the optimizers of these runs make their steps in turn."""
    steps: list[Step] = []
    asked: list[Asked] = []
    first: dict[int, int] = {}  # instance → the step of the question in which it got its parameters
    for number in range(max(run.steps for run in runs)):
        for which, run in enumerate(runs):
            for instance, names in _instances(runs, which, form):
                gradients = {name: run.gradients[number][name] for name in names}
                if form == "array" and gradients[names[0]] is None:
                    continue  # who takes one array isn't called for it
                if run.rate is not None and run.rate[0] == number:
                    steps.append(Step(instance, "__setattr__", ("lr", run.rate[1])))
                    asked.append(Asked("rate", which, number, names))
                start = _shaped({name: run.start[name] for name in names}, form)
                kept = ((0, first[instance]),) if instance in first else ()
                if looks_ahead:
                    steps.append(Step(instance, "look_ahead", (start,), gives="within", kept=kept))
                    asked.append(Asked("ahead", which, number, names))
                    kept = ((0, first.setdefault(instance, len(steps) - 1)),)
                steps.append(Step(instance, "step", (start, _shaped(gradients, form)), gives="both", kept=kept))
                asked.append(Asked("step", which, number, names))
                first.setdefault(instance, len(steps) - 1)
    return tuple(steps), tuple(asked)


def _instances(runs: tuple[Run, ...], which: int, form: str) -> list[tuple[int, tuple[str, ...]]]:
    names = tuple(runs[which].start)
    if form != "array":
        return [(which, names)]
    before = sum(len(run.start) for run in runs[:which])
    return [(before + index, (name,)) for index, name in enumerate(names)]


def _shaped(values: dict[str, Any], form: str) -> Any:
    if form == "mapping":
        return values
    listed = list(values.values())
    return listed if form == "list" else listed[0]


def by_name(value: Any, names: tuple[str, ...], form: str) -> dict[str, Any] | None:
    """Return what came back in a form as a dict by name; None if it doesn't have the form."""
    if form == "mapping":
        return value if isinstance(value, dict) and value.keys() == set(names) else None
    if form == "list":
        fits = isinstance(value, (list, tuple)) and len(value) == len(names)
        return dict(zip(names, value, strict=True)) if fits else None
    return {names[0]: value} if isinstance(value, (np.ndarray, np.generic, float)) else None


class Adapted:
    """An instructor's own optimizer of whatever form, as one that moves a mapping of arrays in place."""

    def __init__(self, make: Callable[[], Stepper], form: str) -> None:
        self.make = make
        self.form = form
        self.optimizers: dict[str, Stepper] = {}

    def step(self, params: Point, grads: dict[str, Any]) -> None:
        """Move the arrays of `params` in place."""
        names = tuple(params)
        for group in [(name,) for name in names] if self.form == "array" else [names]:
            if self.form == "array" and grads[group[0]] is None:
                continue
            if group[0] not in self.optimizers:
                self.optimizers[group[0]] = self.make()
            given = _shaped({name: params[name].copy() for name in group}, self.form)
            before = copy.deepcopy(given)
            gradients = _shaped({name: grads[name] for name in group}, self.form)
            result = by_name(self.optimizers[group[0]].step(given, gradients), group, self.form)
            left = by_name(given, group, self.form) or {}
            unmoved = all(np.array_equal(left[n], by_name(before, group, self.form)[n]) for n in group)  # type: ignore[index]
            for name, value in (result if result is not None and unmoved else left).items():
                params[name][...] = value


def adapted(make: Callable[[], Stepper], run: Run) -> Callable[[], Stepper]:
    """Return what makes optimizers that move a mapping of arrays in place, of one that may have another form.

    Raises what the optimizer raises for a mapping if it serves no form.
    """
    first_error: Exception | None = None
    for form in FORMS:
        optimizer = Adapted(make, form)
        params = copy.deepcopy(run.start)
        try:
            for gradients in run.gradients:
                optimizer.step(params, copy.deepcopy(gradients))
        except Exception as error:
            first_error = first_error or error
            continue
        if all(np.any(params[name] != run.start[name]) for name in params):
            return lambda: Adapted(make, optimizer.form)
    raise first_error or ValueError("its step leaves the parameters as they are, and returns no others")
