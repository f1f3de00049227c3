"""Every widget used in a live JupyterLab, by mouse and keyboard: what the kernel then knows is what was done."""

import json

import pytest

from coursekit import widgets
from tests.browsing import chromium
from tests.jupyter import jupyter

pytestmark = pytest.mark.slow

# Asks the kernel for an expression until it is no longer what it was, and returns it.
ASK = """async ([expression, before]) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const end = performance.now() + 20000;
  while (performance.now() < end) {
    const asked = kernel.requestExecute({ code: '', user_expressions: { now: expression }, store_history: false });
    const { content } = await asked.done;
    const { now } = content.user_expressions;
    if (now.status !== 'ok') throw new Error(`${now.ename}: ${now.evalue}`);
    if (now.data['text/plain'] !== before) return now.data['text/plain'];
  }
  throw new Error(`${expression} is still ${before}`);
}"""
STATE = "__import__('json').dumps(widget.state_dict())"


class Driven:
    """A widget in a notebook: its view, and what its kernel knows of it."""

    def __init__(self, page):
        self.page = page
        self.view = page.locator(".ck")
        self.view.wait_for()
        self.text = page.evaluate(ASK, [STATE, None])

    @property
    def state(self):
        # What the kernel shows is the repr of JSON's text.
        return json.loads(self.text[1:-1].replace("\\\\", "\\").replace("\\'", "'"))

    def changed(self):
        """Wait until the kernel knows of a change, and return the settings that have changed."""
        before, self.text = self.state, self.page.evaluate(ASK, [STATE, self.text])
        return {name for name, value in self.state.items() if value != before[name]}

    def drag(self, locator, dx, dy):
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=6)
        self.page.mouse.up()


@pytest.fixture(name="server", scope="module")
def _server(tmp_path_factory):
    with jupyter(tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture(name="browser", scope="module")
def _browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(name="driven")
def _driven(server, browser):
    pages = []

    def driven(name):
        server.write(name, [f"from coursekit import widgets\nwidget = widgets.{name}()\nwidget"])
        pages.append(browser.new_page(viewport={"width": 1300, "height": 1200}))
        server.open(pages[-1], name)
        server.run_all(pages[-1])
        return Driven(pages[-1])

    yield driven
    for page in pages:
        page.close()


# The first handle of each widget, and what its user sets by dragging it.
HANDLES = {
    "ActivationExplorer": "x",
    "GradientCheckExplorer": "h",
    "InitializationExplorer": "layer",
    "NeuronExplorer": "w",
    "OptimizerRace": "start",
    "ScheduleExplorer": "step",
    "WordWindowExplorer": "step",
}
# What the player of each moves.
PLAYED = {
    "BackpropExplorer": "step",
    "GraphStepper": "step",
    "OptimizerRace": "step",
    "ScheduleExplorer": "step",
    "TrainingPlayground": "epoch",
    "WordWindowExplorer": "step",
}


@pytest.mark.parametrize("name", widgets.__all__)
def test_what_is_done_reaches_the_kernel_and_back(driven, name):
    used = driven(name)
    begun = used.state
    if name in HANDLES:
        drag(used, HANDLES[name])
    if name in PLAYED:
        play(used, PLAYED[name])
    if name == "JacobianExplorer":
        used.view.get_by_role("button", name="softmax").click()
        assert "function" in used.changed()
    seed = used.view.get_by_label("seed", exact=True)
    seed.fill("5")
    seed.press("Enter")
    assert "seed" in used.changed()
    used.view.get_by_role("button", name="Reset").click()
    used.changed()
    assert used.state == begun
    assert used.view.locator(".ck-error").is_hidden()


def drag(used, setting):
    handle = used.view.locator(".ck-handle:not([visibility='hidden'])").first
    # Away from where it begins, if that is at an end.
    used.drag(handle, 40 if used.state[setting] in (0, 1) else -40, 25)
    assert setting in used.changed()
    handle.press("ArrowRight")
    assert setting in used.changed()


def play(used, place):
    used.view.get_by_role("button", name="to the start").click()
    if used.state[place] != 0:
        assert place in used.changed()
    assert used.state[place] == 0
    used.view.locator(".ck-player button").last.click()
    assert place in used.changed()
    assert used.state[place] == 1
    used.view.get_by_role("button", name="play").click()
    used.page.wait_for_function("document.querySelector('.ck-player input[type=range]').value > 1")
    used.view.get_by_role("button", name="pause").click()
    assert place in used.changed()
