"""Plain controls of ipywidgets for any explorer, with its picture below: for places that cannot load its view."""

import json
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets
import traitlets as t

from coursekit.widgets.codec import pack, unpack
from coursekit.widgets.explorer import Explorer

Convert = Callable[[Any], Any]


def plain_controls(explorer: Explorer) -> ipywidgets.VBox:
    """Return a control for every setting, the picture, what there is to see in words, and what went wrong."""
    picture = ipywidgets.Image(format="png")
    told, wrong = ipywidgets.HTML(), ipywidgets.HTML()
    controls = [_control(explorer, trait, wrong) for trait in explorer.settings().values()]

    def show(_change: Any = None) -> None:
        picture.value = explorer.export("png")
        picture.alt = explorer._told
        told.value = f"<p>{escape(explorer._told)}</p>"

    show()
    explorer.observe(show, names=["_scene", "_told"])
    return ipywidgets.VBox([ipywidgets.HTML(f"<b>{escape(explorer.title)}</b>"), *controls, wrong, picture, told])


def _control(explorer: Explorer, trait: Any, wrong: ipywidgets.HTML) -> ipywidgets.Widget:
    """Return the control of a setting. What it is set to and does not fit is told in `wrong`, and goes back."""
    control, read, write = _made(trait)
    control.description = trait.metadata["label"]
    control.style.description_width = "initial"

    def show(_change: Any = None) -> None:
        control.value = write(getattr(explorer, trait.name))

    def changed(change: Any) -> None:
        wrong.value = ""
        try:
            setattr(explorer, trait.name, read(change.new))
        except Exception as error:  # whatever it is: nobody sees the traceback of a control
            show()
            wrong.value = f"<p role='alert'>{escape(str(error))}</p>"

    show()
    explorer.observe(show, names=[trait.name])
    control.observe(changed, names=["value"])
    return control


def _made(trait: Any) -> tuple[Any, Convert, Convert]:
    """Return the control for a type of setting, and what turns its value into the setting's and back."""
    as_it_is: tuple[Convert, Convert] = (lambda value: value, lambda value: value)
    if isinstance(trait, t.Bool):
        return ipywidgets.Checkbox(), *as_it_is
    if isinstance(trait, t.Enum):
        return ipywidgets.Dropdown(options=list(trait.values or ())), *as_it_is
    if isinstance(trait, (t.Int, t.Float)) and trait.min is not None and trait.max is not None:
        return _number(trait), *as_it_is
    if isinstance(trait, t.Unicode):
        return ipywidgets.Text(continuous_update=False), *as_it_is
    if isinstance(trait, t.List) and isinstance(trait._trait, t.Enum):
        return ipywidgets.SelectMultiple(options=list(trait._trait.values or ())), list, tuple
    # Numbers in lists, and lists by name, are typed as JSON has them.
    field = ipywidgets.Text(continuous_update=False)
    return field, _read, lambda value: json.dumps(pack(value), ensure_ascii=False)


def _read(text: str) -> Any:
    try:
        return unpack(json.loads(text))
    except ValueError:
        raise ValueError(
            f'{text!r} cannot be read: write numbers as 0.5, lists of them as [1, 0.5], names as "x"'
        ) from None


def _number(trait: Any) -> Any:
    whole = isinstance(trait, t.Int)
    limits = {"min": trait.min, "max": trait.max}
    # A slider of ten thousand steps cannot be set; and FloatLogSlider's limits are exponents, which are not exact.
    if trait.max - trait.min > 10_000 or trait.metadata.get("log"):
        return (ipywidgets.BoundedIntText if whole else ipywidgets.BoundedFloatText)(trait.min, **limits)
    if whole:
        return ipywidgets.IntSlider(trait.min, continuous_update=False, **limits)
    step = trait.metadata.get("step", (trait.max - trait.min) / 200)
    return ipywidgets.FloatSlider(trait.min, step=step, continuous_update=False, **limits)
