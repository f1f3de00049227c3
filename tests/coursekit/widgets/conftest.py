"""Stages for the widgets: a page of a real browser in which a view runs, and notebooks in JupyterLab and Notebook 7."""

import pytest

from tests.browsing import Stage, chromium, lines
from tests.jupyter import jupyter, opened
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


@pytest.fixture(name="notebook", scope="package", params=["lab", pytest.param("notebook", marks=pytest.mark.notebook)])
def _notebook(request, server, browser):
    """A notebook of one cell, open in JupyterLab and in Notebook 7."""
    server.write(request.param, [""])
    with opened(browser, server, request.param, request.param) as page:
        yield page


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
