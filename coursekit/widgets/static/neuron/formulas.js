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

/**
 * Returns the curve on which a function of the plane is 0, as pieces [x1, y1, x2, y2], by marching squares.
 *
 * @param values its numbers at the crossings of a grid, row by row from below; xs, ys: the grid's lines.
 */
export function zeroes(values, xs, ys) {
  const pieces = [];
  const width = xs.length;
  const crossing = (a, b, one, other) => one + (a / (a - b)) * (other - one);
  for (let row = 0; row + 1 < ys.length; row += 1) {
    for (let column = 0; column + 1 < width; column += 1) {
      const [a, b] = [values[row * width + column], values[row * width + column + 1]];
      const [d, c] = [values[(row + 1) * width + column], values[(row + 1) * width + column + 1]];
      const [left, right, low, high] = [xs[column], xs[column + 1], ys[row], ys[row + 1]];
      const found = [];
      if (a > 0 !== b > 0) found.push([crossing(a, b, left, right), low]);
      if (b > 0 !== c > 0) found.push([right, crossing(b, c, low, high)]);
      if (c > 0 !== d > 0) found.push([crossing(d, c, left, right), high]);
      if (d > 0 !== a > 0) found.push([left, crossing(a, d, low, high)]);
      for (let first = 0; first + 1 < found.length; first += 2) pieces.push([...found[first], ...found[first + 1]]);
    }
  }
  return pieces;
}
