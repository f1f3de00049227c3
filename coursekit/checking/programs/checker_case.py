"""One case of a gradient checker, with the right verdict, and how a candidate judged it."""

from dataclasses import dataclass
from typing import Any

from coursekit.checking.exam import Answer, Question, Step
from coursekit.checking.programs.functions import Function
from coursekit.checking.programs.stepping import Steps

# The case in which an exception is as good as the verdict.
OTHER_SHAPE = "wrong: another shape"


@dataclass(frozen=True, eq=False)
class CheckerCase:
    """A case: a function, a claimed gradient, and whether it is right. told: how it was made, in words."""

    name: str
    function: Function
    claimed: Any
    right: bool
    told: str

    @property
    def question(self) -> Question:
        """The question, of one step."""
        return (Step(0, "gradient-check", (self.function.program.instructions, self.claimed, self.function.x)),)


@dataclass(frozen=True, eq=False)
class CheckerResult:
    """How a case went. verdict: True, False, or None for what is no verdict."""

    case: CheckerCase
    answer: Answer
    verdict: bool | None
    steps: Steps

    @property
    def passed(self) -> bool:
        """Whether the verdict is right, and x as it was. A gradient of another shape may be refused by an exception."""
        refused = self.case.name == OTHER_SHAPE and self.answer.status == "raised"
        return refused or (self.verdict is self.case.right and not self.answer.changed)
