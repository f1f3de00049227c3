"""What can be done with an object: calling it, its attributes, and Python's operators, each under a name for the wire.

The worker does it with the student's object, the evaluator with the instructor's own, to see what kind of answer comes.
"""

import builtins
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

BINARY: Final = "add and_ floordiv lshift matmul mod mul or_ pow rshift sub truediv xor".split()
COMPARISONS: Final = "eq ge gt le lt ne".split()


def _reflected(operation: Callable[[Any, Any], Any], right: Any, left: Any) -> Any:
    return operation(left, right)


OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    **{name: getattr(operator, name) for name in BINARY},
    **{f"reflected-{name}": partial(_reflected, getattr(operator, name)) for name in BINARY},
    **{name: getattr(operator, name) for name in COMPARISONS},
    **{name: getattr(operator, name) for name in "abs delitem getitem index invert neg pos setitem".split()},
    **{name: getattr(builtins, name) for name in "bool complex delattr float getattr int isinstance iter len".split()},
    **{name: getattr(builtins, name) for name in "next repr reversed round setattr str".split()},
    "bind": partial,
}

# Operators that bring an object together with another value: what comes of it may be decided by either.
MEETING: Final = frozenset([*BINARY, *(f"reflected-{name}" for name in BINARY), *COMPARISONS])


def perform(action: str, target: Any, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    """Call the target, or do one of OPERATIONS with it."""
    if action == "call":
        return target(*arguments, **keywords)
    return OPERATIONS[action](target, *arguments, **keywords)
