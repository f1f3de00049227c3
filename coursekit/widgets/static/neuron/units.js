// The hidden units one by one: what each says over the plane, with which weight, and what they say together.

import { activations } from "../lib/activations.js";
import { seriesStyle } from "../lib/axes.js";
import { element, set, svg } from "../lib/dom.js";
import { format } from "../lib/format.js";
import { middles, paint } from "../lib/surface.js";
import { weighted } from "./formulas.js";

const SIZE = 28; // of a small map
const SIDE = middles([-3, 3], SIZE);
const BELOW = "₁₂₃₄₅₆₇₈";

const sigmoid = activations.sigmoid.f;

/**
 * Returns {root, draw(lines, scene, selected, x, right), forget()}; `chosen(unit)` is called for the unit that is
 * pressed. `forget` lets the next drawing paint all maps anew, as in another theme.
 */
export function unitsPanel(frame, chosen) {
  const list = element("div", { class: "ck-units", role: "group", "aria-label": "hidden units" });
  const read = element("p", { class: "ck-sum" });
  const root = element("div", {}, list, read);
  let units = [];
  let shown = [];

  const made = (number) => {
    const map = element("canvas", { width: SIZE, height: SIZE, "aria-hidden": "true" });
    const sample = svg("svg", { viewBox: "0 0 26 8", width: 26, height: 8, "aria-hidden": "true" });
    sample.append(svg("path", { d: "M0,4H26", class: "ck-line", ...seriesStyle(number) }));
    const words = element("span");
    const root = element("button", { type: "button", class: "ck-button ck-unit" }, map, sample, words);
    root.addEventListener("click", () => chosen(number), { signal: frame.signal });
    return { root, map, words };
  };
  // While one line is dragged, the maps of the others stay as they are.
  const painted = (before) => units.forEach(({ map }, number) => {
    const line = shown[number];
    if (before[number]?.every((each, part) => each === line[part])) return;
    paint(map, SIDE.flatMap((x2) => SIDE.map((x1) => 2 * sigmoid(weighted(line, x1, x2)) - 1)), SIZE);
  });

  const draw = (lines, { v, c, y, loss }, selected, x, right) => {
    if (units.length !== lines.length) {
      units = lines.map((_, number) => made(number));
      list.replaceChildren(...units.map((each) => each.root));
      shown = [];
    }
    const before = shown;
    shown = lines;
    painted(before);
    let score = c;
    units.forEach(({ root: node, words }, number) => {
      const h = sigmoid(weighted(lines[number], ...x));
      score += v.data[number] * h;
      words.textContent = `h${BELOW[number]} = ${format(h, 2)}\nv${BELOW[number]} = ${format(v.data[number], 2)}`;
      set(node, { "aria-pressed": String(number === selected), "aria-label": `unit ${number + 1}, ${words.textContent.replace("\n", ", ")}` });
    });
    read.textContent =
      `at x: s = v·h + c = ${format(score)} (c = ${format(c)}), σ(s) = ${format(sigmoid(score))}\n` +
      `${right} of ${y.data.length} points are right, cross-entropy ${format(loss)}`;
  };
  const forget = () => {
    shown = [];
  };
  return { root, draw, forget };
}
