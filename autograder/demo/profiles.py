"""What is known of a synthetic student before anything is graded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from autograder.demo.work import Work

Kind = Literal["right", "wrong", "unfinished", "broken", "hostile"]

# Which test cells of the notebook belong to which exercise, in the notebook's order.
TESTS_OF: dict[str, tuple[str, ...]] = {
    "add-gate": ("test-add-gate",),
    "multiply-gate": ("test-multiply-gate",),
    "maximum-gate": ("test-maximum-gate",),
    "sigmoid-gate": ("test-sigmoid-gate",),
    "tanh-gate": ("test-tanh-gate",),
    "relu-gate": ("test-relu-gate",),
    "computational-graph": ("test-graph-forward", "test-graph-backward"),
}
TESTS = tuple(test for tests in TESTS_OF.values() for test in tests)


@dataclass(frozen=True)
class Profile:
    """One way of handing in this assignment, and what it deserves.

    expected: the share of its points, 0 to 1, that each test cell should give; what is marked by hand is not in it.
    expected_codes: for test cells that fail by a mistake with a name, the finding code of that mistake.
    """

    kind: Kind
    description: str
    submission: Work
    expected: Mapping[str, float]
    expected_codes: Mapping[str, str] = field(default_factory=dict)


def all_but(*failing: str) -> dict[str, float]:
    """Full points for every test but the named ones, which get none."""
    _require_tests(failing)
    return {test: float(test not in failing) for test in TESTS}


def only(*passing: str) -> dict[str, float]:
    """Full points for the named tests and none for the others."""
    _require_tests(passing)
    return {test: float(test in passing) for test in TESTS}


def _require_tests(names: tuple[str, ...]) -> None:
    unknown = set(names) - set(TESTS)
    if unknown:
        raise ValueError(f"No test cell is named {', '.join(sorted(unknown))}; there are {', '.join(TESTS)}.")
