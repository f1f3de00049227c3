// The numbers that a function is given, as vectors and matrices of fields.

import { element } from "../lib/dom.js";

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

/** Which numbers a function is given: [name of the setting, the lectures' letter]. */
export const GIVEN = {
  "f(z)": [["x", "z"]],
  "Wx + b by x": [["W", "W"], ["x", "x"], ["b", "b"]],
  "Wx + b by b": [["W", "W"], ["x", "x"], ["b", "b"]],
  "Wx + b by W": [["W", "W"], ["x", "x"], ["b", "b"]],
  softmax: [["x", "z"]],
  "uᵀh by u": [["u", "u"], ["x", "h"]],
  "uᵀh by h": [["u", "u"], ["x", "h"]],
  "own function": [["x", "x"]],
};

/** Returns a name with numbers below the line, counted from 1: subscripted("W", 0, 2) is W₁₃. */
export function subscripted(letter, ...indices) {
  return letter + indices.map((index) => [...String(index + 1)].map((digit) => DIGITS[digit]).join("")).join("");
}

/** Returns {root, draw(scene)}; `changed(name, rows)` is called with all numbers of the setting, as a list of rows. */
export function fields(changed, signal) {
  const root = element("div", { class: "ck-numbers" });
  let inputs = []; // of what is shown, by name
  let shape = "";

  const block = (name, letter, rows) => {
    const made = rows.map((row, i) => row.map((_, j) => {
      const index = name === "W" ? [i, j] : [i];
      return element("input", { type: "number", step: 0.1, class: "ck-field", "aria-label": subscripted(letter, ...index), required: true });
    }));
    made.flat().forEach((input) => input.addEventListener("change", () => {
      const now = made.map((row) => row.map((each) => each.valueAsNumber));
      if (now.flat().every(Number.isFinite)) changed(name, now);
      else input.reportValidity();
    }, { signal }));
    inputs.push(made);
    const lines = made.map((row) => element("div", { class: "ck-line-of-fields" }, ...row));
    return element("div", { class: "ck-block", role: "group", "aria-label": letter }, element("span", { class: "ck-letter" }, `${letter} =`), element("div", { class: "ck-brackets" }, ...lines));
  };

  const draw = (scene) => {
    const given = [...GIVEN[scene.function], ["delta", "δ"]].map(([name, letter]) => {
      const { data, shape: size } = name === "delta" ? scene.delta : scene.numbers[name];
      const columns = size[1] ?? 1;
      return [name, letter, Array.from({ length: size[0] }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)))];
    });
    const newShape = JSON.stringify(given.map(([name, letter, rows]) => [name, letter, rows.length, rows[0].length]));
    if (newShape !== shape) {
      shape = newShape;
      inputs = [];
      root.replaceChildren(...given.map((each) => block(...each)));
    }
    given.forEach(([, , rows], which) => rows.forEach((row, i) => row.forEach((value, j) => {
      const input = inputs[which][i][j];
      if (input.valueAsNumber !== value) input.value = value;
    })));
  };
  return { root, draw };
}
