"""The gallery has every widget: pictures, page, and the notebook with what its cells gave."""

import base64

import nbformat
import pytest

from coursekit import widgets
from docs import make_gallery


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_widget_has_its_pictures(name):
    for shot in ("light", "dark", "narrow"):
        path = make_gallery.GALLERY / f"{getattr(widgets, name).name}-{shot}.png"
        assert path.is_file(), "run `python -m docs.make_gallery`"


def test_the_page_is_what_the_command_makes():
    page = (make_gallery.GALLERY / "README.md").read_text(encoding="utf-8")
    assert page == make_gallery.page(), "run `python -m docs.make_gallery`"


def test_the_notebook_shows_every_widget_without_a_kernel():
    stored = nbformat.read(make_gallery.NOTEBOOK, as_version=4)
    nbformat.validate(stored)
    made = make_gallery.notebook()
    assert [cell.source for cell in stored.cells] == [cell.source for cell in made.cells]
    assert "widgets" not in stored.metadata
    for cell in stored.cells:
        if cell.source.startswith("widgets."):
            (output,) = cell.outputs
            assert set(output.data) == {"text/plain", "image/png"}
            assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
