import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsOf, edgeStyle, mapOf, nameOf, places, weightsOf } from "../../coursekit/widgets/static/playground_network.js";

test("columns show inputs, some units of each layer, and the output", () => {
  assert.deepEqual(columnsOf([4, 32], 8), [2, 4, 8, 1]);
  assert.deepEqual(columnsOf([], 8), [2, 1]);
});

test("units lie inside of the drawing, each column in its middle", () => {
  const { width, height, units } = places([2, 8, 3, 1]);
  assert.deepEqual(units.map((column) => column.length), [2, 8, 3, 1]);
  for (const column of units) {
    const middle = column.reduce((sum, { y }) => sum + y, 0) / column.length;
    assert.ok(Math.abs(middle - height / 2) < 1e-9);
    for (const { x, y } of column) assert.ok(x > 32 && x < width - 32 && y > 32 && y < height - 32);
  }
});

test("weights differ by width, colour and dash, and those that are no number are thin", () => {
  const [strong, weak, negative, none] = [2, 0.1, -2, NaN].map((weight) => edgeStyle(weight, 2));
  assert.ok(strong["stroke-width"] > weak["stroke-width"]);
  assert.equal(strong["stroke-dasharray"], undefined);
  assert.ok(negative["stroke-dasharray"]);
  assert.notEqual(strong.stroke, negative.stroke);
  assert.equal(none.stroke, "var(--ck-soft)");
});

test("a unit has its own map, name and weights", () => {
  const layers = [{ data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]), shape: [2, 2, 2] }];
  assert.deepEqual(Array.from(mapOf(layers, null, 0, 1).data), [5, 6, 7, 8]);
  assert.equal(mapOf(layers, "output", 1, 0), "output");
  assert.deepEqual([nameOf([2, 4, 1], 0, 1), nameOf([2, 4, 1], 1, 2), nameOf([2, 4, 1], 2, 0)], ["input x₂", "unit 3 of layer 1", "output"]);
  const maps = { weights: [{ data: Float32Array.of(1, 2, 3, -4), shape: [2, 2] }], biases: [{ data: Float32Array.of(0, 0.5) }] };
  assert.equal(weightsOf(maps, 1, 1), "w = (3, −4), b = 0.5");
  assert.equal(weightsOf(maps, 0, 1), "");
});
