"""One case of an optimizer, with where the reference leads, and how a candidate went there."""

from dataclasses import dataclass
from typing import Any

from coursekit.checking.exam import Raised
from coursekit.checking.optimizers.designs import Design
from coursekit.checking.optimizers.trajectory import Point, Run, Trajectory


@dataclass(frozen=True, eq=False)
class Case:
    """One case: what is given to one optimizer or to several in turn, and where the reference leads them.

    put_back: the same for an optimizer that returns new parameters instead of changing those that it is given, and so
    starts from the same ones in each step.
    """

    design: Design
    runs: tuple[Run, ...]
    expected: tuple[Trajectory, ...]
    put_back: tuple[Trajectory, ...]

    @property
    def name(self) -> str:
        """What the case is called in a report."""
        return self.design.name


@dataclass(frozen=True, eq=False)
class Amiss:
    """One thing that is not as it should be: `kind` is a code, before any finer cause is sought.

    run, step, name: whose step, counted from 0, and which parameter; got, expected: arrays; wrong: mask of the entries.
    """

    kind: str
    run: int
    step: int
    name: str = ""
    got: Any = None
    expected: Any = None
    wrong: Any = None
    detail: str = ""
    method: str = "step"
    raised: Raised | None = None


@dataclass(frozen=True, eq=False)
class Result:
    """How a case went. `ways`: where the candidate led the parameters of each run; None if it doesn't tell.

    put_back: it returned new parameters, and so started from the same ones each time; still: it moved nothing, though
    the reference does.
    """

    case: Case
    form: str
    ways: tuple[tuple[Point, ...], ...] | None
    put_back: bool
    amiss: tuple[Amiss, ...]
    still: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing is amiss that a candidate owes."""
        return not self.amiss or not self.case.design.owed

    @property
    def right(self) -> tuple[Trajectory, ...]:
        """The trajectories that were to be followed."""
        return self.case.put_back if self.put_back else self.case.expected
