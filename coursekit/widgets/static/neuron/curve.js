// A curve and the sum of n units that comes nearest to it; the units one by one; the error against their number.

import { Axes, legend, seriesStyle } from "../lib/axes.js";
import { element, svg } from "../lib/dom.js";
import { format } from "../lib/format.js";
import { handle } from "../lib/handles.js";
import { player } from "../lib/player.js";
import { extent } from "../lib/scale.js";
import { row } from "../lib/codec.js";
import { added } from "./formulas.js";

const CORNERS = Array.from({ length: 9 }, (_, index) => -3 + 0.75 * index);
const SMALLEST = 1e-8;

/** Returns {root, draw(scene), placed()} of the mode "curve". */
export function curveView(frame) {
  const x = { domain: [-3, 3], label: "x" };
  const most = frame.about.settings.n.max;
  const sums = new Axes({ label: "the curve and the sum of units", x, y: { domain: [-1, 1], label: "f(x)" } });
  const units = new Axes({ label: "what each unit adds", x, y: { domain: [-1, 1], label: "v·φ(kx + b)" } });
  const errors = new Axes({
    label: "error by number of units",
    x: { domain: [1, most], label: "units", ticks: [1, 5, 10, 15, 20, 25, 30] },
    y: { domain: [1e-3, 1], log: true, label: "error (root mean square)" },
  });
  const target = sums.line(seriesStyle(0));
  const sum = sums.line({ ...seriesStyle(1), class: "ck-line ck-fit" });
  const bends = svg("path", { stroke: "var(--ck-soft)", "stroke-width": 1.2 });
  sums.content.append(bends);
  const parts = Array.from({ length: most }, (_, number) => units.line({ ...seriesStyle(number), class: "ck-line ck-part" }));
  const error = errors.line();
  const number = { min: 1, max: most, step: 1 };
  const dot = handle(errors, {
    label: "number of units",
    x: number,
    moved: (n) => go(Math.round(n)),
    told: (n, size) => `${n} units, error ${format(size)}`,
  }, frame.signal);
  const corners = CORNERS.map((at, index) => handle(sums, {
    label: `height of the curve at x = ${format(at)}`,
    y: { min: -2, max: 2, step: 0.05 },
    moved: (_, height) => {
      const heights = frame.get("heights").map((each, other) => (other === index ? Number(height.toFixed(2)) : each));
      frame.set("heights", heights);
    },
  }, frame.signal));

  const go = (n) => frame.set("n", n);
  const play = player({
    length: most,
    perSecond: 5,
    shown: (step) => go(step + 1),
    told: (step) => `${step + 1} unit${step ? "s" : ""}`,
    reduced: () => frame.reduced,
  }, frame.signal);
  const sharpness = frame.control("sharpness");
  const names = element("div");
  const read = element("p", { class: "ck-read" });
  const root = element(
    "div",
    { class: "ck-body" },
    element("div", { class: "ck-controls" }, frame.control("curve"), frame.control("unit"), frame.control("bends"), sharpness),
    play.root,
    element(
      "div",
      { class: "ck-panels" },
      element("div", { class: "ck-panel" }, sums.root, names),
      element("div", { class: "ck-panel" }, units.root, read),
      element("div", { class: "ck-panel" }, errors.root),
    ),
  );
  let scene = null;

  const placed = () => {
    const n = frame.get("n");
    const [k, b, v] = [scene.k, scene.b, scene.v].map((each) => row(each, n - 1).data);
    sum.draw(scene.x.data, row(scene.fits, n - 1).data);
    const unit = frame.get("unit");
    const lines = parts.map((_, index) => (index < n ? added(unit, k[index], b[index], v[index], scene.x.data) : []));
    const [low, high] = extent(lines.flat(), 0.08);
    units.domains({ y: [Math.min(low, -0.1), Math.max(high, 0.1)] });
    parts.forEach((part, index) => part.draw(index < n ? scene.x.data : [], lines[index]));
    const bottom = sums.margin.top + sums.innerHeight;
    bends.setAttribute("d", Array.from(k.subarray(0, n), (slope, index) => `M${sums.x(-b[index] / slope).toFixed(1)},${bottom}v-7`).join(""));
    dot.place(n, Math.max(scene.rms.data[n - 1], SMALLEST));
    play.show(n - 1);
    read.textContent = `c = ${format(scene.c.data[n - 1])}, largest |v| = ${format(Math.max(...v.map(Math.abs)))}\nerror ${format(scene.rms.data[n - 1])}, at most ${format(scene.worst.data[n - 1])}`;
    names.replaceChildren(legend([frame.get("curve"), `${n} × ${unit}`]));
  };

  const draw = (newScene) => {
    scene = newScene;
    const byHand = frame.get("curve") === "by hand";
    const heights = frame.get("heights");
    const [low, high] = byHand ? [-2, 2] : extent(scene.curve.data, 0.2);
    sums.domains({ y: [low, high] });
    target.draw(scene.x.data, scene.curve.data);
    corners.forEach((corner, index) => corner.place(byHand ? CORNERS[index] : NaN, heights[index]));
    const sizes = Array.from(scene.rms.data, (size) => Math.max(size, SMALLEST));
    errors.domains({ y: [Math.min(...sizes) / 2, Math.max(...sizes) * 2] });
    error.draw(sizes.map((_, index) => index + 1), sizes);
    sharpness.hidden = frame.get("unit") !== "sigmoid";
    placed();
  };

  frame.draws("heights", () => {
    if (frame.get("mode") !== "curve" || frame.get("curve") !== "by hand") return;
    const heights = frame.get("heights");
    corners.forEach((corner, index) => corner.place(CORNERS[index], heights[index]));
    target.draw(CORNERS, heights);
  });

  return { root, draw, placed, stop: play.stop };
}
