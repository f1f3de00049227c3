// GraphStepper: a graph whose values come forward and whose gradients go back, step by step.

import { button } from "./lib/controls.js";
import { element, set, svg, uniqueId } from "./lib/dom.js";
import { format } from "./lib/format.js";
import { explorer } from "./lib/frame.js";
import { arrow, card, columnGap, size } from "./lib/graph_drawing.js";
import { player } from "./lib/player.js";
import { isRight, numberOf } from "./lib/prediction.js";

/** Returns what is seen after a step: the nodes with values, the edges walked back along, the gradients so far. */
export function seen(steps, at) {
  const values = new Set();
  const back = new Set();
  const gradients = new Map();
  for (const { phase, node, edges, gradients: changed } of steps.slice(0, at + 1)) {
    if (phase === "forward") values.add(node);
    if (phase === "backward") edges.forEach((edge) => back.add(edge));
    changed.forEach(([which, text]) => gradients.set(which, text));
  }
  return { values, back, gradients };
}

export default explorer((frame) => {
  let scene = null;
  let cards = [];
  let arrows = [];
  let drawn = new AbortController();
  frame.signal.addEventListener("abort", () => drawn.abort());
  const last = () => scene.steps.length - 1;
  const step = () => Math.min(frame.get("step"), last());

  const formula = line("formula", "ck-wide", (text) => frame.set("expression", text), frame.signal);
  const shown = frame.scene.examples.map(({ name, expression, inputs: given }) =>
    button(name, () => {
      frame.set("expression", expression);
      frame.set("inputs", given);
      frame.set("step", 0);
    }, frame.signal),
  );
  const examples = element("div", { class: "ck-graph-row", role: "group", "aria-label": "examples", hidden: !shown.length }, ...shown);
  const inputs = element("div", { class: "ck-graph-row", role: "group", "aria-label": "inputs" });
  const drawing = svg("svg", { class: "ck-graph", role: "group", "aria-label": "the graph" });
  const scroll = element("div", { class: "ck-scroll", tabindex: "0", role: "region", "aria-label": "graph" }, drawing);
  const quiz = element("div", { class: "ck-quiz", role: "group", "aria-label": "prediction" });
  const verdict = element("p", { "aria-live": "polite" });
  const notes = element("div", { class: "ck-graph-notes" });
  const told = (at) => (scene ? `${at} of ${last()}` : "");
  const playing = player(
    { shown: (at) => frame.set("step", at), length: 1, perSecond: 0.8, told, reduced: () => frame.reduced },
    frame.signal,
  );
  frame.body.append(
    element("div", { class: "ck-graph-form" }, element("div", { class: "ck-graph-row", hidden: !shown.length }, formula.root), examples, inputs),
    scroll,
    element("div", { class: "ck-graph-row" }, frame.control("predict")),
    playing.root,
    quiz,
    verdict,
    notes,
  );

  const jump = (node) => {
    const phase = step() <= scene.steps.findIndex((each) => each.phase === "loss") ? "forward" : "backward";
    const found = scene.steps.findIndex((each) => each.node === node && each.phase === phase);
    if (found >= 0) frame.set("step", found);
  };

  const drawGraph = () => {
    drawn.abort();
    drawn = new AbortController();
    const gap = columnGap(scene.edges);
    const [width, height] = size(scene.size, gap);
    const least = width > 430 ? 0.85 : 0.7; // wide graphs are rather scrolled than made too small to read
    set(drawing, { viewBox: `0 0 ${width} ${height}`, style: `width: ${1.2 * width}px; min-width: ${least * width}px; max-width: 100%` });
    arrows = scene.edges.map((edge) => arrow(edge, gap));
    cards = scene.nodes.map((node, index) => card(node, gap, () => jump(index), drawn.signal));
    drawing.replaceChildren(
      ...arrows.map(({ root }) => root),
      ...cards.map(({ root }) => root),
      ...arrows.map(({ text }) => text),
    );
  };

  let fields = new Map();
  const drawInputs = () => {
    const given = Object.entries(scene.inputs);
    const same = given.length === fields.size && given.every(([name, value]) => fields.get(name)?.single === (typeof value === "number"));
    if (!same) {
      const change = (name, value) => frame.set("inputs", { ...scene.inputs, [name]: value });
      fields = new Map(given.map(([name, value]) => [name, field(name, typeof value === "number", change, frame.signal)]));
      inputs.replaceChildren(...Array.from(fields.values(), ({ root }) => root));
    }
    given.forEach(([name, value]) => fields.get(name).show(value));
  };

  const drawNotes = () => {
    const { forward, together, one_by_one: single } = scene.cost;
    const cost = `Edges walked: forward ${forward}; all gradients at once ${together}; one input at a time ${single}.`;
    const all = (scene.differences ?? []).map(({ node, told: words }) => `✗ Your class, at ${node}: ${words}.`);
    if (scene.differences && !all.length) all.push("✓ Your class has the same values and gradients everywhere.");
    notes.replaceChildren(
      element("p", { class: "ck-read" }, cost),
      ...all.map((words) => element("p", { class: words.startsWith("✗") ? "ck-almost" : "ck-right" }, words)),
    );
  };

  const answer = (guesses) => {
    const key = String(step() + 1);
    frame.set("predictions", { ...frame.get("predictions"), [key]: guesses });
    frame.set("step", step() + 1);
  };

  let asking = null;
  const drawQuiz = () => {
    const next = frame.get("predict") ? scene.steps[step() + 1] : undefined;
    quiz.hidden = !next;
    if (asking === next) return;
    asking = next;
    if (!next) return;
    const had = quiz.contains(document.activeElement);
    const fields = next.questions.map(({ ask }) => guess(ask, () => check.click()));
    const check = button(next.questions.length ? "Check" : "Go on", () => {
      const guesses = fields.map(({ input }) => numberOf(input.value));
      const missing = guesses.findIndex(Number.isNaN);
      if (missing >= 0) fields[missing].input.focus();
      else if (guesses.length) answer(guesses);
      else frame.set("step", step() + 1);
    }, drawn.signal);
    const show = button("Show me", () => frame.set("step", step() + 1), drawn.signal);
    const lead = next.questions.length ? "Your prediction:" : "Nothing to compute here.";
    quiz.replaceChildren(lead, ...fields.map(({ root }) => root), check, ...(next.questions.length ? [show] : []));
    if (had) (fields[0]?.input ?? check).focus();
  };

  const drawVerdict = () => {
    const given = frame.get("predict") ? Object.entries(frame.get("predictions")) : [];
    const results = given
      .filter(([key]) => scene.steps[Number(key)])
      .map(([key, guesses]) => [Number(key), judged(scene.steps[Number(key)], guesses)]);
    const right = results.filter(([, { wrong }]) => wrong.length === 0).length;
    const here = results.find(([key]) => key === step())?.[1];
    verdict.hidden = !results.length;
    set(verdict, { class: here?.wrong.length ? "ck-almost" : "ck-right" });
    const score = `${right} of ${results.length} predicted.`;
    verdict.textContent = here ? `${here.told} ${score}` : score;
  };

  const placed = () => {
    const at = step();
    const now = scene.steps[at];
    const asked = frame.get("predict") ? scene.steps[at + 1] : undefined;
    const { values, back, gradients } = seen(scene.steps, at);
    const wrong = new Set((scene.differences ?? []).map(({ node }) => node));
    arrows.forEach((each, index) => each.show({ active: now.edges.includes(index), back: back.has(index) }));
    cards.forEach((each, index) =>
      each.show({
        known: scene.nodes[index].kind !== "gate" || values.has(index),
        asked: asked?.phase === "forward" && asked.node === index,
        back: gradients.get(index) ?? "",
        now: now.node === index,
        wrong: wrong.has(scene.nodes[index].name),
      }),
    );
    playing.show(at);
    drawQuiz();
    drawVerdict();
  };

  const draw = (newScene) => {
    scene = newScene;
    asking = null;
    formula.show(frame.get("expression"));
    drawGraph();
    drawInputs();
    drawNotes();
    if (playing.length !== scene.steps.length) {
      playing.stop();
      playing.resize(scene.steps.length);
    }
    placed();
  };

  return { draw, placed };
});

function judged({ questions }, guesses) {
  const wrong = questions.filter(({ answer }, index) => !isRight(guesses[index], answer));
  if (!wrong.length) return { wrong, told: "✓ Just as you predicted." };
  const said = wrong.map((question) => `${question.ask} ${format(question.answer, 4)}, you said ${format(guesses[questions.indexOf(question)], 4)}`);
  return { wrong, told: `✗ Not quite: ${said.join("; ")}.` };
}

/** Returns a field for a line of text: {root, show(text)}. */
function line(label, kind, changed, signal) {
  const id = uniqueId();
  const input = element("input", { type: "text", id, class: "ck-field", spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => changed(input.value), { signal });
  return {
    root: element("div", { class: `ck-control ${kind}` }, element("label", { for: id }, label), input),
    show(text) {
      input.value = text;
    },
  };
}

/** Returns a field for an input of the graph: of numbers with arrows to step by, of lists as JSON. */
function field(name, single, change, signal) {
  const id = uniqueId();
  const about = single ? { type: "number", step: 0.5, class: "ck-field ck-number" } : { type: "text", class: "ck-field ck-list" };
  const input = element("input", { ...about, id });
  input.addEventListener("change", () => {
    const given = read(input.value, single);
    input.setCustomValidity(given === undefined ? "Write numbers, such as 1.5 or [1, 2]." : "");
    if (given === undefined) input.reportValidity();
    else change(name, given);
  }, { signal });
  return {
    single,
    root: element("div", { class: "ck-control" }, element("label", { for: id }, `${name} =`), input),
    show(value) {
      input.setCustomValidity("");
      input.value = single ? value : JSON.stringify(value);
    },
  };
}

function read(text, single) {
  if (single) return text === "" ? undefined : Number(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function guess(ask, done) {
  const id = uniqueId();
  const input = element("input", { type: "text", inputmode: "decimal", id, class: "ck-field ck-number", autocomplete: "off" });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done();
  });
  return { input, root: element("div", { class: "ck-control" }, element("label", { for: id }, ask), input) };
}
