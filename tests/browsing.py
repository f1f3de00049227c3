"""A real browser for tests, and widgets in it without a notebook: the view in a page, its Python here.

Needs chromium on the PATH (Debian and Ubuntu: apt-get install chromium).
"""

import base64
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import comm
import pytest
from axe_playwright_python.sync_playwright import Axe
from comm.base_comm import BaseComm
from playwright.sync_api import sync_playwright

FOCUSABLE = "button, input, select, textarea, summary, a, [tabindex]"
SHOTS = os.environ.get("COURSEKIT_SHOTS")  # a folder for what tests saw, to be looked at


@contextmanager
def chromium():
    """The system's chromium."""
    path = shutil.which("chromium")
    if path is None and not os.environ.get("CI"):
        pytest.skip("needs chromium on the PATH; on Debian or Ubuntu: apt-get install chromium")
    assert path, "chromium is not on the PATH; on Debian or Ubuntu: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Line(BaseComm):
    """Stands for the line between a kernel and a notebook: keeps what a widget sends."""

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        if not hasattr(self, "sent"):
            self.sent = []
        self.sent.append({"type": msg_type, "data": data or {}, "buffers": [bytes(each) for each in buffers or []]})

    def taken(self):
        """What was sent since the last time."""
        sent, self.sent = self.sent, []
        return [{**each, "buffers": [base64.b64encode(buffer).decode() for buffer in each["buffers"]]} for each in sent]


@contextmanager
def lines():
    """Widgets made within have a `Line`."""
    before = comm.create_comm
    comm.create_comm = Line
    try:
        yield
    finally:
        comm.create_comm = before


# What anywidget's manager does, in little: a model of the state, whose changes go to Python and whose news come back.
MODEL = """
async (given) => {
  const bytes = text => new DataView(Uint8Array.from(atob(text), sign => sign.charCodeAt(0)).buffer);
  const put = (state, paths, buffers) => paths.forEach((path, index) => {
    let inner = state;
    for (const name of path.slice(0, -1)) inner = inner[name];
    inner[path.at(-1)] = bytes(buffers[index]);
  });
  put(given.state, given.paths, given.buffers);
  const state = given.state, listeners = {}, dirty = new Set();
  const emit = (event, ...values) => (listeners[event] ?? []).slice().forEach(each => each(...values));
  window.waiting = 0;
  window.roundTrips = [];
  const tell = async (message) => {
    window.waiting += 1;
    const began = performance.now();
    const news = await window.toPython(JSON.stringify(message));
    for (const { data, buffers } of news) {
      if (data.method === 'update') {
        put(data.state, data.buffer_paths ?? [], buffers);
        const changed = Object.keys(data.state).filter(name => state[name] !== data.state[name]);
        Object.assign(state, data.state);
        changed.forEach(name => emit(`change:${name}`));
      } else if (data.method === 'custom') emit('msg:custom', data.content, buffers.map(bytes));
    }
    window.roundTrips.push(performance.now() - began);
    window.waiting -= 1;
  };
  window.model = {
    get: name => state[name],
    set: (name, value) => {
      if (state[name] === value) return;
      state[name] = value;
      dirty.add(name);
      emit(`change:${name}`);
    },
    save_changes: () => {
      const changed = Object.fromEntries([...dirty].map(name => [name, state[name]]));
      dirty.clear();
      tell({ method: 'update', state: changed });
    },
    send: content => tell({ method: 'custom', content }),
    on: (event, callback) => (listeners[event] ??= []).push(callback),
    off: (event, callback) => { listeners[event] = (listeners[event] ?? []).filter(each => each !== callback); },
    listeners,
  };
  const style = document.createElement('style');
  style.textContent = state._css;
  document.head.append(style);
  const module = await import(URL.createObjectURL(new Blob([state._esm], { type: 'text/javascript' })));
  window.cleanups = [];
  window.show = async (late = false) => {
    const el = document.createElement('div');
    if (!late) document.querySelector('main').append(el);
    window.cleanups.push(await module.default.render({ model: window.model, el }));
    if (late) document.querySelector('main').append(el); // as notebooks do it
  };
  await window.show();
}
"""

BODY = "margin: 0; font: 12px sans-serif;"
DARK = "background: #111; color: #eee"


class Hands:
    """What a user's hands do in a page; a subclass has the view as `root`, and knows when everything has settled."""

    def __init__(self, page):
        self.page = page

    def settle(self):
        raise NotImplementedError

    def shot(self, name):
        """Take a picture to be looked at, if somebody wants to."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(SHOTS, f"{name}.png")), full_page=True)

    def drag(self, locator, dx, dy=0, steps=8):
        """Drag an element by some pixels with the mouse."""
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + dx, y + dy, steps=steps)
        mouse.up()
        self.settle()


class Stage(Hands):
    """A widget in a page. What the user does there reaches Python, and the answer the page, as in a notebook."""

    def __init__(self, browser, widget, *, theme="light", width=1000, height=900, reduced=False):
        self.widget = widget
        motion = "reduce" if reduced else "no-preference"
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion=motion, accept_downloads=True
        )
        super().__init__(self.context.new_page())
        self.errors = []
        self.asked = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.expose_function("toPython", self._answer)
        self.page.set_content(
            "<!DOCTYPE html><html lang=en><title>stage</title><body><main><h1>A stage</h1></main></body></html>"
        )
        self._dress(theme, width)
        self.page.evaluate(MODEL, self._opening())
        self.root = self.page.locator(".ck").first

    def _opening(self):
        state = self.widget.get_state()
        from ipywidgets.widgets.widget import _remove_buffers

        state, paths, buffers = _remove_buffers(state)
        kept = {name: value for name, value in state.items() if _is_json(value)}
        self.widget.comm.taken()
        return {
            "state": kept,
            "paths": paths,
            "buffers": [base64.b64encode(bytes(each)).decode() for each in buffers],
        }

    def _answer(self, message):
        self.widget._handle_msg({"content": {"data": json.loads(message) | {"buffer_paths": []}}, "buffers": []})
        return self.widget.comm.taken()

    def look(self, theme, width):
        """Change the page's theme and width, as a user may at any time."""
        self._dress(theme, width)
        self.settle()

    def _dress(self, theme, width):
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate(
            """([light, style]) => {
              document.body.dataset.jpThemeLight = light;
              document.body.style.cssText = style;
            }""",
            ["true" if theme == "light" else "false", BODY + (DARK if theme == "dark" else "")],
        )

    def settle(self):
        """Wait until everything that was asked is answered and drawn."""
        frame = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.page.evaluate(frame)
        self.page.wait_for_function("window.waiting === 0")
        self.page.evaluate(frame)

    @property
    def computed(self):
        """Which result is shown: something else after another computation."""
        return id(self.widget.result)

    def draws_at_once(self, name, value):
        """Whether another value of a trait changes the view in the same turn of the browser: without Python."""
        return self.page.evaluate(
            """([name, value]) => {
              const view = document.querySelector('.ck');
              const before = view.innerHTML;
              window.model.set(name, value);
              return view.innerHTML !== before && window.waiting === 0;
            }""",
            [name, value],
        )

    def violations(self):
        """What axe-core finds wrong."""
        found = Axe().run(self.page).response["violations"]
        return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]

    def too_wide(self):
        """What sticks out on the right, but for what can be scrolled."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll('.ck *')].filter(each => !each.closest('.ck-scroll')
              && each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
              && !each.closest('clipPath, defs, [clip-path]')).map(each => each.outerHTML.slice(0, 200))"""
        )

    def unprotected(self):
        """What can take the focus but would leave its keys to JupyterLab's shortcuts."""
        return self.page.evaluate(
            f"""() => [...document.querySelectorAll('.ck :is({FOCUSABLE})')]
              .filter(each => each.dataset.lmSuppressShortcuts !== 'true').map(each => each.outerHTML.slice(0, 200))"""
        )

    def close(self):
        """Leave the page; nothing in it may have failed or asked another machine."""
        self.context.close()
        assert self.errors == []
        assert [url for url in self.asked if not url.startswith(("blob:", "data:", "about:"))] == []


def _is_json(value):
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True


def for_everybody(staged, widget_class, **settings):
    """What every view owes: themes, narrow pages, keyboard and readers, two views at once, and nothing left behind."""
    stage = staged(widget_class(**settings), reduced=True)
    for theme, width in (("light", 1000), ("dark", 1000), ("dark", 320), ("light", 320)):
        stage.look(theme, width)
        stage.shot(f"{widget_class.name}-{theme}-{width}")
        assert stage.violations() == []
        assert stage.too_wide() == []
    stage.look("light", 1000)
    assert stage.unprotected() == []
    _shown_twice(stage)
    _keys_stay(stage)
    _left_clean(stage)


def _shown_twice(stage):
    stage.page.evaluate("window.show()")
    stage.settle()
    views = stage.page.locator(".ck")
    assert views.count() == 2
    first = views.nth(0).get_by_label("seed", exact=True)
    first.fill("7")
    first.press("Enter")
    stage.settle()
    assert stage.widget.seed == 7
    assert views.nth(1).get_by_label("seed", exact=True).input_value() == "7"
    assert views.nth(0).locator(".ck-told").inner_text() == views.nth(1).locator(".ck-told").inner_text() != ""


def _keys_stay(stage):
    """No key that JupyterLab has a shortcut for reaches the page around the view. In Jupyter they are pressed, too."""
    stage.page.evaluate("""() => {
        window.escaped = [];
        document.addEventListener('keydown', event => window.escaped.push(event.key));
    }""")
    pressed = stage.root.locator(FOCUSABLE).evaluate_all("""all => {
        for (const each of all) if (each.checkVisibility()) for (const key of ['b', 'ArrowDown', 'ArrowUp', 'Escape']) {
            each.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        }
        return all.length;
    }""")
    assert pressed > 0
    stage.settle()
    assert stage.page.evaluate("window.escaped") == []


def _left_clean(stage):
    """When its views are gone, no listener and no frame of theirs is left."""
    stage.page.evaluate("window.cleanups.forEach(cleanup => cleanup())")
    assert stage.page.locator(".ck").count() == 0
    assert stage.page.evaluate("Object.values(window.model.listeners).flat().length") == 0
    stage.page.evaluate("""() => {
        window.frames_asked = 0;
        const ask = window.requestAnimationFrame;
        window.requestAnimationFrame = each => { window.frames_asked += 1; return ask(each); };
    }""")
    stage.page.evaluate("new Promise(done => setTimeout(done, 300))")
    assert stage.page.evaluate("window.frames_asked") == 0
