"""What a thing is, asked in a way that the thing has no say in.

`isinstance` believes an object's `__class__`, and `cls.__name__` its metaclass. These ask the interpreter's own records.
"""

from typing import Any

_NAME = type.__dict__["__name__"]
_BASES = type.__dict__["__mro__"]
_MEMBERS = type.__dict__["__dict__"]


def is_a(thing: Any, kinds: type | tuple[type, ...]) -> bool:
    """Whether `thing` was made from one of `kinds` (or a subclass), whatever it says itself."""
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    return any(base is kind for base in _BASES.__get__(type(thing)) for kind in wanted)


def type_name(kind: type) -> str:
    """Return the name of a class as the interpreter keeps it."""
    return str.__str__(_NAME.__get__(kind))


def type_has(thing: Any, *names: str) -> bool:
    """Whether the class of `thing`, not the thing itself, defines all these names."""
    bases = _BASES.__get__(type(thing))
    return all(any(name in _MEMBERS.__get__(base) for base in bases) for name in names)
