// Sliders, menus, switches, fields and buttons, made of what Python says about a setting.

import { element, set, uniqueId } from "./dom.js";
import { format } from "./format.js";

const STEPS = 1000; // of a slider between its ends

/** Returns the control for a setting: {root, show(value)}. `changed(value)` is called while it is moved. */
export function control(about, changed, signal) {
  if (about.kind === "switch") return toggle(about, changed, signal);
  if (about.kind === "choice") return menu(about, changed, signal);
  if (about.min === null || about.max === null || about.max - about.min > 10000) return field(about, changed, signal);
  return slider(about, changed, signal);
}

/** Returns a button, with words or an icon on it, that calls `pressed`. `about.title` explains it, `about.pressed` makes it one that stays down. */
export function button(words, pressed, signal, about = {}) {
  const made = element("button", { type: "button", class: "ck-button", ...about }, words);
  made.addEventListener("click", pressed, { signal });
  return made;
}

function slider(about, changed, signal) {
  const { min, max, log, kind } = about;
  const toValue = log
    ? (at) => min * (max / min) ** (at / STEPS)
    : (at) => min + ((max - min) * at) / STEPS;
  const toPlace = log
    ? (value) => (STEPS * Math.log(value / min)) / Math.log(max / min)
    : (value) => (STEPS * (value - min)) / (max - min);
  const id = uniqueId();
  // Where the steps are equal, the slider counts them itself, and reaches both ends.
  const whole = kind === "whole" || (about.step && !log);
  const limits = whole ? { min, max, step: about.step ?? 1 } : { min: 0, max: STEPS, step: 1 };
  const input = element("input", { type: "range", id, ...limits });
  const output = element("output", { for: id, class: "ck-value" });
  const read = () => (whole ? Number(input.value) : rounded(toValue(Number(input.value))));
  const told = (value) => {
    output.textContent = format(value);
    set(input, { "aria-valuetext": format(value) });
  };
  input.addEventListener("input", () => {
    told(read());
    changed(read());
  }, { signal });
  return {
    root: element("div", { class: "ck-control" }, element("label", { for: id }, about.label), input, output),
    show(value) {
      input.value = whole ? value : toPlace(value);
      told(value);
    },
  };
}

function field(about, changed, signal) {
  const id = uniqueId();
  const step = about.kind === "whole" ? 1 : "any";
  const input = element("input", { type: "number", id, min: about.min, max: about.max, step, class: "ck-field" });
  input.addEventListener("change", () => {
    if (input.value !== "" && input.checkValidity()) changed(Number(input.value));
    else input.reportValidity();
  }, { signal });
  return {
    root: element("div", { class: "ck-control" }, element("label", { for: id }, about.label), input),
    show(value) {
      if (document.activeElement !== input || Number(input.value) !== value) input.value = value;
    },
  };
}

function menu(about, changed, signal) {
  const id = uniqueId();
  const select = element("select", { id, class: "ck-menu" });
  select.append(...about.options.map((option) => element("option", { value: String(option) }, String(option))));
  select.addEventListener("change", () => changed(about.options[select.selectedIndex]), { signal });
  return {
    root: element("div", { class: "ck-control" }, element("label", { for: id }, about.label), select),
    show(value) {
      select.selectedIndex = about.options.indexOf(value);
    },
  };
}

function toggle(about, changed, signal) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => changed(input.checked), { signal });
  return {
    root: element("label", { class: "ck-control ck-switch" }, input, about.label),
    show(value) {
      input.checked = value;
    },
  };
}

/** A slider's place between two of its thousand steps is chance: four digits are what was meant. */
function rounded(value) {
  return Number(value.toPrecision(4));
}
