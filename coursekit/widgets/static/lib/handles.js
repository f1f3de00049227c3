// Points to drag, by mouse, finger, pen or arrow keys.

import { set, svg } from "./dom.js";
import { format } from "./format.js";
import { clamp } from "./scale.js";

/**
 * Returns a handle in `axes`; `handle.place(x, y)` moves it, and does not call `moved`.
 *
 * @param about label: what is dragged; moved(x, y): called while it is; x, y: {min, max, step}, or undefined for a
 *   coordinate that follows by itself, with log: true if `step` is a factor; told: returns the place in words, from x and y.
 */
export function handle(axes, { label, moved, x, y, told, shape = "circle" }, signal) {
  const single = !(x && y);
  const mark = svg("g", { class: "ck-handle", tabindex: "0", "aria-label": label, role: single ? "slider" : "application" });
  if (!single) set(mark, { "aria-roledescription": "point that can be moved in two directions" });
  const visible = shape === "circle" ? svg("circle", { r: 7 }) : svg("rect", { x: -6, y: -6, width: 12, height: 12 });
  mark.append(svg("circle", { r: 16, class: "ck-reach" }), visible);
  axes.over.append(mark);
  let now = { x: x?.min ?? 0, y: y?.min ?? 0 };

  mark.place = (newX, newY) => {
    now = { x: newX, y: newY };
    const finite = Number.isFinite(newX) && Number.isFinite(newY);
    const at = [
      clamp(finite ? axes.x(newX) : 0, axes.margin.left, axes.margin.left + axes.innerWidth),
      clamp(finite ? axes.y(newY) : 0, axes.margin.top, axes.margin.top + axes.innerHeight),
    ];
    set(mark, { transform: `translate(${at[0].toFixed(2)} ${at[1].toFixed(2)})`, visibility: finite ? undefined : "hidden" });
    const words = told ? told(newX, newY) : [x && format(newX), y && format(newY)].filter(Boolean).join(", ");
    if (!single) {
      set(mark, { "aria-label": `${label}: ${words}` });
      return;
    }
    const limits = x ?? y;
    const number = (value) => (limits.log ? Math.log10(value) : value); // readers take no 1e-16
    set(mark, {
      "aria-valuemin": number(limits.min),
      "aria-valuemax": number(limits.max),
      "aria-valuenow": number(x ? newX : newY),
      "aria-valuetext": words,
      "aria-orientation": x ? "horizontal" : "vertical",
    });
  };

  const move = (newX, newY) => {
    const wanted = {
      x: x ? clamp(newX, x.min, x.max) : now.x,
      y: y ? clamp(newY, y.min, y.max) : now.y,
    };
    if (wanted.x === now.x && wanted.y === now.y) return;
    moved(wanted.x, wanted.y);
  };

  const options = { signal };
  mark.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    mark.setPointerCapture(event.pointerId);
    mark.focus({ preventScroll: true });
    mark.classList.add("ck-dragged");
  }, options);
  mark.addEventListener("pointermove", (event) => {
    if (!mark.hasPointerCapture(event.pointerId)) return;
    const at = axes.at(event);
    move(at.x, at.y);
  }, options);
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
    mark.addEventListener(type, () => mark.classList.remove("ck-dragged"), options);
  }
  mark.addEventListener("keydown", (event) => {
    const wanted = keyed(event, now, x, y);
    if (!wanted) return;
    event.preventDefault();
    move(wanted.x, wanted.y);
  }, options);
  return mark;
}

/** Returns where a key leads from a place: arrows a step, with shift or page keys ten, Home and End to the limits. */
export function keyed(event, now, x, y) {
  const far = event.shiftKey ? 10 : 1;
  const along = (axis, from, steps) => {
    if (!axis) return from;
    if (axis.log) return from * (axis.step ?? (axis.max / axis.min) ** 0.01) ** steps;
    return from + steps * (axis.step ?? (axis.max - axis.min) / 100);
  };
  const only = x ?? y;
  const by = {
    ArrowLeft: x ? [-far, 0] : [0, -far],
    ArrowRight: x ? [far, 0] : [0, far],
    ArrowDown: y ? [0, -far] : [-far, 0],
    ArrowUp: y ? [0, far] : [far, 0],
    PageDown: x ? [-10, 0] : [0, -10],
    PageUp: x ? [10, 0] : [0, 10],
  }[event.key];
  if (by) return { x: along(x, now.x, by[0]), y: along(y, now.y, by[1]) };
  if (event.key === "Home") return x ? { x: only.min, y: now.y } : { x: now.x, y: only.min };
  if (event.key === "End") return x ? { x: only.max, y: now.y } : { x: now.x, y: only.max };
  return null;
}
