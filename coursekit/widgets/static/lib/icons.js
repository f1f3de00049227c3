// The icons on buttons, drawn: not every machine has letters for them.

import { svg } from "./dom.js";

const PATHS = {
  start: "M3,3H5V13H3ZM13,3V13L6,8Z",
  back: "M12,3V13L4,8Z",
  play: "M4,2.5V13.5L13,8Z",
  pause: "M4,3H7V13H4ZM9,3H12V13H9Z",
  on: "M3,3V13L10,8ZM11,3H13V13H11Z",
  die: "M2,2H14V14H2ZM3.2,3.2V12.8H12.8V3.2ZM4.4,4.4H7V7H4.4ZM9,4.4H11.6V7H9ZM6.7,6.7H9.3V9.3H6.7ZM4.4,9H7V11.6H4.4ZM9,9H11.6V11.6H9Z",
};

/** Returns an icon: "start", "back", "play", "pause", "on" or "die". */
export function icon(name) {
  const path = svg("path", { d: PATHS[name], "fill-rule": "evenodd" });
  return svg("svg", { viewBox: "0 0 16 16", width: 14, height: 14, class: "ck-icon", "aria-hidden": "true" }, path);
}
