"""Widgets in a browser: how fast they redraw, play, answer and appear, in a live JupyterLab.

`python -m benchmarks.widgets` (with the extra `test`, chromium on the PATH) starts a server on loopback, opens a
notebook and uses the widgets with the mouse's own events. The report is Markdown; README.md tells what is measured.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from coursekit import widgets
from tests.browsing import chromium
from tests.jupyter import jupyter

CELLS = (
    "from coursekit import widgets\nfrom coursekit.results.race import RACERS",
    "widgets.ActivationExplorer(compare='tanh')",
    "widgets.OptimizerRace(surface='Rosenbrock', steps=1000, step=0, shown=list(RACERS)[:10])",
    """
import ipywidgets
import numpy as np
from matplotlib import pyplot as plt
from coursekit.results.activation import activation_at, activation_curve

def draw(x):
    figure, panels = plt.subplots(1, 2, figsize=(8, 3))
    curve = activation_curve("tanh")
    value, slope = activation_at("tanh", x)
    panels[0].plot(curve.x, curve.value)
    panels[0].plot(x + np.array([-1.5, 1.5]), value + slope * np.array([-1.5, 1.5]))
    panels[1].plot(curve.x, curve.slope)
    panels[1].plot(x, slope, "o")
    plt.show()

ipywidgets.interactive(draw, x=ipywidgets.FloatSlider(1.0, min=-6, max=6, step=0.1))
""",
)

# A pointer that drags the first handle, event by event; each is timed until style and layout are done.
DRAG = """async () => {
  const view = document.querySelector('.ck');
  const handle = view.querySelector('.ck-handle');
  const axes = handle.closest('svg');
  axes.scrollIntoView();
  const box = handle.getBoundingClientRect();
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  handle.setPointerCapture = () => {};
  handle.hasPointerCapture = () => true;
  const fire = (type, x) => handle.dispatchEvent(
    new PointerEvent(type, { pointerId: 1, clientX: x, clientY: at.y, bubbles: true, cancelable: true }));
  fire('pointerdown', at.x);
  const times = [];
  for (let index = 0; index < 200; index += 1) {
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    fire('pointermove', at.x + 60 * Math.sin(index / 9));
    view.getBoundingClientRect();
    axes.getBoundingClientRect();
    times.push(performance.now() - began);
  }
  fire('pointerup', at.x);
  return times;
}"""

# From a new value of a slider to the picture that shows it.
INTERACTIVE = """async () => {
  const slider = window.jupyterapp.shell.currentWidget.node.querySelector('.widget-interact .noUi-handle');
  const area = slider.closest('.widget-interact');
  slider.scrollIntoView();
  const times = [];
  for (let index = 0; index < 30; index += 1) {
    slider.focus();
    const shown = new Promise(done => {
      const watch = new MutationObserver(() => {
        const image = area.querySelector('img');
        if (!image || image.dataset.seen) return;
        image.dataset.seen = '1';
        watch.disconnect();
        image.decode().then(() => done(performance.now()));
      });
      watch.observe(area, { childList: true, subtree: true });
    });
    area.querySelectorAll('img').forEach(image => { image.dataset.seen = '1'; });
    const began = performance.now();
    const key = index % 2 ? 'ArrowLeft' : 'ArrowRight';
    slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    times.push(await shown - began);
  }
  return times;
}"""

# While the race plays: the time from frame to frame of the screen.
PLAY = """async () => {
  const view = [...document.querySelectorAll('.ck')].find(each => each.querySelector('.ck-play'));
  view.scrollIntoView();
  const play = view.querySelector('.ck-play');
  play.click();
  const intervals = [];
  let last = await new Promise(requestAnimationFrame);
  while (intervals.length < 600 && play.getAttribute('aria-label') === 'pause') {
    const now = await new Promise(requestAnimationFrame);
    intervals.push(now - last);
    last = now;
  }
  if (play.getAttribute('aria-label') === 'pause') play.click();
  return intervals;
}"""

# From another seed in the view to what Python says about it.
ROUND_TRIP = """async () => {
  const view = document.querySelector('.ck');
  const seed = [...view.querySelectorAll('input')].find(each => each.type === 'number');
  const told = view.querySelector('.ck-told');
  const times = [];
  for (let index = 1; index <= 50; index += 1) {
    const answered = new Promise(done => {
      const watch = new MutationObserver(() => { watch.disconnect(); done(performance.now()); });
      watch.observe(told, { childList: true, characterData: true, subtree: true });
    });
    const began = performance.now();
    seed.value = index;
    seed.dispatchEvent(new Event('change', { bubbles: true }));
    times.push(await answered - began);
  }
  return times;
}"""

# From the kernel's "done" to the view on the page, in milliseconds; 0 if the view was first.
APPEAR = """async number => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = number;
  const { node } = panel.content.activeCell;
  node.scrollIntoView();
  let painted = null;
  const shown = new Promise((done, late) => {
    setTimeout(() => late(new Error('no view within 30 seconds')), 30000);
    const watch = new MutationObserver(() => {
      if (!node.querySelector('.ck .ck-body > *')) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => { painted = performance.now(); done(); }));
    });
    watch.observe(node, { childList: true, subtree: true });
  });
  await window.jupyterapp.commands.execute('notebook:run-cell');
  const ran = performance.now();
  await shown;
  return Math.max(painted - ran, 0);
}"""


def measured(rounds: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was measured, how much it was, its limit, and the figure of the same thing by other means."""
    with tempfile.TemporaryDirectory() as folder, jupyter(folder) as server, chromium() as browser:
        server.write("speed", CELLS)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        sent: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: sent.append(len(data))))
        server.open(page, "speed")
        server.run_all(page)
        page.locator(".ck-handle").first.wait_for()
        page.locator(".ck-play").first.wait_for()
        page.locator(".widget-interact img").wait_for()
        drags = [time for _ in range(rounds) for time in page.evaluate(DRAG)]
        interactive = [time for _ in range(rounds) for time in page.evaluate(INTERACTIVE)]
        yield "redraw while x is dragged, p95", milliseconds(percentile(drags, 95)), "16 ms", ""
        beside = f"{milliseconds(statistics.median(interactive))} with `ipywidgets.interactive` and pyplot"
        yield "redraw, median", milliseconds(statistics.median(drags)), "", beside
        frames = [time for _ in range(rounds) for time in page.evaluate(PLAY)]
        yield "interval of frames while the race plays, p95", milliseconds(percentile(frames, 95)), "20 ms", ""
        trips = [time for _ in range(rounds) for time in page.evaluate(ROUND_TRIP)]
        yield "there and back to the kernel, median", milliseconds(statistics.median(trips)), "60 ms", ""
        yield from _starts(server, page, sent)


def _starts(server: Any, page: Any, sent: list[int]) -> Iterator[tuple[str, str, str, str]]:
    """Yield for every widget what goes over when its cell is run, and how long it takes to appear after that."""
    names = widgets.__all__
    server.write("starts", ("from coursekit import widgets", *(f"widgets.{name}()" for name in names)))
    server.open(page, "starts")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
    for number, name in enumerate(names, start=1):
        sent.clear()
        after = page.evaluate(APPEAR, number)
        yield f"{name}: on the page after its cell ran", milliseconds(after), "500 ms", ""
        yield f"{name}: sent at the start", f"{sum(sent) / 1000:.0f} kB", "1000 kB", ""


def percentile(values: list[float], share: int) -> float:
    """Return the value that `share` percent of the values are not above."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def milliseconds(time: float) -> str:
    """Return a time for reading."""
    return f"{time:.1f} ms"


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.widgets", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    print("| what | measured | limit | beside |\n|---|---:|---:|---|")
    for row in measured(parser.parse_args().rounds):
        print("| " + " | ".join(row) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
