// A small network in SVG: a column for each layer, a line for each weight, activations in the neurons, errors below.

import { set, svg, whenChanged } from "./dom.js";
import { format } from "./format.js";
import { sub, sup } from "./formulas.js";

const GAP = { x: 134, y: 60 };
const TOP = 52;
const SIDE = 44;
const BOX = { width: 62, height: 26 };

/** Returns where a neuron stands; layer 0 are the inputs, neurons count from 1. */
export function neuronPlace(sizes, layer, neuron) {
  const rows = Math.max(...sizes);
  return [SIDE + layer * GAP.x, TOP + (neuron - 1 + (rows - sizes[layer]) / 2) * GAP.y];
}

/** Returns how thick a weight's line is: thin for 0, never too thick for its neighbours. */
export function thickness(weight) {
  return Number.isFinite(weight) ? 0.6 + 2.4 * Math.min(Math.abs(weight) / 2, 1) : 0.6;
}

/** Returns the drawing: {root, show(state)}. `pick(layer, neuron, input)` is called for a weight that is clicked. */
export function networkDrawing(sizes, pick, signal) {
  const width = 2 * SIDE + (sizes.length - 1) * GAP.x;
  const height = 2 * TOP + (Math.max(...sizes) - 1) * GAP.y;
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    class: "ck-backprop",
    role: "img",
    style: `max-width: ${1.45 * width}px; min-width: ${0.78 * width}px`,
  });
  const synapses = [];
  const neurons = [];
  sizes.slice(1).forEach((to, index) => {
    for (let j = 1; j <= to; j += 1) {
      for (let m = 1; m <= sizes[index]; m += 1) {
        const ends = [neuronPlace(sizes, index, m), neuronPlace(sizes, index + 1, j)];
        synapses.push(synapse(ends, { layer: index + 1, neuron: j, input: m }, pick, signal));
      }
    }
  });
  sizes.forEach((size, layer) => {
    for (let number = 1; number <= size; number += 1) neurons.push(neuron(neuronPlace(sizes, layer, number), layer, number));
  });
  const names = sizes.map((_, layer) => {
    const last = layer === sizes.length - 1;
    const words = layer === 0 ? "x = a⁽⁰⁾" : last && sizes[layer] === 1 ? `s = a${sup(layer)}` : `a${sup(layer)}`;
    return svg("text", { x: SIDE + layer * GAP.x, y: 12, class: "ck-layer-name" }, words);
  });
  const picked = svg("text", { class: "ck-picked-name" });
  root.append(...names, ...synapses.map((each) => each.root), ...neurons.map((each) => each.root), picked);

  return {
    root,
    show({ network, pass, weight, now, done }) {
      const walked = new Set(done.flatMap(({ weights }) => weights.map(String)));
      const current = new Set(now.weights.map(String));
      const reached = new Set(done.flatMap((each) => each.neurons.map(String)));
      const looked = new Set(now.neurons.map(String));
      for (const { at, show } of synapses) {
        const key = String([at.layer, at.neuron, at.input]);
        show({
          value: network.weights[at.layer - 1][at.neuron - 1][at.input - 1],
          walked: walked.has(key),
          now: current.has(key),
          picked: key === String([weight.layer, weight.neuron, weight.input]),
        });
      }
      for (const { layer, number, show } of neurons) {
        const key = String([layer, number]);
        const here = pass.layers[layer - 1];
        show({
          value: layer === 0 ? network.x[number - 1] : here.a[number - 1],
          delta: layer > 0 && reached.has(key) ? here.delta[number - 1] : null,
          now: looked.has(key),
        });
      }
      const [[x1, y1], [x2, y2]] = [[weight.layer - 1, weight.input], [weight.layer, weight.neuron]].map(([layer, number]) =>
        neuronPlace(sizes, layer, number),
      );
      const bias = weight.input > sizes[weight.layer - 1];
      set(picked, bias ? { x: x2, y: y2 - BOX.height / 2 - 5 } : { x: x1 + 0.38 * (x2 - x1), y: y1 + 0.38 * (y2 - y1) + 4 });
      picked.textContent = bias ? `b${sub(weight.neuron)}` : `W${sub(weight.neuron)}${sub(weight.input)}`;
      const s = pass.layers.at(-1).a.map((each) => format(each)).join(", ");
      set(root, { "aria-label": `network of ${sizes.join("-")} neurons, with the output ${s}` });
    },
  };
}

function synapse([[x1, y1], [x2, y2]], at, pick, signal) {
  const half = BOX.width / 2;
  const ends = { x1: x1 + half, y1, x2: x2 - half, y2 };
  const reach = svg("line", { ...ends, class: "ck-synapse-reach" });
  const line = svg("line", { ...ends, class: "ck-synapse" });
  const root = svg("g", {}, reach, line);
  root.addEventListener("click", () => pick(at.layer, at.neuron, at.input), { signal });
  return {
    at,
    root,
    show: whenChanged(({ value, walked, now, picked }) => {
      set(line, {
        class: `ck-synapse${walked ? " ck-walked" : ""}${picked ? " ck-picked" : ""}`,
        "stroke-width": thickness(value) + (now ? 1.8 : picked ? 1 : 0),
        "stroke-dasharray": value < 0 ? "6 3" : undefined,
      });
    }),
  };
}

function neuron([x, y], layer, number) {
  const { width, height } = BOX;
  const value = svg("text", { y: 4.5, class: "ck-activation" });
  const delta = svg("text", { y: height / 2 + 13, class: "ck-delta" });
  const box = svg("rect", { x: -width / 2, y: -height / 2, width, height, rx: 13 });
  const root = svg("g", { class: "ck-neuron", transform: `translate(${x} ${y})` }, box, value, delta);
  return {
    layer,
    number,
    root,
    show: whenChanged(({ value: a, delta: error, now }) => {
      set(root, { class: `ck-neuron${now ? " ck-now" : ""}` });
      set(value, { class: `ck-activation${format(a).length > 7 ? " ck-long" : ""}` });
      value.textContent = format(a);
      delta.textContent = error === null ? "" : `δ${sub(number)} ${format(error)}`;
    }),
  };
}
