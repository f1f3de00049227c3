"""All widgets in a live JupyterLab and Notebook 7, each driven by a kernel: shown, changed, and their keys kept."""

import pytest

from coursekit import widgets
from tests.browsing import FOCUSABLE
from tests.jupyter import opened

pytestmark = pytest.mark.slow

# A second view of the first widget at the end, and a cell that shows what its kernel knows.
CELLS = (
    "from coursekit import widgets",
    *(f"w{number} = widgets.{name}(); w{number}" for number, name in enumerate(widgets.__all__)),
    "w0",
)
# Which keys add a cell or lead to another, in JupyterLab; Notebook 7 has the same, and is asked for the first two.
SHORTCUTS = {"lab": ("b", "Escape", "a", "ArrowDown", "ArrowUp"), "notebook": ("b", "Escape")}
ORDER = """() => {
  const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
  return Array.from({ length: cells.length }, (_, index) => cells.get(index).sharedModel.getSource());
}"""


@pytest.fixture(name="where", params=["lab", pytest.param("notebook", marks=pytest.mark.notebook)])
def _where(request):
    return request.param


@pytest.fixture(name="page")
def _page(where, server, browser):
    server.write(f"widgets-{where}", CELLS)
    with opened(browser, server, f"widgets-{where}", where) as page:
        server.run_all(page)
        page.evaluate("document.querySelectorAll('.jp-Cell').forEach(each => each.scrollIntoView())")
        yield page


def test_all_are_shown_answer_and_keep_their_keys(page, where):
    views = page.locator(".ck")
    views.nth(len(CELLS) - 2).wait_for()
    assert views.count() == len(widgets.__all__) + 1
    assert page.locator(".ck-error:visible").all_inner_texts() == []
    _kernel_answers(page, views)
    before = page.evaluate(ORDER)
    for view in views.all():
        for each in view.locator(FOCUSABLE).all():
            if each.is_visible() and each.is_enabled():
                each.focus()
                for key in SHORTCUTS[where]:
                    page.keyboard.press(key)
    assert page.evaluate(ORDER) == before


def _kernel_answers(page, views):
    """A seed given in the first view reaches the kernel, and from there its second view and what is told."""
    first, second = views.first, views.last
    told = second.locator(".ck-told").inner_text()
    seed = first.get_by_label("seed", exact=True)
    seed.fill("7")
    seed.press("Enter")
    page.wait_for_function(
        "told => [...document.querySelectorAll('.ck')].at(-1).querySelector('.ck-told').textContent !== told", arg=told
    )
    assert second.get_by_label("seed", exact=True).input_value() == "7"
