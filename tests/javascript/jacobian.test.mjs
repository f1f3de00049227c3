import assert from "node:assert/strict";
import { test } from "node:test";

import { subscripted } from "../../coursekit/widgets/static/jacobian/fields.js";
import { heatOf, led } from "../../coursekit/widgets/static/jacobian/matrix.js";

test("arrow keys lead through a matrix and stay within", () => {
  assert.deepEqual(led("ArrowRight", [0, 0], 2, 3), [0, 1]);
  assert.deepEqual(led("ArrowRight", [0, 2], 2, 3), [0, 2]);
  assert.deepEqual(led("ArrowUp", [0, 2], 2, 3), [0, 2]);
  assert.deepEqual(led("ArrowDown", [0, 2], 2, 3), [1, 2]);
  assert.deepEqual(led("ArrowLeft", [1, 2], 2, 3), [1, 1]);
  assert.deepEqual(led("Home", [1, 2], 2, 3), [1, 0]);
  assert.deepEqual(led("End", [1, 0], 2, 3), [1, 2]);
  assert.equal(led("b", [0, 0], 2, 3), null);
});

test("heat has its middle at 0 and leaves out the ends, on which ink could not be read", () => {
  assert.deepEqual([-4, -1, 0, 0.4, 4, NaN, Infinity].map((value) => heatOf(value, 4)), [3, 5, 5, 5, 7, 5, 5]);
});

test("names count from one", () => {
  assert.equal(subscripted("W", 0, 2), "W₁₃");
  assert.equal(subscripted("z", 11), "z₁₂");
});
