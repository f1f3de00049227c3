"""TrainingPlayground as its user has it: played, stepped, scrubbed, stopped, reset; its units, and its dropout."""

import pytest

from coursekit.widgets import TrainingPlayground
from tests.browsing import for_everybody

pytestmark = pytest.mark.slow


def test_it_plays_and_stops_at_once(staged):
    stage = staged(TrainingPlayground())
    stage.page.get_by_role("button", name="play").click()
    stage.page.wait_for_function("model.get('epoch') >= 30")
    stage.page.get_by_role("button", name="pause").click()
    stage.settle()
    reached = stage.widget.epoch
    assert reached == stage.widget.result.trained >= 30
    stage.page.wait_for_timeout(200)
    assert stage.widget.epoch == reached
    assert f"epoch {reached} of {reached}" in stage.page.get_by_role("group", name="training").inner_text()
    stage.shot("playground-played")


def test_it_is_for_everybody(staged):
    for_everybody(staged, TrainingPlayground, epoch=40, dropout=0.3, hidden=(6, 4, 3))
