import assert from "node:assert/strict";
import { test } from "node:test";

import { middles } from "../../coursekit/widgets/static/lib/surface.js";
import { endOf, footOf } from "../../coursekit/widgets/static/neuron/formulas.js";

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

test("middles are as far from each other as from the ends, twice", () => {
  assert.deepEqual(middles([0, 4], 4), [0.5, 1.5, 2.5, 3.5]);
});
