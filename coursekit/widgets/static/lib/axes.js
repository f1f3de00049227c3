// A pair of axes in SVG, with what is drawn in them. Sizes are in the units of the drawing, which the page scales.

import { element, set, svg, uniqueId } from "./dom.js";
import { format, power } from "./format.js";
import { clamp, linear, logarithmic } from "./scale.js";

const MARGIN = { top: 10, right: 10, bottom: 34, left: 46 };
const DASHES = ["", "6 2", "2 2", "8 2 2 2", "4 4", "10 3", "1 3", "6 2 1 2 1 2"];

/** How the series of a number is drawn; Python's plots use the same colours and dashes. */
export function seriesStyle(number) {
  const dash = DASHES[number % DASHES.length];
  return { stroke: `var(--ck-series-${number % 8})`, "stroke-dasharray": dash || undefined };
}

/** Returns a legend: which line belongs to which name. */
export function legend(names) {
  const keys = names.map((name, number) => {
    const sample = svg("svg", { viewBox: "0 0 26 8", width: 26, height: 8, "aria-hidden": "true" });
    sample.append(svg("path", { d: "M0,4H26", class: "ck-line", ...seriesStyle(number) }));
    return element("span", { class: "ck-key" }, sample, name);
  });
  return element("p", { class: "ck-legend" }, ...keys);
}

export class Axes {
  /**
   * @param about label: what the drawing shows, for those who don't see it; x, y: {domain, label, log};
   *   width, height, margin; grid: false to leave the lines out.
   */
  constructor({ label, x, y, width = 360, height = 240, margin = {}, grid = true }) {
    this.margin = { ...MARGIN, ...margin };
    Object.assign(this, { width, height, grid, about: { x, y } });
    this.root = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "ck-axes", role: "group", "aria-label": label });
    this.frame = svg("g", { "aria-hidden": "true" });
    const clip = uniqueId();
    const { left, top } = this.margin;
    const inside = { x: left, y: top, width: this.innerWidth, height: this.innerHeight };
    this.root.append(svg("defs", {}, svg("clipPath", { id: clip }, svg("rect", inside))));
    this.content = svg("g", { "clip-path": `url(#${clip})`, "aria-hidden": "true" });
    this.behind = svg("g"); // areas, which lines should be seen on
    this.content.append(this.behind);
    this.over = svg("g"); // handles, which may reach over the edge
    this.root.append(this.frame, this.content, this.over);
    this.domains({ x: x.domain, y: y.domain });
  }

  get innerWidth() {
    return this.width - this.margin.left - this.margin.right;
  }

  get innerHeight() {
    return this.height - this.margin.top - this.margin.bottom;
  }

  /** Changes the numbers that the axes span, and draws the axes anew. */
  domains({ x = this.x.domain, y = this.y.domain }) {
    const { left, top } = this.margin;
    const make = (about, domain, range) => (about.log ? logarithmic : linear)(domain, range);
    this.x = make(this.about.x, x, [left, left + this.innerWidth]);
    this.y = make(this.about.y, y, [top + this.innerHeight, top]);
    this.#drawFrame();
  }

  /** Returns a new line; give it points by `draw(xs, ys)`. What is not finite interrupts it. */
  line(attributes = {}) {
    const path = svg("path", { class: "ck-line", fill: "none", stroke: "var(--ck-ink)", ...attributes });
    this.content.append(path);
    path.draw = (xs, ys) => path.setAttribute("d", this.#pathOf(xs, ys));
    return path;
  }

  /** Returns a new area between a line and another, or a number. */
  area(attributes = {}) {
    const path = svg("path", { class: "ck-area", fill: "var(--ck-series-0)", ...attributes });
    this.content.append(path);
    path.draw = (xs, ys, base) => {
      const under = typeof base === "number" ? Array.from(xs, () => base) : base;
      const forth = this.#pathOf(xs, ys);
      const back = this.#pathOf(Array.from(xs).reverse(), Array.from(under).reverse());
      path.setAttribute("d", forth && back ? `${forth}L${back.slice(1)}Z` : "");
    };
    return path;
  }

  /** Returns a new dot; move it by `place(x, y)`. It hides where a number is not finite. */
  dot(attributes = {}) {
    const circle = svg("circle", { r: 4, class: "ck-dot", fill: "var(--ck-ink)", ...attributes });
    this.content.append(circle);
    circle.place = (x, y) => this.#placed(circle, { cx: this.x(x), cy: this.y(y) });
    return circle;
  }

  /** Returns a new straight line; move it by `place(x1, y1, x2, y2)`. */
  segment(attributes = {}) {
    const line = svg("line", { class: "ck-line", stroke: "var(--ck-ink)", ...attributes });
    this.content.append(line);
    line.place = (x1, y1, x2, y2) =>
      this.#placed(line, { x1: this.x(x1), y1: this.y(y1), x2: this.x(x2), y2: this.y(y2) });
    return line;
  }

  /** Returns a new rectangle; `place(x1, y1, x2, y2)` gives it two opposite corners. */
  box(attributes = {}) {
    const rectangle = svg("rect", attributes);
    this.content.append(rectangle);
    rectangle.place = (x1, y1, x2, y2) => {
      const [left, right] = [this.x(x1), this.x(x2)].sort((one, other) => one - other);
      const [top, bottom] = [this.y(y1), this.y(y2)].sort((one, other) => one - other);
      this.#placed(rectangle, { x: left, y: top, width: right - left, height: bottom - top });
    };
    return rectangle;
  }

  /** Returns new text; `place(x, y, words)` moves and changes it. */
  text(attributes = {}) {
    const text = svg("text", { class: "ck-label", ...attributes });
    this.content.append(text);
    text.place = (x, y, words) => {
      this.#placed(text, { x: this.x(x), y: this.y(y) });
      text.textContent = words;
    };
    return text;
  }

  /** Returns where a pointer is, in the numbers of the axes. */
  at(event) {
    const box = this.root.getBoundingClientRect();
    return {
      x: this.x.invert(((event.clientX - box.left) / box.width) * this.width),
      y: this.y.invert(((event.clientY - box.top) / box.height) * this.height),
    };
  }

  #placed(node, attributes) {
    const finite = Object.values(attributes).every(Number.isFinite);
    set(node, finite ? { ...attributes, visibility: undefined } : { visibility: "hidden" });
  }

  #pathOf(xs, ys) {
    // Far outside is as good as outside, and numbers stay short.
    const [top, bottom] = [-this.height, 2 * this.height];
    let path = "";
    let pen = "M";
    for (let index = 0; index < xs.length; index += 1) {
      const [x, y] = [this.x(xs[index]), this.y(ys[index])];
      if (Number.isNaN(x) || Number.isNaN(y) || !Number.isFinite(x)) {
        pen = "M";
        continue;
      }
      path += `${pen}${x.toFixed(2)},${clamp(y, top, bottom).toFixed(2)}`;
      pen = "L";
    }
    return path;
  }

  #drawFrame() {
    const { left, top } = this.margin;
    const [right, bottom] = [left + this.innerWidth, top + this.innerHeight];
    const parts = [];
    const { x: aboutX, y: aboutY } = this.about;
    const name = (about, value) => (about.log ? power(Math.round(Math.log10(value))) : format(value));
    for (const tick of aboutX.ticks ?? this.x.ticks(Math.round(this.innerWidth / 60))) {
      const x = this.x(tick);
      if (this.grid) parts.push(svg("line", { x1: x, x2: x, y1: top, y2: bottom, class: "ck-grid" }));
      parts.push(svg("text", { x, y: bottom + 13, class: "ck-tick", "text-anchor": "middle" }, name(aboutX, tick)));
    }
    for (const tick of aboutY.ticks ?? this.y.ticks(Math.round(this.innerHeight / 36))) {
      const y = this.y(tick);
      if (this.grid) parts.push(svg("line", { x1: left, x2: right, y1: y, y2: y, class: "ck-grid" }));
      parts.push(svg("text", { x: left - 5, y: y + 3.5, class: "ck-tick", "text-anchor": "end" }, name(aboutY, tick)));
    }
    const path = `M${left},${top}V${bottom}H${right}`;
    parts.push(svg("path", { d: path, class: "ck-spine", fill: "none" }));
    const middle = (top + bottom) / 2;
    const turned = { x: 11, y: middle, transform: `rotate(-90 11 ${middle})` };
    parts.push(
      svg("text", { x: (left + right) / 2, y: this.height - 5, class: "ck-axis" }, aboutX.label ?? ""),
      svg("text", { ...turned, class: "ck-axis" }, aboutY.label ?? ""),
    );
    this.frame.replaceChildren(...parts);
  }
}
