"""One case of a tape, with its right answers, and how a candidate went there."""

import functools
from dataclasses import dataclass
from typing import Any

from coursekit.checking.exam import Answer, Question, Step
from coursekit.checking.programs import truth
from coursekit.checking.programs.tape_designs import TapeDesign


@dataclass(frozen=True, eq=False)
class TapeCase:
    """A case with its right answers.

    values: all values of the program. ways: the gradients of the inputs; of two passes: added up, those of the last,
    and the last that arrived at each input.
    accepted: those of the ways that are right by the reference's convention.
    """

    design: TapeDesign
    values: tuple[Any, ...]
    ways: tuple[tuple[Any, ...], ...]
    accepted: tuple[tuple[Any, ...], ...]

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        return self.design.name

    @property
    def question(self) -> Question:
        """The question, of one step."""
        program = self.design.program
        return (Step(0, "tape", (program.instructions, self.design.inputs, program.outputs)),)

    @property
    def gradients(self) -> tuple[Any, ...]:
        """The gradients as they are usually expected."""
        return self.accepted[0]

    @property
    def refused(self) -> list[tuple[Any, ...]]:
        """The ways that are not the reference's."""
        return [way for way in self.ways if not any(way is each for each in self.accepted)]

    @functools.cached_property
    def slopes(self) -> dict[int, tuple[float, ...]]:
        """The local gradients of each instruction, at this case's numbers."""
        program, start = self.design.program, len(self.design.inputs)
        return {
            start + number: truth.local_gradients(instruction, [self.values[each] for each in instruction[1:]])
            for number, instruction in enumerate(program.instructions)
            if instruction[0] != "constant"
        }


@dataclass(frozen=True, eq=False)
class TapeResult:
    """How a case went. passed: whether values and gradients are right. Both are numbers, or None for what is none; a
    gradient that was None counts as 0, and is still None among the raw ones.
    """

    case: TapeCase
    answer: Answer
    values: tuple[Any, ...] = ()
    gradients: tuple[Any, ...] = ()
    raw_gradients: tuple[Any, ...] = ()
    value_right: bool = False
    passed: bool = False

    @property
    def returned(self) -> bool:
        """Whether the scene was played to its end."""
        return self.answer.status == "returned"
