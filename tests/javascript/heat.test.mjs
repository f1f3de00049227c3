import assert from "node:assert/strict";
import { test } from "node:test";

import { zeroOfMap, ZERO } from "../../coursekit/widgets/static/lib/heat.js";

const map = (rows) => ({ data: Uint8Array.from(rows.flat()), shape: [rows.length, rows[0].length] });

test("the line between two halves is where they meet", () => {
  const pieces = zeroOfMap(map([[1, 1, 255, 255], [1, 1, 255, 255], [1, 1, 255, 255]]));
  assert.equal(pieces.length, 2);
  for (const [x1, y1, x2, y2] of pieces) {
    assert.ok(Math.abs(x1 - 0.5) < 0.01 && Math.abs(x2 - 0.5) < 0.01, `${x1}, ${x2}`);
    assert.ok(Math.abs(y1 - y2) > 0.3);
  }
});

test("a slope is crossed where it is 0, and not at the nearest cell", () => {
  const [[x1, , x2]] = zeroOfMap(map([[ZERO - 10, ZERO + 30], [ZERO - 10, ZERO + 30]]));
  for (const x of [x1, x2]) assert.ok(Math.abs(x - (0.25 + 0.5 * 0.25)) < 0.01, `${x}`);
});

test("there is no line where all is on one side", () => {
  assert.deepEqual(zeroOfMap(map([[200, 210], [220, 230]])), []);
  assert.deepEqual(zeroOfMap(map([[ZERO, ZERO], [ZERO, ZERO]])), []);
});

test("a saddle has two pieces, an island four", () => {
  assert.equal(zeroOfMap(map([[255, 1], [1, 255]])).length, 2);
  assert.equal(zeroOfMap(map([[1, 1, 1], [1, 255, 1], [1, 1, 1]])).length, 4);
});
