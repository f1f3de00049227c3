"""What is wrong with the rule of one operation on a tape, seen where it stands alone and where w times it is taken.

A hypothesis says what each gradient would be, from upstream and the local gradients at this and other points. It must
hold in all programs of the operation in which something is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import number, plain_number
from coursekit.checking.finding import Finding
from coursekit.checking.programs import truth
from coursekit.checking.programs.comparing import EXPLAINED, close
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.tape_case import TapeResult

FindingMaker = Callable[..., Finding]

# For rules that are known by the output: where an input must lie so that the output is what the input is here.
INVERSES: Mapping[str, Callable[[float], Any]] = {
    "exp": np.log,
    "tanh": np.arctanh,
    "sigmoid": lambda z: np.log(z / (1 - z)),
    "sqrt": np.square,
}


class _Rule:
    """One failed program of an operation: upstream, the local gradients of its variable operands, and what came."""

    def __init__(self, result: TapeResult) -> None:
        case = result.case
        program, self.values = case.design.program, case.values
        inputs = len(program.inputs)
        numbers = range(inputs, inputs + len(program.instructions))
        self.number = next(each for each in numbers if program.operands(each))
        self.instruction = program.instructions[self.number - inputs]
        self.stands_alone = self.number == program.outputs[0]
        self.upstream = 1.0 if self.stands_alone else case.values[inputs - 1]
        self.operands = program.operands(self.number)
        self.positions = [position for position, each in enumerate(self.operands) if each < inputs]
        self.inputs = [self.operands[position] for position in self.positions]
        self.slopes = [case.slopes[self.number][position] for position in self.positions]
        self.got = [result.gradients[each] for each in self.inputs]
        self.expected = [float(case.gradients[each]) for each in self.inputs]

    def slopes_at(self, point: Any) -> list[float]:
        """Return the local gradients where the first operand is another, nan if the operation has none there."""
        operands = [float(self.values[each]) for each in self.operands]
        operands[self.positions[0]] = float(point)
        with np.errstate(all="ignore"):
            slopes = truth.local_gradients(self.instruction, operands)
        return [slopes[position] for position in self.positions]

    def at_output(self) -> list[float]:
        """Return the gradients if the local ones were taken at the output's value."""
        return [self.upstream * slope for slope in self.slopes_at(self.values[self.number])]

    def at_input(self) -> list[float]:
        """Return the gradients if a formula in terms of the output were given the input."""
        inverse = INVERSES.get(self.instruction[0])
        if inverse is None:
            return [np.nan] * len(self.slopes)
        with np.errstate(all="ignore"):
            return [self.upstream * slope for slope in self.slopes_at(inverse(self.values[self.operands[0]]))]


Hypothesis = tuple[str, str, Callable[[_Rule], list[float]]]

HYPOTHESES: tuple[Hypothesis, ...] = (
    (
        "swapped-inputs",
        "The operands have each other's gradients.",
        lambda rule: rule.expected[::-1] if len(rule.expected) == 2 else [np.nan] * len(rule.expected),
    ),
    (
        "ignores-upstream",
        "That is the local gradient alone. What has arrived at z, before it is sent on?",
        lambda rule: list(rule.slopes),
    ),
    (
        "missing-local-gradient",
        "Upstream was passed on as it came. By what must it be multiplied here?",
        lambda rule: [rule.upstream] * len(rule.slopes),
    ),
    (
        "upstream-twice",
        "Upstream is in it twice.",
        lambda rule: [slope * rule.upstream**2 for slope in rule.slopes],
    ),
    (
        "uses-output-for-input",
        "The local gradient was taken at the output's value. Which of the two does the formula want?",
        _Rule.at_output,
    ),
    (
        "uses-input-for-output",
        "The local gradient was computed from the input by a formula that wants the output.",
        _Rule.at_input,
    ),
)


def operation_findings(results: Sequence[TapeResult], finding: FindingMaker) -> list[Finding]:
    """Return a finding for each operation that is wrong on its own."""
    found = []
    broken = {_operations(result).pop() for result in results if not result.passed and len(_operations(result)) == 1}
    for operation in dict.fromkeys(result.case.design.operation for result in results):
        group = [
            result
            for result in results
            if result.case.design.operation == operation and not (_operations(result) - {operation}) & broken
        ]
        wrong = [result for result in group if not result.passed]
        if wrong:
            found.append(_operation_finding(operation, wrong, len(wrong) == len(group), finding))
    return found


def _operations(result: TapeResult) -> set[str]:
    return {operation for operation, *_ in result.case.design.program.instructions} - {"constant"}


def _operation_finding(operation: str, wrong: Sequence[TapeResult], always: bool, finding: FindingMaker) -> Finding:
    shown = wrong[0]
    rules = [_Rule(result) for result in wrong]
    evidence = {"operation": operation}
    if any(each is None for rule in rules for each in rule.got):
        return finding("gradient-shape", shown, "A gradient has the shape of its input.", **evidence)
    if all(
        all(close(got, right) or not got for got, right in zip(rule.got, rule.expected, strict=True)) for rule in rules
    ):
        told = f"Nothing is sent to it. To which operands does the rule of {operation} owe a gradient?"
        return finding("missing-gradient", shown, told, **evidence)
    # Times w may be made of the very operation that is wrong, and be wrong twice.
    for seen in (rules, [rule for rule in rules if rule.stands_alone]):
        explained = _explanation(seen)
        if explained is not None:
            code, told, numbers = explained
            return finding(code, shown, told, **evidence, **numbers)
    only = "" if always or not formula(shown.case.design.program) else " Other programs of this operation are right."
    return finding("gradient-value", shown, f"Derive the rule of {operation} by hand.{only}", **evidence)


def _explanation(rules: Sequence[_Rule]) -> tuple[str, str, dict[str, float | str]] | None:
    """Return the first hypothesis that holds for all these programs: code, hint, evidence."""
    factor = _common_factor(rules)
    if factor is not None and close(factor, -1.0, tolerance=EXPLAINED):
        return "wrong-sign", "It has the wrong sign.", {"factor": -1.0}
    for code, hint, predict in HYPOTHESES:
        if _explains(rules, predict):
            return code, hint, {}
    if factor is None or len(rules) < 2:
        return None
    told = f"It is off by the factor {number(factor)}, wherever this operation is used."
    return "constant-factor", told, {"factor": plain_number(factor)}


def _explains(rules: Sequence[_Rule], predict: Callable[[_Rule], list[float]]) -> bool:
    """Whether what is predicted is what came, wherever that is wrong and a prediction can be made."""
    compared = [
        (got, foreseen)
        for rule in rules
        for got, right, foreseen in zip(rule.got, rule.expected, predict(rule), strict=True)
        if not close(got, right) and np.isfinite(foreseen)
    ]
    return bool(compared) and all(close(got, foreseen, tolerance=EXPLAINED) for got, foreseen in compared)


def _common_factor(rules: Sequence[_Rule]) -> float | None:
    """Return by which factor the wrong gradients are off, if it is one and the same."""
    factors = [
        float(got / right) if right else np.nan
        for rule in rules
        for got, right in zip(rule.got, rule.expected, strict=True)
        if not close(got, right)
    ]
    return factors[0] if factors and close(factors, factors[0], tolerance=EXPLAINED) else None
