// OptimizerRace: ways over contours from a start to drag, their losses, and what one of the racers remembers.

import { Axes, legend, seriesStyle } from "./lib/axes.js";
import { manyStyle, Plot, Trails } from "./lib/canvas.js";
import { paintedContours } from "./lib/contours.js";
import { choices, column, counts, drawCursor, drawMarks, drawMinima, played, traced } from "./lib/descents.js";
import { element } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { hurrying } from "./lib/hurry.js";
import { extent } from "./lib/scale.js";

const SELDOM = 6; // frames after which the words follow while playing

/** Returns what a racer remembers after some steps, in words. */
export function remembered({ name, signs, first, second, ahead, last }, step) {
  const at = Math.min(step, last);
  const pair = (array) => `(${format(array.data[2 * at])}, ${format(array.data[2 * at + 1])})`;
  const parts = [];
  if (first) parts.push(`${signs[0]} = ${at ? pair(first) : "0"}`);
  if (second) parts.push(`√${signs[1]} = ${at ? pair(second) : "0"}`);
  if (ahead) parts.push(`next gradient at ${pair(ahead)}: the ring on the map`);
  return parts.join("    ") || `${name} remembers nothing.`;
}

export default explorer((frame) => {
  const { signal } = frame;
  const steps = { domain: [0, 1], label: "steps" };
  const map = new Plot({ label: "the surface from above, with the ways of the optimizers", x: { domain: [0, 1], label: "x" }, y: { domain: [0, 1], label: "y" }, width: 420, height: 340 });
  const losses = new Plot({ label: "graph of the losses", x: steps, y: { domain: [1e-3, 1], log: true, label: "loss above the map's lowest point" }, width: 400, height: 240, grid: true });
  const inside = new Axes({ label: "graph of what one optimizer remembers", x: steps, y: { domain: [0, 1], label: "in units of the gradient" }, width: 400, height: 190 });
  const parts = { map, losses, ways: new Trails(map), curves: new Trails(losses) };
  const insideKeys = element("div");
  const read = element("p", { class: "ck-read" });
  const memory = [0, 1, 2, 3].map((number) => inside.line(seriesStyle(number)));
  const cursor = inside.segment({ "stroke-width": 1 });
  const rate = (racer) => format(racer.rate);
  const list = choices("optimizers", ["optimizer", "rate η", "loss"], (names) => frame.set("shown", names), rate, signal);
  const controls = frame.settings("surface", "factor", "noise", "steps");
  const { hurry, watch } = hurrying(frame);
  let scene = null;
  let seen = []; // the racers that are shown

  const limits = { x: { min: 0, max: 1 }, y: { min: 0, max: 1 } };
  const moved = (x, y) => {
    hurry();
    start.place(x, y);
    frame.set("start", [Number(x.toPrecision(4)), Number(y.toPrecision(4))]);
  };
  const told = (x, y) => `x = ${format(x)}, y = ${format(y)}`;
  const start = handle(map.axes, { label: "start", ...limits, moved, told }, signal);
  [controls, start].forEach(watch);

  const { playing } = played(frame, (step) => show(step));
  frame.body.append(
    controls,
    element(
      "div",
      { class: "ck-race" },
      element("div", { class: "ck-panel" }, map.root, playing.root, list.root),
      element("div", { class: "ck-panel" }, losses.root, frame.control("chosen"), inside.root, insideKeys, read),
    ),
  );

  const chosen = () => scene.racers.find(({ name }) => name === frame.get("chosen"));

  const show = (step) => {
    parts.ways.to(step);
    parts.curves.to(step);
    map.clear("front");
    losses.clear("front");
    drawMinima(map, scene.minima);
    drawCursor(losses, step);
    for (const racer of seen) {
      if (racer.ahead) lookAhead(racer, Math.min(step, racer.last));
      drawMarks(racer, parts, step, racer.name === frame.get("chosen") ? 7 : 5.5);
    }
    const [low, high] = inside.y.domain;
    cursor.place(step, low, step, high);
    if (playing.playing && step % SELDOM) return;
    list.tell(scene.racers, step);
    const racer = chosen();
    read.textContent = racer ? remembered(racer, step) : "";
  };

  const lookAhead = ({ path, ahead, series }, at) => {
    const [x, y] = [map.x(path.data[2 * at]), map.y(path.data[2 * at + 1])];
    const [aheadX, aheadY] = [map.x(ahead.data[2 * at]), map.y(ahead.data[2 * at + 1])];
    if (!Number.isFinite(aheadX) || !Number.isFinite(aheadY)) return;
    const pen = map.front;
    pen.strokeStyle = map.colour(manyStyle(series).colour);
    pen.fillStyle = map.colour("--ck-paper");
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(aheadX, aheadY);
    pen.stroke();
    pen.beginPath();
    pen.arc(aheadX, aheadY, 8, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  };

  const remember = () => {
    const racer = chosen();
    const arrays = [racer?.first, racer?.second].flatMap((each) => (each ? [column(each.data, 0), column(each.data, 1)] : []));
    const signs = [racer?.signs[0], racer?.signs[1] && `√${racer.signs[1]}`].filter(Boolean);
    insideKeys.replaceChildren(legend(signs.flatMap((sign) => [`${sign} of x`, `${sign} of y`])));
    inside.about.y.label = `in units of the ${racer?.unit ?? "gradient"}`;
    inside.domains({ x: [0, scene.steps * 1.02], y: extent([0, ...arrays.flatMap((array) => Array.from(array))], 0.08) });
    memory.forEach((line, index) => line.draw(arrays[index] ? counts(arrays[index].length) : [], arrays[index] ?? []));
  };

  const placed = () => {
    const names = frame.get("shown");
    list.take(scene.racers, names);
    seen = scene.racers.filter(({ name }) => names.includes(name));
    if (!playing.playing) playing.show(Math.min(frame.get("step"), scene.steps));
    traced(seen, parts, scene, playing.frame);
    remember();
    show(playing.frame);
  };

  const draw = (newScene) => {
    scene = newScene;
    Object.assign(limits.x, { min: scene.x[0], max: scene.x[1] });
    Object.assign(limits.y, { min: scene.y[0], max: scene.y[1] });
    map.axes.domains({ x: scene.x, y: scene.y });
    paintedContours(map, scene);
    if (!start.classList.contains("ck-dragged")) start.place(...scene.start);
    playing.resize(scene.steps + 1);
    placed();
  };

  return { draw, placed };
});
