"""Saved notebooks without a kernel: the widgets' pictures in the place of views that nothing drives.

A saved widget has two forms in the notebook, a view that needs a kernel or another machine's scripts, and a picture
with its description. Pages and repositories take the first and show nothing; without it, they show the second.

    jupyter nbconvert --to html --HTMLExporter.preprocessors=coursekit.widgets.saved.StaticWidgets notebook.ipynb
"""

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor

PNG = "image/png"
VIEW = "application/vnd.jupyter.widget-view+json"


def leave_pictures(notebook: Any) -> Any:
    """Take the views out of a notebook wherever a picture stands beside them, and return the notebook.

    The widgets' saved state goes, too, if no view is left that needs it.
    """
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    for output in outputs:
        if _has_picture(output):
            del output["data"][VIEW]
    if not any(VIEW in output.get("data", ()) for output in outputs):
        notebook.metadata.pop("widgets", None)
    return notebook


class StaticWidgets(Preprocessor):  # type: ignore[misc] # nbconvert has no types
    """Show the picture of every widget that has one, with its description."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with pictures for widgets."""
        for cell in nb.cells:
            for output in filter(_has_picture, cell.get("outputs", ())):
                # nbconvert's page says of every PNG that it has no description; of HTML it takes what it says.
                data = output["data"]
                told = escape(output.metadata.get(PNG, {}).get("alt", data.get("text/plain", "")))
                data["text/html"] = f'<img alt="{told}" style="max-width: 100%" src="data:{PNG};base64,{data[PNG]}">'
        return leave_pictures(nb), resources


def _has_picture(output: Any) -> bool:
    data = output.get("data", {})
    return VIEW in data and PNG in data
