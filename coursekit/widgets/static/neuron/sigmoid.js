// The curve a = σ(z) with every point on it: what a neuron makes of the plane.

import { activations } from "../lib/activations.js";
import { Axes } from "../lib/axes.js";
import { element, svg } from "../lib/dom.js";
import { format } from "../lib/format.js";
import { clamp } from "../lib/scale.js";
import { weighted } from "./formulas.js";

const FAR = 8; // z beyond is shown at the edge

const sigmoid = activations.sigmoid.f;

/** Returns {root, draw(scene, line, x, right)}. */
export function sigmoidPanel() {
  const axes = new Axes({
    label: "graph of σ with the points along it",
    x: { domain: [-FAR, FAR], label: "z = w·x + b" },
    y: { domain: [-0.06, 1.06], label: "a = σ(z)", ticks: [0, 0.25, 0.5, 0.75, 1] },
    height: 300,
  });
  const zs = Array.from({ length: 161 }, (_, index) => -FAR + index / 10);
  axes.segment({ class: "ck-grid ck-half" }).place(0, 0, 0, 1);
  axes.line().draw(zs, zs.map(sigmoid));
  const marks = svg("g");
  axes.content.append(marks);
  const probe = axes.dot({ r: 6, fill: "var(--ck-accent)" });
  const read = element("p", { class: "ck-read" });
  const root = element("div", {}, axes.root, read);

  const draw = ({ x, y }, line, at, right) => {
    if (marks.childElementCount !== y.data.length) {
      marks.replaceChildren(...Array.from(y.data, mark));
    }
    Array.from(marks.children).forEach((each, index) => {
      if (each.dataset.kind !== String(y.data[index])) each.replaceWith(mark(y.data[index]));
    });
    Array.from(marks.children).forEach((each, index) => {
      const z = weighted(line, x.data[2 * index], x.data[2 * index + 1]);
      const [left, top] = [axes.x(clamp(z, -FAR, FAR)), axes.y(sigmoid(z))];
      each.setAttribute("transform", `translate(${left.toFixed(1)} ${top.toFixed(1)})`);
    });
    const z = weighted(line, ...at);
    probe.place(clamp(z, -FAR, FAR), sigmoid(z));
    const where = Math.abs(z) > FAR ? " (beyond the edge)" : "";
    read.textContent = `at x: z = ${format(z)}${where}, a = ${format(sigmoid(z))}\n${right} of ${y.data.length} points are right`;
  };
  return { root, draw };
}

function mark(kind) {
  const style = { fill: `var(--ck-series-${kind})`, class: "ck-point", "data-kind": kind };
  return kind === 0 ? svg("circle", { r: 3.4, ...style }) : svg("rect", { x: -3.1, y: -3.1, width: 6.2, height: 6.2, ...style });
}
