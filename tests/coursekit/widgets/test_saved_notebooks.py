"""A saved notebook shows every widget's picture, without a kernel and without another machine."""

import base64
import re

import nbformat
import pytest
from nbconvert import HTMLExporter

from coursekit.widgets import ActivationExplorer
from coursekit.widgets.saved import VIEW, StaticWidgets

pytestmark = pytest.mark.slow

# What nbconvert's own page would fetch for formulas and diagrams.
OFFLINE = dict.fromkeys(("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), "")


@pytest.fixture(name="notebook")
def _notebook():
    data, metadata = ActivationExplorer(function="tanh")._repr_mimebundle_()
    shown = nbformat.v4.new_output("display_data", data, metadata=metadata)
    foreign = nbformat.v4.new_output("display_data", {VIEW: {"model_id": "x"}, "text/plain": "Slider()"})
    cells = [
        nbformat.v4.new_markdown_cell("# Activations"),
        nbformat.v4.new_code_cell("ActivationExplorer()", outputs=[shown, nbformat.v4.new_output("stream", text="hi")]),
        nbformat.v4.new_code_cell("slider", outputs=[foreign]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}}
    return notebook


def test_what_a_widget_gives_a_notebook():
    data, metadata = ActivationExplorer(function="tanh")._repr_mimebundle_()
    assert set(data) == {VIEW, "text/plain", "image/png"}
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"]
    assert "tanh: f(1) = 0.762" in data["text/plain"]


def test_a_page_shows_the_picture_with_its_description(notebook):
    notebook.cells.pop()
    page, _ = HTMLExporter(preprocessors=[StaticWidgets], **OFFLINE).from_notebook_node(notebook)
    (picture,) = re.findall(r"<img[^>]*>", page)
    assert "data:image/png;base64" in picture
    assert 'alt="Activations and their slopes. tanh: f(1) = 0.762' in re.sub(r"\s+", " ", picture)
    assert not re.search(r'(src|href)="https?:', page)
    assert VIEW not in page


def test_a_pdf_has_the_picture(notebook, browser):
    page, _ = HTMLExporter(preprocessors=[StaticWidgets], **OFFLINE).from_notebook_node(notebook)
    tab = browser.new_page()
    tab.set_content(page)
    assert tab.locator("img").evaluate("image => image.naturalWidth") > 300
    assert b"/Subtype /Image" in tab.pdf()


def test_what_has_no_picture_stays(notebook):
    after, _ = StaticWidgets(enabled=True).preprocess(notebook, {})
    assert VIEW in after.cells[2].outputs[0].data
    assert "widgets" in after.metadata
