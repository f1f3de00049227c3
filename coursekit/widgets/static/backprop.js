// BackpropExplorer: a small network, the error on its way to one weight, and the formulas with their numbers.

import { button, control } from "./lib/controls.js";
import { element, set, svg, uniqueId } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { column, matrix, second, sub, sup, times, transposed } from "./lib/formulas.js";
import { explorer } from "./lib/frame.js";
import { layerwise, weightGradient } from "./lib/layerwise.js";
import { networkDrawing } from "./lib/network_drawing.js";
import { player } from "./lib/player.js";

export default explorer((frame) => {
  let scene = null;
  let network = null; // x, weights and biases as they are now, dragged or not
  let drawing = null;
  let drawn = new AbortController();
  let shape = "";
  frame.signal.addEventListener("abort", () => drawn.abort());
  const last = () => scene.steps.length - 1;
  const step = () => Math.min(frame.get("step"), last());

  const presets = frame.scene.presets.map((sizes) => ({
    sizes,
    root: button(sizes.join("-"), () => frame.set("sizes", sizes), frame.signal, { title: `A network of ${sizes.join("-")} neurons` }),
  }));
  const picker = weightMenu(({ layer, neuron, input }) => pick(layer, neuron, input), frame.signal);
  const sliders = element("div", { class: "ck-controls", role: "group", "aria-label": "inputs" });
  const weightSlider = element("div", { class: "ck-controls" });
  const diagram = element("div", { class: "ck-scroll", tabindex: "0", role: "region", "aria-label": "network" });
  const elementwise = element("div", { class: "ck-lines" });
  const layerwide = element("div", { class: "ck-scroll", tabindex: "0", role: "region", "aria-label": "vectorised" });
  const playing = player(
    {
      shown: (at) => frame.set("step", at),
      length: 1,
      perSecond: 0.7,
      told: (at) => (scene ? `${at} of ${last()}` : ""),
      reduced: () => frame.reduced,
    },
    frame.signal,
  );
  frame.body.append(
    element("div", { class: "ck-controls" }, frame.control("activation"), ...presets.map(({ root }) => root)),
    sliders,
    element("div", { class: "ck-controls" }, picker.root, weightSlider),
    diagram,
    playing.root,
    element(
      "div",
      { class: "ck-formulas" },
      element("div", { class: "ck-panel" }, element("p", { class: "ck-title" }, "Weight by weight"), elementwise),
      element("div", { class: "ck-panel" }, element("p", { class: "ck-title" }, "The whole layer at once"), layerwide),
    ),
  );

  const pick = (layer, neuron, input) => {
    frame.set("layer", layer);
    frame.set("neuron", neuron);
    frame.set("input", input);
  };

  // What is dragged is drawn at once, and computed by Python meanwhile.
  const dragX = (index, value) => {
    network.x = network.x.with(index, value);
    frame.set("x", network.x);
  };
  const dragWeight = (value) => {
    const { layer, neuron, input } = scene.weight;
    const k = layer - 1;
    if (input > scene.sizes[k]) {
      network.biases = network.biases.with(k, network.biases[k].with(neuron - 1, value));
      frame.set("biases", network.biases);
    } else {
      const row = network.weights[k][neuron - 1].with(input - 1, value);
      network.weights = network.weights.with(k, network.weights[k].with(neuron - 1, row));
      frame.set("weights", network.weights);
    }
  };

  let knobs = [];
  let knob = null;
  let formulas = null;
  const build = () => {
    drawn.abort();
    drawn = new AbortController();
    const about = { kind: "real", min: -scene.reach, max: scene.reach, step: 0.1 };
    knobs = scene.x.map((_, index) =>
      control({ ...about, label: `x${sub(index + 1)}` }, (value) => dragX(index, value), drawn.signal),
    );
    knob = control({ ...about, label: "its value" }, dragWeight, drawn.signal);
    sliders.replaceChildren(...knobs.map(({ root }) => root));
    weightSlider.replaceChildren(knob.root);
    drawing = networkDrawing(scene.sizes, pick, drawn.signal);
    diagram.replaceChildren(drawing.root);
    presets.forEach(({ sizes, root }) => set(root, { "aria-pressed": String(sizes.join() === shape) }));
  };

  const recompute = () => {
    const pass = layerwise(network.x, network.weights, network.biases, frame.get("activation"));
    const { weight } = scene;
    drawing.show({ network, pass, weight, now: scene.steps[step()], done: scene.steps.slice(0, step() + 1) });
    elementwise.textContent = elementLines(network, pass, weight, scene.sizes).join("\n");
    const about = JSON.stringify([shape, weight]);
    if (formulas?.about === about) {
      formulas.show(network, pass);
    } else {
      formulas = { about, ...vectorised(network, pass, weight) };
      layerwide.replaceChildren(...formulas.lines);
    }
  };

  const placed = () => {
    playing.show(step());
    recompute();
  };

  const draw = (newScene) => {
    scene = newScene;
    if (shape !== scene.sizes.join()) {
      shape = scene.sizes.join();
      build();
      playing.stop();
    }
    if (playing.length !== scene.steps.length) playing.resize(scene.steps.length);
    picker.show(scene.sizes, scene.weight);
    taken();
  };

  // What is being dragged is newer than the answer to what was dragged before.
  const taken = () => {
    const newest = (name) => (fits(frame.get(name), scene[name]) ? frame.get(name) : scene[name]);
    network = { x: newest("x"), weights: newest("weights"), biases: newest("biases") };
    knobs.forEach((each, index) => each.show(network.x[index]));
    knob.show(valueOf(network, scene.weight, scene.sizes));
    placed();
  };
  for (const name of ["x", "weights", "biases"]) frame.draws(name, taken);

  return { draw, placed };
});

/** Returns whether two nested lists have the same lengths throughout. */
export function fits(one, other) {
  if (!Array.isArray(one) || !Array.isArray(other)) return Array.isArray(one) === Array.isArray(other);
  return one.length === other.length && one.every((each, index) => fits(each, other[index]));
}

/** Returns the value of a weight, or of the bias that stands after the last one. */
export function valueOf({ weights, biases }, { layer, neuron, input }, sizes) {
  return input > sizes[layer - 1] ? biases[layer - 1][neuron - 1] : weights[layer - 1][neuron - 1][input - 1];
}

/** Returns what a weight is called. */
export function nameOf({ layer, neuron, input }, sizes) {
  return input > sizes[layer - 1] ? `b${sub(neuron)}${sup(layer)}` : `W${sub(neuron)}${sub(input)}${sup(layer)}`;
}

/** Returns the chain of one weight, neuron by neuron, as lines of text. */
export function elementLines({ weights }, { layers }, weight, sizes) {
  const { layer: k, neuron: j, input: m } = weight;
  const here = layers[k - 1];
  const [delta, slope] = [here.delta[j - 1], here.slope[j - 1]];
  const d = `δ${sub(j)}${sup(k)}`;
  const lines = [];
  if (k === layers.length) {
    lines.push(`${d} = ∂s/∂z${sub(j)}${sup(k)} = ${format(delta)}, at the output`);
  } else {
    const above = layers[k];
    const shares = above.delta.map((each, i) => `${i ? second(each) : format(each)}·${second(weights[k][i][j - 1])}`);
    lines.push(`${d} = f′(z${sub(j)}${sup(k)})·Σᵢ δᵢ${sup(k + 1)}Wᵢ${sub(j)}${sup(k + 1)}`);
    lines.push(`    = ${format(slope)}·(${shares.join(" + ")})`);
    lines.push(`    = ${times(slope, here.received[j - 1])} = ${format(delta)}`);
  }
  const bias = m > sizes[k - 1];
  const a = bias ? 1 : here.below[m - 1];
  const forwarded = bias ? "1" : `a${sub(m)}${sup(k - 1)}`;
  lines.push(`∂s/∂${nameOf(weight, sizes)} = ${d}·${forwarded} = ${times(delta, a)} = ${format(delta * a)}`);
  return lines;
}

/** Returns the formulas of a whole layer: {lines, show(network, pass)}, the second with other numbers. */
function vectorised(network, pass, { layer: k, neuron: j, input: m }) {
  const row = (i) => i === j - 1;
  const tables = [];
  const table = (read, label, here) => {
    const made = matrix(read(network, pass), label, here);
    tables.push([made, read]);
    return made;
  };
  const delta = () => table((_, { layers }) => column(layers[k - 1].delta), "delta", row);
  const lines = [];
  if (k === pass.layers.length) {
    lines.push(formula(`δ${sup(k)} =`, delta()));
  } else {
    lines.push(
      formula(`δ${sup(k)} = f′(z${sup(k)}) ∘ W${sup(k + 1)}ᵀδ${sup(k + 1)}`),
      formula(
        "=",
        table((_, { layers }) => column(layers[k - 1].slope), "slopes", row),
        "∘",
        table(({ weights }) => transposed(weights[k]), "weights above, transposed", row),
        table((_, { layers }) => column(layers[k].delta), "delta above"),
        "=",
        delta(),
      ),
    );
  }
  lines.push(
    formula(`∂s/∂[W b]${sup(k)} = δ${sup(k)}[a${sup(k - 1)} 1]ᵀ`),
    formula(
      "=",
      delta(),
      table((_, { layers }) => [[...layers[k - 1].below, 1]], "what came from below, and 1", (_, l) => l === m - 1),
    ),
    formula("=", table((_, { layers }) => weightGradient(layers[k - 1]), "gradient", (i, l) => row(i) && l === m - 1)),
  );
  return { lines, show: (...now) => tables.forEach(([made, read]) => made.show(read(...now))) };
}

function formula(...parts) {
  return element("div", { class: "ck-formula" }, ...parts);
}

/** Returns a menu of all weights and biases: {root, show(sizes, weight)}. */
function weightMenu(picked, signal) {
  const id = uniqueId();
  const select = element("select", { id, class: "ck-menu" });
  let all = [];
  select.addEventListener("change", () => picked(all[select.selectedIndex]), { signal });
  return {
    root: element("div", { class: "ck-control" }, element("label", { for: id }, "weight"), select),
    show(sizes, weight) {
      all = sizes.slice(1).flatMap((to, k) =>
        Array.from({ length: to }, (_, j) => Array.from({ length: sizes[k] + 1 }, (__, m) => ({ layer: k + 1, neuron: j + 1, input: m + 1 }))).flat(),
      );
      if (select.dataset.sizes !== sizes.join()) {
        select.replaceChildren(...all.map((each) => element("option", {}, nameOf(each, sizes))));
        select.dataset.sizes = sizes.join();
      }
      select.selectedIndex = all.findIndex((each) => each.layer === weight.layer && each.neuron === weight.neuron && each.input === weight.input);
    },
  };
}
