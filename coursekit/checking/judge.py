"""Comparing answers with a plan: what differs, in which case, where and by how much. Causes are for the diagnosis."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.checking.exam import Answer
from coursekit.checking.plain import NUMBER_KINDS, Opaque
from coursekit.checking.rule_case import Case, CaseResult, Discrepancy

# An output may differ from the reference's by the rounding of another formula for the same thing: relative to the
# output (a dozen roundings and a condition number of 1e5 or so make 1e-9), or to the inputs where terms as large as
# these cancel (1e-11). A wrong factor of 1.0001 or an offset of 1e-5 is far beyond.
RELATIVE, OF_INPUTS = 1e-9, 1e-11

# At large values there is room for formulas that square the condition, such as a variance by the mean of squares.
RELATIVE_LARGE, OF_INPUTS_LARGE = 1e-7, 1e-10

# The same for float32 inputs, whose roundings are 1e-7 each.
RELATIVE_SINGLE, OF_INPUTS_SINGLE = 1e-4, 1e-5

# Two equal calls run the same instructions; a different order of summation is all that may differ.
REPEATED = 1e-12


# What can be amiss besides values that may still be compared.
BESIDES = ("modifies-input", "modifies-upstream", "numerical-backward")


@dataclass(eq=False)
class _Sheet:
    """What is being noted down about one case."""

    case: Case
    output: Any = None
    gradients: tuple[Any, ...] | None = None
    amiss: list[Discrepancy] = field(default_factory=list)
    remarks: list[Discrepancy] = field(default_factory=list)


def judge_case(case: Case, answers: Sequence[Answer]) -> CaseResult:
    """Compare the answers to a case's question with what is right."""
    sheet = _Sheet(case)
    with np.errstate(all="ignore"):
        for number, (step, answer) in enumerate(zip(case.question, answers, strict=True)):
            _note_conduct(sheet, step.method, answer, number)
        if all(each.kind in BESIDES for each in sheet.amiss):
            _note_values(sheet, answers)
            if case.design.order == "again":
                _note_repetition(sheet, answers)
    return CaseResult(case, sheet.output, sheet.gradients, tuple(sheet.amiss), tuple(sheet.remarks))


def _note_conduct(sheet: _Sheet, method: str, answer: Answer, number: int) -> None:
    """Note what a step did besides its value: raise, take too long, change its arguments."""
    case = sheet.case
    match answer.status:
        case "raised":
            sheet.amiss.append(Discrepancy("raises", method, raised=answer.raised))
        case "timed-out":
            sheet.amiss.append(Discrepancy("timeout", method))
        case "missing":
            sheet.amiss.append(Discrepancy("missing-method", method))
        case "wrong-arguments":
            sheet.amiss.append(Discrepancy("missing-method", method, detail=answer.signature or ""))
    if answer.numerical is not None:
        sheet.amiss.append(Discrepancy("numerical-backward", method, line=answer.numerical))
    kind = "modifies-upstream" if method == "backward" else "modifies-input"
    for index in answer.changed:
        sheet.amiss.append(Discrepancy(kind, method, None if method == "backward" else index))
    for earlier, index in answer.changed_earlier:
        if case.question[earlier].method != "backward" and not _noted(sheet, "modifies-input", index):
            sheet.amiss.append(Discrepancy("modifies-input", method, index))


def _noted(sheet: _Sheet, kind: str, index: int) -> bool:
    return any(each.kind == kind and each.input == index for each in sheet.amiss)


def _note_values(sheet: _Sheet, answers: Sequence[Answer]) -> None:
    case = sheet.case
    last = case.question[-1].method
    if last != "backward":
        _note_output(sheet, last, answers[-1].value)
        return
    forward = max(
        i
        for i, step in enumerate(case.question)
        if step.method == "forward" and step.instance == case.question[-1].instance
    )
    _note_output(sheet, "forward", answers[forward].value)
    _note_gradients(sheet, answers[-1].value)


def _note_repetition(sheet: _Sheet, answers: Sequence[Answer]) -> None:
    half = len(answers) // 2
    for step, first, second in zip(sheet.case.question, answers[:half], answers[half:], strict=False):
        if not _repeated(first.value, second.value):
            # Whatever else is amiss here, this is why.
            sheet.amiss[:] = [Discrepancy("nondeterministic", step.method)]
            return


def _repeated(first: Any, second: Any) -> bool:
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(_repeated(*pair) for pair in zip(first, second, strict=True))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_repeated(first[key], second[key]) for key in first)
    if isinstance(first, (Opaque, str, bytes, type(None))) or isinstance(second, (Opaque, str, bytes, type(None))):
        return type(first) is type(second) and bool(first == second)
    one, two = np.asarray(first), np.asarray(second)
    if one.shape != two.shape or one.dtype.kind not in NUMBER_KINDS or two.dtype.kind not in NUMBER_KINDS:
        return False
    return bool(np.allclose(one, two, rtol=REPEATED, atol=0, equal_nan=True))


def as_numbers(value: Any) -> tuple[Any, bool]:
    """Return plain data as an array of numbers (None if it is none), and whether it had to be converted from lists."""
    if isinstance(value, (list, tuple)):
        try:
            array = np.array(value)
        except (ValueError, TypeError, OverflowError):
            return None, False
        return (array, True) if array.dtype.kind in NUMBER_KINDS else (None, False)
    if isinstance(value, (np.ndarray, np.generic, bool, int, float, complex)):
        array = np.asarray(value)  # an integer of Python beyond 64 bits becomes an object array
        return (array, False) if array.dtype.kind in NUMBER_KINDS else (None, False)
    return None, False


def kind_of_value(value: Any) -> str:
    """Say in words what kind of thing was returned."""
    if isinstance(value, Opaque):
        return value.type
    if isinstance(value, np.ndarray):
        return f"array of {value.dtype}"
    return type(value).__name__


# -- outputs --


def _note_output(sheet: _Sheet, method: str, value: Any) -> None:
    case, expected = sheet.case, sheet.case.output
    if value is None:
        sheet.amiss.append(Discrepancy("returns-none", method, expected=expected))
        return
    if not isinstance(expected, (int, float, complex, np.ndarray, np.generic)):
        _note_structure(sheet, method, value)
        return
    got, converted = as_numbers(value)
    want = np.asarray(expected)
    if got is None:
        sheet.amiss.append(Discrepancy("forward-dtype", method, expected=expected, detail=kind_of_value(value)))
        return
    if converted and not got.size and not want.size:
        got = got.reshape(want.shape)  # a list of nothing has forgotten its shape
    sheet.output = got
    if got.shape != want.shape:
        sheet.amiss.append(Discrepancy("forward-shape", method, got=got, expected=want))
    elif not _same_kind_of_number(case, value, got, want):
        sheet.amiss.append(Discrepancy("forward-dtype", method, got=got, expected=want, detail=kind_of_value(value)))
    elif np.any(wrong := _wrong_output(case, got, want)):
        sheet.amiss.append(Discrepancy("forward-value", method, got=got, expected=want, wrong=wrong))
    elif converted:
        sheet.remarks.append(Discrepancy("not-an-array", method, detail=kind_of_value(value)))


def _same_kind_of_number(case: Case, value: Any, got: Any, want: Any) -> bool:
    if type(value) is int and want.dtype.kind == "f":
        return bool(value == want)  # max(0, x) of a single number: Python's 0 is as good a number as 0.0
    if case.design.single:
        return bool(got.dtype in (np.float32, np.float64))
    if want.dtype.kind == "f":
        return bool(got.dtype == want.dtype)
    return bool(got.dtype.kind == want.dtype.kind)


def _wrong_output(case: Case, got: Any, want: Any) -> Any:
    if want.dtype.kind in "biu":
        return got != want
    sizes = [np.abs(np.asarray(value, float)) for value in case.inputs if np.asarray(value).dtype.kind in "biuf"]
    scale = max([1.0, *(float(np.max(size, initial=0.0)) for size in sizes)])
    relative, of_inputs = RELATIVE, OF_INPUTS
    if case.design.single:
        relative, of_inputs = RELATIVE_SINGLE, OF_INPUTS_SINGLE
    elif case.design.kind == "large":
        relative, of_inputs = RELATIVE_LARGE, OF_INPUTS_LARGE
    near = np.abs(got - want) <= relative * np.abs(want) + of_inputs * scale
    return ~(near | (got == want) | (np.isnan(got) & np.isnan(want)))


def _note_structure(sheet: _Sheet, method: str, value: Any) -> None:
    """Compare a function's tuple, list, dict or string, all of it at once."""
    expected = sheet.case.output
    if not _agree(sheet.case, value, expected):
        sheet.amiss.append(Discrepancy("forward-value", method, got=value, expected=expected))


def _agree(case: Case, got: Any, want: Any) -> bool:
    if isinstance(want, (list, tuple)):
        fits = isinstance(got, (list, tuple)) and len(got) == len(want)
        return fits and all(_agree(case, *pair) for pair in zip(got, want, strict=True))
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(_agree(case, got[k], want[k]) for k in want)
    if isinstance(want, (int, float, complex, np.ndarray, np.generic)):
        array, _ = as_numbers(got)
        return (
            array is not None
            and array.shape == np.shape(want)
            and not np.any(_wrong_output(case, array, np.asarray(want)))
        )
    return type(got) is type(want) and bool(got == want)


# -- gradients --


def _note_gradients(sheet: _Sheet, value: Any) -> None:
    case = sheet.case
    if value is None:
        sheet.amiss.append(Discrepancy("returns-none", "backward"))
        return
    gradients = _one_per_input(case, value)
    if gradients is None:
        sheet.amiss.append(Discrepancy("wrong-count", "backward", detail=_count(value)))
        return
    arrays: list[Any] = []
    for index, gradient in enumerate(gradients):
        array, converted = as_numbers(gradient)
        if converted and not array.size and not np.size(case.inputs[index]):
            array = array.reshape(np.shape(case.inputs[index]))  # a list of nothing has forgotten its shape
        arrays.append(array)
        amiss = _gradient_amiss(case, index, gradient, array)
        if amiss is not None:
            sheet.amiss.append(amiss)
            continue
        if converted:
            sheet.remarks.append(Discrepancy("not-an-array", "backward", index, detail=kind_of_value(gradient)))
        expected = case.gradients[index]
        if expected is not None and np.any(other := expected.other_choice(array)):
            sheet.remarks.append(
                Discrepancy("kink-convention", "backward", index, got=array, expected=expected.value, wrong=other)
            )
    sheet.gradients = tuple(arrays)


def _one_per_input(case: Case, value: Any) -> list[Any] | None:
    """Sort what backward returned into one gradient per input; None if it can't be."""
    shapes = [np.shape(given) for given in case.inputs]
    owed = [i for i, expected in enumerate(case.gradients) if expected is not None]
    least = owed[-1] + 1 if owed else 0  # data inputs that stand last may be left out
    count = len(shapes)
    if isinstance(value, (list, tuple)):
        if least <= len(value) <= count:
            fits = len(value) != 1 or np.shape(as_numbers(value[0])[0]) == shapes[0]
            whole, _ = (None, False) if fits else as_numbers(value)
            if whole is None or whole.shape != shapes[0]:
                return [*value, *(None,) * (count - len(value))]
        if least == 1 and (whole := as_numbers(value)[0]) is not None and whole.shape == shapes[0]:
            return [value, *(None,) * (count - 1)]  # the gradient itself, as nested lists
        return None
    if isinstance(value, (dict, Opaque, str, bytes)):
        return [value, *(None,) * (count - 1)] if least == 1 and count == 1 else None
    if least == 1:
        return [value, *(None,) * (count - 1)]
    if isinstance(value, np.ndarray) and value.ndim and least <= len(value) <= count:
        return [*value, *(None,) * (count - len(value))]
    return None


def _count(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"{len(value)} gradient{'s' * (len(value) != 1)}"
    return "a single " + kind_of_value(value)


def _gradient_amiss(case: Case, index: int, gradient: Any, array: Any) -> Discrepancy | None:
    expected, shape = case.gradients[index], np.shape(case.inputs[index])
    if gradient is None:
        return None if expected is None else Discrepancy("returns-none", "backward", index)
    best = None if expected is None else expected.value
    if array is None or array.dtype.kind == "c":
        everywhere = np.ones(shape, bool)
        detail = kind_of_value(gradient)
        return Discrepancy("gradient-value", "backward", index, expected=best, wrong=everywhere, detail=detail)
    if array.shape != shape:
        return Discrepancy("gradient-shape", "backward", index, got=array, expected=best)
    wrong = ~np.isfinite(array) if expected is None else expected.wrong(array)
    if np.any(wrong):
        return Discrepancy("gradient-value", "backward", index, got=array, expected=best, wrong=wrong)
    return None
