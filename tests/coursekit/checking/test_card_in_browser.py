"""The card in a real browser: in a saved notebook, in feedback, in both themes, narrow, and by keyboard.

Needs chromium on the PATH (Debian and Ubuntu: apt-get install chromium); without it these tests are skipped, but not
in CI, where they fail.
"""

import re
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

pytestmark = pytest.mark.slow

GATES = """
import numpy as np
from coursekit import check, optim, real

class Right:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.y, upstream * self.x

class Swapped(Right):
    def backward(self, upstream):
        return super().backward(upstream)[::-1]

class NotFinite(Right):
    def forward(self, x, y):
        z = np.array(super().forward(x, y))
        z[..., 0, 0], z[..., 1, 1] = np.nan, np.inf
        return z

class Flat(Right):
    def forward(self, x, y):
        return super().forward(x, y).ravel()

class Raises(Right):
    def backward(self, upstream):
        return self._product("<script>document.title = 'owned'</script>" * 20 + "long" * 100)

    def _product(self, text):
        raise ValueError(text)

class Unwritten:
    pass

class SGD:
    def step(self, params, grads):
        for name in params:
            params[name] -= 1e5 * grads[name]

def boxes(*shape):
    return {"reference": "Multiply", "inputs": {"x": real(*shape), "y": real(*shape)}}
"""

CHECKS = (
    "check(Right, reference='Multiply')",
    "check(Swapped, reference='Multiply')",
    "check(Swapped, **boxes(4, 4))",
    "check(Swapped, **boxes(2, 3, 4))",
    "check(Swapped, **boxes(40, 50))",
    "check(NotFinite, **boxes(3, 3))",
    "check(NotFinite, **boxes(3, 12, 9))",
    "check(Flat, **boxes(3, 4))",
    "check(Raises, reference='Multiply')",
    "check(Swapped, **boxes(3))",
    "check(Swapped, **boxes(30))",
    "check(Unwritten, reference='Multiply')",
    "check(SGD)",
    "check(lambda t: 0.2, reference=optim.ExponentialDecay(0.2, k=0.03))",
    "check(lambda f, gradient, x: True, reference='gradient_check')",
    "check(lambda x: {'<b>': ['long' * 200]}, reference=lambda x: {'<b>': 1}, inputs={'x': real(3)})",
)

FEEDBACK = Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"

BOOTSTRAP = FEEDBACK.parent / "static/node_modules/bootstrap/dist/css"

# What the pages themselves would fetch is switched off, so that a request could only be the card's.
NOTHING_FROM_ELSEWHERE = dict.fromkeys(("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), "")

PAGES = ("light", "dark", "feedback", "plain")

TEXTS = """
() => {
  const parse = text => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map(i => a * top[i] + (1 - a) * under[i]); };
  const paper = element => {
    if (!element) return [255, 255, 255];
    const own = parse(getComputedStyle(element).backgroundColor);
    return (own[3] ?? 1) === 1 ? own : over(own, paper(element.parentElement));
  };
  const found = [];
  for (const card of document.querySelectorAll('.ck-card')) {
    const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || element.closest('.ck-unseen')) continue;
      const below = paper(element), ink = over(parse(getComputedStyle(element).color), below);
      const [light, dark] = [luminance(ink), luminance(below)].sort((a, b) => b - a);
      found.push([(light + 0.05) / (dark + 0.05), walker.currentNode.data.slice(0, 40)]);
    }
  }
  return found;
}
"""

# What lies in a pane may be scrolled within it.
TOO_WIDE = """
() => [...document.querySelectorAll('.ck-card')].flatMap(card => {
  const edge = card.getBoundingClientRect().right;
  const out = [...card.querySelectorAll('*')].filter(each => !each.parentElement.closest('.ck-pane')
    && each.getBoundingClientRect().right > edge + 0.5);
  return [...out, ...(card.scrollWidth > card.clientWidth ? [card] : [])].map(each => each.outerHTML.slice(0, 200));
})
"""


@pytest.fixture(name="notebook", scope="module")
def _notebook():
    cells = [nbformat.v4.new_code_cell(source) for source in (GATES, *CHECKS)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    ExecutePreprocessor(kernel_name="python3").preprocess(notebook, {})
    return notebook


@pytest.fixture(name="pages", scope="module")
def _pages(notebook, tmp_path_factory):
    """The notebook as pages: in JupyterLab's two themes, as nbgrader's feedback, and its cards without any theme."""
    folder = tmp_path_factory.mktemp("pages")
    for theme in ("light", "dark"):
        exporter = HTMLExporter(template_name="lab", theme=theme, **NOTHING_FROM_ELSEWHERE)
        (folder / f"{theme}.html").write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")
    paths = {"extra_template_basedirs": [str(FEEDBACK)], "extra_template_paths": [str(BOOTSTRAP)]}
    exporter = HTMLExporter(template_name="feedback", **paths, **NOTHING_FROM_ELSEWHERE)
    graded = {"notebook": "gates", "score": 1, "max_score": 2, "late_penalty": 0, "comments": []}
    page, _ = exporter.from_notebook_node(notebook, {"nbgrader": graded})
    page = re.sub(r'<script src="https:[^>]*>\s*</script>', "", page)  # MathJax, which this template always asks for
    (folder / "feedback.html").write_text(page, encoding="utf-8")
    cards = "".join(output["data"]["text/html"] for cell in notebook.cells for output in cell.outputs)
    (folder / "plain.html").write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{cards}", encoding="utf-8")
    return folder


@pytest.fixture(name="opened")
def _opened(browser, pages):
    """A function that opens a page 600 pixels wide; nothing may be asked of any other machine."""
    asked = []
    contexts = []

    def opened(name, scheme="light"):
        context = browser.new_context(viewport={"width": 600, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto((pages / f"{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


def unfold(page):
    page.evaluate("document.querySelectorAll('.ck-card details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everything_can_be_read(opened, name, scheme):
    page = opened(name, scheme)
    assert page.locator(".ck-card").count() == len(CHECKS)
    unfold(page)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 500
    assert [each for each in texts if each[0] < 4.5] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_of_a_narrow_card(opened, name):
    page = opened(name)
    assert page.evaluate(TOO_WIDE) == []
    unfold(page)
    assert page.evaluate(TOO_WIDE) == []


def test_a_theme_of_the_page_goes_before_that_of_the_system(opened):
    papers = {
        (name, scheme): opened(name, scheme).evaluate(
            "getComputedStyle(document.querySelector('.ck-card')).backgroundColor"
        )
        for name in PAGES
        for scheme in ("light", "dark")
    }
    assert papers["light", "light"] == papers["light", "dark"]
    assert papers["dark", "light"] == papers["dark", "dark"] != papers["light", "light"]
    assert papers["feedback", "light"] == papers["feedback", "dark"]  # nbgrader's page is white
    assert papers["plain", "light"] != papers["plain", "dark"]


def test_no_script_of_a_student_runs(opened):
    page = opened("plain")
    assert page.title() == ""
    assert page.locator(".ck-card script, .ck-card img, .ck-card b").count() == 0


def test_what_is_folded_opens_and_closes_by_keyboard(opened):
    page = opened("light")
    assert page.locator(".ck-card details[open]").count() == 0
    summary = page.locator(".ck-card summary").first
    details = page.locator(".ck-card details").first
    summary.focus()
    for key, state in (("Enter", True), ("Enter", False), ("Space", True), ("Space", False)):
        page.keyboard.press(key)
        assert details.evaluate("each => each.open") is state


def test_without_its_style_every_number_is_there_to_read(opened):
    page = opened("plain")
    unfold(page)
    page.evaluate("document.querySelectorAll('style').forEach(each => each.remove())")
    cells = page.locator(".ck-card td").all_inner_texts()
    assert len(cells) > 500
    words = {"nan", "inf", "True", "False"}
    assert all(any(each.isdigit() for each in cell) or any(word in cell for word in words) for cell in cells)
