// The race's geometry and words.

import assert from "node:assert/strict";
import test from "node:test";

import { lengths } from "../../coursekit/widgets/static/lib/canvas.js";
import { band, between } from "../../coursekit/widgets/static/lib/contours.js";
import { clip, column, counts, drawnLoss, drawnRates, runningMean, standing } from "../../coursekit/widgets/static/lib/descents.js";
import { channels } from "../../coursekit/widgets/static/lib/theme.js";
import { remembered } from "../../coursekit/widgets/static/race.js";

test("a band counts levels, with how far it is to the next", () => {
  const levels = [0, 1, 10, 100];
  assert.deepEqual([0, 0.5, 1, 5.5, 10, 55].map((height) => band(height, levels)), [0, 0.5, 1, 1.5, 2, 2.5]);
  assert.equal(band(-1, levels), -1);
  assert.equal(band(190, levels), 4);
  assert.ok(Number.isNaN(band(NaN, levels)));
  assert.equal(band(3, [3]), 0);
});

test("between the points of a grid, heights are interpolated", () => {
  const grid = { data: Float32Array.of(0, 1, 2, 10, 11, 12), shape: [2, 3] };
  assert.equal(between(grid, 0, 0), 0);
  assert.equal(between(grid, 2, 1), 12);
  assert.equal(between(grid, 1.5, 0.5), 6.5);
});

test("colours have channels", () => assert.deepEqual(channels("#0180ff"), [1, 128, 255]));

test("lengths add up, and a gap adds nothing", () => {
  assert.deepEqual([...lengths([0, 3, 3, NaN, 3], [0, 4, 5, NaN, 5])], [0, 5, 6, 6, 6]);
});

test("columns and counts", () => {
  assert.deepEqual([...column([1, 2, 3, 4], 1)], [2, 4]);
  assert.deepEqual([...counts(3)], [0, 1, 2]);
});

test("what is below the lowest has no logarithm, what is as good as it lies on the floor", () => {
  assert.deepEqual([...drawnLoss([2, 0, -5], 1)], [2, Math.fround(1e-12), NaN]);
});

test("a running mean is of what there is", () => {
  assert.deepEqual([...runningMean([1, 3, 5, 7], 2)], [1, 2, 4, 6]);
  assert.ok(Number.isNaN(runningMean([1, NaN], 5)[1]));
});

test("rates hardly above 0 are left out of a logarithmic axis", () => {
  assert.deepEqual([...drawnRates([1, 1e-9], 1, true)], [1, NaN]);
  assert.deepEqual(drawnRates([1, 0], 1, false), [1, 0]);
});

test("places are clipped, but not those that are none", () => {
  assert.deepEqual([clip(-1, 10), clip(11, 10), clip(5, 10), clip(NaN, 10)], [0, 10, 5, NaN]);
});

test("who is out of the race is said to be", () => {
  const descent = { loss: { data: [4, 2, 1e9] }, last: 2, ending: "diverged" };
  assert.equal(standing(descent, 1), "2");
  assert.equal(standing(descent, 9), "diverged at 2");
  assert.equal(standing({ ...descent, ending: "" }, 9), "1·10⁹");
});

test("what is remembered is said by its signs", () => {
  const adam = { name: "Adam", signs: ["m", "v"], first: { data: [NaN, NaN, 1, 2] }, second: { data: [NaN, NaN, 3, 4] }, last: 1 };
  assert.equal(remembered(adam, 1), "m = (1, 2)    √v = (3, 4)");
  assert.equal(remembered(adam, 0), "m = 0    √v = 0");
  assert.equal(remembered({ name: "SGD", signs: ["", ""], last: 1 }, 1), "SGD remembers nothing.");
  const ahead = { name: "Nesterov", signs: ["v", ""], first: adam.first, ahead: { data: [0, 0, 5, 6] }, last: 1 };
  assert.equal(remembered(ahead, 1), "v = (1, 2)    next gradient at (5, 6): the ring on the map");
});
