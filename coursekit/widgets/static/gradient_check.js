// GradientCheckExplorer: the error of numerical derivatives against h, and f with its secants at a point to drag.

import { Axes, seriesStyle } from "./lib/axes.js";
import { row } from "./lib/codec.js";
import { element, set, svg } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { extent } from "./lib/scale.js";
import { interpolated, nearestStep, secants } from "./lib/secants.js";

const SERIES = [0, 1, 2, 3];
const REACH = 2; // of the secants on either side
const GRID = 0.05; // on which a dragged point stays, so that it can be put on a kink
const STEP = 10 ** (1 / 8);
const TRIED = 6;

export default explorer((frame) => {
  const { x: limits, h: range } = frame.about.settings;
  const errors = new Axes({
    label: "graph of the error against h",
    x: { domain: [range.min, range.max], log: true, label: "step h" },
    y: { domain: [1e-17, 10], log: true, label: "|estimate − f′(x)|" },
    height: 300,
  });
  const values = new Axes({
    label: "graph of f with its secants",
    x: { domain: [limits.min, limits.max], label: "x" },
    y: { domain: [-1, 1], label: "f(x)" },
    height: 300,
  });
  const table = new Table();
  const note = element("p", { class: "ck-note" });
  const verdict = element("p", { class: "ck-verdict" });
  const tried = element("p", { class: "ck-tried" });
  const cost = element("p", { class: "ck-cost" });
  frame.body.append(
    frame.settings("function", "x", "h"),
    frame.settings("one_sided", "centred", "float64", "float32", "parts", "others"),
    element(
      "div",
      { class: "ck-panels" },
      element("div", { class: "ck-panel" }, errors.root, note, table.root),
      element("div", { class: "ck-panel" }, values.root, keys(), verdict),
    ),
    tried,
    element("div", { class: "ck-costs" }, frame.control("parameters"), cost),
  );

  const faint = { stroke: "var(--ck-soft)", class: "ck-line ck-faint" };
  const others = Array.from({ length: TRIED }, () => errors.line(faint));
  const lines = SERIES.map((number) => ({
    truncation: errors.line({ ...seriesStyle(number), class: "ck-line ck-part" }),
    roundOff: errors.line({ ...seriesStyle(number), class: "ck-line ck-part" }),
    error: errors.line(seriesStyle(number)),
    dot: errors.dot({ r: 4, fill: `var(--ck-series-${number})` }),
  }));
  const formulas = ["½h·|f″|", "⅙h²·|f‴|", "ε·|f|/h"].map((words) => ({
    words,
    text: errors.text({ class: "ck-label ck-formula" }),
  }));
  const at = errors.segment({ class: "ck-line ck-at" });

  const wedge = values.area({ fill: "var(--ck-series-0)" });
  const curve = values.line();
  const tangent = values.line({ class: "ck-line ck-tangent" });
  const onward = values.line({ ...seriesStyle(2), class: "ck-line ck-part", stroke: "var(--ck-series-0)" });
  const sides = values.line(seriesStyle(0));
  const middle = values.line(seriesStyle(1));
  const ends = [values.dot({ r: 3 }), values.dot({ r: 3 })];
  const points = Array.from({ length: TRIED }, () => values.dot({ r: 3.5, class: "ck-dot ck-point" }));

  let scene = null;
  const place = () => nearestStep(scene.steps.data, frame.get("h"));
  const shown = () =>
    scene.curves.map(
      ({ method, precision }) => frame.get(method === "centred" ? "centred" : "one_sided") && frame.get(precision),
    );

  const stepped = (newH) => frame.set("h", scene.steps.data[nearestStep(scene.steps.data, newH)]);
  const h = handle(
    errors,
    { label: "step h", x: { ...range, step: STEP, log: true }, moved: stepped, told: (newH) => `h = ${format(newH)}` },
    frame.signal,
  );
  const moved = (newX) => frame.set("x", Number((Math.round(newX / GRID) * GRID).toFixed(2)));
  const point = handle(
    values,
    { label: "point x", x: { ...limits, step: GRID }, moved, told: (newX) => `x = ${format(newX)}` },
    frame.signal,
  );

  const drawErrors = () => {
    const [visible, index, now] = [shown(), place(), frame.get("h")];
    const floor = (error) => (Number.isFinite(error) ? Math.max(error, scene.floor) : NaN);
    SERIES.forEach((number) => {
      const { error, truncation, round_off: roundOff } = scene.curves[number];
      const drawn = lines[number];
      const parts = visible[number] && frame.get("parts");
      const put = (line, on, numbers) => line.draw(on ? scene.steps.data : [], on ? numbers : []);
      put(drawn.error, visible[number], Array.from(error.data, floor));
      for (const [line, part] of [[drawn.truncation, truncation], [drawn.roundOff, roundOff]]) {
        put(line, parts, Array.from(part.data, (size) => (size > 0 ? size : NaN)));
      }
      drawn.dot.place(now, visible[number] ? floor(error.data[index]) : NaN);
    });
    others.forEach((line, number) => {
      const on = frame.get("others");
      line.draw(on ? scene.steps.data : [], on ? Array.from(row(scene.tried.error, number).data, floor) : []);
    });
    drawFormulas(visible);
    at.place(now, errors.y.domain[0], now, errors.y.domain[1]);
    const leading = [1, 0, 3, 2].find((number) => visible[number] && Number.isFinite(scene.curves[number].error.data[index]));
    h.place(now, leading === undefined ? scene.floor : floor(scene.curves[leading].error.data[index]));
    table.show(scene, index, visible);
    const exact = scene.curves.some(({ error }, number) => visible[number] && error.data[index] === 0);
    note.textContent = exact ? "An error of 0 is drawn at the lower edge." : "";
  };

  /** Writes each formula beside its line, where the line is free of others. */
  const drawFormulas = (visible) => {
    const [oneSided, centred] = [[0, 2], [1, 3]].map((pair) => pair.find((number) => visible[number]));
    const roundOff = [0, 1].find((number) => visible[number]) ?? [2, 3].find((number) => visible[number]);
    const steps = scene.steps.data;
    const beside = [
      [oneSided, "truncation", nearestStep(steps, 1e-14), 8, 4],
      [centred, "truncation", nearestStep(steps, 10 ** -7.3), 8, 4],
      [roundOff, "round_off", nearestStep(steps, 10 ** -1.6), 2, -6],
    ];
    beside.forEach(([number, part, index, right, up], place) => {
      const { words, text } = formulas[place];
      const size = number === undefined || !frame.get("parts") ? NaN : scene.curves[number][part].data[index];
      text.place(steps[index], size > scene.floor ? size : NaN, words);
      set(text, { dx: right, dy: up });
    });
  };

  const drawPoint = () => {
    const [x, index, step] = [frame.get("x"), place(), frame.get("h")];
    const known = x === scene.x; // what Python computed belongs to the point that is shown
    const there = (each) => interpolated(scene.curve.data, limits.min, limits.max, each);
    const near = secants(scene.curve.data, limits.min, limits.max, x, step);
    const y = known ? scene.value : there(x);
    const [left, right, centred] = known
      ? [scene.left, scene.right, scene.curves[1].estimate].map((slopes) => slopes.data[index])
      : [near.left, near.right, near.centred];
    const [oneSided, twoSided] = [frame.get("one_sided"), frame.get("centred")];
    const drawn = (line, on, xs, ys) => line.draw(on ? xs : [], on ? ys : []);
    const [before, after] = [x - REACH, x + REACH];
    drawn(sides, oneSided, [before, x, after], [y - REACH * left, y, y + REACH * right]);
    drawn(onward, oneSided, [x, after], [y, y + REACH * left]);
    wedge.draw(oneSided ? [x, after] : [], oneSided ? [y, y + REACH * right] : [], oneSided ? [y, y + REACH * left] : []);
    drawn(middle, twoSided, [before, after], [y - REACH * centred, y + REACH * centred]);
    drawn(tangent, known, [before, after], [y - REACH * scene.slope, y + REACH * scene.slope]);
    ends[0].place(x - step, step > 0.02 ? there(x - step) : NaN);
    ends[1].place(x + step, step > 0.02 ? there(x + step) : NaN);
    point.place(x, Number.isFinite(y) ? y : values.y.domain[0]);
    if (known) verdict.replaceChildren(...judged(scene, left, right, centred));
  };

  const drawOthers = () => {
    const on = frame.get("others");
    const { x, value, slope, error } = scene.tried;
    points.forEach((dot, number) => dot.place(x.data[number], on ? value.data[number] : NaN));
    const off = Array.from(x.data, (_, number) => relative(row(error, number).data[place()], slope.data[number]));
    const finite = off.filter(Number.isFinite);
    const worst = finite.length ? format(Math.max(...finite)) : "nan";
    tried.textContent =
      `At the ${off.length} points that the seed drew, centred differences in float64 with this h have relative ` +
      `errors up to ${worst}${finite.length < off.length ? `; ${off.length - finite.length} have none that is finite` : ""}.`;
  };

  const placed = () => {
    drawErrors();
    drawPoint();
    drawOthers();
    const count = frame.get("parameters");
    const whole = (number) => number.toLocaleString("en-GB");
    cost.textContent =
      `${whole(2 * count)} passes forward for all centred differences, ${whole(count + 1)} for one-sided ones; ` +
      "backpropagation takes 1 forward and 1 backward.";
  };

  const draw = (newScene) => {
    scene = newScene;
    const largest = extent(scene.curves.flatMap(({ error }) => Array.from(error.data)))[1];
    errors.domains({ y: [scene.floor, Math.max(100, 10 * largest)] });
    const gap = (limits.max - limits.min) / (scene.curve.data.length - 1);
    const xs = Array.from(scene.curve.data, (_, index) => limits.min + index * gap);
    values.domains({ y: extent(scene.curve.data, 0.12) });
    curve.draw(xs, scene.curve.data);
    placed();
  };

  frame.draws("x", drawPoint);
  return { draw, placed };
});

/** The numbers of the four differences, one in each row. */
class Table {
  constructor() {
    const heads = ["difference", "estimate", "error / |f′|", "best h"];
    this.rows = SERIES.map((number) => {
      const cells = Array.from({ length: 3 }, () => element("td"));
      const name = element("th", { scope: "row" });
      return { name, cells, root: element("tr", {}, name, ...cells), sample: sample(seriesStyle(number)) };
    });
    const head = element("tr", {}, ...heads.map((words) => element("th", { scope: "col" }, words)));
    this.truth = element("td");
    const name = element("th", { scope: "row" }, "f′ by backpropagation");
    const truth = element("tr", {}, name, this.truth, element("td"), element("td"));
    const body = element("tbody", {}, ...this.rows.map(({ root }) => root), truth);
    this.root = element("table", { class: "ck-numbers" }, element("thead", {}, head), body);
  }

  show(scene, index, visible) {
    this.rows.forEach(({ name, cells, root, sample: line }, number) => {
      const { method, precision, estimate, error, best } = scene.curves[number];
      root.hidden = !visible[number];
      name.replaceChildren(line, element("span", {}, `${method} `, element("span", { class: "ck-precision" }, precision)));
      const lost = Number.isNaN(estimate.data[index]);
      const smooth = scene.verdict.kind === "smooth";
      const words = [format(estimate.data[index], 8), format(relative(error.data[index], scene.slope)), format(best, 2)];
      if (lost) words.splice(0, 2, Number.isFinite(scene.value) ? "h is lost" : "not finite", "–");
      if (!smooth) words[2] = "none";
      cells.forEach((cell, place) => {
        cell.textContent = words[place];
      });
    });
    this.truth.textContent = Number.isNaN(scene.slope) ? "none" : format(scene.slope, 8);
  }
}

function relative(error, slope) {
  return error === 0 ? 0 : error / Math.abs(slope);
}

function sample(style) {
  const line = svg("svg", { viewBox: "0 0 26 8", width: 26, height: 8, "aria-hidden": "true" });
  line.append(svg("path", { d: "M0,4H26", class: "ck-line", ...style }));
  return line;
}

function keys() {
  const names = [
    ["f", { stroke: "var(--ck-ink)" }],
    ["slopes to the left and right", seriesStyle(0)],
    ["centred", seriesStyle(1)],
    ["f′", { stroke: "var(--ck-ink)", class: "ck-line ck-tangent" }],
  ];
  const key = ([words, style]) => element("span", { class: "ck-key" }, sample(style), words);
  return element("p", { class: "ck-legend" }, ...names.map(key));
}

/** What the one-sided slopes and the library's ladder say about the point. */
function judged({ verdict, slope }, left, right, centred) {
  const gap = right - left;
  const said = {
    smooth: `smooth: f′ = ${format(verdict.value, 8)} ± ${format(verdict.error, 2)}`,
    kink: `a kink: slopes from ${format(verdict.low)} to ${format(verdict.high)}`,
    unknown: "no derivative can be found here: f jumps, or is not finite on both sides",
  }[verdict.kind];
  const both = ` Centred differences give ${format(centred)}, backpropagation ${format(slope)}.`;
  const convention = verdict.kind === "kink" ? both : "";
  return [
    element("span", { class: "ck-gap" }, `left ${format(left)}, right ${format(right)}, gap ${format(gap)}`),
    element("span", { class: `ck-kind ck-${verdict.kind}` }, `Ladder of steps: ${said}.${convention}`),
  ];
}
