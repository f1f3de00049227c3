// Descents on a surface as the race and the schedules show them: on a map, by their losses, in words, and by mark.

import { manyStyle, sample } from "./canvas.js";
import { element } from "./dom.js";
import { format } from "./format.js";
import { player } from "./player.js";
import { extent } from "./scale.js";

const FLOOR = 1e-12; // of the scale: what is below is as good as nothing
const LEAST = 1e-4; // of α₀: what is below is not drawn on a logarithmic axis
const QUIET = 150; // milliseconds after which Python hears where the playing is

/** Returns heights as a logarithmic axis takes them; NaN for what is below the lowest. */
export function drawnLoss(loss, scale) {
  return Float32Array.from(loss, (each) => (each < -FLOOR * scale ? NaN : Math.max(each, FLOOR * scale)));
}

/** Returns rates as an axis takes them: NaN, on a logarithmic one, where they are hardly above 0. */
export function drawnRates(rates, first, log) {
  return log ? Float32Array.from(rates, (each) => (each < LEAST * first ? NaN : each)) : rates;
}

/** Returns column 0 or 1 of points that lie one after the other. */
export function column(points, which) {
  return Float32Array.from({ length: points.length / 2 }, (_, index) => points[2 * index + which]);
}

/** Returns the mean of each number and those before it, `window` in all, or as many as there are. */
export function runningMean(numbers, window) {
  return Float32Array.from(numbers, (_, index) => {
    const first = Math.max(index + 1 - window, 0);
    let sum = 0;
    for (let at = first; at <= index; at += 1) sum += numbers[at];
    return sum / (index + 1 - first);
  });
}

/** Returns 0, 1, … as many as wanted. */
export function counts(length) {
  return Float32Array.from({ length }, (_, index) => index);
}

/** Returns in words where a descent is after some steps. */
export function standing({ loss, last, ending }, step) {
  if (ending && step >= last) return `${ending} at ${last}`;
  return format(loss.data[Math.min(step, last)]);
}

/** Returns a number brought into what is drawn; NaN stays. */
export function clip(place, size) {
  return Number.isNaN(place) ? NaN : Math.min(Math.max(place, 0), size);
}

/**
 * Gives `ways` and `curves` the descents that are seen, up to a step, and the losses' axes the room they need.
 * `smooth(loss)` may make the losses easier to compare.
 */
export function traced(seen, { losses, ways, curves }, { steps, scale }, step, smooth = (loss) => loss) {
  for (const each of seen) each.drawn = drawnLoss(smooth(each.loss.data), scale);
  const sizes = seen.flatMap(({ drawn, last }) => Array.from(drawn.subarray(0, last + 1)));
  const [low, high] = sizes.length ? extent(sizes) : [scale / 1000, scale];
  losses.axes.domains({ x: [0, steps * 1.02], y: [Math.max(low, FLOOR * scale) / 2, Math.max(high, low * 10) * 2] });
  const upTo = ({ last }, array) => array.subarray(0, last + 1);
  const line = (each, xs, ys) => ({ xs: upTo(each, xs), ys: upTo(each, ys), style: manyStyle(each.series) });
  ways.take(seen.map((each) => line(each, column(each.path.data, 0), column(each.path.data, 1))), step);
  curves.take(seen.map((each) => line(each, counts(each.drawn.length), each.drawn)), step);
  curves.ahead();
}

/** Returns {playing, shown(step)}: a player of steps, which `show(step)` draws, and what shows a step like it. */
export function played(frame, show) {
  let later = null;
  const shown = (step) => {
    show(step);
    clearTimeout(later);
    later = setTimeout(() => frame.set("step", playing.frame), QUIET);
  };
  const playing = player({ shown, length: 2, perSecond: 60, reduced: () => frame.reduced }, frame.signal);
  frame.signal.addEventListener("abort", () => clearTimeout(later));
  return { playing, shown };
}

/** Draws a line across a plot in front, where the steps are. */
export function drawCursor(plot, step) {
  const pen = plot.front;
  pen.strokeStyle = plot.colour("--ck-soft");
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(plot.x(step), 0);
  pen.lineTo(plot.x(step), plot.height);
  pen.stroke();
}

/** Draws a cross where each minimum is. */
export function drawMinima(map, minima) {
  const pen = map.front;
  pen.strokeStyle = map.colour("--ck-ink");
  pen.lineWidth = 2;
  for (const [x, y] of minima) {
    pen.beginPath();
    pen.moveTo(map.x(x) - 7, map.y(y));
    pen.lineTo(map.x(x) + 7, map.y(y));
    pen.moveTo(map.x(x), map.y(y) - 7);
    pen.lineTo(map.x(x), map.y(y) + 7);
    pen.stroke();
  }
}

/** Draws a descent's marks after some steps; at the edge if it is farther out. */
export function drawMarks(descent, { map, losses }, step, size) {
  const at = Math.min(step, descent.last);
  const style = manyStyle(descent.series);
  const [x, y] = [map.x(descent.path.data[2 * at]), map.y(descent.path.data[2 * at + 1])];
  map.mark(style, clip(x, map.width), clip(y, map.height), size);
  losses.mark(style, losses.x(at), clip(losses.y(descent.drawn[at]), losses.height), 4.5);
}

/**
 * Returns a list to choose from, under three heads: {root, take(descents, names), tell(descents, step)}, of which the first takes what is
 * listed and what is chosen, the second says where they are. `toggled(names)` is called when another choice is made;
 * `more(descent)` returns what stands between the name and the standing, words or an element.
 */
export function choices(label, heads, toggled, more, signal) {
  const head = element("div", { class: "ck-descent ck-heads" }, ...heads.map((words) => element("span", {}, words)));
  const root = element("div", { class: "ck-descents", role: "group", "aria-label": label }, head);
  const rows = new Map();
  const changed = () => toggled([...rows].filter(([, { input }]) => input.checked).map(([name]) => name));
  const add = ({ name, series }) => {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", changed, { signal });
    const [middle, told] = [element("span", { class: "ck-more" }), element("span", { class: "ck-standing" })];
    const named = element("label", { class: "ck-named" }, input, sample(series), element("span", {}, name));
    root.append(element("div", { class: "ck-descent" }, named, middle, told));
    rows.set(name, { input, middle, told });
  };
  return {
    root,
    take(descents, names) {
      for (const descent of descents) {
        if (!rows.has(descent.name)) add(descent);
        const words = more(descent);
        const { middle } = rows.get(descent.name);
        if (typeof words === "string") middle.textContent = words;
        else if (words && !middle.contains(words)) middle.append(words);
      }
      for (const [name, { input }] of rows) input.checked = names.includes(name);
    },
    tell(descents, step) {
      for (const descent of descents) {
        const { input, told } = rows.get(descent.name);
        told.textContent = input.checked ? standing(descent, step) : "";
        told.classList.toggle("ck-ended", Boolean(descent.ending) && step >= descent.last);
      }
    },
  };
}
