// Inputs on the left, outputs on the right, and a line wherever a derivative is not 0.

import { set, svg } from "../lib/dom.js";
import { format } from "../lib/format.js";

const WIDTH = 360;
const [LEFT, RIGHT] = [118, 242];
const STEP = 30;
const THICKEST = 5;

/** Returns {root, draw(scene), mark(row, column)}; `looked(row, column)` is called, with −1 for the one not meant. */
export function links(looked, signal) {
  const root = svg("svg", { class: "ck-axes ck-links", role: "group", "aria-label": "inputs and outputs" });
  let edges = [];
  let nodes = { inputs: [], outputs: [] };

  const node = (x, y, name, value, side, told, chosen) => {
    const anchor = side === "left" ? "end" : "start";
    const away = side === "left" ? -13 : 13;
    const made = svg(
      "g",
      { class: "ck-node", tabindex: 0, role: "button", "aria-label": told, transform: `translate(${x} ${y})` },
      svg("rect", { x: side === "left" ? -112 : -14, y: -14, width: 126, height: 28, class: "ck-reach" }),
      svg("circle", { r: 7 }),
      svg("text", { x: away, y: 4, "text-anchor": anchor }, `${name} = ${format(value)}`),
    );
    for (const type of ["pointerenter", "focus"]) made.addEventListener(type, chosen, { signal });
    return made;
  };

  const draw = ({ inputs, outputs, inputNames, outputNames, analytic }) => {
    const [n, k] = analytic.shape;
    const height = Math.max(n, k) * STEP + 8;
    const at = (index, count) => height / 2 + (index - (count - 1) / 2) * STEP;
    set(root, { viewBox: `0 0 ${WIDTH} ${height}` });
    const largest = Math.max(...Array.from(analytic.data).filter(Number.isFinite).map(Math.abs), 1e-300);
    edges = [];
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < k; j += 1) {
        const value = analytic.data[i * k + j];
        if (value === 0) continue;
        const width = Number.isFinite(value) ? Math.max((THICKEST * Math.abs(value)) / largest, 0.8) : 1;
        const place = { x1: LEFT + 7, y1: at(j, k), x2: RIGHT - 7, y2: at(i, n) };
        const colour = Number.isNaN(value) ? "var(--ck-soft)" : `var(--ck-series-${value < 0 ? 0 : 1})`;
        const style = { stroke: colour, "stroke-width": width, "stroke-dasharray": value < 0 ? "6 3" : undefined };
        const line = svg("line", { ...place, ...style, class: "ck-edge" });
        const reach = svg("line", { ...place, class: "ck-edge-reach" });
        reach.addEventListener("pointerenter", () => looked(i, j), { signal });
        edges.push({ i, j, line, reach });
      }
    }
    const words = (kind, names, values, index) => `${kind} ${names[index]} = ${format(values[index])}`;
    nodes = {
      inputs: Array.from(inputs.data, (value, j) => node(LEFT, at(j, k), inputNames[j], value, "left", words("input", inputNames, inputs.data, j), () => looked(-1, j))),
      outputs: Array.from(outputs.data, (value, i) => node(RIGHT, at(i, n), outputNames[i], value, "right", words("output", outputNames, outputs.data, i), () => looked(i, -1))),
    };
    root.replaceChildren(
      svg("g", { "aria-hidden": "true" }, ...edges.map((each) => each.line), ...edges.map((each) => each.reach)),
      ...nodes.inputs,
      ...nodes.outputs,
    );
  };

  const mark = (row, column) => {
    const any = row >= 0 || column >= 0;
    const met = ({ i, j }) => (row < 0 || i === row) && (column < 0 || j === column);
    edges.forEach((each) => {
      each.line.classList.toggle("ck-faint", any && !met(each));
    });
    nodes.inputs.forEach((each, j) => each.classList.toggle("ck-named", j === column));
    nodes.outputs.forEach((each, i) => each.classList.toggle("ck-named", i === row));
  };
  return { root, draw, mark };
}
