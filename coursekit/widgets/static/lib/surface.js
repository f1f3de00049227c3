// A function of the plane as colours under a pair of axes: blue below 0, orange above.

import { element } from "./dom.js";
import { clamp } from "./scale.js";

const HEATS = 11;

/** Returns the middles of n equal parts of an interval: where a surface of n × n asks for its numbers. */
export function middles([low, high], n) {
  return Array.from({ length: n }, (_, index) => low + ((index + 0.5) / n) * (high - low));
}

/**
 * Returns {root, draw(values)}: the axes with a surface under them. `values` are n × n numbers from −1 to 1, at the
 * `middles` of the axes' domains, row by row from below; what is not finite stays blank.
 */
export function surface(axes, n, signal) {
  const canvas = element("canvas", { width: n, height: n, "aria-hidden": "true", class: "ck-surface" });
  const { left, top } = axes.margin;
  const share = (part, whole) => `${(100 * part) / whole}%`;
  Object.assign(canvas.style, {
    left: share(left, axes.width),
    top: share(top, axes.height),
    width: share(axes.innerWidth, axes.width),
    height: share(axes.innerHeight, axes.height),
  });
  const root = element("div", { class: "ck-on-surface" }, canvas, axes.root);
  let last = null;
  const draw = (values) => {
    last = values;
    paint(canvas, values, n);
  };
  onTheme(() => last && draw(last), signal);
  return { root, draw };
}

/** Paints n × n numbers from −1 to 1, row by row from below, in the palette's heat. */
export function paint(canvas, values, n) {
  const colours = heat(canvas);
  const context = canvas.getContext("2d");
  const image = context.createImageData(n, n);
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column < n; column += 1) {
      const value = values[(n - 1 - row) * n + column];
      if (!Number.isFinite(value)) continue;
      const at = ((clamp(value, -1, 1) + 1) / 2) * (HEATS - 1);
      const first = Math.min(Math.floor(at), HEATS - 2);
      const pixel = 4 * (row * n + column);
      for (let part = 0; part < 3; part += 1) {
        image.data[pixel + part] = colours[first][part] + (at - first) * (colours[first + 1][part] - colours[first][part]);
      }
      image.data[pixel + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** Calls `changed` when the page goes from light to dark or back. */
export function onTheme(changed, signal) {
  const later = () => requestAnimationFrame(() => signal.aborted || changed());
  const watcher = new MutationObserver(later);
  for (const node of [document.documentElement, document.body]) {
    watcher.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  }
  signal.addEventListener("abort", () => watcher.disconnect());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", later, { signal });
}

function heat(node) {
  const style = getComputedStyle(node);
  return Array.from({ length: HEATS }, (_, number) => {
    const hex = style.getPropertyValue(`--ck-heat-${number}`).trim() || "#888888";
    return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
  });
}
