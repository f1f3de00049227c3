"""What stands in a test cell for an object of the student's.

A proxy looks like the object: it is called, its attributes are got and set, it is compared, indexed, iterated. All of
that happens in the worker; numbers, strings, arrays and lists come back by value, anything else as a further proxy. The
student's code can decide *what* comes back, never what the test makes of it.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from autograder.execution.operations import BINARY, MEETING, perform
from autograder.execution.session import Session, WorkerDied
from autograder.execution.shadow import UNKNOWN, Shadows, is_data
from autograder.execution.wire import Handle
from coursekit.checking.exam import Answer, Question
from coursekit.checking.plain import Opaque, plain

T = TypeVar("T")

# Expected of an item where data is expected, but none that corresponds to it: data of whatever kind.
UNKNOWN_ITEM = 0

MAX_ITEMS = 100_000  # of an iterator in the worker, which may be endless

SPECIAL_ATTRIBUTES = frozenset({"__name__", "__qualname__", "__doc__"})


@dataclass(slots=True)
class Link:
    """Where a proxy's object is: in which session, under which name or handle. A handle is of one worker's life.

    shadow: the instructor's own object at this place; shadows: how to do something with it.
    """

    session: Session
    target: str | Handle
    epoch: int = 0
    shadow: Any = UNKNOWN
    shadows: Shadows | None = None

    def do(self, action: str, *arguments: Any, **keywords: Any) -> Any:
        """Do something with the object in the worker, and first with the instructor's here; see `operations`."""
        if isinstance(self.target, Handle) and self.epoch != self.session.epoch:
            raise WorkerDied(
                "crashed", f"the {self.target.type} object is gone: the notebook's process had to start anew"
            )
        if self.shadow is not UNKNOWN and is_data(self.shadow):  # the value of a name: it is looked up each time
            return perform(
                action, self.receive(self.session.do("value", self.target), self.shadow), arguments, keywords
            )
        sent = [self.send(argument) for argument in arguments]
        sent_keywords = {key: self.send(value) for key, value in keywords.items()}
        expected = self.expect(action, arguments, keywords)
        if expected is UNKNOWN and action in MEETING and not isinstance(arguments[0], Proxy):
            raise TypeError(
                f"an object of type {self.kind} meets a value in {action!r}, which would leave the outcome to the "
                "object's own code: compare its attributes, or what its methods return"
            )
        return self.receive(self.session.do(action, self.target, sent, sent_keywords), expected)

    @property
    def kind(self) -> str:
        """The type of the student's object, in its own words."""
        return self.target.type if isinstance(self.target, Handle) else "object"

    def expect(self, action: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Return what the instructor's code gives."""
        if self.shadows is None:
            return UNKNOWN
        own = [shadow_of(argument) for argument in arguments]
        return self.shadows.perform(action, self.shadow, own, {key: shadow_of(item) for key, item in keywords.items()})

    def send(self, value: Any) -> Any:
        """Return an argument as it crosses to the worker: plain data, and handles for the student's own objects."""
        if isinstance(value, Proxy):
            link = link_of(value)
            return link.target if isinstance(link.target, Handle) else link.handle()
        if type(value) in (list, tuple):
            return type(value)(self.send(item) for item in value)
        if type(value) is dict:
            return {key: self.send(item) for key, item in value.items()}
        data = plain(value)
        if isinstance(data, Opaque):
            raise TypeError(
                f"an object of type {data.type} cannot cross to the student's process: pass numbers, strings, arrays, "
                "lists, dicts, or objects that the student's own code made"
            )
        return data

    def handle(self) -> Handle:
        """Return a handle for the object that a name stands for now."""
        handle = self.session.do("handle", self.target)
        if not isinstance(handle, Handle):
            raise WorkerDied("crashed", "the notebook's process answered what is no handle")
        return handle

    def receive(self, value: Any, expected: Any) -> Any:
        """Return what came from the worker, with proxies in place of handles; TypeError for one in place of data."""
        if isinstance(value, Handle):
            if expected is not UNKNOWN and is_data(expected):
                raise TypeError(
                    f"an object of type {value.type} came back where {type(expected).__name__} is expected: "
                    "give ordinary numbers, strings, arrays or lists"
                )
            return Proxy(Link(self.session, value, self.session.epoch, expected, self.shadows))
        if type(value) in (list, tuple):
            alike = type(expected) in (list, tuple) and len(expected) == len(value)
            items = expected if alike else [UNKNOWN_ITEM if is_data(expected) else UNKNOWN] * len(value)
            return type(value)(map(self.receive, value, items))
        if type(value) is dict:
            known = expected if type(expected) is dict else {}
            other = UNKNOWN_ITEM if is_data(expected) else UNKNOWN
            return {key: self.receive(item, known.get(key, other)) for key, item in value.items()}
        return value


class Proxy:
    """Stands for an object of the student's."""

    __slots__ = ("__link",)

    def __init__(self, link: Link) -> None:
        object.__setattr__(self, "_Proxy__link", link)

    def __getattr__(self, name: str) -> Any:
        hidden = name.startswith(("_repr_", "_ipython_")) or (name.startswith("__") and name not in SPECIAL_ATTRIBUTES)
        if hidden:  # what Python, NumPy and IPython probe for; a proxy has what its class says, and no more
            raise AttributeError(name)
        return link_of(self).do("getattr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        link_of(self).do("setattr", name, value)

    def __delattr__(self, name: str) -> None:
        link_of(self).do("delattr", name)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return link_of(self).do("call", *arguments, **keywords)

    def __iter__(self) -> Iterator[Any]:
        iterator = link_of(link_of(self).do("iter"))
        for _ in range(MAX_ITEMS):
            try:
                item = iterator.do("next")
            except StopIteration:
                return
            yield item
        raise ValueError(f"more than {MAX_ITEMS} items: an endless iterator?")

    def __bool__(self) -> bool:
        return _exactly(bool, link_of(self).do("bool"))

    def __len__(self) -> int:
        return _exactly(int, link_of(self).do("len"))

    def __eq__(self, other: Any) -> Any:
        return False if other is None else link_of(self).do("eq", other)  # None would have come by value

    def __ne__(self, other: Any) -> Any:
        return True if other is None else link_of(self).do("ne", other)

    def __str__(self) -> str:
        return _exactly(str, link_of(self).do("str"))

    def __repr__(self) -> str:
        return _exactly(str, link_of(self).do("repr"))

    def __hash__(self) -> int:
        return hash(link_of(self).target)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, Proxy) and _exactly(bool, link_of(instance).do("isinstance", self))

    def __mro_entries__(self, bases: tuple[Any, ...]) -> NoReturn:
        raise TypeError(
            "a class cannot be derived from a student's class in a test cell: the two live in two processes"
        )

    def __coursekit_sit__(self, questions: Sequence[Question]) -> list[list[Answer]]:
        """Answer an exam: all questions at once, in the worker."""
        link = link_of(self)
        return link.session.examine(link.send(self), questions)

    def __coursekit_bind__(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> "Proxy":
        """Return a proxy for a `partial` of the student's object, made in the worker."""
        bound = link_of(self).do("bind", *arguments, **keywords)
        if not isinstance(bound, Proxy):
            raise WorkerDied("crashed", "the notebook's process answered what is no handle")
        return bound

    def __coursekit_name__(self) -> str:
        """The name under which the student's object is known."""
        target = link_of(self).target
        return target if isinstance(target, str) else str(getattr(self, "__name__", target.type))


def shadow_of(value: Any) -> Any:
    """Return an argument as the instructor's code gets it: data copied, the instructor's objects for the student's."""
    if isinstance(value, Proxy):
        return link_of(value).shadow
    if type(value) in (list, tuple):
        items = [shadow_of(item) for item in value]
        return UNKNOWN if any(item is UNKNOWN for item in items) else type(value)(items)
    if type(value) is dict:
        pairs = {key: shadow_of(item) for key, item in value.items()}
        return UNKNOWN if any(item is UNKNOWN for item in pairs.values()) else pairs
    return plain(value) if is_data(value) else UNKNOWN


def link_of(proxy: Proxy) -> Link:
    """Return a proxy's link, which no attribute of the student's can hide."""
    link: Link = object.__getattribute__(proxy, "_Proxy__link")
    return link


def _exactly(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, got {type(value).__name__}")
    return value


def _operator(action: str) -> Callable[..., Any]:
    def operate(self: Proxy, *arguments: Any) -> Any:
        return link_of(self).do(action, *arguments)

    return operate


for _action in BINARY:
    _name = _action.rstrip("_")
    setattr(Proxy, f"__{_name}__", _operator(_action))
    setattr(Proxy, f"__r{_name}__", _operator(f"reflected-{_action}"))
for _name in "abs complex delitem float ge getitem gt index int invert le lt neg pos reversed round setitem".split():
    setattr(Proxy, f"__{_name}__", _operator(_name))


class StudentNames(MutableMapping[str, Any]):
    """The namespace of a test cell: the evaluator's own, except that the student's names reach the worker.

    Reading one gives its value where the instructor's is data, else a proxy that follows the name. Before a test
    assigns or deletes it (`orig = squares; del squares` is an idiom of nbgrader courses), the proxies handed out so far
    are bound to the object that it stood for.
    """

    def __init__(self, namespace: MutableMapping[str, Any], names: frozenset[str], session: Session) -> None:
        """Put proxies into `namespace`, which holds the instructor's own values, in place of the student's names."""
        self.namespace = namespace
        self.session = session
        self.shadows = Shadows(namespace, names)
        self.proxies = {name: Proxy(self._link(name)) for name in names}
        namespace.update(self.proxies)
        for name, value in self.shadows.values.items():
            if is_data(value):  # for functions, which don't look names up here
                with contextlib.suppress(Exception, WorkerDied):  # a use of the name will say what is amiss
                    namespace[name] = self[name]

    def __getitem__(self, name: str) -> Any:
        if name in self.proxies and is_data(self.shadows.values.get(name, UNKNOWN)):
            link = link_of(self.proxies[name])
            return link.receive(self.session.do("value", name), link.shadow)
        return self.namespace[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.proxies and value is not self.proxies[name]:
            self._release(name)
            self.session.do("set-name", name, [link_of(self.proxies[name]).send(value)])
            self.shadows.values[name] = shadow_of(value)
            self.proxies[name] = value = Proxy(self._link(name))
        self.namespace[name] = value

    def __delitem__(self, name: str) -> None:
        if name in self.proxies:
            self._release(name)
            self.session.do("delete-name", name)
            self.shadows.values.pop(name, None)
            self.proxies[name] = self.namespace[name] = Proxy(self._link(name))
        else:
            del self.namespace[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.namespace)

    def __len__(self) -> int:
        return len(self.namespace)

    def push_assigned(self) -> None:
        """Send on what was assigned behind this mapping's back, by a `global` statement in a function of the test's."""
        for name, proxy in list(self.proxies.items()):
            if self.namespace.get(name) is not proxy and not is_data(self.shadows.values.get(name, UNKNOWN)):
                if name in self.namespace:
                    self[name] = self.namespace[name]
                else:
                    del self[name]

    def _link(self, name: str) -> Link:
        return Link(self.session, name, 0, self.shadows.values.get(name, UNKNOWN), self.shadows)

    def _release(self, name: str) -> None:
        """Bind the name's proxy to the object that the name stands for now."""
        link = link_of(self.proxies[name])
        with contextlib.suppress(NameError):  # the student has no such name: the old proxy keeps following it
            link.target, link.epoch = link.handle(), self.session.epoch
