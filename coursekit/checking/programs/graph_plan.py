"""Planning the check of a graph: the class `ComputationalGraph(nodes, output)` of problem set 1.

What a candidate must offer: it is made from a list of nodes, each (name, operation, names of its inputs), and the name
of the output. `forward(inputs)` takes a dictionary and returns the output's value; `backward()` returns a dictionary
with the gradient of the output for each input, 0 where nothing depends on it; `topological_order()` returns names.

Which operations there are, and whether an order is asked, follows from an instructor's own class. Against the library's
`Graph`, which is made otherwise, the notebook's eight operations and all of this are asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from coursekit.checking.case_plan import CasePlan
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.programs import graph_designs, truth
from coursekit.checking.programs.asking import answered_by, reason
from coursekit.checking.programs.comparing import as_numbers, close
from coursekit.checking.programs.exhibits import exhibit_of_graph
from coursekit.checking.programs.graph_case import NUMERICAL, GraphCase, GraphResult
from coursekit.checking.programs.graph_designs import GraphDesign, node_names
from coursekit.checking.programs.graph_diagnosis import diagnose
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator
from coursekit.gates import Graph

RANDOM = {"quick": 3, "full": 12}


class GraphPlan(CasePlan[GraphCase, GraphResult]):
    """All cases of a graph: values and gradients are compared with the right ones."""

    def judge(self, case: GraphCase, answers: Sequence[Answer]) -> GraphResult:
        return judged(case, answers[0])

    def diagnose(self, results: Sequence[GraphResult]) -> list[Finding]:
        return diagnose(results)

    def exhibit(self, results: Sequence[GraphResult], findings: Sequence[Finding]) -> Exhibit | None:
        return exhibit_of_graph(results, findings)


def plan_graph(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> GraphPlan:
    """Plan the check of a graph."""
    if inputs is not None:
        raise ValueError(f"inputs were given for {reference.name}, which is a graph: its cases bring their own")
    rng = generator(seed, reference.name, "graph")
    library = isinstance(reference.source, type) and issubclass(reference.source, Graph)
    left_out: list[tuple[str, str]] = []
    single = [made(design) for design in graph_designs.single_designs(rng)]
    if not library:
        single = _answered(reference, single, left_out)
    operations = [case.design.operation for case in single]
    if not operations:
        raise ValueError(
            f"the reference {reference.name} could not be evaluated on any graph ({left_out[0][1]}). "
            "A graph is made as ComputationalGraph([(name, operation, input names), ...], output name)"
        )
    designs = [
        *graph_designs.structure_designs(rng, operations),
        *graph_designs.further_designs(rng, operations, RANDOM[level]),
    ]
    others = [made(design) for design in designs]
    if not library:
        others = _answered(reference, others, left_out)
    return GraphPlan(reference, (*single, *others), tuple(left_out))


def made(design: GraphDesign) -> GraphCase:
    """Return a case with its right answers."""
    which = design.script[-1][1]
    program = design.programs[which]
    if design.kind == "order":
        return GraphCase(design, which, (), (), ())
    inputs = next(
        values for action, number, values in reversed(design.script) if (action, number) == ("forward", which)
    )
    values = tuple(truth.values(program, inputs))
    if design.kind != "array":
        return GraphCase(design, which, inputs, values, truth.gradients(program, inputs, program.outputs[0]))
    # Entry by entry: each is a graph of numbers of its own.
    entries = [
        truth.gradients(program, [value[index] for value in inputs], program.outputs[0])
        for index in np.ndindex(np.shape(inputs[0]))
    ]
    gradients = tuple(np.reshape(each, np.shape(inputs[0])) for each in zip(*entries, strict=True))
    return GraphCase(design, which, inputs, values, gradients)


def _answered(reference: Reference, cases: Sequence[GraphCase], left_out: list[tuple[str, str]]) -> list[GraphCase]:
    """Return the cases that an instructor's own class can do."""
    kept = []
    for result in answered_by(reference, cases, judged):
        case, answer = result.case, result.answer
        if result.passed:
            kept.append(case)
        elif not result.returned:
            lacks = "takes too long" if answer.status == "timed-out" else f"has no {answer.stage}"
            left_out.append((case.name, reason(answer, f"the reference {lacks}")))
        else:
            raise ValueError(
                f"the reference {reference.name} is wrong itself: in the case {case.name!r} it gives {answer.value}, "
                f"where the value {case.values[case.program.outputs[0]] if case.values else 'of an order'} and the "
                f"gradients {case.gradients} are right"
            )
    return kept


def judged(case: GraphCase, answer: Answer) -> GraphResult:
    """Compare one answer with what is right."""
    if answer.status != "returned":
        return GraphResult(case, answer)
    if not isinstance(answer.value, list) or len(answer.value) != len(case.design.script):
        # Not what a scene gives: as if nothing had been returned.
        answer = replace(answer, value=[None] * len(case.design.script))
    if case.design.kind == "order":
        return GraphResult(case, answer, answer.value[0], passed=is_order(case, answer.value[0]), value_right=True)
    right_value = case.values[case.program.outputs[0]]
    script = case.design.script
    last = max(number for number, line in enumerate(script) if line[:2] == ("forward", case.which))
    value = as_numbers(answer.value[last], right_value)
    given = answer.value[-1]
    told = given if isinstance(given, dict) else {}
    gradients = tuple(
        as_numbers(told.get(name), right) for name, right in zip(case.program.inputs, case.gradients, strict=True)
    )
    value_right = value is not None and close(value, right_value, tolerance=NUMERICAL)
    right = all(
        got is not None and close(got, expected, case.scale, NUMERICAL)
        for got, expected in zip(gradients, case.gradients, strict=True)
    )
    return GraphResult(case, answer, value, gradients, given, value_right, value_right and right and not answer.changed)


def is_order(case: GraphCase, order: Any) -> bool:
    """Whether what came is a list of all nodes' names, each after the nodes that it takes inputs from."""
    program, names = case.program, node_names(case.program)
    start = len(program.inputs)
    if not isinstance(order, list) or sorted(map(str, order)) != sorted(names[start:]):
        return False
    place = {name: number for number, name in enumerate(order)}
    return all(
        place[names[operand]] < place[names[number]]
        for number in range(start, len(names))
        for operand in program.operands(number)
        if operand >= start
    )
