"""One case of a graph, with its right answers, and how a candidate went there."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.exam import Answer, Question, Step
from coursekit.checking.programs import truth
from coursekit.checking.programs.graph_designs import GraphDesign
from coursekit.checking.programs.program import Program
from coursekit.checking.programs.simulation import in_sequence

# The gates of the notebook find their slopes by centred differences, with a step of 2⁻¹⁷: of each gradient they have
# some nine digits, and a chain of them loses a few. A wrong factor of 1.0001 is far beyond.
NUMERICAL = 2e-6


@dataclass(frozen=True, eq=False)
class GraphCase:
    """A case with its right answers: all values of the graph that goes backward last, and the inputs' gradients."""

    design: GraphDesign
    which: int
    inputs: tuple[Any, ...]
    values: tuple[Any, ...]
    gradients: tuple[Any, ...]

    @property
    def program(self) -> Program:
        """The program of the graph that is judged."""
        return self.design.programs[self.which]

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        return self.design.name

    @property
    def question(self) -> Question:
        """The question, of one step."""
        descriptions = tuple(self.design.description(which) for which in range(len(self.design.programs)))
        script = tuple(
            (action, which, tuple(zip(self.design.programs[which].inputs, values, strict=False)))
            for action, which, values in self.design.script
        )
        return (Step(0, "graph", (descriptions, script)),)

    @functools.cached_property
    def scale(self) -> float:
        """How large the gradients would be if nothing cancelled: what the gates' own errors are measured against."""
        if self.design.kind == "array":
            return float(np.max(np.abs(self.gradients)))
        sizes = {number: [abs(slope) for slope in slopes] for number, slopes in self.slopes.items()}
        backwards = range(len(self.values) - 1, len(self.inputs) - 1, -1)
        return max(in_sequence(self.program, sizes, self.program.outputs[0], backwards))

    @functools.cached_property
    def slopes(self) -> dict[int, tuple[float, ...]]:
        """The local gradients of each node, at this case's numbers."""
        return {
            number: truth.local_gradients(instruction, [self.values[each] for each in instruction[1:]])
            for number, instruction in enumerate(self.program.instructions, start=len(self.inputs))
        }


@dataclass(frozen=True, eq=False)
class GraphResult:
    """How a case went. value, gradients: numbers, None for what is none; `given` is what backward returned."""

    case: GraphCase
    answer: Answer
    value: Any = None
    gradients: tuple[Any, ...] = ()
    given: Any = None
    value_right: bool = False
    passed: bool = False

    @property
    def returned(self) -> bool:
        """Whether the scene was played to its end."""
        return self.answer.status == "returned"
