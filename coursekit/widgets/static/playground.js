// TrainingPlayground: the network with its units' maps, the boundary, the curves; Python trains, epoch by epoch.

import { Axes, legend, seriesStyle } from "./lib/axes.js";
import { button } from "./lib/controls.js";
import { element, set, svg, uniqueId } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { heatColours, paint, zeroOfMap } from "./lib/heat.js";
import { extent } from "./lib/scale.js";
import { unpack } from "./lib/codec.js";
import { mapOf, nameOf, columnsOf, network, weightsOf } from "./playground_network.js";
import { trainer } from "./playground_trainer.js";

const AT_ONCE = 5; // epochs, at most, of one answer while it plays
const CUT = 3; // times the first loss: what is above is cut off
const SQUARE = { width: 340, height: 330, margin: { left: 40, right: 8, top: 8, bottom: 32 } };

export default explorer((frame) => {
  let scene = null;
  let news = null;
  let looked = null;
  let colours = [];
  const known = new Map(); // the maps of an epoch

  const plane = new Plane();
  const curves = new Curves(frame, (epoch) => go(epoch));
  const net = network({ widened: (hidden) => frame.set("hidden", hidden), looked: (unit) => look(unit) }, frame.signal);
  const trouble = element("p", { class: "pg-trouble", role: "status", hidden: true });
  const layers = element("span", { class: "ck-value" });
  const more = button("+", () => frame.set("hidden", [...scene.hidden, 2]), frame.signal, small("one hidden layer more"));
  const fewer = button("−", () => frame.set("hidden", scene.hidden.slice(0, -1)), frame.signal, small("one hidden layer less"));

  const go = (epoch) => frame.set("epoch", epoch);
  const play = trainer({
    reduced: () => frame.reduced,
    told: (playing) => set(frame.told, { "aria-live": playing ? "off" : "polite" }), // not every epoch aloud
    step(by, epochs) {
      const wanted = frame.get("epoch") + by;
      if (wanted < 0) return null;
      if (wanted <= news.losses.shape[1] - 1) {
        go(wanted);
        return null;
      }
      const token = uniqueId();
      frame.ask({ kind: "train", epochs, token });
      return token;
    },
    go,
    atOnce: AT_ONCE,
  }, frame.signal);

  frame.body.append(
    play.root,
    element("div", { class: "pg-settings" },
      group("points", frame.settings("data", "examples", "noise")),
      group("network", frame.settings("activation", "initialiser", "dropout")),
      group("learning", frame.settings("optimizer", "rate", "batch", "l1", "l2")),
    ),
    element("div", { class: "pg-panels" },
      element("div", { class: "ck-panel pg-left" },
        element("p", { class: "pg-name" }, "hidden layers ", fewer, layers, more),
        net.root,
      ),
      element("div", { class: "ck-panel" }, ...plane.parts),
      element("div", { class: "ck-panel" }, ...curves.parts, frame.settings("patience", "stop_early"), trouble),
    ),
  );

  const look = (unit) => {
    looked = unit;
    if (scene) showPlane();
  };

  /** The maps of the epoch that is shown, or of the last one before it that is here. */
  const mapsNow = () => {
    for (let epoch = frame.get("epoch"); epoch >= 0; epoch -= 1) if (known.has(epoch)) return known.get(epoch);
    return news.maps;
  };

  const showPlane = () => {
    const maps = mapsNow();
    const columns = columnsOf(scene.hidden, scene.most.shown);
    const { column, unit } = looked ?? { column: columns.length - 1, unit: 0 };
    const map = mapOf([scene.inputs, ...maps.units], maps.output, column, unit);
    const largest = looked && column > 0 && column < columns.length - 1 ? maps.largest[column - 1].data[unit] : 1;
    const isOutput = column === columns.length - 1;
    const ends = isOutput ? ["class 0", "class 1"] : column === 0 ? [-scene.reach, scene.reach] : [-largest, largest];
    const name = isOutput ? "probability of class 1" : nameOf(columns, column, unit);
    plane.show(map, colours, name, looked ? weightsOf(maps, column, unit) : "", ends);
  };

  const placed = () => {
    const epoch = Math.min(frame.get("epoch"), news.losses.shape[1] - 1);
    colours = heatColours(frame.root);
    net.show(scene.inputs, mapsNow(), colours);
    showPlane();
    curves.place(epoch, news);
    play.show(epoch, news.losses.shape[1] - 1);
  };

  const renewed = (given) => {
    news = given;
    known.set(news.epoch, news.maps);
    curves.draw(news);
    trouble.textContent = news.trouble;
    trouble.hidden = news.trouble === "";
    placed();
    play.answered(news.token, news.done);
  };

  const draw = (newScene) => {
    scene = newScene;
    known.clear();
    looked = null;
    net.build(scene);
    plane.points(scene);
    layers.textContent = scene.hidden.length;
    set(more, { disabled: scene.hidden.length >= scene.most.layers });
    set(fewer, { disabled: scene.hidden.length === 0 });
    latest();
  };

  /** Shows what has come since the scene; if nothing has, the training begins anew. */
  const latest = () => {
    const since = unpack(frame.get("_news"));
    renewed(since.run === scene.run ? since : scene.news);
  };

  frame.draws("_news", latest);
  frame.on("_error", () => play.pause());
  return { draw, placed };
});

/** The plane: a map in colours, the boundary where it is 0, and the points. */
class Plane {
  constructor() {
    const x = { domain: [-1, 1], label: "x₁, normalised" };
    this.axes = new Axes({ label: "plane of the two inputs", x, y: { domain: [-1, 1], label: "x₂, normalised" }, grid: false, ...SQUARE });
    this.canvas = element("canvas", { class: "pg-map", style: inset(this.axes), "aria-hidden": "true" });
    this.line = this.axes.line({ class: "ck-line pg-boundary" });
    this.marks = svg("g");
    this.axes.content.append(this.marks);
    this.name = element("p", { class: "pg-name" });
    this.low = element("span");
    this.high = element("span");
    const bar = element("p", { class: "pg-bar" }, this.low, element("span", { class: "pg-heat" }), this.high);
    this.read = element("p", { class: "ck-read" });
    const root = element("div", { class: "pg-plane" }, this.canvas, this.axes.root);
    this.parts = [this.name, root, bar, pointsLegend(), this.read];
  }

  points({ x, y, x_validation: xs, y_validation: ys, reach }) {
    this.axes.domains({ x: [-reach, reach], y: [-reach, reach] });
    this.marks.replaceChildren(
      ...[[xs, ys, false], [x, y, true]].flatMap(([at, labels, filled]) => [0, 1].map((label) => {
        let path = "";
        for (let row = 0; row < labels.data.length; row += 1) {
          if (labels.data[row] === label) path += mark(label, this.axes.x(at.data[2 * row]), this.axes.y(at.data[2 * row + 1]));
        }
        return svg("path", { d: path, ...pointStyle(label, filled) });
      })),
    );
  }

  show(map, colours, name, words, [low, high]) {
    paint(this.canvas, map, colours);
    const { x, y } = this.axes;
    const along = (scale, share) => scale(scale.domain[0] + share * (scale.domain[1] - scale.domain[0])).toFixed(1);
    const piece = ([x1, y1, x2, y2]) => `M${along(x, x1)},${along(y, y1)}L${along(x, x2)},${along(y, y2)}`;
    this.line.setAttribute("d", zeroOfMap(map).map(piece).join(""));
    this.name.textContent = name;
    this.low.textContent = typeof low === "number" ? format(low, 2) : low;
    this.high.textContent = typeof high === "number" ? format(high, 2) : high;
    this.read.textContent = words;
  }
}

/** The curves of the losses, with the epoch that is shown, and where early stopping would have ended. */
class Curves {
  constructor(frame, go) {
    this.axes = new Axes({ label: "losses by epoch", x: { domain: [0, 10], label: "epoch" }, y: { domain: [0, 1], label: "loss" }, ...SQUARE });
    this.lines = [0, 1].map((number) => this.axes.line(seriesStyle(number)));
    this.best = this.axes.segment({ stroke: "var(--ck-good)", "stroke-dasharray": "8 2 2 2" });
    this.stopped = this.axes.segment({ stroke: "var(--ck-bad)", "stroke-dasharray": "2 2" });
    this.words = ["keep", "stop"].map((word, number) => {
      const text = this.axes.text({ "text-anchor": ["end", "start"][number], dx: [-4, 4][number] });
      return (at, high) => text.place(at ?? NaN, high, word);
    });
    this.now = this.axes.segment({ class: "ck-line pg-now" });
    this.range = { min: 0, max: 0, step: 1 };
    const about = { label: "epoch shown", x: this.range, moved: (epoch) => go(Math.round(epoch)), told: (epoch) => `epoch ${epoch}` };
    this.handle = handle(this.axes, about, frame.signal);
    this.name = element("p", { class: "pg-name" }, "binary cross-entropy, without dropout");
    this.read = element("p", { class: "ck-read pg-numbers" });
    this.stopping = element("p", { class: "ck-read" });
    this.parts = [this.name, this.axes.root, legend(["training", "validation"]), this.read, this.stopping];
  }

  draw({ losses, best, stopped }) {
    const trained = losses.shape[1] - 1;
    this.range.max = trained;
    this.top = CUT * losses.data[0];
    const [, high] = extent(Array.from(losses.data, (loss) => Math.min(loss, this.top)));
    this.axes.domains({ x: [0, Math.max(trained, 10)], y: [0, 1.05 * high] });
    const epochs = Array.from({ length: trained + 1 }, (_, epoch) => epoch);
    this.lines.forEach((line, number) => line.draw(epochs, losses.data.subarray(number * (trained + 1), (number + 1) * (trained + 1))));
    const upright = (segment, at) => segment.place(at ?? NaN, 0, at ?? NaN, 1.05 * high);
    const kept = stopped === null ? null : best;
    upright(this.best, kept);
    upright(this.stopped, stopped);
    this.words[0](kept, 0.97 * high);
    this.words[1](stopped, 0.97 * high);
    const cut = losses.data.some((loss) => !(loss <= this.top));
    const words = stopped === null ? "early stopping: not yet" : `early stopping: ends after epoch ${stopped}, keeps epoch ${best}`;
    this.stopping.textContent = cut ? `${words}\nlosses above ${format(this.top)} are cut off` : words;
  }

  place(epoch, { losses, accuracies }) {
    const trained = losses.shape[1] - 1;
    const [low, high] = this.axes.y.domain;
    this.now.place(epoch, low, epoch, high);
    const loss = losses.data[trained + 1 + epoch];
    this.handle.place(epoch, Number.isFinite(loss) ? loss : high);
    const told = (number, name) => {
      const at = number * (trained + 1) + epoch;
      return `${name}: loss ${format(losses.data[at])}, ${Math.round(100 * accuracies.data[at])} % right`;
    };
    this.read.textContent = `${told(0, "training")}\n${told(1, "validation")}`;
  }
}

function group(name, controls) {
  return element("div", { class: "pg-group", role: "group", "aria-label": name }, element("span", { class: "pg-label" }, name), controls);
}

function small(words) {
  return { class: "ck-button pg-small", "aria-label": words };
}

/** Where the inside of axes is, in hundredths of their drawing. */
function inset({ margin, width, height, innerWidth, innerHeight }) {
  const parts = { left: margin.left / width, top: margin.top / height, width: innerWidth / width, height: innerHeight / height };
  return Object.entries(parts).map(([name, share]) => `${name}: ${100 * share}%`).join("; ");
}

function mark(label, x, y) {
  const at = `M${(x - 3).toFixed(1)},`;
  return label === 0 ? `${at}${y.toFixed(1)}a3,3 0 1,0 6,0a3,3 0 1,0 -6,0` : `${at}${(y - 3).toFixed(1)}h6v6h-6z`;
}

function pointStyle(label, filled) {
  const colour = `var(--ck-series-${label})`;
  return filled
    ? { fill: colour, stroke: "var(--ck-paper)", "stroke-width": 0.8 }
    : { fill: "var(--ck-paper)", stroke: colour, "stroke-width": 1.4 };
}

function pointsLegend() {
  const key = (words, ...points) => {
    const width = 11 * points.length;
    const sample = svg("svg", { viewBox: `0 0 ${width} 10`, width, height: 10, "aria-hidden": "true" });
    points.forEach(([label, filled], at) => sample.append(svg("path", { d: mark(label, 5 + 11 * at, 5), ...pointStyle(label, filled) })));
    return element("span", { class: "ck-key" }, sample, words);
  };
  const keys = [key("class 0", [0, true]), key("class 1", [1, true]), key("for validation", [0, false], [1, false])];
  return element("p", { class: "ck-legend" }, ...keys);
}
