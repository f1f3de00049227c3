import assert from "node:assert/strict";
import { test } from "node:test";

import { middles } from "../../coursekit/widgets/static/lib/surface.js";
import { endOf, footOf, zeroes } from "../../coursekit/widgets/static/neuron/formulas.js";

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("the foot of a line is on it, nearest to the origin", () => {
  const line = [3, 4, -10];
  const { x, y, along } = footOf(line);
  near(3 * x + 4 * y - 10, 0);
  near(Math.hypot(x, y), 2);
  near(along[0] * 3 + along[1] * 4, 0);
  assert.equal(footOf([0, 0, 1]), null);
});

test("a line ends at the edge of the square, or misses it", () => {
  for (const line of [[1, 0, 1], [0, -2, 1], [1, 1, 0.5], [-3, 1, 2]]) {
    const [x, y] = endOf(line, 3);
    near(line[0] * x + line[1] * y + line[2], 0);
    near(Math.max(Math.abs(x), Math.abs(y)), 3);
  }
  assert.equal(endOf([1, 0, 6], 3), null);
  assert.equal(endOf([1, 1, 12], 3), null);
  assert.equal(endOf([0, 0, 1], 3), null);
});

test("a circle is found where it is, and closes", () => {
  const side = middles([-2, 2], 81);
  const pieces = zeroes(side.flatMap((y) => side.map((x) => x * x + y * y - 1)), side, side);
  for (const [x1, y1, x2, y2] of pieces) {
    assert.ok(Math.abs(Math.hypot(x1, y1) - 1) < 1e-3);
    assert.ok(Math.hypot(x1 - x2, y1 - y2) < 0.08);
  }
  const length = pieces.reduce((sum, [x1, y1, x2, y2]) => sum + Math.hypot(x1 - x2, y1 - y2), 0);
  assert.ok(Math.abs(length - 2 * Math.PI) < 0.02);
});

test("where a function does not change its sign there is nothing, and where it is not finite nothing breaks", () => {
  const side = [0, 1, 2];
  assert.deepEqual(zeroes(new Array(9).fill(1), side, side), []);
  assert.deepEqual(zeroes(new Array(9).fill(NaN), side, side), []);
  assert.equal(zeroes([1, -1, 1, -1, 1, -1, 1, -1, 1], side, side).length, 8);
});

test("middles are as far from each other as from the ends, twice", () => {
  assert.deepEqual(middles([0, 4], 4), [0.5, 1.5, 2.5, 3.5]);
});
