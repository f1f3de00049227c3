"""Plain controls of ipywidgets for any explorer, with its picture below: for places that cannot load its view."""

from html import escape
from typing import Any

import ipywidgets
import traitlets as t

from coursekit.widgets.explorer import Explorer


def plain_controls(explorer: Explorer) -> ipywidgets.VBox:
    """Return a control for every setting that has one, the picture, and what there is to see in words."""
    picture = ipywidgets.Image(format="png")
    told = ipywidgets.HTML()
    controls = [control for trait in explorer.settings().values() if (control := _control(explorer, trait))]

    def show(_change: Any = None) -> None:
        picture.value = explorer.export("png")
        picture.alt = explorer._told
        told.value = f"<p>{escape(explorer._told)}</p>"

    show()
    explorer.observe(show, names=["_scene", "_told"])
    return ipywidgets.VBox([ipywidgets.HTML(f"<b>{escape(explorer.title)}</b>"), *controls, picture, told])


def _control(explorer: Explorer, trait: Any) -> ipywidgets.Widget | None:
    """Return a control that is linked to a setting; None if there is no plain one for its type."""
    options = {"description": trait.metadata["label"], "style": {"description_width": "initial"}}
    control: Any
    if isinstance(trait, t.Bool):
        control = ipywidgets.Checkbox(**options)
    elif isinstance(trait, t.Enum):
        control = ipywidgets.Dropdown(options=list(trait.values or ()), **options)
    elif isinstance(trait, (t.Int, t.Float)) and trait.min is not None and trait.max is not None:
        control = _number(explorer, trait, options)
    else:
        return None
    t.link((explorer, trait.name), (control, "value"))
    return control


def _number(explorer: Explorer, trait: Any, options: dict[str, Any]) -> Any:
    whole = isinstance(trait, t.Int)
    limits = {"min": trait.min, "max": trait.max}
    value = getattr(explorer, trait.name)
    if trait.max - trait.min > 10_000:
        text = ipywidgets.BoundedIntText if whole else ipywidgets.BoundedFloatText
        return text(value, **limits, **options)
    if whole:
        return ipywidgets.IntSlider(value, continuous_update=False, **limits, **options)
    step = trait.metadata.get("step", (trait.max - trait.min) / 200)
    if not trait.metadata.get("log"):
        return ipywidgets.FloatSlider(value, step=step, continuous_update=False, **limits, **options)
    # FloatLogSlider's limits are exponents: let it be chosen among steps that are exact.
    return ipywidgets.BoundedFloatText(value, **limits, **options)
