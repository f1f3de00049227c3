// The network of a playground: a column for each layer, a small map for each unit, and the weights as lines.

import { button } from "./lib/controls.js";
import { element, set, svg } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { paint } from "./lib/heat.js";

const PITCH = { x: 100, y: 84 };
const SIZE = 64; // of a unit, in the units of the drawing

/** Returns how many units each column shows: inputs, hidden layers, the output. */
export function columnsOf(hidden, shown) {
  return [2, ...hidden.map((width) => Math.min(width, shown)), 1];
}

/** Returns the middle of each unit, column by column, and the size of the drawing that they fill. */
export function places(columns) {
  const rows = Math.max(3, ...columns);
  const width = columns.length * PITCH.x;
  const height = rows * PITCH.y;
  const middle = (column, unit) => ({
    x: (column + 0.5) * PITCH.x,
    y: height / 2 + (unit - (columns[column] - 1) / 2) * PITCH.y,
  });
  return { width, height, units: columns.map((count, column) => Array.from({ length: count }, (_, unit) => middle(column, unit))) };
}

/** Returns how a weight is drawn: as wide as it is large, orange or blue, and dashed if it is negative. */
export function edgeStyle(weight, largest) {
  if (!Number.isFinite(weight)) return { stroke: "var(--ck-soft)", "stroke-width": 1, "stroke-dasharray": "1 5" };
  return {
    stroke: `var(--ck-heat-${weight < 0 ? 1 : 9})`,
    "stroke-width": (0.4 + (7 * Math.abs(weight)) / largest).toFixed(2),
    "stroke-dasharray": weight < 0 ? "9 6" : undefined,
  };
}

/** Returns the network: {root, build(scene), show(maps, colours)}. `looked(unit)` is told {column, unit}, or null. */
export function network({ widened, looked }, signal) {
  const heads = element("div", { class: "pg-heads" });
  const edges = svg("svg", { class: "pg-edges", "aria-hidden": "true", preserveAspectRatio: "none" });
  const drawing = element("div", { class: "pg-drawing", role: "group", "aria-label": "units of the network" }, edges);
  const root = element("div", { class: "pg-network" }, heads, drawing);
  let [units, lines, columns] = [[], [], []];

  const build = ({ hidden, inputs, most }) => {
    columns = columnsOf(hidden, most.shown);
    const at = places(columns);
    set(root, { style: `max-width: ${columns.length * 92}px` });
    set(drawing, { style: `aspect-ratio: ${at.width} / ${at.height}` });
    set(edges, { viewBox: `0 0 ${at.width} ${at.height}` });
    lines = at.units.slice(1).map((column, number) =>
      column.map((to) => at.units[number].map((from) => {
        const [start, end] = [from.x + SIZE / 2, to.x - SIZE / 2];
        const bend = (start + end) / 2;
        return svg("path", { d: `M${start},${from.y}C${bend},${from.y} ${bend},${to.y} ${end},${to.y}`, fill: "none" });
      })),
    );
    edges.replaceChildren(...lines.flat(2));
    units = at.units.map((column, number) => column.map((place, unit) => {
      const canvas = element("canvas", {});
      const style = `left: ${(100 * (place.x - SIZE / 2)) / at.width}%; top: ${(100 * (place.y - SIZE / 2)) / at.height}%;`
        + ` width: ${(100 * SIZE) / at.width}%; height: ${(100 * SIZE) / at.height}%`;
      const made = element("button", { type: "button", class: "pg-unit", style, "aria-label": nameOf(columns, number, unit) }, canvas);
      for (const type of ["pointerenter", "focus"]) made.addEventListener(type, () => looked({ column: number, unit }), { signal });
      for (const type of ["pointerleave", "blur"]) made.addEventListener(type, () => looked(null), { signal });
      return { made, canvas };
    }));
    drawing.replaceChildren(edges, ...units.flat().map(({ made }) => made));
    heads.replaceChildren(
      element("span", {}, "inputs"),
      ...hidden.map((width, number) => head(hidden, number, width, most, widened, signal)),
      element("span", {}, "output"),
    );
    set(heads, { style: `grid-template-columns: repeat(${columns.length}, 1fr)` });
    return inputs;
  };

  const show = (inputs, maps, colours) => {
    const all = [inputs, ...maps.units];
    units.forEach((column, number) => column.forEach(({ made, canvas }, unit) => {
      paint(canvas, mapOf(all, maps.output, number, unit), colours);
      const dropped = number > 0 && maps.kept[number - 1]?.data[unit] === 0;
      made.classList.toggle("pg-dropped", dropped);
      set(made, { "aria-label": `${nameOf(columns, number, unit)}${dropped ? ", dropped" : ""}` });
    }));
    lines.forEach((layer, number) => {
      const weights = maps.weights[number];
      const largest = Math.max(1, ...Array.from(weights.data, Math.abs).filter(Number.isFinite));
      layer.forEach((row, to) => row.forEach((line, from) => {
        set(line, edgeStyle(weights.data[to * weights.shape[1] + from], largest));
      }));
    });
  };

  return { root, build, show };
}

/** Returns a unit's map: of an input, a hidden unit, or the output. */
export function mapOf(layers, output, column, unit) {
  if (column >= layers.length) return output;
  const [rows, width] = layers[column].shape.slice(1);
  const size = rows * width;
  return { data: layers[column].data.subarray(unit * size, (unit + 1) * size), shape: [rows, width] };
}

/** Returns what a unit is called. */
export function nameOf(columns, column, unit) {
  if (column === 0) return `input x${"₁₂"[unit]}`;
  return column === columns.length - 1 ? "output" : `unit ${unit + 1} of layer ${column}`;
}

/** Returns a unit's weights and bias in words; only the first few are there. */
export function weightsOf(maps, column, unit) {
  if (column === 0) return "";
  const { data, shape } = maps.weights[column - 1];
  const own = Array.from(data.subarray(unit * shape[1], (unit + 1) * shape[1]), (weight) => format(weight, 2));
  return `w = (${own.join(", ")}), b = ${format(maps.biases[column - 1].data[unit], 2)}`;
}

function head(hidden, number, width, most, widened, signal) {
  const change = (by) => () => widened(hidden.map((each, at) => (at === number ? each + by : each)));
  const made = (sign, by, words) => {
    const refused = width + by < 1 || width + by > most.width;
    return button(sign, change(by), signal, { class: "ck-button pg-small", "aria-label": `${words} layer ${number + 1}`, disabled: refused });
  };
  const more = width > most.shown ? `${width}, ${most.shown} shown` : `${width}`;
  return element("div", {}, made("−", -1, "a unit less in"), made("+", 1, "a unit more in"), element("span", {}, more));
}
