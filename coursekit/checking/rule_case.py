"""One case of a rule (a gate or a function), with its right answers, and how a candidate went there."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.checking.cases import Design
from coursekit.checking.exam import Line, Question, Raised
from coursekit.checking.witness import Expected


@dataclass(frozen=True, eq=False)
class Case:
    """One case with its right answers.

    gradients: what is expected per input, None for a data input; empty for a function. `question`'s last steps
    (forward and backward, or call) are the ones that are judged; for `"again"`, the first half must equal them.
    """

    design: Design
    names: tuple[str, ...]
    inputs: tuple[Any, ...]
    output: Any
    upstream: Any
    gradients: tuple[Expected | None, ...]
    question: Question

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        return self.design.name

    @property
    def size(self) -> int:
        """How many numbers a reader would have to look at."""
        return sum(np.size(value) for value in self.inputs)


@dataclass(frozen=True, eq=False)
class Discrepancy:
    """One thing that is not as it should be in one case.

    kind: a code of the contract, before any finer cause is sought; method: `forward`, `backward` or `call`;
    input: whose gradient; got, expected: arrays; wrong: mask of the entries.
    """

    kind: str
    method: str
    input: int | None = None
    got: Any = None
    expected: Any = None
    wrong: Any = None
    detail: str = ""
    raised: Raised | None = None
    line: Line | None = None


@dataclass(frozen=True, eq=False)
class CaseResult:
    """How a case went: the candidate's output and gradients as arrays, as far as they came, and what is amiss.

    `remarks` are discrepancies that don't count against the candidate.
    """

    case: Case
    output: Any = None
    gradients: tuple[Any, ...] | None = None
    discrepancies: tuple[Discrepancy, ...] = ()
    remarks: tuple[Discrepancy, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is amiss."""
        return not self.discrepancies
