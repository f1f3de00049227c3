"""What kind of answer is expected: what a test does with a student's object is done with the instructor's own too.

Where the instructor's code gives data (numbers, strings, arrays, lists of these), the student's has to give data. An
object in its place, whose `==` is always true or whose `-` always gives 0, would let the student's code decide the
test; it is refused, with a sentence that says so. Where the instructor's code gives an object, such as an instance of
a class that the exercise asks for, so may the student's.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.execution.operations import perform
from coursekit.checking.plain import NUMBER_KINDS

# Stands for what the instructor's code gives where that is not known: it raised, or got what it can make nothing of.
UNKNOWN: Final = object()

PLAIN_TYPES: Final = frozenset({type(None), bool, int, float, complex, str, bytes})


def is_data(value: Any) -> bool:
    """Whether a value of the instructor's crosses the wire as it is, all of it."""
    if type(value) in PLAIN_TYPES:
        return True
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in NUMBER_KINDS
    if type(value) in (list, tuple, set, frozenset):
        return all(map(is_data, value))
    if type(value) is dict:
        return all(is_data(key) and is_data(item) for key, item in value.items())
    return False


class Shadows:
    """The instructor's own values of the student's names, and a way to do things with them unseen."""

    def __init__(self, namespace: MutableMapping[str, Any], names: frozenset[str]) -> None:
        """Take the student's names, and the instructor's values, from the namespace in which functions look them up."""
        self.namespace = namespace
        self.names = names
        self.values = {name: namespace[name] for name in names if name in namespace}

    def perform(self, action: str, target: Any, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Do with the instructor's object what is being done with the student's; UNKNOWN if nothing comes of it."""
        if any(value is UNKNOWN for value in (target, *arguments, *keywords.values())):
            return UNKNOWN
        try:
            with self._names_in_place(), _silence():
                return perform(action, target, arguments, keywords)
        except Exception:  # the test may be out for just that; the student's own exception is what counts
            return UNKNOWN

    @contextlib.contextmanager
    def _names_in_place(self) -> Iterator[None]:
        """Let the instructor's functions find the instructor's own functions, and not the student's."""
        kept = {name: self.namespace.pop(name) for name in self.names if name in self.namespace}
        self.namespace.update(self.values)
        try:
            yield
        finally:
            for name in self.names:
                self.namespace.pop(name, None)
            self.namespace.update(kept)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
