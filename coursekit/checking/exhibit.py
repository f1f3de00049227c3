"""The exhibit of a report: one failing case, with all that a reader needs to see what is wrong in it. Pure data."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np

from coursekit.checking.exam import Answer, Line, Raised
from coursekit.checking.finding import Finding
from coursekit.checking.plain import NUMBER_KINDS, Opaque
from coursekit.checking.report_numbers import Window, window

# As data, an array is cut to this many sheets, rows and columns: 4096 numbers at most.
DATA_LIMITS = (16, 16, 16)
TEXT_LIMIT = 500


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One failing case.

    case: its name; inputs: named values, whatever the candidate was given (a gate's upstream last); what: what differs,
    such as `"output"` or `"gradient for x"`; got: the student's, expected: the right one, both arrays for
    gates, other plain data for functions, None if there is none; wrong: mask of the wrong entries, of the shape of
    `expected`, None if entries cannot be compared; raised: the exception, if there was one.
    """

    case: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    what: str = ""
    got: Any = None
    expected: Any = None
    wrong: Any = None
    raised: Raised | None = None

    @property
    def difference(self) -> Any:
        """The student's minus the expected array.

        None if these are not arrays of one shape, if both are truth values, or if only the kinds of numbers differ.
        """
        if not (is_numeric(self.got) and is_numeric(self.expected)) or np.shape(self.got) != np.shape(self.expected):
            return None
        kinds = {np.asarray(self.got).dtype.kind, np.asarray(self.expected).dtype.kind}
        if kinds == {"b"} or (len(kinds) > 1 and np.size(self.got) and np.array_equal(self.got, self.expected)):
            return None
        with np.errstate(all="ignore"):  # inf − inf
            return _wide(self.got) - _wide(self.expected)

    @property
    def sides(self) -> "list[tuple[str, Any, str]]":
        """What there is of the student's value and the expected one: title, value, and its form where these differ."""
        both = [("yours", self.got), ("expected", self.expected)]
        shapes = [np.shape(value) if is_numeric(value) else None for _, value in both]
        types = [str(np.asarray(value).dtype) for _, value in both if is_numeric(value)]
        forms = ["" if shape is None else f", shape {shape}" for shape in shapes]
        if shapes[0] == shapes[1]:
            forms = [f", {each}" for each in types] if len(set(types)) > 1 else ["", ""]
        return [(title, value, form) for (title, value), form in zip(both, forms, strict=True) if value is not None]

    def to_dict(self) -> dict[str, Any]:
        """Return the exhibit as data that JSON can hold; large arrays are cut around the first wrong entry."""
        return {
            "case": self.case,
            "inputs": {name: as_data(value) for name, value in self.inputs.items()},
            "what": self.what,
            "got": as_data(self.got, self.wrong),
            "expected": as_data(self.expected, self.wrong),
            "difference": as_data(self.difference, self.wrong),
            "wrong": as_data(self.wrong, self.wrong),
            "raised": None if self.raised is None else _raised_as_data(self.raised),
        }


def calls(raised: Raised) -> list[tuple[Line, int]]:
    """Return the lines that led to an exception, outermost call first, each once and with how often it is there."""
    return list(Counter(raised.trace).items())


def is_numeric(value: Any) -> bool:
    """Whether this is a number or an array of numbers."""
    return isinstance(value, (bool, int, float, complex, np.ndarray, np.generic)) and (
        np.asarray(value).dtype.kind in NUMBER_KINDS
    )


class Answered(Protocol):
    """The result of a case of one question with one step."""

    @property
    def answer(self) -> Answer:
        """What came."""
        ...


Result = TypeVar("Result", bound=Answered)


def first_failure(findings: Sequence[Finding]) -> Mapping[str, Any]:
    """Return where the first finding that fails a candidate was seen; nothing if there is none."""
    return next((finding.where for finding in findings if finding.severity == "fail"), {})


def spoken_of(failed: Sequence[Result], findings: Sequence[Finding], name: Callable[[Result], str]) -> Result | None:
    """Return the failed result of which the first finding speaks, else the first that failed; None if none did.

    Of several cases of one name it is one that raised something if the finding is about an exception, else one that
    didn't. name: of a result's case.
    """
    told = next((finding for finding in findings if finding.severity == "fail"), None)
    if told is None or not failed:
        return None

    def order(result: Result) -> tuple[bool, bool]:
        return name(result) != told.where.get("case"), (result.answer.raised is None) is ("exception" in told.evidence)

    return min(failed, key=order)


def _wide(value: Any) -> Any:
    array = np.asarray(value)
    return array.astype(complex if array.dtype.kind == "c" else float)


# -- as JSON --


def as_data(value: Any, wrong: Any = None) -> Any:
    """Return plain data as data that JSON can hold.

    An array becomes its shape, dtype and (cut) values; `"from"` tells where the part that is kept begins.
    """
    if isinstance(value, np.ndarray):
        kept = window(value.shape, wrong, DATA_LIMITS)
        part = kept.part(value)
        data = {"shape": list(value.shape), "dtype": str(value.dtype), "values": _nested(part, kept)}
        return {**data, "from": kept.origin()} if kept.cut else data
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (float, complex, np.generic)):
        return _number(value)
    if isinstance(value, Opaque):
        return f"<{value.type}>"
    return (value if isinstance(value, str) else repr(value))[:TEXT_LIMIT]


def _nested(part: Any, kept: Window) -> Any:
    """Nest values as their array is nested; of three axes and more, the sheets that are kept lie in one list."""
    values = [[[_number(each) for each in row] for row in sheet] for sheet in part]
    if len(kept.shape) == 0:
        return values[0][0][0]
    if len(kept.shape) == 1:
        return values[0][0]
    return values if len(kept.shape) > 2 else values[0]


def _number(value: Any) -> Any:
    if isinstance(value, (complex, np.complexfloating)):
        return str(complex(value))
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, float) and not np.isfinite(number):
        return str(number)
    return number


def _raised_as_data(raised: Raised) -> dict[str, Any]:
    lines = [{"line": line.number, "function": line.function, "source": line.source} for line in raised.trace]
    return {"type": raised.type, "message": raised.message, "trace": lines}
