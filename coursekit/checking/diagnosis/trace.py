"""How a right gradient is computed, step by step, and what comes out if one of the steps is another.

The reference's own backward is run on tensors, which record every operation. The record can be run again with a term
left out, a mask taken away, or the output put where the input belongs: each is a mistake that a student may make, and
what comes out is what that student would have got. Where the books write a gradient otherwise than the library does
(z·(1 − z) for the sigmoid), the form of the books is recorded (`textbook`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from coursekit import gates
from coursekit.autodiff import Tensor
from coursekit.checking.diagnosis.textbook import TEXTBOOK, Formula
from coursekit.checking.reference import Reference, make
from coursekit.checking.rule_case import Case
from coursekit.gates.broadcast import sum_to_shape

Change = Callable[..., Any]  # what a step gives, from what it is given
Vary = Callable[[Tensor], Iterator[Change]]  # the mistakes of one sort at a step, which leave its shape as it is


# Of so many places for a mistake, it is tried at every two.
MAX_CHANGES = 12


@dataclass(frozen=True, eq=False)
class Trace:
    """The record of one case's gradients. `output` and `inputs` are what stands for these in it."""

    gradients: tuple[Any, ...]
    output: Any
    inputs: tuple[Any, ...]
    shapes: tuple[tuple[int, ...], ...]

    def steps(self, index: int) -> list[Tensor]:
        """All that the gradient for an input is computed from, in order; nothing for one that isn't computed."""
        gradient = self.gradients[index]
        return _ordered(gradient) if isinstance(gradient, Tensor) else []

    def run(
        self, index: int, values: Mapping[Tensor, Any] | None = None, steps: Mapping[Tensor, Change] | None = None
    ) -> Any:
        """Compute a gradient again, with other values for some tensors and other steps in place of some.

        It may have the shape to which its input was broadcast.
        """
        gradient = self.gradients[index]
        if not isinstance(gradient, Tensor):  # always the same
            return np.asarray(gradient)
        known: dict[Tensor, Any] = dict(values or {})
        for node in self.steps(index):
            if node in known:
                continue
            if node.gate is None:
                known[node] = node.value
                continue
            sources = zip(node.sources, node.given, strict=False)
            given = [value if source is None else known[source] for source, value in sources]
            known[node] = (steps or {}).get(node, node.gate.value)(*given)
        return np.asarray(known[gradient])

    def varied(self, index: int, vary: Vary) -> list[Any]:
        """Every gradient that comes out if one such mistake is made, or two, in the input's shape."""
        changes = [(node, change) for node in self.steps(index) if node.gate is not None for change in vary(node)]
        pairs = combinations(changes, 2) if len(changes) <= MAX_CHANGES else ()
        made = [dict([change]) for change in changes] + [dict(pair) for pair in pairs if pair[0][0] is not pair[1][0]]
        return [self.summed(index, self.run(index, steps=steps)) for steps in made]

    def summed(self, index: int, gradient: Any) -> Any:
        """The gradient in its input's shape, though it may have the shape to which that was broadcast."""
        return np.asarray(sum_to_shape(gradient, self.shapes[index]))


def _ordered(gradient: Tensor) -> list[Tensor]:
    """Return the tensors behind a gradient, each after those it is computed from."""
    seen: dict[Tensor, None] = {}
    waiting = [gradient]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen[node] = None
            waiting += [source for source in node.sources if source is not None]
    return sorted(seen, key=lambda node: node.number)


def record(reference: Reference, case: Case) -> list[Trace]:
    """Record how the gradients of a case are computed: as the books write it, or else by the reference.

    Nothing, where the reference's code doesn't take tensors.
    """
    try:
        gate = make(reference.source)
        formulas = TEXTBOOK.get(type(gate).__name__, (_by_rule,)) if isinstance(gate, gates.Gate) else (_by_methods,)
        return [trace for formula in formulas for trace in [_record(gate, formula, case)] if trace is not None]
    except Exception:  # an instructor's code may do with arrays what can't be recorded
        return []


def _record(gate: Any, formula: Formula, case: Case) -> Trace | None:
    inputs = tuple(
        given if expected is None else Tensor(given)
        for given, expected in zip(case.inputs, case.gradients, strict=True)
    )
    output: Any = gate.forward(*inputs) if formula is _by_methods else Tensor(case.output)
    if not isinstance(output, Tensor):
        return None
    gradients = formula(gate, Tensor(case.upstream), output, *inputs)
    listed = gradients if isinstance(gradients, (tuple, list)) else (gradients,)
    listed = tuple(each() if callable(each) and not isinstance(each, Tensor) else each for each in listed)
    padded = (*listed, *(None,) * (len(inputs) - len(listed)))
    return Trace(padded, output, inputs, tuple(np.shape(given) for given in case.inputs))


def _by_rule(gate: Any, upstream: Any, output: Any, *inputs: Any) -> Any:
    return gate.gradients(upstream, output, *inputs)


def _by_methods(gate: Any, upstream: Any, output: Any, *inputs: Any) -> Any:
    """Of a class with forward and backward, whose forward has been run."""
    return gate.backward(upstream)


# -- mistakes at one step --


def leave_out_term(node: Tensor) -> Iterator[Change]:
    """Leave out one operand of a sum or a difference; one-hot rows are a matter of their own."""
    if isinstance(node.gate, (gates.Add, gates.Subtract)) and not any(map(_is_one_hot, _operands(node))):
        shape, sign = np.shape(node.value), -1.0 if isinstance(node.gate, gates.Subtract) else 1.0
        yield lambda x, y: np.broadcast_to(x, shape)
        yield lambda x, y: np.broadcast_to(sign * y, shape)


def leave_out_one_hot(node: Tensor) -> Iterator[Change]:
    """Leave out the one-hot rows of labels."""
    if isinstance(node.gate, gates.Subtract) and _is_one_hot(_operands(node)[1]):
        yield lambda x, y: np.broadcast_to(x, np.shape(node.value))


def leave_out_mask(node: Tensor) -> Iterator[Change]:
    """Let everything through where something is switched off."""
    for on, off in _switches(node):
        if not np.any(off(*_operands(node))):
            yield on


def sum_for_mean(node: Tensor) -> Iterator[Change]:
    """Sum where a mean belongs."""
    if isinstance(node.gate, gates.Mean):
        yield lambda x: node.gate.value(x) * (np.size(x) // max(np.size(node.value), 1))


def mean_for_sum(node: Tensor) -> Iterator[Change]:
    """Average where a sum belongs."""
    if isinstance(node.gate, gates.Sum):
        yield lambda x: node.gate.value(x) / max(np.size(x) // max(np.size(node.value), 1), 1)


def _operands(node: Tensor) -> list[Any]:
    return [given if source is None else source.value for source, given in zip(node.sources, node.given, strict=False)]


def _is_one_hot(operand: Any) -> bool:
    """Whether this is an array of rows, in each of which one entry is 1 and the others are 0."""
    array = np.asarray(operand)
    if array.ndim != 2 or array.shape[1] < 2 or not array.size:
        return False
    return bool(np.all((array == 0) | (array == 1)) and np.all(array.sum(axis=1) == 1))


def _switches(node: Tensor) -> Iterator[tuple[Change, Change]]:
    """Ways to let everything through, or nothing, if the step chooses between the two entry by entry."""
    shape = np.shape(node.value)
    if isinstance(node.gate, gates.Where):

        def first(condition: Any, x: Any, y: Any) -> Any:
            return np.broadcast_to(x, shape)

        def second(condition: Any, x: Any, y: Any) -> Any:
            return np.broadcast_to(y, shape)

        yield first, second
        yield second, first
    if isinstance(node.gate, gates.Multiply):
        for position, source in enumerate(node.sources):
            mask = np.asarray(node.given[position])
            values = np.unique(mask[mask != 0])
            if source is not None or mask.shape != shape or len(values) > 1:
                continue
            # Nothing but ones, or but zeros, is a mask, too: of a case in which all is on, or off.
            if np.any(mask == 0) or np.all(values == 1):
                on = values[0] if len(values) else 1.0
                yield _through(1 - position, on, shape), lambda x, y: np.zeros(shape)


def _through(position: int, factor: Any, shape: tuple[int, ...]) -> Change:
    return lambda x, y: np.broadcast_to((x, y)[position] * factor, shape)


def both_sides_of_switches(trace: Trace, index: int) -> list[tuple[Any, Any]]:
    """For each step that chooses entry by entry: the gradient (not summed) by each of its two choices everywhere."""
    sides = []
    for node in trace.steps(index):
        for on, off in _switches(node) if node.gate is not None else ():
            sides.append((trace.run(index, steps={node: on}), trace.run(index, steps={node: off})))
    return sides
