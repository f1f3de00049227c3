"""Naming a tape's mistakes: what explains all of its answers comes first, then each operation, then how they combine.

A hypothesis about the backward pass (it overwrites, it starts with another number, it visits nodes in another order)
is acted out on every program and must predict all gradients that came. An operation's own rule is looked at where the
operation stands alone and where something is done to its result.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import number, plain_number, two_numbers
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.programs.comparing import EXPLAINED, all_close, close
from coursekit.checking.programs.conduct import CHANGES_INPUT, conduct_findings
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.operation_diagnosis import operation_findings
from coursekit.checking.programs.program import OPERATORS
from coursekit.checking.programs.simulation import ORDERS, along_paths, in_order
from coursekit.checking.programs.tape_case import TapeCase, TapeResult

SYMBOLS = {"add": "+", "subtract": "−", "multiply": "*", "divide": "/", "power": "**", "negate": "− (the sign)"}
OVERWRITES = (
    "Where a value is used more than once, several gradients come back to it. What happens to the ones before when the "
    "next one arrives?"
)
ORDER = (
    "When a node sends its gradient on, is that the whole of it, or do others that were computed from this node still "
    "owe theirs? In which order must nodes be visited?"
)

# What other operations are often made of: where x − y is x + (−1)·y, a pass that goes wrong goes wrong within it, too.
PRIMITIVE = frozenset({"add", "multiply", "constant"})

SCALAR = ("operation", "constant", "structure")


def diagnose(results: Sequence[TapeResult]) -> list[Finding]:
    """Return the findings, worst first."""
    failed = [result for result in results if not result.passed]
    # Where an operation fails by itself, programs that are made of it fail too, and tell nothing more.
    early = [result for result in failed if not result.value_right]
    alone = [result for result in early if len(operations(result) - {"constant"}) == 1 and result.case.design.operation]
    findings = list(_conduct([result for result in alone or early if not result.returned]))
    back = [result for result in results if result.returned]
    findings += _values([result for result in back if not result.value_right])
    changing = [result for result in back if result.answer.changed]
    if changing:
        where = {"case": changing[0].case.name, "method": "backward"}
        findings.append(Finding("modifies-input", f"For {at(changing[0].case)}, {CHANGES_INPUT}", where))
    right_values = [result for result in back if result.value_right and not result.answer.changed]
    judged = [result for result in right_values if not result.passed]
    if judged:
        findings += _gradients(judged, right_values)
    return worst_first(findings)


def at(case: TapeCase) -> str:
    """Write a case's program and where it is run: `z = x·y + x at x = 1.2, y = −0.7`."""
    program, inputs = case.design.program, case.design.inputs
    text = formula(program) or case.name
    if any(np.ndim(value) for value in inputs):
        shapes = ", ".join(f"{name} {np.shape(value)}" for name, value in zip(program.inputs, inputs, strict=True))
        return f"{text}, with the shapes {shapes}"
    values = ", ".join(f"{name} = {number(value)}" for name, value in zip(program.inputs, inputs, strict=True))
    return f"{text} at {values}"


def seen(result: TapeResult) -> tuple[str, dict[str, Any]]:
    """Say which input's gradient is the first that is wrong, and how; and as evidence."""
    case = result.case
    name, got, raw, expected = next(
        each
        for each in zip(case.design.program.inputs, result.gradients, result.raw_gradients, case.gradients, strict=True)
        if each[1] is None or not close(each[1], each[3])
    )
    if got is None or raw is None:
        what = "None" if raw is None else f"of shape {np.shape(raw)}" if np.ndim(raw) else f"a {type(raw).__name__}"
        wanted = number(expected) if np.ndim(expected) == 0 else f"one of shape {np.shape(expected)}"
        return f"the gradient of {name} is {what}, where {wanted} is expected", {"input": name}
    worst = np.unravel_index(int(np.argmax(np.abs(got - expected))), np.shape(expected))
    one, other = two_numbers(np.asarray(got)[worst], np.asarray(expected)[worst])
    entry = f"{name}{list(map(int, worst))}" if worst else name
    numbers = {"got": plain_number(got[worst]), "expected": plain_number(np.asarray(expected)[worst])}
    return f"the gradient of {entry} is {one}, where {other} is expected", {"input": name} | numbers


def finding(code: str, result: TapeResult, told: str, **evidence: Any) -> Finding:
    """Make a finding about a gradient: where it is wrong in one case, then what that tells."""
    what, numbers = seen(result)
    where = {"case": result.case.name, "method": "backward"}
    return Finding(code, f"For {at(result.case)}, {what}. {told}", where, numbers | evidence)


def operations(result: TapeResult) -> set[str]:
    """Return the names of all operations in a result's program."""
    return {operation for operation, *_ in result.case.design.program.instructions}


def simplest(results: Sequence[TapeResult]) -> TapeResult:
    """Return the result whose program is read most easily."""
    return min(results, key=lambda result: len(result.case.design.program.instructions))


def _conduct(results: Sequence[TapeResult]) -> Iterator[Finding]:
    others = []
    for result in results:
        design, answer = result.case.design, result.answer
        raised = answer.raised
        where = {"case": design.name, "method": answer.stage or "backward"}
        if design.kind == "paths" and answer.status == "timed-out":
            yield Finding(
                "visits-paths",
                f"{len(design.program.instructions)} doublings in a row, each v + v of the one before, did not come "
                "back in time. They have 2²⁴ paths from the output to the input, but only 25 nodes. Does backward "
                "visit every path where it could visit every node once?",
                where,
            )
        elif design.kind == "deep" and raised is not None and raised.type == "RecursionError":
            yield Finding(
                "recursion-depth",
                f"On {design.name}, {'backward' if answer.stage == 'backward' else answer.stage} ran into Python's "
                "limit on how deep calls may nest (RecursionError). A network that is trained has chains as long as "
                "that. Can the order of the nodes be found with a loop and a list, instead of by recursion?",
                where,
            )
        elif (
            design.name.endswith("on the left")
            and raised is not None
            and raised.type == "TypeError"
            and not raised.trace
        ):
            symbol = SYMBOLS[design.operation]
            yield Finding(
                "missing-reflected",
                f"{formula(design.program)} raised TypeError: a plain number on the left of {symbol} does not know "
                "your class, so Python asks the object on the right. By which special method does it ask?",
                where,
                {"operation": design.operation},
            )
        elif (
            answer.stage in OPERATORS
            and answer.status == "raised"
            and raised
            and raised.type == "TypeError"
            and not raised.trace
        ):
            yield Finding(
                "missing-method",
                f"{at(result.case)} cannot be computed ({raised.message}): your class does not define the operator "
                f"{SYMBOLS[str(answer.stage)]} for this. Which special method does Python look for?",
                where,
                {"operation": answer.stage},
            )
        else:
            others.append((design.name, at(result.case), answer))
    yield from conduct_findings(others, _stage, "The class")


def _stage(stage: str | None) -> str:
    match stage:
        case "make":
            return "making a variable from a number"
        case "backward":
            return "backward()"
        case "value" | "gradient":
            return f"reading the attribute {stage}"
        case _:
            return f"the operation {SYMBOLS.get(stage or '', stage)}"


def _values(results: Sequence[TapeResult]) -> list[Finding]:
    """One finding for each operation that computes something else; where all do, programs tell nothing more."""
    findings: list[Finding] = []
    alone = [result for result in results if result.case.design.operation]
    for operation in dict.fromkeys(result.case.design.operation for result in alone or results):
        group = [result for result in alone or results if result.case.design.operation == operation]
        findings.append(_value(simplest(group), operation))
    return findings


def _value(result: TapeResult, operation: str) -> Finding:
    case = result.case
    expected = case.values[case.design.program.outputs[0]]
    where = {"case": case.name, "method": "value"}
    got = result.values[0] if result.values else None
    if got is None:
        message = (
            f"For {at(case)}, the output's value is not "
            f"{'a number' if np.ndim(expected) == 0 else 'an array of its shape'}. Does the class keep the number "
            "itself in `value` (or `data`), and not another object?"
        )
        return Finding("forward-dtype" if np.ndim(expected) == 0 else "forward-shape", message, where)
    one, other = two_numbers(np.ravel(got)[0], np.ravel(expected)[0])
    numbers = {"got": plain_number(np.ravel(got)[0]), "expected": plain_number(np.ravel(expected)[0])}
    if case.design.kind == "constant" and _exchanged(result, float(got)):
        message = (
            f"{at(case)} gives {one}, where {other} is expected: the operands are the wrong way round. With a number "
            "on the left, Python calls the object on the right; which operand is `self` there?"
        )
        return Finding("swapped-inputs", message, where, numbers | {"operation": operation})
    message = f"{at(case)} gives the value {one}, where {other} is expected. Work it out by hand first."
    return Finding("forward-value", message, where, numbers | {"operation": operation})


def _exchanged(result: TapeResult, got: float) -> bool:
    """Whether the value is that of the operation with its operands exchanged."""
    case = result.case
    operation, *operands = case.design.program.instructions[-1]
    left, right = (case.values[each] for each in operands)
    with np.errstate(all="ignore"):
        return close(got, OPERATORS[operation](np.float64(right), np.float64(left)), tolerance=EXPLAINED)


def _gradients(failed: Sequence[TapeResult], all_results: Sequence[TapeResult]) -> list[Finding]:
    scalar = [result for result in all_results if result.case.design.kind in SCALAR]
    primitive = [result for result in scalar if operations(result) <= PRIMITIVE]
    of_all = _pass_finding(scalar) or _pass_finding(primitive)
    if of_all is not None:
        return [of_all]
    findings = operation_findings([result for result in scalar if result.case.design.operation], finding)
    broken = {result.case.design.operation for result in failed if result.case.design.kind in ("operation", "constant")}
    sound = [result for result in scalar if not broken & operations(result)]
    combined = _pass_finding(sound)
    if combined is not None:
        findings.append(combined)
    elif wrong := [result for result in sound if not result.passed]:
        findings.append(
            finding(
                "gradient-value",
                simplest(wrong),
                "Each operation is right on its own, so look at how backward brings them together.",
            )
        )
    special = [result for result in failed if result.case.design.kind not in SCALAR]
    if not findings and special:
        findings.append(_special(special[0]))
    return findings


def _pass_finding(results: Sequence[TapeResult]) -> Finding | None:
    """Return what the whole backward pass does wrong, if that explains every gradient of these results."""
    wrong = [result for result in results if not result.passed]
    if not wrong:
        return None
    shown = simplest(wrong)
    factors = _common_factor(results)
    if factors is not None and (started := _seed_finding(factors, shown)) is not None:
        return started
    if any(_numbers(result) is None for result in results):
        return None
    if all(_keeps_one_path(result) for result in results):
        return finding("overwrites-gradient", shown, OVERWRITES)
    if any(all(_goes(result, order) for result in results) for order in ORDERS):
        return finding("missing-topological-order", shown, ORDER)
    return None


def _keeps_one_path(result: TapeResult) -> bool:
    """Whether every gradient is what came along one path (or there are too many to tell)."""
    case = result.case
    paths = along_paths(case.design.program, case.slopes, case.design.program.outputs[0])
    return paths is None or all(
        any(close(got, share, tolerance=EXPLAINED) for share in shares)
        for got, shares in zip(_numbers(result) or [], paths, strict=True)
    )


def _goes(result: TapeResult, order: str) -> bool:
    """Whether the gradients are those of a pass in this order."""
    case = result.case
    predicted = in_order(case.design.program, case.slopes, case.design.program.outputs[0], order)
    return predicted is not None and all_close(_numbers(result) or [], predicted)


def _numbers(result: TapeResult) -> list[float] | None:
    """Return the gradients as numbers; None if one is none."""
    return None if any(each is None for each in result.gradients) else [float(each) for each in result.gradients]


def _common_factor(results: Sequence[TapeResult]) -> list[tuple[float, float]] | None:
    """Return (factor, value of the output) for each result, if in each all gradients are off by one factor."""
    factors = []
    for result in results:
        got = _numbers(result)
        if got is None:
            return None
        expected = np.array(result.case.gradients, float)
        largest = int(np.argmax(np.abs(expected)))
        if not expected[largest] and not np.any(got):
            continue  # any factor would do
        if not expected[largest]:
            return None
        factor = got[largest] / expected[largest]
        if not close(np.array(got), factor * expected, tolerance=EXPLAINED):
            return None
        factors.append((factor, float(result.values[0])))
    return factors or None


def _seed_finding(factors: Sequence[tuple[float, float]], shown: TapeResult) -> Finding | None:
    """Return what it says of the first upstream gradient that all gradients are off by a factor."""
    seeds = np.array(factors)
    if not np.any(seeds[:, 0]):
        return finding(
            "missing-seed",
            shown,
            "No gradient arrives at any input. With which gradient does backward start at the output, and is it set "
            "before anything is sent on?",
        )
    if close(seeds[:, 0], seeds[:, 1], tolerance=EXPLAINED):
        hint = "Every gradient is off by a factor, and the factor is the output's own value."
    elif close(seeds[:, 0], seeds[0, 0], tolerance=EXPLAINED):
        hint = f"Every gradient, of every program, is off by the factor {number(seeds[0, 0])}."
    elif np.all(np.abs(seeds[:, 0] - 1) > EXPLAINED):
        hint = "All gradients of a program are off by one factor, but each program has its own."
    else:
        return None
    factor = plain_number(seeds[0, 0])
    return finding("wrong-seed", shown, f"{hint} What is ∂z/∂z, with which backward starts?", factor=factor)


def _special(result: TapeResult) -> Finding:
    """What shows only in two passes, long chains or arrays."""
    if result.case.design.kind == "array":
        return _array_finding(result)
    if result.case.design.kind == "outputs":
        return _outputs_finding(result)
    return finding("gradient-value", result, "Short programs are right. What is different in this one?")


def _array_finding(result: TapeResult) -> Finding:
    for name, got, raw, value in zip(
        result.case.design.program.inputs,
        result.gradients,
        result.raw_gradients,
        result.case.design.inputs,
        strict=True,
    ):
        if got is None and raw is not None:
            broadcast = len({np.shape(each) for each in result.case.design.inputs}) > 1
            code = "missing-broadcast-sum" if broadcast and np.size(raw) > np.size(value) else "gradient-shape"
            told = (
                f"{name} was stretched to the other's shape on the way forward: what happens on the way back to the "
                "entries that came from one?"
                if code == "missing-broadcast-sum"
                else f"A gradient has the shape of its input, here {np.shape(value)}."
            )
            return finding(code, result, told)
    return finding("gradient-value", result, "Numbers are right, arrays aren't: follow one entry through the program.")


def _outputs_finding(result: TapeResult) -> Finding:
    came_otherwise = any(all_close(_numbers(result) or [], each) for each in result.case.refused)
    told = "Take the gradient of one input: what should be left of the first pass, once the second is done?"
    if not came_otherwise:
        return finding("gradient-value", result, told)
    sums = result.case.accepted[0] is result.case.ways[0]
    return finding("overwrites-gradient" if sums else "stale-cache", result, told)
