"""Finding the right solution to compare a candidate with: by what the caller gives, or by the candidate's name."""

import difflib
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np

from coursekit.checking.honest import is_a, type_has, type_name
from coursekit.checking.reference import Reference

# What the library has besides gates: candidates by these names run programs, or differentiate them.
OF_PROGRAMS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("Tensor", "Value", "Variable"), ("coursekit.autodiff", "Tensor")),
    **dict.fromkeys(("ComputationalGraph", "Graph"), ("coursekit.gates", "Graph")),
    "numerical_gradient": ("coursekit.autodiff", "centred"),
    "gradient_check": ("coursekit.checking.programs.checker_plan", "gradient_check"),
}

_registered: dict[str, Any] = {}


def register_reference(name: str, reference: Any) -> None:
    """Let `check` find `reference` (a gate class, `partial`, instance or function) for candidates called `name`.

    A registered name goes before the library's own, so an instructor's solution is what students are compared with.
    """
    if not isinstance(name, str) or not name:
        raise TypeError(f"register_reference got the name {name!r}; it takes the candidate's name as a string")
    Reference.of(reference, name)  # says at once if it can't be one
    _registered[name] = reference


def clear_references() -> None:
    """Forget all registered references."""
    _registered.clear()


@contextmanager
def references(**by_name: Any) -> Iterator[None]:
    """Within the block, have just these references registered."""
    before = dict(_registered)
    clear_references()
    try:
        for name, reference in by_name.items():
            register_reference(name, reference)
        yield
    finally:
        clear_references()
        _registered.update(before)


def name_of(candidate: Any) -> str:
    """Return the candidate's own name: a class's or function's, an instance's class's, a `partial`'s function's."""
    if is_a(candidate, functools.partial):
        return name_of(candidate.func)
    if is_examinee(candidate):
        return str(candidate.__coursekit_name__())
    if is_a(candidate, type):
        return type_name(candidate)
    if is_a(candidate, (FunctionType, BuiltinFunctionType, MethodType, np.ufunc)):
        return str(candidate.__name__)
    return type_name(type(candidate))


def is_examinee(candidate: Any) -> bool:
    """Whether `candidate` answers exams itself. Its type is asked; an attribute of the instance makes no such claim."""
    return type_has(candidate, "__coursekit_sit__", "__coursekit_name__")


def find_reference(candidate: Any, given: Any = None) -> Reference:
    """Return what `candidate` is to be compared with.

    `given`: a class, `partial`, instance or function; a name; or None for the candidate's own name.
    Raises LookupError, naming close matches, if no reference goes by the name.
    """
    if given is not None and not isinstance(given, str):
        return Reference.of(given)
    name = given if given is not None else name_of(candidate)
    registered = next((spelling for spelling in _spellings(name) if spelling in _registered), None)
    found = _registered[registered] if registered is not None else _in_library(name)
    if found is None:
        raise LookupError(_not_found(name, by_candidate=given is None))
    if is_a(candidate, functools.partial) and (candidate.args or candidate.keywords):
        # The hyperparameters that the candidate is made with are the reference's, too.
        found = functools.partial(found, *candidate.args, **candidate.keywords)
    return Reference.of(found, registered)


def _spellings(name: str) -> list[str]:
    return [name, name.removesuffix("Gate"), name + "Gate"]


def _in_library(name: str) -> Any:
    from coursekit import gates

    if name in OF_PROGRAMS:
        module, attribute = OF_PROGRAMS[name]
        return getattr(import_module(module), attribute)
    try:
        return gates.find_gate(name)
    except LookupError:
        return None


def _not_found(name: str, by_candidate: bool) -> str:
    from coursekit import gates

    known = sorted({*_registered, *gates.gate_names(), *OF_PROGRAMS})
    close = difflib.get_close_matches(name.removesuffix("Gate"), known, n=3)
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    what = (
        f"no reference is known by the candidate's name, {name}" if by_candidate else f"no reference is called {name!r}"
    )
    return (
        f"{what}.{hint} Say what to compare with: check(..., reference=...), a gate class, a function or a known name"
    )
