"""The card in a live JupyterLab and Notebook 7: run there, in both themes, with what a student may get wrong."""

import pytest

from tests.jupyter import jupyter

pytestmark = pytest.mark.slow

CELLS = (
    "from coursekit import check",
    """
class MultiplyGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.x, upstream * self.y
""",
    "check(MultiplyGate)",
    "from coursekit import gates\ncheck(gates.Multiply)",
    "check(MultiplyGate, reference='Multyply')",
)
PAPER = "getComputedStyle(document.querySelector('.ck-card')).backgroundColor"


@pytest.fixture(name="server", scope="module")
def _server(tmp_path_factory):
    with jupyter(tmp_path_factory.mktemp("jupyter")) as server:
        server.write("check", CELLS)
        yield server


@pytest.fixture(name="page")
def _page(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 1400})
    yield page
    page.close()


@pytest.mark.parametrize("where", ["lab", "notebook"])
def test_a_student_reads_which_mistake_it_is(server, page, where):
    server.open(page, "check", where)
    server.run_all(page)
    cards = page.locator(".ck-card")
    cards.nth(1).wait_for()
    assert "not yet" in cards.nth(0).inner_text()
    assert "swapped-inputs" in cards.nth(0).inner_text()
    assert "not yet" not in cards.nth(1).inner_text()
    error = page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")
    assert "Multyply" in error.inner_text()


def test_the_card_follows_the_theme(server, page):
    server.open(page, "check")
    server.run_all(page)
    page.locator(".ck-card").nth(1).wait_for()
    light = page.evaluate(PAPER)
    page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function(f"{PAPER} !== '{light}'")
    page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
    page.wait_for_function(f"{PAPER} === '{light}'")
