// What is evaluated in the browser while lines are dragged. A test compares it with Python.

import { activations } from "../lib/activations.js";

const sigmoid = activations.sigmoid.f;

/** Returns z = w·x + b at a point of the plane; line: [w₁, w₂, b]. */
export function weighted([w1, w2, b], x1, x2) {
  return w1 * x1 + w2 * x2 + b;
}

/** Returns the score s = vᵀσ(Wx + b) + c of a hidden layer at a point of the plane. */
export function layerScore(lines, v, c, x1, x2) {
  let score = c;
  for (let unit = 0; unit < lines.length; unit += 1) score += v[unit] * sigmoid(weighted(lines[unit], x1, x2));
  return score;
}

/** Returns where a line w·x + b = 0 comes nearest to the origin, and its direction; null if w is 0. */
export function footOf([w1, w2, b]) {
  const length = Math.hypot(w1, w2);
  if (length === 0) return null;
  const [x, y] = [(-b * w1) / length ** 2, (-b * w2) / length ** 2];
  return { x, y, along: [-w2 / length, w1 / length] };
}

/** Returns where a line leaves the square from −reach to reach, on its way along its direction; null if it misses it. */
export function endOf(line, reach) {
  const foot = footOf(line);
  if (!foot) return null;
  const [dx, dy] = foot.along;
  const far = (at, step) => (step === 0 ? Infinity : (Math.sign(step) * reach - at) / step);
  const time = Math.min(far(foot.x, dx), far(foot.y, dy));
  const end = [foot.x + time * dx, foot.y + time * dy];
  return end.every((each) => Math.abs(each) <= reach * (1 + 1e-9)) ? end : null;
}

/** Returns what one unit adds to a curve at the points xs: v·φ(k·x + b). */
export function added(unit, k, b, v, xs) {
  const { f } = activations[unit];
  return Array.from(xs, (x) => v * f(k * x + b));
}
