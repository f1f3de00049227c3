// WordWindowExplorer: vectors that move in the plane, a window's gradient split into words, and three words' scores.

import { Axes, legend, seriesStyle } from "./lib/axes.js";
import { row, rows } from "./lib/codec.js";
import { element, set, svg } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { player } from "./lib/player.js";
import { clamp, extent } from "./lib/scale.js";
import { joined, ofScore, scored, scorePlane } from "./lib/windows.js";
import { zeroLine } from "./lib/zero_line.js";

const POINTS = 33; // of the grid of scores, in each direction
const STRONG = 2; // above or below the margin, colours are as strong as they get
const BESIDE = {
  TV: [-11, 4, "end"],
  telly: [11, 4, "start"],
  television: [0, -11, "middle"],
  Paris: [-11, 4, "end"],
};
const SHAPES = ["M-5,0A5,5 0 1 0 5,0A5,5 0 1 0 -5,0Z", "M-5,-5H5V5H-5Z", "M0,-6.5L6,4.5H-6Z"];
const HOST = "we love Rome at night";

export default explorer((frame) => {
  const last = frame.about.settings.step.max;
  const scene = { now: null };
  const shown = () => scene.now.trainings[frame.get("fine_tune") ? 1 : 0];
  const at = (training, step) => ({
    vectors: row(training.vectors, step).data,
    W: row(training.W, step).data,
    b: row(training.b, step).data,
    u: row(training.u, step).data,
  });

  const plane = new Plane();
  const bars = new Bars();
  const margins = new Axes({
    label: "graph of how far the three words score below Rome",
    x: { domain: [0, last], label: "step" },
    y: { domain: [0, 1.5], label: "s(Rome) − s(word)" },
    height: 210,
  });
  const asked = margins.segment({ class: "ck-line ck-asked" });
  const cursor = margins.segment({ class: "ck-line ck-at" });
  const lines = [0, 1, 2].map((number) => margins.line(seriesStyle(number)));
  const dots = [0, 1, 2].map((number) => margins.dot({ r: 4, fill: `var(--ck-series-${number})` }));
  const go = (step) => frame.set("step", Math.round(step));
  const told = (step) => `step ${Math.round(step)}`;
  const scrub = handle(margins, { label: "step of the training", x: { min: 0, max: last, step: 1 }, moved: go, told }, frame.signal);
  const played = player(
    { shown: go, length: last + 1, perSecond: 20, told: (step) => `step ${step} of ${last}`, reduced: () => frame.reduced },
    frame.signal,
  );

  const distances = new Table();
  const score = element("p", { class: "ck-read" });
  const names = element("div");
  const both = element("p", { class: "ck-read" });
  frame.body.append(
    played.root,
    frame.settings("fine_tune", "lr"),
    element(
      "div",
      { class: "ck-panels" },
      element("div", { class: "ck-panel" }, plane.root, plane.note, distances.root),
      element(
        "div",
        { class: "ck-panel" },
        margins.root,
        names,
        both,
        frame.settings("window", "of"),
        bars.root,
        bars.key,
        score,
      ),
    ),
  );

  let drawn = null;
  const placed = () => {
    const [training, step] = [shown(), frame.get("step")];
    const parameters = at(training, step);
    const ids = scene.now.windows[frame.get("window")].data;
    if (played.frame !== step) played.show(step);
    if (training !== drawn) drawTraining(training);
    drawn = training;
    drawStep(training, step);
    plane.show(scene.now, training, step, parameters, ids);
    drawGradient(parameters, ids);
    distances.show(scene.now, training, step);
  };

  let below = []; // Rome, by step, for each of the three
  const drawTraining = (training) => {
    const scores = rows(training.scores);
    const steps = scores.map((_, index) => index);
    below = [0, 1, 2].map((number) => scores.map((each) => each[3] - each[number]));
    margins.domains({ y: extent([0, scene.now.margin, ...below.flat()], 0.08) });
    asked.place(0, scene.now.margin, last, scene.now.margin);
    lines.forEach((line, number) => line.draw(steps, below[number]));
  };

  const drawStep = (training, step) => {
    cursor.place(step, margins.y.domain[0], step, margins.y.domain[1]);
    dots.forEach((dot, number) => dot.place(step, below[number][step]));
    scrub.place(step, margins.y.domain[1]);
    const ends = scene.now.trainings.map((each) => row(each.scores, last).data).map((each) => format(each[3] - each[2]));
    both.textContent =
      `J = ${format(training.loss.data[step])}; dashed: the margin that training asks for.\n` +
      `television after step ${last}: ${ends[0]} with fixed vectors, ${ends[1]} with fine-tuned ones`;
  };

  const drawGradient = (parameters, ids) => {
    const { s, gradient } = scored(parameters, joined(parameters.vectors, ids));
    const ofLoss = frame.get("of") === "loss J";
    const pairs = rows(scene.now.true).map((each, index) => [each, rows(scene.now.corrupted)[index]]);
    const factor = ofLoss ? ofScore(parameters, parameters.vectors, { pairs, margin: scene.now.margin }, ids) : 1;
    bars.show(Array.from(ids, (id) => scene.now.words[id]), gradient.map((each) => factor * each), ofLoss ? "∂J/∂x" : "∂s/∂x");
    const within = (windows) => windows.some((window) => window.every((word, place) => word === ids[place]));
    const [isTrue, isCorrupt] = [scene.now.true, scene.now.corrupted].map((windows) => within(rows(windows)));
    const kind = isTrue ? "a true window" : isCorrupt ? "a corrupt window" : "not in training";
    const flat = isTrue || isCorrupt ? "; the margin is met, nothing to change" : "; J does not depend on it";
    score.textContent = `${kind}: s = uᵀ tanh(Wx + b) = ${format(s)}${ofLoss && factor === 0 ? flat : ""}`;
  };

  const draw = (newScene) => {
    scene.now = newScene;
    names.replaceChildren(legend(newScene.three));
    plane.start(newScene);
    placed();
  };
  return { draw, placed };
});

/** The vectors in the plane, over the scores that the centre's vector would have there. */
class Plane {
  constructor() {
    this.axes = new Axes({
      label: "plane of the word vectors",
      x: { domain: [-1.9, 1.9], label: "x₁" },
      y: { domain: [-1.9, 1.9], label: "x₂" },
      height: 350,
      grid: false,
    });
    this.root = this.axes.root;
    this.note = element("p", { class: "ck-read" });
    this.note.textContent =
      "Colour: the score of “we love · at night” with a vector from there in the centre. Dashed: 1 below Rome, as training " +
      "asks; blue is further below. Rings: the words of the chosen window.";
  }

  start({ words, three, plane, trainings }) {
    const { axes } = this;
    axes.domains({ x: plane, y: plane });
    const size = (plane[1] - plane[0]) / (POINTS - 1);
    this.place = (cell) => plane[0] + cell * size;
    this.cells ??= Array.from({ length: POINTS * POINTS }, (_, index) => {
      const [column, line] = [index % POINTS, Math.floor(index / POINTS)];
      const cell = axes.box({ class: "ck-cell" });
      const [x, y] = [this.place(column), this.place(line)];
      cell.place(x - size / 2, y - size / 2, x + size / 2, y + size / 2);
      axes.behind.append(cell);
      return cell;
    });
    this.border ??= axes.content.appendChild(svg("path", { class: "ck-line ck-border", fill: "none", stroke: "var(--ck-ink)" }));
    this.marks ??= words.map((word) => {
      const number = three.indexOf(word);
      const trail = axes.line({ class: "ck-line ck-trail" });
      const ring = axes.dot({ r: 8.5, class: "ck-ring" });
      const fill = number < 0 ? "var(--ck-soft)" : `var(--ck-series-${number})`;
      const mark = svg("path", { d: number < 0 ? SHAPES[0] : SHAPES[number], fill, class: "ck-mark" });
      const name = svg("text", { class: number < 0 ? "ck-word" : "ck-word ck-strong" }, word);
      return { trail, ring, mark, name, word, scale: number < 0 ? 0.55 : 1 };
    });
    this.tracks = trainings.map(({ vectors }) =>
      words.map((_, number) => {
        const [length, count] = vectors.shape;
        const along = (axis) => Array.from({ length }, (_each, step) => vectors.data[2 * (step * count + number) + axis]);
        return [along(0), along(1)];
      }),
    );
    axes.content.append(...this.marks.map(({ mark }) => mark));
    axes.over.append(...this.marks.map(({ name }) => name)); // over all lines, and over the edge
  }

  show(scene, training, step, parameters, ids) {
    const { axes } = this;
    const rome = row(training.scores, step).data[3];
    const host = joined(parameters.vectors, scene.windows[HOST].data);
    const over = scorePlane(parameters, host, scene.plane, POINTS).map((score) => score - rome + scene.margin);
    over.forEach((each, index) => {
      const heat = Number.isFinite(each) ? 5 + Math.round(5 * clamp(each / STRONG, -1, 1)) : 5;
      if (this.cells[index].heat === heat) return;
      this.cells[index].heat = heat;
      this.cells[index].setAttribute("fill", `var(--ck-heat-${heat})`);
    });
    const point = (x, y) => `${axes.x(this.place(x)).toFixed(1)},${axes.y(this.place(y)).toFixed(1)}`;
    const pieces = zeroLine(over, POINTS).map(([x1, y1, x2, y2]) => `M${point(x1, y1)}L${point(x2, y2)}`);
    set(this.border, { d: pieces.join("") });
    const tracks = this.tracks[scene.trainings.indexOf(training)];
    this.marks.forEach(({ trail, ring, mark, name, word, scale }, number) => {
      const [x, y] = tracks[number];
      const [atX, atY] = [axes.x(x[step]), axes.y(y[step])];
      trail.draw(x.slice(0, step + 1), y.slice(0, step + 1));
      ring.place(x[step], y[step]);
      set(ring, { visibility: ids.includes(number) ? undefined : "hidden" });
      set(mark, { transform: `translate(${atX.toFixed(2)} ${atY.toFixed(2)}) scale(${scale})` });
      const [right, down, anchor] = BESIDE[word] ?? [11, 4, "start"];
      set(name, { x: atX + right, y: atY + down, "text-anchor": anchor });
    });
  }
}

/** The gradient of a window as bars, two for each word. */
class Bars {
  constructor() {
    this.axes = new Axes({
      label: "bars of the window's gradient, two for each word",
      x: { domain: [0, 5], ticks: [], label: "" },
      y: { domain: [-1, 1], label: "∂s/∂x" },
      height: 170,
      margin: { bottom: 24 },
    });
    const { axes } = this;
    this.zero = axes.segment({ class: "ck-line ck-at" });
    this.bars = Array.from({ length: 10 }, (_, index) => axes.box({ class: "ck-bar", fill: `var(--ck-series-${index % 2})` }));
    this.names = Array.from({ length: 5 }, () => svg("text", { class: "ck-word", "text-anchor": "middle" }));
    this.sizes = Array.from({ length: 5 }, () => axes.text({ class: "ck-tick", "text-anchor": "middle" }));
    axes.over.append(...this.names);
    this.root = axes.root;
    const key = (number, words) => {
      const sample = svg("svg", { viewBox: "0 0 14 10", width: 14, height: 10, "aria-hidden": "true" });
      const fill = `var(--ck-series-${number})`;
      sample.append(svg("rect", { width: 14, height: 10, class: "ck-bar", fill, "data-dimension": number }));
      return element("span", { class: "ck-key" }, sample, words);
    };
    const keys = [key(0, "left bar: by x₁"), key(1, "right bar: by x₂"), "number: length of the word's gradient"];
    this.key = element("p", { class: "ck-legend" }, ...keys);
    this.bars.forEach((bar, index) => set(bar, { "data-dimension": index % 2 }));
  }

  show(words, gradient, label) {
    const { axes } = this;
    const largest = Math.max(...gradient.map((each) => (Number.isFinite(each) ? Math.abs(each) : 0))) || 1;
    const top = roundedUp(largest); // stays for many steps, so that one sees the bars grow and shrink
    if (axes.y.domain[1] !== 1.5 * top || axes.about.y.label !== label) {
      axes.about.y.label = label;
      axes.domains({ y: [-1.1 * top, 1.5 * top] });
    }
    this.zero.place(0, 0, 5, 0);
    this.bars.forEach((bar, index) => {
      const left = Math.floor(index / 2) + (index % 2 ? 0.52 : 0.2);
      bar.place(left, 0, left + 0.28, gradient[index]);
    });
    words.forEach((word, place) => {
      this.names[place].textContent = word;
      set(this.names[place], { x: axes.x(place + 0.5), y: axes.height - 9 });
      this.sizes[place].place(place + 0.5, 1.25 * top, format(Math.hypot(gradient[2 * place], gradient[2 * place + 1]), 2));
    });
  }
}

/** Returns the next of 1, 2, 5, 10, … times a power of ten. */
function roundedUp(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return size * [1, 2, 5, 10].find((factor) => factor * size >= value * (1 - 1e-9));
}

/** How far the three have moved, and how far they are from the one that is not in training. */
class Table {
  constructor() {
    this.body = element("tbody");
    const heads = ["word", "moved by", "from television", "at first"].map((words) => element("th", { scope: "col" }, words));
    this.root = element("table", { class: "ck-numbers" }, element("thead", {}, element("tr", {}, ...heads)), this.body);
  }

  show({ words, three }, training, step) {
    const vector = (when, word) => row(row(training.vectors, when), words.indexOf(word)).data;
    const apart = (one, other) => format(Math.hypot(one[0] - other[0], one[1] - other[1]));
    const unseen = three.at(-1);
    this.body.replaceChildren(
      ...three.map((word) => {
        const moved = apart(vector(0, word), vector(step, word));
        const away = [step, 0].map((when) => (word === unseen ? "–" : apart(vector(when, word), vector(when, unseen))));
        const cells = [moved, ...away].map((number) => element("td", {}, number));
        return element("tr", {}, element("th", { scope: "row" }, word), ...cells);
      }),
    );
  }
}
