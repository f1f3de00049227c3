"""Does a student's backward differentiate numerically? What it does tells: calls of functions at points near an input.

It calls a function at a point very near to an input, and not at the input as forward did. What its source says tells,
too (`numerical_source`). Both are looked at where the student's code runs; values alone would not tell, for a complex
step is exact. Nothing here is imported but NumPy and Python's own library, since it runs where no reference may be.
"""

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

import numpy as np

# How near a point must be, relative to the largest entry (or 1), to be a step away and not another point.
STEP = 2e-3


class Call(NamedTuple):
    """A call of a student's function: which, from which line, and the numbers that its parameters were given."""

    code: CodeType
    line: int
    given: dict[str, Any]


class Watch:
    """Notes the calls of students' functions within a `with` block."""

    def __init__(self, is_students: Callable[[str], bool]) -> None:
        self.is_students = is_students
        self.calls: list[Call] = []

    def __enter__(self) -> "Watch":
        self._before = sys.getprofile()
        sys.setprofile(self.note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        """Note one event, if it is a call of a student's function."""
        code = frame.f_code
        if event != "call" or not self.is_students(code.co_filename):
            return
        names = code.co_varnames[: code.co_argcount]
        given = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
        numbers = {name: np.array(value) for name, value in given.items() if isinstance(value, (float, np.ndarray))}
        self.calls.append(Call(code, self._line_behind(frame), numbers))

    def _line_behind(self, frame: FrameType) -> int:
        """The student's line from which a function was called, be it through NumPy."""
        caller = frame.f_back
        while caller is not None and not self.is_students(caller.f_code.co_filename):
            caller = caller.f_back
        return 0 if caller is None else caller.f_lineno


def stepping_line(inputs: tuple[Any, ...], forward: Watch, backward: Watch) -> int | None:
    """Return the line of backward that calls a function a small step away from an input; None if there is none.

    The same function must be called at the input, too: in forward, or in backward at this or another step.
    """
    arrays = [np.asarray(given) for given in inputs if isinstance(given, (float, np.ndarray))]
    arrays = [array for array in arrays if array.dtype.kind == "f" and array.size]
    in_forward = {call.code for call in forward.calls}
    before = [number for call in forward.calls for number in call.given.values()]
    points: dict[CodeType, list[Any]] = {}
    for call in backward.calls:
        for number in call.given.values():
            if not any(_near(number, array) for array in arrays):
                continue
            seen = points.setdefault(call.code, [])
            if not any(np.array_equal(number, other) for other in seen):
                seen.append(number)
            stepped = not any(np.array_equal(number, array) for array in [*arrays, *before])
            if stepped and (call.code in in_forward or len(seen) > 1):
                return call.line
    return None


def _near(number: Any, array: Any) -> bool:
    if number.shape != array.shape or number.dtype.kind not in "fc":
        return False
    return bool(np.max(np.abs(number - array)) <= STEP * max(1.0, float(np.max(np.abs(array)))))
