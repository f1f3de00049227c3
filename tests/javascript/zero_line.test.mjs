import assert from "node:assert/strict";
import { test } from "node:test";

import { middles } from "../../coursekit/widgets/static/lib/surface.js";
import { zeroLine } from "../../coursekit/widgets/static/lib/zero_line.js";

test("the line of zeros runs between signs", () => {
  assert.deepEqual(zeroLine([-1, 3, -1, 3], 2), [[0.25, 0, 0.25, 1]]);
  assert.equal(zeroLine([1, -1, -1, 1], 2).length, 2); // a saddle: two pieces
  assert.equal(zeroLine([1, -1, 1, -1, 1, -1, 1, -1, 1], 3).length, 8);
});

test("a circle is found where it is, and closes", () => {
  const side = middles([-2, 2], 81);
  const pieces = zeroLine(side.flatMap((y) => side.map((x) => x * x + y * y - 1)), 81).map((piece) =>
    piece.map((cell) => side[0] + cell * (side[1] - side[0])),
  );
  for (const [x1, y1, x2, y2] of pieces) {
    assert.ok(Math.abs(Math.hypot(x1, y1) - 1) < 1e-3);
    assert.ok(Math.hypot(x1 - x2, y1 - y2) < 0.08);
  }
  const length = pieces.reduce((sum, [x1, y1, x2, y2]) => sum + Math.hypot(x1 - x2, y1 - y2), 0);
  assert.ok(Math.abs(length - 2 * Math.PI) < 0.02);
});

test("grids may have more columns than rows", () => {
  assert.deepEqual(zeroLine([-1, -1, 1, -1, -1, 1], 3), [[1.5, 0, 1.5, 1]]);
});

test("where the sign does not change there is nothing, and where it is not finite nothing breaks", () => {
  assert.deepEqual(zeroLine(new Array(9).fill(1), 3), []);
  assert.deepEqual(zeroLine(new Array(9).fill(NaN), 3), []);
  assert.deepEqual(zeroLine([NaN, 1, -1, NaN], 2), []);
});
