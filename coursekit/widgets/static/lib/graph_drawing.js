// A graph in SVG: cards and arrows, where Python's layout has put them.

import { set, svg, whenChanged } from "./dom.js";

export const CARD = { width: 76, height: 62 };
const ROW = 92;
const LETTER = 6.2; // the mean width of what is written on the edges
const MARGIN = { x: 50, y: 44 };

/** Returns how far columns are apart, so that what is written on the edges fits between the cards. */
export function columnGap(edges) {
  const longest = Math.max(6, ...edges.map(({ told }) => told.split(" = ")[0].length));
  return CARD.width + 20 + LETTER * Math.min(longest + 2, 16);
}

/** Returns where a point of the layout is in the drawing, with columns that far apart. */
export function place([column, row], gap) {
  return [MARGIN.x + column * gap, MARGIN.y + row * ROW];
}

/** Returns the size of the drawing of a layout of that width and height. */
export function size([width, height], gap) {
  return [2 * MARGIN.x + width * gap, 2 * MARGIN.y + height * ROW + 12];
}

/**
 * Returns the corners of an edge: from the right side of its first card to the left side of its last, level through
 * the columns that it passes.
 */
export function corners(points, gap) {
  const half = CARD.width / 2;
  return points.map((point) => place(point, gap)).flatMap(([x, y], index) => {
    if (index === 0) return [[x + half, y]];
    if (index === points.length - 1) return [[x - half, y]];
    return [[x - half, y], [x + half, y]];
  });
}

/** Returns three corners of a tip that ends at `to`, coming from `from`. */
export function tip([fromX, fromY], [toX, toY], length = 8) {
  const angle = Math.atan2(toY - fromY, toX - fromX);
  const corner = (turn) => [toX - length * Math.cos(angle + turn), toY - length * Math.sin(angle + turn)];
  return [[toX, toY], corner(0.42), corner(-0.42)];
}

/** Returns an arrow for an edge: {root, show({active, back, told})}. */
export function arrow(edge, gap) {
  const line = corners(edge.points, gap);
  const path = svg("path", { d: `M${line.map((point) => point.join(",")).join("L")}`, class: "ck-arrow" });
  const head = svg("path", { class: "ck-tip" });
  const [x, y] = place(edge.label, gap);
  const words = [svg("tspan", { x, dy: 0 }), svg("tspan", { x, dy: 13 })];
  const ground = svg("rect", { rx: 3, class: "ck-ground" });
  const text = svg("g", { class: "ck-product" }, ground, svg("text", { x, y: y - 3 }, ...words));
  return {
    root: svg("g", {}, path, head),
    text,
    show: whenChanged(({ active, back }) => {
      const state = `${active ? " ck-active" : ""}${back ? " ck-back" : ""}`;
      set(path, { class: `ck-arrow${state}` });
      const ends = back ? [line[1], line[0]] : [line.at(-2), line.at(-1)];
      set(head, { class: `ck-tip${state}`, d: `M${tip(...ends).map((point) => point.join(",")).join("L")}Z` });
      const [product, result] = back ? edge.told.split(" = ") : ["", ""];
      words[0].textContent = result === undefined ? "" : product;
      words[1].textContent = result === undefined ? product : result && `= ${result}`;
      const width = 8 + LETTER * Math.max(...words.map((each) => each.textContent.length));
      const height = words[1].textContent ? 28 : 15;
      set(ground, { x: x - width / 2, y: y - 14, width, height, visibility: back ? undefined : "hidden" });
    }),
  };
}

/** Returns a card for a node: {root, show({value, gradient, now, wrong})}. `pressed` is called when it is chosen. */
export function card(node, gap, pressed, signal) {
  const [x, y] = place(node.at, gap);
  const root = svg("g", { class: "ck-card", role: "button", tabindex: "0", transform: `translate(${x} ${y})` });
  const { width, height } = CARD;
  const value = svg("text", { y: 5, class: `ck-node-value${fitting(node.brief)}` });
  const gradient = svg("text", { y: 22, class: "ck-node-gradient" });
  const sum = svg("text", { y: height / 2 + 14, class: "ck-sum" });
  const name = node.kind === "constant" ? "constant" : node.name;
  const sign = svg("tspan", { dx: 6, class: "ck-sign" }, shortened(node.symbol, 9));
  root.append(
    svg("rect", { x: -width / 2, y: -height / 2, width, height, rx: 8 }),
    svg("text", { y: -15, class: "ck-node-name" }, shortened(name, 9), node.symbol ? sign : null),
    value,
    gradient,
    sum,
  );
  root.addEventListener("click", pressed, { signal });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pressed();
  }, { signal });
  return {
    root,
    show: whenChanged(({ known, asked, back, now, wrong }) => {
      set(root, { class: `ck-card${now ? " ck-now" : ""}${wrong ? " ck-wrong" : ""}` });
      value.textContent = known ? shortened(node.brief, 12) : asked ? "?" : "";
      const [parts, total] = splitSum(back);
      set(gradient, { class: `ck-node-gradient${fitting(total)}` });
      gradient.textContent = total && `∂ ${shortened(total, 12)}`;
      sum.textContent = parts && shortened(parts, 18);
      const words = [name, node.symbol, known && `value ${node.value}`, back && `gradient ${back}`, wrong && "your class differs"];
      set(root, { "aria-label": words.filter(Boolean).join(", ") });
    }),
  };
}

/** Returns a gradient that was gathered, `2 + 3 = 5`, as the sum to write below the card and the total for the card. */
export function splitSum(text) {
  const [parts, total] = text.split(" = ");
  if (total !== undefined) return [`= ${parts}`, total];
  return text.endsWith("…") ? [`= ${text}`, ""] : ["", text];
}

/** Returns the class that makes text small enough for a card. */
function fitting(text) {
  return text.length > 10 ? " ck-longer" : text.length > 7 ? " ck-long" : "";
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
