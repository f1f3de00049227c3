import assert from "node:assert/strict";
import { test } from "node:test";

import { CARD, columnGap, corners, place, size, splitSum, tip } from "../../coursekit/widgets/static/lib/graph_drawing.js";
import { isRight, numberOf } from "../../coursekit/widgets/static/lib/prediction.js";
import { seen } from "../../coursekit/widgets/static/graph.js";

test("an edge leaves on the right, arrives on the left, and is level where it passes", () => {
  const points = corners([[0, 0], [1, 2], [2, 1]], 150);
  assert.equal(points.length, 4);
  assert.ok(points.every(([x], index) => index === 0 || x > points[index - 1][0]));
  assert.equal(points[1][1], points[2][1]);
  const [width, height] = size([2, 2], 150);
  for (const [x, y] of points) assert.ok(x > 0 && x < width && y > 0 && y < height);
  assert.ok(place([1, 0], 150)[0] - place([0, 0], 150)[0] === 150);
});

test("what is written on an edge fits between the cards", () => {
  const short = columnGap([{ told: "1 × 2 = 2" }]);
  const long = columnGap([{ told: "1 × 2 = 2" }, { told: "−0.762 × 2.718 = −2.07" }]);
  assert.ok(long > short && long - CARD.width > 14 * 6.2 + 8);
  assert.equal(columnGap([]), columnGap([{ told: "" }]));
});

test("a tip ends where it should and points there", () => {
  const [end, ...sides] = tip([0, 0], [10, 0]);
  assert.deepEqual(end, [10, 0]);
  for (const [x] of sides) assert.ok(x < 10);
  assert.ok(Math.abs(sides[0][1] + sides[1][1]) < 1e-9);
});

test("a sum is written below the card, its total in it", () => {
  assert.deepEqual(splitSum("3 + 2 = 5"), ["= 3 + 2", "5"]);
  assert.deepEqual(splitSum("3 + …"), ["= 3 + …", ""]);
  assert.deepEqual(splitSum("3"), ["", "3"]);
  assert.deepEqual(splitSum(""), ["", ""]);
});

test("what is typed is read as it is meant", () => {
  assert.equal(numberOf(" −1,5 "), -1.5);
  assert.equal(numberOf("1/4"), 0.25);
  assert.equal(numberOf("-3 / 2"), -1.5);
  assert.equal(numberOf("1e-3"), 0.001);
  for (const text of ["", "x", "1 2"]) assert.ok(Number.isNaN(numberOf(text)));
});

test("a prediction may be rounded, but not wrong", () => {
  assert.ok(isRight(0.12, 0.1192));
  assert.ok(isRight(3, 3));
  assert.ok(isRight(0, 0.004));
  assert.ok(!isRight(3, 2));
  assert.ok(!isRight(-2, 2));
});

test("what is seen grows from step to step", () => {
  const steps = [
    { phase: "inputs", node: -1, edges: [], gradients: [] },
    { phase: "forward", node: 2, edges: [0, 1], gradients: [] },
    { phase: "loss", node: 2, edges: [], gradients: [[2, "1"]] },
    { phase: "backward", node: 2, edges: [0, 1], gradients: [[0, "3"], [1, "4"]] },
  ];
  assert.equal(seen(steps, 0).values.size, 0);
  assert.deepEqual([...seen(steps, 1).values], [2]);
  assert.equal(seen(steps, 2).back.size, 0);
  assert.deepEqual([...seen(steps, 3).back], [0, 1]);
  assert.equal(seen(steps, 3).gradients.get(1), "4");
});
