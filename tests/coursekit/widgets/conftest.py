"""Stages for the widgets: a page of a real browser in which a view runs, and notebooks in JupyterLab and Notebook 7."""

import pytest

from tests.browsing import Stage, chromium, lines
from tests.jupyter import jupyter
from tests.live import LiveStage


@pytest.fixture(name="_lines", autouse=True)
def _with_lines():
    with lines():
        yield


@pytest.fixture(name="browser", scope="package")
def _browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def on_page(browser):
    """A function that puts a widget on a stage of its own, without Jupyter; `Stage` says what can be done there."""
    stages = []

    def staged(widget, **options):
        stages.append(Stage(browser, widget, **options))
        return stages[-1]

    yield staged
    for stage in stages:
        stage.close()


@pytest.fixture(name="server", scope="package")
def _server(tmp_path_factory):
    with jupyter(tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture(name="notebook", scope="package", params=["lab", "notebook"])
def _notebook(request, server, browser):
    """A notebook of one cell, open in JupyterLab and in Notebook 7, which asks no other machine for anything."""
    asked, errors = [], []
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.on("request", lambda given: asked.append(given.url))
    # A view's code is loaded from a blob; what else fails in Jupyter's pages is Jupyter's.
    page.on("pageerror", lambda error: errors.append(str(error)) if "blob:" in (error.stack or "") else None)
    server.write(request.param, [""])
    yield server.open(page, request.param, request.param)
    page.close()
    elsewhere = [url for url in asked if not url.startswith((server.address, "blob:", "data:"))]
    assert (elsewhere, errors) == ([], [])


@pytest.fixture
def staged(notebook):
    """A function that puts a widget into the open notebook; `LiveStage` says what can be done there."""
    stages = []

    def staged(widget, own=None):
        stages.append(LiveStage(notebook, widget, own))
        return stages[-1]

    yield staged
    for stage in stages:
        stage.close()
