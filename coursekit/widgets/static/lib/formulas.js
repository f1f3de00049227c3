// Formulas with their numbers filled in: indices, products and sums as they are written, matrices as tables.

import { element } from "./dom.js";
import { format } from "./format.js";

const digits = (signs) => (number) => [...String(number)].map((digit) => signs[Number(digit)]).join("");

/** Returns a number as an index below: ₁₂. */
export const sub = digits("₀₁₂₃₄₅₆₇₈₉");

const raised = digits("⁰¹²³⁴⁵⁶⁷⁸⁹");

/** Returns a layer's number as it is written above: ⁽²⁾. */
export function sup(number) {
  return `⁽${raised(number)}⁾`;
}

/** Returns a factor or summand that stands second: in brackets if it is negative. */
export function second(value) {
  const text = format(value);
  return text.startsWith("−") ? `(${text})` : text;
}

/** Returns a product as it is written: 2·(−3). */
export function times(...factors) {
  return factors.map((factor, index) => (index ? second(factor) : format(factor))).join("·");
}

/**
 * Returns a matrix as a table in brackets; `show(rows)` gives it other numbers. here(i, j): whether an entry is the
 * one that is looked at.
 */
export function matrix(rows, label, here = () => false) {
  const cells = rows.map((row, i) => row.map((value, j) => element("td", { class: here(i, j) ? "ck-here" : undefined }, format(value))));
  const table = element("table", { "aria-label": label }, element("tbody", {}, ...cells.map((row) => element("tr", {}, ...row))));
  table.show = (others) => {
    cells.forEach((row, i) =>
      row.forEach((cell, j) => {
        const text = format(others[i][j]);
        if (cell.textContent !== text) cell.textContent = text;
      }),
    );
  };
  return table;
}

/** Returns a vector as the rows of a matrix of one column. */
export function column(values) {
  return values.map((value) => [value]);
}

/** Returns a matrix turned over its diagonal. */
export function transposed(rows) {
  return rows[0].map((_, j) => rows.map((row) => row[j]));
}
