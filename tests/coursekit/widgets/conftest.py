"""Stages for the widgets: a page of a real browser in which a view runs, with its Python in the test."""

import pytest

from tests.browsing import Stage, chromium, lines


@pytest.fixture(name="_lines", autouse=True)
def _with_lines():
    with lines():
        yield


@pytest.fixture(name="browser", scope="module")
def _browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def staged(browser):
    """A function that puts a widget on a stage; `Stage` says what can be done there."""
    stages = []

    def staged(widget, **options):
        stages.append(Stage(browser, widget, **options))
        return stages[-1]

    yield staged
    for stage in stages:
        stage.close()
