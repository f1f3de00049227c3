// A row of buttons of which one is down: the parts of a widget, one shown at a time.

import { button } from "./controls.js";
import { element, set } from "./dom.js";

/** Returns {root, show(option)}: a button for each option; `chosen(option)` is called when one is pressed. */
export function tabs(label, options, chosen, signal) {
  const buttons = options.map((option) => button(option, () => chosen(option), signal, { "aria-pressed": "false" }));
  return {
    root: element("div", { class: "ck-tabs", role: "group", "aria-label": label }, ...buttons),
    show(option) {
      buttons.forEach((each, index) => set(each, { "aria-pressed": String(options[index] === option) }));
    },
  };
}
