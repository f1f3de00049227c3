// A matrix as a table with names: one entry has the focus, and arrow keys lead from entry to entry.

import { element, set } from "../lib/dom.js";
import { format } from "../lib/format.js";

const MIDDLE = 5; // of the palette's heat
const STEPS = 2; // on either side of it: on more, numbers could not be read

/**
 * Returns {root, draw(about), mark(row, column)}.
 *
 * `looked(row, column)` is called for the entry that the mouse is over or that has the focus.
 */
export function matrix(label, looked, signal) {
  const table = element("table", { class: "ck-matrix", role: "grid", "aria-label": label });
  const root = element("div", { class: "ck-scroll" }, table);
  let cells = [];
  let heads = { rows: [], columns: [] };
  let kept = [0, 0]; // the entry that Tab leads to

  /**
   * Draws {values: rows of numbers, rows, columns: [name, value] of each, zero: rows of flags, before, after}.
   * before: {name, values}: a column before the names of the rows; after: {name, values}: a row below.
   */
  const draw = ({ values, rows, columns, zero, before, after }) => {
    const largest = Math.max(...values.flat().filter(Number.isFinite).map(Math.abs), 1e-300);
    const lead = before ? [element("td", { class: "ck-outside" }, before.name)] : [];
    heads = { rows: rows.map((each) => head(each, "row")), columns: columns.map((each) => head(each, "col")) };
    cells = values.map((row, i) => row.map((value, j) => cell(value, zero?.[i][j], largest, `${rows[i][0]}, ${columns[j][0]}`)));
    const lines = cells.map((row, i) => element("tr", { role: "row" }, before ? outside(before.values[i]) : null, heads.rows[i], ...row));
    const below = after
      ? element("tr", { role: "row", class: "ck-below" }, before ? element("td") : null, element("th", { scope: "row" }, after.name), ...after.values.map(outside))
      : null;
    table.replaceChildren(
      element("thead", {}, element("tr", { role: "row" }, ...lead, element("td"), ...heads.columns)),
      element("tbody", {}, ...lines, below),
    );
    kept = [Math.min(kept[0], cells.length - 1), Math.min(kept[1], cells[0].length - 1)];
    set(cells[kept[0]][kept[1]], { tabindex: 0 });
  };

  const mark = (row, column) => {
    cells.forEach((line, i) => line.forEach((each, j) => {
      each.classList.toggle("ck-along", i === row || j === column);
      each.classList.toggle("ck-looked", i === row && j === column);
      set(each, { "aria-selected": String(i === row && j === column) });
    }));
    heads.rows.forEach((each, i) => each.classList.toggle("ck-named", i === row));
    heads.columns.forEach((each, j) => each.classList.toggle("ck-named", j === column));
    Array.from(table.querySelectorAll(".ck-below .ck-outside"), (each, j) => each.classList.toggle("ck-along", j === column));
  };

  const place = (target) => {
    const found = target.closest?.("[data-at]");
    if (!found) return null;
    const row = cells.findIndex((line) => line.includes(found));
    return row < 0 ? null : [row, cells[row].indexOf(found)];
  };
  const keep = ([row, column]) => {
    set(cells[kept[0]][kept[1]], { tabindex: -1 });
    kept = [row, column];
    set(cells[row][column], { tabindex: 0 });
  };
  table.addEventListener("pointerover", (event) => {
    const at = place(event.target);
    if (at) looked(...at);
  }, { signal });
  table.addEventListener("focusin", (event) => {
    const at = place(event.target);
    if (!at) return;
    keep(at);
    looked(...at);
  }, { signal });
  table.addEventListener("keydown", (event) => {
    const next = led(event.key, kept, cells.length, cells[0].length);
    if (!next) return;
    event.preventDefault();
    keep(next);
    cells[next[0]][next[1]].focus();
  }, { signal });

  return { root, draw, mark };
}

/** Returns where a key leads from [row, column] in a matrix; null if nowhere. */
export function led(key, [row, column], rows, columns) {
  const to = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [row, 0],
    End: [row, columns - 1],
  }[key];
  if (!to) return null;
  return [Math.min(Math.max(to[0], 0), rows - 1), Math.min(Math.max(to[1], 0), columns - 1)];
}

/** Returns the number of the palette's heat for a value; never one on which ink could not be read. */
export function heatOf(value, largest) {
  return Number.isFinite(value) ? MIDDLE + Math.round((STEPS * value) / largest) : MIDDLE;
}

function head([name, value], scope) {
  const role = scope === "row" ? "rowheader" : "columnheader";
  return element("th", { scope, role }, element("span", { class: "ck-name" }, name), element("span", { class: "ck-given" }, value));
}

function cell(value, zero, largest, name) {
  const words = format(value);
  const made = element("td", { role: "gridcell", tabindex: -1, "data-at": "", "aria-label": `${name}: ${words}` }, words);
  if (zero) made.classList.add("ck-zero");
  else if (value) made.style.background = `var(--ck-heat-${heatOf(value, largest)})`;
  return made;
}

function outside(value) {
  return element("td", { class: "ck-outside" }, format(value));
}
