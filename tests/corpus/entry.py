"""An entry of the corpus: a gate as a student might have written it, and what `check` owes it.

A right gate must pass. A wrong one must fail, and the first finding must have its label: the code of the contract
that names the mistake which was made on purpose. Labels say what the author did, not what the checker found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Right:
    """A right implementation of the gate `reference` (a name, or a partial with hyperparameters)."""

    gate: Any
    reference: Any
    name: str


@dataclass(frozen=True)
class Wrong:
    """A wrong one; `code` is its label."""

    gate: Any
    reference: Any
    name: str
    code: str


class Family:
    """The entries of one file, in the order in which they are written."""

    def __init__(self) -> None:
        self.right_gates: list[Right] = []
        self.wrong_gates: list[Wrong] = []

    def right(self, reference: Any) -> Callable[[T], T]:
        """Mark a class (or a `partial` of one) as a right implementation of `reference`."""

        def note(gate: T) -> T:
            self.right_gates.append(Right(gate, reference, _name(gate)))
            return gate

        return note

    def wrong(self, reference: Any, code: str) -> Callable[[T], T]:
        """Mark a class (or a `partial` of one) as a wrong implementation of `reference`, labelled `code`."""

        def note(gate: T) -> T:
            self.wrong_gates.append(Wrong(gate, reference, _name(gate), code))
            return gate

        return note


def _name(gate: Any) -> str:
    return str(getattr(gate, "__name__", None) or gate.func.__name__)
