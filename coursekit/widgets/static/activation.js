// ActivationExplorer: f with a tangent to drag, f′ linked to it, and the product of slopes through the layers.

import { activations } from "./lib/activations.js";
import { Axes, legend, seriesStyle } from "./lib/axes.js";
import { element } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { handle } from "./lib/handles.js";
import { extent } from "./lib/scale.js";

const REACH = 1.5; // of the tangent on either side
const SMALLEST = 1e-30;

export default explorer((frame) => {
  const limits = frame.about.settings.x;
  const x = { domain: [limits.min, limits.max], label: "x" };
  const values = new Axes({ label: "graph of f", x, y: { domain: [-1, 1], label: "f(x)" } });
  const slopes = new Axes({ label: "graph of f′", x, y: { domain: [0, 1], label: "f′(x)" } });
  const layers = new Axes({
    label: "graph of the product of slopes",
    x: { domain: [1, frame.get("depth")], label: "layers" },
    y: { domain: [1e-10, 1], log: true, label: "|product of f′|" },
  });
  const names = element("div");
  const read = element("p", { class: "ck-read" });
  frame.body.append(
    frame.settings("function", "compare", "x", "depth", "spread"),
    element(
      "div",
      { class: "ck-panels" },
      element("div", { class: "ck-panel" }, values.root, names),
      element("div", { class: "ck-panel" }, slopes.root, read),
      element("div", { class: "ck-panel" }, layers.root),
    ),
  );

  const curves = [0, 1].map((number) => ({
    value: values.line(seriesStyle(number)),
    slope: slopes.line(seriesStyle(number)),
    product: layers.line(seriesStyle(number)),
  }));
  const tangent = values.segment();
  const mark = slopes.dot({ r: 5 });
  const moved = (newX) => frame.set("x", Number(newX.toFixed(3)));
  const told = (at) => `x = ${format(at)}, f′ = ${format(activations[frame.get("function")].slope(at))}`;
  const dragged = handle(values, { label: "x on the curve", x: { ...limits, step: 0.05 }, moved, told }, frame.signal);
  let scene = null;

  const placed = () => {
    const at = frame.get("x");
    const { f, slope } = activations[frame.get("function")];
    const [height, rise] = [f(at), slope(at)];
    tangent.place(at - REACH, height - rise * REACH, at + REACH, height + rise * REACH);
    dragged.place(at, height);
    mark.place(at, rise);
    read.textContent = `f(${format(at)}) = ${format(height)}    f′(${format(at)}) = ${format(rise)}`;
    drawLayers();
  };

  const drawLayers = () => {
    const depth = frame.get("depth");
    const numbers = Array.from({ length: depth }, (_, index) => index + 1);
    const sizes = scene.products.map((each) =>
      Array.from(each.size.data.subarray(0, depth), (size) => (size < SMALLEST ? NaN : size)),
    );
    const [low, high] = extent(sizes.flat());
    layers.domains({ x: [1, Math.max(depth, 2)], y: [Math.min(low, 0.1) / 2, Math.max(high, 1) * 2] });
    curves.forEach(({ product }, index) => product.draw(sizes[index] ? numbers : [], sizes[index] ?? []));
  };

  const draw = (newScene) => {
    scene = newScene;
    values.domains({ y: extent(scene.curves.flatMap(({ value }) => Array.from(value.data)), 0.08) });
    slopes.domains({ y: extent([0, ...scene.curves.flatMap(({ slope }) => Array.from(slope.data))], 0.08) });
    curves.forEach(({ value, slope }, index) => {
      const curve = scene.curves[index];
      value.draw(curve?.x.data ?? [], curve?.value.data ?? []);
      slope.draw(curve?.x.data ?? [], curve?.slope.data ?? []);
    });
    slopes.behind.replaceChildren(
      ...scene.curves[0].saturated.map(([low, high]) => {
        const band = slopes.box({ class: "ck-area", fill: "var(--ck-series-0)" });
        band.place(low, slopes.y.domain[0], high, slopes.y.domain[1]);
        return band;
      }),
    );
    names.replaceChildren(legend(scene.curves.map(({ name }) => name)));
    placed();
  };

  return { draw, placed };
});
