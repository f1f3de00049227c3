"""What is mutated: the library's gates with the settings of the contract, and right gates as students write them."""

import ast
import functools
import importlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

from autograder.mutation import Mutant, mutants
from coursekit import gates
from tests.corpus.entry import Family, Right, Wrong
from tests.corpus.truth import RULES
from tests.corpus.truth_cases import Settings, settings_of
from tests.coursekit.checking.right_gates import RIGHT


@dataclass(frozen=True)
class Target:
    """A right gate: its class, the gate of the contract that it is, and the settings with which both are made."""

    gate: type
    name: str
    settings: Settings = field(default_factory=dict)
    made_with: Settings = field(default_factory=dict)

    def __str__(self) -> str:
        settings = ", ".join(f"{name}={value!r}" for name, value in self.made_with.items())
        return f"{self.gate.__module__.rpartition('.')[2]}.{self.gate.__name__}({settings})"

    @property
    def reference(self) -> Any:
        """What `check` compares with."""
        return _made(getattr(gates, self.name), self.settings)

    @property
    def candidate(self) -> Any:
        """What `check` is given."""
        return _made(self.gate, self.made_with)

    def mutants(self) -> Iterator[Mutant]:
        """Yield the mutants of the class, and of what it uses of its own module."""
        yield from mutants(_source(self.gate))

    def mutated(self, mutant: Mutant) -> Callable[[], Any]:
        """Return the mutant, ready to be made. Raises whatever its class raises when it is defined."""
        namespace = dict(vars(sys.modules[self.gate.__module__]))
        exec(compile(mutant.source, f"<mutant of {self.gate.__name__}>", "exec"), namespace)
        return _made(namespace[self.gate.__name__], self.made_with)


def library() -> list[Target]:
    """Return the gates of the contract, each with all its settings."""
    return [Target(getattr(gates, name), name, settings, settings) for name in RULES for settings in settings_of(name)]


def students() -> list[Target]:
    """Return the right gates of the checker's own tests."""
    return [Target(gate, name) for gate, name in RIGHT]


def corpus() -> list[Target]:
    """Return one right gate of the corpus for each gate of the contract."""
    found: dict[str, Target] = {}
    for family in families():
        for entry in family.right_gates:
            target = target_of(entry)
            found.setdefault(target.name, target)
    return list(found.values())


def families() -> Iterator[Family]:
    """Yield the families of the corpus: those of the modules of this folder that have one."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if not path.stem.startswith("test_"):
            family = getattr(importlib.import_module(f"tests.corpus.{path.stem}"), "FAMILY", None)
            if isinstance(family, Family):
                yield family


def target_of(entry: Right | Wrong) -> Target:
    """Return what an entry of the corpus is, and what it should be, with its settings."""
    gate, made_with = _taken_apart(entry.gate)
    reference, settings = _taken_apart(entry.reference)
    name = reference if isinstance(reference, str) else reference.__name__
    return Target(gate, name.removesuffix("Gate"), settings, made_with)


def _taken_apart(made: Any) -> tuple[Any, Settings]:
    return (made.func, dict(made.keywords)) if isinstance(made, functools.partial) else (made, {})


def _made(gate: Any, settings: Settings) -> Any:
    return functools.partial(gate, **settings) if settings else gate


def _source(gate: type) -> str:
    """Return the source of a class, after that of the functions and base classes of its own module that it uses."""
    needed: dict[str, str] = {}
    _gather(gate, needed)
    return "\n\n".join(needed.values())


def _gather(thing: Any, needed: dict[str, str]) -> None:
    needed[thing.__name__] = ""  # so that a function that calls itself is not sought again
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(thing))).body
    assert isinstance(definition, (ast.ClassDef, ast.FunctionDef))
    definition.decorator_list = []  # they note a gate down in a family
    module = sys.modules[thing.__module__]
    for node in ast.walk(definition):
        used = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
        if isinstance(used, (type, FunctionType)) and used.__module__ == module.__name__ and node.id not in needed:
            _gather(used, needed)
    del needed[thing.__name__]
    needed[thing.__name__] = ast.unparse(definition)  # after all that it uses
