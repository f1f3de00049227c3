"""Another formula than the right one: a term, a mask or the one-hot rows left out, the output taken for the input."""

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking.diagnosis import trace as traces
from coursekit.checking.diagnosis.arrangement import sum_to
from coursekit.checking.diagnosis.evidence import MATCH, Evidence, WrongGradients, best, explains, got
from coursekit.checking.rule_case import Case

# Up to so many contributions to one sum, all ways to switch each of them on or off are tried.
MAX_SWITCHES = 12

Hypothesis = Callable[[WrongGradients], Evidence | None]


def varied(*mistakes: traces.Vary) -> Hypothesis:
    """Make a hypothesis of mistakes that can be made at one step of computing the gradient."""

    def hypothesis(evidence: WrongGradients) -> Evidence | None:
        def predict(case: Case, index: int) -> list[Any]:
            varied = [each for vary in mistakes for each in evidence.workings.varied(case, index, vary)]
            # The step may be one that this case doesn't have: then nothing is wrong there.
            return [*varied, best(case, index)]

        return {} if explains(evidence, predict) else None

    return hypothesis


def uses_output_for_input(evidence: WrongGradients) -> Evidence | None:
    """The local gradient at z, where it should be taken at the input."""

    def predict(case: Case, index: int) -> list[Any]:
        output, predictions = case.output, []
        for position, given in enumerate(case.inputs):
            if np.shape(output) not in ((), np.shape(given)) or case.gradients[position] is None:
                continue
            wide = np.broadcast_to(output, np.shape(given)).copy()[()]
            runs = [
                (trace, trace.run(index, {trace.inputs[position]: wide})) for trace in evidence.workings.traces(case)
            ]
            predictions.append(evidence.workings.elsewhere(case, position, wide)[index])
            predictions += [trace.summed(index, gradient) for trace, gradient in runs]
        return predictions

    return {} if explains(evidence, predict) else None


def uses_input_for_output(evidence: WrongGradients) -> Evidence | None:
    """The output where it stands in the formula, replaced by an input."""

    def predict(case: Case, index: int) -> list[Any]:
        fits = [given for given in case.inputs if np.shape(given) == np.shape(case.output)]
        return [
            trace.summed(index, trace.run(index, {trace.output: given}))
            for trace in evidence.workings.traces(case)
            for given in fits
        ]

    return {} if explains(evidence, predict) else None


def missing_mask(evidence: WrongGradients) -> Evidence | None:
    """Everything let through where some of the inputs are switched off."""

    def predict(case: Case, index: int) -> list[Any]:
        through = evidence.workings.varied(case, index, traces.leave_out_mask)
        # Of a gate that switches, upstream itself is what comes through all switches.
        return [*through, case.upstream, sum_to(case.upstream, np.shape(case.inputs[index]))] if through else []

    return {} if explains(evidence, predict) else None


def wrong_mask(evidence: WrongGradients) -> Evidence | None:
    """Each entry is what one of the two positions of a switch gives, but not always the right one."""

    def switched(case: Case, index: int, gradient: Any) -> bool:
        return any(_mixes(gradient, *pair) for pair in evidence.workings.sides_of_switches(case, index))

    if not any(np.any(got(result, index)) for result, index in evidence.wrong):
        return None  # nothing but zeros is no mask
    fits = all(switched(result.case, index, got(result, index)) for result, index in evidence.pairs)
    return {} if fits else None


def _mixes(gradient: Any, on: Any, off: Any) -> bool:
    """Whether each entry of the gradient is that of `on` or of `off`, or a sum of such where inputs are broadcast."""
    on, off = np.broadcast_arrays(np.asarray(on, float), np.asarray(off, float))
    places = np.arange(gradient.size).reshape(gradient.shape)
    try:
        places = np.broadcast_to(places, on.shape)
    except ValueError:
        return False
    for place, value in enumerate(gradient.reshape(-1)):
        here = places == place
        sums = np.zeros(1)
        if np.count_nonzero(here) > MAX_SWITCHES:
            return False  # so many ways would hit upon most numbers
        for one, other in zip(on[here], off[here], strict=True):
            sums = np.concatenate([sums + one, sums + other])
        if not np.any(np.abs(sums - value) <= MATCH * max(1.0, abs(value))):
            return False
    return True
