"""Make the gallery: every widget in JupyterLab, light and dark, and narrow in Notebook 7; the notebook that has all.

python -m docs.make_gallery [NAME ...]    # needs chromium on the PATH
"""

import inspect
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor

from coursekit import widgets
from coursekit.widgets.explorer import Explorer
from coursekit.widgets.saved import leave_pictures
from tests.browsing import chromium, lines
from tests.jupyter import jupyter, opened
from tests.live import LiveStage

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs" / "gallery"
NOTEBOOK = ROOT / "notebooks" / "gallery.ipynb"
SHOTS = {"lab": ("light", "dark"), "notebook": ("narrow",)}
NARROW = 320
# So high that no view has to be scrolled.
WINDOW = {"width": 1300, "height": 3200}

# Where the start of a widget shows little yet.
SHOWN: dict[str, dict[str, object]] = {
    "BackpropExplorer": {"step": 5},
    "GraphStepper": {"step": 7},
    "TrainingPlayground": {"data": "moons", "epoch": 40},
}

HEAD = """# Gallery

Made by `python -m docs.make_gallery`: each widget in JupyterLab, light and dark, and in Notebook 7 where there are but
320 pixels for it. In a notebook:

```python
from coursekit import widgets

widgets.{first}()
```

[`notebooks/gallery.ipynb`](../../notebooks/gallery.ipynb) has them all.
"""


def summary(widget: type[Explorer]) -> str:
    """Return what its user does and sees: the first paragraph of the docstring."""
    return (inspect.getdoc(widget) or "").partition("\n\n")[0].replace("\n", " ")


def call(name: str) -> str:
    """Return how a widget is made for the gallery: `TrainingPlayground(epoch=40)`."""
    settings = ", ".join(f"{key}={value!r}" for key, value in SHOWN.get(name, {}).items())
    return f"{name}({settings})"


def shoot(names: list[str]) -> None:
    """Take the pictures of the widgets of these names."""
    with TemporaryDirectory() as folder, jupyter(folder) as server, chromium() as browser, lines():
        for where, shots in SHOTS.items():
            server.write(where, [""])
            with opened(browser, server, where, where) as page:
                page.set_viewport_size(WINDOW)
                for name in names:
                    widget = getattr(widgets, name)
                    stage = LiveStage(page, widget(**SHOWN.get(name, {})))
                    for shot in shots:
                        stage.look("dark" if shot == "dark" else "light")
                        if shot == "narrow":
                            stage.narrow(NARROW)
                        stage.settle()
                        stage.root.screenshot(path=str(GALLERY / f"{widget.name}-{shot}.png"))
                    stage.close()


def page() -> str:
    """Return the gallery's page."""
    parts = [HEAD.format(first=widgets.__all__[0])]
    for name in widgets.__all__:
        widget = getattr(widgets, name)
        alt = f"{name}: {widget.title}"
        parts.append(
            f"## {widget.title}\n\n`{name}`. {summary(widget)}\n\n![{alt}]({widget.name}-light.png)\n\n"
            f"[dark]({widget.name}-dark.png) · [narrow]({widget.name}-narrow.png)\n"
        )
    return "\n".join(parts)


def notebook() -> nbformat.NotebookNode:
    """Return the notebook with all widgets, not run yet."""
    intro = (
        "# All widgets\n\nRun a cell and use what appears below it: by mouse, finger or keyboard. Without a kernel you "
        "see the pictures that were saved."
    )
    cells = [nbformat.v4.new_markdown_cell(intro), nbformat.v4.new_code_cell("from coursekit import widgets")]
    for name in widgets.__all__:
        widget = getattr(widgets, name)
        cells.append(nbformat.v4.new_markdown_cell(f"## {widget.title}\n\n{summary(widget)}"))
        cells.append(nbformat.v4.new_code_cell(f"widgets.{call(name)}"))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # the same at every run
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def main(names: list[str]) -> None:
    """Take the pictures, write the page, run the notebook and store it with its pictures."""
    GALLERY.mkdir(exist_ok=True)
    NOTEBOOK.parent.mkdir(exist_ok=True)
    shoot(names or widgets.__all__)
    (GALLERY / "README.md").write_text(page(), encoding="utf-8")
    made = notebook()
    ExecutePreprocessor(kernel_name="python3").preprocess(made, {})
    for cell in made.cells:
        cell.metadata.pop("execution", None)  # the times of this run
    made.metadata.pop("language_info", None)
    nbformat.write(leave_pictures(made), NOTEBOOK)


if __name__ == "__main__":
    main(sys.argv[1:])
