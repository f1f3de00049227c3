// Differences of a function that is known at evenly spaced points, for what moves until Python's own numbers arrive.

import { clamp } from "./scale.js";

/** Returns the value at `x` on the straight lines between the points: values from `low` to `high`. */
export function interpolated(values, low, high, x) {
  const at = (clamp((x - low) / (high - low), 0, 1)) * (values.length - 1);
  const left = Math.min(Math.floor(at), values.length - 2);
  const share = at - left;
  if (share === 0) return values[left];
  return values[left] + share * (values[left + 1] - values[left]);
}

/** Returns the slopes of the secants at `x`: {left, right, centred}. A step that is lost between points is widened. */
export function secants(values, low, high, x, h) {
  const step = Math.max(h, 1e-6);
  const [before, here, after] = [x - step, x, x + step].map((point) => interpolated(values, low, high, point));
  return { left: (here - before) / step, right: (after - here) / step, centred: (after - before) / (2 * step) };
}

/** Returns the place of the number among `steps`, which grow by a factor, that is nearest to `h`. */
export function nearestStep(steps, h) {
  const factor = Math.log(steps[1] / steps[0]);
  return clamp(Math.round(Math.log(h / steps[0]) / factor), 0, steps.length - 1);
}
