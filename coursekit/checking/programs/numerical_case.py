"""One case of a numerical gradient, with what is allowed there, and how a candidate went."""

from dataclasses import dataclass
from typing import Any

from coursekit.checking.exam import Answer, Question, Step
from coursekit.checking.programs.functions import Function
from coursekit.checking.programs.stepping import Steps

# Relative to the largest entry. With f''' = 4 f' a step of 1e-3 makes 7e-7; on top of 100, one of 1e-8 makes 1e-6.
ACCURACY = 3e-6


@dataclass(frozen=True, eq=False)
class NumericalCase:
    """A case: a function at a point, how far the gradient may be off, how often f may be called, and whether it is
    called on one side of x only.
    """

    function: Function
    allowed: float = 0.0
    calls: int = 0
    one_sided: bool = False

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        return self.function.name

    @property
    def question(self) -> Question:
        """The question, of one step."""
        step = Step(
            0, "numerical-gradient", (self.function.program.instructions, self.function.x), self.function.layout
        )
        return (step,)


@dataclass(frozen=True, eq=False)
class NumericalResult:
    """How a case went. gradient: numbers in the shape of x, None if there are none."""

    case: NumericalCase
    answer: Answer
    gradient: Any
    steps: Steps
    refused: bool
    passed: bool
