// The plane of two classes: a neuron's line and arrow, or the lines of hidden units and the boundary they make.

import { activations } from "../lib/activations.js";
import { Axes, seriesStyle } from "../lib/axes.js";
import { button, control } from "../lib/controls.js";
import { element, set, svg } from "../lib/dom.js";
import { format } from "../lib/format.js";
import { handle } from "../lib/handles.js";
import { clamp } from "../lib/scale.js";
import { middles, surface } from "../lib/surface.js";
import { zeroLine } from "../lib/zero_line.js";
import { endOf, footOf, layerScore, weighted } from "./formulas.js";
import { sigmoidPanel } from "./sigmoid.js";
import { unitsPanel } from "./units.js";

const REACH = 3; // of the plane on either side
const WIDEST = 6; // w and b at most
const ARROW = 0.5; // of the length of w
const ASIDE = 1.3; // how far the handle of b is from the arrow
const GRID = 72;
const SIDE = middles([-REACH, REACH], GRID);
const MOST = 8;

const sigmoid = activations.sigmoid.f;
const rounded = (value) => Number(clamp(value, -WIDEST, WIDEST).toFixed(2));

/** Returns {root, draw(scene), placed()} of the modes "one neuron" and "hidden layer". */
export function planeView(frame) {
  const domain = [-REACH, REACH];
  const axes = new Axes({
    label: "plane of the points",
    x: { domain, label: "x₁" },
    y: { domain, label: "x₂" },
    width: 360,
    height: 348,
    grid: false,
  });
  const ground = surface(axes, GRID);
  const layer = { scene: null, lines: [] };
  const single = () => frame.get("mode") === "one neuron";
  const count = () => (single() ? 1 : layer.lines.length);
  const chosen = () => (single() ? 0 : Math.min(frame.get("selected"), count() - 1));
  const lineOf = (unit) => (single() ? [...frame.get("w"), frame.get("b")] : layer.lines[unit]);

  const change = (unit, line) => {
    const now = line.map(rounded);
    if (single()) {
      if (now[0] !== frame.get("w")[0] || now[1] !== frame.get("w")[1]) frame.set("w", now.slice(0, 2));
      frame.set("b", now[2]);
    } else {
      frame.set("lines", layer.lines.map((each, index) => (index === unit ? now : each)));
    }
  };

  const strokes = Array.from({ length: MOST }, (_, unit) => axes.segment({ ...seriesStyle(unit), class: "ck-line ck-cut" }));
  const numbers = Array.from({ length: MOST }, () => axes.text({ class: "ck-letter", "text-anchor": "middle" }));
  const boundary = svg("path", { class: "ck-line ck-boundary", fill: "none", stroke: "var(--ck-ink)" });
  const marks = svg("g");
  const arrow = svg("g", { class: "ck-arrow" }, svg("line", { x1: axes.x(0), y1: axes.y(0) }), svg("path"));
  axes.content.append(boundary, marks, arrow, ...numbers);

  const limits = { min: -REACH, max: REACH, step: 0.05 };
  const both = { x: limits, y: limits };
  const weights = handle(axes, {
    label: "w",
    ...both,
    moved: (x, y) => change(chosen(), [x / ARROW, y / ARROW, lineOf(chosen())[2]]),
    told: (x, y) => `w₁ = ${format(x / ARROW)}, w₂ = ${format(y / ARROW)}`,
  }, frame.signal);
  const bias = handle(axes, {
    label: "b, by moving the line",
    ...both,
    shape: "square",
    moved: (x, y) => {
      const [w1, w2] = lineOf(chosen());
      change(chosen(), [w1, w2, -weighted([w1, w2, 0], x, y)]);
    },
    told: () => `b = ${format(lineOf(chosen())[2])}`,
  }, frame.signal);
  const probe = handle(axes, {
    label: "x, a point to follow",
    ...both,
    moved: (x, y) => frame.set("x", [rounded(x), rounded(y)]),
    told: (x, y) => `x₁ = ${format(x)}, x₂ = ${format(y)}`,
  }, frame.signal);
  for (const [mark, name] of [[weights, "w"], [bias, "b"], [probe, "x"]]) {
    mark.append(svg("text", { x: 10, y: -8, class: "ck-letter", "aria-hidden": "true" }, name));
  }
  probe.classList.add("ck-probe");

  const sliders = ["w₁", "w₂", "b"].map((label, part) =>
    control({ kind: "real", min: -WIDEST, max: WIDEST, label, step: 0.1 }, (value) => {
      const line = [...lineOf(chosen())];
      line[part] = value;
      change(chosen(), line);
    }, frame.signal),
  );
  const beside = { sigmoid: sigmoidPanel(), units: unitsPanel(frame, (unit) => frame.set("selected", unit)) };
  const unitCount = frame.control("units");
  const train = button("Train 20 steps", () => frame.ask({ kind: "train" }), frame.signal);
  const whose = element("strong", { class: "ck-whose" });
  const root = element(
    "div",
    { class: "ck-body ck-plane" },
    element("div", { class: "ck-controls" }, frame.control("data"), unitCount, train),
    element("div", { class: "ck-controls" }, whose, ...sliders.map((each) => each.root)),
    element(
      "div",
      { class: "ck-panels" },
      element("div", { class: "ck-panel" }, ground.root, key()),
      element("div", { class: "ck-panel" }, beside.sigmoid.root, beside.units.root),
    ),
  );

  const drawGround = () => {
    const values = new Float64Array(GRID * GRID);
    const { v, c } = layer.scene;
    const scored = single()
      ? (x1, x2) => weighted(lineOf(0), x1, x2)
      : (x1, x2) => layerScore(layer.lines, v.data, c, x1, x2);
    SIDE.forEach((x2, row) => SIDE.forEach((x1, column) => {
      values[row * GRID + column] = scored(x1, x2);
    }));
    const pieces = single() ? [] : zeroLine(values, GRID);
    const side = (cell) => SIDE[0] + cell * (SIDE[1] - SIDE[0]);
    const at = (column, row) => `${axes.x(side(column)).toFixed(1)},${axes.y(side(row)).toFixed(1)}`;
    set(boundary, { d: pieces.map(([x1, y1, x2, y2]) => `M${at(x1, y1)}L${at(x2, y2)}`).join("") });
    ground.draw(values.map((score) => 2 * sigmoid(score) - 1));
    const { x, y } = layer.scene;
    let right = 0;
    Array.from(marks.children).forEach((mark, index) => {
      const isRight = scored(x.data[2 * index], x.data[2 * index + 1]) > 0 === (y.data[index] === 1);
      mark.classList.toggle("ck-wrong", !isRight);
      right += isRight;
    });
    return right;
  };

  const placed = () => {
    const unit = chosen();
    const line = lineOf(unit);
    strokes.forEach((stroke, index) => {
      const foot = index < count() ? footOf(lineOf(index)) : null;
      const [dx, dy] = foot ? foot.along.map((part) => 20 * part) : [NaN, NaN];
      stroke.place(foot?.x - dx, foot?.y - dy, foot?.x + dx, foot?.y + dy);
      stroke.classList.toggle("ck-chosen", index === unit);
      const end = foot && !single() ? endOf(lineOf(index), REACH * 0.93) : null;
      numbers[index].place(end ? end[0] : NaN, end ? end[1] : NaN, String(index + 1));
    });
    set(strokes[0], single() ? { stroke: "var(--ck-ink)" } : seriesStyle(0));
    const foot = footOf(line);
    weights.place(line[0] * ARROW, line[1] * ARROW);
    // Its letter stands beyond the arrow's head.
    const [ahead, up] = foot ? [foot.along[1], -foot.along[0]] : [0, 1];
    set(weights.lastChild, { x: 18 * ahead, y: 5 - 18 * up, "text-anchor": "middle" });
    const side = foot && Math.abs(foot.x + ASIDE * foot.along[0]) < REACH && Math.abs(foot.y + ASIDE * foot.along[1]) < REACH ? 1 : -1;
    bias.place(foot ? foot.x + side * ASIDE * foot.along[0] : NaN, foot ? foot.y + side * ASIDE * foot.along[1] : NaN);
    drawArrow(arrow, axes, line);
    const x = frame.get("x");
    probe.place(...x);
    const right = drawGround();
    sliders.forEach((each, part) => each.show(line[part]));
    whose.textContent = single() ? "" : `unit ${unit + 1}`;
    if (single()) beside.sigmoid.draw(layer.scene, line, x, right);
    else beside.units.draw(layer.lines, layer.scene, unit, x, right);
  };

  const draw = (scene) => {
    layer.scene = scene;
    if (scene.lines) relined();
    beside.units.forget();
    marks.replaceChildren(...Array.from(scene.y.data, (kind, index) => point(kind, axes.x(scene.x.data[2 * index]), axes.y(scene.x.data[2 * index + 1]))));
    for (const node of [beside.units.root, unitCount, boundary]) node.toggleAttribute("hidden", single());
    beside.sigmoid.root.hidden = !single();
    placed();
  };

  // What is being dragged is newer than what Python sent last.
  const relined = () => {
    const { data, shape } = layer.scene.lines;
    const given = frame.get("lines");
    layer.lines = Array.from({ length: shape[0] }, (_, unit) => given[unit] ?? Array.from(data.subarray(3 * unit, 3 * unit + 3)));
  };
  frame.draws("lines", () => {
    if (single() || !layer.scene?.lines) return;
    relined();
    placed();
  });

  return { root, draw, placed };
}

function point(kind, x, y) {
  const style = { fill: `var(--ck-series-${kind})`, class: "ck-point" };
  return kind === 0 ? svg("circle", { cx: x, cy: y, r: 3.4, ...style }) : svg("rect", { x: x - 3.1, y: y - 3.1, width: 6.2, height: 6.2, ...style });
}

function key() {
  const sample = (kind) => svg("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, point(kind, 6, 6));
  const wrong = sample(0);
  wrong.firstChild.classList.add("ck-wrong");
  return element(
    "p",
    { class: "ck-legend" },
    element("span", { class: "ck-key" }, sample(0), "class 0"),
    element("span", { class: "ck-key" }, sample(1), "class 1"),
    element("span", { class: "ck-key" }, wrong, "wrong side"),
    element("span", { class: "ck-key" }, "arrow: w, at half its length"),
  );
}

function drawArrow(arrow, axes, [w1, w2]) {
  const length = Math.hypot(w1, w2);
  const [x, y] = [axes.x(w1 * ARROW), axes.y(w2 * ARROW)];
  set(arrow, { visibility: length ? undefined : "hidden" });
  set(arrow.firstChild, { x2: x, y2: y });
  const turn = (Math.atan2(y - axes.y(0), x - axes.x(0)) * 180) / Math.PI;
  // The head ends where the handle begins.
  set(arrow.lastChild, { d: "M-8,0l-9,-5v10z", transform: `translate(${x} ${y}) rotate(${turn})` });
}
