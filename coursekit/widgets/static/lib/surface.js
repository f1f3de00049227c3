// A function of the plane as colours under a pair of axes: blue below 0, orange above.

import { element } from "./dom.js";
import { coded, heatColours, paint as paintMap } from "./heat.js";

/** Returns the middles of n equal parts of an interval: where a surface of n × n asks for its numbers. */
export function middles([low, high], n) {
  return Array.from({ length: n }, (_, index) => low + ((index + 0.5) / n) * (high - low));
}

/**
 * Returns {root, draw(values)}: the axes with a surface under them. `values` are n × n numbers from −1 to 1, at the
 * `middles` of the axes' domains, row by row from below.
 */
export function surface(axes, n) {
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
  return { root, draw: (values) => paint(canvas, values, n) };
}

/** Paints n × n numbers from −1 to 1, row by row from below, in the palette's heat; what is no number is as 0. */
export function paint(canvas, values, n) {
  paintMap(canvas, { data: Uint8Array.from(values, coded), shape: [n, n] }, heatColours(canvas));
}
