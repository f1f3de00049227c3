// OptimizerRace: ways over contours from a start to drag, their losses, and what one of the racers remembers.

import { Axes, legend, seriesStyle } from "./lib/axes.js";
import { manyStyle, Plot, sample, themed, Trails } from "./lib/canvas.js";
import { drawContours } from "./lib/contours.js";
import { element } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { player } from "./lib/player.js";
import { extent } from "./lib/scale.js";

const FLOOR = 1e-12; // of the scale: what is below is as good as nothing
const QUIET = 150; // milliseconds after which Python hears where the playing is
const SELDOM = 6; // frames after which the words follow while playing

/** Returns heights as a logarithmic axis takes them; NaN for what is below the lowest. */
export function drawnLoss(loss, scale) {
  return Float32Array.from(loss, (each) => (each < -FLOOR * scale ? NaN : Math.max(each, FLOOR * scale)));
}

/** Returns column 0 or 1 of points that lie one after the other. */
export function column(points, which) {
  return Float32Array.from({ length: points.length / 2 }, (_, index) => points[2 * index + which]);
}

/** Returns in words where a racer is after some steps. */
export function standing({ loss, last, ending }, step) {
  if (ending && step >= last) return `${ending} at ${last}`;
  return format(loss.data[Math.min(step, last)]);
}

export default explorer((frame) => {
  const map = new Plot({ label: "the surface from above, with the ways of the optimizers", x: { domain: [0, 1], label: "x" }, y: { domain: [0, 1], label: "y" }, width: 420, height: 340 });
  const losses = new Plot({ label: "graph of the losses", x: { domain: [0, 1], label: "steps" }, y: { domain: [1e-3, 1], log: true, label: "loss above the lowest" }, width: 400, height: 240, grid: true });
  const inside = new Axes({ label: "graph of what one optimizer remembers", x: { domain: [0, 1], label: "steps" }, y: { domain: [0, 1], label: "in units of the gradient" }, width: 400, height: 190 });
  const ways = new Trails(map);
  const curves = new Trails(losses);
  const racersList = element("div", { class: "ck-racers", role: "group", "aria-label": "optimizers" });
  const insideKeys = element("div");
  const read = element("p", { class: "ck-read" });
  const memory = [0, 1, 2, 3].map((number) => inside.line(seriesStyle(number)));
  const cursor = inside.segment({ "stroke-width": 1 });
  let scene = null;
  let ground = ""; // what is drawn on the back
  let seen = []; // the racers that are shown
  let rows = new Map();
  let later = null;

  // -- dragging: Python makes short races until it is let go --

  const hurry = () => frame.set("_hurried", true);
  const release = () => {
    if (frame.get("_hurried")) frame.set("_hurried", false);
  };
  const controls = frame.settings("surface", "factor", "noise", "steps");
  const { signal } = frame;
  controls.addEventListener("input", (event) => event.target.type === "range" && hurry(), { signal, capture: true });
  controls.addEventListener("change", release, { signal });
  const limits = { x: { min: 0, max: 1 }, y: { min: 0, max: 1 } };
  const moved = (x, y) => {
    hurry();
    start.place(x, y);
    frame.set("start", [Number(x.toPrecision(4)), Number(y.toPrecision(4))]);
  };
  const start = handle(map.axes, { label: "start", ...limits, moved, told: (x, y) => `x = ${format(x)}, y = ${format(y)}` }, signal);
  for (const type of ["pointerup", "lostpointercapture", "keyup", "blur"]) start.addEventListener(type, release, { signal });

  // -- playing --

  const shown = (step) => {
    show(step);
    clearTimeout(later);
    later = setTimeout(() => frame.set("step", playing.frame), QUIET);
  };
  const playing = player({ shown, length: 2, perSecond: 60, told: (step) => `step ${step}`, reduced: () => frame.reduced }, signal);
  signal.addEventListener("abort", () => clearTimeout(later));

  frame.body.append(
    controls,
    element(
      "div",
      { class: "ck-race" },
      element("div", { class: "ck-panel" }, map.root, playing.root, racersList),
      element("div", { class: "ck-panel" }, losses.root, frame.control("chosen"), inside.root, insideKeys, read),
    ),
  );

  // -- drawing --

  const show = (step) => {
    ways.to(step);
    curves.to(step);
    map.clear("front");
    losses.clear("front");
    minima();
    front(step);
    const [low, high] = inside.y.domain;
    cursor.place(step, low, step, high);
    if (!playing.playing || step % SELDOM === 0) words(step);
  };

  const front = (step) => {
    const pen = losses.front;
    pen.strokeStyle = losses.colour("--ck-soft");
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(losses.x(step), 0);
    pen.lineTo(losses.x(step), losses.height);
    pen.stroke();
    for (const racer of seen) {
      const at = Math.min(step, racer.last);
      const style = manyStyle(racer.series);
      const [x, y] = [map.x(racer.path.data[2 * at]), map.y(racer.path.data[2 * at + 1])];
      if (racer.ahead) lookAhead(racer, at, x, y);
      const size = racer.name === frame.get("chosen") ? 7 : 5.5;
      map.mark(style, clip(x, map.width), clip(y, map.height), size);
      losses.mark(style, losses.x(at), clip(losses.y(racer.drawn[at]), losses.height), 4.5);
    }
  };

  const lookAhead = (racer, at, x, y) => {
    const [aheadX, aheadY] = [map.x(racer.ahead.data[2 * at]), map.y(racer.ahead.data[2 * at + 1])];
    if (!Number.isFinite(aheadX) || !Number.isFinite(aheadY)) return;
    const pen = map.front;
    pen.strokeStyle = map.colour(manyStyle(racer.series).colour);
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(aheadX, aheadY);
    pen.stroke();
    pen.beginPath();
    pen.arc(aheadX, aheadY, 8, 0, 2 * Math.PI);
    pen.fillStyle = map.colour("--ck-paper");
    pen.fill();
    pen.stroke();
  };

  const minima = () => {
    const pen = map.front;
    pen.strokeStyle = map.colour("--ck-ink");
    pen.lineWidth = 2;
    for (const [x, y] of scene.minima) {
      const [atX, atY] = [map.x(x), map.y(y)];
      pen.beginPath();
      pen.moveTo(atX - 7, atY);
      pen.lineTo(atX + 7, atY);
      pen.moveTo(atX, atY - 7);
      pen.lineTo(atX, atY + 7);
      pen.stroke();
    }
  };

  const words = (step) => {
    for (const racer of scene.racers) {
      const row = rows.get(racer.name);
      row.standing.textContent = row.input.checked ? standing(racer, step) : "";
      row.standing.classList.toggle("ck-ended", Boolean(racer.ending) && step >= racer.last);
    }
    read.textContent = remembered(step);
  };

  const remembered = (step) => {
    const racer = chosen();
    if (!racer) return "";
    const at = Math.min(step, racer.last);
    const pair = (array) => `(${format(array.data[2 * at])}, ${format(array.data[2 * at + 1])})`;
    const parts = [];
    if (racer.first) parts.push(`${racer.signs[0]} = ${pair(racer.first)}`);
    if (racer.second) parts.push(`√${racer.signs[1]} = ${pair(racer.second)}`);
    if (racer.ahead) parts.push(`next gradient at ${pair(racer.ahead)}, ring on the map`);
    return parts.join("    ") || `${racer.name} remembers nothing.`;
  };

  const chosen = () => scene.racers.find(({ name }) => name === frame.get("chosen"));

  const toggled = () => {
    const names = [...rows].filter(([, { input }]) => input.checked).map(([name]) => name);
    frame.set("shown", names);
  };

  const list = () => {
    const names = scene.racers.map(({ name }) => name);
    for (const racer of scene.racers) {
      if (!rows.has(racer.name)) {
        const input = element("input", { type: "checkbox" });
        input.addEventListener("change", toggled, { signal });
        const rate = element("span", { class: "ck-rate" });
        const standing = element("span", { class: "ck-standing" });
        const root = element("label", { class: "ck-racer" }, input, sample(racer.series), element("span", {}, racer.name), rate, standing);
        racersList.append(root);
        rows.set(racer.name, { input, rate, standing, root });
      }
      rows.get(racer.name).rate.textContent = `η ${format(racer.rate)}`;
    }
    return names;
  };

  const placed = () => {
    const names = frame.get("shown");
    for (const [name, { input }] of rows) input.checked = names.includes(name);
    seen = scene.racers.filter(({ name }) => names.includes(name));
    for (const racer of seen) racer.drawn ??= drawnLoss(racer.loss.data, scene.scale);
    const [low, high] = extent(seen.flatMap(({ drawn, last }) => Array.from(drawn.subarray(0, last + 1))));
    losses.axes.domains({ x: [0, scene.steps], y: [low / 2, Math.max(high, low * 10) * 2] });
    if (!playing.playing) playing.show(Math.min(frame.get("step"), scene.steps));
    trace();
    remember();
    show(playing.frame);
  };

  const trace = () => {
    const at = playing.frame;
    const upTo = ({ last }, array) => array.subarray(0, last + 1);
    const counts = Float32Array.from({ length: scene.steps + 1 }, (_, index) => index);
    const style = ({ series }) => manyStyle(series);
    ways.take(seen.map((racer) => ({ xs: upTo(racer, column(racer.path.data, 0)), ys: upTo(racer, column(racer.path.data, 1)), style: style(racer) })), at);
    curves.take(seen.map((racer) => ({ xs: upTo(racer, counts), ys: upTo(racer, racer.drawn), style: style(racer) })), at);
  };

  const remember = () => {
    const racer = chosen();
    const arrays = [racer?.first, racer?.second].flatMap((array) => (array ? [column(array.data, 0), column(array.data, 1)] : []));
    const signs = [racer?.signs[0], racer?.signs[1] && `√${racer.signs[1]}`].filter(Boolean);
    insideKeys.replaceChildren(legend(signs.flatMap((sign) => [`${sign} of x`, `${sign} of y`])));
    inside.domains({ x: [0, scene.steps], y: extent(arrays.flatMap((array) => Array.from(array)), 0.08) });
    const counts = Float32Array.from({ length: scene.steps + 1 }, (_, index) => index);
    memory.forEach((line, index) => line.draw(arrays[index] ? counts.subarray(0, arrays[index].length) : [], arrays[index] ?? []));
  };

  const paint = () => {
    const colours = { low: map.colour("--ck-paper"), high: map.colour("--ck-heat-4"), line: map.colour("--ck-soft") };
    const wanted = [scene.surface, ...Object.values(colours), scene.z.data.length].join();
    if (wanted === ground) return;
    ground = wanted;
    drawContours(map.back, scene.z, scene.levels.data, colours);
  };

  const draw = (newScene) => {
    scene = newScene;
    list();
    Object.assign(limits.x, { min: scene.x[0], max: scene.x[1] });
    Object.assign(limits.y, { min: scene.y[0], max: scene.y[1] });
    map.axes.domains({ x: scene.x, y: scene.y });
    paint();
    if (!start.classList.contains("ck-dragged")) start.place(...scene.start);
    playing.resize(scene.steps + 1);
    placed();
  };

  themed(() => {
    paint();
    trace();
    show(playing.frame);
  }, signal);
  release();
  return { draw, placed };
});

function clip(place, size) {
  return Number.isNaN(place) ? NaN : Math.min(Math.max(place, 0), size);
}
