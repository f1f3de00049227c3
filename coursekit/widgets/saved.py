"""Saved notebooks without a kernel: an nbconvert preprocessor that lets pages and PDFs show the widgets' pictures.

A saved widget has two forms in the notebook, a view that needs a kernel or another machine's scripts, and a picture
with its description. nbconvert takes the first; after this preprocessor there is only the second.

    jupyter nbconvert --to html --HTMLExporter.preprocessors=coursekit.widgets.saved.StaticWidgets notebook.ipynb
"""

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor

PNG = "image/png"
VIEW = "application/vnd.jupyter.widget-view+json"


class StaticWidgets(Preprocessor):  # type: ignore[misc] # nbconvert has no types
    """Show the picture of every widget that has one, and leave out the widgets' saved state if no view is left."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with pictures for widgets."""
        nb, resources = super().preprocess(nb, resources)
        views = [output for cell in nb.cells for output in cell.get("outputs", ()) if VIEW in output.get("data", ())]
        if not views:
            nb.metadata.pop("widgets", None)
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Put pictures in the place of the views of a cell's outputs."""
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if VIEW in data and PNG in data:
                del data[VIEW]
                # nbconvert's page says of every PNG that it has no description; of HTML it takes what it says.
                told = escape(output.metadata.get(PNG, {}).get("alt", data.get("text/plain", "")))
                data["text/html"] = f'<img alt="{told}" style="max-width: 100%" src="data:{PNG};base64,{data[PNG]}">'
        return cell, resources
