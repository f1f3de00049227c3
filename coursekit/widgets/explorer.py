"""What all widgets are: settings that are checked, a result computed from them, a scene for the view, and a picture.

    settings ──compute()──> result ──scene()──> view (static/<name>.js, in the browser)
                              └──picture()──> figure() (matplotlib, where no kernel runs)

The settings are traits, and are the interface: assign them, observe them, link them. Whoever changes one, in Python or
in the browser, gets a new result; what cannot be computed is told, and the last good result stays.
"""

import base64
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Self

import anywidget
import traitlets as t
from ipywidgets import DOMWidget
from matplotlib.figure import Figure

from coursekit.plots.drawing import FORMATS, animation_bytes, image_bytes
from coursekit.plots.palette import DARK, LIGHT, Palette
from coursekit.widgets.codec import pack, unpack
from coursekit.widgets.modules import script, style

# The GIF of a picture that moves: a function that changes the figure into one of its frames, and these.
Animation = tuple[Figure, Callable[[int], object], Sequence[int]]

MIME = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "gif": "image/gif"}
LARGEST_SEED = 2**31 - 1


def setting(trait: Any, label: str, **about: Any) -> Any:
    """Return a trait as a setting: a new value needs a new result.

    label: what its control is called. about: `log=True` for a logarithmic slider, `step` for its step.
    """
    return trait.tag(sync=True, label=label, setting="result", **about)


def place(trait: Any, label: str, **about: Any) -> Any:
    """Return a trait as a place: where one looks at a result, such as the step that is shown. It needs no new one."""
    return trait.tag(sync=True, label=label, setting="place", **about)


class Explorer(anywidget.AnyWidget):
    """A widget about one idea. Subclasses declare settings and give `compute`, `scene`, `picture` and `describe`."""

    name: ClassVar[str] = ""
    title: ClassVar[str]

    # What is emptied when a setting changes, unless it is given with it: what was edited by hand gives way to what a
    # new seed draws.
    forgets: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    seed = setting(t.Int(0, min=0, max=LARGEST_SEED), "seed")

    _scene = t.Dict().tag(sync=True)
    _about = t.Dict().tag(sync=True)
    _told = t.Unicode().tag(sync=True)
    _error = t.Unicode().tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "name" in cls.__dict__:
            cls._esm = script(cls.name)
            cls._css = style(cls.name)
        super().__init_subclass__(**kwargs)

    def __init__(self, **settings: Any) -> None:
        self._held = False
        self._touched: set[str] = set()
        self._given: Sequence[str] = ()
        self.result: Any = None
        self._refuse_unknown(settings, (*self.settings(), *DOMWidget.class_trait_names()))
        super().__init__(**settings)
        self._about = {"name": self.name, "title": self.title, "moves": self.moves, "settings": self._descriptions()}
        self._start = self._values()
        self._refresh()
        self.observe(self._changed, names=list(self.settings()))
        self.on_msg(self._received)

    # -- what a subclass gives --

    def compute(self) -> Any:
        """Return the result for the settings, a frozen dataclass."""
        raise NotImplementedError

    def scene(self, result: Any) -> Mapping[str, Any]:
        """Return what the view draws: numbers, strings, arrays, lists and dictionaries of them."""
        raise NotImplementedError

    def picture(self, result: Any, palette: Palette) -> Figure:
        """Return the picture of the result."""
        raise NotImplementedError

    def describe(self, result: Any) -> str:
        """Return what there is to see in a sentence or two, with its numbers: for those who read or hear it."""
        raise NotImplementedError

    def animation(self, result: Any, palette: Palette) -> Animation | None:
        """Return the picture that moves; None if nothing does."""
        return None

    def receive(self, message: Mapping[str, Any]) -> None:
        """Act on what the view asks for beyond settings: `frame.ask({kind: ...})` there."""
        raise ValueError(f"{type(self).__name__} does not know what to do when asked for {message.get('kind')!r}")

    # -- what everybody may use --

    @property
    def moves(self) -> bool:
        """Whether there is something to play, which can be saved as a GIF."""
        return type(self).animation is not Explorer.animation

    def figure(self, *, dark: bool = False) -> Figure:
        """Return the picture of what is shown now, a matplotlib `Figure`."""
        return self.picture(self.result, DARK if dark else LIGHT)

    def export(self, kind: str = "png", *, dark: bool = False) -> bytes:
        """Return the picture as a file's content. kind: `"png"`, `"svg"`, `"pdf"`, or `"gif"` if something moves."""
        if kind != "gif":
            if kind not in FORMATS:
                raise ValueError(f"{kind!r} is no kind of picture; there are {', '.join((*FORMATS, 'gif'))}")
            return image_bytes(self.figure(dark=dark), kind, title=self.title)
        animation = self.animation(self.result, DARK if dark else LIGHT)
        if animation is None:
            raise ValueError(f"nothing moves in {type(self).__name__}; save it as png, svg or pdf")
        return animation_bytes(*animation)

    def save(self, path: str | Path, *, dark: bool = False) -> Path:
        """Write the picture to a file, whose ending says what kind: .png, .svg, .pdf, or .gif if something moves."""
        file = Path(path)
        file.write_bytes(self.export(file.suffix.lower().removeprefix("."), dark=dark))
        return file

    @classmethod
    def settings(cls) -> dict[str, Any]:
        """Return the traits that are settings, by name."""
        found: dict[str, Any] = cls.class_traits(setting=lambda kind: kind is not None)
        return found

    def state_dict(self) -> dict[str, Any]:
        """Return the settings as JSON has them; `from_state` makes an equal widget of it."""
        return {"widget": type(self).__name__, **pack(self._values())}

    @classmethod
    def from_state(cls, state: Mapping[str, Any], *own: Any) -> Self:
        """Return the widget whose `state_dict()` this was.

        own: what the widget was made with besides settings, such as a function: JSON does not have it.

        Raises ValueError if it was that of another kind of widget, TypeError or TraitError if a setting does not fit.
        """
        if state.get("widget", cls.__name__) != cls.__name__:
            raise ValueError(f"this is the state of {state['widget']}, and not of {cls.__name__}")
        return cls(*own, **{name: unpack(value) for name, value in state.items() if name != "widget"})

    def reset(self) -> None:
        """Go back to the settings that the widget was made with."""
        self.update(**self._start)

    def update(self, **settings: Any) -> None:
        """Change several settings at once: all of them, or none if one does not fit."""
        self._refuse_unknown(settings, tuple(self.settings()))
        with self._gathered(settings), self.hold_trait_notifications():
            for name, value in settings.items():
                setattr(self, name, value)

    def plain(self) -> Any:
        """Return plain sliders and menus with the picture below, for places that cannot load the view."""
        from coursekit.widgets.plain import plain_controls

        return plain_controls(self)

    # -- how it works --

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.settings()}

    def _refresh(self) -> None:
        """Compute the result of the settings and show it."""
        result = self.compute()
        scene, told = pack(self.scene(result)), self.describe(result)
        with self.hold_sync():  # one message, which is there sooner than three
            self.result, self._scene, self._told, self._error = result, scene, told, ""

    def _changed(self, change: Any) -> None:
        if self._held:
            self._note(change.name)
            return
        with self._gathered([change.name], before={**self._values(), change.name: change.old}):
            self._note(change.name)

    def _note(self, changed: str) -> None:
        """Remember that a setting has changed, and empty what gives way to it."""
        self._touched.add(changed)
        for name in self.forgets.get(changed, ()):
            if name not in self._given:
                setattr(self, name, type(getattr(self, name))())

    def _follow(self, touched: set[str]) -> None:
        """Show what follows from settings that have changed: a new result, or the same one at another place."""
        kinds = {self.settings()[name].metadata["setting"] for name in touched}
        if "result" in kinds:
            self._refresh()
        elif kinds:
            self._told = self.describe(self.result)

    @contextmanager
    def _gathered(self, given: Iterable[str], before: Mapping[str, Any] | None = None) -> Iterator[None]:
        """Compute once, whatever is changed within; if that fails, nothing has changed.

        given: the settings that somebody means to change. before: all settings, if one of them has changed already.
        """
        before = self._values() if before is None else before
        self._held, self._touched, self._given = True, set(), tuple(given)
        try:
            yield
            self._follow(self._touched)
        except Exception:
            self._given = tuple(before)
            for name, value in before.items():
                setattr(self, name, value)
            raise
        finally:
            self._held = False

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser changed; what does not fit is told there, and goes back to what it was."""
        with self._told_errors(list(sync_data)), self._gathered(sync_data):
            super().set_state(sync_data)

    def _received(self, _widget: Any, message: Any, _buffers: Any) -> None:
        with self._told_errors([]):
            kind = message.get("kind")
            if kind == "reset":
                self.reset()
            elif kind == "another seed":
                self.seed = random.SystemRandom().randrange(10_000)
            elif kind == "export":
                content = self.export(message["format"], dark=bool(message.get("dark")))
                name = f"{self.name}.{message['format']}"
                self.send({"kind": "file", "name": name, "type": MIME[message["format"]]}, [content])
            else:
                self.receive(message)

    @contextmanager
    def _told_errors(self, names: list[str]) -> Iterator[None]:
        """Nobody sees a traceback that a message from the browser causes: say it in the view."""
        try:
            yield
        except Exception as error:
            expected = isinstance(error, (ValueError, t.TraitError))
            self._error = str(error) if expected else f"{type(error).__name__}: {error}"
            self.send_state([name for name in names if self.has_trait(name)])

    def _refuse_unknown(self, given: Mapping[str, Any], known: Sequence[str]) -> None:
        for name in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                meant = f"did you mean {near[0]}? " if near else ""
                raise TypeError(
                    f"{type(self).__name__} has no setting {name!r}; {meant}It has {', '.join(self.settings())}"
                )

    def _descriptions(self) -> dict[str, Any]:
        return {name: pack(_description(trait)) for name, trait in self.settings().items()}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if bundle is not None else ({}, {})
        told = f"{self.title}. {self._told}"
        data["text/plain"] = told
        data["image/png"] = base64.b64encode(self.export("png")).decode("ascii")
        return data, {**metadata, "image/png": {"alt": told}}


def _description(trait: Any) -> dict[str, Any]:
    """Return what a control must know of a trait."""
    about = {name: trait.metadata[name] for name in ("label", "log", "step") if name in trait.metadata}
    about["place"] = trait.metadata["setting"] == "place"
    if isinstance(trait, t.Bool):
        return {**about, "kind": "switch"}
    if isinstance(trait, t.Enum):
        return {**about, "kind": "choice", "options": list(trait.values or ())}
    if isinstance(trait, (t.Int, t.Float)):
        kind = "whole" if isinstance(trait, t.Int) else "real"
        return {**about, "kind": kind, "min": _limit(trait.min), "max": _limit(trait.max)}
    return {**about, "kind": "other"}


def _limit(limit: Any) -> Any:
    return None if limit is None or not math.isfinite(limit) else limit
