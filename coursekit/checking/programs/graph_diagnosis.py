"""Naming a graph's mistakes: in the order of its nodes, in its values, then in what runs backward.

A hypothesis is acted out on every graph and must predict all that came: one path kept of several, another order of
visits, another start, a gate that two nodes share, gradients handed to each other's inputs.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from coursekit.checking.diagnosis.wording import number, plain_number, two_numbers
from coursekit.checking.finding import Finding, worst_first
from coursekit.checking.programs import truth
from coursekit.checking.programs.comparing import close
from coursekit.checking.programs.conduct import CHANGES_INPUT, conduct_findings
from coursekit.checking.programs.formula import formula
from coursekit.checking.programs.graph_case import NUMERICAL, GraphCase, GraphResult
from coursekit.checking.programs.graph_designs import node_names
from coursekit.checking.programs.program import run
from coursekit.checking.programs.simulation import ORDERS, along_paths, in_order, in_sequence
from coursekit.checking.programs.tape_diagnosis import ORDER, OVERWRITES

# What a hypothesis predicts may differ by what the gates' own numerical slopes differ.
EXPLAINED = 10 * NUMERICAL

# Kinds of cases with more than one pass or graph.
SEVERAL = ("twice", "again", "side by side")

# So many choices of the node whose inputs a shared gate still holds are tried.
MAX_CHOICES = 64

NOT_LISTED_IN_ORDER = "The nodes may be listed in any order. Which of them can be computed first, and which after that?"


def diagnose(results: Sequence[GraphResult]) -> list[Finding]:
    """Return the findings, worst first."""
    failed = [result for result in results if not result.passed]
    findings = list(_conduct([result for result in failed if not result.returned]))
    wrong_order = [result for result in failed if result.returned and result.case.design.kind == "order"]
    if wrong_order:
        findings.append(_order(wrong_order[0]))
    back = [result for result in results if result.returned and result.case.design.kind != "order"]
    changing = [result for result in back if result.answer.changed]
    if changing:
        message = f"For {at(changing[0].case)}, {CHANGES_INPUT}"
        findings.append(Finding("modifies-input", message, _where(changing[0], "backward")))
        back = [result for result in back if not result.answer.changed]
    wrong_values = [result for result in back if not result.value_right]
    if wrong_values:
        findings.append(_value(wrong_values, back))
    elif any(not result.passed for result in back):
        findings.append(_gradient(back))
    return worst_first(findings)


def at(case: GraphCase) -> str:
    """Write the graph as a formula, and its inputs."""
    text = formula(case.program) or case.name
    if any(np.ndim(value) for value in case.inputs):
        return f"{text} with arrays of shape {np.shape(case.inputs[0])}"
    return f"{text} at " + ", ".join(
        f"{name} = {number(value)}" for name, value in zip(case.program.inputs, case.inputs, strict=True)
    )


def _simplest(results: Sequence[GraphResult]) -> GraphResult:
    """Return the result that is read most easily: one graph, one pass, few nodes."""
    return min(results, key=lambda result: (len(result.case.design.script), len(result.case.program.instructions)))


def _where(result: GraphResult, method: str) -> dict[str, Any]:
    return {"case": result.case.name, "method": method}


def _conduct(results: Sequence[GraphResult]) -> Iterator[Finding]:
    in_listed_order = [
        result for result in results if _is_listed_in_order(result.case) and result.answer.status != "timed-out"
    ]
    shuffled_only = any(result.case.design.kind == "structure" for result in results) and not in_listed_order
    others = []
    for result in results:
        design, answer = result.case.design, result.answer
        if design.kind == "paths" and answer.status == "timed-out":
            yield Finding(
                "visits-paths",
                f"{len(design.programs[0].instructions)} nodes in a row, each v + v of the one before, did not come "
                "back in time. There are 2²⁴ paths from the output to the input. Does a pass visit every path where it "
                "could visit every node once?",
                _where(result, answer.stage or "backward"),
            )
        elif design.kind in SEVERAL and all(each.case.design.kind in SEVERAL for each in results) and answer.raised:
            yield Finding(
                "stale-cache",
                f"In the case: {design.name}, {_stage(answer.stage)} raised {answer.raised.type}: "
                f"{answer.raised.message}. A single graph and a single pass go well. What is left over from the "
                "others?",
                _where(result, answer.stage or "forward"),
            )
        elif shuffled_only and answer.status == "raised" and answer.stage == "forward":
            raised = answer.raised
            text = f"{raised.type}: {raised.message}" if raised else "an exception"
            yield Finding(
                "missing-topological-order",
                f"forward raised {text} where the nodes were listed as {_listed(result.case)}; listed one after the "
                f"other it did not. {NOT_LISTED_IN_ORDER}",
                _where(result, "forward"),
            )
            shuffled_only = False
        elif in_listed_order or answer.status != "raised" or answer.stage != "forward":
            others.append((design.name, at(result.case) if result.case.values else design.name, answer))
    yield from conduct_findings(others, _stage, "The graph")


def _is_listed_in_order(case: GraphCase) -> bool:
    return all(list(numbers) == sorted(numbers) for numbers in case.design.listed)


def _listed(case: GraphCase) -> str:
    names = node_names(case.program)
    return ", ".join(names[each] for each in case.design.listed[case.which])


def _stage(stage: str | None) -> str:
    match stage:
        case "make":
            return "making the graph from its nodes and the name of its output"
        case _:
            return f"{stage}()"


def _order(result: GraphResult) -> Finding:
    case = result.case
    names = node_names(case.program)
    given = ", ".join(map(str, result.value)) if isinstance(result.value, list) else repr(result.value)[:100]
    wanted = "; ".join(
        f"{names[each]} needs {', '.join(names[operand] for operand in case.program.operands(each))}"
        for each in case.design.listed[0]
    )
    return Finding(
        "missing-topological-order",
        f"topological_order() gave {given} ({wanted}). It should be a list of all nodes' names, inputs left out, each "
        "after the nodes that it takes its inputs from.",
        _where(result, "topological_order"),
    )


# Values -------------------------------------------------------------------------------------------------------------


def _value(wrong: Sequence[GraphResult], back: Sequence[GraphResult]) -> Finding:
    shown = _simplest(wrong)
    case = shown.case
    expected = case.values[case.program.outputs[0]]
    where = _where(shown, "forward")
    if all(result.answer.value[0] is None for result in wrong):
        return Finding("returns-none", "forward returned None. Does it end with a return?", where)
    if shown.value is None:
        what = f"the shape {np.shape(expected)}" if np.ndim(expected) else "a single number"
        message = f"For {at(case)}, forward did not return the value of the output: {what} is expected."
        return Finding("forward-shape", message, where)
    one, other = two_numbers(np.ravel(shown.value)[0], np.ravel(expected)[0])
    evidence = {"got": plain_number(np.ravel(shown.value)[0]), "expected": plain_number(np.ravel(expected)[0])}
    seen = f"For {at(case)}, forward gives {one}, where {other} is expected."
    if all(result.case.design.kind in SEVERAL for result in wrong):
        told = "A single pass is right. What is left over from an earlier pass, or from another graph?"
        return Finding("stale-cache", f"{seen} {told}", where, evidence)
    if _all(wrong, lambda result: close(result.value, _exchanged(result.case), tolerance=EXPLAINED)):
        told = "The inputs of a node arrive in another order than they are listed in: x − y is not y − x."
        return Finding("swapped-inputs", f"{seen} {told}", where, evidence)
    if _all(wrong, _is_of_last_node):
        told = "That is the value of another node. The output need not be the last one in the list."
        return Finding("forward-value", f"{seen} {told}", where, evidence)
    if not any(_is_listed_in_order(result.case) for result in wrong):
        told = f"The nodes were listed as {_listed(case)}. {NOT_LISTED_IN_ORDER}"
        return Finding("missing-topological-order", f"{seen} {told}", where, evidence)
    return Finding("forward-value", f"{seen} Compute one node after the other by hand.", where, evidence)


def _all(results: Sequence[GraphResult], holds: Callable[[GraphResult], bool]) -> bool:
    """Whether something holds for all results that are numbers, of which there must be some."""
    numbers = [result for result in results if result.value is not None]
    return bool(numbers) and all(holds(result) for result in numbers)


def _exchanged(case: GraphCase) -> Any:
    """Return the output's value if each node got its inputs in reverse."""
    turned = [(operation, *operands[::-1]) for operation, *operands in case.program.instructions]
    with np.errstate(all="ignore"):
        return run(turned, [np.asarray(value) for value in case.inputs])[case.program.outputs[0]]


def _is_of_last_node(result: GraphResult) -> bool:
    case = result.case
    return any(
        close(result.value, case.values[number], tolerance=EXPLAINED)
        for number in (case.design.listed[case.which][-1], len(case.values) - 1)
    )


# Gradients ----------------------------------------------------------------------------------------------------------


def _gradient(back: Sequence[GraphResult]) -> Finding:
    wrong = [result for result in back if not result.passed]
    form = _form(wrong)
    if form is not None:
        return form
    once = [result for result in back if result.case.design.kind == "structure"]
    shown = _simplest([result for result in once if not result.passed] or wrong)
    if all(result.passed for result in once):
        return _special(shown)
    acted = [result for result in once if len(result.case.program.instructions) < 100]
    factors = _common_factors(acted)
    if factors is not None and not np.any(factors):
        told = "Nothing arrives at any input. With which gradient does backward start at the output?"
        return _finding("missing-seed", shown, told)
    if factors is not None and close(factors, factors[0], tolerance=EXPLAINED):
        told = f"All gradients of all graphs are off by the factor {number(factors[0])}. What is ∂f/∂f?"
        return _finding("wrong-seed", shown, told, factor=plain_number(factors[0]))
    for code, told, explains in HYPOTHESES:
        if all(explains(result) for result in acted):
            return _finding(code, shown, told)
    return _finding("gradient-value", shown, "Follow the gradients back by hand, one node after the other.")


def _form(wrong: Sequence[GraphResult]) -> Finding | None:
    """Say what is wrong with the dictionary, if it is not the numbers in it."""
    shown = _simplest(wrong)
    names = ", ".join(shown.case.program.inputs)
    if all(result.given is None for result in wrong):
        return Finding("returns-none", "backward returned None. Does it end with a return?", _where(shown, "backward"))
    for result in wrong:
        given = result.given
        if not isinstance(given, dict):
            what = type(given).__name__
            message = f"backward returned a {what}. A dictionary with a gradient for each of {names} is expected."
            return Finding("wrong-count", message, _where(result, "backward"))
        lacking = [name for name in result.case.program.inputs if given.get(name) is None]
        if lacking:
            message = (
                f"For {at(result.case)}, backward's dictionary has no gradient for {', '.join(lacking)}. It owes one "
                "to each input, 0 where the output does not depend on it."
            )
            return Finding("wrong-count", message, _where(result, "backward"))
    misshapen = [result for result in wrong if any(each is None for each in result.gradients)]
    if len(misshapen) < len(wrong) or not misshapen:
        return None
    told = "A gradient has the shape of its input."
    return _finding("gradient-shape", _simplest(misshapen), told)


def _finding(code: str, result: GraphResult, told: str, **evidence: Any) -> Finding:
    """Make a finding about a gradient: the first that is wrong in one case, then what that tells."""
    case = result.case
    name, got, expected = next(
        each
        for each in zip(case.program.inputs, result.gradients, case.gradients, strict=True)
        if each[1] is None or not close(each[1], each[2], case.scale, NUMERICAL)
    )
    where = _where(result, "backward") | {"input": name}
    seen = f"For {at(case)}, the gradient of {name} is"
    if got is None:
        given = result.given[name]
        what = f"of shape {np.shape(given)}" if isinstance(given, np.ndarray) else f"a {type(given).__name__}"
        return Finding(
            code, f"{seen} {what}, where one of shape {np.shape(expected)} is expected. {told}", where, evidence
        )
    worst = np.unravel_index(int(np.argmax(np.abs(got - expected))), np.shape(expected))
    one, other = two_numbers(np.asarray(got)[worst], np.asarray(expected)[worst])
    numbers = {"got": plain_number(np.asarray(got)[worst]), "expected": plain_number(np.asarray(expected)[worst])}
    return Finding(code, f"{seen} {one}, where {other} is expected. {told}", where, numbers | evidence)


def _common_factors(results: Sequence[GraphResult]) -> list[float] | None:
    """Return by which factor all gradients of each graph are off, if there is one for each."""
    factors = []
    for result in results:
        expected, got = np.array(result.case.gradients, float), _numbers(result)
        largest = int(np.argmax(np.abs(expected)))
        if got is None or not expected[largest]:
            return None
        factors.append(float(got[largest] / expected[largest]))
        if not close(got, factors[-1] * expected, tolerance=EXPLAINED):
            return None
    return factors


def _numbers(result: GraphResult) -> Any:
    return None if any(each is None for each in result.gradients) else np.array(result.gradients, float)


def _agrees(result: GraphResult, predicted: Sequence[float] | None) -> bool:
    got = _numbers(result)
    return got is not None and predicted is not None and close(got, np.array(predicted), tolerance=EXPLAINED)


def _keeps_one_path(result: GraphResult) -> bool:
    case, got = result.case, _numbers(result)
    paths = along_paths(case.program, case.slopes, case.program.outputs[0])
    return paths is None or (
        got is not None
        and all(
            any(close(one, share, tolerance=EXPLAINED) for share in shares)
            for one, shares in zip(got, paths, strict=True)
        )
    )


def _in_order(order: str) -> Callable[[GraphResult], bool]:
    return lambda result: _agrees(
        result, in_order(result.case.program, result.case.slopes, result.case.program.outputs[0], order)
    )


def _swapped(result: GraphResult) -> bool:
    turned = {each: slopes[::-1] for each, slopes in result.case.slopes.items()}
    return _agrees(result, _backward(result.case, turned))


def _starts_elsewhere(result: GraphResult) -> bool:
    case = result.case
    ends = {case.design.listed[case.which][-1], len(case.values) - 1}
    return any(_agrees(result, truth.gradients(case.program, case.inputs, end)) for end in ends)


def _shares_gates(result: GraphResult) -> bool:
    """Whether the gradients are those of nodes that share a gate, which holds what the last of them was given."""
    case = result.case
    kinds: dict[str, list[int]] = {}
    for each, (operation, *_) in enumerate(case.program.instructions, start=len(case.inputs)):
        kinds.setdefault(operation, []).append(each)
    choices = itertools.islice(itertools.product(*kinds.values()), MAX_CHOICES)
    for chosen in choices:
        last = dict(zip(kinds, chosen, strict=True))
        slopes = {
            each: case.slopes[last[operation]]
            for each, (operation, *_) in enumerate(case.program.instructions, start=len(case.inputs))
        }
        if _agrees(result, _backward(case, slopes)):
            return True
    return False


def _backward(case: GraphCase, slopes: dict[int, Any]) -> list[float]:
    """Return the gradients of a right pass with other slopes."""
    numbers = range(len(case.values) - 1, len(case.inputs) - 1, -1)
    return in_sequence(case.program, slopes, case.program.outputs[0], numbers)


def _as_listed(result: GraphResult) -> bool:
    """Whether the gradients are those of a pass through the nodes as they are listed, from the last to the first."""
    case = result.case
    listed = case.design.listed[case.which][::-1]
    return _agrees(result, in_sequence(case.program, case.slopes, case.program.outputs[0], listed))


HYPOTHESES: tuple[tuple[str, str, Callable[[GraphResult], bool]], ...] = (
    ("overwrites-gradient", OVERWRITES, _keeps_one_path),
    (
        "swapped-inputs",
        "A gate's gradients come in the order of its inputs. To which inputs were they handed?",
        _swapped,
    ),
    (
        "wrong-seed",
        "That is the gradient of another node. With which node does backward start?",
        _starts_elsewhere,
    ),
    (
        "stale-cache",
        "A gate remembers only its last inputs. How many nodes of one kind does it serve?",
        _shares_gates,
    ),
    ("missing-topological-order", ORDER, _as_listed),
    *(("missing-topological-order", ORDER, _in_order(order)) for order in ORDERS),
)


def _special(shown: GraphResult) -> Finding:
    """What is wrong only with several passes, several graphs or arrays."""
    kind = shown.case.design.kind
    if kind == "array":
        return _finding("gradient-value", shown, "Single numbers are right. What happens to the entries of an array?")
    told = {
        "twice": "After two forward passes, backward belongs to the last. What is left over from the first?",
        "again": "The first time both passes are right. Which gradients are still there the second time?",
        "side by side": "Each graph alone is right. What do two of them share?",
    }
    return _finding(
        "stale-cache" if kind in told else "gradient-value", shown, told.get(kind, "Short graphs are right.")
    )
