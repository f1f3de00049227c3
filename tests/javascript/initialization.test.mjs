import assert from "node:assert/strict";
import { test } from "node:test";

import { layerTicks, offChart, percent, ridge, spreadDomain, verdict } from "../../coursekit/widgets/static/initialization_words.js";

test("a ridge stands on its layer, and is at most 0.9 high", () => {
  const { xs, ys } = ridge([0, 0.5, 0.25, 0], 3, -2, 2);
  assert.deepEqual(xs, [-1.5, -0.5, 0.5, 1.5]);
  assert.deepEqual(ys, [3, 2.1, 2.55, 3]);
  assert.deepEqual(ridge([0, 0], 1, 0, 1).ys, [1, 1]);
});

test("the first and the last layer are named, and not too many between", () => {
  assert.deepEqual(layerTicks(2), [1, 2]);
  assert.deepEqual(layerTicks(5), [1, 2, 3, 4, 5]);
  for (let depth = 2; depth <= 30; depth += 1) {
    const ticks = layerTicks(depth);
    assert.equal(ticks[0], 1);
    assert.equal(ticks.at(-1), depth);
    assert.ok(ticks.length <= 11);
    assert.ok(ticks.every((tick, index) => index === 0 || tick > ticks[index - 1]));
  }
});

test("the axis of sizes has whole powers, two at least, and leaves out what has no place", () => {
  assert.deepEqual(spreadDomain([0.02, 0.5]), [0.01, 1]);
  assert.deepEqual(spreadDomain([0, NaN, 1e-99]), [1e-2, 10].map((end) => 10 ** Math.round(Math.log10(end))));
  const [low, high] = spreadDomain([1e-20, 1e5]);
  assert.ok(low < 1e-20 && high > 1e5);
});

test("what is off the chart is said", () => {
  assert.equal(offChart([1, 0.5]), "");
  assert.match(offChart([1, 0, 1e-40, Infinity, NaN]), /0, or below 10⁻³⁰, or above 10³⁰, or no number/);
});

test("shares and verdicts are in words", () => {
  assert.deepEqual([percent(0, "x"), percent(0.001, "x"), percent(0.516, "exactly 0")], ["", "less than 1 % is x", "52 % is exactly 0"]);
  const common = { verdict: "steady", ratio: 0.31, symmetric: false, delta: [1, 1] };
  assert.equal(verdict(common), "The gradient is steady: δ in layer 1 is 0.31 × that in the last.");
  assert.match(verdict({ ...common, ratio: NaN }), /no gradient comes back/);
  assert.match(verdict({ ...common, symmetric: true }), /learn the same/);
  assert.match(verdict({ ...common, symmetric: true, delta: [0, 1] }), /nothing learns/);
});
