// JacobianExplorer: a matrix of derivatives, twice; who depends on whom; and its product with an upstream gradient.

import { rows } from "./lib/codec.js";
import { button, control } from "./lib/controls.js";
import { element } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { tabs } from "./lib/tabs.js";
import { fields, subscripted } from "./jacobian/fields.js";
import { links } from "./jacobian/links.js";
import { matrix } from "./jacobian/matrix.js";

export default explorer((frame) => {
  const { settings } = frame.about;
  const functions = tabs("function", settings.function.options, (name) => {
    look(-1, -1);
    frame.set("function", name);
  }, frame.signal);
  const activation = frame.control("activation");
  // Numbers that were typed have the old size: without them, all are drawn, the same as before where there are some.
  const size = (name, dropped) => control(settings[name], (value) => {
    dropped.forEach((each) => frame.get(each).length && frame.set(each, []));
    frame.set(name, value);
  }, frame.signal);
  const sizes = { inputs: size("inputs", ["x", "u", "W"]), outputs: size("outputs", ["b", "W"]) };
  const given = fields((name, now) => frame.set(name, name === "W" ? now : now.flat()), frame.signal);
  const draws = button("Draw other numbers", () => frame.ask({ kind: "draw" }), frame.signal);

  const look = (row, column) => {
    frame.set("row", row);
    frame.set("column", column);
  };
  const analytic = matrix("Jacobian by backpropagation", look, frame.signal);
  const numeric = matrix("Jacobian by differences", look, frame.signal);
  const fold = matrix("gradient by W, δxᵀ", (i, j) => look(i, i * scene.shape[1] + j), frame.signal);
  const between = links(look, frame.signal);
  const collapse = tabs("collapse", settings.collapse.options, (step) => frame.set("collapse", step), frame.signal);
  const caption = () => element("p", { class: "ck-caption" });
  const captions = { analytic: caption(), numeric: caption(), fold: caption(), links: caption() };
  const read = element("p", { class: "ck-entry" });
  const folded = element("div", { class: "ck-panel" }, captions.fold, fold.root);
  frame.body.append(
    functions.root,
    element("div", { class: "ck-controls" }, activation, sizes.inputs.root, sizes.outputs.root, draws),
    given.root,
    collapse.root,
    element(
      "div",
      { class: "ck-panels ck-pair" },
      element("div", { class: "ck-panel" }, captions.analytic, analytic.root),
      element("div", { class: "ck-panel" }, captions.numeric, numeric.root),
      folded,
      element("div", { class: "ck-panel" }, captions.links, between.root),
    ),
    read,
  );
  let scene = null;

  const step = () => (scene.shape.length === 2 ? settings.collapse.options.indexOf(frame.get("collapse")) : 1);

  const drawMatrices = () => {
    const named = (names, values) => names.map((name, index) => [name, format(values[index])]);
    const about = {
      rows: named(scene.outputNames, scene.outputs.data),
      columns: named(scene.inputNames, scene.inputs.data),
      zero: rows(scene.zero),
    };
    const times = step() > 0;
    analytic.draw({
      ...about,
      values: rows(scene.analytic),
      before: times ? { name: "δ", values: Array.from(scene.delta.data) } : undefined,
      after: times ? { name: "δᵀJ", values: Array.from(scene.pulled.data) } : undefined,
    });
    numeric.draw({ ...about, values: rows(scene.numeric) });
    folded.hidden = step() < 2;
    if (step() === 2) drawFold();
  };

  const drawFold = () => {
    const [n, m] = scene.shape;
    const pulled = Array.from(scene.pulled.data);
    const x = scene.numbers.x.data;
    fold.draw({
      values: Array.from({ length: n }, (_, i) => pulled.slice(i * m, (i + 1) * m)),
      rows: Array.from(scene.delta.data, (value, i) => [subscripted("δ", i), format(value)]),
      columns: Array.from(x, (value, j) => [subscripted("x", j), format(value)]),
    });
  };

  const tell = () => {
    const [row, column] = [frame.get("row"), frame.get("column")];
    const [n, k] = scene.analytic.shape;
    const [inRow, inColumn] = [row >= 0 && row < n, column >= 0 && column < k];
    if (inRow && inColumn) {
      const at = row * k + column;
      const [value, other, error] = [scene.analytic, scene.numeric, scene.error].map((each) => each.data[at]);
      const entry = `∂${scene.outputNames[row]}/∂${scene.inputNames[column]}`;
      const why = scene.zero.data[at] ? `: ${scene.inputNames[column]} does not go into ${scene.outputNames[row]}` : "";
      const kink = scene.kinks.data[at] ? ", a kink: the middle between the slopes on both sides" : "";
      read.textContent = `${entry} = ${format(value, 6)}${why}\nby differences ${format(other, 6)} ± ${format(error, 2)}${kink}, apart by ${format(Math.abs(value - other), 2)}`;
    } else if (inRow) {
      read.textContent = `row ${row + 1}: how ${scene.outputNames[row]} changes with each input, its gradient\n `;
    } else if (inColumn) {
      read.textContent = `column ${column + 1}: what a change of ${scene.inputNames[column]} does to each output\n `;
    } else read.textContent = "Look at an entry, an input or an output: with the mouse, or with Tab and the arrow keys.\n ";
  };

  const placed = () => {
    if (shown !== frame.get("collapse")) {
      shown = frame.get("collapse");
      drawMatrices();
    }
    collapse.show(frame.get("collapse"));
    const [row, column] = [frame.get("row"), frame.get("column")];
    analytic.mark(row, column);
    numeric.mark(row, column);
    between.mark(row, column);
    if (step() === 2) {
      const m = scene.shape[1];
      const inFold = column >= 0 && Math.floor(column / m) === row;
      fold.mark(inFold || column < 0 ? row : Math.floor(column / m), column < 0 ? -1 : column % m);
    }
    tell();
  };
  let shown = null;

  const draw = (newScene) => {
    scene = newScene;
    const matrixes = scene.function.startsWith("Wx");
    functions.show(scene.function);
    activation.hidden = scene.function !== "f(z)";
    sizes.outputs.root.hidden = !matrixes;
    for (const [name, each] of Object.entries(sizes)) each.show(frame.get(name));
    collapse.root.hidden = scene.shape.length < 2;
    given.draw(scene);
    between.draw(scene);
    drawMatrices();
    shown = frame.get("collapse");
    captions.analytic.textContent = `by backpropagation: ${scene.formula}`;
    captions.numeric.textContent = Number.isFinite(scene.largest)
      ? `by differences: at most ${format(scene.largest, 2)} apart`
      : "by differences: no derivative found";
    captions.fold.textContent = "δᵀ·∂z/∂W, folded to the shape of W: δxᵀ";
    captions.links.textContent = "which input moves which output (dashed: negative)";
    placed();
  };

  return { draw, placed };
});
