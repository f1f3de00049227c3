"""Planning the check of a tape: the class of variables (`Tensor`, `Value`, `Variable`) of problem set 3.

What a candidate must offer: it is made from a number, computes with Python's operators, keeps its number (`value`, or
`data`), and after `z.backward()` the inputs have their gradients (`gradient`, or `grad`). Functions are its methods
(`x.exp()`), or NumPy's if it answers to these.

Which operations are asked follows from the reference. An instructor's own class is asked first, and what it cannot do
(a function, a chain of 1200 nodes, arrays, a second backward pass) nobody is asked. Against the library's `Tensor`,
+ − * / **, the sign and the chain are asked, and functions and arrays of those who have them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import Tensor
from coursekit.checking.case_plan import CasePlan
from coursekit.checking.domains import Domain
from coursekit.checking.exam import Answer
from coursekit.checking.exhibit import Exhibit
from coursekit.checking.finding import Finding
from coursekit.checking.programs import tape_designs, truth
from coursekit.checking.programs.asking import answered_by, reason
from coursekit.checking.programs.comparing import as_numbers, close
from coursekit.checking.programs.exhibits import exhibit_of_tape
from coursekit.checking.programs.tape_case import TapeCase, TapeResult
from coursekit.checking.programs.tape_designs import TapeDesign
from coursekit.checking.programs.tape_diagnosis import diagnose
from coursekit.checking.reference import Reference
from coursekit.checking.seeding import generator

# How many random programs there are on each level.
RANDOM = {"quick": 4, "full": 14}

# Operation and structure each have their say; without one of each nothing would be checked.
NEEDED = ("operation", "structure")


@dataclass(frozen=True, eq=False)
class TapePlan(CasePlan[TapeCase, TapeResult]):
    """All cases of a tape. optional: whether some are asked only of those who have what they need."""

    optional: bool

    def results(self, answers: Sequence[Sequence[Answer]]) -> list[TapeResult]:
        return [result for result in super().results(answers) if not self._lacks_what_is_optional(result)]

    def judge(self, case: TapeCase, answers: Sequence[Answer]) -> TapeResult:
        return judged(case, answers[0])

    def diagnose(self, results: Sequence[TapeResult]) -> list[Finding]:
        return diagnose(results)

    def exhibit(self, results: Sequence[TapeResult], findings: Sequence[Finding]) -> Exhibit | None:
        return exhibit_of_tape(results, findings)

    def _lacks_what_is_optional(self, result: TapeResult) -> bool:
        """Whether the candidate has not what only those are asked who have it."""
        design = result.case.design
        if not self.optional or design.required:
            return False
        lacking = design.operation in tape_designs.FUNCTIONS or design.kind == "array"
        if lacking and result.answer.status == "missing":
            return True
        # x**y, 2**x and arrays: tapes that refuse them, with whichever exception, are not asked.
        return design.kind in ("constant", "array") and result.answer.status == "raised"


def plan_tape(reference: Reference, inputs: Mapping[str, Domain] | None, seed: int, level: str) -> TapePlan:
    """Plan the check of a tape."""
    if inputs is not None:
        raise ValueError(f"inputs were given for {reference.name}, which is a class of variables: it takes none")
    rng = generator(seed, reference.name, "tape")
    library = isinstance(reference.source, type) and issubclass(reference.source, Tensor)
    single = [made(design) for design in (*tape_designs.operation_designs(rng), *tape_designs.constant_designs(rng))]
    left_out: list[tuple[str, str]] = []
    if library:
        operations: Sequence[str] = tape_designs.REQUIRED
    else:
        single = _answered(reference, single, left_out)
        operations = [case.design.operation for case in single if case.name.endswith("alone")]
    further = [
        *tape_designs.structure_designs(rng),
        *tape_designs.random_designs(rng, tape_designs.operators_of(operations) or ["add"], RANDOM[level]),
        *tape_designs.deep_designs(rng),
        *tape_designs.output_designs(rng),
        *tape_designs.array_designs(rng),
    ]
    others = [made(design) for design in further]
    if library:
        # A second pass through a node that the first has been through: micrograd and PyTorch differ in what it gives.
        others = [case for case in others if case.design.required or case.design.kind != "outputs"]
    else:
        others = _answered(reference, others, left_out)
    cases = (*single, *others)
    if missing := [kind for kind in NEEDED if not any(case.design.kind == kind for case in cases)]:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out[:3])
        raise ValueError(
            f"the reference {reference.name} could not be evaluated on any program of the kind {missing[0]!r} "
            f"({reasons}). A tape is a class of variables: Tensor(2.0), operators, value, backward(), gradient"
        )
    return TapePlan(reference, cases, tuple(left_out), library)


def made(design: TapeDesign) -> TapeCase:
    """Return a case with its right answers."""
    values = tuple(truth.values(design.program, design.inputs))
    found = [truth.gradients(design.program, design.inputs, output) for output in design.program.outputs]
    if len(found) == 1:
        return TapeCase(design, values, (found[0],), (found[0],))
    summed = tuple(sum(parts) for parts in zip(*found, strict=True))
    # What an input has kept if each pass assigns: of the last one in which something arrives.
    assigned = tuple(last if np.any(last) else first for first, last in zip(*found, strict=True))
    return TapeCase(design, values, (summed, found[-1], assigned), (summed, found[-1]))


def _answered(reference: Reference, cases: Sequence[TapeCase], left_out: list[tuple[str, str]]) -> list[TapeCase]:
    """Return the cases that an instructor's own class can do, each with what that class's convention makes of it."""
    kept = []
    for result in answered_by(reference, cases, judged):
        case, answer = result.case, result.answer
        if not result.returned:
            if answer.status != "missing":  # a class that lacks a function doesn't ask for it
                left_out.append((case.name, reason(answer, "the reference takes too long")))
        elif not result.passed and case.design.kind == "outputs":
            left_out.append((case.name, "it neither adds up the gradients of two passes nor starts anew"))
        elif not result.passed:
            raise ValueError(
                f"the reference {reference.name} is wrong itself: in the case {case.name!r}, at {case.design.inputs}, "
                f"it gives the values {result.values} and gradients {result.raw_gradients}, where {case.gradients} is "
                "right"
            )
        else:
            accepted = tuple(each for each in case.accepted if _agree(result.gradients, each))
            kept.append(TapeCase(case.design, case.values, case.ways, accepted))
    return kept


def judged(case: TapeCase, answer: Answer) -> TapeResult:
    """Compare one answer with what is right."""
    outputs = [case.values[number] for number in case.design.program.outputs]
    if answer.status != "returned":
        return TapeResult(case, answer)
    told = answer.value if isinstance(answer.value, dict) else {}
    values = _read(told.get("values"), outputs)
    raw = told.get("gradients")
    # Where nothing has arrived, a gradient may still be None: that counts as 0.
    gradients = tuple(
        np.zeros(np.shape(right)) if original is None else as_numbers(original, right)
        for original, right in zip(_listed(raw, len(case.gradients)), case.gradients, strict=True)
    )
    right = all(one is not None and close(one, other) for one, other in zip(values, outputs, strict=True))
    passed = right and any(_agree(gradients, each) for each in case.accepted) and not answer.changed
    return TapeResult(case, answer, values, gradients, tuple(_listed(raw, len(gradients))), right, passed)


def _listed(given: Any, count: int) -> list[Any]:
    return given if isinstance(given, list) and len(given) == count else [None] * count


def _read(given: Any, expected: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(as_numbers(one, right) for one, right in zip(_listed(given, len(expected)), expected, strict=True))


def _agree(got: Sequence[Any], expected: Sequence[Any]) -> bool:
    scale = max(float(np.max(np.abs(each), initial=0.0)) for each in expected)
    return all(one is not None and close(one, right, scale) for one, right in zip(got, expected, strict=True))
