// InitializationExplorer: histograms of activations and gradients, layer by layer, and their spread on a logarithmic axis.

import { Axes, legend, seriesStyle } from "./lib/axes.js";
import { row } from "./lib/codec.js";
import { element, set } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { heatColours, paint } from "./lib/heat.js";
import { layerTicks, offChart, percent, ridge, spreadDomain, verdict } from "./initialization_words.js";

const TALL = { width: 240, height: 280, margin: { left: 34, right: 12, top: 8, bottom: 32 } };

export default explorer((frame) => {
  const spread = new Axes({
    label: "standard deviations by layer",
    x: { domain: [1, 10], label: "layer" },
    y: { domain: [1e-3, 1], log: true, label: "standard deviation" },
    width: 400,
    height: 260,
    margin: { left: 52 },
  });
  const lines = [0, 1, 2, 3].map((number) => spread.line(seriesStyle(number)));
  const dots = [0, 1, 2, 3].map((number) => spread.dot({ r: 3.5, fill: `var(--ck-series-${number})` }));
  const cursor = spread.segment({ class: "ck-line in-now" });
  const range = { min: 1, max: 10, step: 1 };
  const choose = (layer) => frame.set("layer", Math.min(Math.max(Math.round(layer), 1), range.max));
  const chosen = handle(spread, { label: "layer", x: range, moved: choose, told: (layer) => `layer ${layer}` }, frame.signal);
  const names = element("div");
  const off = element("p", { class: "ck-read in-off" });
  const table = element("div", { class: "ck-scroll", tabindex: "0", role: "group", "aria-label": "numbers of the layer" });
  const networks = [new Network(0, choose, frame.signal), new Network(1, choose, frame.signal)];
  frame.body.append(
    frame.settings("initialiser", "compare", "activation"),
    frame.settings("scale", "depth", "width"),
    element("div", { class: "in-networks" }, ...networks.map(({ root }) => root)),
    element("div", { class: "in-below" },
      element("div", { class: "ck-panel" }, spread.root, names, off),
      element("div", { class: "ck-panel" }, table),
    ),
  );
  let scene = null;

  const placed = () => {
    const layer = Math.min(frame.get("layer"), scene.depth);
    const colours = heatColours(frame.root);
    scene.networks.forEach((network, number) => networks[number].choose(network, layer, colours));
    const [low, high] = spread.y.domain;
    cursor.place(layer, low, layer, high);
    chosen.place(layer, Math.min(Math.max(scene.networks[0].h[layer - 1] || low, low), high));
    seriesOf(scene).forEach(({ sizes }, number) => dots[number].place(layer, sizes[layer - 1] || NaN));
    table.replaceChildren(numbers(scene, layer));
  };

  const draw = (newScene) => {
    scene = newScene;
    range.max = scene.depth;
    networks.forEach((each, number) => each.draw(scene.networks[number]));
    set(networks[1].root.parentNode, { class: scene.networks.length > 1 ? "in-networks in-two" : "in-networks" });
    const series = seriesOf(scene);
    spread.about.x.ticks = layerTicks(scene.depth);
    const room = 0.03 * scene.depth; // so that a handle at an end hides no number of the other axis
    spread.domains({ x: [1 - room, scene.depth + room], y: spreadDomain(series.flatMap(({ sizes }) => sizes)) });
    const layers = Array.from({ length: scene.depth }, (_, index) => index + 1);
    lines.forEach((line, number) => line.draw(series[number] ? layers : [], (series[number]?.sizes ?? []).map((size) => size || NaN)));
    dots.forEach((dot, number) => { if (!series[number]) dot.place(NaN, NaN); });
    off.textContent = offChart(series.flatMap(({ sizes }) => sizes));
    names.replaceChildren(legend(series.map(({ name }) => name)));
    placed();
  };

  return { draw, placed };
});

/** One initialisation: what becomes of the gradient, two columns of histograms, and the answers of some units. */
class Network {
  constructor(number, choose, signal) {
    this.title = element("p", { class: "in-title" });
    this.said = element("p", { class: "ck-read" });
    this.h = new Ridges("activations h", "h", 2 * number, choose, signal);
    this.delta = new Ridges("gradients δ", "log₁₀ |δ|", 2 * number + 1, choose, signal);
    this.canvas = element("canvas", { class: "in-units", role: "img" });
    this.caption = element("p", { class: "ck-read" });
    const answers = element("div", { class: "in-answers" }, this.canvas, this.caption);
    this.root = element("div", { class: "in-network" }, this.title, this.said,
      element("div", { class: "in-pair" }, this.h.root, this.delta.root), answers);
  }

  draw(network) {
    set(this.root, { hidden: !network });
    if (!network) return;
    this.title.textContent = network.name;
    this.said.textContent = verdict(network);
    this.h.draw(network.activations);
    this.delta.draw(network.gradients);
  }

  choose(network, layer, colours) {
    const { answers, largest, distinct } = network;
    this.h.choose(layer, percent(network.activations.outside[layer - 1], "beyond the axis"));
    this.delta.choose(layer, percent(network.gradients.missing[layer - 1], "exactly 0"));
    paint(this.canvas, row(answers, layer - 1), colours);
    const [examples, units] = answers.shape.slice(1);
    const alike = distinct[layer - 1] === 1 ? "All units of the layer learn the same" : `${distinct[layer - 1]} units of the layer learn something of their own`;
    const words = `layer ${layer}: h of ${units} units (across) for ${examples} examples, in colours from −${format(largest[layer - 1], 2)} to ${format(largest[layer - 1], 2)}. ${alike}.`;
    set(this.canvas, { "aria-label": words });
    this.caption.textContent = words;
  }
}

/** A histogram for each layer, the first at the top; press one to choose its layer. */
class Ridges {
  constructor(name, axis, series, choose, signal) {
    this.colour = `var(--ck-series-${series})`;
    this.axes = new Axes({ label: `histograms of ${name} by layer`, x: { domain: [-1, 1], label: axis }, y: { domain: [10, 0], label: "layer" }, grid: false, ...TALL });
    this.made = [];
    this.said = element("p", { class: "ck-read in-said" });
    this.root = element("div", { class: "ck-panel" }, element("p", { class: "in-name" }, name), this.axes.root, this.said);
    this.axes.root.addEventListener("pointerdown", (event) => choose(Math.ceil(this.axes.at(event).y)), { signal });
  }

  draw({ low, high, fractions }) {
    const depth = fractions.shape[0];
    this.made.forEach(({ area, line }) => { area.remove(); line.remove(); });
    this.axes.about.y.ticks = layerTicks(depth);
    this.axes.domains({ x: [low, high], y: [depth + 0.15, -0.05] });
    this.made = Array.from({ length: depth }, (_, index) => {
      const { xs, ys } = ridge(Array.from(row(fractions, index).data), index + 1, low, high);
      const [area, line] = [this.axes.area({ fill: this.colour }), this.axes.line({ stroke: this.colour, class: "in-ridge" })];
      area.draw(xs, ys, index + 1);
      line.draw(xs, ys);
      return { area, line };
    });
  }

  choose(layer, words) {
    this.made.forEach(({ area, line }, index) => {
      area.classList.toggle("in-chosen", index === layer - 1);
      line.classList.toggle("in-chosen", index === layer - 1);
    });
    this.said.textContent = words === "" ? "" : `layer ${layer}: ${words}`;
  }
}

/** What is drawn in the chart of standard deviations. */
function seriesOf({ networks }) {
  return networks.flatMap(({ name, h, delta }) => [
    { name: `${name}: h`, sizes: h },
    { name: `${name}: δ`, sizes: delta },
  ]);
}

function numbers({ networks, width }, layer) {
  const lines = [
    ["mean of h", ({ mean }) => format(mean[layer - 1])],
    ["standard deviation of h", ({ h }) => format(h[layer - 1])],
    ["standard deviation of δ", ({ delta }) => format(delta[layer - 1])],
    ["standard deviation of ∂L/∂W", ({ W }) => format(W[layer - 1])],
    ["saturated, |f′(z)| < 0.01", ({ saturated }) => `${Math.round(100 * saturated[layer - 1])} %`],
    [`of ${width} units, learn differently`, ({ distinct }) => String(distinct[layer - 1])],
  ];
  return element("table", { class: "in-table" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, `layer ${layer}`), ...networks.map(({ name }) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...lines.map(([name, value]) => element("tr", {}, element("th", { scope: "row" }, name), ...networks.map((each) => element("td", {}, value(each)))))),
  );
}
