"""What the reference makes of the cases of a plan: worked out when a diagnosis first asks for it, and then kept.

Nothing here depends on what a student returned, so one plan's workings serve a whole class.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.trace import Trace, Vary, both_sides_of_switches, record
from coursekit.checking.reference import Reference
from coursekit.checking.rule_case import Case

# A Jacobian is computed row by row; a case with more outputs than this is not one to look at.
MAX_ROWS = 64


class Workings:
    """What a reference makes of cases, which must live as long as this does: they are told apart by their identity."""

    def __init__(self, reference: Reference) -> None:
        """Work out nothing yet."""
        self.reference = reference
        self._kept: dict[Any, Any] = {}

    def vjp(self, case: Case, upstream: Any) -> tuple[Any, ...]:
        """The right gradients for another upstream."""
        key = ("vjp", id(case), _mark(upstream))
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._ask(case.inputs, upstream))
        return gradients

    def at(self, inputs: tuple[Any, ...], upstream: Any) -> tuple[Any, ...]:
        """The right gradients for an upstream at other inputs."""
        key = ("at", *map(_mark, (*inputs, upstream)))
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._attempt(inputs, upstream))
        return gradients

    def elsewhere(self, case: Case, index: int, value: Any) -> tuple[Any, ...]:
        """The right gradients where one input is something else."""
        inputs = list(case.inputs)
        inputs[index] = value
        key = ("elsewhere", id(case), index, _mark(value))
        gradients: tuple[Any, ...] = self._keep(key, lambda: self._attempt(inputs, case.upstream))
        return gradients

    def unsummed(self, case: Case, index: int, upstream: Any = None) -> Any:
        """The gradient for an input that was broadcast, before the sum back to its shape; None if it wasn't."""
        upstream = case.upstream if upstream is None else upstream
        key = ("unsummed", id(case), index, _mark(upstream))
        return self._keep(key, lambda: self._unsummed(case, index, upstream))

    def contributions(self, case: Case, index: int, upstream: Any = None) -> Any:
        """What each entry of the output sends back: an array of shape (entries, *shape of the input).

        None if there are too many entries, or the reference has no gradients to ask for.
        """
        upstream = case.upstream if upstream is None else upstream
        key = ("contributions", id(case), _mark(upstream))
        sent = self._keep(key, lambda: self._contributions(case, np.asarray(upstream)))
        return None if sent is None else sent[index]

    def traces(self, case: Case) -> list[Trace]:
        """How the right gradients are computed, step by step, in one way or more; none if that can't be recorded."""
        traces: list[Trace] = self._keep(("traces", id(case)), lambda: record(self.reference, case))
        return traces

    def varied(self, case: Case, index: int, vary: Vary) -> list[Any]:
        """Every gradient that comes out if mistakes of one sort are made on the way to it."""

        def vary_all() -> list[Any]:
            return [each for trace in self.traces(case) for each in trace.varied(index, vary)]

        gradients: list[Any] = self._keep(("varied", id(case), index, vary), vary_all)
        return gradients

    def sides_of_switches(self, case: Case, index: int) -> list[tuple[Any, Any]]:
        """For each step that chooses entry by entry, the gradient by each of its two choices everywhere."""

        def all_sides() -> list[tuple[Any, Any]]:
            return [pair for trace in self.traces(case) for pair in both_sides_of_switches(trace, index)]

        sides: list[tuple[Any, Any]] = self._keep(("sides", id(case), index), all_sides)
        return sides

    def _contributions(self, case: Case, upstream: Any) -> list[Any] | None:
        """What each entry of the output sends back to each input; None for a data input."""
        if not self.reference.has_backward or upstream.size > MAX_ROWS:
            return None
        rows = []
        for entry in np.ndindex(upstream.shape):
            alone = np.zeros_like(upstream)
            alone[entry] = upstream[entry]
            rows.append(self._ask(case.inputs, alone[()]))
        return [
            None if expected is None else np.array([row[i] for row in rows]).reshape(len(rows), *np.shape(given))
            for i, (given, expected) in enumerate(zip(case.inputs, case.gradients, strict=True))
        ]

    def _unsummed(self, case: Case, index: int, upstream: Any) -> Any:
        """What each entry of the output sends back to the one entry of the input that was copied there."""
        shape, wide = np.shape(case.inputs[index]), np.shape(case.output)
        sent = None if shape == wide else self.contributions(case, index, upstream)
        if sent is None:
            return None
        try:
            copied = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), wide).reshape(-1)
        except ValueError:
            return None
        table = sent.reshape(len(sent), int(np.prod(shape))).copy()
        at = np.arange(len(sent)), copied
        unsummed = table[at].reshape(wide)
        table[at] = 0
        return None if np.any(table) else unsummed

    def _ask(self, inputs: Sequence[Any], upstream: Any) -> tuple[Any, ...]:
        if not self.reference.has_backward:
            return (None,) * len(inputs)
        return self.reference.backward(inputs, upstream)

    def _attempt(self, inputs: Sequence[Any], upstream: Any) -> tuple[Any, ...]:
        try:
            return self._ask(inputs, upstream)
        except Exception:  # not an input that the reference takes
            return (None,) * len(inputs)

    def _keep(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def _mark(value: Any) -> tuple[tuple[int, ...], bytes]:
    """What tells one array from another."""
    array = np.asarray(value)
    return array.shape, array.tobytes()
