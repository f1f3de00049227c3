// ScheduleExplorer: rates against steps, and below, linked to them, the losses of one optimizer under each schedule.

import { manyStyle, Plot, Trails } from "./lib/canvas.js";
import { paintedContours } from "./lib/contours.js";
import { choices, clip, counts, drawCursor, drawMarks, drawMinima, drawnRates, played, runningMean, traced } from "./lib/descents.js";
import { element } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { hurrying } from "./lib/hurry.js";
import { extent } from "./lib/scale.js";

const SELDOM = 6; // frames after which the words follow while playing

// What stands beside a schedule: its formula, and the setting that it has for itself.
const OWN = {
  constant: [""],
  step: ["α₀ · ½^⌊t/n⌋", "every"],
  exponential: ["α₀ · e⁻ᵏᵗ", "k"],
  "hold, then 1/t": ["α₀τ / max(t, τ)", "tau"],
  "inverse time": ["α₀ / (1 + kt)", "same k"],
  "halve on worse": ["halved when the error rises", "epoch"],
  cyclic: ["between α₀/10 and α₀", "period"],
  "cosine restarts": ["down a cosine", "same period"],
  "warm-up, then exponential": ["rises, then α₀ · e⁻ᵏᵗ", "warmup"],
  "fan-in": ["α₀ / √fan-in", "inputs"],
};

export default explorer((frame) => {
  const { signal } = frame;
  const steps = { domain: [0, 1], label: "steps" };
  const rates = new Plot({ label: "graph of the learning rates", x: { ...steps }, y: { domain: [0, 1], label: "learning rate α" }, width: 400, height: 220, grid: true });
  const losses = new Plot({ label: "graph of the losses", x: { ...steps }, y: { domain: [1e-3, 1], log: true, label: "loss above the map's lowest point" }, width: 400, height: 240, grid: true });
  const map = new Plot({ label: "the surface from above, with the ways under each schedule", x: { domain: [0, 1], label: "x" }, y: { domain: [0, 1], label: "y" }, width: 420, height: 440 });
  const parts = { map, losses, ways: new Trails(map), curves: new Trails(losses) };
  const rateLines = new Trails(rates);
  const { watch } = hurrying(frame);

  const own = ({ name }) => {
    if (built.has(name)) return built.get(name);
    const [formula, setting] = OWN[name];
    const control = setting && (frame.about.settings[setting] ? frame.control(setting) : element("span", { class: "ck-same" }, setting));
    const box = element("span", { class: "ck-own" }, element("span", { class: "ck-formula" }, formula), control);
    built.set(name, box);
    return box;
  };
  const built = new Map();
  const list = choices("schedules", ["schedule", "", "loss"], (names) => frame.set("shown", names), own, signal);
  const controls = frame.settings("surface", "optimizer", "factor", "noise", "steps");
  [controls, list.root].forEach(watch);
  let scene = null;
  let seen = [];

  const { playing, shown } = played(frame, (step) => show(step));
  const limits = { min: 0, max: 1, step: 1 };
  const scrubbed = (x) => {
    playing.stop();
    playing.show(Math.round(x));
    shown(playing.frame);
  };
  const grip = handle(rates.axes, { label: "step", x: limits, moved: scrubbed, told: (x) => `step ${x}`, shape: "square" }, signal);

  frame.body.append(
    controls,
    element(
      "div",
      { class: "ck-schedules" },
      element("div", { class: "ck-panel" }, frame.control("log"), rates.root, frame.control("smooth"), losses.root),
      element("div", { class: "ck-panel" }, map.root, playing.root),
    ),
    list.root,
  );

  const show = (step) => {
    parts.ways.to(step);
    parts.curves.to(step);
    for (const plot of [rates, losses, map]) plot.clear("front");
    drawMinima(map, scene.minima);
    drawCursor(losses, step);
    drawCursor(rates, step);
    grip.place(step, rates.axes.y.domain[0]);
    for (const run of seen) {
      drawMarks(run, parts, step, 5.5);
      const rate = run.rates.data[Math.min(step, scene.steps - 1)];
      markRate(run, step, rate);
    }
    if (playing.playing && step % SELDOM) return;
    list.tell(scene.runs, step);
  };

  const markRate = (run, step, rate) => {
    rates.mark(manyStyle(run.series), rates.x(step), clip(rates.y(rate), rates.height), 4.5);
  };

  const overlay = () => {
    const log = frame.get("log");
    const drawn = seen.map((run) => drawnRates(run.rates.data, scene.rate, log));
    const [low, high] = extent([scene.rate, ...drawn.flatMap((each) => Array.from(each))]);
    rates.axes.about.y.log = log;
    rates.axes.domains({ x: [0, scene.steps * 1.02], y: log ? [low / 1.5, high * 1.5] : [0, high * 1.06] });
    rateLines.take(seen.map((run, index) => ({ xs: counts(drawn[index].length), ys: drawn[index], style: manyStyle(run.series) })), scene.steps);
  };

  const placed = () => {
    const names = frame.get("shown");
    list.take(scene.runs, names);
    built.get("constant")?.replaceChildren(`α₀ = ${format(scene.rate)}`);
    seen = scene.runs.filter(({ name }) => names.includes(name));
    if (!playing.playing) playing.show(Math.min(frame.get("step"), scene.steps));
    const smooth = (loss) => (frame.get("smooth") ? runningMean(loss, frame.get("epoch")) : loss);
    traced(seen, parts, scene, playing.frame, smooth);
    overlay();
    show(playing.frame);
  };

  const draw = (newScene) => {
    scene = newScene;
    limits.max = scene.steps;
    map.axes.domains({ x: scene.x, y: scene.y });
    paintedContours(map, scene);
    playing.resize(scene.steps + 1);
    placed();
  };

  return { draw, placed };
});
