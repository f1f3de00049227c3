"""What stands in a test cell for an object of the student's.

A proxy looks like the object: it is called, its attributes are got and set, it is compared, indexed, iterated. All of
that happens in the worker; numbers, strings, arrays and lists come back by value, anything else as a further proxy. The
student's code can decide *what* comes back, never what the test makes of it.
"""

import contextlib
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from autograder.execution.session import Session, WorkerDied
from autograder.execution.wire import Handle
from coursekit.checking.exam import Answer, Question
from coursekit.checking.plain import Opaque, plain

T = TypeVar("T")

MAX_ITEMS = 100_000  # of an iterator in the worker, which may be endless

SPECIAL_ATTRIBUTES = frozenset({"__name__", "__qualname__", "__doc__"})


@dataclass(slots=True)
class Link:
    """Where a proxy's object is: in which session, under which name or handle. A handle is of one worker's life."""

    session: Session
    target: str | Handle
    epoch: int = 0

    def do(self, action: str, *arguments: Any, **keywords: Any) -> Any:
        """Do something with the object in the worker; see `worker.OPERATIONS`."""
        if isinstance(self.target, Handle) and self.epoch != self.session.epoch:
            raise WorkerDied(
                "crashed", f"the {self.target.type} object is gone: the notebook's process had to start anew"
            )
        sent = [self.send(argument) for argument in arguments]
        value = self.session.do(action, self.target, sent, {key: self.send(value) for key, value in keywords.items()})
        return self.receive(value)

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

    def receive(self, value: Any) -> Any:
        """Return what came from the worker, with proxies in place of handles."""
        if isinstance(value, Handle):
            return Proxy(Link(self.session, value, self.session.epoch))
        if isinstance(value, (list, tuple)):
            return type(value)(self.receive(item) for item in value)
        if isinstance(value, dict):
            return {key: self.receive(item) for key, item in value.items()}
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

    def __contains__(self, item: Any) -> bool:
        return _exactly(bool, link_of(self).do("contains", item))

    def __str__(self) -> str:
        return _exactly(str, link_of(self).do("str"))

    def __repr__(self) -> str:
        return _exactly(str, link_of(self).do("repr"))

    def __hash__(self) -> int:
        return hash(link_of(self).target)

    def __instancecheck__(self, instance: Any) -> bool:
        if not isinstance(instance, Proxy):
            return False
        link = link_of(self)
        return _exactly(
            bool, link.receive(link.session.do("call", "isinstance", [link.send(instance), link.send(self)]))
        )

    def __mro_entries__(self, bases: tuple[Any, ...]) -> NoReturn:
        raise TypeError(
            "a class cannot be derived from a student's class in a test cell: the two live in two processes"
        )

    def __coursekit_sit__(self, questions: Sequence[Question]) -> list[list[Answer]]:
        """Answer an exam: all questions at once, in the worker."""
        link = link_of(self)
        return link.session.examine(link.send(self), questions)

    def __coursekit_name__(self) -> str:
        """The name under which the student's object is known."""
        target = link_of(self).target
        return target if isinstance(target, str) else str(getattr(self, "__name__", target.type))


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


_BINARY = "add and floordiv lshift matmul mod mul or pow rshift sub truediv xor".split()
_OTHERS = "abs complex delitem eq float ge getitem gt index int invert le lt ne neg pos reversed round setitem".split()

for _name in _BINARY:
    _action = _name + "_" if _name in ("and", "or") else _name
    setattr(Proxy, f"__{_name}__", _operator(_action))
    setattr(Proxy, f"__r{_name}__", _operator(f"reflected-{_action}"))
for _name in _OTHERS:
    setattr(Proxy, f"__{_name}__", _operator(_name))


class StudentNames(MutableMapping[str, Any]):
    """The namespace of a test cell: the evaluator's own, except that the student's names reach the worker.

    Reading one gives a proxy that follows the name. Before a test assigns or deletes it (`orig = squares; del squares`
    is an idiom of nbgrader courses), the proxies handed out so far are bound to the object that it stood for.
    """

    def __init__(self, namespace: MutableMapping[str, Any], names: frozenset[str], session: Session) -> None:
        self.namespace = namespace
        self.session = session
        self.proxies = {name: Proxy(Link(session, name)) for name in names}
        namespace.update(self.proxies)

    def __getitem__(self, name: str) -> Any:
        return self.namespace[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.proxies and value is not self.proxies[name]:
            link = self._release(name)
            self.session.do("set-name", name, [link.send(value)])
            self.proxies[name] = value = Proxy(link)
        self.namespace[name] = value

    def __delitem__(self, name: str) -> None:
        if name in self.proxies:
            link = self._release(name)
            self.session.do("delete-name", name)
            self.proxies[name] = self.namespace[name] = Proxy(link)
        else:
            del self.namespace[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.namespace)

    def __len__(self) -> int:
        return len(self.namespace)

    def push_assigned(self) -> None:
        """Send on what was assigned behind this mapping's back, by a `global` statement in a function of the test's."""
        for name, proxy in list(self.proxies.items()):
            if self.namespace.get(name) is not proxy:
                if name in self.namespace:
                    self[name] = self.namespace[name]
                else:
                    del self[name]

    def _release(self, name: str) -> Link:
        """Bind the name's proxy to the object that the name stands for now; return a link for a new one."""
        link = link_of(self.proxies[name])
        with contextlib.suppress(NameError):  # the student has no such name: the old proxy keeps following it
            link.target, link.epoch = link.handle(), self.session.epoch
        return Link(self.session, name)
