"""The failing case that a report shows of a tape, a graph, a numerical gradient or a gradient checker."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checking.exhibit import Exhibit, spoken_of
from coursekit.checking.finding import Finding
from coursekit.checking.programs.checker_case import CheckerResult
from coursekit.checking.programs.comparing import ROUNDING, off
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.graph_case import NUMERICAL, GraphResult
from coursekit.checking.programs.numerical_case import NumericalResult
from coursekit.checking.programs.program import Program
from coursekit.checking.programs.tape_case import TapeResult

# A longer formula goes by the name of its case.
READABLE = 60

# Cases that are told by their formula alone: one pass through one program.
ORDINARY = ("operation", "constant", "structure", "array")


def exhibit_of_tape(results: Sequence[TapeResult], findings: Sequence[Finding]) -> Exhibit | None:
    """Show a program with its gradients by input, or with its output if that is wrong already."""
    failed = [result for result in results if not result.passed]
    result = spoken_of(failed, findings, lambda each: each.case.name)
    if result is None:
        return None
    case, design = result.case, result.case.design
    title, inputs = _title(design.program, design.name, design.kind), _inputs(design.program, design.inputs)
    if not result.returned:
        # How deep calls may nest differs by version and system; that they are too deep is all that it tells.
        too_deep = any(finding.code == "recursion-depth" for finding in findings)
        return Exhibit(title, inputs, raised=None if too_deep else result.answer.raised)
    if not result.value_right:
        right = [case.values[number] for number in design.program.outputs]
        got, expected = next(
            each for each in zip(result.values, right, strict=True) if each[0] is None or off(*each).any()
        )
        return _compared(title, inputs, "output", got, expected)
    return _gradients(title, inputs, result.gradients, result.raw_gradients, case.gradients)


def exhibit_of_graph(results: Sequence[GraphResult], findings: Sequence[Finding]) -> Exhibit | None:
    """Show a graph as a formula with its gradients by input, or with its output if that is wrong already."""
    # An order of nodes is no number: the message has all of it.
    failed = [result for result in results if not result.passed and result.case.design.kind != "order"]
    result = spoken_of(failed, findings, lambda each: each.case.name)
    if result is None:
        return None
    case = result.case
    title, inputs = _title(case.program, case.name, case.design.kind), _inputs(case.program, case.inputs)
    if not result.returned:
        return Exhibit(title, inputs, raised=result.answer.raised)
    if not result.value_right:
        return _compared(title, inputs, "output", result.value, case.values[case.program.outputs[0]], NUMERICAL)
    given = result.given if isinstance(result.given, dict) else {}
    raw = [given.get(name) for name in case.program.inputs]
    return _gradients(title, inputs, result.gradients, raw, case.gradients, case.scale, NUMERICAL)


def exhibit_of_numerical_gradient(results: Sequence[NumericalResult], findings: Sequence[Finding]) -> Exhibit | None:
    """Show a function, the point and the slopes there."""
    result = spoken_of([each for each in results if not each.passed], findings, lambda each: each.case.name)
    if result is None:
        return None
    function = result.case.function
    title, inputs = _of_function(function.program, function.name), {"x": function.x}
    if result.answer.status != "returned":
        return Exhibit(title, inputs, raised=result.answer.raised)
    if result.gradient is None:
        told = result.answer.value.get("gradient") if isinstance(result.answer.value, dict) else None
        return Exhibit(title, inputs, "gradient", told, function.gradient)
    wrong = ~(np.abs(result.gradient - function.gradient) <= result.case.allowed)
    if not wrong.any():
        return Exhibit(title, inputs)
    return Exhibit(title, inputs, "gradient", result.gradient, function.gradient, wrong)


def exhibit_of_checker(results: Sequence[CheckerResult], findings: Sequence[Finding]) -> Exhibit | None:
    """Show a function, the point, the gradient that was claimed, and the verdict."""
    result = spoken_of([each for each in results if not each.passed], findings, lambda each: each.case.name)
    if result is None:
        return None
    case = result.case
    title = _of_function(case.function.program, case.name)
    inputs = {"x": case.function.x, "claimed gradient": case.claimed, "right gradient": case.function.gradient}
    if result.answer.status != "returned":
        return Exhibit(title, inputs, raised=result.answer.raised)
    if result.verdict is case.right:
        return Exhibit(title, inputs)
    return Exhibit(title, inputs, "verdict", result.verdict, case.right)


def _title(program: Program, name: str, kind: str) -> str:
    text = formula(program)
    if not 0 < len(text) <= READABLE:
        return name
    return text if kind in ORDINARY else f"{name}: {text}"


def _of_function(program: Program, name: str) -> str:
    return f"{name}, {formula(program).replace('z = ', 'f(x) = ')}"


def _inputs(program: Program, values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(program.inputs, values, strict=True))


def _compared(
    title: str, inputs: Mapping[str, Any], what: str, got: Any, expected: Any, tolerance: float = ROUNDING
) -> Exhibit:
    wrong = None if got is None else off(got, expected, tolerance=tolerance)
    return Exhibit(title, inputs, what, got, np.asarray(expected), wrong)


def _gradients(
    title: str,
    inputs: Mapping[str, Any],
    got: Sequence[Any],
    raw: Sequence[Any],
    expected: Sequence[Any],
    scale: float = 0.0,
    tolerance: float = ROUNDING,
) -> Exhibit:
    """Show the gradients of single numbers side by side; of arrays, the first that is wrong.

    raw: as they were given, to be shown where one has not the form of a gradient (then it is None in `got`).
    """
    scale = max(scale, *(float(np.max(np.abs(each), initial=0.0)) for each in expected))
    wrong = [one is None or off(one, right, scale, tolerance) for one, right in zip(got, expected, strict=True)]
    names = list(inputs)
    which = next((number for number, each in enumerate(wrong) if np.any(each)), None)
    if which is None:  # an argument was changed, but the numbers are right
        return Exhibit(title, inputs)
    if all(one is not None and np.ndim(right) == 0 for one, right in zip(got, expected, strict=True)):
        what = f"gradient{'s' * (len(names) > 1)} for {', '.join(names)}"
        return Exhibit(title, inputs, what, np.array(got), np.array(expected), np.array(wrong))
    what, right = f"gradient for {names[which]}", np.asarray(expected[which])
    if got[which] is None:
        return Exhibit(title, inputs, what, raw[which], right)
    return Exhibit(title, inputs, what, got[which], right, wrong[which])
